package scene

import (
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/mirror"

	"gonum.org/v1/gonum/spatial/r3"
)

// Room is the part of a picture that hands are shown in, in units of the picture's
// height from its middle, y down. What else there is may leave it.
type Room struct{ Left, Top, Right, Bottom float64 }

// Director is the camera that nobody steers. Without things it looks at a greeting from
// near the mirror plane, so that both hands are of one size, or, where the palm faces the
// glass, over the person's shoulder, so that the robot's palm is seen. Things are looked at
// from three quarters, and from nearer while one is touched. Whatever it shows, both hands
// are in the room that they are given. It belongs to one goroutine.
type Director struct {
	desc    mirror.Description
	hands   *hand.Hand
	parts   []int // of the robot's shapes: its hand's
	opens   bool  // an exhibit: the view waits where the hands will be
	teaches bool  // the arm shows something, and the two stay face to face
	feels   bool  // warmth is shown
	view    Orbit
	set     bool
	time    float64

	points []Vec // scratch: what has to be seen
}

// How the director looks. Design values.
const (
	greetAzimuth, greetElevation = -0.04, 0.10
	openAzimuth, openElevation   = -0.34, 0.10 // an exhibit's opening: the light in the glass is seen
	overShoulder, overElevation  = -0.62, 0.16 // where a palm faces the glass
	workAzimuth, workElevation   = -0.34, 0.24
	touchElevation               = 0.34
	feelAzimuth, feelElevation   = -0.62, 0.52 // where warmth is looked at
	tallAzimuth, tallElevation   = -1.05, 0.42 // in a portrait: one hand above the other
	tallRoom                     = 0.9         // width of a room over its height, below which it is one
	nearest                      = 0.55        // m: the eye comes no nearer
	touchedWithin                = 0.03        // m from a thing's middle, beside its size, that count as touching it
	glide, chase                 = 0.7, 0.25   // s, time constants: of the direction, and of what is looked at
	mostGlide                    = 5           // s, since the last picture, of which a longer way is no glide
	handMargin                   = 0.018       // m around landmarks and tips
	forearmShown                 = 0.09        // m of each
	around                       = 0.20        // m, of what an arm explores
	atFingers                    = 0.11        // m, of fingers whose warmth is looked at
)

// NewDirector looks at what a description names.
func NewDirector(desc mirror.Description) *Director {
	d := &Director{desc: desc, hands: hand.New(desc.Side, desc.Dims), view: DefaultOrbit()}
	d.parts = handShapes(&desc)
	return d
}

// handShapes are those of the robot's shapes that its hand has.
func handShapes(desc *mirror.Description) (shapes []int) {
	for i := range desc.Robot.Shapes {
		link := desc.Robot.Shapes[i].Link
		for link >= 0 && link != desc.Robot.Palm {
			link = desc.Robot.Model.LinkParent(link)
		}
		if link >= 0 {
			shapes = append(shapes, i)
		}
	}
	return shapes
}

// Follow is where to look from, now that a snapshot has come; it glides.
func (d *Director) Follow(snap *mirror.Snapshot, room Room) Orbit {
	dt := snap.Time - d.time
	d.time = snap.Time
	goal := DefaultOrbit()
	goal.Azimuth, goal.Elevation = d.side(snap, room)
	d.gather(snap)
	if d.opens {
		d.points = append(d.points, raised[:]...)
	}
	if !d.set || dt < 0 || dt > mostGlide {
		d.view, d.set = goal.fitted(d.points, room, nearest), true
		return d.view
	}
	// What is in the room is so from wherever the camera is on its way.
	turned := d.view.Eased(goal, dt, glide)
	goal.Azimuth, goal.Elevation = turned.Azimuth, turned.Elevation
	d.view = d.view.Eased(goal.fitted(d.points, room, nearest), dt, chase)
	d.view.Azimuth, d.view.Elevation = turned.Azimuth, turned.Elevation
	return d.view
}

// raised are corners of the room that two hands take up while one rises and waves to the other.
var raised = [...]Vec{{X: -0.42, Y: -0.16, Z: 1.0}, {X: -0.1, Y: -0.16, Z: 1.4}, {X: 0.42, Y: -0.16, Z: 1.0}, {X: 0.1, Y: -0.16, Z: 1.4}}

// Open tells whether an exhibit opens. It begins in the dark: the view need not glide there.
func (d *Director) Open(on bool) {
	if on && !d.opens {
		d.set = false
	}
	d.opens = on
}

// Feel tells whether it is shown how warm the skin is: fingers that touch something are then
// looked at from near.
func (d *Director) Feel(warmth bool) { d.feels = warmth }

// Teach is as a Scene's.
func (d *Director) Teach(on bool) { d.teaches = on }

// side is the direction to look from (rad).
func (d *Director) side(snap *mirror.Snapshot, room Room) (azimuth, elevation float64) {
	if room.Right-room.Left < tallRoom*(room.Bottom-room.Top) {
		return tallAzimuth, tallElevation
	}
	if d.opens {
		return openAzimuth, openElevation
	}
	alone := snap.Arm.Piloted && !d.teaches
	if len(snap.Things) > 0 || alone {
		if d.feels && d.touches(snap) {
			return feelAzimuth, feelElevation
		}
		if alone || d.touches(snap) {
			return workAzimuth, touchElevation
		}
		return workAzimuth, workElevation
	}
	palm := FromPose(snap.Person.WorldFromPalm)
	facing := palm.Z.Scale(-1).Dot(FromR3(d.desc.Plane.Normal))
	over := Smoothstep(0.55, 0.9, float32(math.Abs(float64(facing))))
	return greetAzimuth + float64(over)*(overShoulder-greetAzimuth), greetElevation + float64(over)*(overElevation-greetElevation)
}

// touches tells whether the robot's hand is at a thing and feels it.
func (d *Director) touches(snap *mirror.Snapshot) bool {
	feels := false
	for i := range snap.Feel {
		feels = feels || snap.Feel[i].Contact
	}
	if !feels {
		return false
	}
	for _, tip := range d.desc.Robot.Tips {
		if tip < 0 || tip >= len(snap.Arm.WorldFromLink) {
			continue
		}
		at := snap.Arm.WorldFromLink[tip].Pos
		for i := range snap.Things {
			t := &snap.Things[i]
			for k := range t.Body.Parts {
				p := &t.Body.Parts[k]
				middle := t.WorldFromObject.Mul(p.ObjectFromPart).Pos
				if r3.Norm(r3.Sub(at, middle)) < p.Radius+r3.Norm(p.Half)+touchedWithin {
					return true
				}
			}
		}
	}
	return false
}

// gather lists what has to be seen: both hands from wrist to fingertips, or, while the arm
// goes its own way, the robot's with what is around it.
func (d *Director) gather(snap *mirror.Snapshot) {
	d.points = d.points[:0]
	d.gatherRobot(snap)
	room := float32(around)
	if d.feels && d.touches(snap) {
		room = atFingers
	}
	if snap.Arm.Piloted && !d.teaches || room < around {
		middle := Vec{}
		for _, p := range d.points {
			middle = middle.Add(p.Scale(1 / float32(len(d.points))))
		}
		for i := range 2 {
			by := room * float32(1-2*i)
			d.points = append(d.points, middle.Add(Vec{X: by}), middle.Add(Vec{Y: by}), middle.Add(Vec{Z: by / 2}))
		}
		return
	}
	d.hands.SetAngles(snap.Person.Angles)
	var lm hand.Landmarks
	d.hands.LandmarksTo(&lm)
	palm := FromPose(snap.Person.WorldFromPalm)
	for _, p := range lm {
		d.points = append(d.points, palm.Apply(FromR3(p)))
	}
	forearm := FromPose(snap.Person.WorldFromForearm)
	d.points = append(d.points, forearm.T.Add(forearm.X.Scale(-forearmShown)))
}

func (d *Director) gatherRobot(snap *mirror.Snapshot) {
	for _, i := range d.parts {
		if s := &d.desc.Robot.Shapes[i]; s.Link < len(snap.Arm.WorldFromLink) {
			link := FromPose(snap.Arm.WorldFromLink[s.Link])
			d.points = append(d.points, link.Apply(FromR3(s.A)), link.Apply(FromR3(s.B)))
		}
	}
	if i := d.desc.Robot.Palm; i < len(snap.Arm.WorldFromLink) {
		palm := FromPose(snap.Arm.WorldFromLink[i].Mul(d.desc.Robot.LinkFromPalm))
		d.points = append(d.points, palm.T.Add(palm.X.Scale(-forearmShown)))
	}
}

// fitted is the view moved and put at a distance so that points are in a room, as large
// as that allows; the eye comes no nearer than nearest (m). A few rounds do: what is shown is small beside how far away it is.
func (o Orbit) fitted(points []Vec, room Room, nearest float64) Orbit {
	if len(points) == 0 {
		return o
	}
	o.Target = Vec{}
	for _, p := range points {
		o.Target = o.Target.Add(p.Scale(1 / float32(len(points))))
	}
	width, height := room.Right-room.Left, room.Bottom-room.Top
	for range fitRounds {
		c := o.Camera()
		var left, top, right, bottom edge
		for _, p := range points {
			x, y, ok := c.Project(p, 0, 1)
			if !ok {
				o.Distance *= 1.5
				continue
			}
			perMetre := o.Focal / float64(p.Sub(c.Eye).Dot(c.Forward))
			left.reach(handMargin*perMetre-x, perMetre)
			right.reach(handMargin*perMetre+x, perMetre)
			top.reach(handMargin*perMetre+0.5-y, perMetre)
			bottom.reach(handMargin*perMetre+y-0.5, perMetre)
		}
		if !left.set {
			continue
		}
		// What is shown far away moves and grows less than what is near.
		x := (right.far - left.far - room.Left - room.Right) / (left.perMetre + right.perMetre)
		y := (bottom.far - top.far - room.Top - room.Bottom) / (top.perMetre + bottom.perMetre)
		o.Target = o.Target.Add(c.Right.Scale(float32(x))).Add(c.Up.Scale(float32(-y)))
		grown, depth := (left.far+right.far)/width, 2*o.Focal/(left.perMetre+right.perMetre)
		if high := (top.far + bottom.far) / height; high > grown {
			grown, depth = high, 2*o.Focal/(top.perMetre+bottom.perMetre)
		}
		before := o.Distance
		o.Distance = min(max(before+(min(max(grown, 0.5), 2)-1)*depth, nearest), maxDistance)
		if math.Abs(x)+math.Abs(y)+math.Abs(o.Distance-before) < fitEnough {
			break
		}
	}
	return o
}

// How a view is fitted. Design values.
const (
	fitRounds = 24
	fitEnough = 2e-4 // m, that it moves in a round
)

// edge is how far out points reach to one side, in units of the picture's height, and how
// large a metre is where they do.
type edge struct {
	far, perMetre float64
	set           bool
}

func (e *edge) reach(far, perMetre float64) {
	if !e.set || far > e.far {
		*e = edge{far, perMetre, true}
	}
}
