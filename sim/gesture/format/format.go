// Package format reads recordings of hands as trackers, headsets, gloves and
// motion-capture suites write them. Read tells the format by the content and
// gives a Recording: what the file says, in its own units and axes, with nothing
// decided yet about side, size, clock or posture. Package gesture decides that.
//
// Errors name the place in the file and what was expected there, not the file.
package format

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/hand"

	"gonum.org/v1/gonum/spatial/r3"
)

// Recording is what a reader makes of a file: the same for every format.
type Recording struct {
	Format string // what it is, for reports
	Frames []Frame
	Notes  []string // what the reader had to decide

	Clock Clock
	Rate  float64 // Hz, of frames that are only counted; 0 if the file does not tell
	Poses bool    // separate poses without a time line, each to be held

	Axes                  Axes
	Position, Orientation bool // what the tracker gives
	Placed                bool // positions are already those of the world

	// Picture says that the points are picture landmarks: x to the right and y
	// down, in widths and heights of the picture or, where Aspect is 1, in pixels;
	// z, a weak hint, away from the camera and on x's scale.
	Picture bool
	Aspect  float64 // of the picture, width over height; 0 if unknown

	// AxesStand says that the axes are sure, so that where a hand's label and its
	// shape disagree the label is wrong. Otherwise the axes are.
	AxesStand bool

	// fixed says that frames do not tell where the hand is nor how it is turned:
	// of the axes only their handedness matters.
	fixed bool
}

// Clock says what a frame's time counts.
type Clock uint8

// The clocks. Untold has a unit that only its intervals tell; Counted counts
// frames.
const (
	Seconds Clock = iota
	Milliseconds
	Microseconds
	Nanoseconds
	Untold
	Counted
)

// Frame is what a tracker reported at one time.
type Frame struct {
	Time  float64 // by the recording's clock; NaN where the frame has none
	Name  string  // of a pose
	Hands []Hand
	Bad   string // why the frame could not be read; empty if it could
	Line  int    // where in the file it is, from 1; 0 if lines mean nothing there
}

// Hand is one hand in one frame. Points that were not seen have no weight.
type Hand struct {
	ID          int // the tracker's own, −1 if it gives none
	Side        hand.Side
	Labelled    bool // whether the tracker named the side
	Confidence  float64
	Seen        hand.Observation
	Place       r3.Vec // where the hand is, for telling hands apart
	Elbow       r3.Vec
	Shoulder    r3.Vec
	HasElbow    bool
	HasShoulder bool
}

// Scale changes the unit of all lengths: by a factor.
func (h *Hand) Scale(factor float64) {
	for i := range h.Seen.Points {
		h.Seen.Points[i] = r3.Scale(factor, h.Seen.Points[i])
	}
	h.Place, h.Elbow, h.Shoulder = r3.Scale(factor, h.Place), r3.Scale(factor, h.Elbow), r3.Scale(factor, h.Shoulder)
}

// newHand is a fully trusted sighting of nothing in particular.
func newHand() Hand { return Hand{ID: -1, Confidence: 1} }

// Options are what a caller knows better than the file.
type Options struct {
	Axes   string  // by name, of AxesNames; empty leaves them to the file
	Aspect float64 // of the picture; 0 leaves it to the file
}

// Bounds on what is read (bytes, frames): ten minutes of any tracker fit.
const (
	maxLine   = 4 << 20
	maxFrames = 200_000
	maxHands  = MaxHands
)

// MaxFrames is the most frames that a recording may have.
const MaxFrames = maxFrames

// MaxHands is the most hands that a frame may have.
const MaxHands = 16

// Read finds out the format by content and reads it.
func Read(data []byte, opt Options) (*Recording, error) {
	in := newInput(data)
	read, err := in.sniff()
	if err != nil {
		return nil, err
	}
	rec, err := read(in)
	if err != nil {
		return nil, err
	}
	return rec, rec.apply(opt)
}

// apply lets the caller's options overrule the file.
func (r *Recording) apply(opt Options) error {
	if opt.Axes != "" {
		axes, err := ParseAxes(opt.Axes)
		if err != nil {
			return err
		}
		r.Axes, r.AxesStand, r.Orientation = axes, true, true
	}
	if opt.Aspect != 0 {
		r.Aspect = opt.Aspect
	}
	r.drop()
	if r.Axes.LeftHanded() {
		r.Mirror()
	}
	if r.fixed {
		r.Axes = axesNamed("palm")
		r.Position, r.Orientation = false, false
	}
	return nil
}

// drop takes out what is no finite number: occluded markers, and what overflowed
// on its way.
func (r *Recording) drop() {
	for i := range r.Frames {
		f := &r.Frames[i]
		if math.IsInf(f.Time, 0) {
			f.Time = math.NaN()
		}
		for j := range f.Hands {
			h := &f.Hands[j]
			for k, p := range h.Seen.Points {
				if !finite(p) {
					h.Seen.Points[k], h.Seen.Weight[k] = r3.Vec{}, 0
				}
			}
			if !finite(h.Place) {
				h.Place = r3.Vec{}
			}
			if !finite(h.Elbow) {
				h.Elbow, h.HasElbow = r3.Vec{}, false
			}
			if !finite(h.Shoulder) {
				h.Shoulder, h.HasShoulder = r3.Vec{}, false
			}
		}
	}
}

func finite(p r3.Vec) bool {
	sum := math.Abs(p.X) + math.Abs(p.Y) + math.Abs(p.Z)
	return sum <= math.MaxFloat64
}

// Mirror reflects every point and the axes with them, so that the world sees
// each hand where it was: what makes right-handed axes of left-handed ones. To
// reflect the hand itself, change the axes' Z back afterwards.
func (r *Recording) Mirror() {
	flip := func(p *r3.Vec) { p.Z = -p.Z }
	for i := range r.Frames {
		for j := range r.Frames[i].Hands {
			h := &r.Frames[i].Hands[j]
			for k := range h.Seen.Points {
				flip(&h.Seen.Points[k])
			}
			flip(&h.Place)
			flip(&h.Elbow)
			flip(&h.Shoulder)
		}
	}
	r.Axes.Z = r3.Scale(-1, r.Axes.Z)
}

func (r *Recording) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

// landmarks sets a hand's points from a list of 21; one that is null, has no
// numbers or lies at the origin, where only a wrist may be, was not seen.
func landmarks(h *Hand, points *node) error {
	if points.kind != list {
		return fmt.Errorf("%s, want a list", points.kind)
	}
	if n := len(points.items); n != hand.NumLandmarks {
		return fmt.Errorf("%d landmarks, want %d", n, hand.NumLandmarks)
	}
	s := sight{cloud: cloud{joints: make([]joint, hand.NumLandmarks)}}
	for i := range points.items {
		item := &points.items[i]
		j, ok := item.joint()
		if !ok || item.kind == list && len(item.items) != 3 {
			return fmt.Errorf("landmark %d: %s, want [x, y, z]", i, item.describe())
		}
		s.joints[i] = j
	}
	b := builder{orders: map[int][]jointRole{hand.NumLandmarks: landmarkOrder()}}
	b.fill(h, &s, false)
	return nil
}

// describe says what a value is, for an error.
func (n *node) describe() string {
	if n.kind == list {
		for i := range n.items {
			if k := n.items[i].kind; k != number && k != absent {
				return k.String() + " in a list"
			}
		}
		return fmt.Sprintf("%d numbers", len(n.items))
	}
	return n.kind.String()
}
