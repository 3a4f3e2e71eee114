package raster_test

import (
	"testing"

	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/raster"
	"mirrorarm/render/scene"

	"github.com/stretchr/testify/require"
)

// What is held is seen through where that is asked for, and nothing else is.
func TestOnlyWhatIsHeldIsXRayed(t *testing.T) {
	r := raster.New(128, 128, raster.Options{})
	defer r.Close()
	// A red lamp behind a dark wall.
	show := func(xray bool, held float32) uint8 {
		f := lamp(quad(-0.5, 0.5, -0.5, 0.5, 2, 1), quad(-0.5, 0.5, -0.5, 0.5, 3, 2))
		f.Materials[1].Emission = scene.Vec{}
		f.Materials[2].Emission = scene.Vec{X: 1}
		f.Solids[0].Held, f.XRay = held, xray
		return r.Render(f).RGBAAt(64, 64).R
	}
	require.Zero(t, show(true, 0))
	require.Zero(t, show(false, 1))
	through := show(true, 1)
	require.Greater(t, through, uint8(100))
	require.Less(t, through, uint8(250), "some of it stays")
}

// What the finest level adds depends on nothing but the frame either, and allocates nothing.
func TestFinePicture(t *testing.T) {
	desc, snap := rendertest.Named("pinch").Mirrored(t)
	rendertest.Furnish(t, snap, "samples")
	s := scene.New(desc)
	camera := scene.DefaultOrbit().Camera()
	s.Build(snap, camera)
	f := s.Build(snap, camera) // nothing eases any more
	var want []byte
	for _, workers := range []int{1, 3} {
		r := raster.New(640, 360, raster.Options{Workers: workers, Fine: true})
		for range 2 {
			img := r.Render(f)
			if want == nil {
				want = append(want, img.Pix...)
			}
			require.Equal(t, want, img.Pix, "%d workers", workers)
		}
		if workers == 1 {
			require.Zero(t, testing.AllocsPerRun(5, func() { r.Render(s.Build(snap, camera)) }))
		}
		r.Close()
	}
}

// The floor mirrors what is above it, at the finest level: below a lamp it is brighter.
func TestFloorMirrors(t *testing.T) {
	look := func(fine bool) uint8 {
		r := raster.New(320, 240, raster.Options{Fine: fine})
		defer r.Close()
		f := lamp(quad(-0.4, 0.4, -0.15, 0.15, 3, 0))
		f.Stage.FloorZ = -0.3
		return r.Render(f).RGBAAt(160, 120+int(240*0.6/3)).R // the lamp's image is at z = −0.6
	}
	require.Greater(t, look(true), look(false))
}
