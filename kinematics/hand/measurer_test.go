package hand_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/hand"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// watched are frames of a person's hand that opens and closes, with a tracker's
// noise.
func watched(side hand.Side, dims hand.Dimensions, frames int, noise float64) []hand.Observation {
	rng := rand.New(rand.NewPCG(5, uint64(side)))
	h := hand.New(side, dims)
	var all []hand.Observation
	for i := range frames {
		a := hand.Rest()
		curl := 0.5 - 0.5*math.Cos(float64(i)/9)
		for f := hand.Index; f <= hand.Little; f++ {
			a[hand.FingerAngle(f, 1)], a[hand.FingerAngle(f, 2)], a[hand.FingerAngle(f, 3)] = 1.1*curl, 1.4*curl, 0.9*curl
		}
		h.SetAngles(a)
		var lm hand.Landmarks
		h.LandmarksTo(&lm)
		for k := range lm {
			lm[k] = r3.Add(lm[k], r3.Vec{X: noise * rng.NormFloat64(), Y: noise * rng.NormFloat64(), Z: noise * rng.NormFloat64()})
		}
		all = append(all, hand.Seen(lm))
	}
	return all
}

// A hand that is watched is measured as one that was recorded: size and bones of
// a person come out within what the noise leaves.
func TestMeasurerFindsThePerson(t *testing.T) {
	for _, side := range []hand.Side{hand.Right, hand.Left} {
		for _, size := range []float64{0.8, 1.15} {
			person := hand.Nominal().Scaled(size)
			person[hand.Index].Length[1] *= 1.2
			m := hand.NewMeasurer(side)
			require.False(t, m.Known())
			for _, o := range watched(side, person, 150, 0.001) {
				m.Add(&o)
			}
			require.True(t, m.Known())
			got := m.Dimensions()
			for f := range got {
				for i := range got[f].Length {
					require.InDelta(t, person[f].Length[i], got[f].Length[i], 0.001, "finger %d bone %d", f, i)
				}
				require.Less(t, r3.Norm(r3.Sub(person[f].Base.Pos, got[f].Base.Pos)), 0.002, "base of finger %d", f)
			}
		}
	}
}

// What it comes to fits the frames as well as what Measure finds in all of them.
func TestMeasurerComesToWhatMeasureFinds(t *testing.T) {
	person := hand.Nominal().Scaled(1.1)
	frames := watched(hand.Right, person, 300, 0.0015)
	m := hand.NewMeasurer(hand.Right)
	for i := range frames {
		m.Add(&frames[i])
	}
	all, err := hand.Measure(hand.Right, frames)
	require.NoError(t, err)
	require.Less(t, misfit(hand.Right, m.Dimensions(), frames), 1.1*misfit(hand.Right, all, frames))
}

func misfit(side hand.Side, dims hand.Dimensions, frames []hand.Observation) float64 {
	fitter := hand.NewFitter(side, dims)
	var fit hand.Fit
	sum := 0.0
	for i := range frames {
		if fitter.Fit(&fit, &frames[i]) {
			sum += fit.Error
		}
	}
	return sum / float64(len(frames))
}

func TestMeasurerIgnoresWhatIsNoHand(t *testing.T) {
	m := hand.NewMeasurer(hand.Right)
	var nothing hand.Observation
	require.False(t, m.Add(&nothing))
	require.False(t, m.Known())
	require.Equal(t, hand.Nominal(), m.Dimensions())
}

func BenchmarkMeasurer(b *testing.B) {
	frames := watched(hand.Right, hand.Nominal(), 300, 0.0015)
	for b.Loop() {
		m := hand.NewMeasurer(hand.Right)
		for i := range frames {
			m.Add(&frames[i])
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(len(frames)), "µs/frame")
}
