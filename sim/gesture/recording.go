package gesture

import (
	"fmt"
	"math"
	"slices"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture/format"

	"gonum.org/v1/gonum/spatial/r3"
)

// recording is a file's content being made ready for playing. Points are in the
// tracker's own frame, in the file's unit until toMetres.
type recording struct {
	*format.Recording
	name    string
	unit    string // of the file, found by toMetres
	skipped int    // bad frames left out
	bad     string // why the first of them was

	axesAsked bool   // the caller said which axes
	reflected bool   // the file's axes have the other handedness than they were taken for
	sideFrom  string // what the side was told from

	picture bool // only what a picture shows, its depth still unknown
	hinted  bool // though guessed
	flat    flat // where another format's file has no depth
}

// maxLength (s) of a recording is a day.
const maxLength = 86400.0

// Shares of a recording's frames. Design values.
const (
	badShare      = 0.2 // more bad ones are a bad file
	relativeShare = 0.8 // with the wrist at zero: it is the origin
)

// prepare makes a reader's recording ready: frames that can be used, in rising
// time, in metres.
func prepare(name string, raw *format.Recording, opt Options) (*recording, error) {
	r := &recording{Recording: raw, name: name, axesAsked: opt.Axes != ""}
	if len(r.Frames) == 0 {
		return nil, fmt.Errorf("gesture: %s: no frames", name)
	}
	r.dropFrames(func(f *format.Frame) string { return f.Bad })
	if err := r.checkBad(); err != nil {
		return nil, err
	}
	if err := r.keepTime(opt.FPS); err != nil {
		return nil, err
	}
	r.hideZeros()
	if r.picture = r.readPicture(opt.Aspect); !r.picture || !r.toHands() {
		if err := r.toMetres(); err != nil {
			return nil, err
		}
	}
	r.dropWild()
	return r, r.checkBad()
}

// dropFrames leaves out the frames for which bad gives a reason.
func (r *recording) dropFrames(bad func(f *format.Frame) string) {
	r.Frames = slices.DeleteFunc(r.Frames, func(f format.Frame) bool {
		why := bad(&f)
		if why == "" {
			return false
		}
		if r.skipped++; r.bad == "" {
			r.bad = why
			if f.Line > 0 {
				r.bad = fmt.Sprintf("line %d: %s", f.Line, why)
			}
		}
		return true
	})
}

// checkBad refuses a recording of which too much was left out.
func (r *recording) checkBad() error {
	if all := len(r.Frames) + r.skipped; float64(r.skipped) > badShare*float64(all) {
		if r.skipped == 1 {
			return fmt.Errorf("gesture: %s: %s", r.name, r.bad)
		}
		return fmt.Errorf("gesture: %s: %s (%d of %d frames are bad)", r.name, r.bad, r.skipped, all)
	}
	return nil
}

// hideZeros takes away the weight of points that are exactly zero, as trackers
// write what they did not see. A wrist may well be there: it is where its palm is
// as long as in other frames or, where it is so nearly always, the origin.
func (r *recording) hideZeros() {
	const tolerance = 1.4 // design value: trackers change the palm's length by a sixth
	hands, zeros := 0, 0
	var palms []float64
	r.eachHand(func(h *format.Hand) {
		hands++
		if h.Seen.Points[0] != (r3.Vec{}) {
			palms = append(palms, PalmLength(&h.Seen))
		} else if h.Seen.Weight[0] > 0 {
			zeros++
		}
	})
	relative := float64(zeros) > relativeShare*float64(hands)
	palm := medianOf(palms)
	r.eachHand(func(h *format.Hand) {
		here := PalmLength(&h.Seen)
		for k, p := range h.Seen.Points {
			if p != (r3.Vec{}) || k == 0 && (relative || here < tolerance*palm && here > palm/tolerance) {
				continue
			}
			h.Seen.Weight[k] = 0
		}
	})
}

// eachHand calls use for every hand of every frame.
func (r *recording) eachHand(use func(h *format.Hand)) {
	for i := range r.Frames {
		for j := range r.Frames[i].Hands {
			use(&r.Frames[i].Hands[j])
		}
	}
}

func (r *recording) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

// noteOnce is note for what may be said of several hands.
func (r *recording) noteOnce(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(r.Notes, text) {
		r.Notes = append(r.Notes, text)
	}
}

// shapeOf tells the side of a hand from how it is shaped.
func (r *recording) shapeOf(seen []hand.Observation) (hand.Shape, bool) {
	if r.picture {
		return hand.ShapeOfPicture(seen, r.hinted)
	}
	return hand.ShapeOf(seen)
}

// finite reports whether a point has three numbers that can be reckoned with.
func finite(p r3.Vec) bool {
	const most = 1e12 // beyond, differences of millimetres are lost whatever the unit
	return math.Abs(p.X) < most && math.Abs(p.Y) < most && math.Abs(p.Z) < most
}
