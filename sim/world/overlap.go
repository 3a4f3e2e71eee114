package world

import (
	"math"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// maxOverlap is how deep things may be put into each other or into the floor
// (m): as deep as what rests on something may press itself in.
const maxOverlap = 0.1e-3

// reaches is how far the part goes from its centre along a unit vector of its
// own frame (m).
func (p *Part) reaches(along r3.Vec) float64 {
	switch p.Form {
	case Sphere:
		return p.Radius
	case Capsule:
		return p.Half.Z*math.Abs(along.Z) + p.Radius
	case Cylinder:
		return p.Half.Z*math.Abs(along.Z) + p.Radius*math.Hypot(along.X, along.Y)
	}
	core := r3.Sub(p.Half, r3.Vec{X: p.Radius, Y: p.Radius, Z: p.Radius})
	return core.X*math.Abs(along.X) + core.Y*math.Abs(along.Y) + core.Z*math.Abs(along.Z) + p.Radius
}

// extent is the middle of a part in the world and half of the upright box around
// it (m).
func (o *Object) extent(p *Part) (middle, half r3.Vec) {
	pose := o.WorldFromObject.Mul(p.ObjectFromPart)
	back := pose.Inverse()
	return pose.Pos, r3.Vec{
		X: p.reaches(back.Rotate(r3.Vec{X: 1})),
		Y: p.reaches(back.Rotate(r3.Vec{Y: 1})),
		Z: p.reaches(back.Rotate(r3.Vec{Z: 1})),
	}
}

// underFloor is how deep an object reaches below z = 0 (m).
func (o *Object) underFloor() (deepest float64) {
	for i := range o.Parts {
		middle, half := o.extent(&o.Parts[i])
		deepest = max(deepest, half.Z-middle.Z)
	}
	return deepest
}

// overlap is how deep two objects are in each other (m): how thick the thickest
// piece of space is that parts of both of them fill, 0 if none is thicker than
// maxOverlap.
func overlap(a, b *Object) (deepest float64) {
	if r3.Norm(r3.Sub(a.WorldFromObject.Pos, b.WorldFromObject.Pos)) > a.bound+b.bound {
		return 0
	}
	for i := range a.Parts {
		p := &a.Parts[i]
		middleP, halfP := a.extent(p)
		for k := range b.Parts {
			q := &b.Parts[k]
			middleQ, halfQ := b.extent(q)
			apart, reach := r3.Sub(middleP, middleQ), r3.Add(halfP, halfQ)
			if math.Abs(apart.X) > reach.X || math.Abs(apart.Y) > reach.Y || math.Abs(apart.Z) > reach.Z {
				continue
			}
			qFromP := q.partFromObject.Mul(b.WorldFromObject.Inverse()).Mul(a.WorldFromObject).Mul(p.ObjectFromPart)
			shared, _ := thickness(p, q, qFromP)
			deepest = max(deepest, shared)
		}
	}
	return deepest
}

// thickness is the diameter of the largest ball in what two parts share, and its
// middle in the frame of the first; 0 if it is no more than maxOverlap.
//
// A ball about x fits into both as long as its radius is no larger than
// −max(d₁, d₂), the signed distances there. Those of convex solids are convex,
// and so is the larger one of them; the ellipsoid method with deep cuts finds its
// minimum to any accuracy and, by its lower bound, soon sees where there is
// nothing to be found (Bland, Goldfarb and Todd, The Ellipsoid Method: A Survey,
// Operations Research 29, 1981, §§2–3).
func thickness(p, q *Part, qFromP spatial.Pose) (diameter float64, middle r3.Vec) {
	const (
		dimensions = 3.0
		accuracy   = 1e-6 // m
		most       = 400  // far more than what the accuracy takes
	)
	pFromQ := qFromP.Inverse()
	// What both share lies in the ball around the smaller one.
	centre, radius := r3.Vec{}, p.reach()
	if q.reach() < radius {
		centre, radius = pFromQ.Pos, q.reach()
	}
	shape := matrix{{X: radius * radius}, {Y: radius * radius}, {Z: radius * radius}}
	best := math.Inf(1)
	for range most {
		d, slope := p.distance(centre)
		if other, n := q.distance(qFromP.Apply(centre)); other > d {
			d, slope = other, pFromQ.Rotate(n)
		}
		if d < best {
			best, middle = d, centre
		}
		along := shape.mul(slope)
		width := math.Sqrt(max(r3.Dot(slope, along), 0))
		if d-width > -maxOverlap/2 {
			return 0, middle
		}
		if width <= accuracy || best-(d-width) <= accuracy {
			break
		}
		along = r3.Scale(1/width, along)
		cut := (d - best) / width
		centre = r3.Sub(centre, r3.Scale((1+dimensions*cut)/(dimensions+1), along))
		shrink := -2 * (1 + dimensions*cut) / ((dimensions + 1) * (1 + cut))
		shape.addScaled(shrink, outer(along))
		grow := dimensions * dimensions / (dimensions*dimensions - 1) * (1 - cut*cut)
		for i := range shape {
			shape[i] = r3.Scale(grow, shape[i])
		}
	}
	if best > -maxOverlap/2 {
		return 0, middle
	}
	return -2 * best, middle
}

// outer is v·vᵀ.
func outer(v r3.Vec) *matrix {
	return &matrix{r3.Scale(v.X, v), r3.Scale(v.Y, v), r3.Scale(v.Z, v)}
}
