package gesture

import (
	"fmt"
	"math"
	"slices"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture/format"

	"gonum.org/v1/gonum/spatial/r3"
)

// Bounds of what is taken for a hand (m): the distance from wrist or thumb CMC
// to the middle finger's MCP joint, and what that of a grown person is.
const (
	minPalm   = 0.03
	maxPalm   = 0.20
	usualPalm = 0.09
)

// units are those that files count in, the likelier first.
var units = [...]struct {
	name   string
	metres float64
}{{"m", 1}, {"mm", 1e-3}, {"cm", 1e-2}, {"inches", 0.0254}}

// PalmLength is the distance from wrist (or thumb CMC) to middle MCP; NaN where
// it was not seen.
func PalmLength(seen *hand.Observation) float64 {
	from, to := 0, hand.Landmark(hand.Middle, 0)
	if seen.Weight[from] == 0 {
		from = hand.Landmark(hand.Thumb, 0)
	}
	if seen.Weight[from] == 0 || seen.Weight[to] == 0 || !finite(seen.Points[from]) || !finite(seen.Points[to]) {
		return math.NaN()
	}
	return r3.Norm(r3.Sub(seen.Points[to], seen.Points[from]))
}

// palmSize is the median palm of the recording, in the file's unit.
func (r *recording) palmSize() (float64, bool) {
	var sizes []float64
	r.eachHand(func(h *format.Hand) {
		if size := PalmLength(&h.Seen); !math.IsNaN(size) {
			sizes = append(sizes, size)
		}
	})
	if len(sizes) == 0 {
		return 0, false
	}
	slices.Sort(sizes)
	return sizes[len(sizes)/2], true
}

// toMetres finds the unit by the size of the palm and rescales everything to
// metres.
func (r *recording) toMetres() error {
	size, ok := r.palmSize()
	if !ok {
		return fmt.Errorf("gesture: %s: no frame of %d shows a palm: want wrist (or thumb CMC) and middle MCP", r.name, len(r.Frames))
	}
	unit, metres, err := UnitOf(size)
	if err != nil {
		return fmt.Errorf("gesture: %s: %w", r.name, err)
	}
	if r.unit = unit; metres != 1 {
		r.scale(metres)
	}
	return nil
}

// UnitOf is the unit in which a palm, from wrist (or thumb CMC) to middle MCP, has a
// size.
func UnitOf(size float64) (unit string, metres float64, err error) {
	off := math.Inf(1)
	for _, u := range units {
		palm := size * u.metres
		if d := math.Abs(math.Log(palm / usualPalm)); palm >= minPalm && palm <= maxPalm && d < off {
			unit, metres, off = u.name, u.metres, d
		}
	}
	if metres == 0 {
		return "", 0, fmt.Errorf("palm of size %.3g, want %g to %g m, or the same in mm, cm or inches", size, minPalm, maxPalm)
	}
	return unit, metres, nil
}

func (r *recording) scale(k float64) {
	r.eachHand(func(h *format.Hand) { h.Scale(k) })
}

// What no hand does. Design values, wider than any tracker's noise.
const (
	wildSize  = 2.5  // over the recording's usual palm, or under; a point so many palms off the hand
	wildView  = 8.0  // the same in a picture, where hands come near and turn
	wildLeap  = 0.35 // m, there and back within a few frames
	wildSpeed = 8.0  // m/s, on top of that
	wildHold  = 3    // frames
	lostShare = 3    // wild points: with more of them the whole hand is
)

// dropWild leaves out hands that are not where or as large as a hand can be, and
// the frames that show nothing else.
func (r *recording) dropWild() {
	usual, _ := r.palmSize()
	most := wildSize
	if r.picture {
		most = wildView
	}
	wild := map[sight]string{}
	for i := range r.Frames {
		for j := range r.Frames[i].Hands {
			if why := wildHand(&r.Frames[i].Hands[j], usual, most); why != "" {
				wild[sight{i, j}] = why
			}
		}
	}
	r.findLeaps(wild)
	if len(wild) == 0 {
		return
	}
	at := -1
	r.dropFrames(func(f *format.Frame) string {
		at++
		why, left := "", f.Hands[:0]
		for j, h := range f.Hands {
			if w, bad := wild[sight{at, j}]; bad {
				why = w
			} else {
				left = append(left, h)
			}
		}
		f.Hands = left
		if len(left) > 0 {
			return ""
		}
		return why
	})
}

// wildHand hides points that cannot be the hand's; it says what is wrong with a
// hand of which too little is left.
func wildHand(h *format.Hand, usual, most float64) string {
	if !finite(h.Place) {
		h.Place = r3.Vec{}
	}
	if !finite(h.Elbow) {
		h.HasElbow = false
	}
	if !finite(h.Shoulder) {
		h.HasShoulder = false
	}
	if size := PalmLength(&h.Seen); size > most*usual || size < usual/most {
		return fmt.Sprintf("palm of %.3g m, where it is %.3g m as a rule", size, usual)
	}
	middle, wild := middleOf(&h.Seen), 0
	for k, p := range h.Seen.Points {
		if h.Seen.Weight[k] > 0 && !(r3.Norm(r3.Sub(p, middle)) <= most*usual) {
			h.Seen.Weight[k] = 0
			wild++
		}
	}
	if wild > lostShare {
		return fmt.Sprintf("%d landmarks more than %.2g m from the palm", wild, most*usual)
	}
	return ""
}

// middleOf is the median place of the points that were seen.
func middleOf(seen *hand.Observation) r3.Vec {
	var x, y, z []float64
	for k, p := range seen.Points {
		if seen.Weight[k] > 0 && finite(p) {
			x, y, z = append(x, p.X), append(y, p.Y), append(z, p.Z)
		}
	}
	if len(x) == 0 {
		return r3.Vec{}
	}
	return r3.Vec{X: medianOf(x), Y: medianOf(y), Z: medianOf(z)}
}

// medianOf sorts its argument; the median of nothing is 1.
func medianOf(x []float64) float64 {
	if len(x) == 0 {
		return 1
	}
	slices.Sort(x)
	return x[len(x)/2]
}

// findLeaps finds hands that leap away for a few frames and come back, faster than
// any hand: a tracker's mistake. What stays where it leapt to is no mistake of
// single frames.
func (r *recording) findLeaps(wild map[sight]string) {
	if r.Poses || !r.Position {
		return
	}
	for i := range r.Frames {
		if len(r.Frames[i].Hands) > 1 {
			return // tracks part what leaps
		}
	}
	type at struct {
		time  float64
		place r3.Vec
		sight sight
	}
	var way []at
	for i := range r.Frames {
		if _, bad := wild[sight{i, 0}]; len(r.Frames[i].Hands) == 1 && !bad {
			way = append(way, at{r.Frames[i].Time, middleOf(&r.Frames[i].Hands[0].Seen), sight{i, 0}})
		}
	}
	leap := func(a, b at) float64 {
		return r3.Norm(r3.Sub(a.place, b.place)) - wildLeap - wildSpeed*math.Abs(a.time-b.time)
	}
	for i := 0; i+1 < len(way); i++ {
		if leap(way[i], way[i+1]) <= 0 {
			continue
		}
		for back := i + 2; back < min(i+2+wildHold, len(way)); back++ {
			if leap(way[i], way[back]) <= 0 && leap(way[back-1], way[back]) > 0 {
				for _, w := range way[i+1 : back] {
					wild[w.sight] = fmt.Sprintf("hand %.3g m away from where it is before and after", r3.Norm(r3.Sub(w.place, way[i].place)))
				}
				i = back - 1
				break
			}
		}
	}
}
