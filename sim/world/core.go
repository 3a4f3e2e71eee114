package world

import (
	"math"

	"gonum.org/v1/gonum/spatial/r3"
)

// A solid meets another one as a core with a shell around it: all points that lie
// no further than the shell from the core. A ball's core is its middle, a capsule's
// its axis. What has sharp edges gets a thin shell too, inside of its surface: two
// cores are then apart, and the direction between them is well defined, even while
// the surfaces press into each other (van den Bergen, Collision Detection in
// Interactive 3D Environments, 2004, §4.3).
const (
	thickestShell = 0.5e-3 // m, of what is sharp …
	shellShare    = 0.2    // … and of its smallest half size
)

// setCore computes the part's core and shell.
func (p *Part) setCore() {
	switch p.Form {
	case Sphere:
		p.core, p.shell = r3.Vec{}, p.Radius
	case Capsule:
		p.core, p.shell = r3.Vec{Z: p.Half.Z}, p.Radius
	case Cylinder:
		p.shell = min(thickestShell, shellShare*min(p.Radius, p.Half.Z))
		p.core = r3.Vec{X: p.Radius - p.shell, Z: p.Half.Z - p.shell}
	case Box:
		p.shell = max(p.Radius, min(thickestShell, shellShare*min(p.Half.X, p.Half.Y, p.Half.Z)))
		p.core = r3.Sub(p.Half, r3.Vec{X: p.shell, Y: p.shell, Z: p.shell})
	}
}

// support is the core's point that is furthest along d, in the part's frame.
func (p *Part) support(d r3.Vec) r3.Vec {
	switch p.Form {
	case Box:
		return r3.Vec{X: math.Copysign(p.core.X, d.X), Y: math.Copysign(p.core.Y, d.Y), Z: math.Copysign(p.core.Z, d.Z)}
	case Capsule:
		return r3.Vec{Z: math.Copysign(p.core.Z, d.Z)}
	case Cylinder:
		s := r3.Vec{Z: math.Copysign(p.core.Z, d.Z)}
		// Straight along the axis all of an end is furthest: its middle is no matter of
		// rounding.
		if radial := math.Sqrt(d.X*d.X + d.Y*d.Y); radial > 1e-9*math.Abs(d.Z) {
			s.X, s.Y = p.core.X*d.X/radial, p.core.X*d.Y/radial
		}
		return s
	}
	return r3.Vec{}
}

// feature is the face, edge or corner with which a solid points somewhere: the
// points that span it, in order, in the world.
type feature struct {
	at    [rim + 1]r3.Vec
	n     int
	out   r3.Vec  // of a face: its unit normal
	shell float64 // m, around the points
	curve float64 // m: the radius of the surface there; 0 of an edge, +Inf of a face
	rolls bool    // as the solid turns, the feature stays: a ball's side, a cylinder's rim
}

// rim is the number of points that stand for a cylinder's end.
const rim = 8

// How far a direction may be from a face's normal, or from square to an edge, so
// that the solid still points there with the whole of it: the sine of about 3°.
const featureTilt = 0.05

// feature finds the part's feature along a unit vector d of the world.
func (p *Part) feature(f *frame, d r3.Vec, dst *feature) {
	local := f.back(d)
	dst.n, dst.shell, dst.curve, dst.rolls = 0, p.Radius, p.Radius, p.Radius > 0
	switch p.Form {
	case Sphere:
		dst.add(f.pos)
	case Capsule:
		if local.Z >= -featureTilt {
			dst.add(f.apply(r3.Vec{Z: p.Half.Z}))
		}
		if local.Z <= featureTilt {
			dst.add(f.apply(r3.Vec{Z: -p.Half.Z}))
		}
	case Cylinder:
		p.cylinderFeature(f, local, dst)
	case Box:
		p.boxFeature(f, local, dst)
	}
}

func (f *feature) add(at r3.Vec) {
	f.at[f.n] = at
	f.n++
}

func (p *Part) cylinderFeature(f *frame, local r3.Vec, dst *feature) {
	dst.shell = 0
	radial := math.Sqrt(local.X*local.X + local.Y*local.Y)
	end := math.Copysign(p.Half.Z, local.Z)
	if radial > featureTilt {
		x, y := p.Radius*local.X/radial, p.Radius*local.Y/radial
		if math.Abs(local.Z) > featureTilt {
			dst.curve = 0
			dst.add(f.apply(r3.Vec{X: x, Y: y, Z: end}))
			return
		}
		dst.add(f.apply(r3.Vec{X: x, Y: y, Z: p.Half.Z}))
		dst.add(f.apply(r3.Vec{X: x, Y: y, Z: -p.Half.Z}))
		return
	}
	dst.curve, dst.rolls = math.Inf(1), false
	dst.out = f.rotate(r3.Vec{Z: math.Copysign(1, local.Z)})
	// Once it tilts, the point on which it does so is one of the end's.
	const tilts = 1e-4
	lowest, at := -1, 0.0
	if radial > tilts {
		at = math.Atan2(local.Y, local.X)
		if at < 0 {
			at += 2 * math.Pi
		}
		lowest = min(int(at/(2*math.Pi)*rim), rim-1)
	}
	for i := range rim {
		dst.add(f.apply(r3.Vec{X: p.Radius * rimCos[i], Y: p.Radius * rimSin[i], Z: end}))
		if i == lowest {
			dst.add(f.apply(r3.Vec{X: p.Radius * local.X / radial, Y: p.Radius * local.Y / radial, Z: end}))
		}
	}
}

const half = math.Sqrt2 / 2

var (
	rimCos = [rim]float64{1, half, 0, -half, -1, -half, 0, half}
	rimSin = [rim]float64{0, half, 1, half, 0, -half, -1, -half}
)

func (p *Part) boxFeature(f *frame, local r3.Vec, dst *feature) {
	size := r3.Vec{X: p.Half.X - p.Radius, Y: p.Half.Y - p.Radius, Z: p.Half.Z - p.Radius}
	corner := r3.Vec{X: math.Copysign(size.X, local.X), Y: math.Copysign(size.Y, local.Y), Z: math.Copysign(size.Z, local.Z)}
	// It is a box no longer along an axis along which all of it is rounding.
	flat := func(along, size float64) bool { return math.Abs(along) <= featureTilt && size > minSize/100 }
	x, y, z := flat(local.X, size.X), flat(local.Y, size.Y), flat(local.Z, size.Z)
	turn := func(fx, fy, fz float64) {
		dst.add(f.apply(r3.Vec{X: fx * corner.X, Y: fy * corner.Y, Z: fz * corner.Z}))
	}
	switch {
	case y && z:
		dst.out = f.rotate(r3.Vec{X: math.Copysign(1, local.X)})
		turn(1, 1, 1)
		turn(1, -1, 1)
		turn(1, -1, -1)
		turn(1, 1, -1)
	case x && z:
		dst.out = f.rotate(r3.Vec{Y: math.Copysign(1, local.Y)})
		turn(1, 1, 1)
		turn(-1, 1, 1)
		turn(-1, 1, -1)
		turn(1, 1, -1)
	case x && y:
		dst.out = f.rotate(r3.Vec{Z: math.Copysign(1, local.Z)})
		turn(1, 1, 1)
		turn(-1, 1, 1)
		turn(-1, -1, 1)
		turn(1, -1, 1)
	default:
		turn(1, 1, 1)
		switch {
		case x:
			turn(-1, 1, 1)
		case y:
			turn(1, -1, 1)
		case z:
			turn(1, 1, -1)
		}
	}
	if dst.n == 4 {
		dst.curve, dst.rolls = math.Inf(1), false
	}
}

// height is how far the feature reaches along n, the direction that it was found
// for or the one against it, at the place beside it of a point of the world.
func (f *feature) height(at, n r3.Vec) float64 {
	first := r3.Dot(f.at[0], n)
	switch f.n {
	case 1:
		return first
	case 2:
		along := r3.Sub(f.at[1], f.at[0])
		rise := r3.Dot(along, n)
		flat := r3.Sub(along, r3.Scale(rise, n))
		size := r3.Dot(flat, flat)
		if size == 0 {
			return first
		}
		return first + rise*min(max(r3.Dot(r3.Sub(at, f.at[0]), flat)/size, 0), 1)
	}
	low, high := first, first
	for i := 1; i < f.n; i++ {
		h := r3.Dot(f.at[i], n)
		low, high = min(low, h), max(high, h)
	}
	// The plane through the face, as far as the face goes.
	slope := r3.Dot(f.out, n)
	over := r3.Dot(f.out, r3.Sub(f.at[0], at)) / slope
	return min(max(r3.Dot(at, n)+over, low), high)
}
