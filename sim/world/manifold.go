package world

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/spatial/r3"
)

// maxPoints is the number of points in which two solids may touch: no more are
// needed to hold a face on a face.
const maxPoints = 4

// manifold is where two solids are near each other, in the world: seen along the
// normal their features overlap, and the points are those corners of the overlap
// that reach furthest (Catto, Contact Manifolds, GDC 2007; faces of round solids as
// polygons: Rouwe, Architecting Jolt Physics, GDC 2022).
type manifold struct {
	normal r3.Vec // from a to b
	n      int
	a, b   [maxPoints]r3.Vec // on either surface
	gap    [maxPoints]float64
	curve  float64 // m: the relative radius of curvature; 0 where an edge or faces meet
	rollsA bool
	rollsB bool
}

// bend takes over how the features' surfaces are curved.
func (m *manifold) bend(a, b *feature) {
	m.rollsA, m.rollsB = a.rolls, b.rolls
	m.curve = 0
	if c := 1/a.curve + 1/b.curve; c > 0 && !math.IsInf(c, 1) {
		m.curve = 1 / c
	}
}

// outline is a convex polygon in the plane across the normal.
type outline struct {
	at [2 * (rim + 1)][2]float64
	n  int
}

// footprint finds the places, across n, at which two features overlap. u and v span
// the plane, about the origin.
func footprint(a, b *feature, origin, u, v r3.Vec) (o outline) {
	flat := func(f *feature) (o outline) {
		for i := range f.n {
			d := r3.Sub(f.at[i], origin)
			o.at[i] = [2]float64{r3.Dot(d, u), r3.Dot(d, v)}
		}
		o.n = f.n
		return o
	}
	p, q := flat(a), flat(b)
	if p.n > q.n {
		p, q = q, p
	}
	switch {
	case p.n == 1:
		return p
	case q.n == 2:
		return crossing(&p, &q)
	}
	// The ends of a line, or the corners of a face, within the other face.
	clipped := p
	turn := q.turn()
	for i := range q.n {
		from, to := q.at[i], q.at[(i+1)%q.n]
		clipped.cut(from, to, turn)
	}
	if clipped.n == 0 {
		// Beside each other: where the smaller one's corner is nearest.
		clipped = q.beside(&p, turn)
	}
	return clipped
}

// turn is 1 for a polygon that goes round against the clock, else −1.
func (o *outline) turn() float64 {
	area := 0.0
	for i := range o.n {
		p, q := o.at[i], o.at[(i+1)%o.n]
		area += p[0]*q[1] - p[1]*q[0]
	}
	return math.Copysign(1, area)
}

// cut keeps what lies on the inner side of the line between two points (Sutherland
// and Hodgman, Reentrant Polygon Clipping, CACM 17, 1974).
func (o *outline) cut(from, to [2]float64, turn float64) {
	inside := func(p [2]float64) float64 {
		return turn * ((to[0]-from[0])*(p[1]-from[1]) - (to[1]-from[1])*(p[0]-from[0]))
	}
	var out outline
	for i := range o.n {
		if o.n == 2 && i == 1 {
			// A line has one side alone.
			if inside(o.at[1]) >= 0 {
				out.add(o.at[1])
			}
			break
		}
		p, q := o.at[i], o.at[(i+1)%o.n]
		dp, dq := inside(p), inside(q)
		if dp >= 0 {
			out.add(p)
		}
		if dp > 0 && dq < 0 || dp < 0 && dq > 0 {
			t := dp / (dp - dq)
			out.add([2]float64{p[0] + t*(q[0]-p[0]), p[1] + t*(q[1]-p[1])})
		}
	}
	*o = out
}

func (o *outline) add(p [2]float64) {
	if o.n < len(o.at) {
		o.at[o.n] = p
		o.n++
	}
}

// beside is the corner of another outline that is nearest to the polygon.
func (o *outline) beside(other *outline, turn float64) (one outline) {
	best := math.Inf(1)
	for k := range other.n {
		p := other.at[k]
		out := math.Inf(-1)
		for i := range o.n {
			from, to := o.at[i], o.at[(i+1)%o.n]
			dx, dy := to[0]-from[0], to[1]-from[1]
			if size := math.Sqrt(dx*dx + dy*dy); size > 0 {
				out = max(out, -turn*(dx*(p[1]-from[1])-dy*(p[0]-from[0]))/size)
			}
		}
		if out < best {
			best = out
			one.at[0], one.n = p, 1
		}
	}
	return one
}

// crossing is where two lines cross or, side by side, the ends of what they share.
func crossing(p, q *outline) (o outline) {
	const parallel = featureTilt
	d, e := sub2(p.at[1], p.at[0]), sub2(q.at[1], q.at[0])
	dd, ee := dot2(d, d), dot2(e, e)
	across := d[0]*e[1] - d[1]*e[0]
	along := func(t float64) [2]float64 { return [2]float64{p.at[0][0] + t*d[0], p.at[0][1] + t*d[1]} }
	if across*across > parallel*parallel*dd*ee {
		w := sub2(q.at[0], p.at[0])
		o.add(along(min(max((w[0]*e[1]-w[1]*e[0])/across, 0), 1)))
		return o
	}
	if dd == 0 {
		o.add(p.at[0])
		return o
	}
	s, t := dot2(sub2(q.at[0], p.at[0]), d)/dd, dot2(sub2(q.at[1], p.at[0]), d)/dd
	low, high := max(min(s, t), 0), min(max(s, t), 1)
	if low >= high {
		o.add(along(min(max((low+high)/2, 0), 1)))
		return o
	}
	o.add(along(low))
	o.add(along(high))
	return o
}

func sub2(a, b [2]float64) [2]float64 { return [2]float64{a[0] - b[0], a[1] - b[1]} }
func dot2(a, b [2]float64) float64    { return a[0]*b[0] + a[1]*b[1] }

// meet fills the manifold of two features along its normal: all points that are no
// further apart than margin (m). The directions u and v lie across the normal and
// move with a.
func (m *manifold) meet(a, b *feature, u, v r3.Vec, margin float64) {
	m.n = 0
	m.bend(a, b)
	origin := a.at[0]
	o := footprint(a, b, origin, u, v)
	var low, high [2 * (rim + 1)]float64
	for i := range o.n {
		at := o.place(i, origin, u, v)
		low[i], high[i] = a.height(at, m.normal)+a.shell, b.height(at, m.normal)-b.shell
	}
	m.choose(&o, &low, &high, origin, u, v, margin)
}

// place is a corner of the outline in the world.
func (o *outline) place(i int, origin, u, v r3.Vec) r3.Vec {
	return r3.Add(origin, r3.Add(r3.Scale(o.at[i][0], u), r3.Scale(o.at[i][1], v)))
}

// choose takes the corners of an outline into the manifold, given how far along the
// normal either surface is there: those that reach furthest, and the deepest one,
// where that is none of them, in place of the one that is nearest to it.
func (m *manifold) choose(o *outline, low, high *[2 * (rim + 1)]float64, origin, u, v r3.Vec, margin float64) {
	gap := func(i int) float64 { return high[i] - low[i] }
	deepest := 0
	for i := range o.n {
		if gap(i) < gap(deepest) {
			deepest = i
		}
	}
	chosen, n := o.furthest()
	nearest, distance, deep := 0, math.Inf(1), false
	for k, i := range chosen[:n] {
		deep = deep || gap(i) < gap(deepest)+overlapSlop
		apart := sub2(o.at[i], o.at[deepest])
		if d := dot2(apart, apart); d < distance {
			nearest, distance = k, d
		}
	}
	if !deep && n > 0 {
		chosen[nearest] = deepest
	}
	for k := range n {
		i := chosen[k]
		at := o.place(i, origin, u, v)
		m.add(at, r3.Dot(at, m.normal), low[i], high[i], margin)
	}
}

// add puts in a point, given heights along the normal: its own and those of the
// surfaces there.
func (m *manifold) add(at r3.Vec, here, low, high, margin float64) {
	if high-low > margin || m.n == maxPoints {
		return
	}
	m.a[m.n] = r3.Add(at, r3.Scale(low-here, m.normal))
	m.b[m.n] = r3.Add(at, r3.Scale(high-here, m.normal))
	m.gap[m.n] = high - low
	m.n++
}

// furthest are those corners that reach furthest in four directions. These are square
// to no side of a box, so that it is no matter of rounding which ones do.
func (o *outline) furthest() (chosen [maxPoints]int, n int) {
	if o.n <= maxPoints {
		for i := range o.n {
			chosen[i] = i
		}
		return chosen, o.n
	}
	const c, s = 0.8944271909999159, 0.4472135954999579 // of atan ½
	for _, d := range [maxPoints][2]float64{{c, s}, {-s, c}, {-c, -s}, {s, -c}} {
		best := 0
		for i := 1; i < o.n; i++ {
			if dot2(o.at[i], d) > dot2(o.at[best], d) {
				best = i
			}
		}
		if !slices.Contains(chosen[:n], best) {
			chosen[n] = best
			n++
		}
	}
	return chosen, n
}
