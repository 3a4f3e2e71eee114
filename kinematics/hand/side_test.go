package hand_test

import (
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

func TestShapeTellsTheSideOfABentHand(t *testing.T) {
	for _, want := range []hand.Side{hand.Right, hand.Left} {
		frames, _ := recording(3, want, hand.Nominal().Scaled(0.8), 20, 0.003)
		for _, n := range []int{1, 20} {
			shape, ok := hand.ShapeOf(frames[:n])
			require.True(t, ok)
			require.Equal(t, want, shape.Side())
			require.True(t, shape.Clear(), "%d frames: %v", n, shape)
		}
		for i := range frames {
			for k := range frames[i].Points {
				frames[i].Points[k].X *= -1
			}
		}
		shape, ok := hand.ShapeOf(frames)
		require.True(t, ok)
		require.Equal(t, want.Other(), shape.Side(), "in left-handed axes")
		require.True(t, shape.Clear())
	}
}

// All points in one plane are the same seen from either side.
func TestShapeOfAFlatHandTellsNothing(t *testing.T) {
	flat := hand.Seen(posed(hand.Right, hand.Nominal(), hand.Angles{}, spatial.Identity()))
	for i := range flat.Points {
		flat.Points[i].Z = 0
	}
	shape, ok := hand.ShapeOf([]hand.Observation{flat})
	require.True(t, ok)
	require.False(t, shape.Clear(), shape)
}

func TestShapeOfNoHand(t *testing.T) {
	frames, _ := recording(1, hand.Right, hand.Nominal().Scaled(100), 3, 0)
	_, ok := hand.ShapeOf(frames)
	require.False(t, ok)
	_, ok = hand.ShapeOf(nil)
	require.False(t, ok)
}

// A point that is far off everywhere must not make a hand that cannot be.
func TestMeasuredBasesStayWhereFingersStart(t *testing.T) {
	frames, _ := recording(1, hand.Right, hand.Nominal(), 9, 0)
	for i := range frames {
		k := hand.Landmark(hand.Thumb, 0)
		frames[i].Points[k] = r3.Add(frames[i].Points[k], r3.Vec{X: 40})
		frames[i].Weight[k] = 1e-9
	}
	dims, err := hand.Measure(hand.Right, frames)
	require.NoError(t, err)
	nominal := hand.Nominal()
	require.Less(t, r3.Norm(r3.Sub(dims[hand.Thumb].Base.Pos, nominal[hand.Thumb].Base.Pos)), 0.05)
}
