package window

import (
	"math"

	"mirrorarm/render/hud"
	"mirrorarm/render/scene"
)

// Input is what came from mouse and keyboard since the last call.
type Input struct {
	DragX, DragY float64 // px at scale 1, while a button is held
	Wheel        float64 // notches, up is positive
	Pressed      [hud.NumActions]bool
}

// Controls is what the visitor has set: the view, and what is shown. It turns
// Input into these; it owns no clock.
type Controls struct {
	View       scene.Orbit // as drawn: it eases towards the wanted one
	Paused     bool
	Slow       bool
	Help       bool
	FullScreen bool
	Hidden     bool // no panels
	Quit       bool
	Toggled    [hud.NumPanels]bool

	// For one call each: the simulation is to start again, to make one step, or a
	// picture is to be saved.
	Restart, Step, Save bool

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
	maxNotches   = 40    // of the wheel at once
	easing       = 0.09  // s, time constant: a move settles in about 250 ms
	driftAfter   = 4.0   // s without a touch
	driftSpeed   = 0.22  // rad/s of the drift's phase
	driftRange   = 0.045 // rad to each side
	slowPace     = 0.2   // of real time, in slow motion
)

// Apply lets the input act; dt is the time (s) since the last call.
func (c *Controls) Apply(in Input, dt float64) {
	c.Restart, c.Step, c.Save = false, false, false
	c.idle += dt
	if in.DragX != 0 || in.DragY != 0 || in.Wheel != 0 {
		c.idle = 0
	}
	c.want = c.want.Turned(-turnPerPixel*in.DragX, turnPerPixel*in.DragY)
	c.want = c.want.Zoomed(math.Pow(zoomPerNotch, min(max(in.Wheel, -maxNotches), maxNotches)))
	for a, on := range in.Pressed {
		if on {
			c.act(hud.Action(a))
		}
	}
	if c.idle >= driftAfter {
		c.drift += driftSpeed * dt
	}
	goal := c.want.Turned(driftRange*math.Sin(c.drift), 0)
	c.View = c.View.Eased(goal, dt, easing)
}

// Pace is how fast the simulation runs, as a part of real time.
func (c *Controls) Pace() float64 {
	switch {
	case c.Paused:
		return 0
	case c.Slow:
		return slowPace
	}
	return 1
}

func (c *Controls) act(a hud.Action) {
	if p, ok := hud.PanelOf(a); ok {
		c.Toggled[p] = !c.Toggled[p]
		c.Hidden = false
		return
	}
	switch a {
	case hud.Pause:
		c.Paused = !c.Paused
	case hud.SlowMotion:
		c.Slow = !c.Slow
	case hud.Step:
		c.Step = c.Paused
	case hud.Restart:
		c.want, c.Restart = scene.DefaultOrbit(), true
	case hud.ToggleAll:
		c.Hidden = !c.Hidden
	case hud.Save:
		c.Save = true
	case hud.FullScreen:
		c.FullScreen = !c.FullScreen
	case hud.Help:
		c.Help = !c.Help
	case hud.Quit:
		c.Quit = true
	}
}
