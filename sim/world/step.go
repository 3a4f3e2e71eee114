package world

import (
	"math"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"

	"gonum.org/v1/gonum/spatial/r3"
)

// How far the implicit step is iterated: until what the contacts give differs
// from what was predicted by a share of the step's change of velocity, or by
// less than anyone could see.
const (
	maxNewton   = 12
	newtonShare = 0.01
	newtonFloor = 2e-6 // m/s
)

// A step is done in parts where a thing that is not a ball spins beside others, so
// that its edges do not go far in one part; but not while the skin touches something
// that moves. Design values.
const (
	turnPerPart = 0.01 // rad
	maxParting  = 4
)

func (w *World) partsOf(dt float64) int {
	spin := 0.0
	for i, o := range w.Objects {
		if o != nil && w.movers[i].beside && !(len(o.Parts) == 1 && o.Parts[0].Form == Sphere) {
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
	w.near(dt)
	w.islands(dt)
	w.load()
	w.sort()
	w.readyAll(dt)
	w.strike(dt)
	w.holds = w.holds[:0]
	for i, o := range w.Objects {
		if o == nil || o.Fixed() || o.sleeping {
			continue
		}
		m := &w.movers[i]
		o.Velocity = spatial.Twist{Lin: m.lin, Ang: m.ang}
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
			m.place(o)
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

// hold takes what the skin does to an object into the solver: of the predicted-
// velocity implicit step, M·u = dt·f(x + dt·(v + u)), linearised at the last step's
// change of velocity, the matrix M + dt·C + dt²·K and what follows without other
// things (Baraff and Witkin, Large Steps in Cloth Simulation, 1998).
func (w *World) hold(o *Object, id int, dt float64, worldFromLink []spatial.Pose) {
	m := &w.movers[id]
	inertia := o.inertia.turned(&m.rows)
	outer := skin.Wrench{Force: r3.Scale(o.Mass, w.Gravity)}
	w.holds = append(w.holds, held{})
	h := &w.holds[len(w.holds)-1]
	u, matrix, miss, _ := w.predict(o, id, &inertia, &outer, &o.delta, dt, worldFromLink)
	h.inverse = matrix.inverse()
	for i := range u {
		for k := range miss {
			u[i] += h.inverse[i][k] * miss[k]
		}
	}
	m.held = h
	m.lin = r3.Add(o.Velocity.Lin, r3.Vec{X: u[0], Y: u[1], Z: u[2]})
	m.ang = r3.Add(o.Velocity.Ang, r3.Vec{X: u[3], Y: u[4], Z: u[5]})
}

// let finds what the skin does to an object now that the impulses of other things
// are known, and moves it by exactly their sum: what the object gets is what the skin
// gets, and no stiffness makes it unstable.
func (w *World) let(o *Object, id int, h *held, dt float64, worldFromLink []spatial.Pose) {
	m := &w.movers[id]
	inertia := o.inertia.turned(&m.rows)
	outer := skin.Wrench{Force: r3.Scale(o.Mass, w.Gravity)}
	start := o.delta
	if h != nil {
		pushed := &h.pushed
		outer.Force = r3.Add(outer.Force, r3.Scale(1/dt, r3.Vec{X: pushed[0], Y: pushed[1], Z: pushed[2]}))
		outer.Torque = r3.Scale(1/dt, r3.Vec{X: pushed[3], Y: pushed[4], Z: pushed[5]})
		lin, ang := r3.Sub(m.lin, o.Velocity.Lin), r3.Sub(m.ang, o.Velocity.Ang)
		start = [6]float64{lin.X, lin.Y, lin.Z, ang.X, ang.Y, ang.Z}
	}
	change := w.settleOn(o, id, &inertia, &outer, start, dt, worldFromLink)
	m.held = nil
	m.lin, m.ang = o.Velocity.Lin, o.Velocity.Ang
	m.push(r3.Vec{X: change[0], Y: change[1], Z: change[2]}, r3.Vec{X: change[3], Y: change[4], Z: change[5]})
	lin, ang := r3.Sub(m.lin, o.Velocity.Lin), r3.Sub(m.ang, o.Velocity.Ang)
	o.delta = [6]float64{lin.X, lin.Y, lin.Z, ang.X, ang.Y, ang.Z}
}

// settleOn finds the impulse of the step by Newton's method. A step that makes things
// worse, as where contact comes and goes, is halved.
func (w *World) settleOn(o *Object, id int, inertia *matrix, outer *skin.Wrench, base [6]float64, dt float64, worldFromLink []spatial.Pose) [6]float64 {
	step := [6]float64{}
	best := math.Inf(1)
	for n := 0; ; n++ {
		u := base
		for i := range u {
			u[i] += step[i]
		}
		u, matrix, miss, change := w.predict(o, id, inertia, outer, &u, dt, worldFromLink)
		size := o.speedOf(&miss)
		if size <= newtonFloor+newtonShare*o.changeOf(&u) || n >= maxNewton && size <= best {
			return change
		}
		switch {
		case size <= best:
			base, best = u, size
			if !matrix.solve(&miss) {
				return change
			}
			step = miss
		case n >= maxNewton:
			// The last word is had by the best state that was found.
			step = [6]float64{}
		default:
			for i := range step {
				step[i] /= 2
			}
		}
	}
}

// predict evaluates the skin's contact at the state that a change of velocity u leads
// to: the step's matrix there, its impulse, and by how much that misses M·u.
func (w *World) predict(o *Object, id int, inertia *matrix, outer *skin.Wrench, u *[6]float64, dt float64, worldFromLink []spatial.Pose) (at [6]float64, s system, miss, change [6]float64) {
	s.reset(o.Mass, inertia)
	pose, twist := o.after(u, dt)
	sum := outer.Add(w.evaluate(o, id, pose, twist, dt, worldFromLink, &s))
	change = impulse(&sum, dt)
	miss = change
	for i := range 3 {
		miss[i] -= o.Mass * u[i]
		miss[3+i] -= r3.Dot(inertia[i], r3.Vec{X: u[3], Y: u[4], Z: u[5]})
	}
	return *u, s, miss, change
}

// after is where the object is, and how it moves, after a step in which its velocity
// changes by u.
func (o *Object) after(u *[6]float64, dt float64) (spatial.Pose, spatial.Twist) {
	twist := spatial.Twist{
		Lin: r3.Add(o.Velocity.Lin, r3.Vec{X: u[0], Y: u[1], Z: u[2]}),
		Ang: r3.Add(o.Velocity.Ang, r3.Vec{X: u[3], Y: u[4], Z: u[5]}),
	}
	pose := turnBy(o.WorldFromObject, r3.Scale(dt, twist.Ang))
	pose.Pos = r3.Add(pose.Pos, r3.Scale(dt, twist.Lin))
	return pose, twist
}

func impulse(w *skin.Wrench, dt float64) [6]float64 {
	return [6]float64{
		dt * w.Force.X, dt * w.Force.Y, dt * w.Force.Z,
		dt * w.Torque.X, dt * w.Torque.Y, dt * w.Torque.Z,
	}
}

// speedOf is the speed (m/s), at the object's surface, that an impulse amounts
// to: per mass and reach an angular impulse compares with a linear one.
func (o *Object) speedOf(impulse *[6]float64) float64 {
	lin := norm(r3.Vec{X: impulse[0], Y: impulse[1], Z: impulse[2]})
	ang := norm(r3.Vec{X: impulse[3], Y: impulse[4], Z: impulse[5]})
	return (lin + ang/o.bound) / o.Mass
}

// changeOf is the same of a change of velocity.
func (o *Object) changeOf(u *[6]float64) float64 {
	return norm(r3.Vec{X: u[0], Y: u[1], Z: u[2]}) + o.bound*norm(r3.Vec{X: u[3], Y: u[4], Z: u[5]})
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
