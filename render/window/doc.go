// Package window is the program on the screen: it lets a simulation run in real
// time, presents its picture, and takes mouse, touch and keyboard.
//
// It holds no simulation state. What keys and mouse do is decided in Controls,
// which knows nothing of Ebitengine and is tested without it. Ebitengine needs
// cgo on Linux and macOS; where there is none, Run says so and nothing else of
// the program is lost. Run must be called from the main goroutine.
package window

import (
	"errors"
	"time"

	"mirrorarm/sim/mirror"
)

// ErrNoWindow is returned by Run where the program was built without a window.
var ErrNoWindow = errors.New("window: this build has no window: it was built with CGO_ENABLED=0")

// ErrNoDisplay is returned by Run where no display answers.
var ErrNoDisplay = errors.New("window: no display answers: set DISPLAY, or run under xvfb-run")

// Simulation is what the window shows. It is called from one goroutine.
type Simulation interface {
	Describe() mirror.Description
	// Advance runs the simulation for dt seconds of its own time.
	Advance(dt float64) error
	// Restart goes back to the start.
	Restart() error
	SnapshotTo(*mirror.Snapshot)
	// Status is what a snapshot does not hold.
	Status() Status
}

// Status names what is being played, for the panels.
type Status struct {
	Source, Gesture string
	LagMS           float64
}

// Options are how the window opens. The zero value is a window of 1280 × 720.
type Options struct {
	Title         string
	Width, Height int
	FullScreen    bool

	// Duration closes the window after some time; 0 leaves it open.
	Duration time.Duration
	// Screenshot names a PNG file, written before a window with a Duration closes.
	Screenshot string
}
