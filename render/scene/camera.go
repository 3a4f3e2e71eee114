package scene

import (
	"math"

	"gonum.org/v1/gonum/spatial/r3"
)

// Camera looks from Eye along Forward; Right, Up and Forward are orthonormal
// and Right is level, which the floor's renderer relies on.
type Camera struct {
	Eye, Right, Up, Forward Vec
	Focal                   float32 // in units of the picture's height

	// Shift is where in the picture the camera looks, from its middle, in units of
	// the picture's height, y down: what stands in the middle of the view need not
	// stand in the middle of the picture.
	ShiftX, ShiftY float32
}

// Project is where a point of the world appears in a picture of width × height
// pixels, y downwards; false if it lies behind the eye.
func (c *Camera) Project(p Vec, width, height float64) (x, y float64, ok bool) {
	to := p.Sub(c.Eye)
	depth := float64(to.Dot(c.Forward))
	if !(depth > minDepth) {
		return 0, 0, false
	}
	scale := float64(c.Focal) * height / depth
	x = width/2 + float64(c.ShiftX)*height + scale*float64(to.Dot(c.Right))
	y = height/2 + float64(c.ShiftY)*height - scale*float64(to.Dot(c.Up))
	return x, y, true
}

// minDepth (m): what is nearer to the eye is not projected.
const minDepth = 0.01

// Orbit is a camera on a sphere about a target: what mouse and fingers steer.
type Orbit struct {
	Target    Vec
	Azimuth   float64 // rad: 0 looks along +Y, positive walks to the arm's side
	Elevation float64 // rad above the level
	Distance  float64 // m
	Focal     float64 // focal length ÷ picture height
}

// Bounds of the orbit: the camera stays above the floor and outside the arm.
const (
	minElevation = -0.05
	maxElevation = 1.35
	minDistance  = 0.35
	maxDistance  = 4.0
)

// DefaultOrbit frames the person's hand, the glass and the arm. The focal
// length is that of a 35 mm lens on 24 mm of film height.
func DefaultOrbit() Orbit {
	return Orbit{Target: Vec{0.115, -0.05, 1.065}, Azimuth: -0.22, Elevation: 0.20, Distance: 1.36, Focal: 35.0 / 24}
}

// Turned is the orbit after a drag (rad).
func (o Orbit) Turned(azimuth, elevation float64) Orbit {
	o.Azimuth += azimuth
	o.Elevation = min(max(o.Elevation+elevation, minElevation), maxElevation)
	return o
}

// Zoomed is the orbit at its distance times factor.
func (o Orbit) Zoomed(factor float64) Orbit {
	o.Distance = min(max(o.Distance*factor, minDistance), maxDistance)
	return o
}

// Camera is the view from the orbit.
func (o Orbit) Camera() Camera {
	sa, ca := math.Sincos(o.Azimuth)
	se, ce := math.Sincos(o.Elevation)
	back := Vec{float32(sa * ce), float32(-ca * ce), float32(se)}
	right := Vec{float32(ca), float32(sa), 0}
	return Camera{
		Eye:     o.Target.Add(back.Scale(float32(o.Distance))),
		Right:   right,
		Up:      back.Cross(right),
		Forward: back.Scale(-1),
		Focal:   float32(o.Focal),
	}
}

// Eased moves the orbit towards another with a time constant (s).
func (o Orbit) Eased(goal Orbit, dt, constant float64) Orbit {
	t := 1 - ease(1, 0, dt, constant)
	o.Target = o.Target.Lerp(goal.Target, float32(t))
	o.Azimuth += t * (goal.Azimuth - o.Azimuth)
	o.Elevation += t * (goal.Elevation - o.Elevation)
	o.Distance += t * (goal.Distance - o.Distance)
	o.Focal += t * (goal.Focal - o.Focal)
	return o
}

// Ray is what lies under a point of the picture: from the eye, in a direction of
// any length. World frame, m.
type Ray struct{ Origin, Direction r3.Vec }

// Ray is the line of sight through the point (x, y) of a picture of width × height
// pixels, y downwards.
func (c Camera) Ray(x, y, width, height float64) Ray {
	d := c.Forward.Scale(c.Focal)
	d = d.Add(c.Right.Scale(float32((x-width/2)/height) - c.ShiftX))
	d = d.Add(c.Up.Scale(float32((height/2-y)/height) + c.ShiftY))
	return Ray{c.Eye.R3(), d.R3()}
}
