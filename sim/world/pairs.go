package world

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/spatial/r3"
)

// contact is what is known of two parts that are near each other, from one step to
// the next. The floor is a partner like any other: the last mover, without parts.
type contact struct {
	a, b   int // movers
	pa, pb int // their parts

	normal r3.Vec // from a to b
	u, v   r3.Vec // across it
	points [maxPoints]point
	n      int
	law    law
	mu     float64 // coefficient of friction at the speed of this step
	curve  float64 // m: relative radius of curvature; 0 for none
	twist  float64 // m: the arm of friction against spinning
	roll   r3.Vec  // N·m·s: what rolling and spinning friction gave
	rollsA bool    // whether a …
	rollsB bool    // … and b touch with what stays as they turn
	links  bool    // a and b touch, or will within the step
}

// point is one place of a contact.
type point struct {
	onA, onB   r3.Vec  // on either surface, in the objects' frames
	gap        float64 // m
	began      float64 // m: the gap when the step began
	armA, armB r3.Vec  // from the centres of mass to the one place where both are pushed
	normal     float64 // N·s, on b along the normal
	rub        r3.Vec  // N·s, on b across it
	massN      float64 // kg: what resists an impulse along the normal …
	massU      float64 // … and along u and v
	massV      float64
	idle       bool    // it is left out
	meets      float64 // m/s: the speed at which they met in this step
	hit        float64 // N·s: what the impact gave, on b along the normal
	hitRub     r3.Vec
}

// before tells the order of contacts: of their partners, then of their parts.
func (c *contact) before(a, b, pa, pb int) bool {
	switch {
	case c.a != a:
		return c.a < a
	case c.b != b:
		return c.b < b
	case c.pa != pa:
		return c.pa < pa
	}
	return c.pb < pb
}

// contacts is a list that is made anew in each step, in order, from that of the step
// before. What is in it stays at its place.
type contacts struct {
	pool   []contact
	free   []int
	list   []int // of pool, in order
	old    []int // the last step's
	merged int   // how many of old have been looked at
}

// begin starts a step's list.
func (l *contacts) begin() {
	l.list, l.old = l.old[:0], l.list
	l.merged = 0
}

// reach is the contact of two parts: the one there was, or a new one. Calls come in
// the list's order; what they pass over is forgotten.
func (l *contacts) reach(a, b, pa, pb int) (c *contact, fresh bool) {
	for ; l.merged < len(l.old); l.merged++ {
		k := l.old[l.merged]
		c := &l.pool[k]
		if c.a == a && c.b == b && c.pa == pa && c.pb == pb {
			l.merged++
			l.list = append(l.list, k)
			return c, false
		}
		if !c.before(a, b, pa, pb) {
			break
		}
		l.free = append(l.free, k)
	}
	var k int
	if n := len(l.free); n > 0 {
		k, l.free = l.free[n-1], l.free[:n-1]
	} else {
		k = len(l.pool)
		l.pool = append(l.pool, contact{})
	}
	l.pool[k] = contact{a: a, b: b, pa: pa, pb: pb}
	l.list = append(l.list, k)
	return &l.pool[k], true
}

// end forgets what was not reached again.
func (l *contacts) end() {
	l.free = append(l.free, l.old[l.merged:]...)
	l.old = l.old[:0]
}

// reserve has room for the contacts that parts can be expected to have, so that no
// step allocates.
func (l *contacts) reserve(parts int) {
	const each, most = 12, 4096
	n := min(each*parts+each, most)
	l.pool = slices.Grow(l.pool, max(n-len(l.pool), 0))
	l.free = slices.Grow(l.free, max(n-len(l.free), 0))
	l.list = slices.Grow(l.list, max(n-len(l.list), 0))
	l.old = slices.Grow(l.old, max(n-len(l.old), 0))
}

// clear forgets all.
func (l *contacts) clear() {
	*l = contacts{pool: l.pool[:0], free: l.free[:0], list: l.list[:0], old: l.old[:0]}
}

// take gives a contact its new manifold. A point goes on from that old one which
// is nearest to it, seen from either partner: impulses stay where they were.
func (c *contact) take(m *manifold, a, b *mover) {
	old, n := c.points, c.n
	c.normal, c.n, c.curve, c.rollsA, c.rollsB = m.normal, m.n, m.curve, m.rollsA, m.rollsB
	var used [maxPoints]bool
	for i := range m.n {
		p := &c.points[i]
		*p = point{onA: a.into(m.a[i]), onB: b.into(m.b[i]), gap: m.gap[i], began: m.gap[i]}
		nearest, at := math.Inf(1), -1
		for k := range n {
			if used[k] {
				continue
			}
			da, db := r3.Sub(old[k].onA, p.onA), r3.Sub(old[k].onB, p.onB)
			if d := min(r3.Dot(da, da), r3.Dot(db, db)); d < nearest {
				nearest, at = d, k
			}
		}
		if at >= 0 {
			used[at] = true
			p.normal, p.rub = old[at].normal, old[at].rub
			p.rub = r3.Sub(p.rub, r3.Scale(r3.Dot(p.rub, c.normal), c.normal))
		}
	}
	if m.n == 0 {
		c.roll = r3.Vec{}
	}
}
