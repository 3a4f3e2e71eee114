package raster_test

import (
	"testing"

	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/raster"
	"mirrorarm/render/scene"
)

// BenchmarkFrame is a whole picture: the scene built and drawn at 1280 × 720 with
// everything on, over a table with cups.
func BenchmarkFrame(b *testing.B) {
	desc, snap := rendertest.Named("pinch").Mirrored(b)
	rendertest.Furnish(b, snap, "cups")
	r := raster.New(1280, 720, raster.Options{})
	defer r.Close()
	s := scene.New(desc)
	camera := scene.DefaultOrbit().Camera()
	r.Render(s.Build(snap, camera))
	b.ReportAllocs()
	for b.Loop() {
		r.Render(s.Build(snap, camera))
	}
}

// BenchmarkCloseUp is the picture in the picture.
func BenchmarkCloseUp(b *testing.B) {
	desc, snap := rendertest.Named("pinch").Mirrored(b)
	r := raster.New(1280, 720, raster.Options{})
	defer r.Close()
	inset := raster.New(352, 288, raster.Options{Light: r})
	defer inset.Close()
	s := scene.New(desc)
	r.Render(s.Build(snap, scene.DefaultOrbit().Camera()))
	b.ReportAllocs()
	for b.Loop() {
		inset.Render(s.CloseUp())
	}
}

// BenchmarkBuild is the scene alone.
func BenchmarkBuild(b *testing.B) {
	desc, snap := rendertest.Named("pinch").Mirrored(b)
	s := scene.New(desc)
	camera := scene.DefaultOrbit().Camera()
	b.ReportAllocs()
	for b.Loop() {
		s.Build(snap, camera)
	}
}
