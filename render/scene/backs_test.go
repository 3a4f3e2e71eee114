package scene

import (
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// A finger's back is coloured as its tip is warm or cold, the further up the more, and not at all
// where the tip is as the skin is held; other fingers' are not.
func TestBacksShowHowWarmATipIs(t *testing.T) {
	desc := description(t, hand.Right)
	s := New(desc)
	require.NotEmpty(t, s.backs)
	s.Temperature = true
	snap := still(&desc, spatial.At(r3.Vec{X: -0.3, Z: 1.2}), hand.Angles{})
	coloured := func(celsius float32) (highest float32) {
		snap.Warmth = snap.Warmth[:0]
		for _, spot := range desc.Skin.Spots {
			reading := float32(NeutralCelsius)
			if spot.Region == "middle_distal" {
				reading = celsius
			}
			snap.Warmth = append(snap.Warmth, reading)
		}
		snap.Time++
		f := s.Build(snap, DefaultOrbit().Camera())
		for _, dot := range f.Dots[s.firstTouch : len(f.Dots)-len(s.taxels)] {
			blue := dot.Color.Z > dot.Color.X
			require.Equal(t, celsius < NeutralCelsius, blue)
			found := false
			for _, b := range s.backs {
				w := &s.worldFromLink[b.dot.link]
				if w.Apply(b.dot.at) == dot.At {
					found, highest = true, max(highest, b.up)
					require.Equal(t, "middle_distal", desc.Skin.Regions[desc.Skin.Elements[b.taxel].Region].Name)
				}
			}
			require.True(t, found)
		}
		return highest
	}
	require.Zero(t, coloured(NeutralCelsius))
	require.Zero(t, coloured(NeutralCelsius-1))
	mild, cold := coloured(NeutralCelsius-4), coloured(NeutralCelsius-9)
	require.True(t, mild > 0 && mild < 1 && cold > 1.2, "%v %v", mild, cold)
	require.InDelta(t, mild, coloured(NeutralCelsius+4), 0.01)
	s.Temperature = false
	for range 20 {
		snap.Time += 0.1
		s.Build(snap, DefaultOrbit().Camera())
	}
	require.Len(t, s.frame.Dots[s.firstTouch:], len(s.taxels))
}
