package live

import (
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture/format"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Packet is a frame on our clock, as a tracker's messages give it.
type Packet struct {
	Frame
	Came  float64 // s, when it was there
	Timed bool    // whether the tracker told when it saw the hand

	// Where the time (s) since then went; NaN where the tracker does not say. The way
	// is measured by a tracker that knows how long a message takes there and back.
	Camera, Tracker, Way float64
}

// Feed turns one tracker's messages into frames: clocks are compared, hands are
// put where the picture shows them. It belongs to one goroutine.
type Feed struct {
	hello  Message
	axes   format.Axes
	camera bool
	fov    float64
	clock  clockOffset
	palm   palmLength
}

// NewFeed is that of a tracker that has not said what it is: one in camera axes.
func NewFeed(fov float64) *Feed {
	f := &Feed{fov: fov}
	f.axes, _ = format.ParseAxes("camera") // a name that is known
	return f
}

// Hello takes a tracker's word for what it is.
func (f *Feed) Hello(m *Message) error {
	f.hello = *m
	f.camera = m.Kind == "camera"
	name := m.Axes
	if name == "" {
		name = "camera"
	}
	axes, err := format.ParseAxes(name)
	if err != nil {
		return err
	}
	f.axes = axes
	if m.FOV != nil {
		f.fov = *m.FOV
	}
	return nil
}

// Settings are what a follower of this tracker needs to know.
func (f *Feed) Settings() Settings {
	position := f.camera || f.hello.Kind == "tracker" && f.axes.Name != "palm"
	if f.hello.Position != nil {
		position = position && *f.hello.Position
	}
	axes := f.axes
	if axes.LeftHanded() {
		axes.Z = r3.Scale(-1, axes.Z)
	}
	return Settings{Axes: axes, Position: position, Orientation: f.axes.WorldFromSource() != (quat.Number{}), Depth: !f.camera}
}

// Packet is the frame in a message that came at our time now (s).
func (f *Feed) Packet(m *Message, now float64) Packet {
	p := Packet{Came: now, Frame: Frame{Time: now}, Camera: math.NaN(), Tracker: math.NaN(), Way: math.NaN()}
	if m.Captured != nil {
		sent := *m.Captured
		if m.Sent != nil {
			sent = *m.Sent
		}
		offset := f.clock.heard(sent/1000, now)
		if m.RoundMS != nil {
			offset -= min(max(*m.RoundMS, 0), 200) / 2000
		}
		p.Time, p.Timed = *m.Captured/1000+offset, true
		p.spent(m, sent/1000+offset)
	}
	for i := range m.Hands {
		h := m.Hands[i].hand()
		if f.camera {
			f.locate(&h, &m.Hands[i], m)
		}
		if f.axes.LeftHanded() {
			mirror(&h)
		}
		p.Hands = append(p.Hands, h)
	}
	return p
}

// spent tells what the tracker did with its time until it sent the frame, at our time
// sent (s).
func (p *Packet) spent(m *Message, sent float64) {
	if m.RoundMS != nil {
		p.Way = p.Came - sent
	}
	if m.Sent == nil {
		return
	}
	got := *m.Captured
	if m.Got != nil {
		got = *m.Got
		p.Camera = (got - *m.Captured) / 1000
	}
	p.Tracker = (*m.Sent - got) / 1000
}

// locate puts a hand that a camera has seen where it is, and its elbow where the
// body's arm of that side leads.
func (f *Feed) locate(h *format.Hand, raw *HandMessage, m *Message) {
	cam := Camera{FOV: f.fov, Aspect: 16.0 / 9}
	if len(m.Size) == 2 && m.Size[0] > 0 && m.Size[1] > 0 {
		cam.Aspect = m.Size[0] / m.Size[1]
	}
	f.palm.add(r3.Norm(r3.Sub(h.Seen.Points[9], h.Seen.Points[0])))
	if !cam.Locate(&h.Seen, raw.Image, f.palm.mean()) || m.Arms == nil {
		return
	}
	arm := m.Arms.Right
	if h.Side == hand.Left {
		arm = m.Arms.Left
	}
	h.Elbow, h.HasElbow = elbowOf(arm, h.Seen.Points[0])
}

// mirror reflects a hand and its place in the third axis.
func mirror(h *format.Hand) {
	for i := range h.Seen.Points {
		h.Seen.Points[i].Z = -h.Seen.Points[i].Z
	}
	h.Place.Z, h.Elbow.Z = -h.Place.Z, -h.Elbow.Z
}

// palmLength (m) is that of the person, which a camera's tracker gives a little
// differently in every frame: a slow mean.
type palmLength struct{ sum, weight float64 }

func (p *palmLength) add(length float64) {
	const memory = 1 - 1.0/100 // frames
	if length > 0.03 && length < 0.2 {
		p.sum, p.weight = memory*p.sum+length, memory*p.weight+1
	}
}

func (p *palmLength) mean() float64 {
	if p.weight == 0 {
		return 0
	}
	return p.sum / p.weight
}
