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
		*p = point{onA: a.into(m.a[i]), onB: b.into(m.b[i]), gap: m.gap[i]}
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

// across are two unit vectors across a normal that move with a body: the first is
// that of its axes which is least along the normal, laid flat.
func across(f *frame, n r3.Vec) (u, v r3.Vec) {
	best := math.Inf(1)
	for _, axis := range f.axes() {
		if along := math.Abs(r3.Dot(axis, n)); along < best-1e-6 {
			best, u = along, axis
		}
	}
	u = r3.Sub(u, r3.Scale(r3.Dot(u, n), n))
	u = r3.Scale(1/norm(u), u)
	return u, r3.Cross(n, u)
}

// narrow finds the manifold of two parts, where they are nearer than margin.
func narrow(c *contact, a, b posed, margin float64, m *manifold) {
	m.n = 0
	guess := c.normal
	if guess == (r3.Vec{}) {
		guess = r3.Sub(b.frame.pos, a.frame.pos)
	}
	switch {
	case a.part.Form == Sphere:
		d, out := b.part.distance(b.frame.into(a.frame.pos))
		if d-a.part.Radius > margin {
			return
		}
		m.normal = r3.Scale(-1, b.frame.rotate(out))
		m.ball(a, b, d)
		return
	case b.part.Form == Sphere:
		d, out := a.part.distance(a.frame.into(b.frame.pos))
		if d-b.part.Radius > margin {
			return
		}
		m.normal = a.frame.rotate(out)
		m.ball(a, b, d)
		return
	}
	if size := norm(guess); size > 0 {
		// As far apart along the last direction as no longer matters.
		if g := gap(a, b, r3.Scale(1/size, guess)); g > margin {
			c.normal = r3.Scale(1/size, guess)
			return
		}
	}
	n, apart := between(a, b, guess, margin+a.part.shell+b.part.shell)
	if !apart {
		n = leastOverlap(a, b)
	}
	m.normal = n
	if gap(a, b, n) > margin {
		c.normal = n
		return
	}
	var fa, fb feature
	a.part.feature(a.frame, n, &fa)
	b.part.feature(b.frame, r3.Scale(-1, n), &fb)
	u, v := across(a.frame, n)
	m.meet(&fa, &fb, u, v, margin)
}

// ball is the manifold of which one side is a ball, whose middle is at a signed
// distance from the other solid.
func (m *manifold) ball(a, b posed, distance float64) {
	m.n = 1
	if a.part.Form == Sphere {
		m.a[0] = r3.Add(a.frame.pos, r3.Scale(a.part.Radius, m.normal))
		m.b[0] = r3.Add(a.frame.pos, r3.Scale(distance, m.normal))
		m.gap[0] = distance - a.part.Radius
	} else {
		m.b[0] = r3.Sub(b.frame.pos, r3.Scale(b.part.Radius, m.normal))
		m.a[0] = r3.Sub(b.frame.pos, r3.Scale(distance, m.normal))
		m.gap[0] = distance - b.part.Radius
	}
	var fa, fb feature
	a.part.feature(a.frame, m.normal, &fa)
	b.part.feature(b.frame, r3.Scale(-1, m.normal), &fb)
	m.bend(&fa, &fb)
}

// standing is the manifold of a part above the floor, z = 0.
func standing(a posed, margin float64, m *manifold) {
	m.n = 0
	m.normal = r3.Vec{Z: -1}
	if -a.surface(m.normal) > margin {
		return
	}
	var f feature
	a.part.feature(a.frame, m.normal, &f)
	u, v := across(a.frame, m.normal)
	var o outline
	for i := range f.n {
		d := r3.Sub(f.at[i], f.at[0])
		o.add([2]float64{r3.Dot(d, u), r3.Dot(d, v)})
	}
	o.reduce()
	for i := range o.n {
		at := r3.Add(f.at[0], r3.Add(r3.Scale(o.at[i][0], u), r3.Scale(o.at[i][1], v)))
		m.add(at, -at.Z, f.height(at, m.normal)+f.shell, 0, margin)
	}
	m.bend(&f, &feature{curve: math.Inf(1)})
}

// mover is an object as the solver has it: the floor and what is fixed or asleep
// have nothing that yields.
type mover struct {
	frame
	lin, ang r3.Vec  // m/s, rad/s
	inverse  float64 // 1/kg
	turn     matrix  // 1/(kg·m²), the inverse inertia, in the world
	held     *held   // what holds it beside its inertia; nil for nothing
	beside   bool    // other things that are near
	pressed  bool    // by one of them, in this step
}

// velocity is that of a point at an arm from the centre of mass.
func (m *mover) velocity(arm r3.Vec) r3.Vec { return r3.Add(m.lin, r3.Cross(m.ang, arm)) }

// push gives an impulse (N·s) and an angular one about the centre of mass.
func (m *mover) push(j, turn r3.Vec) {
	if m.held != nil {
		m.held.push(m, j, turn)
		return
	}
	m.lin = r3.Add(m.lin, r3.Scale(m.inverse, j))
	m.ang = r3.Add(m.ang, m.turn.mul(turn))
}

// yields is how fast a point moves along a direction per impulse there (1/kg).
func (m *mover) yields(arm, d r3.Vec) float64 {
	lever := r3.Cross(arm, d)
	if m.held != nil {
		return m.held.yields(d, lever)
	}
	return m.inverse + r3.Dot(lever, m.turn.mul(lever))
}

// turns is the same for an angular impulse about an axis (1/(kg·m²)).
func (m *mover) turns(axis r3.Vec) float64 {
	if m.held != nil {
		return m.held.yields(r3.Vec{}, axis)
	}
	return r3.Dot(axis, m.turn.mul(axis))
}

// held is the answer of an object that the skin touches: M + dt·C + dt²·K, inverted,
// of its implicit step. In the solver it resists with that, so that a thing which is
// pressed on another one is in balance with both at once.
type held struct {
	inverse [6][6]float64
	pushed  [6]float64 // N·s, N·m·s: what the contacts gave
}

func (h *held) push(m *mover, j, turn r3.Vec) {
	x := [6]float64{j.X, j.Y, j.Z, turn.X, turn.Y, turn.Z}
	var y [6]float64
	for i := range y {
		h.pushed[i] += x[i]
		for k := range x {
			y[i] += h.inverse[i][k] * x[k]
		}
	}
	m.lin = r3.Add(m.lin, r3.Vec{X: y[0], Y: y[1], Z: y[2]})
	m.ang = r3.Add(m.ang, r3.Vec{X: y[3], Y: y[4], Z: y[5]})
}

func (h *held) yields(d, lever r3.Vec) (sum float64) {
	x := [6]float64{d.X, d.Y, d.Z, lever.X, lever.Y, lever.Z}
	for i := range x {
		for k := range x {
			sum += x[i] * h.inverse[i][k] * x[k]
		}
	}
	return sum
}

// place puts the mover where an object is.
func (m *mover) place(o *Object) {
	m.frame = newFrame(o.WorldFromObject)
	if !o.Fixed() {
		m.turn = o.yielding.turned(&m.frame.rows)
	}
}

// turned is R·m·Rᵀ.
func (m *matrix) turned(r *matrix) (out matrix) {
	var half matrix
	for i := range r {
		half[i] = m.left(r[i])
	}
	for i := range r {
		out[i] = r3.Vec{X: r3.Dot(half[i], r[0]), Y: r3.Dot(half[i], r[1]), Z: r3.Dot(half[i], r[2])}
	}
	return out
}
