package retarget

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Follow is how the robot repeats a person's movement.
type Follow uint8

const (
	// Mirror drives the other hand as the image in a mirror that stands between
	// person and robot, in the world's plane x = 0.
	Mirror Follow = iota
	// Same drives the same hand, turned by 180° about the vertical to face the person.
	Same
)

// String is "mirror" or "same".
func (f Follow) String() string { return [...]string{"mirror", "same"}[f] }

// ParseFollow reads what String writes.
func ParseFollow(s string) (Follow, error) {
	for _, f := range []Follow{Mirror, Same} {
		if s == f.String() {
			return f, nil
		}
	}
	return Mirror, fmt.Errorf("retarget: follow %q, want mirror or same", s)
}

// RobotSide is the side of the robot that follows a person's hand.
func (f Follow) RobotSide(person hand.Side) hand.Side {
	if f == Mirror {
		return person.Other()
	}
	return person
}

// mirrorPlane stands between the person (x < 0) and the robot.
var mirrorPlane = spatial.Plane{Normal: r3.Vec{X: 1}}

// halfTurn is Rz(180°).
var halfTurn = quat.Number{Kmag: 1}

// Pose maps the pose of a part of the person's body in the world to that of
// the robot's. Done twice it changes nothing.
func (f Follow) Pose(worldFromPart spatial.Pose) spatial.Pose {
	if f == Mirror {
		return mirrorPlane.ReflectPose(worldFromPart)
	}
	return spatial.Pose{Rot: quat.Mul(halfTurn, worldFromPart.Rot), Pos: f.Point(worldFromPart.Pos)}
}

// Point maps a point of the world (m).
func (f Follow) Point(p r3.Vec) r3.Vec {
	if f == Mirror {
		return mirrorPlane.Reflect(p)
	}
	return r3.Vec{X: -p.X, Y: -p.Y, Z: p.Z}
}

// Vec maps a free vector of the world.
func (f Follow) Vec(v r3.Vec) r3.Vec { return f.Point(v) } // both maps fix the origin

// WorldFromBase is where the robot's base stands: at the image of the person's
// shoulder, facing the person. A person's arm frame at rest is parallel to the
// world, and both maps turn that by 180° about the vertical.
func (f Follow) WorldFromBase(shoulder r3.Vec) spatial.Pose {
	return f.Pose(spatial.At(shoulder))
}

// wrap brings an angle into (−π, π].
func wrap(a float64) float64 { return math.Remainder(a, 2*math.Pi) }
