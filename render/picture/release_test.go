package picture

import (
	"runtime"
	"testing"
	"weak"

	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/scene"

	"github.com/stretchr/testify/require"
)

// Shapes of a mirror that is gone are not held, whether the close-up is shown or not:
// an exhibit sees hundreds of mirrors a day.
func TestOldShapesAreLetGo(t *testing.T) {
	for _, near := range []bool{true, false} {
		desc, snap := rendertest.Named("point").Mirrored(t)
		p, err := New(desc, Options{Width: 320, Height: 180})
		require.NoError(t, err)
		view := scene.DefaultOrbit()
		full := *snap
		rendertest.Furnish(t, &full, "samples")
		p.Scene(&full, view)
		p.CloseUp()
		old := weak.Make(&p.scene.Build(&full, view.Camera()).Solids[0])
		require.NoError(t, p.Describe(desc))
		p.Scene(snap, view) // with fewer things
		if near {
			p.CloseUp()
		}
		runtime.GC()
		require.True(t, old.Value() == nil)
		runtime.KeepAlive(p)
		p.Close()
	}
}

// Shapes of things that have been taken away are not held either.
func TestThingsTakenAwayAreLetGo(t *testing.T) {
	desc, snap := rendertest.Named("point").Mirrored(t)
	p, err := New(desc, Options{Width: 320, Height: 180})
	require.NoError(t, err)
	defer p.Close()
	view := scene.DefaultOrbit()
	full := *snap
	rendertest.Furnish(t, &full, "samples")
	p.Scene(&full, view)
	p.CloseUp()
	thing := func() weak.Pointer[scene.Mesh] {
		solids := p.scene.Build(&full, view.Camera()).Solids
		return weak.Make(solids[len(solids)-3].Mesh)
	}()
	p.Scene(snap, view)
	p.CloseUp()
	runtime.GC()
	require.True(t, thing.Value() == nil)
}

// Shapes of a mirror of the other side are there when it comes back, and let go when it
// is another.
func TestShapesOfTheOtherSideAreKept(t *testing.T) {
	right, _ := rendertest.Named("point").Mirrored(t)
	left := right
	left.Side = right.Side.Other()
	p, err := New(right, Options{Width: 320, Height: 180})
	require.NoError(t, err)
	defer p.Close()
	first := p.scene
	kept := *right.Robot
	left.Robot = &kept
	require.NoError(t, p.Describe(left))
	require.NotSame(t, first, p.scene)
	require.NoError(t, p.Describe(right))
	require.Same(t, first, p.scene)
	again := right
	other := *right.Robot
	again.Robot = &other
	require.NoError(t, p.Describe(again))
	require.NotSame(t, first, p.scene)
	require.Nil(t, p.last.scene)
}
