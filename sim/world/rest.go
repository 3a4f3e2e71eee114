package world

import (
	"math"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"

	"gonum.org/v1/gonum/spatial/r3"
)

// Contact between objects, through their feelers: design values.
const (
	feelerStiffness = 2e5  // N/m, against the floor and fixed objects …
	feelerShare     = 0.5  // … but no more than this share of moved mass over dt²
	feelerLoss      = 2e-3 // s: damping over stiffness
	dryFriction     = 0.5  // between objects
	pairShare       = 0.15 // of the stiffest spring that an explicit step can carry
)

// stand computes what the floor (z = 0) and fixed objects do to an object at a
// predicted pose and twist. Fresh bristles go to next, to be kept if this
// evaluation is the step's.
func (w *World) stand(o *Object, pose spatial.Pose, twist spatial.Twist, dt float64, system *system) (sum skin.Wrench) {
	for i := range o.feelers {
		f := &o.feelers[i]
		at := pose.Apply(f.at)
		depth, normal, with := f.radius-at.Z, r3.Vec{Z: 1}, floor
		for k, other := range w.Objects {
			if other == nil || !other.Fixed() || norm(r3.Sub(at, other.WorldFromObject.Pos)) > other.bound+f.radius {
				continue
			}
			d, n := other.Distance(other.WorldFromObject.Inverse().Apply(at))
			if f.radius-d > depth {
				depth, normal, with = f.radius-d, other.WorldFromObject.Rotate(n), k
			}
		}
		next := &o.next[i]
		*next = grip{with: nobody}
		if depth <= 0 {
			continue
		}
		at = r3.Sub(at, r3.Scale(f.radius, normal))
		arm := r3.Sub(at, pose.Pos)
		velocity := velocityAt(&twist, pose.Pos, at)
		leaving := r3.Dot(velocity, normal)
		// A spring far stiffer than a step can follow would make a light object's
		// landing a matter of rounding.
		stiffness := min(feelerStiffness, feelerShare/(dt*dt*o.mobility(arm)))
		load := max(stiffness*(depth-feelerLoss*leaving), 0)
		if o.grips[i].with == with {
			next.bristle = o.grips[i].bristle
		}
		next.with = with
		force := r3.Add(r3.Scale(load, normal), next.rub(normal, r3.Sub(velocity, r3.Scale(leaving, normal)), dt, load, stiffness))
		sum.Force = r3.Add(sum.Force, force)
		sum.Torque = r3.Add(sum.Torque, r3.Cross(arm, force))
		if system != nil {
			system.add(arm, normal, dt*(dt+feelerLoss)*stiffness, dt*dt*stiffness)
		}
	}
	return sum
}

// rub is the friction of a feeler that slides: its bristle, broken at Coulomb's
// limit.
func (g *grip) rub(normal, sliding r3.Vec, dt, load, stiffness float64) r3.Vec {
	g.bristle = r3.Add(r3.Sub(g.bristle, r3.Scale(r3.Dot(g.bristle, normal), normal)), r3.Scale(dt, sliding))
	limit := friction(dryFriction, norm(sliding)) * load
	if pull := stiffness * norm(g.bristle); pull > limit {
		g.bristle = r3.Scale(limit/pull, g.bristle)
	}
	return r3.Scale(-stiffness, g.bristle)
}

// meet computes what movable objects do to each other in this step. The springs
// are as stiff as an explicit step can carry, so that the force is known before
// either moves, and acts on both alike.
func (w *World) meet(dt float64) {
	for _, o := range w.Objects {
		if o != nil {
			o.push = skin.Wrench{}
		}
	}
	for i, a := range w.Objects {
		if a == nil || a.Fixed() {
			continue
		}
		for _, b := range w.Objects[i+1:] {
			if b == nil || b.Fixed() || (a.asleep() && b.asleep()) {
				continue
			}
			if norm(r3.Sub(a.WorldFromObject.Pos, b.WorldFromObject.Pos)) < a.bound+b.bound {
				rouse(a, b)
				w.bump(a, b, dt)
				w.bump(b, a, dt)
			}
		}
	}
}

// rouse lets no object sleep beside one that moves: it may rest on it.
func rouse(a, b *Object) {
	if a.idle == 0 && b.asleep() {
		b.idle = 1
	}
	if b.idle == 0 && a.asleep() {
		a.idle = 1
	}
}

// bump is what the feelers of one object do to another, and it to them.
func (w *World) bump(a, b *Object, dt float64) {
	bFromA := b.WorldFromObject.Inverse().Mul(a.WorldFromObject)
	touching := 0
	for i := range a.feelers {
		if d, _ := b.Distance(bFromA.Apply(a.feelers[i].at)); d < a.feelers[i].radius {
			touching++
		}
	}
	if touching == 0 {
		return
	}
	for i := range a.feelers {
		f := &a.feelers[i]
		d, n := b.Distance(bFromA.Apply(f.at))
		if d >= f.radius {
			continue
		}
		normal := b.WorldFromObject.Rotate(n)
		at := r3.Sub(a.WorldFromObject.Apply(f.at), r3.Scale(f.radius, normal))
		moved := 1 / (a.mobility(r3.Sub(at, a.WorldFromObject.Pos)) + b.mobility(r3.Sub(at, b.WorldFromObject.Pos)))
		damping := pairShare * moved / (dt * float64(touching))
		stiffness := damping / dt
		relative := r3.Sub(velocityAt(&a.Velocity, a.WorldFromObject.Pos, at), velocityAt(&b.Velocity, b.WorldFromObject.Pos, at))
		leaving := r3.Dot(relative, normal)
		load := max(stiffness*(f.radius-d)-damping*leaving, 0)
		sliding := r3.Sub(relative, r3.Scale(leaving, normal))
		drag := min(damping, dryFriction*load/max(norm(sliding), 1e-9))
		force := r3.Sub(r3.Scale(load, normal), r3.Scale(drag, sliding))
		a.shove(force, at)
		b.shove(r3.Scale(-1, force), at)
	}
}

// shove adds a force on an object at a point of the world.
func (o *Object) shove(force, at r3.Vec) {
	o.push.Force = r3.Add(o.push.Force, force)
	o.push.Torque = r3.Add(o.push.Torque, r3.Cross(r3.Sub(at, o.WorldFromObject.Pos), force))
}

// Sleep: an object that has rested for a while, on nothing that moves, is left
// alone until something pushes it. Design values.
const (
	sleepSteps = 300
	sleepSpeed = 2e-3 // m/s, at its surface
)

func (o *Object) asleep() bool { return o.idle >= sleepSteps }

// settle counts the steps that an object rests.
func (o *Object) settle() {
	if norm(o.Velocity.Lin)+o.bound*norm(o.Velocity.Ang) < sleepSpeed {
		o.idle = min(o.idle+1, sleepSteps)
		return
	}
	o.idle = 0
}

// turnBy rotates a pose by a small rotation vector along the world's axes.
func turnBy(pose spatial.Pose, by r3.Vec) spatial.Pose {
	turned := spatial.Pose{Rot: spatial.FromRotationVector(by)}.Mul(spatial.Pose{Rot: pose.Rot})
	turned.Rot = spatial.Unit(turned.Rot)
	turned.Pos = pose.Pos
	return turned
}

// limited is a vector cut to a length.
func limited(v r3.Vec, length float64) r3.Vec {
	if n := norm(v); n > length {
		return r3.Scale(length/n, v)
	}
	return v
}

func finite(v r3.Vec) bool { return !math.IsNaN(v.X+v.Y+v.Z) && !math.IsInf(v.X+v.Y+v.Z, 0) }
