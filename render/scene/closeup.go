package scene

import (
	"math"

	"mirrorarm/sim/mirror"
)

// closeUp follows the robot's palm from the side that feels, and goes nearer to
// what that touches.
type closeUp struct {
	at, from Vec       // looked at, and the direction towards the eye
	near     float32   // 0 shows the hand, 1 what it touches
	touched  Vec       // where it touches, or did last, in the palm's frame
	far      float32   // m: from where the hand is in the picture
	room     float32   // how near the eye may go for what it touches to be in the picture, as near
	rest     []float32 // N, what each region of the skin carries all the time
	set      bool

	shapes []int // of the robot's hand
	points []Vec // scratch: what is seen of it
}

// How the close-up looks at the palm. Design values.
const (
	nearDistance   = 0.21 // m: single taxels, some 2 mm apart, then are 5 px and more apart
	closeElevation = 0.9  // rad: the camera stays level, so it never looks straight down
	lowElevation   = -0.35
	tableElevation = 0.12 // rad: a palm that faces down may be over a table
	closeSettle    = 0.20 // s, time constant
	nearSettle     = 0.30 // s, likewise
	palmCentre     = 0.045
	closeFocal     = 2.05  // in units of the picture's height
	touchMargin    = 0.020 // m round what is touched that is seen at least
	handInView     = 0.7   // of the way from there to the hand's middle, likewise
)

// closeRoom is the part of the picture that the hand is in: below the title.
var closeRoom = Room{Left: -0.63, Top: -0.38, Right: 0.63, Bottom: 0.46}

// leastClose (m): the eye comes no nearer to show the hand.
const leastClose = 0.455

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
	sin, cos := math.Sincos(steep)
	if level.Norm() > 1e-3 {
		level = level.Unit()
	} else {
		level = Vec{Y: 1}
	}
	from = level.Scale(float32(cos)).Add(Vec{Z: float32(sin)})
	at, far := c.fit(from, handMiddle(worldFromPalm, tips))
	at = at.Lerp(worldFromPalm.Apply(c.touched), c.near)
	if !c.set || dt <= 0 || dt > 1 {
		c.at, c.from, c.far, c.set = at, from, far, true
		return
	}
	t := float32(1 - math.Exp(-dt/closeSettle))
	c.far += t * (far - c.far)
	c.at = c.at.Lerp(at, t)
	if next := c.from.Lerp(from, t); next.Norm() > 0.1 {
		c.from = next.Unit()
	}
}

// fit is where to look, and from how far, for all of the hand to be in the picture.
func (c *closeUp) fit(from, middle Vec) (at Vec, distance float32) {
	o := Orbit{
		Azimuth: math.Atan2(float64(from.X), -float64(from.Y)), Elevation: math.Asin(float64(from.Z)),
		Distance: leastClose, Focal: closeFocal, Target: middle,
	}
	o = o.fitted(c.points, closeRoom, leastClose)
	return o.Target, float32(o.Distance)
}

// handMiddle is where a hand is looked at.
func handMiddle(worldFromPalm *Affine, tips Vec) Vec {
	return worldFromPalm.Apply(Vec{X: palmCentre}).Lerp(tips, 0.45)
}

// approach goes nearer while something is touched, and away again.
func (c *closeUp) approach(touching bool, dt float64) {
	goal := 0.0
	if touching {
		goal = float64(c.room)
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
		Eye: c.at.Add(c.from.Scale(c.far + c.near*(nearDistance-c.far))), Right: right, Up: c.from.Cross(right), Forward: c.from.Scale(-1),
		Focal: closeFocal,
	}
}

// CloseUp is the last built frame seen from the palm of the robot's hand,
// without the person. It shares the frame's slices and is valid as long as they
// are.
func (s *Scene) CloseUp() *Frame {
	f := &s.closeFrame
	*f = s.frame
	f.Camera = s.close.camera()
	f.Sheer, f.Pane.Alpha, f.XRay = nil, 0, true
	f.Dots = f.Dots[s.firstTouch:]
	f.Strokes = f.Strokes[s.firstShear:]
	return f
}

// followPalm aims the close-up.
func (s *Scene) followPalm(snap *mirror.Snapshot, dt float64) {
	if palm := s.desc.Robot.Palm; palm >= 0 && palm < len(s.worldFromLink) {
		linkFromPalm := FromPose(s.desc.Robot.LinkFromPalm)
		worldFromPalm := s.worldFromLink[palm].Mul(&linkFromPalm)
		tips := s.meanTip(&worldFromPalm)
		c := &s.close
		c.points = c.points[:0]
		for _, i := range c.shapes {
			shape := &s.desc.Robot.Shapes[i]
			w := &s.worldFromLink[shape.Link]
			c.points = append(c.points, w.Apply(FromR3(shape.A)), w.Apply(FromR3(shape.B)))
		}
		s.close.follow(&worldFromPalm, tips, s.findTouch(snap, &worldFromPalm, tips, dt), dt)
	}
}

// findTouch finds the middle of what is touched, the harder the weightier, and
// tells whether anything is; tips is the middle of the fingertips, dt the time (s) since
// the last picture.
func (s *Scene) findTouch(snap *mirror.Snapshot, worldFromPalm *Affine, tips Vec, dt float64) bool {
	if s.desc.Skin == nil {
		return false
	}
	s.settle(snap.Feel, dt)
	palmFromWorld := worldFromPalm.Inverse()
	var sum Vec
	total := float32(0)
	for i := range snap.Feel {
		if at, force := s.contact(&snap.Feel[i]); force > 0 {
			sum, total = sum.Add(palmFromWorld.Apply(at).Scale(force)), total+force
		}
	}
	if total == 0 {
		return false
	}
	c := &s.close
	c.touched = sum.Scale(1 / total)
	middle := palmFromWorld.Apply(handMiddle(worldFromPalm, tips))
	apart := handInView * middle.Sub(c.touched).Norm()
	for i := range snap.Feel {
		if at, force := s.contact(&snap.Feel[i]); force > 0 {
			apart = max(apart, palmFromWorld.Apply(at).Sub(c.touched).Norm())
		}
	}
	// Half of the picture's height shows 1 / (2 · focal) of the distance.
	distance := 2 * closeFocal * (apart + touchMargin)
	c.room = min(max((c.far-distance)/(max(c.far, leastClose)-nearDistance), 0), 1)
	return true
}

// What counts as a touch that is worth going nearer for: of a touch that is over, the
// taxels keep up to some newtons for minutes (hysteresis), so that only what comes on
// top of what a region carries all the time is one. Design values.
const (
	restSettle = 6.0  // s, until a load that stays is nothing new any more
	freshShare = 0.35 // of the load
	leastFresh = 0.3  // N
)

// settle takes note of what every region carries all the time: what is less is that at
// once, what is more in time.
func (s *Scene) settle(feel []mirror.Feel, dt float64) {
	c := &s.close
	if len(c.rest) != len(s.desc.Skin.Regions) {
		c.rest = make([]float32, len(s.desc.Skin.Regions))
	}
	t := float32(0)
	if c.set {
		t = float32(1 - math.Exp(-max(dt, 0)/restSettle))
	}
	for i := range feel {
		if r := s.regionOf(&feel[i]); r >= 0 {
			load := float32(feel[i].Normal)
			c.rest[r] = min(c.rest[r]+t*(load-c.rest[r]), load)
		}
	}
}

// contact is where in the world a region of the skin is touched, and how hard (N); 0 is
// not at all.
func (s *Scene) contact(feel *mirror.Feel) (at Vec, force float32) {
	r := s.regionOf(feel)
	if !feel.Contact || r < 0 {
		return at, 0
	}
	link := s.desc.Skin.Regions[r].Link
	force = float32(feel.Normal)
	if fresh := force - s.close.rest[r]; link >= len(s.worldFromLink) || fresh < leastFresh || fresh < freshShare*force {
		return at, 0
	}
	return s.worldFromLink[link].Apply(FromR3(feel.Centre)), force
}

// regionOf is the skin's region that feels something; −1 if there is none.
func (s *Scene) regionOf(feel *mirror.Feel) int {
	for r := range s.desc.Skin.Regions {
		if s.desc.Skin.Regions[r].Name == feel.Region {
			return r
		}
	}
	return -1
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
