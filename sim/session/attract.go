package session

import (
	"slices"

	"mirrorarm/sim/gesture"
	"mirrorarm/sim/locale"
)

// Opening is how long an exhibit has been opening: it is dark, the person's hand rises, a line
// of light runs down the glass, and the robot's fingers wake.
type Opening struct {
	On bool
	At float64 // s since it began
}

// openingLasts is until the hand that has waved sinks again (s).
const openingLasts = gesture.AwakeningSinks

// opening is the act of it. The hand is led through the mirror as in any act; only the stage's
// light goes with the time.
func opening() Act {
	return Act{Name: "attract", Gesture: gesture.Awakening, Seconds: openingLasts, Caption: locale.ActMirror}
}

// opens tells whether an act is an exhibit's opening.
func (a *Act) opens() bool { return a.Gesture == gesture.Awakening }

// Opened is a program that begins with the opening, as every round of an exhibit's does,
// unless it has it somewhere already.
func Opened(program []Act) []Act {
	if slices.ContainsFunc(program, func(a Act) bool { return a.opens() }) {
		return program
	}
	return append([]Act{opening()}, program...)
}

// openingNow tells how far the opening is.
func (s *Session) openingNow() Opening {
	e := &s.exhibit
	if !s.opt.Kiosk || e.mode != Attract || e.down || !e.program[e.act].opens() {
		return Opening{}
	}
	return Opening{On: true, At: min(max(e.program[e.act].Seconds-e.left, 0), e.program[e.act].Seconds)}
}

// welcomeBack goes to the opening when a visitor has left, and after it on where the program
// was: else who comes often would never see its end.
func (s *Session) welcomeBack() error {
	e := &s.exhibit
	next := e.act + 1
	first := slices.IndexFunc(e.program, func(a Act) bool { return a.opens() })
	if first < 0 || next >= len(e.program) || next == first {
		return s.beginAct(next)
	}
	err := s.beginAct(first)
	e.then = next
	return err
}
