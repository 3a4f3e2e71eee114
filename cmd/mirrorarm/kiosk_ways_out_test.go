//go:build linux && cgo

package main

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// windowEnv makes the test binary the program, on the main goroutine; its value are the
// arguments.
const windowEnv = "MIRRORARM_WINDOW_ARGUMENTS"

// asProgram runs the program with arguments in JSON, and gives its exit code.
func asProgram(text string) int {
	var args []string
	if err := json.Unmarshal([]byte(text), &args); err != nil {
		return exitUsage
	}
	ctx, stop := untilSignal()
	defer stop()
	return run(&app{ctx: ctx, stdout: os.Stdout, stderr: os.Stderr}, args)
}

// waysOut are what people try at an exhibit's keyboard, as xdotool names it, and what
// window managers and other programs end or hide windows by. On a machine that is so slow
// that several of them fall into one picture, control, shift and Q are still never in one:
// keys with Q come first, those with shift last, and the rest between them.
var waysOut = []string{
	"ctrl+q", "ctrl+alt+q", "alt+q", "super+q", "q",
	"Escape", "alt+F4", "ctrl+F4", "F11", "alt+Return", "F1", "F2", "F3", "F4", "F5", "F12",
	"ctrl+c", "ctrl+w", "ctrl+d", "ctrl+z", "ctrl+x", "ctrl+Escape", "alt+Escape", "alt+x", "ctrl+p", "ctrl+s", "ctrl+o", "p",
	"ctrl+alt+Delete", "ctrl+alt+BackSpace", "ctrl+alt+F1", "ctrl+alt+t", "Menu", "Print",
	"shift+F4", "shift+p", "alt+shift+F4", "ctrl+shift+w", "ctrl+shift+c", "ctrl+shift+Escape",
}

// displayed is the program in its window, under a window manager.
type displayed struct {
	t       *testing.T
	display string
	manager *exec.Cmd
	program *exec.Cmd
	log     testdata.Log
	ended   chan error
}

// displayProgram starts both; the test is skipped where they are not.
func displayProgram(t *testing.T, args ...string) *displayed {
	for _, tool := range []string{"openbox", "xdotool"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed (Debian: apt-get install openbox xdotool)", tool)
		}
	}
	d := &displayed{t: t, display: testdata.Display(t), ended: make(chan error, 1)}
	dir := t.TempDir()
	env := append(os.Environ(), "DISPLAY="+d.display, "HOME="+dir, "XDG_CACHE_HOME="+dir, "LIBGL_ALWAYS_SOFTWARE=1")
	d.manager = exec.Command("openbox", "--sm-disable")
	d.manager.Env = env
	require.NoError(t, d.manager.Start())
	t.Cleanup(func() {
		_ = d.manager.Process.Kill()
		_ = d.manager.Wait() // killed, as it should be
	})
	text, err := json.Marshal(args)
	require.NoError(t, err)
	d.program = exec.Command(os.Args[0])
	d.program.Env, d.program.Dir = append(env, windowEnv+"="+string(text)), t.TempDir()
	d.program.Stdout, d.program.Stderr = &d.log, &d.log
	require.NoError(t, d.program.Start())
	go func() { d.ended <- d.program.Wait() }()
	t.Cleanup(func() { _ = d.program.Process.Kill() }) // it has ended, unless the test failed
	return d
}

// xdotool does something to the display.
func (d *displayed) xdotool(args ...string) string {
	ctx, stop := context.WithTimeout(d.t.Context(), childPatience)
	defer stop()
	c := exec.CommandContext(ctx, "xdotool", args...)
	c.Env = append(os.Environ(), "DISPLAY="+d.display)
	out, err := c.CombinedOutput()
	require.NoError(d.t, err, "xdotool %v: %s", args, out)
	return string(out)
}

// opened waits for the program's window.
func (d *displayed) opened() string {
	deadline := time.Now().Add(2 * childPatience)
	for {
		c := exec.CommandContext(d.t.Context(), "xdotool", "search", "--onlyvisible", "--name", "^mirrorarm$")
		c.Env = append(os.Environ(), "DISPLAY="+d.display)
		if out, err := c.Output(); err == nil { // else there is none yet
			if found := strings.Fields(string(out)); len(found) > 0 {
				return found[0]
			}
		}
		err, over := d.over(200 * time.Millisecond)
		require.False(d.t, over, "it has ended: %v", err)
		require.True(d.t, time.Now().Before(deadline), "it opens no window")
	}
}

// over tells whether the program has ended within a time.
func (d *displayed) over(within time.Duration) (err error, over bool) {
	select {
	case err = <-d.ended:
		return err, true
	case <-time.After(within):
		return nil, false
	}
}

// TestNoWayOutButTheChord: under a window manager, whatever is pressed at the exhibit, it
// goes on over the whole screen and writes nothing; control, shift and Q end it in order.
func TestNoWayOutButTheChord(t *testing.T) {
	testdata.Long(t)
	d := displayProgram(t, "demo", "--kiosk", "--channels", "64", "--mute")
	window := d.opened()
	whole := func(after string) {
		require.Eventually(t, func() bool {
			shape := d.xdotool("getwindowgeometry", "--shell", window)
			return strings.Contains(shape, "X=0\nY=0\nWIDTH=1280\nHEIGHT=720\n") && strings.TrimSpace(d.xdotool("getactivewindow")) == window
		}, childPatience, 100*time.Millisecond, "not the whole screen after %s", after)
	}
	whole("it has opened")
	for round, wait := range []time.Duration{0, 5 * time.Second} { // while it gets ready, and when it plays
		time.Sleep(wait)
		for _, keys := range waysOut {
			d.xdotool("key", "--delay", "60", keys)
			err, over := d.over(50 * time.Millisecond)
			require.False(t, over, "%s ended it (round %d): %v %s", keys, round, err, d.log.String())
		}
		whole("everything was pressed")
	}
	require.Empty(t, listing(t, d.program.Dir), "nothing was saved")
	deadline := time.Now().Add(childPatience)
	for {
		d.xdotool("key", "--delay", "200", "ctrl+shift+q")
		if err, over := d.over(time.Second); over {
			require.NoError(t, err, d.log.String())
			return
		}
		require.True(t, time.Now().Before(deadline), "the chord does not end it")
	}
}
