package gesture

import (
	"math"
	"slices"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture/format"

	"gonum.org/v1/gonum/spatial/r3"
)

// What a hand is followed by, from a recording or live. Design values.
const (
	TrustedConfidence = 0.3  // below, a sighting only tells that a hand is there
	ConfidentStart    = 0.5  // the first confident hand is the one to follow
	FastestHand       = 5.0  // m/s
	JumpAllowance     = 0.15 // m
)

// Following hands from frame to frame, by where each was, who it was and which
// side it was said to be, in that order of weight. Design values.
const (
	strangerPenalty = 0.06 // m: another identity looks this much farther away
	sidePenalty     = 0.06 // m: and so does another side
	swapAllowance   = 0.08 // m: how near one that differs in both must be
	forgetAfter     = 1.0  // s without a sight; then it is another track
	maxActive       = 2 * format.MaxHands
)

// sight is where a recording shows a hand: a frame, and a hand of those in it.
type sight struct{ frame, hand int }

// track is one hand from when it came into sight until it was lost.
type track struct {
	sights []sight // in rising order of frames
	votes  [2]int  // trusted sights labelled with each side
	last   *format.Hand
	seen   float64 // s, when the last trusted sight was

	shape    hand.Shape
	shaped   bool // whether the shape is known
	disputed bool // labelled as one side and clearly shaped as the other
	side     hand.Side
	sideFrom string
}

// sightOf is a hand of the recording.
func (r *recording) sightOf(s sight) *format.Hand { return &r.Frames[s.frame].Hands[s.hand] }

// add appends a sight at a time.
func (tr *track) add(s sight, h *format.Hand, now float64) {
	tr.sights = append(tr.sights, s)
	if tr.last != nil && h.Confidence < TrustedConfidence {
		return
	}
	tr.last, tr.seen = h, now
	if h.Labelled && h.Confidence >= TrustedConfidence {
		tr.votes[h.Side]++
	}
}

// tracks follows every hand of the recording. Separate poses are told apart by
// their labels alone.
func (r *recording) tracks() []*track {
	var all, active []*track
	for i := range r.Frames {
		f := &r.Frames[i]
		if !r.Poses {
			active = slices.DeleteFunc(active, func(tr *track) bool { return f.Time-tr.seen > forgetAfter })
			active = active[max(0, len(active)-maxActive):]
		}
		owner := r.assign(f, active)
		for j := range f.Hands {
			h := &f.Hands[j]
			tr := owner[j]
			if tr == nil {
				if h.Confidence < TrustedConfidence {
					continue
				}
				tr = &track{}
				all, active = append(all, tr), append(active, tr)
			}
			tr.add(sight{i, j}, h, f.Time)
		}
	}
	return r.oneHanded(all)
}

// assign gives every hand of a frame to the track that it most likely is, the
// likeliest pair first; nil to one that is new.
func (r *recording) assign(f *format.Frame, active []*track) [format.MaxHands]*track {
	var owner [format.MaxHands]*track
	for range f.Hands {
		var best *track
		at, least := -1, math.Inf(1)
		for _, tr := range active {
			if slices.Contains(owner[:], tr) {
				continue
			}
			for j := range f.Hands {
				if owner[j] != nil {
					continue
				}
				if cost := r.matchCost(&f.Hands[j], tr, f.Time); cost < least {
					best, at, least = tr, j, cost
				}
			}
		}
		if best == nil {
			break
		}
		owner[at] = best
	}
	return owner
}

// matchCost is how unlikely (m) it is that a hand is that of a track; infinite
// where it cannot be.
func (r *recording) matchCost(h *format.Hand, tr *track, now float64) float64 {
	last := tr.last
	otherSide := h.Labelled != last.Labelled || h.Side != last.Side
	if r.Poses {
		if otherSide {
			return math.Inf(1)
		}
		return 0
	}
	distance := r3.Norm(r3.Sub(h.Place, last.Place))
	limit := JumpAllowance + FastestHand*(now-tr.seen)
	if known := h.ID >= 0 && h.ID == last.ID; !known && otherSide {
		limit = swapAllowance
	}
	if !(distance <= limit) {
		return math.Inf(1)
	}
	cost := distance
	if h.ID != last.ID {
		cost += strangerPenalty
	}
	// The label that it was given most, since some flicker.
	if h.Labelled && tr.votes[h.Side] < tr.votes[h.Side.Other()] {
		cost += sidePenalty
	}
	return cost
}

// What makes one hand of a recording's tracks. Design values.
const (
	bothShare = 0.05 // of the frames with a hand: in more of them there are two
	fewSights = 0.2  // of all: less of one side is a mistake about the other
)

// oneHanded joins all tracks of a recording that never shows two hands at once,
// unless both sides are told clearly: by shape or, in poses, by labels.
func (r *recording) oneHanded(all []*track) []*track {
	if len(all) < 2 {
		return all
	}
	both, any := 0, 0
	for i := range r.Frames {
		trusted := 0
		for j := range r.Frames[i].Hands {
			if r.Frames[i].Hands[j].Confidence >= TrustedConfidence {
				trusted++
			}
		}
		any += min(trusted, 1)
		both += min(trusted/2, 1)
	}
	if float64(both) > bothShare*float64(any) || r.Poses {
		return all
	}
	r.shapeTracks(all)
	var clear [2]int
	total := 0
	for _, tr := range all {
		total += len(tr.sights)
		if tr.shaped && tr.shape.Clear() {
			clear[tr.shape.Side()] += len(tr.sights)
		}
	}
	if float64(min(clear[0], clear[1])) >= fewSights*float64(total) {
		return all
	}
	return []*track{r.joined(all)}
}

// joined is one track of all the sights, one in a frame.
func (r *recording) joined(all []*track) *track {
	one := &track{}
	var sights []sight
	for _, tr := range all {
		sights = append(sights, tr.sights...)
		one.votes[0], one.votes[1] = one.votes[0]+tr.votes[0], one.votes[1]+tr.votes[1]
	}
	slices.SortStableFunc(sights, func(a, b sight) int { return a.frame - b.frame })
	for _, s := range sights {
		switch n := len(one.sights); {
		case n == 0 || one.sights[n-1].frame < s.frame:
			one.sights = append(one.sights, s)
		case r.sightOf(s).Confidence > r.sightOf(one.sights[n-1]).Confidence:
			one.sights[n-1] = s
		}
	}
	return one
}

// Bounds on what the side is told from.
const (
	shapeFrames = 60 // of a track
	shapeTracks = 8  // the longest
)

// shapeTracks finds the shapes of the longest tracks.
func (r *recording) shapeTracks(all []*track) {
	longest := slices.Clone(all)
	slices.SortStableFunc(longest, func(a, b *track) int { return len(b.sights) - len(a.sights) })
	for _, tr := range longest[:min(len(longest), shapeTracks)] {
		if !tr.shaped {
			tr.shape, tr.shaped = r.shapeOf(r.observations(tr.sights, shapeFrames))
		}
	}
}

// observations are at most n trusted ones of some sights, evenly spread.
func (r *recording) observations(sights []sight, n int) []hand.Observation {
	var trusted []*format.Hand
	for _, s := range sights {
		if h := r.sightOf(s); h.Confidence >= TrustedConfidence {
			trusted = append(trusted, h)
		}
	}
	var seen []hand.Observation
	n = min(n, len(trusted))
	for i := range n {
		seen = append(seen, trusted[i*len(trusted)/n].Seen)
	}
	return seen
}
