package world

import (
	"math"

	"gonum.org/v1/gonum/spatial/r3"
)

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
	var low, high [2 * (rim + 1)]float64
	origin := f.at[0]
	for i := range f.n {
		d := r3.Sub(f.at[i], origin)
		o.add([2]float64{r3.Dot(d, u), r3.Dot(d, v)})
		low[i] = -f.at[i].Z + f.shell
	}
	m.choose(&o, &low, &high, origin, u, v, margin)
	m.bend(&f, &feature{curve: math.Inf(1)})
}
