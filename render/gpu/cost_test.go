//go:build cgo && linux

package gpu_test

import (
	"os"
	"runtime"
	"runtime/pprof"
	"testing"

	"mirrorarm/render/hud"
	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/picture"
	"mirrorarm/render/raster"
	"mirrorarm/render/scene"
	"mirrorarm/sim/mirror"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// cost is what a picture takes of the processor until the engine has it, in ms: the least of
// many, for others use the processor, too.
type cost struct {
	Build, Draw, Near, Panels float64
	Allocations               float64 // a picture, nearly all of them the engine's
}

// Of the pictures whose cost is taken, and the variable that names a file for their profile.
const (
	costed     = 40
	profileEnv = "MIRRORARM_GPU_PROFILE"
)

func init() {
	var w *worn
	tasks["cost"] = func() any {
		if w == nil {
			w = newWorn()
		}
		if w.drawn < costed {
			w.draw()
			return nil
		}
		pprof.StopCPUProfile()
		return w.cost
	}
}

// worn is a renderer in use: the robot before a table with cups, with the close-up.
type worn struct {
	*pair
	picture *picture.Picture
	snap    *mirror.Snapshot
	view    scene.Orbit
	drawn   int
	cost    cost
}

func newWorn() *worn {
	w := &worn{pair: newPair(1280, 720), cost: cost{1e9, 1e9, 1e9, 1e9, 1e9}}
	for _, s := range rendertest.Shots() {
		if s.Name != "cups" {
			continue
		}
		desc := s.Posture.Description(fatal{})
		w.snap, w.view = s.Snapshot(fatal{}, &desc, s.Coordinates(fatal{}, "../../"+rendertest.Golden, &desc))
		var err error
		if w.picture, err = picture.New(desc, picture.Options{Workers: 1}); err != nil {
			panic(err)
		}
	}
	near := w.picture.NearSize()
	w.gpu.Options = raster.Options{Fine: true, Workers: 1} // so that all is done in one thread
	w.gpu.Resize(1280, 720, near.X, near.Y)
	runtime.LockOSThread()
	if name := os.Getenv(profileEnv); name != "" {
		f, err := os.Create(name)
		if err == nil {
			err = pprof.StartCPUProfile(f)
		}
		if err != nil {
			panic(err)
		}
	}
	return w
}

func (w *worn) draw() {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	w.snap.Time += 1.0 / 60
	a := threadTime()
	f := w.picture.Frame(w.snap, w.view)
	b := threadTime()
	w.gpu.Draw(f)
	c := threadTime()
	closed, _ := w.picture.NearFrame()
	w.gpu.DrawNear(closed)
	d := threadTime()
	w.picture.Overlay(hud.State{Source: "cups", FPS: 60}, w.snap)
	e := threadTime()
	runtime.ReadMemStats(&after)
	k := &w.cost
	k.Build, k.Draw, k.Near, k.Panels = min(k.Build, b-a), min(k.Draw, c-b), min(k.Near, d-c), min(k.Panels, e-d)
	k.Allocations = min(k.Allocations, float64(after.Mallocs-before.Mallocs))
	w.drawn++
}

// threadTime is what this thread has had of the processor, in ms.
func threadTime() float64 {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		panic(err)
	}
	return float64(t.Nano()) / 1e6
}

// What time a picture takes is told, not judged: it depends on what else the machine does.
func TestWhatAPictureCosts(t *testing.T) {
	if testing.Short() {
		t.Skip("takes forty pictures")
	}
	c := run[cost](t, "cost")
	t.Logf("%+v", c)
	require.Less(t, c.Allocations, 200.0, "the engine's are about a hundred")
}
