package world

import (
	"math"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"

	"gonum.org/v1/gonum/spatial/r3"
)

// A step is done in parts where a thing that is not a ball spins beside others, so
// that its edges do not go far in one part; but not while the skin touches something
// that moves. Design values.
const (
	turnPerPart = 0.01 // rad
	maxParting  = 4
	mostLooks   = 8 // ahead, in one part
)

// outran tells whether a blow made a thing faster than near has looked ahead for, and
// gives all things the speeds that they have by now.
func (w *World) outran(dt float64) (fast bool) {
	for i, o := range w.Objects {
		if o == nil || o.Fixed() || o.sleeping {
			continue
		}
		o.Velocity = spatial.Twist{Lin: w.movers[i].lin, Ang: w.movers[i].ang}
		fast = fast || reachOf(o, dt) > o.reach+nearMargin/2
	}
	return fast
}

func (w *World) partsOf(dt float64) int {
	spin := 0.0
	for i, o := range w.Objects {
		if o != nil && w.movers[i].beside && (len(o.Parts) > 1 || o.Parts[0].Form != Sphere) {
			spin = max(spin, norm(o.Velocity.Ang))
		}
	}
	return min(max(int(math.Ceil(spin*dt/turnPerPart)), 1), maxParting)
}

// advance moves the movable objects by a step.
func (w *World) advance(dt float64, handled bool, worldFromLink []spatial.Pose) {
	parts := 1
	if !handled {
		parts = w.partsOf(dt)
	}
	for range parts {
		w.part(dt/float64(parts), worldFromLink)
	}
	for i, o := range w.Objects {
		switch {
		case o == nil || o.Fixed():
		case o.sleeping:
			o.Touched = skin.Wrench{}
		default:
			w.commit(o, i, worldFromLink)
			o.settle()
		}
	}
}

// part advances by dt: what the skin does to things and what they do to each other
// are found together.
func (w *World) part(dt float64, worldFromLink []spatial.Pose) {
	// A blow may send things further than was looked ahead for.
	for n := 0; ; n++ {
		w.near(dt)
		w.islands(dt)
		w.load()
		w.sort()
		w.readyAll(dt)
		w.strike(dt)
		if !w.outran(dt) || n == mostLooks {
			break
		}
	}
	w.holds = w.holds[:0]
	for i, o := range w.Objects {
		if o == nil || o.Fixed() || o.sleeping {
			continue
		}
		m := &w.movers[i]
		switch {
		case o.first == o.last:
			m.lin = r3.Add(m.lin, r3.Scale(dt, w.Gravity))
		case m.beside:
			w.hold(o, i, dt, worldFromLink)
		default:
			w.let(o, i, nil, dt, worldFromLink)
		}
	}
	w.press(dt)
	for i, o := range w.Objects {
		if o == nil || o.Fixed() || o.sleeping {
			continue
		}
		m := &w.movers[i]
		if m.held != nil {
			w.let(o, i, m.held, dt, worldFromLink)
		}
		w.integrate(o, m, dt)
	}
	w.relax(dt)
	for i, o := range w.Objects {
		if o != nil && !o.Fixed() && !o.sleeping {
			o.Velocity = spatial.Twist{Lin: w.movers[i].lin, Ang: w.movers[i].ang}
		}
	}
}

// load fills the movers with the objects' velocities.
func (w *World) load() {
	for i, o := range w.Objects {
		m := &w.movers[i]
		m.held, m.beside, m.pressed, m.inverse = nil, false, false, 0
		if o == nil {
			continue
		}
		m.lin, m.ang = o.Velocity.Lin, o.Velocity.Ang
		switch {
		case o.Fixed() || o.sleeping:
			m.lin, m.ang, m.turn = r3.Vec{}, r3.Vec{}, matrix{}
		default:
			m.inverse = 1 / o.Mass
			m.turn = o.yielding.turned(&m.rows)
		}
	}
}

// readyAll prepares the contacts that act.
func (w *World) readyAll(dt float64) {
	scale := 1.0 // of impulses, from those of the part before
	if w.span > 0 {
		scale = dt / w.span
	}
	w.span = dt
	for _, k := range w.order {
		c := &w.contacts.pool[k]
		a, b := &w.movers[c.a], &w.movers[c.b]
		c.ready(a, b, scale, dt)
		a.beside, b.beside = true, true
	}
}

// integrate moves an object by the velocities that it has now.
func (w *World) integrate(o *Object, m *mover, dt float64) {
	if !finite(m.lin) || !finite(m.ang) {
		m.lin, m.ang, o.delta = r3.Vec{}, r3.Vec{}, [6]float64{}
	}
	m.lin, m.ang = limited(m.lin, maxSpeed), limited(m.ang, maxSpin)
	o.WorldFromObject.Pos = r3.Add(o.WorldFromObject.Pos, r3.Scale(dt, m.lin))
	if !m.pressed && o.first == o.last {
		// What falls freely has moved at the mean of its old and its new velocity.
		o.WorldFromObject.Pos = r3.Sub(o.WorldFromObject.Pos, r3.Scale(dt*dt/2, w.Gravity))
	}
	if m.ang == (r3.Vec{}) {
		m.place(o)
		return
	}
	// What a free body keeps as it turns is its angular momentum, not its spin: the
	// turn is by the spin that it has half way (the midpoint rule).
	inertia := o.inertia.turned(&m.rows)
	momentum := inertia.mul(m.ang)
	half := newFrame(turnBy(o.WorldFromObject, r3.Scale(dt/2, m.ang)))
	halfway := o.yielding.turned(&half.rows)
	o.WorldFromObject = turnBy(o.WorldFromObject, r3.Scale(dt, limited(halfway.mul(momentum), maxSpin)))
	m.place(o)
	m.ang = limited(m.turn.mul(momentum), maxSpin)
}
