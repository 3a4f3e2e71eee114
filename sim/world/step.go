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

// move advances one movable object by a predicted-velocity implicit step: find
// the change of velocity u with M·u = dt·f(x + dt·(v + u)) by Newton steps on
// (M + dt·C + dt²·K), evaluate all contacts at the state that u predicts, and
// apply exactly their sum. What the object gets is what the skin gets, and no
// stiffness makes it unstable (Baraff and Witkin, Large Steps in Cloth
// Simulation, 1998, for the linearised step).
func (w *World) move(o *Object, id int, dt float64, worldFromLink []spatial.Pose) {
	w.gather(o, dt, worldFromLink)
	if len(w.touches) > 0 {
		o.idle = 0
	}
	if o.asleep() {
		o.Velocity, o.Touched = spatial.Twist{}, skin.Wrench{}
		return
	}
	inertia := o.inertia.rotated(o.WorldFromObject)
	outer := skin.Wrench{
		Force:  r3.Add(o.push.Force, r3.Vec{Z: -o.Mass * Gravity}),
		Torque: o.push.Torque,
	}
	change := w.solve(o, id, &inertia, &outer, dt, worldFromLink)
	o.finish(&change, &inertia, dt)
	w.commit(o, id, worldFromLink)
	copy(o.grips, o.next)
	o.settle()
}

// solve finds the impulse of the step. A Newton step that makes things worse, as
// where contact comes and goes, is halved.
func (w *World) solve(o *Object, id int, inertia *matrix, outer *skin.Wrench, dt float64, worldFromLink []spatial.Pose) [6]float64 {
	base, step := o.delta, [6]float64{}
	best := math.Inf(1)
	for n := 0; ; n++ {
		u := base
		for i := range u {
			u[i] += step[i]
		}
		var matrix system
		matrix.reset(o.Mass, inertia)
		pose, twist := o.predict(&u, dt)
		sum := outer.Add(w.evaluate(o, id, pose, twist, dt, worldFromLink, &matrix))
		sum = sum.Add(w.stand(o, pose, twist, dt, &matrix))
		change := impulse(&sum, dt)
		miss := change
		for i := range 3 {
			miss[i] -= o.Mass * u[i]
			miss[3+i] -= r3.Dot(inertia[i], r3.Vec{X: u[3], Y: u[4], Z: u[5]})
		}
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

// predict is where the object is, and how it moves, after a step in which its
// velocity changes by u.
func (o *Object) predict(u *[6]float64, dt float64) (spatial.Pose, spatial.Twist) {
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

// finish applies an impulse and moves the object.
func (o *Object) finish(change *[6]float64, inertia *matrix, dt float64) {
	var mass system
	mass.reset(o.Mass, inertia)
	u := *change
	if !mass.solve(&u) {
		return
	}
	o.delta = u
	lin := r3.Add(o.Velocity.Lin, r3.Vec{X: u[0], Y: u[1], Z: u[2]})
	ang := r3.Add(o.Velocity.Ang, r3.Vec{X: u[3], Y: u[4], Z: u[5]})
	if !finite(lin) || !finite(ang) {
		lin, ang, o.delta = r3.Vec{}, r3.Vec{}, [6]float64{}
	}
	o.Velocity = spatial.Twist{Lin: limited(lin, maxSpeed), Ang: limited(ang, maxSpin)}
	// What a free body keeps as it turns is its angular momentum, not its spin: the
	// turn is by the spin that it has half way (the midpoint rule).
	momentum := inertia.mul(o.Velocity.Ang)
	half := turnBy(o.WorldFromObject, r3.Scale(dt/2, o.Velocity.Ang))
	o.WorldFromObject = turnBy(o.WorldFromObject, r3.Scale(dt, o.spinAt(&half, momentum)))
	o.Velocity.Ang = o.spinAt(&o.WorldFromObject, momentum)
	o.WorldFromObject.Pos = r3.Add(o.WorldFromObject.Pos, r3.Scale(dt, o.Velocity.Lin))
}

// spinAt is the angular velocity that an angular momentum means in a pose.
func (o *Object) spinAt(pose *spatial.Pose, momentum r3.Vec) r3.Vec {
	turned := o.inertia.rotated(*pose)
	var inertia system
	inertia.reset(o.Mass, &turned)
	spin := [6]float64{3: momentum.X, 4: momentum.Y, 5: momentum.Z}
	if !inertia.solve(&spin) {
		return r3.Vec{}
	}
	return limited(r3.Vec{X: spin[3], Y: spin[4], Z: spin[5]}, maxSpin)
}
