//go:build cgo && linux

package gpu

import (
	"testing"

	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/raster"
	"mirrorarm/render/scene"

	"github.com/stretchr/testify/require"
)

// BenchmarkGather is what a picture takes until the engine has it: where everything is, and the
// vertices, of the scene, of what is mirrored, and of the close-up.
func BenchmarkGather(b *testing.B) {
	s := rendertest.Shots()[3]
	require.Equal(b, "pinch", s.Name)
	desc := s.Posture.Description(b)
	snap, from := s.Snapshot(b, &desc, s.Coordinates(b, "../../"+rendertest.Golden, &desc))
	built := scene.New(desc)
	r := &Renderer{Options: raster.Options{Fine: true}}
	r.main.place = raster.NewPlacement(1280, 720, r.Options)
	r.near.place = r.main.place.Near(440, 330, r.nearOptions())
	b.ReportAllocs()
	for b.Loop() {
		r.gather(built.Build(snap, from.Camera()))
		r.gatherNear(built.CloseUp())
	}
	report := func(name string, v *view) {
		n, k := 0, 0
		for i := range v.batches.list {
			n += len(v.batches.list[i].verts)
			k += len(v.batches.list[i].indices) / 3
		}
		b.Logf("%s: %d batches, %d vertices, %d triangles, %d edges, %d rims, %d dots", name, len(v.batches.list), n, k, len(v.edges.verts)/3, len(v.rims.verts)/3, len(v.dots.verts)/3)
	}
	report("main", &r.main.view)
	report("floor", &r.main.mirrors[0])
	report("glass", &r.main.mirrors[1])
	report("near", &r.near.view)
	n, k := 0, 0
	for _, c := range r.shadows.casters.list {
		n += len(c.verts)
		k += len(c.indices) / 3
	}
	b.Logf("casters: %d vertices, %d triangles", n, k)
}
