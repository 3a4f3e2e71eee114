package spatial

import (
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Plane is the set of points p with Normal·p = Offset; Normal has unit length,
// Offset is in metres.
type Plane struct {
	Normal r3.Vec
	Offset float64
}

// Reflect maps a point to its mirror image: p − 2(n·p − d)n.
func (m Plane) Reflect(p r3.Vec) r3.Vec {
	return r3.Sub(p, r3.Scale(2*(r3.Dot(m.Normal, p)-m.Offset), m.Normal))
}

// ReflectVec maps a free vector (a direction, a velocity) to its mirror image.
// An axial vector (a rotation axis, a torque) maps to minus this.
func (m Plane) ReflectVec(v r3.Vec) r3.Vec {
	return r3.Sub(v, r3.Scale(2*r3.Dot(m.Normal, v), m.Normal))
}

// ReflectPose maps the pose of a body to that of its mirror image. A reflection
// has determinant −1, which no rotation has, so the body itself is reflected
// as well, across its own plane y = 0: R → M·R·B with B = diag(1, −1, 1). In the
// palm frame this turns a right hand into a proper left hand, and doing it
// twice changes nothing.
func (m Plane) ReflectPose(p Pose) Pose {
	x, y, z := Axes(p.Rot)
	return Pose{
		Rot: FromAxes(m.ReflectVec(x), r3.Scale(-1, m.ReflectVec(y)), m.ReflectVec(z)),
		Pos: m.Reflect(p.Pos),
	}
}

// FlipY is a pose seen in the mirror of the plane y = 0 of both of its frames:
// M·T·M with M = diag(1, −1, 1). It turns a right hand's joint frames into a
// left hand's.
func FlipY(p Pose) Pose {
	return Pose{
		Rot: quat.Number{Real: p.Rot.Real, Imag: -p.Rot.Imag, Jmag: p.Rot.Jmag, Kmag: -p.Rot.Kmag},
		Pos: r3.Vec{X: p.Pos.X, Y: -p.Pos.Y, Z: p.Pos.Z},
	}
}
