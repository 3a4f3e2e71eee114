package world

import (
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// Sleep: an island, which is all that touches each other, is left alone when all of
// it has rested for a while on something fixed, until something moves one of its
// things or takes what it stands on. Design values.
const (
	sleepSteps = 300
	sleepSpeed = 2e-3 // m/s, at its surface
)

func (o *Object) asleep() bool { return o.sleeping }

// settle counts the steps that an object rests.
func (o *Object) settle() {
	if norm(o.Velocity.Lin)+o.bound*norm(o.Velocity.Ang) < sleepSpeed {
		o.idle = min(o.idle+1, sleepSteps)
		return
	}
	o.idle = 0
}

// wake makes every object move again, as what it rests on may have gone.
func (w *World) wake() {
	for _, o := range w.Objects {
		if o != nil {
			o.idle, o.sleeping = 0, false
		}
	}
}

// islands joins movable things that touch, or will within the step, and puts them to
// sleep or wakes them together (disjoint sets with path halving: Tarjan and van
// Leeuwen, JACM 31, 1984).
func (w *World) islands(dt float64) {
	handed := 0.0 // m: how far a blow can send a thing within the step
	for i, o := range w.Objects {
		w.island[i] = i
		if o != nil && !o.Fixed() && !o.sleeping {
			handed = max(handed, 2*o.reach)
		}
	}
	for _, k := range w.contacts.list {
		c := &w.contacts.pool[k]
		if thing := c.stands(w.Objects); thing >= 0 {
			w.Objects[thing].stands = true
			continue
		}
		if c.b == ground || w.Objects[c.a].Fixed() || w.Objects[c.b].Fixed() {
			continue
		}
		a, b := w.Objects[c.a], w.Objects[c.b]
		if !a.sleeping || !b.sleeping {
			c.links = c.meets(a, b, dt)
		}
		if c.links || c.within(handed) {
			w.union(c.a, c.b)
		}
	}
	for i, o := range w.Objects {
		if o != nil && !o.Fixed() {
			root := w.Objects[w.root(i)]
			root.calm = min(root.calm, o.idle)
			root.stands = root.stands || o.stands
		}
	}
	for i, o := range w.Objects {
		if o == nil || o.Fixed() {
			continue
		}
		root := w.Objects[w.root(i)]
		calm := root.calm
		sleeps := calm >= sleepSteps && root.stands && !w.restless
		if sleeps && !o.sleeping {
			o.Velocity = spatial.Twist{}
			o.stale = true
		}
		if !sleeps && o.sleeping {
			o.idle = calm
		}
		o.sleeping = sleeps
	}
	for _, o := range w.Objects {
		if o != nil {
			o.calm, o.stands = sleepSteps, false
		}
	}
}

// within tells whether the two are no further from each other than so far (m).
func (c *contact) within(far float64) bool {
	for i := range c.n {
		if c.points[i].gap <= far {
			return true
		}
	}
	return false
}

// stands is the thing that is pressed on what is fixed, −1 for none.
func (c *contact) stands(objects []*Object) int {
	thing := c.a
	switch {
	case c.b == ground || objects[c.b].Fixed():
	case objects[c.a].Fixed():
		thing = c.b
	default:
		return -1
	}
	for i := range c.n {
		if c.points[i].normal > 0 {
			return thing
		}
	}
	return -1
}

// meets tells whether two things touch within the step.
func (c *contact) meets(a, b *Object, dt float64) bool {
	for i := range c.n {
		p := &c.points[i]
		if p.normal > 0 {
			return true
		}
		at := a.WorldFromObject.Apply(p.onA)
		leaving := r3.Sub(
			velocityAt(&b.Velocity, b.WorldFromObject.Pos, at),
			velocityAt(&a.Velocity, a.WorldFromObject.Pos, at),
		)
		if p.gap+dt*r3.Dot(leaving, c.normal) <= touching {
			return true
		}
	}
	return false
}

// touching is how near things are that may be leaning on each other (m).
const touching = 20e-6

func (w *World) root(i int) int {
	for w.island[i] != i {
		w.island[i] = w.island[w.island[i]]
		i = w.island[i]
	}
	return i
}

func (w *World) union(i, k int) {
	i, k = w.root(i), w.root(k)
	w.island[max(i, k)] = min(i, k)
}
