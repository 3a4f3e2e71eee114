package scene

import (
	"math"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// Vec is a point, direction or linear RGB colour. Pictures need no more than
// 24 bits of mantissa, and half the memory of r3.Vec is half the cache misses.
type Vec struct{ X, Y, Z float32 }

// FromR3 rounds a double-precision vector.
func FromR3(v r3.Vec) Vec { return Vec{float32(v.X), float32(v.Y), float32(v.Z)} }

// R3 is the vector in double precision.
func (a Vec) R3() r3.Vec { return r3.Vec{X: float64(a.X), Y: float64(a.Y), Z: float64(a.Z)} }

// Add is a + b.
func (a Vec) Add(b Vec) Vec { return Vec{a.X + b.X, a.Y + b.Y, a.Z + b.Z} }

// Sub is a − b.
func (a Vec) Sub(b Vec) Vec { return Vec{a.X - b.X, a.Y - b.Y, a.Z - b.Z} }

// Scale is s·a.
func (a Vec) Scale(s float32) Vec { return Vec{a.X * s, a.Y * s, a.Z * s} }

// Times is the product by component: light falling on a colour.
func (a Vec) Times(b Vec) Vec { return Vec{a.X * b.X, a.Y * b.Y, a.Z * b.Z} }

// Dot is the inner product.
func (a Vec) Dot(b Vec) float32 { return a.X*b.X + a.Y*b.Y + a.Z*b.Z }

// Cross is a × b.
func (a Vec) Cross(b Vec) Vec {
	return Vec{a.Y*b.Z - a.Z*b.Y, a.Z*b.X - a.X*b.Z, a.X*b.Y - a.Y*b.X}
}

// Norm is the length.
func (a Vec) Norm() float32 { return Sqrt(a.Dot(a)) }

// Unit is a scaled to length 1; the zero vector stays zero.
func (a Vec) Unit() Vec {
	n := a.Norm()
	if n == 0 {
		return a
	}
	return a.Scale(1 / n)
}

// Lerp is the straight line from a (t = 0) to b (t = 1).
func (a Vec) Lerp(b Vec, t float32) Vec { return a.Add(b.Sub(a).Scale(t)) }

// Sqrt is the square root in single precision, one machine instruction.
func Sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }

// Smoothstep rises from 0 at a to 1 at b with flat ends.
func Smoothstep(a, b, x float32) float32 {
	t := min(max((x-a)/(b-a), 0), 1)
	return t * t * (3 - 2*t)
}

// Affine is a rigid transform written out as the images of the child's axes and
// of its origin.
type Affine struct{ X, Y, Z, T Vec }

// FromPose expands a pose.
func FromPose(p spatial.Pose) Affine {
	x, y, z := spatial.Axes(p.Rot)
	return Affine{FromR3(x), FromR3(y), FromR3(z), FromR3(p.Pos)}
}

// Identity changes nothing.
func Identity() Affine { return Affine{X: Vec{X: 1}, Y: Vec{Y: 1}, Z: Vec{Z: 1}} }

// Apply takes a point to the parent frame.
func (a *Affine) Apply(p Vec) Vec {
	return Vec{
		a.X.X*p.X + a.Y.X*p.Y + a.Z.X*p.Z + a.T.X,
		a.X.Y*p.X + a.Y.Y*p.Y + a.Z.Y*p.Z + a.T.Y,
		a.X.Z*p.X + a.Y.Z*p.Y + a.Z.Z*p.Z + a.T.Z,
	}
}

// Rotate takes a direction to the parent frame.
func (a *Affine) Rotate(v Vec) Vec {
	return Vec{
		a.X.X*v.X + a.Y.X*v.Y + a.Z.X*v.Z,
		a.X.Y*v.X + a.Y.Y*v.Y + a.Z.Y*v.Z,
		a.X.Z*v.X + a.Y.Z*v.Y + a.Z.Z*v.Z,
	}
}

// Mul composes: aFromC = aFromB · bFromC.
func (a *Affine) Mul(b *Affine) Affine {
	return Affine{a.Rotate(b.X), a.Rotate(b.Y), a.Rotate(b.Z), a.Apply(b.T)}
}

// Inverse is the transform the other way; a must be rigid.
func (a *Affine) Inverse() Affine {
	inv := Affine{
		X: Vec{a.X.X, a.Y.X, a.Z.X},
		Y: Vec{a.X.Y, a.Y.Y, a.Z.Y},
		Z: Vec{a.X.Z, a.Y.Z, a.Z.Z},
	}
	inv.T = inv.Rotate(a.T).Scale(-1)
	return inv
}

// Along is a frame at a whose +X points to b; its +Z lies as near as can be to
// the hint.
func Along(a, b, hint Vec) Affine {
	x := b.Sub(a).Unit()
	y := hint.Cross(x)
	if y.Norm() < 1e-4 {
		y = Vec{Y: 1, Z: 0.3}.Cross(x)
	}
	y = y.Unit()
	return Affine{X: x, Y: y, Z: x.Cross(y), T: a}
}
