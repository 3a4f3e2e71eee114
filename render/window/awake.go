//go:build cgo || windows || js

package window

import (
	"io"
	"os/exec"
	"time"
)

// awake keeps an exhibit's screen from going dark and its machine from going to sleep
// while nobody touches it: by a nudge now and then to what counts the time without
// input, and by a helper of the system's, where it has one, that does so while it runs.
type awake struct {
	nudge  func()
	every  time.Duration
	last   time.Duration
	helper *exec.Cmd
	leash  io.Closer // the helper's input: it ends when this ends, however this program does
}

// nudgeEvery is below the shortest time after which any system turns its screen off.
const nudgeEvery = 30 * time.Second

// stayAwake begins to; a system without such means goes to sleep as it pleases.
func stayAwake() *awake {
	a := &awake{nudge: nudgeScreen, every: nudgeEvery}
	a.hire(wakefulHelper())
	return a
}

// hire starts the helper; nothing is lost where it cannot be had.
func (a *awake) hire(line []string) {
	if len(line) == 0 {
		return
	}
	cmd := exec.Command(line[0], line[1:]...)
	leash, err := cmd.StdinPipe()
	if err != nil || cmd.Start() != nil {
		return
	}
	a.helper, a.leash = cmd, leash
}

// at tells the time since the window opened.
func (a *awake) at(now time.Duration) {
	if a.nudge != nil && (a.last == 0 || now-a.last >= a.every) {
		a.nudge()
		a.last = max(now, 1)
	}
}

// end lets the system do as it pleases again.
func (a *awake) end() {
	if a.helper == nil {
		return
	}
	_ = a.leash.Close()
	_ = a.helper.Process.Kill() // should it not have noticed
	_ = a.helper.Wait()         // it was killed
	a.helper = nil
}
