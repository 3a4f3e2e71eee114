package scene

import (
	"image"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/mirror"
)

// How thick a person's fingers are at most, and a forearm (m). Design values.
const (
	fingerThick  = 0.011
	forearmThick = 0.032
)

// Extents are the parts of a picture of width × height pixels that the hands take up, with as
// much of their forearms as is sure to be seen; empty where nothing of one is.
func (d *Director) Extents(snap *mirror.Snapshot, c *Camera, width, height int) (person, robot image.Rectangle) {
	var p, r extent
	p.begin(c, width, height)
	r.begin(c, width, height)
	d.hands.SetAngles(snap.Person.Angles)
	var lm hand.Landmarks
	d.hands.LandmarksTo(&lm)
	palm := FromPose(snap.Person.WorldFromPalm)
	for _, at := range lm {
		p.reach(palm.Apply(FromR3(at)), fingerThick)
	}
	forearm := FromPose(snap.Person.WorldFromForearm)
	p.reach(forearm.T, forearmThick)
	p.reach(forearm.T.Add(forearm.X.Scale(-forearmShown)), forearmThick)

	for _, i := range d.parts {
		if s := &d.desc.Robot.Shapes[i]; s.Link < len(snap.Arm.WorldFromLink) {
			link := FromPose(snap.Arm.WorldFromLink[s.Link])
			r.reach(link.Apply(FromR3(s.A)), s.Ra)
			r.reach(link.Apply(FromR3(s.B)), s.Rb)
		}
	}
	if i := d.desc.Robot.Palm; i >= 0 && i < len(snap.Arm.WorldFromLink) {
		palm := FromPose(snap.Arm.WorldFromLink[i].Mul(d.desc.Robot.LinkFromPalm))
		r.reach(palm.T.Add(palm.X.Scale(-forearmShown)), forearmThick)
	}
	return p.rect(), r.rect()
}

// extent is the smallest upright rectangle about the balls that it has been told of.
type extent struct {
	camera                   *Camera
	width, height            float64
	left, top, right, bottom float64
}

func (e *extent) begin(c *Camera, width, height int) {
	*e = extent{camera: c, width: float64(width), height: float64(height), left: math.Inf(1), top: math.Inf(1), right: math.Inf(-1), bottom: math.Inf(-1)}
}

func (e *extent) reach(at Vec, radius float64) {
	x, y, ok := e.camera.Project(at, e.width, e.height)
	if !ok {
		return
	}
	r := radius * float64(e.camera.Focal) * e.height / float64(at.Sub(e.camera.Eye).Dot(e.camera.Forward))
	e.left, e.right = min(e.left, x-r), max(e.right, x+r)
	e.top, e.bottom = min(e.top, y-r), max(e.bottom, y+r)
}

// rect is what of it is in the picture.
func (e *extent) rect() image.Rectangle {
	l, t := max(e.left, 0), max(e.top, 0)
	r, b := min(e.right, e.width), min(e.bottom, e.height)
	if !(r > l && b > t) {
		return image.Rectangle{}
	}
	return image.Rect(int(l), int(t), int(math.Ceil(r)), int(math.Ceil(b)))
}

// Grip is where in a picture the fingertip is that an invitation shows: the index finger's; zero
// where it is not seen.
func (d *Director) Grip(snap *mirror.Snapshot, c *Camera, width, height int) image.Point {
	d.hands.SetAngles(snap.Person.Angles)
	tip := snap.Person.WorldFromPalm.Apply(d.hands.PalmFromSegment(hand.Index, 3).Pos)
	x, y, ok := c.Project(FromR3(tip), float64(width), float64(height))
	if !ok {
		return image.Point{}
	}
	return image.Pt(int(x), int(y))
}
