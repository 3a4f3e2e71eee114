//go:build cgo && linux

package window_test

import (
	"bufio"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/window"
	"mirrorarm/sim/mirror"

	"github.com/stretchr/testify/require"
)

// childEnv makes the test binary open the window in place of running tests:
// Ebitengine wants the main goroutine, which tests do not have.
const childEnv = "MIRRORARM_WINDOW_SHOT"

func TestMain(m *testing.M) {
	if shot := os.Getenv(childEnv); shot != "" {
		err := window.Run(newStill(), window.Options{Duration: 3 * time.Second, Screenshot: shot})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestWindowOpensDrawsAndCloses(t *testing.T) {
	display := xServer(t)
	shot := filepath.Join(t.TempDir(), "window.png")
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childEnv+"="+shot, "DISPLAY="+display, "LIBGL_ALWAYS_SOFTWARE=1")
	out, err := child.CombinedOutput()
	require.NoError(t, err, string(out))

	f, err := os.Open(shot)
	require.NoError(t, err)
	img, err := png.Decode(f)
	require.NoError(t, err)
	require.NoError(t, f.Close())
	require.Equal(t, image.Pt(1280, 720), img.Bounds().Size())
	require.Greater(t, distinctColours(img), 500, "the picture is blank")
}

// xServer is the display to use: a virtual one, started for this test.
func xServer(t *testing.T) string {
	path, err := exec.LookPath("Xvfb")
	if err != nil {
		if d := os.Getenv("DISPLAY"); d != "" {
			return d
		}
		t.Skip("no display: DISPLAY is not set and Xvfb is not installed (Debian: apt-get install xvfb)")
	}
	read, write, err := os.Pipe()
	require.NoError(t, err)
	server := exec.Command(path, "-displayfd", "3", "-screen", "0", "1280x720x24", "-nolisten", "tcp")
	server.ExtraFiles = []*os.File{write}
	require.NoError(t, server.Start())
	t.Cleanup(func() {
		require.NoError(t, server.Process.Kill())
		_ = server.Wait() // killed, as it should be
	})
	require.NoError(t, write.Close())
	require.NoError(t, read.SetReadDeadline(time.Now().Add(20*time.Second)))
	number, err := bufio.NewReader(read).ReadString('\n')
	require.NoError(t, err, "Xvfb did not start")
	return ":" + strings.TrimSpace(number)
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

func (s *still) Describe() mirror.Description { return s.desc }
func (s *still) Advance(dt float64) error     { s.snap.Time += dt; return nil }
func (s *still) Restart() error               { s.snap.Time = 0; return nil }
func (s *still) Status() window.Status        { return window.Status{Source: "still"} }

func (s *still) SnapshotTo(dst *mirror.Snapshot) { *dst = *s.snap }

// fatal stands for the test where there is none: in the child.
type fatal struct{}

func (fatal) Errorf(format string, args ...any) { fmt.Fprintf(os.Stderr, format, args...) }
func (fatal) FailNow()                          { os.Exit(1) }
