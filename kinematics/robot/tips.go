package robot

import (
	"math"
	"slices"
	"strings"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/kinematics/urdf"

	"gonum.org/v1/gonum/spatial/r3"
)

// phalanxRatio is a distal phalanx's length over a middle one's: where nothing else tells
// how far a finger goes beyond its last joint (Buryanov and Kotiuk 2010, mean of four).
const phalanxRatio = 0.72

// endOf finds a digit's fingertip: a link that is called one, a frame beyond the last
// joint, or a point of the last link's own: as far out as its shapes go, or as its mass
// lets one think, or as the bone before it does.
func (b *builder) endOf(d *digit) {
	var ends []int
	for _, l := range d.links {
		if b.body[l] == b.body[d.end] {
			ends = append(ends, l)
		}
	}
	d.tip = d.end
	if link, ok := b.called(d, ends); ok {
		d.tip, d.made = link, ""
		return
	}
	if p, from := b.outermost(d, ends); from != "" {
		b.made[d.end], d.made = spatial.At(p), from
		return
	}
	var farthest float64
	for _, l := range ends {
		if v := r3.Norm(b.between(d.end, l).Pos); v > farthest {
			d.tip, farthest = l, v
		}
	}
	if farthest > 0 {
		return
	}
	if p, ok := b.byBone(d); ok {
		b.made[d.end], d.made = spatial.At(p), "the length of the bone before"
	}
}

// called is the link that calls itself a fingertip, beyond the last joint.
func (b *builder) called(d *digit, ends []int) (int, bool) {
	best, farthest := -1, 1e-6
	for _, l := range ends {
		name := strings.ToLower(b.model.LinkName(l))
		if v := r3.Norm(b.between(d.end, l).Pos); strings.Contains(name, "tip") && v > farthest {
			best, farthest = l, v
		}
	}
	return best, best >= 0
}

// between is where a link of a rigid body is in another one of it.
func (b *builder) between(from, to int) spatial.Pose {
	return b.open.RootFromLink(from).Inverse().Mul(b.open.RootFromLink(to))
}

// outermost is the end of the last body's shapes, in the frame of the last joint's link.
func (b *builder) outermost(d *digit, ends []int) (r3.Vec, string) {
	last := b.model.Joint(b.model.LinkJoint(d.end))
	for _, of := range []struct {
		from  string
		shape func(urdf.Link) []urdf.Shape
	}{
		{"its collision geometry", func(l urdf.Link) []urdf.Shape { return l.Collisions }},
		{"its visual geometry", func(l urdf.Link) []urdf.Shape { return l.Visuals }},
	} {
		var points []r3.Vec
		for _, l := range ends {
			pose := b.between(d.end, l)
			for _, s := range of.shape(b.urdf.Link(l)) {
				for _, p := range b.pointsOf(s) {
					points = append(points, pose.Apply(p))
				}
			}
		}
		if tip, ok := farEnd(points, last); ok {
			return tip, of.from
		}
	}
	if in := b.urdf.Link(d.end).Inertial; in != nil && in.Mass > 0 {
		c := in.Origin.Pos
		if last.Kind != chain.Prismatic {
			c = across(c, last.Axis)
		}
		before, ok := b.byBone(d)
		if n := 2 * r3.Norm(c); ok && n > r3.Norm(before)/2 && n < 2*r3.Norm(before) {
			return r3.Scale(2, c), "its centre of mass"
		}
	}
	return r3.Vec{}, ""
}

// farEnd is the end of a body that turns about an axis through its origin: on the line
// through the middle of its points, at the outermost one.
func farEnd(points []r3.Vec, joint chain.Joint) (r3.Vec, bool) {
	if len(points) == 0 {
		return r3.Vec{}, false
	}
	low, high := bounds(points)
	middle := r3.Scale(0.5, r3.Add(low, high))
	out := middle
	if joint.Kind != chain.Prismatic {
		out = across(middle, joint.Axis)
	}
	if r3.Norm(out) < 0.1*r3.Norm(r3.Sub(high, low)) {
		return r3.Vec{}, false // it lies about its own joint
	}
	out = r3.Unit(out)
	reach := math.Inf(-1)
	for _, p := range points {
		reach = max(reach, r3.Dot(p, out))
	}
	tip := r3.Scale(reach, out)
	if joint.Kind != chain.Prismatic {
		tip = r3.Add(tip, r3.Scale(r3.Dot(middle, joint.Axis), joint.Axis))
	}
	return tip, true
}

func bounds(points []r3.Vec) (low, high r3.Vec) {
	low, high = points[0], points[0]
	for _, p := range points[1:] {
		low = r3.Vec{X: min(low.X, p.X), Y: min(low.Y, p.Y), Z: min(low.Z, p.Z)}
		high = r3.Vec{X: max(high.X, p.X), Y: max(high.Y, p.Y), Z: max(high.Z, p.Z)}
	}
	return low, high
}

// byBone continues the bone before the last joint.
func (b *builder) byBone(d *digit) (r3.Vec, bool) {
	for l := b.model.LinkParent(d.end); l >= 0 && slices.Contains(d.links, l); l = b.model.LinkParent(l) {
		if b.body[l] == l {
			if bone := b.between(d.end, l).Pos; r3.Norm(bone) > 1e-6 {
				return r3.Scale(-phalanxRatio, bone), true
			}
		}
	}
	return r3.Vec{}, false
}

// pointsOf are points of a shape's surface that span it, in the link's frame. A mesh
// that cannot be had has none.
func (b *builder) pointsOf(s urdf.Shape) []r3.Vec {
	var out []r3.Vec
	add := func(v r3.Vec) { out = append(out, s.Origin.Apply(v)) }
	ball := func(at r3.Vec, r float64) {
		for _, x := range []float64{-1, 0, 1} {
			for _, y := range []float64{-1, 0, 1} {
				for _, z := range []float64{-1, 0, 1} {
					if v := (r3.Vec{X: x, Y: y, Z: z}); v != (r3.Vec{}) {
						add(r3.Add(at, r3.Scale(r, r3.Unit(v))))
					}
				}
			}
		}
	}
	switch s.Kind {
	case urdf.Box:
		for i := range 8 {
			add(r3.Vec{X: s.Size.X * (float64(i&1) - 0.5), Y: s.Size.Y * (float64(i>>1&1) - 0.5), Z: s.Size.Z * (float64(i>>2) - 0.5)})
		}
	case urdf.Sphere:
		ball(r3.Vec{}, s.Radius)
	case urdf.Capsule:
		ball(r3.Vec{Z: s.Length / 2}, s.Radius)
		ball(r3.Vec{Z: -s.Length / 2}, s.Radius)
	case urdf.Cylinder:
		const around = 12
		for i := range around {
			sin, cos := math.Sincos(2 * math.Pi * float64(i) / around)
			add(r3.Vec{X: s.Radius * cos, Y: s.Radius * sin, Z: s.Length / 2})
			add(r3.Vec{X: s.Radius * cos, Y: s.Radius * sin, Z: -s.Length / 2})
		}
	case urdf.Mesh:
		if b.fit.Meshes == nil {
			return nil
		}
		for _, p := range b.fit.Meshes.Points(s.File) {
			add(r3.Vec{X: p.X * s.Scale.X, Y: p.Y * s.Scale.Y, Z: p.Z * s.Scale.Z})
		}
	}
	return out
}
