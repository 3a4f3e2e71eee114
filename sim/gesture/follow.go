package gesture

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture/format"

	"gonum.org/v1/gonum/spatial/r3"
)

// Following one hand among several, by where it was, who it was and which side
// it was said to be, in that order of weight. Design values.
const (
	trustedConfidence = 0.3  // below, a sighting only tells that a hand is there
	confidentStart    = 0.5  // the first confident hand is the one to follow
	strangerPenalty   = 0.06 // m: another identity looks this much farther away
	sidePenalty       = 0.06 // m: and so does another side
	fastestHand       = 5.0  // m/s
	jumpAllowance     = 0.15 // m
	swapAllowance     = 0.08 // m: how near one that differs in both must be
	forgetAfter       = 1.0  // s without a sight; then any hand of the side will do
)

// seenFrame is a frame of the one hand that is followed.
type seenFrame struct {
	time float64
	format.Hand
	visible bool
}

// follow picks one hand out of every frame. A hand that is not in a frame, or
// not trusted, leaves that frame invisible.
func (r *recording) follow(choice Choice) ([]seenFrame, hand.Side, error) {
	side, err := r.sideToFollow(choice)
	if err != nil {
		return nil, side, err
	}
	out := make([]seenFrame, len(r.Frames))
	var last *seenFrame
	for i := range r.Frames {
		f := &r.Frames[i]
		out[i].time = f.Time
		best, cost := -1, math.Inf(1)
		for j := range f.Hands {
			if c := matchCost(&f.Hands[j], last, f.Time, side, r.Poses); c < cost {
				best, cost = j, c
			}
		}
		if best < 0 {
			continue
		}
		out[i].Hand = f.Hands[best]
		out[i].visible = out[i].Confidence >= trustedConfidence
		if out[i].visible {
			last = &out[i]
		}
	}
	if last == nil {
		return nil, side, fmt.Errorf("gesture: %s: no confident sight (%g or more) of a %s hand in %d frames", r.name, confidentStart, side, len(r.Frames))
	}
	return out, side, nil
}

// matchCost is how unlikely (m) it is that the sighting is the hand last seen;
// infinite where it cannot be.
func matchCost(s *format.Hand, last *seenFrame, now float64, side hand.Side, static bool) float64 {
	cost := 0.0
	if s.Labelled && s.Side != side {
		cost += sidePenalty
	}
	if static || last == nil || now-last.time > forgetAfter {
		if cost > 0 || last == nil && s.Confidence < confidentStart {
			return math.Inf(1)
		}
		return -s.Confidence
	}
	distance := r3.Norm(r3.Sub(s.Place, last.Place))
	limit := jumpAllowance + fastestHand*(now-last.time)
	if known := s.ID >= 0 && s.ID == last.ID; !known && s.Side != last.Side {
		limit = swapAllowance
	}
	if distance > limit {
		return math.Inf(1)
	}
	if s.ID != last.ID {
		cost += strangerPenalty
	}
	return cost + distance
}

// sideToFollow decides which hand the recording is about: the choice, or the
// first confident hand. Where there is only ever one hand, it has one side: the
// one it is labelled with most, unless its shape clearly says otherwise.
func (r *recording) sideToFollow(choice Choice) (hand.Side, error) {
	several, first, votes := r.census()
	side := first
	if !several {
		if side = hand.Right; votes[hand.Left] > votes[hand.Right] {
			side = hand.Left
		}
		guess, clarity := hand.GuessSide(r.sightings())
		if clarity > clearShape && guess != side {
			if votes[side] > 0 {
				r.note("labelled %s but shaped as a %s hand", side, guess)
			}
			side = guess
		}
		r.relabel(side)
	}
	if choice.wants(side) {
		return side, nil
	}
	want := side.Other()
	if votes[want] == 0 || !several {
		return side, fmt.Errorf("gesture: %s: no %s hand: it shows a %s one", r.name, want, side)
	}
	return want, nil
}

// census tells whether the recording shows several hands (at once or, in
// separate poses, one after the other), which side the first confident one has,
// and how many sightings are labelled with each side.
func (r *recording) census() (several bool, first hand.Side, votes [2]int) {
	found := false
	for i := range r.Frames {
		several = several || len(r.Frames[i].Hands) > 1
		for j := range r.Frames[i].Hands {
			s := &r.Frames[i].Hands[j]
			if !s.Labelled {
				continue
			}
			if !found && s.Confidence >= confidentStart {
				first, found = s.Side, true
			}
			votes[s.Side]++
		}
	}
	several = several || r.Poses && votes[hand.Left] > 0 && votes[hand.Right] > 0
	return several, first, votes
}

// clearShape is how clearly a hand must show its side to overrule a label.
const clearShape = 0.2

func (r *recording) relabel(side hand.Side) {
	for i := range r.Frames {
		for j := range r.Frames[i].Hands {
			r.Frames[i].Hands[j].Side = side
		}
	}
}

// sightings are the trusted observations of the recording, thinned out.
func (r *recording) sightings() []hand.Observation {
	var all []hand.Observation
	stride := 1 + len(r.Frames)/measureFrames
	for i := 0; i < len(r.Frames); i += stride {
		for j := range r.Frames[i].Hands {
			if s := &r.Frames[i].Hands[j]; s.Confidence >= trustedConfidence {
				all = append(all, s.Seen)
			}
		}
	}
	return all
}

// measureFrames bounds how many frames the person is measured from.
const measureFrames = 400
