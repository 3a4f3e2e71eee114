//go:build cgo || windows || js

package window

import (
	"errors"
	"image"

	"mirrorarm/render/hud"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"
)

// Visitor is a visitor at the window: what they do on a device acts on the controls
// or on the simulation. A pointer that takes hold of something moves that, any
// other the camera.
type Visitor struct {
	*Controls
	sim    Simulation
	device Device
	reader reader

	holding  bool    // the simulation has something in hand
	brushing bool    // the pointer goes over the glove and breaks sensors
	seeking  bool    // the pointer has the bar in hand
	attract  bool    // the simulation played to nobody at the last call
	still    float64 // s since the visitor did anything

	Track  image.Rectangle // px: where the bar is that shows a place in the past; empty for none
	Rested bool            // for one call: an exhibit's visitor has gone
}

// NewVisitor looks from the default place at what a simulation shows.
func NewVisitor(sim Simulation, from Device) (*Visitor, error) {
	bindings, err := resolve(hud.Bindings())
	if err != nil {
		return nil, err
	}
	return &Visitor{Controls: NewControls(), sim: sim, device: from, reader: reader{bindings: bindings}}, nil
}

// Tick lets what was done since the last call act, on a window of width × height
// pixels, of which there are scale to a unit; dt is the time (s) since then. Its
// error is why something that was asked for could not be done; everything else
// has been done all the same.
func (v *Visitor) Tick(width, height, scale, dt float64) error {
	return v.apply(v.reader.read(v.device, max(scale, 1), v.Kiosk), width, height, dt)
}

// State is what the panels are to show of a snapshot: what the visitor has chosen,
// and what the simulation tells.
func (v *Visitor) State(snap *mirror.Snapshot) hud.State {
	status, c := v.sim.Status(), v.Controls
	s := status.Panels(snap)
	s.Notice, s.Help, s.Warmth, s.Toggled, s.Hidden = status.Problem, c.Help, s.Warmth || c.Warmth, c.Toggled, c.Hidden
	if status.Warmth { // what spreads under the fingers shows on the map alone
		s.Toggled[hud.Skin] = true
	}
	if c.Breaking && !status.Building {
		s.Caption, s.Words = locale.Breaking, ""
	}
	return s
}

// What W makes of a thing (°C): hot and cold to the touch, and harmless.
const (
	hot  = 55.0
	cold = 5.0
)

// apply is Tick with the input read.
func (v *Visitor) apply(in Input, width, height, dt float64) error {
	v.still += dt
	if in.any() {
		v.still = 0
		v.sim.Touch()
	}
	err := v.point(&in, width, height)
	if v.holding || v.brushing || v.seeking {
		in.DragX, in.DragY = 0, 0
	}
	for i, on := range in.Pressed {
		if a := hud.Action(i); on && a.ToSimulation() {
			err = errors.Join(err, v.sim.Do(a))
		}
	}
	v.Apply(in, dt)
	attract := v.sim.Status().Attract
	v.Rested = attract && !v.attract
	if v.Rested {
		v.Tidy()
	}
	v.attract = attract
	return err
}

// point follows the pointer.
func (v *Visitor) point(in *Input, width, height float64) (err error) {
	ray := v.View.Camera().Ray(in.X, in.Y, width, max(height, 1))
	if !in.Down || in.Began {
		if v.holding {
			v.sim.Release()
		}
		v.holding, v.brushing, v.seeking = false, false, false
	}
	switch {
	case !in.Down:
	case v.seeking && v.Track.Empty(): // the bar has gone
		v.seeking = false
	case v.seeking || in.Began && image.Pt(int(in.X), int(in.Y)).In(v.Track):
		v.seeking = true
		v.sim.Seek(min(max((in.X-float64(v.Track.Min.X))/float64(max(v.Track.Dx(), 1)), 0), 1))
	case v.Breaking && (in.Began || v.brushing):
		found := v.sim.BreakAt(ray, in.Shift)
		v.brushing = v.brushing || found > 0
	case in.Began:
		v.holding, err = v.sim.Press(ray)
	case v.holding:
		err = v.sim.DragTo(ray)
	}
	if in.Pressed[hud.Heat] {
		err = errors.Join(err, v.sim.Heat(ray, hot))
	}
	if in.Pressed[hud.Cool] {
		err = errors.Join(err, v.sim.Heat(ray, cold))
	}
	if in.Pressed[hud.Explore] {
		err = errors.Join(err, v.sim.Explore(ray))
	}
	return err
}

// activeFor (s) is how long after a touch or a key something still comes of it.
const activeFor = 2.0

// active tells whether the visitor does something, be it with a hand that is seen now.
func (v *Visitor) active(s *Status, snap *mirror.Snapshot) bool {
	return s.Following && !snap.Person.Lost || v.still < activeFor
}

// Lively tells whether something is going on that the visitor does or has asked for; in a game
// the robot shows what it wants to see.
func (v *Visitor) Lively(s *Status, snap *mirror.Snapshot) bool {
	return s.Game.Turn == session.NoTurn && (v.active(s, snap) || s.Exploring)
}
