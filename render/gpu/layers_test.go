//go:build cgo && linux

package gpu_test

import (
	"image"
	"testing"

	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/raster"
	"mirrorarm/render/scene"

	"github.com/stretchr/testify/require"
)

// without are frames that lack a layer each.
var without = map[string]func(*scene.Frame){
	"dots":      func(f *scene.Frame) { f.Dots = nil },
	"strokes":   func(f *scene.Frame) { f.Strokes = nil },
	"pane":      func(f *scene.Frame) { f.Pane.Alpha = 0 },
	"occlusion": func(f *scene.Frame) { f.Occluders = nil },
	"person":    func(f *scene.Frame) { f.Sheer = nil },
	"rim":       func(f *scene.Frame) { f.Stage.Rim.Color = scene.Vec{} },
	"shadow": func(f *scene.Frame) {
		f.Solids, f.Sheer = unshadowed(f.Solids), unshadowed(f.Sheer)
	},
}

func unshadowed(list []scene.Solid) []scene.Solid {
	out := append([]scene.Solid(nil), list...)
	for i := range out {
		out[i].NoShadow = true
	}
	return out
}

// share is how far the GPU's difference between two pictures is from the raster's, as a part of
// that.
func share(gotWith, gotWithout, wantWith, wantWithout *image.RGBA) float64 {
	off, whole := 0, 0
	for i := range gotWith.Pix {
		got := int(gotWith.Pix[i]) - int(gotWithout.Pix[i])
		want := int(wantWith.Pix[i]) - int(wantWithout.Pix[i])
		off += max(got-want, want-got)
		whole += max(want, -want)
	}
	if whole == 0 {
		return 1
	}
	return float64(off) / float64(whole)
}

// held has the robot hold everything that is not part of it, seen through.
func held(f *scene.Frame) {
	f.XRay = true
	f.Solids = append([]scene.Solid(nil), f.Solids...)
	for i := range f.Solids {
		if s := &f.Solids[i]; s.Touched {
			s.Held = 0.7
		}
	}
}

// layersOf tells how far every layer of a frame is from the raster's.
func layersOf(p *pair, f *scene.Frame) map[string]float64 {
	out := map[string]float64{}
	got, want := p.pictures(f)
	for name, change := range without {
		less := *f
		change(&less)
		a, b := p.pictures(&less)
		out[name] = share(got, a, want, b)
	}
	return out
}

// reflectionsOf tells it of what floor and glass mirror, where there is no skin, whose glove
// goes with them.
func reflectionsOf(p *pair, f *scene.Frame) float64 {
	bare := *f
	bare.Sheer = nil
	got, want := p.pictures(&bare)
	p.options(raster.Options{})
	a, b := p.pictures(&bare)
	p.options(raster.Options{Fine: true})
	return share(got, a, want, b)
}

func init() {
	tasks["layers"] = func() any {
		p := newPair(640, 360)
		for _, s := range rendertest.Shots() {
			if s.Name == "bent-wrist-lagging" { // it has a ghost
				_, f := frame(&s)
				out := layersOf(p, f)
				out["reflections"] = reflectionsOf(p, f)
				return out
			}
		}
		return map[string]float64{}
	}
	tasks["others"] = func() any {
		p := newPair(640, 360)
		var all []difference
		show := func(name string, f *scene.Frame) {
			got, want := p.pictures(f)
			keep(name, got, want)
			all = append(all, compare(name, got, want))
		}
		s := rendertest.Samples()
		built, f := frame(&s)
		show("samples", f)
		closed := built.CloseUp()
		got, want := p.closeUps(f, closed)
		keep("close-up", got, want)
		all = append(all, compare("close-up", got, want))
		through := *f
		held(&through)
		show("held", &through)
		return all
	}
}

func TestLayersAsTheRasterHasThem(t *testing.T) {
	layers := run[map[string]float64](t, "layers")
	require.Len(t, layers, len(without)+1, "and the reflections")
	for name, off := range layers {
		t.Logf("%-12s %.1f %% off", name, 100*off)
		require.LessOrEqual(t, off, 0.25, name)
	}
}
