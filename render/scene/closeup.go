package scene

import "math"

// closeUp follows the robot's palm from the side that feels.
type closeUp struct {
	at, from Vec // looked at, and the direction towards the eye
	set      bool
}

// How the close-up looks at the palm. Design values.
const (
	closeDistance  = 0.50 // m
	closeElevation = 0.9  // rad: the camera stays level, so it never looks straight down
	closeSettle    = 0.20 // s, time constant
	palmCentre     = 0.045
)

// follow moves the close-up to where the snapshot has the palm and, on average,
// the fingertips; dt is the time (s) since the last one.
func (c *closeUp) follow(worldFromPalm *Affine, tips Vec, dt float64) {
	at := worldFromPalm.Apply(Vec{X: palmCentre}).Lerp(tips, 0.45)
	from := worldFromPalm.Z.Scale(-1).Add(worldFromPalm.X.Scale(0.22))
	level := Vec{from.X, from.Y, 0}
	steep := math.Atan2(float64(from.Z), float64(level.Norm()))
	steep = min(max(steep, -0.35), closeElevation)
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

// camera is the close-up's view.
func (c *closeUp) camera() Camera {
	right := Vec{Z: 1}.Cross(c.from).Unit()
	return Camera{
		Eye: c.at.Add(c.from.Scale(closeDistance)), Right: right, Up: c.from.Cross(right), Forward: c.from.Scale(-1),
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
func (s *Scene) followPalm(dt float64) {
	if palm := s.desc.Robot.Palm; palm >= 0 && palm < len(s.worldFromLink) {
		linkFromPalm := FromPose(s.desc.Robot.LinkFromPalm)
		worldFromPalm := s.worldFromLink[palm].Mul(&linkFromPalm)
		s.close.follow(&worldFromPalm, s.meanTip(&worldFromPalm), dt)
	}
}

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
