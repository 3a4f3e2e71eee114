package gesture

import (
	"fmt"
	"slices"

	"mirrorarm/kinematics/hand"
)

// What the side of a hand was told from.
const (
	fromLabel = "label"
	fromShape = "shape"
	fromAsked = "asked"
	fromGuess = "guess"
)

// decideSides finds the side of every track. Shape tells one bit: a left hand in
// right-handed axes is a right hand in left-handed ones. Where it is clear and the
// label says otherwise, the label is wrong if the axes stand; else the axes are,
// and the recording is reflected. Where it is not clear the label decides.
func (r *recording) decideSides(all []*track) {
	r.shapeTracks(all)
	for _, tr := range all {
		label, labelled := tr.label()
		tr.disputed = labelled && tr.shaped && tr.shape.Clear() && tr.shape.Side() != label
	}
	if !r.AxesStand && r.labelsRefuteAxes(all) {
		r.reflect()
		for _, tr := range all {
			tr.shape.Misfit[0], tr.shape.Misfit[1] = tr.shape.Misfit[1], tr.shape.Misfit[0]
		}
		r.note(axesYield)
	}
	for _, tr := range all {
		label, labelled := tr.label()
		switch clear := tr.shaped && tr.shape.Clear(); {
		case clear && labelled && tr.shape.Side() != label:
			tr.side, tr.sideFrom = tr.shape.Side(), fromShape
			r.noteOnce("labelled %s but shaped as a %s hand", label, tr.side)
		case labelled:
			tr.side, tr.sideFrom = label, fromLabel
		case clear:
			tr.side, tr.sideFrom = tr.shape.Side(), fromShape
		case tr.shaped:
			tr.side, tr.sideFrom = tr.shape.Side(), fromGuess
		default:
			tr.sideFrom = fromGuess
		}
	}
}

// axesYield is what is said of axes that labels refute.
const axesYield = "labels and shapes disagree: axes taken as left-handed"

// label is the side that a track is labelled with most.
func (tr *track) label() (side hand.Side, labelled bool) {
	if tr.votes[hand.Left] > tr.votes[hand.Right] {
		side = hand.Left
	}
	return side, tr.votes[side] > 0
}

// labelsRefuteAxes reports whether more sights are clearly shaped as the other
// side than as the one that they are labelled with.
func (r *recording) labelsRefuteAxes(all []*track) bool {
	agree, disagree := 0, 0
	for _, tr := range all {
		switch _, labelled := tr.label(); {
		case tr.disputed:
			disagree += len(tr.sights)
		case labelled && tr.shaped && tr.shape.Clear():
			agree += len(tr.sights)
		}
	}
	return disagree > agree
}

// choose decides which side to follow. The caller's choice settles what is in
// doubt, but does not make a left hand of one that is labelled and shaped as a
// right one.
func (r *recording) choose(all []*track, choice Choice) (hand.Side, string, error) {
	first := r.firstConfident(all, hand.Right, hand.Left)
	if first == nil {
		return hand.Right, "", fmt.Errorf("gesture: %s: no confident sight (%g or more) of a hand in %d frames", r.name, ConfidentStart, len(r.Frames))
	}
	if choice.wants(first.side) {
		return first.side, first.from(choice), nil
	}
	want := first.side.Other()
	for _, tr := range all {
		if tr.side == want {
			return want, tr.from(choice), nil
		}
	}
	if !r.turnInto(all, want) {
		return want, "", fmt.Errorf("gesture: %s: no %s hand: it shows a %s one", r.name, want, first.side)
	}
	return want, fromAsked, nil
}

// turnInto makes hands of the other side of the tracks whose side is in doubt:
// of those whose shape tells nothing or, where there are none, of those whose
// label does not agree with their shape, by reflection unless the caller has said
// what the axes are. It reports false where there is no doubt.
func (r *recording) turnInto(all []*track, want hand.Side) bool {
	turned := false
	for _, tr := range all {
		if !tr.shaped || !tr.shape.Clear() {
			tr.side, turned = want, true
		}
	}
	if turned {
		r.note("taken for a %s hand as asked", want)
		return true
	}
	for _, tr := range all {
		if _, labelled := tr.label(); !labelled || tr.disputed {
			tr.side, turned = want, true
		}
	}
	if !turned {
		return false
	}
	said := ""
	if !r.axesAsked {
		r.Notes = slices.DeleteFunc(r.Notes, func(note string) bool { return note == axesYield })
		if r.reflect(); r.reflected {
			said = ": axes taken as left-handed"
		}
	}
	r.note("taken for a %s hand as asked%s", want, said)
	return true
}

// from says what the side of a followed track was told from.
func (tr *track) from(choice Choice) string {
	if choice != Auto && tr.sideFrom == fromGuess {
		return fromAsked
	}
	return tr.sideFrom
}

// firstConfident is the track of one of some sides whose confident sight comes
// first.
func (r *recording) firstConfident(all []*track, sides ...hand.Side) *track {
	var first *track
	at := sight{frame: len(r.Frames)}
	for _, tr := range all {
		if !slices.Contains(sides, tr.side) {
			continue
		}
		for _, s := range tr.sights {
			if s.frame > at.frame || s.frame == at.frame && s.hand > at.hand {
				break
			}
			if r.sightOf(s).Confidence >= ConfidentStart {
				first, at = tr, s
				break
			}
		}
	}
	return first
}

// reflect turns every hand into one of the other side: the file's axes are those
// that they were taken for, but that one of them points the other way.
func (r *recording) reflect() {
	axes := r.Axes
	r.Mirror()
	r.Axes = axes
	r.reflected = !r.reflected
}
