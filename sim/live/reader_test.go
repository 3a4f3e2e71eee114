package live

import (
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture/format"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// A hand whose palm is hidden has no unit; the first one that shows it tells the unit of
// all.
func TestUnitIsOfTheFirstPalmThatIsSeen(t *testing.T) {
	seen := func(palm float64, weight float64) format.Hand {
		var h format.Hand
		knuckle := hand.Landmark(hand.Middle, 0)
		h.Seen.Points[knuckle] = r3.Vec{X: palm}
		h.Seen.Weight[0], h.Seen.Weight[knuckle] = 1, weight
		return h
	}
	r := newReader(format.Options{})
	require.ErrorIs(t, r.toMetres([]format.Hand{seen(0, 0)}), errNoPalm)
	require.NoError(t, r.toMetres(nil), "a frame without hands")
	hands := []format.Hand{seen(0, 0), seen(95, 1)} // mm
	require.NoError(t, r.toMetres(hands))
	require.InDelta(t, 0.095, hands[1].Seen.Points[hand.Landmark(hand.Middle, 0)].X, 1e-12)
	hidden := seen(50, 0)
	require.NoError(t, r.toMetres([]format.Hand{hidden}), "the unit is known by now")
}
