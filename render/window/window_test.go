//go:build cgo && linux

package window_test

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mirrorarm/render/hud"
	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/picture"
	"mirrorarm/render/scene"
	"mirrorarm/render/window"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/mirror"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// childEnv makes the test binary open the window in place of running tests:
// Ebitengine wants the main goroutine, which tests do not have. Its value is the
// file for a screenshot after 3 s, or "keys" for a window that waits for keys.
const childEnv = "MIRRORARM_WINDOW_TEST"

// gettingReady is the ending of a mode whose simulation never gets ready.
const gettingReady = "/slow"

// drawnBy comes before the name of the renderer that a mode asks for, and sizeEnv has the
// window's size then.
const (
	drawnBy = "/by:"
	sizeEnv = "MIRRORARM_WINDOW_SIZE"
)

// keysTimeout ends a window that no key has closed.
const keysTimeout = 70 * time.Second

func TestMain(m *testing.M) {
	mode := os.Getenv(childEnv)
	if mode == "" {
		os.Exit(m.Run())
	}
	if mode == switching {
		if err := runSwitching(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	o := window.Options{Duration: 3 * time.Second, Screenshot: mode}
	if mode == "keys" {
		o = window.Options{Duration: keysTimeout, Workbench: bench}
	}
	if file, by, found := strings.Cut(mode, drawnBy); found {
		o.Screenshot, o.Renderer = file, window.Renderer(by)
		if size := os.Getenv(sizeEnv); size != "" {
			if _, err := fmt.Sscan(size, &o.Width, &o.Height); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
		}
	}
	ctx := context.Background()
	open := func() (window.Simulation, error) { return newStill(), nil }
	if file, slow := strings.CutSuffix(mode, gettingReady); slow {
		var cancel func()
		ctx, cancel = context.WithTimeout(ctx, 3*time.Second)
		defer cancel()
		o.Screenshot = file
		open = func() (window.Simulation, error) { select {} }
	}
	began := time.Now()
	if err := window.Run(ctx, open, o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if mode == "keys" && time.Since(began) >= keysTimeout {
		fmt.Fprintln(os.Stderr, "no key closed the window")
		os.Exit(1)
	}
	os.Exit(0)
}

// opened is what the window's child says when F2 has opened the workbench.
const opened = "the workbench is open"

func bench(desc mirror.Description, _ *mirror.Snapshot) (*lesson.Class, error) {
	s, err := lesson.OnRobot(desc.Robot, desc.Robot.Palm)
	if err != nil {
		return nil, err
	}
	fmt.Fprintln(os.Stderr, opened)
	return lesson.NewClass(lesson.FreeBench(), s, nil)
}

// child is the test binary as the window on a display.
func child(display, mode string) *exec.Cmd {
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), childEnv+"="+mode, "DISPLAY="+display, "LIBGL_ALWAYS_SOFTWARE=1")
	return c
}

func TestWindowOpensDrawsAndCloses(t *testing.T) {
	display := testdata.Display(t)
	shot := filepath.Join(t.TempDir(), "window.png")
	out, err := child(display, shot).CombinedOutput()
	require.NoError(t, err, string(out))
	img := readPNG(t, shot)
	require.Equal(t, image.Pt(1280, 720), img.Bounds().Size())
	require.Greater(t, distinctColours(img), 500, "the picture is blank")
}

// While the simulation gets ready the window shows a word and a bar, and can be closed.
func TestWindowSaysThatItGetsReady(t *testing.T) {
	display := testdata.Display(t)
	shot := filepath.Join(t.TempDir(), "ready.png")
	out, err := child(display, shot+gettingReady).CombinedOutput()
	require.NoError(t, err, string(out))
	img := readPNG(t, shot)
	b := img.Bounds()
	require.Equal(t, image.Pt(1280, 720), b.Size())
	bar, word := 0, 0 // pixels
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			switch r, g, blue, _ := img.At(x, y).RGBA(); {
			case g > 2*r && blue > 2*r:
				bar++
			case r > 0xC000 && g > 0xC000 && blue > 0xC000:
				word++
			}
		}
	}
	require.Greater(t, bar, 200)
	require.Greater(t, word, 100)
}

// Real keys on a real window: P saves a picture under a name of its own, with shift one
// that moves, F2 opens the workbench, Escape leaves it and then ends the program.
func TestKeysReachTheWindow(t *testing.T) {
	testdata.Long(t)
	tool, err := exec.LookPath("xdotool")
	if err != nil {
		t.Skip("xdotool is not installed (Debian: apt-get install xdotool)")
	}
	display := testdata.Display(t)
	c := child(display, "keys")
	c.Dir = t.TempDir()
	var log testdata.Log
	c.Stdout, c.Stderr = &log, &log
	require.NoError(t, c.Start())
	ctx, cancel := context.WithTimeout(context.Background(), keysTimeout)
	t.Cleanup(func() {
		cancel()
		_ = c.Process.Kill() // it has ended, unless the test failed
	})
	xdotool := func(args ...string) {
		x := exec.CommandContext(ctx, tool, args...)
		x.Env = append(os.Environ(), "DISPLAY="+display)
		out, err := x.CombinedOutput()
		require.NoError(t, err, "xdotool %v: %s", args, out)
	}
	xdotool("search", "--sync", "--onlyvisible", "--name", "mirrorarm", "windowfocus", "--sync")
	saved := func() []string {
		files, err := filepath.Glob(filepath.Join(c.Dir, "mirrorarm-*.png"))
		require.NoError(t, err)
		return files
	}
	// The first pictures come slowly on a busy machine: keys are held until seen.
	require.Eventually(t, func() bool {
		xdotool("key", "--delay", "120", "p")
		return len(saved()) > 0
	}, 30*time.Second, 200*time.Millisecond, "P saves a picture")
	require.Eventually(t, func() bool {
		xdotool("key", "--delay", "120", "shift+p")
		made, err := filepath.Glob(filepath.Join(c.Dir, "mirrorarm-*.gif"))
		require.NoError(t, err)
		return len(made) > 0
	}, 30*time.Second, 500*time.Millisecond, "shift P makes a moving picture")
	require.Eventually(t, func() bool {
		xdotool("key", "--delay", "120", "F2")
		return strings.Contains(log.String(), opened)
	}, 30*time.Second, 500*time.Millisecond, "F2 opens the workbench")
	done := make(chan error, 1)
	go func() { done <- c.Wait() }()
	require.Eventually(t, func() bool {
		select {
		case err = <-done:
			return true
		default:
			x := exec.CommandContext(ctx, tool, "key", "--delay", "120", "Escape")
			x.Env = append(os.Environ(), "DISPLAY="+display)
			_ = x.Run() // the window may be gone already
			return false
		}
	}, 30*time.Second, 200*time.Millisecond, "Escape closes the window")
	require.NoError(t, err, log.String())
	require.Equal(t, image.Pt(1280, 720), readPNG(t, saved()[0]).Bounds().Size())
	info, err := os.Stat(saved()[0])
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o644), info.Mode(), "others may see it")
	left, err := filepath.Glob(filepath.Join(c.Dir, ".*"))
	require.NoError(t, err)
	require.Empty(t, left, "nothing half-made is left")
}

func readPNG(t *testing.T, path string) image.Image {
	f, err := os.Open(path)
	require.NoError(t, err)
	img, err := png.Decode(f)
	require.NoError(t, err)
	require.NoError(t, f.Close())
	return img
}

func distinctColours(img image.Image) int {
	seen := map[[3]uint32]bool{}
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y += 2 {
		for x := b.Min.X; x < b.Max.X; x += 2 {
			r, g, b, _ := img.At(x, y).RGBA()
			seen[[3]uint32{r, g, b}] = true
		}
	}
	return len(seen)
}

// still is a simulation in which only the clock moves.
type still struct {
	desc mirror.Description
	snap *mirror.Snapshot
}

func newStill() *still {
	s := &still{}
	s.desc, s.snap = rendertest.Named("open").Mirrored(fatal{})
	return s
}

func (s *still) Describe() mirror.Description    { return s.desc }
func (s *still) Advance(dt float64) error        { s.snap.Time += dt; return nil }
func (s *still) SnapshotTo(dst *mirror.Snapshot) { *dst = *s.snap }
func (s *still) Status() window.Status           { return window.Status{Source: "still"} }
func (s *still) Do(hud.Action) error             { return nil }
func (s *still) Touch()                          {}
func (s *still) Press(scene.Ray) (bool, error)   { return false, nil }
func (s *still) DragTo(scene.Ray) error          { return nil }
func (s *still) Release()                        {}
func (s *still) BreakAt(scene.Ray, bool) int     { return 0 }
func (s *still) Heat(scene.Ray, float64) error   { return nil }
func (s *still) Explore(scene.Ray) error         { return nil }
func (s *still) Seek(float64)                    {}
func (s *still) Take() picture.Take              { return takeOf{s} }

// takeOf is half a second of it.
type takeOf struct{ *still }

func (takeOf) Len() int { return 8 }
func (t takeOf) ShowTo(_ int, dst *mirror.Snapshot) (*mirror.Description, error) {
	t.snap.CopyTo(dst)
	return &t.desc, nil
}

// fatal stands for the test where there is none: in the child.
type fatal struct{}

func (fatal) Errorf(format string, args ...any) { fmt.Fprintf(os.Stderr, format, args...) }
func (fatal) FailNow()                          { os.Exit(1) }
