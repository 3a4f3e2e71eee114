package gesture

import (
	"fmt"
	"math"
	"slices"

	"mirrorarm/kinematics/hand"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// recording is what the readers make of a file: the same for every format.
// Points are in the tracker's own frame, in the file's unit until toMetres.
type recording struct {
	name   string
	format string // for the report
	unit   string // of the file, found by toMetres
	frames []frame
	static bool // separate poses without a time line

	worldFromSource       quat.Number // rotation of the tracker's axes
	position, orientation bool        // what the tracker gives
	placed                bool        // positions are already those of the world
	shoulder              []r3.Vec    // per frame, from markers; nil elsewhere

	notes []string
}

// frame is what a tracker reported at one time.
type frame struct {
	time  float64 // s
	hands []sighting
}

// sighting is one hand in one frame.
type sighting struct {
	id         int // the tracker's own, −1 if it gives none
	side       hand.Side
	labelled   bool // whether the tracker named the side
	confidence float64
	seen       hand.Observation
	place      r3.Vec // where the hand is, for telling hands apart
	elbow      r3.Vec
	hasElbow   bool
}

// newSighting is a fully trusted sighting of nothing in particular.
func newSighting() sighting { return sighting{id: -1, confidence: 1} }

// Bounds of what is taken for a hand (m): the distance from wrist or thumb CMC
// to the middle finger's MCP joint, and how far from the tracker's origin.
const (
	minPalm  = 0.03
	maxPalm  = 0.20
	maxReach = 10.0
)

// maxLength (s) of a recording is a day.
const maxLength = 86400.0

// toMetres finds the unit by the size of the palm, metres or millimetres, and
// rescales everything to metres.
func (r *recording) toMetres() error {
	var sizes []float64
	for i := range r.frames {
		for j := range r.frames[i].hands {
			seen := &r.frames[i].hands[j].seen
			from := 0
			if seen.Weight[from] == 0 {
				from = hand.Landmark(hand.Thumb, 0)
			}
			to := hand.Landmark(hand.Middle, 0)
			if seen.Weight[from] > 0 && seen.Weight[to] > 0 {
				sizes = append(sizes, r3.Norm(r3.Sub(seen.Points[to], seen.Points[from])))
			}
		}
	}
	if len(sizes) == 0 {
		return fmt.Errorf("gesture: %s: no frame of %d shows a palm: want wrist (or thumb CMC) and middle MCP", r.name, len(r.frames))
	}
	slices.Sort(sizes)
	size := sizes[len(sizes)/2]
	switch {
	case size >= minPalm && size <= maxPalm:
		r.unit = "m"
	case size/1000 >= minPalm && size/1000 <= maxPalm:
		r.unit = "mm"
		r.scale(1e-3)
	default:
		return fmt.Errorf("gesture: %s: palm of size %.3g, want %g to %g m, or the same in mm", r.name, size, minPalm, maxPalm)
	}
	return r.checkBounds()
}

func (r *recording) scale(k float64) {
	for i := range r.frames {
		for j := range r.frames[i].hands {
			h := &r.frames[i].hands[j]
			for p := range h.seen.Points {
				h.seen.Points[p] = r3.Scale(k, h.seen.Points[p])
			}
			h.place, h.elbow = r3.Scale(k, h.place), r3.Scale(k, h.elbow)
		}
	}
	for i := range r.shoulder {
		r.shoulder[i] = r3.Scale(k, r.shoulder[i])
	}
}

func (r *recording) checkBounds() error {
	for i := range r.frames {
		for j := range r.frames[i].hands {
			for k, p := range r.frames[i].hands[j].seen.Points {
				if n := r3.Norm(p); !(n <= maxReach) {
					return fmt.Errorf("gesture: %s: frame %d: landmark %d is %.3g m from the origin, want at most %g m", r.name, i, k, n, maxReach)
				}
			}
		}
	}
	return nil
}

// startAtZero drops frames whose time does not rise and starts the clock with
// the first.
func (r *recording) startAtZero() error {
	if r.static {
		return nil
	}
	kept := r.frames[:1]
	for _, f := range r.frames[1:] {
		if f.time > kept[len(kept)-1].time {
			kept = append(kept, f)
		}
	}
	if n := len(r.frames) - len(kept); n > 0 {
		r.note("%d frames out of time order skipped", n)
	}
	r.frames = kept
	start := kept[0].time
	for i := range r.frames {
		r.frames[i].time -= start
	}
	if last := r.frames[len(r.frames)-1].time; !(last <= maxLength) {
		return fmt.Errorf("gesture: %s: lasts %.3g s, want at most %g s", r.name, last, maxLength)
	}
	return nil
}

func (r *recording) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

// point is a landmark as files write it.
func point(xyz []float64) (r3.Vec, error) {
	if len(xyz) != 3 {
		return r3.Vec{}, fmt.Errorf("%d coordinates, want 3", len(xyz))
	}
	for _, x := range xyz {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return r3.Vec{}, fmt.Errorf("coordinate %g, want a finite number", x)
		}
	}
	return r3.Vec{X: xyz[0], Y: xyz[1], Z: xyz[2]}, nil
}

// landmarks fills an observation from 21 points; a nil one was not seen.
func landmarks(seen *hand.Observation, points [][]float64) error {
	if len(points) != hand.NumLandmarks {
		return fmt.Errorf("%d landmarks, want %d", len(points), hand.NumLandmarks)
	}
	for i, xyz := range points {
		if xyz == nil {
			continue
		}
		p, err := point(xyz)
		if err != nil {
			return fmt.Errorf("landmark %d: %w", i, err)
		}
		seen.Points[i], seen.Weight[i] = p, 1
	}
	return nil
}

// confidence checks a tracker's confidence; a nil one is full.
func confidence(c *float64) (float64, error) {
	if c == nil {
		return 1, nil
	}
	if !(*c >= 0 && *c <= 1) {
		return 0, fmt.Errorf("confidence %g, want 0 to 1", *c)
	}
	return *c, nil
}
