package robot

import (
	"math"
	"slices"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/urdf"

	"gonum.org/v1/gonum/spatial/r3"
)

// slender is a finger's radius over its length where nothing tells it: 8 mm of 88 mm, as
// of a human middle finger.
const slender = 0.09

// mostPalmSolids is from how many on a palm's shapes are taken together: every fingertip is
// kept from every one of them.
const mostPalmSolids = 5

// solids are the surface of a robot's links. A finger's link has one solid, since the
// solver asks for every pair of them at every step: that of its one shape, or the capsule
// that all its geometry fits into, or one along its bone. The palm of a hand that has
// meshes alone has one to every knuckle.
func (b *builder) solids(r *Robot, a *assignment, c *candidate) []Capsule {
	own := map[int]bool{}
	for i := range c.digits {
		for _, l := range c.digits[i].links {
			own[l] = true
		}
	}
	var out []Capsule
	for l := range b.model.NumLinks() {
		link := b.urdf.Link(l)
		if given, ok := b.fit.Solids[link.Name]; ok {
			for _, g := range given {
				out = append(out, Capsule{Link: l, A: vec(g.A), B: vec(g.B), Ra: g.Ra, Rb: g.Rb})
			}
			continue
		}
		simple := linkShapes(l, link.Collisions)
		switch {
		case own[l] && (len(simple) != 1 || hasMesh(link.Collisions)):
			if s, ok := b.aroundBone(r, l); ok {
				out = append(out, s)
			}
		case l == c.palm && (len(simple) == 0 || len(simple) > mostPalmSolids):
			out = append(out, b.palmSolids(r, a, c)...)
		case len(simple) == 0 && !own[l]:
			if s, ok := b.hull(l); ok {
				out = append(out, s)
			}
		default:
			out = append(out, simple...)
		}
	}
	out = append(out, b.slenderSolids(r, c, out)...)
	slices.SortStableFunc(out, func(a, b Capsule) int { return a.Link - b.Link })
	return out
}

func hasMesh(shapes []urdf.Shape) bool {
	return slices.ContainsFunc(shapes, func(s urdf.Shape) bool { return s.Kind == urdf.Mesh })
}

// points are what spans a link: its collision geometry, or else its visual one.
func (b *builder) points(link int) []r3.Vec {
	l := b.urdf.Link(link)
	for _, shapes := range [][]urdf.Shape{l.Collisions, l.Visuals} {
		var out []r3.Vec
		for _, s := range shapes {
			out = append(out, b.pointsOf(s)...)
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// aroundBone is the capsule along a finger link's bone that its geometry fits into.
func (b *builder) aroundBone(r *Robot, link int) (Capsule, bool) {
	points := b.points(link)
	if len(points) == 0 {
		return Capsule{}, false
	}
	low, high := bounds(points)
	long := r3.Sub(high, low)
	axis := r3.Vec{X: 1}
	if next, ok := nextJoint(r.Model, link); ok {
		axis = r3.Unit(next)
	} else if long.Y > long.X && long.Y > long.Z {
		axis = r3.Vec{Y: 1}
	} else if long.Z > long.X {
		axis = r3.Vec{Z: 1}
	}
	return capsuleAlong(link, points, axis), true
}

// nextJoint is where the next moving joint, or the fingertip, is in a link's frame.
func nextJoint(m *chain.Model, link int) (r3.Vec, bool) {
	var best r3.Vec
	for j := range m.NumJoints() {
		joint := m.Joint(j)
		if parent, _ := m.LinkIndex(joint.Parent); parent == link && r3.Norm(joint.Origin.Pos) > r3.Norm(best) {
			best = joint.Origin.Pos
		}
	}
	return best, r3.Norm(best) > 1e-4
}

// capsuleAlong lies along an axis through the middle of points, as thick as the mean of
// their two extents across it.
func capsuleAlong(link int, points []r3.Vec, axis r3.Vec) Capsule {
	u := r3.Unit(across(leastAlong(axis), axis))
	v := r3.Cross(axis, u)
	inFrame := make([]r3.Vec, len(points))
	for i, p := range points {
		inFrame[i] = r3.Vec{X: r3.Dot(p, axis), Y: r3.Dot(p, u), Z: r3.Dot(p, v)}
	}
	low, high := bounds(inFrame)
	size := r3.Sub(high, low)
	radius := max((size.Y+size.Z)/4, 1e-4)
	half := max(0, size.X/2-radius)
	out := func(v3 r3.Vec) r3.Vec {
		return r3.Add(r3.Scale(v3.X, axis), r3.Add(r3.Scale(v3.Y, u), r3.Scale(v3.Z, v)))
	}
	middle := r3.Scale(0.5, r3.Add(low, high))
	return Capsule{
		Link: link, Ra: radius, Rb: radius,
		A: out(r3.Sub(middle, r3.Vec{X: half})), B: out(r3.Add(middle, r3.Vec{X: half})),
	}
}

// leastAlong is the axis of a frame that a direction has the least of.
func leastAlong(v r3.Vec) r3.Vec {
	x, y, z := math.Abs(v.X), math.Abs(v.Y), math.Abs(v.Z)
	switch {
	case x <= y && x <= z:
		return r3.Vec{X: 1}
	case y <= z:
		return r3.Vec{Y: 1}
	}
	return r3.Vec{Z: 1}
}

// hull is the capsule along the longest extent of a link that is no finger's.
func (b *builder) hull(link int) (Capsule, bool) {
	points := b.points(link)
	if len(points) == 0 {
		return Capsule{}, false
	}
	low, high := bounds(points)
	long := r3.Sub(high, low)
	axis := r3.Vec{X: 1}
	if long.Y > long.X && long.Y >= long.Z {
		axis = r3.Vec{Y: 1}
	} else if long.Z > long.X {
		axis = r3.Vec{Z: 1}
	}
	return capsuleAlong(link, points, axis), true
}

// palmSolids are rods from the back of a palm's geometry to the knuckles, as thick as the
// palm, or as the knuckles are apart.
func (b *builder) palmSolids(r *Robot, a *assignment, c *candidate) []Capsule {
	points := b.points(c.palm)
	if len(points) == 0 {
		return nil
	}
	palmFromLink := r.LinkFromPalm.Inverse()
	for i := range points {
		points[i] = palmFromLink.Apply(points[i])
	}
	low, high := bounds(points)
	var knuckles []r3.Vec
	for f := hand.Index; f <= hand.Little; f++ {
		if a.digit[f] >= 0 {
			knuckles = append(knuckles, palmFromLink.Apply(c.digits[a.digit[f]].knuckle))
		}
	}
	radius := (high.Z - low.Z) / 2
	if n := len(knuckles); n > 1 {
		radius = min(radius, 0.6*math.Abs(knuckles[0].Y-knuckles[n-1].Y)/float64(n-1)+1e-4)
	}
	radius = max(radius, 1e-3)
	var out []Capsule
	z := (low.Z + high.Z) / 2
	for _, k := range knuckles {
		from, to := low.X+radius, max(low.X+radius, min(k.X, high.X-radius))
		y := min(max(k.Y*0.7, low.Y+radius), max(high.Y-radius, low.Y+radius))
		out = append(out, Capsule{
			Link: c.palm, Ra: radius, Rb: radius,
			A: r.LinkFromPalm.Apply(r3.Vec{X: from, Y: y, Z: z}), B: r.LinkFromPalm.Apply(r3.Vec{X: to, Y: k.Y, Z: z}),
		})
	}
	return out
}

// slenderSolids are rods along the bones of fingers that have no shape at all.
func (b *builder) slenderSolids(r *Robot, c *candidate, have []Capsule) []Capsule {
	var out []Capsule
	for i := range c.digits {
		d := &c.digits[i]
		if slices.ContainsFunc(have, func(s Capsule) bool { return slices.Contains(d.links, s.Link) }) {
			continue
		}
		radius := max(slender*d.length, 1e-4)
		for _, l := range d.links {
			if next, ok := nextJoint(r.Model, l); ok {
				end := r3.Scale(max(0, 1-radius/r3.Norm(next)), next)
				out = append(out, Capsule{Link: l, B: end, Ra: radius, Rb: radius})
			}
		}
	}
	return out
}
