//go:build linux && cgo

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"runtime/debug"
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

// Of the soak: half an hour of the exhibit's time, three times as fast.
const (
	kioskPace    = 3
	kioskMinutes = 30
	kioskSettled = 5 // minutes until memory must not grow any more
)

// kioskReport is what the exhibit tells of itself at its end.
type kioskReport struct {
	Minutes                    float64
	Frames                     int
	Loops, Takeovers, Restarts int
	SettledMB, FinalMB         float64
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

// fast is a player whose time runs at kioskPace, which counts pictures and weighs
// the program when it has settled.
type fast struct {
	*player
	seconds   float64
	frames    int
	settledMB float64
}

// Advance lets dt seconds of real time pass.
func (f *fast) Advance(dt float64) error {
	f.seconds += kioskPace * dt
	if f.settledMB == 0 && f.seconds > kioskSettled*60 {
		f.settledMB = residentMB()
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
	go visitors()
	err = window.Run(f, window.Options{Kiosk: true, Duration: kioskMinutes * time.Minute / kioskPace})
	st := s.Status()
	return kioskReport{
		Minutes: f.seconds / 60, Frames: f.frames, Loops: st.Loops, Takeovers: st.Takeovers, Restarts: st.Restarts,
		SettledMB: f.settledMB, FinalMB: residentMB(),
	}, err
}

// visitors touch the screen now and then, and drag the hand: the first one before
// the memory is weighed.
func visitors() {
	for _, minutes := range [...]time.Duration{3, 10, 10} {
		time.Sleep(minutes * time.Minute / kioskPace)
		for _, args := range [][]string{
			{"mousemove", "330", "200", "mousedown", "1"}, {"mousemove", "350", "150"}, {"mousemove", "380", "130", "mouseup", "1"},
		} {
			if out, err := exec.Command("xdotool", args...).CombinedOutput(); err != nil {
				fmt.Fprintf(os.Stderr, "xdotool %v: %v %s\n", args, err, out)
			}
			time.Sleep(200 * time.Millisecond)
		}
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
	require.Greater(t, r.Minutes, 0.8*kioskMinutes)
	require.GreaterOrEqual(t, r.Frames, 5000)
	require.GreaterOrEqual(t, r.Loops, 2)
	require.GreaterOrEqual(t, r.Takeovers, 2)
	require.Zero(t, r.Restarts)
	require.Positive(t, r.SettledMB)
	require.Less(t, r.FinalMB, 1.01*r.SettledMB)
}
