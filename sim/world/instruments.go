package world

import "gonum.org/v1/gonum/spatial/r3"

// Energy is that of the things that move (J): kinetic, and potential from the world's
// origin on.
func (w *World) Energy() (sum float64) {
	for _, o := range w.Objects {
		if o == nil || o.Fixed() {
			continue
		}
		turning := o.inertia.rotated(o.WorldFromObject)
		v, spin := o.Velocity.Lin, o.Velocity.Ang
		sum += o.Mass*r3.Dot(v, v)/2 + r3.Dot(spin, turning.mul(spin))/2 - o.Mass*r3.Dot(w.Gravity, o.WorldFromObject.Pos)
	}
	return sum
}

// Driven tells whether the robot touched a thing that moves in the last step: then the
// energy of things is not their own affair.
func (w *World) Driven() bool {
	for _, o := range w.Objects {
		if o != nil && !o.Fixed() && o.Touched.Force != (r3.Vec{}) {
			return true
		}
	}
	return false
}

// Penetration is how far things were in each other, or in the floor, at the deepest
// place, when the last step began (m); 0 where they were not.
func (w *World) Penetration() (deepest float64) {
	for _, k := range w.contacts.list {
		c := &w.contacts.pool[k]
		for i := range c.n {
			deepest = max(deepest, -c.points[i].began)
		}
	}
	return deepest
}

// Fastest is the speed of the fastest thing (m/s).
func (w *World) Fastest() (speed float64) {
	for _, o := range w.Objects {
		if o != nil && !o.Fixed() {
			speed = max(speed, norm(o.Velocity.Lin))
		}
	}
	return speed
}

// Movable counts the things that move.
func (w *World) Movable() (n int) {
	for _, o := range w.Objects {
		if o != nil && !o.Fixed() {
			n++
		}
	}
	return n
}
