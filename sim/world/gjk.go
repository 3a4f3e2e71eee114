package world

import (
	"math"

	"gonum.org/v1/gonum/spatial/r3"
)

// posed is a part where it stands.
type posed struct {
	part  *Part
	frame *frame // worldFromPart
}

func (s posed) support(d r3.Vec) r3.Vec { return s.frame.apply(s.part.support(s.frame.back(d))) }

// surface is how far the whole solid reaches along a unit vector of the world, from
// the world's origin (m).
func (s posed) surface(d r3.Vec) float64 {
	return r3.Dot(s.frame.pos, d) + s.part.reaches(s.frame.back(d))
}

// gap is the distance of two solids along a unit vector from a to b: nowhere do
// they come nearer than that, and along the right one they do (m).
func gap(a, b posed, n r3.Vec) float64 { return -b.surface(r3.Scale(-1, n)) - a.surface(n) }

// simplex is up to four points of the difference of two convex sets.
type simplex struct {
	at [4]r3.Vec
	n  int
}

// between finds the direction from a to b in which their cores are nearest, by
// Gilbert, Johnson and Keerthi's algorithm (IEEE Journal of Robotics and Automation
// 4, 1988; its ending as in van den Bergen, 2004, §4.3.4), beginning with a guess.
// It tells false where the cores meet. Cores that are surely further apart than far
// (m) are left at a direction that shows it.
func between(a, b posed, guess r3.Vec, far float64) (n r3.Vec, apart bool) {
	const (
		most      = 48
		tolerance = 1e-13 // of the squared distance, which makes 3·10⁻⁷ rad of a curved pair
	)
	v := guess
	var s simplex
	for range most {
		size := r3.Dot(v, v)
		w := r3.Sub(b.support(r3.Scale(-1, v)), a.support(v))
		reached := r3.Dot(v, w)
		if reached > far*math.Sqrt(size) {
			break
		}
		if s.n > 0 && (size-reached <= tolerance*size || s.has(w)) {
			break
		}
		s.at[s.n] = w
		s.n++
		next := s.nearest()
		size = r3.Dot(next, next)
		if s.n == 4 || size < 1e-20 {
			return v, false
		}
		v = next
	}
	size := norm(v)
	if size == 0 {
		return guess, false
	}
	return r3.Scale(1/size, v), true
}

func (s *simplex) has(w r3.Vec) bool {
	for i := range s.n {
		if s.at[i] == w {
			return true
		}
	}
	return false
}

// nearest is the simplex's point that is nearest to the origin; of its corners only
// those are kept that span it. Four are left only if the origin lies inside.
func (s *simplex) nearest() r3.Vec {
	switch s.n {
	case 1:
		return s.at[0]
	case 2:
		return s.line(0, 1)
	case 3:
		return s.triangle(0, 1, 2)
	}
	return s.tetrahedron()
}

// keep leaves the given corners.
func (s *simplex) keep(corners ...r3.Vec) { s.n = copy(s.at[:], corners) }

func (s *simplex) line(i, j int) r3.Vec {
	a, b := s.at[i], s.at[j]
	ab := r3.Sub(b, a)
	switch t := -r3.Dot(a, ab); {
	case t <= 0:
		s.keep(a)
		return a
	case t >= r3.Dot(ab, ab):
		s.keep(b)
		return b
	default:
		s.keep(a, b)
		return r3.Add(a, r3.Scale(t/r3.Dot(ab, ab), ab))
	}
}

// triangle goes through the regions around a triangle (Ericson, Real-Time Collision
// Detection, 2005, §5.1.5).
func (s *simplex) triangle(i, j, k int) r3.Vec {
	a, b, c := s.at[i], s.at[j], s.at[k]
	ab, ac := r3.Sub(b, a), r3.Sub(c, a)
	d1, d2 := -r3.Dot(ab, a), -r3.Dot(ac, a)
	if d1 <= 0 && d2 <= 0 {
		s.keep(a)
		return a
	}
	d3, d4 := -r3.Dot(ab, b), -r3.Dot(ac, b)
	if d3 >= 0 && d4 <= d3 {
		s.keep(b)
		return b
	}
	d5, d6 := -r3.Dot(ab, c), -r3.Dot(ac, c)
	if d6 >= 0 && d5 <= d6 {
		s.keep(c)
		return c
	}
	if d1*d4-d3*d2 <= 0 && d1 >= 0 && d3 <= 0 {
		s.keep(a, b)
		return r3.Add(a, r3.Scale(d1/(d1-d3), ab))
	}
	if d5*d2-d1*d6 <= 0 && d2 >= 0 && d6 <= 0 {
		s.keep(a, c)
		return r3.Add(a, r3.Scale(d2/(d2-d6), ac))
	}
	if d3*d6-d5*d4 <= 0 && d4-d3 >= 0 && d5-d6 >= 0 {
		s.keep(b, c)
		return r3.Add(b, r3.Scale((d4-d3)/((d4-d3)+(d5-d6)), r3.Sub(c, b)))
	}
	s.keep(a, b, c)
	// Along the normal, which is more exact than a sum of three corners.
	n := r3.Cross(ab, ac)
	return r3.Scale(r3.Dot(n, a)/r3.Dot(n, n), n)
}

// tetrahedron takes the nearest of the faces that have the origin outside.
func (s *simplex) tetrahedron() r3.Vec {
	whole := *s
	var nearest simplex
	best, at := math.Inf(1), r3.Vec{}
	for _, f := range [4][4]int{{0, 1, 2, 3}, {0, 2, 3, 1}, {0, 3, 1, 2}, {1, 3, 2, 0}} {
		a := whole.at[f[0]]
		n := r3.Cross(r3.Sub(whole.at[f[1]], a), r3.Sub(whole.at[f[2]], a))
		inside := r3.Dot(n, r3.Sub(whole.at[f[3]], a))
		if inside != 0 && -r3.Dot(n, a)*inside > 0 {
			continue
		}
		face := whole
		v := face.triangle(f[0], f[1], f[2])
		if size := r3.Dot(v, v); size < best {
			best, at, nearest = size, v, face
		}
	}
	if nearest.n > 0 {
		*s = nearest
	}
	return at
}

// leastOverlap is the direction in which two solids, whose cores meet, are least in
// each other, among the normals of faces, the sides of what is round and what is
// square to an edge of each (the separating axes of boxes: Gottschalk, Lin and
// Manocha, OBBTree, SIGGRAPH 1996, §5). Contact that is foreseen does not come so
// far; what is squeezed by force may.
func leastOverlap(a, b posed) (n r3.Vec) {
	best := math.Inf(-1)
	try := func(d r3.Vec) {
		size := norm(d)
		if size < 1e-9 {
			return
		}
		d = r3.Scale(1/size, d)
		for range 2 {
			if g := gap(a, b, d); g > best {
				best, n = g, d
			}
			d = r3.Scale(-1, d)
		}
	}
	apart := r3.Sub(b.frame.pos, a.frame.pos)
	try(apart)
	axesA, axesB := a.frame.axes(), b.frame.axes()
	for i := range 3 {
		try(axesA[i])
		try(axesB[i])
		for k := range 3 {
			try(r3.Cross(axesA[i], axesB[k]))
		}
	}
	for _, axis := range [2]r3.Vec{axesA[2], axesB[2]} {
		try(r3.Sub(apart, r3.Scale(r3.Dot(apart, axis), axis)))
	}
	if math.IsInf(best, -1) {
		return r3.Vec{Z: 1}
	}
	return n
}
