package world

import (
	"math"

	"gonum.org/v1/gonum/spatial/r3"
)

// The solver: sequential impulses with warm start (Catto, Iterative Dynamics with
// Temporal Coherence, GDC 2005). The step of a millisecond is itself a small one
// (Macklin et al., Small Steps in Physics Simulation, SCA 2019); within it come the
// impacts, a pass that also pushes apart what is in each other, the movement, and a
// pass that takes back the speed of the pushing (relaxation: Catto, Solver2D, 2024).
// Both bodies get each impulse at one point of the world, where they are at that time:
// momentum and angular momentum are kept whatever the solver's accuracy. Design values:
const (
	solveRounds = 10   // in the first pass, unless nothing changes any more …
	relaxRounds = 4    // … and in the second;
	mostRounds  = 250  // more where there are few points …
	mostVisits  = 2000 // … up to so many visits to points
	solved      = 1e-6 // m/s: what no longer is a change
	pushShare   = 0.2  // of what is in each other, per step
	pushSpeed   = 1.0  // m/s: at most, by which things are pushed out of each other
	overlapSlop = 5e-6 // m: what is left in each other, so that contacts last
)

// press solves the contacts of a step.
func (w *World) press(dt float64) {
	for _, k := range w.order {
		c := &w.contacts.pool[k]
		// What the skin holds resists otherwise than it did alone.
		if a, b := &w.movers[c.a], &w.movers[c.b]; a.held != nil || b.held != nil {
			for i := range c.n {
				c.weigh(&c.points[i], a, b)
			}
		}
		w.warm(c)
	}
	w.rounds(solveRounds, pushShare, dt)
	for _, k := range w.order {
		c := &w.contacts.pool[k]
		c.foresee(&w.movers[c.a], &w.movers[c.b], dt)
	}
}

// foresee takes the gaps to the end of the step, and notes who is pressed.
func (c *contact) foresee(a, b *mover, dt float64) {
	for i := range c.n {
		p := &c.points[i]
		p.gap += dt * r3.Dot(p.leaving(a, b), c.normal)
		if p.normal > 0 {
			a.pressed, b.pressed = true, true
		}
	}
}

// relax takes back what pushed things apart, after they moved.
func (w *World) relax(dt float64) {
	for _, k := range w.order {
		c := &w.contacts.pool[k]
		a, b := &w.movers[c.a], &w.movers[c.b]
		touched := w.touched(c.a) || w.touched(c.b)
		for i := range c.n {
			p := &c.points[i]
			c.follow(p, a, b)
			// What did not meet in this step may do so, at its speed, in the next.
			p.idle = p.normal == 0
			if touched {
				c.weigh(p, a, b)
			}
		}
	}
	w.rounds(relaxRounds, 0, dt)
}

// rounds visits all contacts until no impulse changes any more, or as often as the
// step may take: of what rests on each other, with the last step's impulses, there
// is little to be found; a light thing under a heavy one takes many rounds once.
func (w *World) rounds(least int, push, dt float64) {
	points := 0
	for _, k := range w.order {
		points += w.contacts.pool[k].n
	}
	for n := 0; n < max(least, min(mostVisits/max(points, 1), mostRounds)); n++ {
		change := 0.0
		for _, k := range w.order {
			change = max(change, w.solve(&w.contacts.pool[k], push, dt))
		}
		if change < solved {
			return
		}
	}
}

// touched tells whether a mover is one that the skin may touch.
func (w *World) touched(i int) bool {
	return i < len(w.Objects) && w.Objects[i].first < w.Objects[i].last
}

// acts tells whether a contact is one that is solved.
func (w *World) acts(c *contact) bool {
	return c.n > 0 && (w.movers[c.a].inverse > 0 || w.movers[c.b].inverse > 0)
}

// ready computes what a contact's solution needs: arms, effective masses and the
// coefficient of friction at the speed at which it slides.
func (c *contact) ready(a, b *mover, scale, dt float64) {
	load, sliding := 0.0, 0.0
	c.roll = r3.Scale(scale, c.roll)
	for i := range c.n {
		p := &c.points[i]
		p.idle = false
		p.normal, p.rub = scale*p.normal, r3.Scale(scale, p.rub)
		p.aim(a, b)
		c.weigh(p, a, b)
		v := p.leaving(a, b)
		v = r3.Sub(v, r3.Scale(r3.Dot(v, c.normal), c.normal))
		// How they slide where they press, once they do.
		switch speed := norm(v); {
		case p.normal > 0 && load == 0:
			sliding, load = speed, p.normal/dt
		case p.normal > 0 || load == 0:
			sliding = max(sliding, speed)
			load += p.normal / dt
		}
	}
	c.mu = c.law.at(sliding)
	c.twist = 0
	if c.curve > 0 {
		c.twist = c.law.twist(load, c.curve)
	}
}

// weigh computes the effective masses of a point.
func (c *contact) weigh(p *point, a, b *mover) {
	p.massN = 1 / (a.yields(p.armA, c.normal) + b.yields(p.armB, c.normal))
	p.massU = 1 / (a.yields(p.armA, c.u) + b.yields(p.armB, c.u))
	p.massV = 1 / (a.yields(p.armA, c.v) + b.yields(p.armB, c.v))
}

// aim finds the place where both are pushed, half way between their surfaces.
func (p *point) aim(a, b *mover) {
	p.at(r3.Scale(0.5, r3.Add(a.apply(p.onA), b.apply(p.onB))), a, b)
}

func (p *point) at(place r3.Vec, a, b *mover) {
	p.armA, p.armB = r3.Sub(place, a.pos), r3.Sub(place, b.pos)
}

// follow finds that place after both have moved: on what rolls it has kept its
// direction from the middle, else it went with the surfaces.
func (c *contact) follow(p *point, a, b *mover) {
	onA, onB := r3.Add(a.pos, p.armA), r3.Add(b.pos, p.armB)
	switch {
	case c.rollsA && c.rollsB:
		p.at(r3.Scale(0.5, r3.Add(onA, onB)), a, b)
	case c.rollsA:
		p.at(onA, a, b)
	case c.rollsB:
		p.at(onB, a, b)
	default:
		p.aim(a, b)
	}
}

// leaving is the velocity of b there, seen from a.
func (p *point) leaving(a, b *mover) r3.Vec {
	return r3.Sub(b.velocity(p.armB), a.velocity(p.armA))
}

// give pushes b, and a the other way.
func (p *point) give(a, b *mover, j r3.Vec) {
	a.push(r3.Scale(-1, j), r3.Cross(r3.Scale(-1, p.armA), j))
	b.push(j, r3.Cross(p.armB, j))
}

// warm begins with the impulses of the step before.
func (w *World) warm(c *contact) {
	a, b := &w.movers[c.a], &w.movers[c.b]
	for i := range c.n {
		p := &c.points[i]
		p.give(a, b, r3.Add(r3.Scale(p.normal, c.normal), p.rub))
	}
	if c.roll != (r3.Vec{}) {
		a.push(r3.Vec{}, r3.Scale(-1, c.roll))
		b.push(r3.Vec{}, c.roll)
	}
}

// solve is one visit to a contact: friction by what the normal impulses are, then
// these. It tells by how much a speed changed.
func (w *World) solve(c *contact, push, dt float64) (change float64) {
	a, b := &w.movers[c.a], &w.movers[c.b]
	c.resistTurning(a, b)
	for i := range c.n {
		p := &c.points[i]
		if p.normal == 0 && p.rub == (r3.Vec{}) {
			continue
		}
		change = max(change, p.slide(c, a, b, &p.rub, c.mu*p.normal))
	}
	for i := range c.n {
		p := &c.points[i]
		if p.idle {
			continue
		}
		leaving := r3.Dot(p.leaving(a, b), c.normal)
		bias := p.gap / dt
		if p.gap <= 0 {
			bias = max(push*min(p.gap+overlapSlop, 0)/dt, -pushSpeed)
		}
		normal := max(p.normal-p.massN*(leaving+bias), 0)
		j := normal - p.normal
		p.normal = normal
		change = max(change, math.Abs(j)/p.massN)
		p.give(a, b, r3.Scale(j, c.normal))
	}
	return change
}

// slide is Coulomb's friction at a point: it stops what slides, by no more than the
// cone allows. The impulse that was given so far is brought up to date.
func (p *point) slide(c *contact, a, b *mover, rubbed *r3.Vec, limit float64) (change float64) {
	v := p.leaving(a, b)
	rub := limited(r3.Sub(*rubbed, r3.Add(
		r3.Scale(p.massU*r3.Dot(v, c.u), c.u),
		r3.Scale(p.massV*r3.Dot(v, c.v), c.v),
	)), limit)
	j := r3.Sub(rub, *rubbed)
	*rubbed = rub
	p.give(a, b, j)
	return norm(j) / max(p.massU, p.massV)
}

// resistTurning is friction against rolling, up to the pair's coefficient times the
// radius and the load, and against spinning, up to that of the patch.
func (c *contact) resistTurning(a, b *mover) {
	if c.curve == 0 {
		return
	}
	load := 0.0
	for i := range c.n {
		load += c.points[i].normal
	}
	if load == 0 && c.roll == (r3.Vec{}) {
		return
	}
	before := c.roll
	turning := r3.Sub(b.ang, a.ang)
	resist := func(axis r3.Vec) float64 {
		return -r3.Dot(turning, axis) / (a.turns(axis) + b.turns(axis))
	}
	spin := r3.Dot(before, c.normal)
	roll := r3.Sub(before, r3.Scale(spin, c.normal))
	spin += resist(c.normal)
	spin = min(max(spin, -c.twist*load), c.twist*load)
	roll = r3.Add(roll, r3.Add(r3.Scale(resist(c.u), c.u), r3.Scale(resist(c.v), c.v)))
	roll = limited(roll, c.law.rolling*c.curve*load)
	c.roll = r3.Add(roll, r3.Scale(spin, c.normal))
	j := r3.Sub(c.roll, before)
	a.push(r3.Vec{}, r3.Scale(-1, j))
	b.push(r3.Vec{}, j)
}
