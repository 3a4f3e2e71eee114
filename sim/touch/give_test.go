package touch

import (
	"context"
	"math"
	"testing"

	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
	"mirrorarm/sim/world"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// pressedOn explores a material until the press is over, and gives what one finger
// told of it.
func pressedOn(t *testing.T, name string) (force, depth float64) {
	t.Helper()
	const copies = 2 // of the skin: the press is the motors'
	for seed := range uint64(copies) {
		f, d := pressedBy(t, name, seed)
		force, depth = force+f/copies, depth+d/copies
	}
	return force, depth
}

func pressedBy(t *testing.T, name string, seed uint64) (force, depth float64) {
	t.Helper()
	m, err := world.LookupMaterial(name)
	require.NoError(t, err)
	x, err := NewExplorer(Defaults().Profile, seed)
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	_, err = x.explore(ctx, m, 22, func(_ Phase, e *material.Exploration) {
		if depth = e.Fingers[0].Depth; depth > 0 {
			force = e.Fingers[0].Force
			stop()
		}
	})
	require.ErrorIs(t, err, context.Canceled)
	return force, depth
}

// TestSoftThingsGiveWayUnderThePress: on a soft material a finger goes in as much
// further than on steel as the half space gives.
func TestSoftThingsGiveWayUnderThePress(t *testing.T) {
	testdata.Long(t)
	force, steel := pressedOn(t, "steel")
	x, err := NewExplorer(Defaults().Profile, 1)
	require.NoError(t, err)
	radius := x.tips[0].radius
	require.InDelta(t, pressForce, force, 1)
	require.Greater(t, steel, 0.2e-3)
	require.Less(t, steel, padDepth(force, radius), "its middle is flatter than its end")
	require.InDelta(t, 0.89e-3, padDepth(10, 8e-3), 0.01e-3, "the design's 0.89 mm at 10 N")
	require.Zero(t, padDepth(-1, radius))

	force, foam := pressedOn(t, "EVA foam")
	m, err := world.LookupMaterial("EVA foam")
	require.NoError(t, err)
	gives := m.Sink(force, math.Sqrt(2*radius*padDepth(force, radius)))
	require.Greater(t, gives, 0.1e-3)
	require.InDelta(t, gives, foam-steel, 0.1e-3)
	require.Less(t, foam, skin.PadThickness)
}
