package live

import (
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// DefaultFOV (degrees) is the horizontal field of view that a webcam is taken to
// have.
const (
	DefaultFOV = 65.0
	minFOV     = 20.0
	maxFOV     = 150.0
)

// Camera is a pinhole one that faces the person: x to the right of its picture,
// y down, z away from it.
type Camera struct {
	FOV    float64 // degrees, horizontal
	Aspect float64 // of the picture, width over height
}

// locatedBy are the landmarks that the palm carries rigidly: what tells where
// the hand is.
var locatedBy = [...]int{0, 1, 5, 9, 13, 17}

// ray is where a point of the picture (0…1) lies at a depth of 1.
func (c Camera) ray(p []float64) (x, y float64) {
	half := math.Tan(c.FOV / 2 * math.Pi / 180)
	return (2*p[0] - 1) * half, (2*p[1] - 1) * half / c.Aspect
}

// Locate finds where a hand is whose landmarks are known about its own centre
// (m) and in the picture. The tracker sees the hand as if it were in the middle of
// the picture; it is turned to its ray first, and scaled to a palm of the given
// length (wrist to middle MCP, m; 0 keeps it). Then X + t, on the ray of its
// picture point for every landmark of the palm, is linear in t. It moves the
// landmarks there and reports false where the picture does not tell.
func (c Camera) Locate(o *hand.Observation, image [][]float64, palm float64) bool {
	if len(image) != hand.NumLandmarks || image[9] == nil || image[0] == nil {
		return false
	}
	mx, my := c.ray(image[9])
	turn := toRay(r3.Unit(r3.Vec{X: mx, Y: my, Z: 1}))
	scale := 1.0
	if size := r3.Norm(r3.Sub(o.Points[9], o.Points[0])); palm > 0 && size > 0 {
		scale = palm / size
	}
	for i := range o.Points {
		o.Points[i] = spatial.Rotate(turn, r3.Scale(scale, o.Points[i]))
	}
	// Normal equations of t.X − a·t.Z = a·Z − X and t.Y − b·t.Z = b·Z − Y.
	var n, sa, sb, saa, ra, rb, rz float64
	for _, k := range locatedBy {
		if image[k] == nil || o.Weight[k] == 0 {
			continue
		}
		a, b := c.ray(image[k])
		p := o.Points[k]
		ea, eb := a*p.Z-p.X, b*p.Z-p.Y
		n++
		sa, sb, saa = sa+a, sb+b, saa+a*a+b*b
		ra, rb, rz = ra+ea, rb+eb, rz-a*ea-b*eb
	}
	// t.X = (ra + sa·t.Z)/n and so for y; what is left is one equation for t.Z.
	if n < 3 {
		return false
	}
	left := saa - (sa*sa+sb*sb)/n
	if !(left > 1e-9) {
		return false
	}
	z := (rz + (sa*ra+sb*rb)/n) / left
	if !(z > 0.05 && z < 5) {
		return false
	}
	t := r3.Vec{X: (ra + sa*z) / n, Y: (rb + sb*z) / n, Z: z}
	for i := range o.Points {
		o.Points[i] = r3.Add(o.Points[i], t)
	}
	return true
}

// toRay is the shortest rotation from the camera's axis to a ray.
func toRay(ray r3.Vec) quat.Number {
	axis := r3.Cross(r3.Vec{Z: 1}, ray)
	sin := r3.Norm(axis)
	if sin < 1e-12 {
		return quat.Number{Real: 1}
	}
	return spatial.AxisAngle(r3.Scale(1/sin, axis), math.Atan2(sin, ray.Z))
}

// seenWell is how surely (0…1) a body's joints must be seen for the forearm's
// direction to be believed. Design value: a tracker that sees an arm alone reports
// a body all the same, with little faith in it.
const seenWell = 0.6

// forearmLength (m) puts the elbow on a line that leads there from the wrist.
const forearmLength = 0.26

// elbowOf is where the elbow of an arm is, given the wrist; the body's joints
// tell the direction alone.
func elbowOf(arm [][]float64, wrist r3.Vec) (r3.Vec, bool) {
	if len(arm) != 3 || len(arm[1]) < 4 || len(arm[2]) < 4 || !(arm[1][3] >= seenWell && arm[2][3] >= seenWell) {
		return r3.Vec{}, false
	}
	along := r3.Sub(r3.Vec{X: arm[1][0], Y: arm[1][1], Z: arm[1][2]}, r3.Vec{X: arm[2][0], Y: arm[2][1], Z: arm[2][2]})
	if n := r3.Norm(along); n > 0.05 && n < 1 {
		return r3.Add(wrist, r3.Scale(forearmLength/n, along)), true
	}
	return r3.Vec{}, false
}
