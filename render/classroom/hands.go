package classroom

import (
	"slices"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/render/scene"
	"mirrorarm/sensors/glove"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/mirror"

	"gonum.org/v1/gonum/spatial/r3"
)

// hands is what shows a person's right hand, in a glove or not, and the left hand of
// the robot that mirrors it.
type hands struct {
	scene *scene.Scene
	glove *glove.Layout
	robot *robot.Robot
	links []int          // of the robot's hand
	still []spatial.Pose // palmFromLink, of every link, the fingers at rest
}

// restOfRobot (rad) is how far the fingers of a robot at rest are bent.
const restOfRobot = 0.25

// newHands builds the hands with a glove's channels on the person's; nil for none.
func newHands(layout *glove.Layout) *hands {
	h := &hands{glove: layout}
	r, err := robot.Bionic(hand.Left)
	if err != nil {
		panic(err) // it is part of the program
	}
	h.robot = r
	h.scene = scene.New(mirror.Description{Side: hand.Right, Dims: hand.Nominal(), Robot: r, Glove: layout, Plane: spatial.Plane{Normal: r3.Vec{X: 1}}})
	state := chain.NewState(r.Model)
	q := append([]float64(nil), state.Coordinates()...)
	for _, finger := range r.Fingers {
		for _, c := range finger {
			k := r.Model.Coordinate(c).Limit
			q[c] = min(max(restOfRobot, k.Lower), 0.3*k.Upper)
		}
	}
	state.SetCoordinates(q)
	palm := state.RootFromLink(r.Palm)
	for i := range r.Model.NumLinks() {
		h.still = append(h.still, palm.Inverse().Mul(state.RootFromLink(i)))
		for up := i; up >= 0; up = r.Model.LinkParent(up) {
			if up == r.Palm {
				h.links = append(h.links, i)
				break
			}
		}
	}
	return h
}

// showHands draws the person's hand and, where there is an image, the robot's.
func (s *Stage) showHands(d *lesson.Drawing, camera scene.Camera) *scene.Frame {
	if s.hands == nil || s.hands.glove != d.Person.Glove {
		s.hands = newHands(d.Person.Glove)
	}
	h := s.hands
	palm := s.base.Mul(d.Person.RootFromPalm)
	s.snap = mirror.Snapshot{Person: mirror.Person{WorldFromForearm: palm, WorldFromPalm: palm, Angles: d.Person.Angles}}
	if h.glove != nil {
		s.snap.Glove = make([]float32, h.glove.Len())
	}
	if d.Image != nil {
		image := s.base.Mul(*d.Image)
		for _, p := range h.still {
			s.snap.Arm.WorldFromLink = append(s.snap.Arm.WorldFromLink, image.Mul(p))
		}
	}
	f := h.scene.Build(&s.snap, camera)
	f.Strokes, f.Pane = f.Strokes[:0], scene.Pane{} // the lesson draws its own
	f.Solids = slices.DeleteFunc(f.Solids, func(b scene.Solid) bool {
		return d.Image == nil || !b.Occluded || !slices.Contains(h.links, int(b.Group))
	})
	f.Occluders = slices.DeleteFunc(f.Occluders, func(o scene.Occluder) bool {
		return d.Image == nil || !slices.Contains(h.links, int(o.Group))
	})
	h.paintChannels(f, d.Person)
	return f
}

// Of a glove's channels: those that the page is about, those that are broken, and the
// others. Design values.
const (
	litChannel    = 1.7 // times as large
	brokenChannel = 2.0
)

// paintChannels lights the channels that the page is about, and marks broken ones.
func (h *hands) paintChannels(f *scene.Frame, person *lesson.Person) {
	if h.glove == nil {
		f.Dots = f.Dots[:0]
		return
	}
	f.Dots = f.Dots[:min(len(f.Dots), h.glove.Len())]
	for i := range f.Dots {
		f.Dots[i].Color, f.Dots[i].Alpha = scene.Hex(0x6E7884), 0.5
	}
	for _, i := range person.Lit {
		f.Dots[i].Color, f.Dots[i].Alpha = scene.Accent.Scale(1.5), 1
		f.Dots[i].Radius *= litChannel
	}
	for _, i := range person.Broken {
		f.Dots[i].Color, f.Dots[i].Radius = scene.Hex(0xE5533D).Scale(1.4), f.Dots[i].Radius/litChannel*brokenChannel
	}
}

// Of a hand's extent in its palm's frame (m).
const (
	handLength = 0.20
	handHalf   = 0.06
	wristBack  = 0.06
	gloveBack  = 0.11 // of a hand alone, whose forearm has room
)

// addHand adds the corners of a hand's extent, so far behind the wrist.
func addHand(add func(r3.Vec), rootFromPalm spatial.Pose, back float64) {
	for _, v := range []r3.Vec{{X: -back}, {X: handLength}, {X: handLength / 2, Y: handHalf}, {X: handLength / 2, Y: -handHalf}, {X: handLength / 2, Z: handHalf}} {
		add(rootFromPalm.Apply(v))
	}
}
