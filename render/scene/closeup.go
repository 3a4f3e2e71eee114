package scene

import (
	"math"

	"mirrorarm/sim/mirror"
)

// closeUp follows the robot's palm from the side that feels, and goes nearer to
// what that touches.
type closeUp struct {
	at, from Vec     // looked at, and the direction towards the eye
	near     float32 // 0 shows the hand, 1 what it touches
	touched  Vec     // where it touches, or did last
	set      bool
}

// How the close-up looks at the palm. Design values.
const (
	closeDistance  = 0.50 // m
	nearDistance   = 0.21 // m: single taxels, some 2 mm apart, then are 5 px and more apart
	closeElevation = 0.9  // rad: the camera stays level, so it never looks straight down
	lowElevation   = -0.35
	tableElevation = 0.12 // rad: a palm that faces down may be over a table
	closeSettle    = 0.20 // s, time constant
	nearSettle     = 0.30 // s, likewise
	palmCentre     = 0.045
)

// aside is from where a palm is looked at that faces down: the viewer's side, past
// the fingers.
var aside = Vec{-0.5, -0.87, 0}

// follow moves the close-up to where the snapshot has the palm and, on average,
// the fingertips; dt is the time (s) since the last one.
func (c *closeUp) follow(worldFromPalm *Affine, tips Vec, touching bool, dt float64) {
	from := worldFromPalm.Z.Scale(-1).Add(worldFromPalm.X.Scale(0.22))
	level := Vec{from.X, from.Y, 0}
	steep := math.Atan2(float64(from.Z), float64(level.Norm()))
	down := Smoothstep(0.6, 0.95, -from.Unit().Z)
	steep = min(max(steep, lowElevation+float64(down)*(tableElevation-lowElevation)), closeElevation)
	level = level.Add(aside.Scale(2 * down))
	c.approach(touching, dt)
	at := worldFromPalm.Apply(Vec{X: palmCentre}).Lerp(tips, 0.45)
	at = at.Lerp(c.touched, c.near)
	sin, cos := math.Sincos(steep)
	if level.Norm() > 1e-3 {
		level = level.Unit()
	} else {
		level = Vec{Y: 1}
	}
	from = level.Scale(float32(cos)).Add(Vec{Z: float32(sin)})
	if !c.set || dt <= 0 || dt > 1 {
		c.at, c.from, c.set = at, from, true
		return
	}
	t := float32(1 - math.Exp(-dt/closeSettle))
	c.at = c.at.Lerp(at, t)
	if next := c.from.Lerp(from, t); next.Norm() > 0.1 {
		c.from = next.Unit()
	}
}

// approach goes nearer while something is touched, and away again.
func (c *closeUp) approach(touching bool, dt float64) {
	goal := 0.0
	if touching {
		goal = 1
	}
	if !c.set || dt <= 0 || dt > 1 {
		c.near = float32(goal)
		return
	}
	c.near = float32(ease(float64(c.near), goal, dt, nearSettle))
}

// camera is the close-up's view.
func (c *closeUp) camera() Camera {
	right := Vec{Z: 1}.Cross(c.from).Unit()
	return Camera{
		Eye: c.at.Add(c.from.Scale(closeDistance + c.near*(nearDistance-closeDistance))), Right: right, Up: c.from.Cross(right), Forward: c.from.Scale(-1),
		Focal: 2.05,
	}
}

// CloseUp is the last built frame seen from the palm of the robot's hand,
// without the person. It shares the frame's slices and is valid as long as they
// are.
func (s *Scene) CloseUp() *Frame {
	f := &s.closeFrame
	*f = s.frame
	f.Camera = s.close.camera()
	f.Sheer, f.Pane.Alpha = nil, 0
	f.Dots = f.Dots[s.firstTouch:]
	f.Strokes = f.Strokes[s.firstShear:]
	return f
}

// followPalm aims the close-up.
func (s *Scene) followPalm(snap *mirror.Snapshot, dt float64) {
	if palm := s.desc.Robot.Palm; palm >= 0 && palm < len(s.worldFromLink) {
		linkFromPalm := FromPose(s.desc.Robot.LinkFromPalm)
		worldFromPalm := s.worldFromLink[palm].Mul(&linkFromPalm)
		s.close.follow(&worldFromPalm, s.meanTip(&worldFromPalm), s.findTouch(snap), dt)
	}
}

// findTouch finds the middle of what is touched, the harder the weightier, and
// tells whether anything is.
func (s *Scene) findTouch(snap *mirror.Snapshot) bool {
	var sum Vec
	total := float32(0)
	for i := range min(len(s.taxels), len(snap.Touch)) {
		p, d := snap.Touch[i].Normal, &s.taxels[i]
		if p > IdlePressure && d.link < len(snap.Arm.WorldFromLink) {
			p = min(p, FullPressure)
			sum = sum.Add(s.worldFromLink[d.link].Apply(d.at).Scale(p))
			total += p
		}
	}
	if total < leastTouch {
		return false
	}
	s.close.touched = sum.Scale(1 / total)
	return true
}

// leastTouch (Pa, summed over the taxels) is a touch that is worth going nearer
// for: more than what is left on one taxel now and then. Design value.
const leastTouch = 60e3

// meanTip is the middle of the fingertips, or of the palm if there are none.
func (s *Scene) meanTip(worldFromPalm *Affine) Vec {
	var sum Vec
	count := float32(0)
	for _, tip := range s.desc.Robot.Tips {
		if tip >= 0 && tip < len(s.worldFromLink) {
			sum, count = sum.Add(s.worldFromLink[tip].T), count+1
		}
	}
	if count == 0 {
		return worldFromPalm.Apply(Vec{X: palmCentre})
	}
	return sum.Scale(1 / count)
}
