package gesture

import (
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture/format"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// showing is a recording of one resting hand in every frame, its wrist at a place,
// in a unit.
func showing(n int, wrist r3.Vec, metre float64) *recording {
	r := &recording{Recording: &format.Recording{}, name: "test"}
	var lm hand.Landmarks
	h := hand.New(hand.Right, hand.Nominal())
	h.SetAngles(hand.Rest())
	h.LandmarksTo(&lm)
	for k := range lm {
		lm[k] = r3.Scale(metre, r3.Add(lm[k], wrist))
	}
	for range n {
		r.Frames = append(r.Frames, format.Frame{Hands: []format.Hand{{ID: -1, Confidence: 1, Seen: hand.Seen(lm)}}})
	}
	return r
}

func TestUnitsGoByThePalm(t *testing.T) {
	for unit, metre := range map[string]float64{"m": 1, "cm": 100, "mm": 1000, "inches": 1 / 0.0254} {
		r := showing(3, r3.Vec{X: 0.2}, metre)
		require.NoError(t, r.toMetres())
		require.Equal(t, unit, r.unit)
		size, ok := r.palmSize()
		require.True(t, ok)
		require.InDelta(t, 0.092, size, 0.005)
	}
	for _, metre := range []float64{0.1, 1e-3, 1e5} {
		require.ErrorContains(t, showing(3, r3.Vec{}, metre).toMetres(), "want 0.03 to 0.2 m, or the same in mm, cm or inches")
	}
}

// Zeros are what was not seen, but for a wrist that is the origin or near it.
func TestZerosAreHidden(t *testing.T) {
	tip := hand.Landmark(hand.Index, 3)
	r := showing(10, r3.Vec{X: 0.3}, 1)
	r.Frames[2].Hands[0].Seen.Points[tip] = r3.Vec{}
	r.Frames[3].Hands[0].Seen.Points[0] = r3.Vec{}
	r.hideZeros()
	require.Zero(t, r.Frames[2].Hands[0].Seen.Weight[tip])
	require.Zero(t, r.Frames[3].Hands[0].Seen.Weight[0], "30 cm from its palm")
	require.Equal(t, 1.0, r.Frames[4].Hands[0].Seen.Weight[0])

	r = showing(10, r3.Vec{}, 1) // relative to the wrist
	r.Frames[2].Hands[0].Seen.Points[tip] = r3.Vec{}
	r.hideZeros()
	require.Equal(t, 1.0, r.Frames[2].Hands[0].Seen.Weight[0])
	require.Zero(t, r.Frames[2].Hands[0].Seen.Weight[tip])

	r = showing(10, r3.Vec{X: 0.001}, 1) // at the origin by chance, once
	r.Frames[5].Hands[0].Seen.Points[0] = r3.Vec{}
	r.hideZeros()
	require.Equal(t, 1.0, r.Frames[5].Hands[0].Seen.Weight[0])
}

// Single points that are none of the hand's are hidden; a hand with many, or of
// another size, is left out with its frame.
func TestWildHandsAreLeftOut(t *testing.T) {
	r := showing(20, r3.Vec{}, 1)
	r.Frames[3].Hands[0].Seen.Points[7] = r3.Vec{X: 5}
	for k := range hand.NumLandmarks {
		r.Frames[6].Hands[0].Seen.Points[k] = r3.Scale(4, r.Frames[6].Hands[0].Seen.Points[k])
		if k > 8 {
			r.Frames[9].Hands[0].Seen.Points[k] = r3.Vec{X: 1e9}
		}
	}
	r.dropWild()
	require.Len(t, r.Frames, 18)
	require.Equal(t, 2, r.skipped)
	require.Contains(t, r.bad, "palm of ")
	require.Zero(t, r.Frames[3].Hands[0].Seen.Weight[7])
	require.NoError(t, r.checkBad())
	r.skipped = 5
	require.ErrorContains(t, r.checkBad(), "(5 of 23 frames are bad)")
}
