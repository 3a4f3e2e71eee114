package world

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// Form is a kind of solid.
type Form uint8

// The forms. Cylinders and capsules stand along their own Z.
const (
	Sphere Form = iota
	Box
	Cylinder
	Capsule
)

var formNames = [...]string{"sphere", "box", "cylinder", "capsule"}

// String is the form's name in scene files.
func (f Form) String() string { return formNames[f] }

// Part is one solid of an object, about its own centre.
type Part struct {
	Form           Form
	ObjectFromPart spatial.Pose
	// Half is half a box's size along its axes (m), its rounding included; of the
	// others only Z counts: half the height of a cylinder, or of a capsule without
	// its ends.
	Half   r3.Vec
	Radius float64 // m: of a ball, cylinder or capsule; a box's rounding

	// Set by newObject.
	partFromObject spatial.Pose
	objectFromPart frame
	core           r3.Vec  // half sizes of the core …
	shell          float64 // … and how far the solid goes beyond it (m)
}

const (
	minSize = 1e-3 // m
	maxSize = 2.0  // m
)

func (p *Part) check() error {
	sizes := map[Form][]float64{
		Sphere: {p.Radius}, Box: {p.Half.X, p.Half.Y, p.Half.Z},
		Cylinder: {p.Radius, p.Half.Z}, Capsule: {p.Radius, p.Half.Z},
	}
	for _, s := range sizes[p.Form] {
		if !(s >= minSize/2 && s <= maxSize) {
			return fmt.Errorf("%s: half size or radius %g m, want %g to %g", p.Form, s, minSize/2, maxSize)
		}
	}
	if p.Form == Box && !(p.Radius >= 0 && p.Radius <= min(p.Half.X, p.Half.Y, p.Half.Z)) {
		return fmt.Errorf("box: rounding %g m, want 0 to its smallest half size", p.Radius)
	}
	if !p.ObjectFromPart.IsFinite() || r3.Norm(p.ObjectFromPart.Pos) > maxSize {
		return fmt.Errorf("%s: lies further than %g m from its object", p.Form, maxSize)
	}
	return nil
}

// distance is the signed distance (m) of a point in the part's frame, and the
// outward unit normal of the surface there.
func (p *Part) distance(at r3.Vec) (float64, r3.Vec) {
	switch p.Form {
	case Sphere:
		return outside(at, p.Radius)
	case Capsule:
		return outside(r3.Vec{X: at.X, Y: at.Y, Z: at.Z - min(max(at.Z, -p.Half.Z), p.Half.Z)}, p.Radius)
	case Cylinder:
		return p.cylinder(at)
	}
	return p.box(at)
}

// outside is the distance from a ball about the origin.
func outside(at r3.Vec, radius float64) (float64, r3.Vec) {
	n := math.Sqrt(r3.Dot(at, at))
	if n == 0 {
		return -radius, r3.Vec{Z: 1}
	}
	return n - radius, r3.Scale(1/n, at)
}

func (p *Part) cylinder(at r3.Vec) (float64, r3.Vec) {
	radial := math.Sqrt(at.X*at.X + at.Y*at.Y)
	side := r3.Vec{X: 1}
	if radial > 0 {
		side = r3.Vec{X: at.X / radial, Y: at.Y / radial}
	}
	end := r3.Vec{Z: math.Copysign(1, at.Z)}
	out, over := radial-p.Radius, math.Abs(at.Z)-p.Half.Z
	switch {
	case out > 0 && over > 0:
		d := math.Sqrt(out*out + over*over)
		return d, r3.Add(r3.Scale(out/d, side), r3.Scale(over/d, end))
	case out > over:
		return out, side
	}
	return over, end
}

// box is the distance from a box that was shrunk by its rounding, less that.
func (p *Part) box(at r3.Vec) (float64, r3.Vec) {
	q := r3.Vec{
		X: math.Abs(at.X) - p.Half.X + p.Radius,
		Y: math.Abs(at.Y) - p.Half.Y + p.Radius,
		Z: math.Abs(at.Z) - p.Half.Z + p.Radius,
	}
	out := r3.Vec{X: max(q.X, 0), Y: max(q.Y, 0), Z: max(q.Z, 0)}
	n := math.Sqrt(r3.Dot(out, out))
	var normal r3.Vec
	d := n
	switch {
	case n > 0:
		normal = r3.Scale(1/n, out)
	case q.X > q.Y && q.X > q.Z:
		d, normal = q.X, r3.Vec{X: 1}
	case q.Y > q.Z:
		d, normal = q.Y, r3.Vec{Y: 1}
	default:
		d, normal = q.Z, r3.Vec{Z: 1}
	}
	normal.X = math.Copysign(normal.X, at.X)
	normal.Y = math.Copysign(normal.Y, at.Y)
	normal.Z = math.Copysign(normal.Z, at.Z)
	return d - p.Radius, normal
}

// depth is how deep a point of the part's frame lies below the surface, with
// the normal there; 0 for all that lie outside, which costs next to nothing.
func (p *Part) depth(at r3.Vec) (float64, r3.Vec) {
	z, limit := math.Abs(at.Z), p.Half.Z
	switch p.Form {
	case Sphere:
		if r3.Dot(at, at) >= p.Radius*p.Radius {
			return 0, r3.Vec{}
		}
	case Cylinder, Capsule:
		if p.Form == Capsule {
			limit += p.Radius
		}
		if z >= limit || at.X*at.X+at.Y*at.Y >= p.Radius*p.Radius {
			return 0, r3.Vec{}
		}
	case Box:
		if z >= limit || math.Abs(at.X) >= p.Half.X || math.Abs(at.Y) >= p.Half.Y {
			return 0, r3.Vec{}
		}
	}
	d, normal := p.distance(at)
	return max(-d, 0), normal
}

// reach is how far the part's surface goes from its own centre.
func (p *Part) reach() float64 {
	switch p.Form {
	case Sphere:
		return p.Radius
	case Capsule:
		return p.Half.Z + p.Radius
	case Cylinder:
		return math.Hypot(p.Radius, p.Half.Z)
	}
	return r3.Norm(p.Half)
}

// volume is in m³; a box's rounding is left out.
func (p *Part) volume() float64 {
	area := math.Pi * p.Radius * p.Radius
	switch p.Form {
	case Sphere:
		return area * p.Radius * 4 / 3
	case Capsule:
		return area * (2*p.Half.Z + p.Radius*4/3)
	case Cylinder:
		return area * 2 * p.Half.Z
	}
	return 8 * p.Half.X * p.Half.Y * p.Half.Z
}

// inertia is the principal inertia (m²) per kilogram about the part's centre.
func (p *Part) inertia() r3.Vec {
	r2, h := p.Radius*p.Radius, p.Half.Z
	switch p.Form {
	case Sphere:
		return r3.Vec{X: 0.4 * r2, Y: 0.4 * r2, Z: 0.4 * r2}
	case Capsule:
		// A cylinder and two half balls, whose centroids lie 3/8 r beyond its ends.
		tube, ends := 2*h, p.Radius*4/3
		side := tube*(r2/4+h*h/3) + ends*(0.4*r2+h*h+0.75*h*p.Radius)
		return r3.Scale(1/(tube+ends), r3.Vec{X: side, Y: side, Z: tube*r2/2 + ends*0.4*r2})
	case Cylinder:
		side := r2/4 + h*h/3
		return r3.Vec{X: side, Y: side, Z: r2 / 2}
	}
	x2, y2, z2 := p.Half.X*p.Half.X, p.Half.Y*p.Half.Y, p.Half.Z*p.Half.Z
	return r3.Scale(1.0/3, r3.Vec{X: y2 + z2, Y: x2 + z2, Z: x2 + y2})
}
