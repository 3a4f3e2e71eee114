package gesture

import (
	"fmt"
	"slices"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture/format"

	"gonum.org/v1/gonum/spatial/r3"
)

// recording is a file's content being made ready for playing. Points are in the
// tracker's own frame, in the file's unit until toMetres.
type recording struct {
	*format.Recording
	name string
	unit string // of the file, found by toMetres
}

// Bounds of what is taken for a hand (m): the distance from wrist or thumb CMC
// to the middle finger's MCP joint, and how far from the tracker's origin.
const (
	minPalm  = 0.03
	maxPalm  = 0.20
	maxReach = 10.0
)

// maxLength (s) of a recording is a day.
const maxLength = 86400.0

// clockUnits are the seconds of a recording's clock.
var clockUnits = map[format.Clock]float64{format.Seconds: 1, format.Milliseconds: 1e-3, format.Microseconds: 1e-6, format.Nanoseconds: 1e-9}

// toMetres finds the unit by the size of the palm, metres or millimetres, and
// rescales everything to metres.
func (r *recording) toMetres() error {
	var sizes []float64
	for i := range r.Frames {
		for j := range r.Frames[i].Hands {
			seen := &r.Frames[i].Hands[j].Seen
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
		return fmt.Errorf("gesture: %s: no frame of %d shows a palm: want wrist (or thumb CMC) and middle MCP", r.name, len(r.Frames))
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
	for i := range r.Frames {
		for j := range r.Frames[i].Hands {
			h := &r.Frames[i].Hands[j]
			for p := range h.Seen.Points {
				h.Seen.Points[p] = r3.Scale(k, h.Seen.Points[p])
			}
			h.Place, h.Elbow, h.Shoulder = r3.Scale(k, h.Place), r3.Scale(k, h.Elbow), r3.Scale(k, h.Shoulder)
		}
	}
}

func (r *recording) checkBounds() error {
	for i := range r.Frames {
		for j := range r.Frames[i].Hands {
			for k, p := range r.Frames[i].Hands[j].Seen.Points {
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
	if r.Poses {
		return nil
	}
	for i := range r.Frames {
		if r.Clock == format.Counted {
			r.Frames[i].Time /= r.Rate
		} else {
			r.Frames[i].Time *= clockUnits[r.Clock]
		}
	}
	kept := r.Frames[:1]
	for _, f := range r.Frames[1:] {
		if f.Time > kept[len(kept)-1].Time {
			kept = append(kept, f)
		}
	}
	if n := len(r.Frames) - len(kept); n > 0 {
		r.note("%d frames out of time order skipped", n)
	}
	r.Frames = kept
	start := kept[0].Time
	for i := range r.Frames {
		r.Frames[i].Time -= start
	}
	if last := r.Frames[len(r.Frames)-1].Time; !(last <= maxLength) {
		return fmt.Errorf("gesture: %s: lasts %.3g s, want at most %g s", r.name, last, maxLength)
	}
	return nil
}

func (r *recording) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}
