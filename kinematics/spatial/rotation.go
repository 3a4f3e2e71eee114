package spatial

import (
	"math"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Rotate turns v by the unit quaternion q. It is the expanded form
// v + 2w(u×v) + 2u×(u×v), half the multiplications of q·v·q*.
func Rotate(q quat.Number, v r3.Vec) r3.Vec {
	tx := 2 * (q.Jmag*v.Z - q.Kmag*v.Y)
	ty := 2 * (q.Kmag*v.X - q.Imag*v.Z)
	tz := 2 * (q.Imag*v.Y - q.Jmag*v.X)
	return r3.Vec{
		X: v.X + q.Real*tx + q.Jmag*tz - q.Kmag*ty,
		Y: v.Y + q.Real*ty + q.Kmag*tx - q.Imag*tz,
		Z: v.Z + q.Real*tz + q.Imag*ty - q.Jmag*tx,
	}
}

// AxisAngle is the rotation by angle (rad, right-hand rule) about a unit axis.
func AxisAngle(axis r3.Vec, angle float64) quat.Number {
	s, c := math.Sincos(angle / 2)
	return quat.Number{Real: c, Imag: s * axis.X, Jmag: s * axis.Y, Kmag: s * axis.Z}
}

// FromRotationVector is the exponential map of SO(3): the rotation about the
// vector's direction by its length (rad).
func FromRotationVector(w r3.Vec) quat.Number {
	angle := r3.Norm(w)
	// sin(θ/2)/θ loses no digit near zero when taken from its series.
	k := 0.5 - angle*angle/48
	if angle > 1e-4 {
		k = math.Sin(angle/2) / angle
	}
	return quat.Number{Real: math.Cos(angle / 2), Imag: k * w.X, Jmag: k * w.Y, Kmag: k * w.Z}
}

// RotationVector is the logarithm of SO(3): the shortest rotation vector (rad)
// of q, its length in [0, π].
func RotationVector(q quat.Number) r3.Vec {
	if q.Real < 0 {
		q = quat.Scale(-1, q)
	}
	u := r3.Vec{X: q.Imag, Y: q.Jmag, Z: q.Kmag}
	sin := r3.Norm(u)
	if sin == 0 {
		return r3.Vec{}
	}
	return r3.Scale(2*math.Atan2(sin, q.Real)/sin, u)
}

// AngleBetween is the angle (rad, in [0, π]) of the rotation that takes a to b.
func AngleBetween(a, b quat.Number) float64 {
	return r3.Norm(RotationVector(quat.Mul(quat.Conj(a), b)))
}

// Unit scales q to unit length. The zero quaternion, which names no rotation,
// becomes the identity; readers of outside data reject it before.
func Unit(q quat.Number) quat.Number {
	n := quat.Abs(q)
	if n == 0 {
		return quat.Number{Real: 1}
	}
	return quat.Scale(1/n, q)
}

// FromRPY is the rotation of URDF's roll, pitch, yaw (rad): about the fixed
// axes x, then y, then z, R = Rz(yaw)·Ry(pitch)·Rx(roll).
func FromRPY(roll, pitch, yaw float64) quat.Number {
	z := AxisAngle(r3.Vec{Z: 1}, yaw)
	y := AxisAngle(r3.Vec{Y: 1}, pitch)
	x := AxisAngle(r3.Vec{X: 1}, roll)
	return quat.Mul(quat.Mul(z, y), x)
}

// FromAxes is the rotation whose matrix has the columns x, y, z: the images of
// the child's axes in the parent frame. They must be orthonormal and
// right-handed. Shepperd's method (1978): the largest of the four candidate
// divisors is used, so that no digit is lost.
func FromAxes(x, y, z r3.Vec) quat.Number {
	trace := x.X + y.Y + z.Z
	var q quat.Number
	switch {
	case trace >= x.X && trace >= y.Y && trace >= z.Z:
		q = quat.Number{Real: 1 + trace, Imag: y.Z - z.Y, Jmag: z.X - x.Z, Kmag: x.Y - y.X}
	case x.X >= y.Y && x.X >= z.Z:
		q = quat.Number{Real: y.Z - z.Y, Imag: 1 + x.X - y.Y - z.Z, Jmag: x.Y + y.X, Kmag: z.X + x.Z}
	case y.Y >= z.Z:
		q = quat.Number{Real: z.X - x.Z, Imag: x.Y + y.X, Jmag: 1 + y.Y - z.Z - x.X, Kmag: y.Z + z.Y}
	default:
		q = quat.Number{Real: x.Y - y.X, Imag: z.X + x.Z, Jmag: y.Z + z.Y, Kmag: 1 + z.Z - x.X - y.Y}
	}
	return Unit(q)
}

// Axes are the columns of q's rotation matrix: the child's axes in the parent.
func Axes(q quat.Number) (x, y, z r3.Vec) {
	return Rotate(q, r3.Vec{X: 1}), Rotate(q, r3.Vec{Y: 1}), Rotate(q, r3.Vec{Z: 1})
}
