package window

import (
	"math"

	"mirrorarm/render/scene"
)

// Action is what a key does.
type Action uint8

// The actions.
const (
	Pause Action = iota
	Reset
	FullScreen
	Help
	Quit
	numActions
)

// Input is what came from mouse and keyboard since the last call.
type Input struct {
	DragX, DragY float64 // px at scale 1, while a button is held
	Wheel        float64 // notches, up is positive
	Pressed      [numActions]bool
}

// Controls is what the visitor has set: the view, and what is shown. It turns
// Input into these; it owns no clock.
type Controls struct {
	View       scene.Orbit // as drawn: it eases towards the wanted one
	Paused     bool
	Help       bool
	FullScreen bool
	Quit       bool
	Restart    bool // for one call: the simulation is to start again

	want  scene.Orbit
	idle  float64 // s since the last touch
	drift float64 // rad, phase of the slow drift
}

// NewControls looks from the default place.
func NewControls() *Controls {
	return &Controls{View: scene.DefaultOrbit(), want: scene.DefaultOrbit(), idle: driftAfter}
}

// How mouse and time move the camera. Design values.
const (
	turnPerPixel = 0.006 // rad
	zoomPerNotch = 0.9   // factor of the distance
	easing       = 0.09  // s, time constant: a move settles in about 250 ms
	driftAfter   = 4.0   // s without a touch
	driftSpeed   = 0.22  // rad/s of the drift's phase
	driftRange   = 0.045 // rad to each side
)

// Apply lets the input act; dt is the time (s) since the last call.
func (c *Controls) Apply(in Input, dt float64) {
	c.Restart = false
	c.idle += dt
	if in.DragX != 0 || in.DragY != 0 || in.Wheel != 0 {
		c.idle = 0
	}
	c.want = c.want.Turned(-turnPerPixel*in.DragX, turnPerPixel*in.DragY)
	for n := in.Wheel; n > 0; n-- {
		c.want = c.want.Zoomed(zoomPerNotch)
	}
	for n := in.Wheel; n < 0; n++ {
		c.want = c.want.Zoomed(1 / zoomPerNotch)
	}
	for a, on := range in.Pressed {
		if on {
			c.act(Action(a))
		}
	}
	goal := c.want
	if c.idle >= driftAfter {
		c.drift += driftSpeed * dt
	}
	goal = goal.Turned(driftRange*math.Sin(c.drift), 0)
	c.View = c.View.Eased(goal, dt, easing)
}

func (c *Controls) act(a Action) {
	switch a {
	case Pause:
		c.Paused = !c.Paused
	case Reset:
		c.want, c.Restart = scene.DefaultOrbit(), true
	case FullScreen:
		c.FullScreen = !c.FullScreen
	case Help:
		c.Help = !c.Help
	case Quit:
		c.Quit = true
	}
}
