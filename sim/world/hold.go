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
	u := o.delta
	var matrix system
	matrix, h.miss, h.given = w.predict(o, id, &inertia, &outer, &u, dt, worldFromLink)
	h.inverse = matrix.inverse()
	for i := range u {
		for k := range h.miss {
			u[i] += h.inverse[i][k] * h.miss[k]
		}
	}
	m.held = h
	m.lin = r3.Add(o.Velocity.Lin, r3.Vec{X: u[0], Y: u[1], Z: u[2]})
	m.ang = r3.Add(o.Velocity.Ang, r3.Vec{X: u[3], Y: u[4], Z: u[5]})
}

// let moves an object by exactly the sum of what the skin, gravity and other things do
// to it: what the object gets is what the skin gets, and no stiffness makes it
// unstable. Without others near, h is nil.
func (w *World) let(o *Object, id int, h *held, dt float64, worldFromLink []spatial.Pose) {
	m := &w.movers[id]
	change := w.answer(o, id, h, dt, worldFromLink)
	m.held = nil
	m.lin, m.ang = o.Velocity.Lin, o.Velocity.Ang
	m.push(r3.Vec{X: change[0], Y: change[1], Z: change[2]}, r3.Vec{X: change[3], Y: change[4], Z: change[5]})
	lin, ang := r3.Sub(m.lin, o.Velocity.Lin), r3.Sub(m.ang, o.Velocity.Ang)
	o.delta = [6]float64{lin.X, lin.Y, lin.Z, ang.X, ang.Y, ang.Z}
}

// answer is the impulse of the step now that those of other things are known.
func (w *World) answer(o *Object, id int, h *held, dt float64, worldFromLink []spatial.Pose) [6]float64 {
	m := &w.movers[id]
	inertia := o.inertia.turned(&m.rows)
	outer := skin.Wrench{Force: r3.Scale(o.Mass, w.Gravity)}
	if h == nil {
		return w.settleOn(o, id, &inertia, &outer, o.delta, dt, worldFromLink)
	}
	for i := range h.pushed {
		h.given[i] += h.pushed[i]
		h.miss[i] += h.pushed[i]
	}
	// Where nothing changes, the state that was looked at before is the one.
	if o.settled(&h.miss, &o.delta) {
		return h.given
	}
	pushed := &h.pushed
	outer.Force = r3.Add(outer.Force, r3.Scale(1/dt, r3.Vec{X: pushed[0], Y: pushed[1], Z: pushed[2]}))
	outer.Torque = r3.Scale(1/dt, r3.Vec{X: pushed[3], Y: pushed[4], Z: pushed[5]})
	lin, ang := r3.Sub(m.lin, o.Velocity.Lin), r3.Sub(m.ang, o.Velocity.Ang)
	return w.settleOn(o, id, &inertia, &outer, [6]float64{lin.X, lin.Y, lin.Z, ang.X, ang.Y, ang.Z}, dt, worldFromLink)
}

// settled tells whether an impulse misses a change of velocity by little enough.
func (o *Object) settled(miss, u *[6]float64) bool {
	return o.speedOf(miss) <= newtonFloor+newtonShare*o.changeOf(u)
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
		matrix, miss, change := w.predict(o, id, inertia, outer, &u, dt, worldFromLink)
		size := o.speedOf(&miss)
		if o.settled(&miss, &u) || n >= maxNewton && size <= best {
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
func (w *World) predict(o *Object, id int, inertia *matrix, outer *skin.Wrench, u *[6]float64, dt float64, worldFromLink []spatial.Pose) (s system, miss, change [6]float64) {
	s.reset(o.Mass, inertia)
	pose, twist := o.after(u, dt)
	sum := outer.Add(w.evaluate(o, id, pose, twist, dt, worldFromLink, &s))
	change = impulse(&sum, dt)
	miss = change
	for i := range 3 {
		miss[i] -= o.Mass * u[i]
		miss[3+i] -= r3.Dot(inertia[i], r3.Vec{X: u[3], Y: u[4], Z: u[5]})
	}
	return s, miss, change
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
