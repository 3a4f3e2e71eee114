package window

import (
	"math"

	"mirrorarm/render/hud"
	"mirrorarm/render/scene"
)

// Input is what came from mouse, touch screen and keyboard since the last call.
type Input struct {
	DragX, DragY float64 // px at scale 1, while one pointer is down
	Wheel        float64 // notches, up is positive
	Pressed      [hud.NumActions]bool

	X, Y  float64 // px of the picture: where the pointer is
	Down  bool    // one pointer is pressed
	Began bool    // it has just been pressed
	Shift bool    // is held
}

// any tells whether a visitor has done anything. Who only looks at how an exhibit
// fares, or sets its volume, is none.
func (in *Input) any() bool {
	for a, on := range in.Pressed {
		if on && !operators[a] {
			return true
		}
	}
	return in.Down || in.Wheel != 0
}

// operators are what the keys of who keeps an exhibit running do.
var operators = [hud.NumActions]bool{hud.ToggleUsage: true, hud.Louder: true, hud.Softer: true, hud.SwitchRenderer: true}

// Controls is what the visitor has set: the view, and what is shown. It turns
// Input into these; it owns no clock.
type Controls struct {
	View       scene.Orbit // as drawn: it eases towards the wanted one
	Kiosk      bool        // keys that are not for exhibits are dead
	Help       bool
	FullScreen bool
	Hidden     bool // no panels
	Warmth     bool // temperature in place of pressure
	Breaking   bool // the pointer breaks sensors
	Muted      bool
	Volume     int // % of all of it
	Quit       bool
	Toggled    [hud.NumPanels]bool
	Order      hud.Order // in which the panels were opened

	// For one call: a picture is to be saved, or one that moves, the workbench to be opened.
	Save, Moving, Bench bool
	OtherRenderer       bool // is asked for, until it has been tried

	want    scene.Orbit
	steered bool // by the visitor, who is not fought
	figures bool // all panels for engineers have been asked for

	idle  float64 // s since the last touch
	drift float64 // rad, phase of the slow drift
}

// NewControls looks from the default place.
func NewControls() *Controls {
	return &Controls{View: scene.DefaultOrbit(), want: scene.DefaultOrbit(), idle: driftAfter, Volume: loudest}
}

// Tidy goes back to the default view and panels, for the next visitor.
func (c *Controls) Tidy() {
	c.want, c.steered, c.Toggled, c.Order = scene.DefaultOrbit(), false, [hud.NumPanels]bool{}, hud.Order{}
	c.Help, c.Hidden, c.Warmth, c.Breaking, c.figures = false, false, false, false, false
}

// How mouse and time move the camera. Design values.
const (
	turnPerPixel = 0.006 // rad
	zoomPerNotch = 0.9   // factor of the distance
	maxNotches   = 40    // of the wheel at once
	easing       = 0.09  // s, time constant: a move settles in about 250 ms
	driftAfter   = 4.0   // s without a touch
	yieldAfter   = 45.0  // s without a touch, until the camera goes its own way again
	driftSpeed   = 0.22  // rad/s of the drift's phase
	driftRange   = 0.045 // rad to each side
)

// Apply lets the input act; dt is the time (s) since the last call.
func (c *Controls) Apply(in Input, dt float64) {
	c.Save, c.Moving, c.Bench = false, false, false
	c.idle += dt
	if in.Down || in.DragX != 0 || in.DragY != 0 || in.Wheel != 0 {
		c.idle = 0
	}
	if in.DragX != 0 || in.DragY != 0 || in.Wheel != 0 {
		c.steered = true
	} else if c.idle >= yieldAfter {
		c.steered = false
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

// LookFrom looks from a place at once, as if a visitor had steered there.
func (c *Controls) LookFrom(o scene.Orbit) { c.View, c.want, c.steered, c.idle = o, o, true, 0 }

// Direct has the camera go where nobody steers it to, unless a visitor has lately steered.
func (c *Controls) Direct(to scene.Orbit) {
	if !c.steered {
		c.want = to
	}
}

// Of the volume (%).
const (
	loudest    = 100
	volumeStep = 10
)

// toggleFigures opens every panel for engineers, as far as there is room, or closes them again.
func (c *Controls) toggleFigures() {
	c.figures = !c.figures
	c.Hidden = false
	for _, p := range hud.Figures() {
		c.Toggled[p] = false
		if at := (hud.State{Exhibit: c.Kiosk}); c.figures && !at.Shows(p) {
			c.Toggled[p] = true
		}
		c.Order.Opened(p)
	}
}

func (c *Controls) act(a hud.Action) {
	if p, ok := hud.PanelOf(a); ok {
		c.Toggled[p] = !c.Toggled[p]
		c.Order.Opened(p)
		c.Hidden = false
		return
	}
	switch a {
	case hud.Restart:
		c.want, c.steered = scene.DefaultOrbit(), false
	case hud.ToggleTemperature:
		c.Warmth = !c.Warmth
	case hud.ToggleAll:
		c.Hidden = !c.Hidden
	case hud.ToggleFigures:
		c.toggleFigures()
	case hud.Help:
		c.Help = !c.Help
	case hud.BreakByHand:
		c.Breaking = !c.Breaking
	case hud.Mute:
		c.Muted = !c.Muted
	case hud.Louder:
		c.Volume = min(c.Volume+volumeStep, loudest)
	case hud.Softer:
		c.Volume = max(c.Volume-volumeStep, 0)
	case hud.Save:
		c.Save = true
	case hud.SaveMoving:
		c.Moving = true
	case hud.Workbench:
		c.Bench = true
	case hud.SwitchRenderer:
		c.OtherRenderer = !c.OtherRenderer
	case hud.FullScreen:
		c.FullScreen = !c.FullScreen
	case hud.Quit, hud.EndExhibit:
		c.Quit = true
	}
}

// volume is what is heard of all of it (%).
func (c *Controls) volume() int {
	if c.Muted {
		return 0
	}
	return c.Volume
}
