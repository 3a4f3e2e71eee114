package raster_test

import (
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/raster"
	"mirrorarm/render/scene"
)

// BenchmarkFrame is a whole picture: the scene built and drawn at 1280 × 720.
func BenchmarkFrame(b *testing.B) {
	p := postures()[3]
	desc, snap := p.snapshot(b, hand.Right)
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

// BenchmarkBuild is the scene alone.
func BenchmarkBuild(b *testing.B) {
	desc, snap := postures()[3].snapshot(b, hand.Right)
	s := scene.New(desc)
	camera := scene.DefaultOrbit().Camera()
	b.ReportAllocs()
	for b.Loop() {
		s.Build(snap, camera)
	}
}
