//go:build cgo && linux

package gpu_test

import (
	"os"
	"runtime"
	"runtime/pprof"
	"time"

	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/scene"
	"mirrorarm/sim/mirror"
)

// cost is what a picture takes of the processor, without what the engine does with it.
type cost struct {
	Build, Draw, Near float64 // ms, of the quickest of many
	Allocations       float64 // a picture, the engine's among them
}

// frames are the pictures whose cost is taken.
const frames = 30

func init() {
	var w *worn
	tasks["cost"] = func() any {
		if w == nil {
			w = newWorn("pinch", 1280, 720)
		}
		if w.drawn < frames {
			w.draw()
			return nil
		}
		return w.cost
	}
}

// worn is a renderer in use.
type worn struct {
	*pair
	scene *scene.Scene
	snap  *mirror.Snapshot
	view  scene.Orbit
	drawn int
	cost  cost
}

func newWorn(name string, width, height int) *worn {
	w := &worn{pair: newPair(width, height), cost: cost{1e9, 1e9, 1e9, 1e9}}
	for _, s := range rendertest.Shots() {
		if s.Name == name {
			desc := s.Posture.Description(fatal{})
			w.snap, w.view = s.Snapshot(fatal{}, &desc, s.Coordinates(fatal{}, "../../"+rendertest.Golden, &desc))
			w.scene = scene.New(desc)
		}
	}
	w.gpu.Resize(width, height, width/3, height/3)
	if f := os.Getenv("PROF"); f != "" {
		file, _ := os.Create(f)
		_ = pprof.StartCPUProfile(file)
	}
	return w
}

func (w *worn) draw() {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	a := time.Now()
	f := w.scene.Build(w.snap, w.view.Camera())
	b := time.Now()
	w.gpu.Draw(f)
	c := time.Now()
	w.gpu.DrawNear(w.scene.CloseUp())
	d := time.Now()
	runtime.ReadMemStats(&after)
	k := &w.cost
	k.Build, k.Draw, k.Near = min(k.Build, ms(b.Sub(a))), min(k.Draw, ms(c.Sub(b))), min(k.Near, ms(d.Sub(c)))
	k.Allocations = min(k.Allocations, float64(after.Mallocs-before.Mallocs))
	w.drawn++
	if w.drawn == frames {
		pprof.StopCPUProfile()
	}
}

func ms(d time.Duration) float64 { return d.Seconds() * 1e3 }
