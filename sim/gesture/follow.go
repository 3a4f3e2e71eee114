package gesture

import (
	"cmp"
	"fmt"
	"slices"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture/format"
)

// seenFrame is a frame of the one hand that is followed; no hand where it was not
// seen.
type seenFrame struct {
	time float64
	*format.Hand
	visible bool
}

// follow picks one hand out of every frame. A hand that is not in a frame, or
// not trusted, leaves that frame invisible.
func (r *recording) follow(choice Choice) ([]seenFrame, hand.Side, error) {
	all := r.tracks()
	r.decideSides(all)
	side, from, err := r.choose(all, choice)
	if err != nil {
		return nil, side, err
	}
	r.sideFrom = from
	sights := r.relayOf(all, side)
	if len(sights) == 0 {
		return nil, side, fmt.Errorf("gesture: %s: no confident sight (%g or more) of a %s hand in %d frames", r.name, ConfidentStart, side, len(r.Frames))
	}
	out := make([]seenFrame, len(r.Frames))
	for i := range r.Frames {
		out[i].time = r.Frames[i].Time
	}
	for _, s := range sights {
		f := &out[s.frame]
		f.Hand = r.sightOf(s)
		f.Side = side
		f.visible = f.Confidence >= TrustedConfidence
	}
	return out, side, nil
}

// relayOf are the sights of one side's tracks, one after the other: each is
// followed to its end, then that which the next frame shows.
func (r *recording) relayOf(all []*track, side hand.Side) []sight {
	type seen struct {
		sight
		of *track
	}
	var every []seen
	var first *track
	for _, tr := range all {
		if tr.side == side {
			for _, s := range tr.sights {
				every = append(every, seen{s, tr})
			}
		}
	}
	slices.SortStableFunc(every, func(a, b seen) int { return cmp.Or(a.frame-b.frame, a.hand-b.hand) })
	if first = r.firstConfident(all, side); first == nil {
		return nil
	}
	var out []sight
	now := first
	for _, s := range every {
		over := s.frame > now.sights[len(now.sights)-1].frame
		before := s.frame < first.sights[0].frame
		if s.of == now || over && !before {
			now = s.of
			out = append(out, s.sight)
		}
	}
	return out
}
