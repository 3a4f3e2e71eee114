package session

import (
	"fmt"
	"runtime/debug"

	"mirrorarm/sensors/glove"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/world"
)

// Mode is who the session is for at the moment.
type Mode uint8

// The modes. Outside an exhibit it is always Plain.
const (
	Plain   Mode = iota
	Attract      // the program plays, nobody has touched anything for a while
	Visitor      // someone has taken over
)

// String is the mode's name.
func (m Mode) String() string { return [...]string{"plain", "attract", "visitor"}[m] }

// Act is one part of an exhibit's program.
type Act struct {
	Name    string                     // of Acts; "" is an act of somebody's own
	Gesture string                     // a name or script of gesture.Synth
	Scene   string                     // a name of world.LookupScene; "" is nothing around
	Cues    []Cue                      // for a hand that is led; none lets the gesture play
	Explore float64                    // s of the act until the arm explores a thing by itself; 0 is never
	Broken  float64                    // share of the glove's channels that are broken
	Speed   float64                    // of simulated time; 0 is 1
	Invites bool                       // it shows what a visitor may take hold of
	Warmth  bool                       // the skin's temperature is shown in place of its pressure
	Seconds float64                    // that the act takes
	Caption locale.Key                 // what is told about it
	Words   map[locale.Language]string // in its place, where there are any
}

// IdleLimit is how long nobody touches an exhibit before its program goes on (s).
const IdleLimit = 60.0

// retryAfter is how long an exhibit waits before it builds again what could not
// be built (s).
const retryAfter = 1.0

// exhibit is what a session with a program keeps.
type exhibit struct {
	program []Act
	scenes  []*world.Scene // of the acts
	cues    []*cues        // likewise; nil where there are none

	mode  Mode
	act   int
	then  int     // the act after it
	left  float64 // s of the act
	went  bool    // the arm has been sent out to explore in this act
	idle  float64 // s since the last touch
	down  bool    // the mirror has panicked and another one is on its way
	retry float64 // s until a failed build is tried again; 0 is never

	loops, takeovers, restarts int
}

// openProgram checks the program and finds its scenes.
func (s *Session) openProgram() error {
	if !s.opt.Kiosk {
		return nil
	}
	e := &s.exhibit
	e.program = s.opt.Program
	if e.program == nil {
		e.program = Program()
	}
	if len(e.program) == 0 {
		return fmt.Errorf("session: an exhibit's program without acts")
	}
	for i, a := range e.program {
		var scene *world.Scene
		var err error
		switch {
		case !(a.Seconds > 0):
			err = fmt.Errorf("%g s, want more than 0", a.Seconds)
		case !(a.Explore >= 0 && a.Explore < a.Seconds):
			err = fmt.Errorf("explores after %g s, want 0 to the act's %g", a.Explore, a.Seconds)
		case !(a.Broken >= 0 && a.Broken <= 1):
			err = fmt.Errorf("share %g broken, want 0 to 1", a.Broken)
		case a.Speed != 0 && !(a.Speed >= minSpeed && a.Speed <= maxSpeed):
			err = fmt.Errorf("speed %g, want %g to %d", a.Speed, minSpeed, maxSpeed)
		case a.Scene != "":
			scene, err = world.LookupScene(a.Scene)
		}
		if err == nil {
			_, err = gesture.Synth(a.Gesture, gesture.Options{})
		}
		var list *cues
		if err == nil && len(a.Cues) > 0 {
			list, err = newCues(a.Cues, s.opt.Setup)
		}
		if err != nil {
			return fmt.Errorf("session: act %d: %w", i+1, err)
		}
		e.scenes, e.cues = append(e.scenes, scene), append(e.cues, list)
	}
	return nil
}

// actSetup is what an act plays.
func (s *Session) actSetup(i int) Setup {
	setup := s.opt.Setup
	setup.Recording, setup.Gesture, setup.Scene = nil, s.exhibit.program[i].Gesture, s.exhibit.scenes[i]
	return setup
}

// beginAct goes to an act of the program; after the last comes the first.
func (s *Session) beginAct(i int) error {
	e := &s.exhibit
	if i >= len(e.program) {
		e.loops++
		i = 0
	}
	s.endGame()
	a := &e.program[i]
	e.mode, e.act, e.then, e.left, e.went = Attract, i, i+1, a.Seconds, false
	if s.speed = a.Speed; s.speed == 0 {
		s.speed = 1
	}
	s.paused = false
	setup := s.actSetup(i)
	if !e.down {
		s.live.cues = nil
		s.live.interrupted = s.live.interrupted || a.opens() // from its beginning in any case
		if err := s.live.fill(nil); err != nil {             // things may have rolled away
			return err
		}
	}
	if err := s.change(setup); err != nil {
		return err
	}
	return s.direct()
}

// direct breaks the sensors that the act wants broken, and lets its cues lead
// the hand.
func (s *Session) direct() error {
	e := &s.exhibit
	if e.mode != Attract || e.down {
		return nil
	}
	s.live.breakShare(e.program[e.act].Broken, s.opt.Setup.Seed)
	if e.cues[e.act] == nil || !s.live.setup.sameMirror(s.wanted) {
		return nil
	}
	return s.live.perform(*e.cues[e.act])
}

// exhibitTime lets dt seconds pass for the program and for what waits. What goes
// wrong there is logged: an exhibit goes on.
func (s *Session) exhibitTime(dt float64) {
	e := &s.exhibit
	if !s.opt.Kiosk {
		return
	}
	e.idle += dt
	if e.retry > 0 {
		if e.retry -= dt; e.retry <= 0 {
			s.logged("the mirror cannot be rebuilt", s.begin(s.opt.Setup))
		}
	}
	e.left -= dt
	switch {
	case e.mode == Attract && e.left <= 0:
		s.endLead()
		s.logged("an act cannot be played", s.beginAct(e.then))
	case e.mode == Visitor && e.idle >= IdleLimit:
		s.endLead()
		s.logged("an act cannot be played", s.welcomeBack())
	case e.mode == Attract && !e.down && !s.building:
		s.sendOut()
	}
}

// thingsApart is how many things further on the next loop explores. A prime, so
// that it comes round to all.
const thingsApart = 7

// sendOut lets the arm explore when its act says so: another thing in every loop.
func (s *Session) sendOut() {
	e := &s.exhibit
	a := &e.program[e.act]
	if e.went || a.Explore == 0 || a.Seconds-e.left < a.Explore {
		return
	}
	e.went = true
	s.logged("nothing can be explored", s.exploreInTurn(thingsApart*e.loops))
}

func (s *Session) logged(what string, err error) {
	if err != nil {
		s.opt.Log.Error(what, "error", err)
	}
}

// Touch tells that a visitor does something, be it only to the camera. Every
// command of a session counts as a touch by itself.
func (s *Session) Touch() { s.touch() }

// touch lets a visitor take over.
func (s *Session) touch() {
	e := &s.exhibit
	e.idle, s.guests.idle = 0, 0
	if e.mode != Attract {
		return
	}
	e.mode = Visitor
	e.takeovers++
	s.speed, s.paused = 1, false
	if e.down {
		return
	}
	s.live.healAll()
	s.stopExploring()
	if s.live.cues != nil {
		s.endLead()
		s.logged("the gesture cannot be played", s.adapt(s.live.setup))
	}
}

// caption is what a visitor is told.
func (s *Session) caption() locale.Key {
	e := &s.exhibit
	switch {
	case e.down:
		return locale.Recovering
	case s.building && e.mode != Attract:
		return locale.Building
	case e.mode == Attract:
		return e.program[e.act].Caption
	case s.live.guest != nil:
		return locale.Mirrored
	case s.live.exploring != nil:
		return locale.Exploring
	case s.live.carried >= 0:
		return locale.Carrying
	case s.live.led != nil:
		return locale.Leading
	case e.mode == Visitor:
		return locale.YourTurn
	}
	return locale.Nothing
}

// outlive is deferred where stages run: it logs a panic and has another mirror
// built.
func (s *Session) outlive() {
	cause := recover()
	if cause == nil {
		return
	}
	e := &s.exhibit
	e.restarts++
	e.down, s.owed = true, 0
	s.opt.Log.Error("a stage panicked; the mirror is rebuilt", "panic", cause, "restarts", e.restarts, "stack", string(debug.Stack()))
	s.endLead()
	s.logged("the mirror cannot be rebuilt", s.begin(s.wanted))
}

// retryLater tries again to build a mirror that an exhibit cannot be without.
func (s *Session) retryLater() {
	if s.opt.Kiosk && s.exhibit.down {
		s.exhibit.retry = retryAfter
	}
}

// buildSafely is build with a panic turned into an error.
func (o *Options) buildSafely(setup Setup, tell glove.Progress) (b built) {
	b.setup = setup
	if o.Kiosk {
		defer func() {
			if cause := recover(); cause != nil {
				o.Log.Error("a build panicked", "panic", cause, "stack", string(debug.Stack()))
				b.stage, b.err = nil, fmt.Errorf("session: build panicked: %v", cause)
			}
		}()
	}
	b.stage, b.err = o.build(setup, tell)
	return b
}

// Skip goes to the next act of an exhibit's program, as a stand's attendant may.
func (s *Session) Skip() {
	if s.opt.Kiosk {
		s.endLead()
		s.logged("an act cannot be played", s.beginAct(s.exhibit.then))
	}
}
