//go:build cgo && linux

package window_test

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"mirrorarm/render/hud"
	"mirrorarm/render/window"
	"mirrorarm/sim/mirror"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// switching is the mode of a window in which a key changes the renderer with every picture.
const switching = "switching"

// After how many changes it takes note of what the program takes: twice when all memory that
// the first ones need has been taken, and twice a hundred later.
var noted = [4]int{30, 60, 130, 160}

// taken is what the program takes.
type taken struct {
	Images, Goroutines   int
	HeapMB, ImagesMB, MB float64 // MB is the resident set
}

// switcher is the simulation, the device and the keeper of such a window.
type switcher struct {
	*still
	idle
	drawn, pressed int // pictures; changes, the last of them after picture at
	at             int
	opened         bool // the operator's panel
	waits          int  // until the operator's figures are of this moment
	notes          []taken
	over           context.CancelFunc
}

// idle is a device that nobody touches.
type idle struct{}

func (idle) Wheel() float64                                { return 0 }
func (idle) Cursor() (x, y int)                            { return 0, 0 }
func (idle) Button() bool                                  { return false }
func (idle) Touches(dst []window.Pointer) []window.Pointer { return dst }
func (idle) Typed(dst []rune) []rune                       { return dst }

func (s *switcher) SnapshotTo(dst *mirror.Snapshot) {
	s.drawn++
	s.still.SnapshotTo(dst)
}

// Held has shift and control down: the operator's keys are chords.
func (s *switcher) Held(k window.Key) bool {
	return k == keyNamed("Shift") || k == keyNamed("Control")
}

func (s *switcher) JustPressed(k window.Key) bool {
	switch {
	case s.drawn < 2:
		return false
	case k == keyNamed("I"):
		defer func() { s.opened = true }()
		return !s.opened
	case k != keyNamed("D") || !s.opened || s.drawn == s.at || len(s.notes) == len(noted) || s.pressed == noted[len(s.notes)]:
		return false
	}
	s.pressed, s.at, s.waits = s.pressed+1, s.drawn, 3
	return true
}

func keyNamed(name string) window.Key {
	k, err := window.KeyNamed(name)
	if err != nil {
		panic(err)
	}
	return k
}

func (s *switcher) Sized(int)     {}
func (s *switcher) Rest()         {}
func (s *switcher) Ended(hud.Day) {}

// Measure takes note after the last of the changes.
func (s *switcher) Measure(u *hud.Usage) {
	if len(s.notes) == len(noted) || s.pressed != noted[len(s.notes)] {
		return
	}
	if s.waits--; s.waits > 0 {
		return
	}
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	s.notes = append(s.notes, taken{u.Images, runtime.NumGoroutine(), float64(m.HeapAlloc) / (1 << 20), u.ImagesMB, resident()})
	if len(s.notes) == len(noted) {
		s.over()
	}
}

// resident is the size of the program's resident set in MB.
func resident() float64 {
	text, err := os.ReadFile("/proc/self/statm")
	var size, pages int
	if err == nil {
		_, err = fmt.Sscan(string(text), &size, &pages)
	}
	if err != nil {
		return 0
	}
	return float64(pages*os.Getpagesize()) / (1 << 20)
}

// runSwitching is the child in that mode.
func runSwitching() error {
	ctx, cancel := context.WithCancel(context.Background())
	s := &switcher{still: newStill(), over: cancel}
	open := func() (window.Simulation, error) { return s, nil }
	err := window.RunOn(ctx, s, open, window.Options{Width: 320, Height: 180, Renderer: window.CPU, Keeper: s})
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(s.notes)
}

func TestAHundredChangesOfTheRendererLeakNothing(t *testing.T) {
	testdata.Long(t)
	out, err := child(testdata.Display(t), switching).Output()
	require.NoError(t, err)
	var notes []taken
	require.NoError(t, json.Unmarshal(out, &notes), string(out))
	t.Logf("%+v", notes)
	require.Len(t, notes, len(noted))
	before, after := notes[0], notes[2]
	require.Equal(t, before.Images, after.Images)
	require.InDelta(t, before.ImagesMB, after.ImagesMB, 0.05, "the raster's level may have changed")
	require.LessOrEqual(t, after.Goroutines, before.Goroutines)
	require.InDelta(t, before.HeapMB, after.HeapMB, 1)
	resident := func(of []taken) (low, high float64) { // which comes and goes with what the driver frees
		return min(of[0].MB, of[1].MB), max(of[0].MB, of[1].MB)
	}
	_, most := resident(notes[:2])
	least, _ := resident(notes[2:])
	require.LessOrEqual(t, least, most+20)
}

// The window draws by GPU what it is asked to, at the size of a large screen, too, and by
// itself what is quicker: with software GL that is the raster.
func TestTheWindowDrawsByEither(t *testing.T) {
	testdata.Long(t)
	display := testdata.DisplayOf(t, 3840, 2160)
	dir := t.TempDir()
	for _, c := range []struct{ by, size string }{{"gpu", "1280 720"}, {"gpu", "3840 2160"}, {"auto", "1280 720"}, {"cpu", "1280 720"}} {
		shot := filepath.Join(dir, strings.ReplaceAll(c.by+" "+c.size, " ", "-")+".png")
		window := child(display, shot+drawnBy+c.by)
		window.Env = append(window.Env, sizeEnv+"="+c.size)
		out, err := window.CombinedOutput()
		require.NoError(t, err, string(out))
		img := readPNG(t, shot)
		require.Equal(t, c.size, fmt.Sprint(img.Bounds().Dx(), " ", img.Bounds().Dy()))
		require.Greater(t, distinctColours(img), 500, "the picture is blank")
		shell, skin := shares(img)
		t.Logf("%s at %s: %.1f %% shells, %.1f %% skin", c.by, c.size, 100*shell, 100*skin)
		require.Greater(t, shell, 0.01)
		require.Greater(t, skin, 0.01)
	}
}

// shares are those of a picture's pixels that are as white as the arm's shells, and that have
// the colour of the person's hand.
func shares(img image.Image) (shell, skin float64) {
	size := img.Bounds().Size()
	for y := range size.Y {
		for x := range size.X {
			r, g, b, _ := img.At(x, y).RGBA()
			switch {
			case min(r, g, b) > 0xB000:
				shell++
			case r > 0x6000 && r > b+b/4 && g > b:
				skin++
			}
		}
	}
	n := float64(size.X * size.Y)
	return shell / n, skin / n
}
