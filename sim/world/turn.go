package world

import (
	"math"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// turnBy rotates a pose by a small rotation vector along the world's axes.
func turnBy(pose spatial.Pose, by r3.Vec) spatial.Pose {
	turned := spatial.Pose{Rot: spatial.FromRotationVector(by)}.Mul(spatial.Pose{Rot: pose.Rot})
	turned.Rot = spatial.Unit(turned.Rot)
	turned.Pos = pose.Pos
	return turned
}

// limited is a vector cut to a length.
func limited(v r3.Vec, length float64) r3.Vec {
	if n := norm(v); n > length {
		return r3.Scale(length/n, v)
	}
	return v
}

func finite(v r3.Vec) bool { return !math.IsNaN(v.X+v.Y+v.Z) && !math.IsInf(v.X+v.Y+v.Z, 0) }
