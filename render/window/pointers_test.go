package window

import (
	"testing"

	"mirrorarm/render/scene"

	"github.com/stretchr/testify/require"
)

func TestOneFingerDrags(t *testing.T) {
	var p pointers
	var in Input
	p.read(&in, []Pointer{{1, 100, 100}}, 2)
	require.Zero(t, in.DragX, "a touch alone moves nothing")
	p.read(&in, []Pointer{{1, 110, 96}}, 2)
	require.InDelta(t, 5, in.DragX, 1e-9)
	require.InDelta(t, -2, in.DragY, 1e-9)

	in = Input{}
	p.read(&in, []Pointer{{2, 500, 500}}, 2)
	require.Equal(t, Input{X: 500, Y: 500, Down: true, Began: true}, in, "another finger, not a jump")
	p.read(&in, nil, 2)
	p.read(&in, []Pointer{{2, 300, 300}}, 2)
	require.Equal(t, Input{X: 300, Y: 300, Down: true, Began: true}, in)
	p.read(&in, []Pointer{{2, 300, 300}, {3, 400, 300}}, 2)
	require.False(t, in.Down)
	p.read(&in, []Pointer{{2, 300, 300}}, 2)
	require.True(t, in.Down)
	require.False(t, in.Began, "what is left of two fingers takes hold of nothing")
}

// Two fingers that move to twice the distance bring the camera to half of it.
func TestTwoFingersZoom(t *testing.T) {
	var p pointers
	var in Input
	p.read(&in, []Pointer{{1, 100, 100}, {2, 200, 100}}, 1)
	p.read(&in, []Pointer{{1, 50, 100}, {2, 250, 100}}, 1)
	require.Zero(t, in.DragX)
	c := NewControls()
	c.Apply(in, 1.0/60)
	for range 120 {
		c.Apply(Input{}, 1.0/60)
	}
	require.InDelta(t, scene.DefaultOrbit().Distance/2, c.View.Distance, 0.01)
}
