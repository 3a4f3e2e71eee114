package world

import (
	"math"

	"gonum.org/v1/gonum/spatial/r3"
)

// Impacts come before contact, pair by pair and again until none is left (Guendelman,
// Bridson and Fedkiw, Nonconvex Rigid Bodies with Stacking, SIGGRAPH 2003, §5), so
// that a row of balls hands on a blow from each to the next. Design values:
const (
	bounceSpeed  = 0.05 // m/s: what meets more slowly does not bounce
	impactPasses = 32
	impactRounds = 12 // within one pair
)

// strike lets things that meet within the step bounce off each other.
func (w *World) strike(dt float64) {
	for range impactPasses {
		met := false
		for _, k := range w.order {
			c := &w.contacts.pool[k]
			a, b := &w.movers[c.a], &w.movers[c.b]
			if c.law.restitution > 0 && c.approach(a, b, dt) {
				c.bounce(a, b)
				met = true
			}
		}
		if !met {
			return
		}
	}
}

// approach notes how fast the points meet, and tells whether one does so within the
// step and fast enough to bounce.
func (c *contact) approach(a, b *mover, dt float64) (meets bool) {
	for i := range c.n {
		p := &c.points[i]
		p.meets = max(-r3.Dot(p.leaving(a, b), c.normal), 0)
		if p.gap >= dt*p.meets {
			p.meets = 0
		}
		meets = meets || p.meets > bounceSpeed
	}
	return meets
}

// bounce is the impact of one pair: the points leave at the pair's restitution of
// the speed at which they met (Newton's law), against friction. Where that would
// add energy, as it can for points aside of the centres of mass (Kane and Levinson,
// Dynamics, 1985, §4.10), nothing is given back.
func (c *contact) bounce(a, b *mover) {
	restitution := c.law.restitution
	linA, angA, linB, angB := a.lin, a.ang, b.lin, b.ang
	for {
		work, size := c.impact(a, b, restitution)
		if work <= 1e-12*size || restitution == 0 {
			return
		}
		a.lin, a.ang, b.lin, b.ang = linA, angA, linB, angB
		restitution = 0
	}
}

// impact solves for the impulses of a bounce and returns their work (J), and the size
// of what it is the difference of.
func (c *contact) impact(a, b *mover, restitution float64) (work, size float64) {
	var before [maxPoints]r3.Vec
	for i := range c.n {
		p := &c.points[i]
		p.hit, p.hitRub = 0, r3.Vec{}
		before[i] = p.leaving(a, b)
	}
	for range impactRounds {
		change := 0.0
		for i := range c.n {
			p := &c.points[i]
			if p.meets == 0 && p.hit == 0 && p.gap > touching {
				continue
			}
			target := restitution * p.meets
			v := p.leaving(a, b)
			hit := max(p.hit+p.massN*(target-r3.Dot(v, c.normal)), 0)
			p.give(a, b, r3.Scale(hit-p.hit, c.normal))
			change = max(change, math.Abs(hit-p.hit)/p.massN)
			p.hit = hit
			p.slide(c, a, b, &p.hitRub, c.mu*p.hit)
		}
		if change < 1e-9 {
			break
		}
	}
	for i := range c.n {
		p := &c.points[i]
		j := r3.Add(r3.Scale(p.hit, c.normal), p.hitRub)
		work += r3.Dot(j, r3.Add(before[i], p.leaving(a, b))) / 2
		size += p.hit * p.meets
	}
	return work, size
}
