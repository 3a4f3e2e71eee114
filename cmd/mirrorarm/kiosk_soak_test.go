//go:build linux && cgo

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"mirrorarm/render/window"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"

	"github.com/stretchr/testify/require"
)

// kioskEnv makes the test binary the exhibit: Ebitengine wants the main goroutine,
// which tests do not have.
const kioskEnv = "MIRRORARM_KIOSK_SOAK"

// Of the soak: half an hour of the exhibit's time, faster than it passes.
const (
	kioskPace    = 2
	kioskMinutes = 30
	kioskSettled = 5                // minutes until memory must not grow any more
	kioskLimit   = 28 * time.Minute // a machine that draws slowly lets less time pass
)

// kioskVisits are when visitors come (minutes), the first one before the memory is
// weighed.
var kioskVisits = [...]float64{3, 13, 23}

// errKioskOver ends the exhibit when its time is up.
var errKioskOver = errors.New("the exhibit closes")

// kioskReport is what the exhibit tells of itself at its end.
type kioskReport struct {
	Minutes, WallMinutes       float64
	Frames                     int
	Loops, Takeovers, Restarts int
	MB                         []float64 // resident at the end of each minute
}

func TestMain(m *testing.M) {
	if os.Getenv(kioskEnv) == "" {
		os.Exit(m.Run())
	}
	report, err := exhibit()
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(report)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// fast is a player whose time runs at kioskPace, which counts pictures, weighs the
// program every minute, and lets visitors in.
type fast struct {
	*player
	minutes float64
	frames  int
	mb      []float64
	visits  int
}

// Advance lets dt seconds of real time pass.
func (f *fast) Advance(dt float64) error {
	f.minutes += kioskPace * dt / 60
	for len(f.mb) < int(f.minutes) {
		f.mb = append(f.mb, residentMB())
	}
	if f.visits < len(kioskVisits) && f.minutes > kioskVisits[f.visits] {
		f.visits++
		go visitor()
	}
	if f.minutes >= kioskMinutes {
		return errKioskOver
	}
	return f.player.Advance(kioskPace * dt)
}

// SnapshotTo is called for every picture.
func (f *fast) SnapshotTo(dst *mirror.Snapshot) {
	f.frames++
	f.player.SnapshotTo(dst)
}

// exhibit runs the exhibit on the display that there is.
func exhibit() (kioskReport, error) {
	s, err := session.New(session.Options{
		Kiosk: true, Clock: monotonic(), Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
	if err != nil {
		return kioskReport{}, err
	}
	defer s.Close()
	f := &fast{player: &player{Session: s, ctx: context.Background()}}
	began := time.Now()
	err = window.Run(f, window.Options{Kiosk: true, Width: 960, Height: 540, Duration: kioskLimit})
	if errors.Is(err, errKioskOver) {
		err = nil
	}
	st := s.Status()
	return kioskReport{
		Minutes: f.minutes, WallMinutes: time.Since(began).Minutes(), Frames: f.frames,
		Loops: st.Loops, Takeovers: st.Takeovers, Restarts: st.Restarts, MB: f.mb,
	}, err
}

// visitor touches the screen and drags the hand.
func visitor() {
	for _, args := range [][]string{
		{"mousemove", "330", "200", "mousedown", "1"}, {"mousemove", "350", "150"}, {"mousemove", "380", "130", "mouseup", "1"},
	} {
		if out, err := exec.Command("xdotool", args...).CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "xdotool %v: %v %s\n", args, err, out)
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// residentMB is the memory that is in use, garbage not counted.
func residentMB() float64 {
	debug.FreeOSMemory()
	text, err := os.ReadFile("/proc/self/statm")
	var size, resident int
	if err == nil {
		_, err = fmt.Sscan(string(text), &size, &resident)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 0
	}
	return float64(resident*os.Getpagesize()) / (1 << 20)
}

// Half an hour of the exhibit: it goes round its program, visitors take it over,
// it goes on, and it does not grow.
func TestKioskSoak(t *testing.T) {
	if os.Getenv("MIRRORARM_SOAK") == "" {
		t.Skip("a long study: make soak")
	}
	for _, tool := range []string{"xvfb-run", "xdotool"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	c := exec.Command("xvfb-run", "-a", "-s", "-screen 0 1280x720x24", os.Args[0])
	c.Env = append(os.Environ(), kioskEnv+"=1", "LIBGL_ALWAYS_SOFTWARE=1")
	c.Stderr = os.Stderr
	out, err := c.Output()
	require.NoError(t, err)
	t.Logf("%s", out)
	var r kioskReport
	require.NoError(t, json.Unmarshal(out, &r))
	require.GreaterOrEqual(t, r.Minutes, float64(kioskMinutes), "in %.1f minutes", r.WallMinutes)
	require.GreaterOrEqual(t, r.Frames, 5000)
	require.GreaterOrEqual(t, r.Loops, 2)
	require.GreaterOrEqual(t, r.Takeovers, 2)
	require.Zero(t, r.Restarts)
	settled := r.MB[kioskSettled-1]
	require.Positive(t, settled)
	require.Less(t, slices.Max(r.MB[kioskSettled:]), 1.01*settled, "MB by minutes: %.1f", r.MB)
}
