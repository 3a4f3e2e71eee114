package gesture

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture/format"

	"gonum.org/v1/gonum/spatial/r3"
)

// How well genuine trackers' landmarks are fitted, on a hand of nominal size:
// means of 0.1 to 5.8 mm over a file, at most 21 mm in a frame. Above that a
// recording is doubtful, far above it is none of a hand.
const (
	doubtfulMisfit = 0.0075 // m, mean
	wildMisfit     = 0.0215 // m, of a frame
	wildFrames     = 0.03   // share of such frames
	refusedMisfit  = 0.035  // m, mean
)

// judge tells why a recording is doubtful, if it is, and refuses what is not a
// hand.
func (r *recording) judge(misfits []float64, seen []seenFrame, side hand.Side) ([]string, error) {
	mean, wild := 0.0, 0
	for _, m := range misfits {
		mean += m / float64(len(misfits))
		if m > wildMisfit {
			wild++
		}
	}
	var doubts []string
	if r.flat != deep {
		doubts = append(doubts, "no depth in the file")
	}
	if mean > doubtfulMisfit {
		cause := r.cause(mean, visible(seen, shapeFrames), side)
		if mean > refusedMisfit {
			if r.flat != deep {
				cause = "as it has no depth"
			}
			return nil, fmt.Errorf("gesture: %s: fits a hand to %.1f mm only, want at most %.0f mm, %s", r.name, 1000*mean, 1000*refusedMisfit, cause)
		}
		doubts = append(doubts, fmt.Sprintf("fits a hand to %.1f mm only, %s", 1000*mean, cause))
	} else if float64(wild) > wildFrames*float64(len(misfits)) {
		doubts = append(doubts, fmt.Sprintf("%d frames fit a hand to %.0f mm only", wild, 1000*wildMisfit))
	}
	return doubts, nil
}

// cause is the likeliest reason why landmarks do not fit a hand.
func (r *recording) cause(misfit float64, seen []hand.Observation, side hand.Side) string {
	if name, better := betterOrder(seen, misfit); name != "" {
		return fmt.Sprintf("but to %.1f mm with %s: another order of landmarks?", 1000*better, name)
	}
	if shape, ok := hand.ShapeOf(seen); ok && shape.Clear() && shape.Side() != side {
		return fmt.Sprintf("but a %s one to %.1f mm: wrong axes or side?", shape.Side(), 1000*shape.Misfit[shape.Side()])
	}
	if spread := r.sizeSpread(); spread > 0.25 {
		return fmt.Sprintf("and its palm's size changes by %.0f %%: a picture's units?", 100*spread)
	}
	return "as no tracker's: wrong order, axes or units?"
}

// sizeSpread is the standard deviation of the palm's length over its mean.
func (r *recording) sizeSpread() float64 {
	var n, sum, squares float64
	r.eachHand(func(h *format.Hand) {
		if size := PalmLength(&h.Seen); !math.IsNaN(size) {
			n, sum, squares = n+1, sum+size, squares+size*size
		}
	})
	mean := sum / n
	return math.Sqrt(max(0, squares/n-mean*mean)) / mean
}

// orders are those in which landmarks come where not in that of package hand: for
// each of ours, which of theirs it is.
var orders = [...]struct {
	name string
	of   [hand.NumLandmarks]int
}{
	{"the wrist last", [...]int{20, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19}},
	{"the little finger first", [...]int{0, 17, 18, 19, 20, 13, 14, 15, 16, 9, 10, 11, 12, 5, 6, 7, 8, 1, 2, 3, 4}},
	{"the thumb last", [...]int{0, 17, 18, 19, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}},
	{"fingertips first", [...]int{0, 4, 3, 2, 1, 8, 7, 6, 5, 12, 11, 10, 9, 16, 15, 14, 13, 20, 19, 18, 17}},
	{"joints row by row", [...]int{0, 1, 6, 11, 16, 2, 7, 12, 17, 3, 8, 13, 18, 4, 9, 14, 19, 5, 10, 15, 20}},
}

// betterOrder is an order in which the landmarks fit a hand at least twice as
// well; no name if there is none.
func betterOrder(seen []hand.Observation, misfit float64) (name string, better float64) {
	better = misfit / 2
	for _, order := range orders {
		turned := make([]hand.Observation, len(seen))
		for i := range seen {
			for k, from := range order.of {
				turned[i].Points[k], turned[i].Weight[k] = seen[i].Points[from], seen[i].Weight[from]
			}
		}
		if shape, ok := hand.ShapeOf(turned); ok && shape.Misfit[shape.Side()] < better {
			name, better = order.name, shape.Misfit[shape.Side()]
		}
	}
	return name, better
}

// flatness is how thin the recording's hands are along each axis over their
// largest extent, the median.
func (r *recording) flatness() r3.Vec {
	var thin [3][]float64
	r.eachHand(func(h *format.Hand) {
		low, high := r3.Vec{X: math.Inf(1), Y: math.Inf(1), Z: math.Inf(1)}, r3.Vec{X: math.Inf(-1), Y: math.Inf(-1), Z: math.Inf(-1)}
		for k, p := range h.Seen.Points {
			if h.Seen.Weight[k] > 0 {
				low = r3.Vec{X: min(low.X, p.X), Y: min(low.Y, p.Y), Z: min(low.Z, p.Z)}
				high = r3.Vec{X: max(high.X, p.X), Y: max(high.Y, p.Y), Z: max(high.Z, p.Z)}
			}
		}
		extent := r3.Sub(high, low)
		if largest := max(extent.X, extent.Y, extent.Z); largest > 0 && !math.IsInf(largest, 0) {
			thin[0], thin[1], thin[2] = append(thin[0], extent.X/largest), append(thin[1], extent.Y/largest), append(thin[2], extent.Z/largest)
		}
	})
	return r3.Vec{X: medianOf(thin[0]), Y: medianOf(thin[1]), Z: medianOf(thin[2])}
}
