package session

import (
	"fmt"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/locale"
)

// Status is what a snapshot does not hold.
type Status struct {
	Source  string // what is played: a recording's name, or the synthetic gesture or script
	Gesture string // what the hand does now
	Made    string // the gesture that it is nearest to; empty where nobody knows it
	Side    hand.Side
	LagMS   figure.Value // the arm behind the hand, over the last 5 s that had moves

	Mode     Mode
	Caption  locale.Key
	Words    string // in the caption's place; empty is none
	Language locale.Language

	Version  int    // grows with every mirror: Describe has changed
	Building bool   // another mirror is on its way
	Problem  string // why the last one failed; empty if it did not

	Paused bool
	Speed  float64 // of simulated time

	Back *Reel // where one looks back to; nil in the present; not to be changed

	Following bool // a visitor's hand leads, that a tracker sees

	Leading bool
	Held    gesture.Handle // dragged last, while leading
	Carried int            // object in hand, −1 for none

	Exploring bool     // the arm explores by itself, and does not mirror
	Learning  bool     // what materials feel like, beside the loop
	Finding   *Finding // of it, or of the last one; nil is none; not to be changed

	Game Play // of one minute

	Setup  Setup
	Broken int     // channels of the glove that were broken
	Faults *Faults // which; not to be changed

	// Of an exhibit.
	Warmth                          bool // the act is about temperature
	Invites                         bool // it shows what a visitor may take hold of
	Opening                         Opening
	Act, Loops, Takeovers, Restarts int
}

// Status tells what the session is doing.
func (s *Session) Status() Status {
	e := &s.exhibit
	st := Status{
		Gesture: s.live.relay.Playing(s.live.time()), Made: s.live.relay.Made(s.live.time()), Side: s.live.hand.Side(), LagMS: s.live.lagMS,
		Mode: e.mode, Caption: s.caption(), Language: s.language,
		Version: s.version, Building: s.building, Problem: s.problem,
		Paused: s.paused, Speed: s.speed, Following: s.live.guest != nil, Leading: s.live.led != nil, Carried: s.live.carried, Exploring: s.live.exploring != nil,
		Setup: s.wanted, Broken: s.live.broken(), Faults: &s.live.faults, Finding: s.explorers.finding, Learning: s.explorers.taught != nil,
		Game: s.playing(), Act: e.act, Loops: e.loops, Takeovers: e.takeovers, Restarts: e.restarts,
	}
	if s.opt.Kiosk && e.mode == Attract && !e.down {
		act := &e.program[e.act]
		st.Warmth, st.Invites, st.Words, st.Opening = act.Warmth, act.Invites, act.Words[s.language], s.openingNow()
	}
	if s.back != nil {
		st.Back, st.Side = &s.back.Reel, s.back.shown.Describe().Side
	}
	if st.Problem == "" {
		st.Problem = s.explorers.problem
	}
	switch {
	case s.live.guest != nil:
		st.Source, st.Gesture = s.live.guest.Info().Name, ""
	case s.live.setup.Recording != nil:
		st.Source = s.live.setup.Recording.Info().Name
	case s.live.setup.Gesture == "":
		st.Source = gesture.Medley
	default:
		st.Source = s.live.setup.Gesture
	}
	if s.live.led != nil {
		st.Held, _ = s.live.led.Held()
	}
	return st
}

// SetLanguage chooses the language of captions.
func (s *Session) SetLanguage(l locale.Language) {
	s.touch()
	s.language = l % locale.NumLanguages
}

// SetPaused stops simulated time, or lets it go on.
func (s *Session) SetPaused(paused bool) {
	s.touch()
	s.paused = paused
}

// Bounds of SetSpeed: below, nothing seems to move; above, a frame holds more
// steps than a machine makes in time.
const (
	minSpeed = 0.01
	maxSpeed = 4
)

// SetSpeed lets simulated time run faster or slower than the time that Advance
// is told of.
func (s *Session) SetSpeed(factor float64) error {
	if !(factor >= minSpeed && factor <= maxSpeed) {
		return fmt.Errorf("session: speed %g, want %g to %d", factor, minSpeed, maxSpeed)
	}
	s.touch()
	s.speed = factor
	return nil
}

// Step makes a number of steps of the loop, paused or not.
func (s *Session) Step(steps int) error {
	s.touch()
	if s.exhibit.down {
		return nil
	}
	return s.run(steps)
}
