// Package spatial is the frame algebra of mirrorarm: rigid poses and twists as
// small values, mirror planes, and where two segments come closest.
//
// Frames are right-handed, lengths are metres, angles radians. A pose is named
// after the two frames that it relates, parent first: worldFromPalm takes
// coordinates in the palm frame to world coordinates, and adjacent names must
// match in a product:
//
//	worldFromTip := worldFromPalm.Mul(palmFromTip)
//
// Rotations are unit quaternions w + xi + yj + zk, whose parts gonum calls Real,
// Imag, Jmag and Kmag; q and −q are the same rotation. The formulas are those of
// Lynch and Park, Modern Robotics (2017), chapter 3, unless a function says
// otherwise.
package spatial

import (
	"math"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Pose is a rigid transform: a rotation (unit quaternion) followed by a
// translation in metres. The zero value is not a pose; use Identity.
type Pose struct {
	Rot quat.Number
	Pos r3.Vec
}

// Identity is the pose that changes nothing.
func Identity() Pose { return Pose{Rot: quat.Number{Real: 1}} }

// At is the pure translation by p (m).
func At(p r3.Vec) Pose { return Pose{Rot: quat.Number{Real: 1}, Pos: p} }

// Mul composes two poses: aFromC = aFromB.Mul(bFromC).
func (a Pose) Mul(b Pose) Pose {
	return Pose{Rot: quat.Mul(a.Rot, b.Rot), Pos: r3.Add(a.Pos, Rotate(a.Rot, b.Pos))}
}

// Inverse is the transform the other way: bFromA of aFromB.
func (a Pose) Inverse() Pose {
	inv := quat.Conj(a.Rot)
	return Pose{Rot: inv, Pos: r3.Scale(-1, Rotate(inv, a.Pos))}
}

// Apply takes a point from the child frame to the parent frame.
func (a Pose) Apply(p r3.Vec) r3.Vec { return r3.Add(a.Pos, Rotate(a.Rot, p)) }

// Rotate takes a free vector (a direction, a force) from child to parent frame.
func (a Pose) Rotate(v r3.Vec) r3.Vec { return Rotate(a.Rot, v) }

// Normalized returns the pose with its quaternion scaled to unit length, which
// long products need now and then.
func (a Pose) Normalized() Pose {
	a.Rot = Unit(a.Rot)
	return a
}

// Interpolate moves along the straight line in position and along the shortest
// great arc in rotation: a at t = 0, b at t = 1. Rotation and position are
// interpolated apart, so that the path does not depend on where the frame's
// origin was put, as a screw motion would.
func (a Pose) Interpolate(b Pose, t float64) Pose {
	delta := RotationVector(quat.Mul(quat.Conj(a.Rot), b.Rot))
	return Pose{
		Rot: Unit(quat.Mul(a.Rot, FromRotationVector(r3.Scale(t, delta)))),
		Pos: r3.Add(a.Pos, r3.Scale(t, r3.Sub(b.Pos, a.Pos))),
	}
}

// IsFinite reports whether no component is NaN or infinite.
func (a Pose) IsFinite() bool {
	for _, v := range [...]float64{a.Rot.Real, a.Rot.Imag, a.Rot.Jmag, a.Rot.Kmag, a.Pos.X, a.Pos.Y, a.Pos.Z} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

// Twist is a rigid velocity (m/s, rad/s), or a small displacement (m, rad), of
// a body: the linear part is that of the body's origin, not, as in Lynch and
// Park's spatial twist, that of the body's point at the world's origin.
type Twist struct{ Lin, Ang r3.Vec }

// Difference is the small displacement that takes a to b: its linear part and
// its rotation vector, both in the frame that a and b are given in. It is what
// an IK solver drives to zero.
func Difference(a, b Pose) Twist {
	return Twist{
		Lin: r3.Sub(b.Pos, a.Pos),
		Ang: RotationVector(quat.Mul(b.Rot, quat.Conj(a.Rot))),
	}
}
