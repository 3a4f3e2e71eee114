package session

import (
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"
)

// Visitors are whoever a tracker sees while the session runs. Their methods are called
// from the goroutine that owns the session; times are seconds on the clock that their
// hands are put on, whose rate is that of the time that Advance is told of.
type Visitors interface {
	Now() float64
	// Present reports whether somebody is there now, and which hand they show. Who has
	// not shown a hand for a while has left.
	Present(now float64) (side hand.Side, present bool)
	// Source is that hand for a mirror of a side whose glove is worn by a hand with the
	// given bones: a live one, of the person who is there now.
	Source(side hand.Side, bones hand.Dimensions) gesture.Source
}

// How a hand that is there takes over. Design values.
const (
	visitFade  = 0.4  // s
	wayHome    = 1.2  // s that the arm goes back for before things are put around, or the next act begins
	clockDrift = 0.05 // s: by more the clocks differ only after a pause
	clockShare = 0.1  // of what they differ by, that every Advance takes up

	// giveBack is how long (s) a hand that is there waits for one who has taken the mirror
	// over by mouse or keys, and does nothing more.
	giveBack = 10.0
)

// guests is what a session keeps of visitors.
type guests struct {
	who   Visitors // nil: nobody is waited for
	there bool     // somebody was, at the last look
	side  hand.Side
	idle  float64 // s since the last touch

	wayHome float64 // s left of the arm's way back; 0 is none

	// The mirror of the side that is not shown, ready to take over; nil is none.
	spare  *stage
	away   bool       // the one that is shown is a visitor's, spare the one that was wanted
	made   chan built // what is being built; nil is nothing
	failed *Setup     // that could not be built
}

// guest is a visitor's hand on a stage's time.
type guest struct {
	hand  gesture.Source
	ahead float64 // s: the hand's clock less the stage's
}

// Info describes the hand.
func (g *guest) Info() gesture.Info { return g.hand.Info() }

// Sample gives the hand at a time of the stage.
func (g *guest) Sample(t float64, dst *gesture.Sample) {
	g.hand.Sample(t+g.ahead, dst)
	dst.Time = t
}

// keepTo lets the present be where the other clock has it at a time of the stage: if
// both go alike slowly, so that pictures that come unevenly move nothing.
func (g *guest) keepTo(now, at float64, alike bool) {
	off := now - at - g.ahead
	if alike && math.Abs(off) < clockDrift {
		off *= clockShare
	}
	g.ahead += off
}

// Welcome has the session follow whoever is there from now on; nil has it follow
// nobody any more. The mirror of the other side, which a visitor may need, is built
// beside the one that runs, and kept ready.
func (s *Session) Welcome(v Visitors) {
	s.guests.who = v
	if v == nil {
		s.logged("the visitor cannot be seen off", s.seeOff())
		s.guests.there = false
		s.guests.spare = nil
		return
	}
	s.prepareSpare()
}

// greet looks who is there before dt seconds pass, and lets them lead or sees them off.
func (s *Session) greet(dt float64) error {
	g := &s.guests
	s.takeSpare()
	switch {
	case s.exhibit.down:
		return nil
	case g.who == nil:
		return s.goHome(dt) // the camera may have been switched off meanwhile
	}
	s.prepareSpare()
	now := g.who.Now()
	side, there := g.who.Present(now)
	g.idle += dt
	switch {
	case there && s.waits(side):
		if err := s.receive(side); err != nil {
			return err
		}
	case !there && g.there:
		g.there = false
		if err := s.seeOff(); err != nil {
			return err
		}
	}
	if err := s.goHome(dt); err != nil {
		return err
	}
	if s.live.guest != nil {
		s.touch() // whoever is there needs to touch nothing
		s.live.guest.keepTo(now, s.live.time()+s.owed+dt*s.speed, s.speed == 1 && !s.paused)
	}
	return nil
}

// goHome puts around what was wanted when the arm is back.
func (s *Session) goHome(dt float64) error {
	g := &s.guests
	if g.wayHome <= 0 {
		return nil
	}
	if g.wayHome -= dt; g.wayHome > 0 || s.live.guest != nil {
		return nil
	}
	return s.adapt(s.wanted)
}

// waits tells whether a hand of a side that is there does not lead, and should. Who has
// come before or after it and leads by mouse or keys goes first for a while.
func (s *Session) waits(side hand.Side) bool {
	g := &s.guests
	if !g.there || side != g.side {
		return true
	}
	byHand := s.live.led != nil && s.live.cues == nil
	return s.live.guest == nil && (!byHand || g.idle > giveBack)
}

// receive lets a visitor lead by a hand of a side, once there is a mirror of it.
func (s *Session) receive(side hand.Side) error {
	g := &s.guests
	if side != s.live.hand.Side() {
		if g.spare == nil || g.spare.hand.Side() != side {
			return nil // on its way
		}
		if err := s.trade(); err != nil {
			return err
		}
	}
	s.touch()
	s.stopExploring()
	s.endLead()
	info := s.live.relay.Info()
	if err := s.live.admit(g.who.Source(side, info.Dims), g.who.Now()); err != nil {
		return err
	}
	g.there, g.side = true, side
	return nil
}

// seeOff goes back to what is played where nobody is.
func (s *Session) seeOff() error {
	if s.live.guest == nil && !s.guests.away {
		return nil
	}
	s.live.guest = nil
	s.live.interrupted = true
	if s.guests.away {
		if err := s.trade(); err != nil {
			return err
		}
	}
	if s.live.led != nil {
		return nil
	}
	if s.opt.Kiosk {
		s.exhibit.idle = max(s.exhibit.idle, IdleLimit-wayHome)
	} else {
		s.guests.wayHome = wayHome
	}
	return s.live.play(s.wanted)
}

// trade shows the spare mirror: its arm takes over where the other one has been, as its
// mirror image.
func (s *Session) trade() error {
	g := &s.guests
	s.letGo()
	s.forget()
	from, to := s.live, g.spare
	from.cues, from.led, from.guest, from.interrupted = nil, nil, nil, true
	s.live, g.spare, g.away = to, from, !g.away
	s.version++
	to.lag.Reset()
	to.lagMS = from.lagMS
	q := from.mirror.Record().Coordinates
	to.mirror.TakeOver(q)
	if err := from.fill(nil); err != nil {
		return err
	}
	if err := to.fill(s.wanted.Scene); err != nil || to.mirror.Notice() == "" {
		s.logged("the scene cannot be put around", err) // nothing is, then
		return nil
	}
	// The arm is where a thing would be: no arm jumps out of the way before a visitor.
	err := to.fill(nil)
	to.mirror.TakeOver(q)
	return err
}

// home is the mirror that was wanted, whether or not it is the one that is shown.
func (s *Session) home() *stage {
	if s.guests.away {
		return s.guests.spare
	}
	return s.live
}

// settleIn lets a mirror be the one that was wanted and is shown. The spare one is of
// use if it is of the other side of the same.
func (s *Session) settleIn(g *stage) {
	s.live = g
	s.guests.away, s.guests.there = false, false // who is there is received anew
	if spare := s.guests.spare; spare != nil && !spare.setup.sameMirror(s.otherSide()) {
		s.guests.spare = nil
	}
}

// otherSide is what is wanted, of the other hand.
func (s *Session) otherSide() Setup {
	o, home := s.home().setup, s.home().hand.Side()
	o.Recording, o.Scene = nil, nil
	if s.home().setup.Recording != nil {
		o.Gesture = restful
	}
	o.Hand = gesture.LeftHand
	if home == hand.Left {
		o.Hand = gesture.RightHand
	}
	return o
}

// restful is the gesture of a hand that waits for somebody.
const restful = "rest"

// prepareSpare has the mirror of the other side built, where it is not there.
func (s *Session) prepareSpare() {
	g := &s.guests
	if g.who == nil || g.made != nil || g.spare != nil || s.exhibit.down {
		return
	}
	setup := s.otherSide()
	if g.failed != nil && g.failed.sameMirror(setup) {
		return
	}
	if s.opt.Synchronous {
		s.keepSpare(s.opt.buildSafely(setup, s.goesOn))
		return
	}
	g.made = make(chan built, 1)
	go func(made chan<- built) { made <- s.opt.buildSafely(setup, s.goesOn) }(g.made)
}

// takeSpare takes the spare mirror when it is ready.
func (s *Session) takeSpare() {
	select {
	case b := <-s.guests.made:
		s.guests.made = nil
		s.keepSpare(b)
	default:
	}
}

func (s *Session) keepSpare(b built) {
	g := &s.guests
	switch {
	case b.err != nil:
		g.failed = &b.setup
		if s.ctx.Err() == nil {
			s.opt.Log.Error("the mirror of the other side cannot be built", "error", b.err)
		}
	case g.who != nil && b.setup.sameMirror(s.otherSide()):
		g.spare = b.stage
	}
}

// closeGuests waits for what is being built.
func (s *Session) closeGuests() {
	if s.guests.made != nil {
		<-s.guests.made
		s.guests.made = nil
	}
}

// admit lets a visitor's hand lead from now on.
func (g *stage) admit(hand gesture.Source, now float64) error {
	guest := &guest{hand: hand, ahead: now - g.time()}
	if err := g.relay.Switch(g.time(), visitFade, guest, g.time()); err != nil {
		return err
	}
	g.guest, g.led, g.cues, g.interrupted, g.again = guest, nil, nil, true, math.Inf(1)
	return nil
}
