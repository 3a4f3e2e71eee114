package hand_test

import (
	"testing"

	"mirrorarm/kinematics/hand"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestSizeIsTheScale of a nominal hand, whatever the fingers' lengths are.
func TestSizeIsTheScale(t *testing.T) {
	for _, k := range []float64{0.5, 0.9, 1, 1.3, 2} {
		dims := hand.Nominal().Scaled(k)
		require.InDelta(t, k, dims.Size(), 1e-12)
		dims[hand.Middle].Length[0] *= 1.5
		dims[hand.Thumb].Base.Pos.X *= 2
		require.InDelta(t, k, dims.Size(), 1e-12)
	}
}

// TestShapeHasNoSize: a child's hand and a man's, the same but for their size, fit either
// side as well: the misfit is that on a hand of nominal size.
func TestShapeHasNoSize(t *testing.T) {
	frames, _ := recording(3, hand.Right, hand.Nominal(), 6, 0.003)
	want, ok := hand.ShapeOf(frames)
	require.True(t, ok)
	for _, k := range []float64{0.7, 1.3} {
		for i := range frames {
			o := &frames[i]
			for n := range o.Points {
				o.Points[n] = r3.Scale(k, o.Points[n])
			}
		}
		got, ok := hand.ShapeOf(frames)
		require.True(t, ok)
		for side := range got.Misfit {
			require.InEpsilon(t, want.Misfit[side], got.Misfit[side], 0.1, "%g times", k)
		}
		for i := range frames {
			o := &frames[i]
			for n := range o.Points {
				o.Points[n] = r3.Scale(1/k, o.Points[n])
			}
		}
	}
}
