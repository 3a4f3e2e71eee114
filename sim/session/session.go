// Package session is what happens at a demonstration: a mirror that runs, and
// everything that a visitor may do to it.
//
// A session plays a Setup, lets a visitor lead the hand, break sensors and throw
// things about, and changes to another setup. What needs another mirror, whose
// glove must be calibrated, is built beside the one that runs and swapped in
// when it is ready, so that no frame waits for it. In an exhibit (Options.Kiosk)
// it plays a program of acts while nobody touches it, and outlives a panic of any
// stage.
//
// One goroutine, the window's, owns a session; the one that builds is the
// session's own. A session owns no clock: time passes by Advance. With
// Options.Synchronous builds are waited for, and the same calls give the same
// bytes.
//
// Places and directions are in the world frame: +X from the person to the arm,
// +Z up, +Y away from the viewer. Lengths are metres, angles radians, times
// seconds.
package session

import (
	"context"
	"fmt"
	"log/slog"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/record"

	"gonum.org/v1/gonum/spatial/r3"
)

// Options are what does not change in a session.
type Options struct {
	Setup    Setup // what is played first, and what an exhibit comes back to
	Language locale.Language

	// Context ends what is being built or taught; nil never does.
	Context context.Context
	// Yield, if not nil, is called by what is built or taught beside the loop, often:
	// where all share one thread it lets the others go on.
	Yield func()
	// Building, if not nil, is told how much is done of a build that is waited for.
	Building func(share float64)
	// Robot builds the arm of a side; nil is robot.Bionic.
	Robot func(hand.Side) (*robot.Robot, error)
	// Clock measures the stages; nil measures nothing.
	Clock clock.Clock
	// Log is told of panics that an exhibit survives; nil is nobody.
	Log *slog.Logger
	// OnStep, if not nil, looks at the mirror after every step.
	OnStep func(*mirror.Mirror)
	// Witness is mirror.Config's, for every mirror that is built.
	Witness func(*mirror.Mirror, *mirror.Act)
	// Disturb is mirror.Config's, for every mirror that is built.
	Disturb func(mirror.Sensor) mirror.Sensor

	// Remember keeps the last half minute, to be looked at again: at most
	// record.PastBytes.
	Remember    bool
	Synchronous bool  // builds are waited for
	Kiosk       bool  // an exhibit: see Program
	Program     []Act // of the exhibit; nil is the default one
}

// Session is a demonstration under way.
type Session struct {
	opt      Options
	ctx      context.Context // ends with the session
	cancel   context.CancelFunc
	live     *stage
	wanted   Setup
	language locale.Language

	building bool
	done     chan built
	problem  string // why the last build failed
	version  int

	owed   float64 // s of simulated time not yet stepped
	speed  float64
	paused bool
	plane  dragPlane

	past *record.Past // nil keeps none
	back *back        // nil in the present

	explorers explorers
	play      play
	exhibit   exhibit
	guests    guests
}

// built is what a build came to.
type built struct {
	setup Setup
	stage *stage
	err   error
}

// New builds the first mirror and waits for it.
func New(o Options) (*Session, error) {
	s := &Session{opt: o, wanted: o.Setup, language: o.Language, speed: 1, done: make(chan built, 1)}
	if o.Remember {
		s.past = record.NewPast(record.PastSeconds, record.PastBytes)
	}
	if s.opt.Log == nil {
		s.opt.Log = slog.New(slog.DiscardHandler)
	}
	if err := s.openProgram(); err != nil {
		return nil, err
	}
	if o.Kiosk {
		s.wanted = s.actSetup(0)
	}
	if s.opt.Context == nil {
		s.opt.Context = context.Background()
	}
	s.ctx, s.cancel = context.WithCancel(s.opt.Context)
	if o.Yield != nil {
		s.ctx = yielding{s.ctx, o.Yield}
	}
	var err error
	if s.live, err = s.opt.build(s.wanted, s.awaited); err != nil {
		s.cancel()
		return nil, err
	}
	if o.Kiosk {
		return s, s.beginAct(0)
	}
	return s, nil
}

// Close breaks off what is being built or taught. The session must not be used any
// more.
func (s *Session) Close() {
	s.cancel()
	if s.building {
		<-s.done
		s.building = false
	}
	s.closeGuests()
	if s.explorers.taught != nil {
		<-s.explorers.taught
		s.explorers.taught = nil
	}
	s.forget()
}

// Describe tells what does not change while a mirror runs; Status counts the
// mirrors.
func (s *Session) Describe() mirror.Description {
	if s.back != nil {
		return *s.back.shown.Describe()
	}
	return s.live.mirror.Describe()
}

// Mirror is the one that runs now: to be looked at between two calls.
func (s *Session) Mirror() *mirror.Mirror { return s.live.mirror }

// Advance lets dt seconds pass: as much simulated time, unless the session is
// paused or slowed down.
func (s *Session) Advance(dt float64) error {
	if !(dt >= 0) || math.IsInf(dt, 0) {
		return fmt.Errorf("session: advance by %g s, want 0 or more", dt)
	}
	if err := s.swap(); err != nil {
		return err
	}
	if s.back != nil {
		s.back.Advance(dt)
		s.showPast()
		return nil
	}
	s.exhibitTime(dt)
	if err := s.greet(dt); err != nil {
		return err
	}
	if s.exhibit.down || s.paused {
		return nil
	}
	if err := s.keepPlaying(dt); err != nil {
		return err
	}
	s.owed += dt * s.speed
	steps := int(s.owed / mirror.Period)
	s.owed -= float64(steps) * mirror.Period
	return s.run(steps)
}

// run makes a number of steps.
func (s *Session) run(steps int) error {
	if s.opt.Kiosk {
		defer s.outlive()
	}
	for range steps {
		if err := s.live.step(); err != nil {
			return err
		}
		if s.opt.OnStep != nil {
			s.opt.OnStep(s.live.mirror)
		}
		s.remember(s.live.mirror)
	}
	s.watch()
	return nil
}

// SnapshotTo copies out the present state. While an exhibit recovers it leaves
// dst alone, so that the last picture stays.
func (s *Session) SnapshotTo(dst *mirror.Snapshot) {
	switch {
	case s.exhibit.down:
	case s.back != nil:
		s.back.shown.Snapshot.CopyTo(dst)
	default:
		s.live.mirror.SnapshotTo(dst)
	}
}

// Restart goes back to the start of the present setup.
func (s *Session) Restart() error {
	s.touch()
	s.GoOn()
	s.endLead()
	return s.begin(s.wanted)
}

// Setup is what is played, or will be when the build under way is done.
func (s *Session) Setup() Setup { return s.wanted }

// Change plays another setup. Another gesture or scene takes over in the running
// mirror; for anything else one is built.
func (s *Session) Change(next Setup) error {
	s.touch()
	if next.Recording != s.wanted.Recording || next.Gesture != s.wanted.Gesture {
		s.endLead()
	}
	return s.change(next)
}

func (s *Session) change(next Setup) error {
	s.forget()
	if err := next.check(); err != nil {
		return err
	}
	if _, err := next.source(); err != nil {
		return err
	}
	s.wanted = next
	switch {
	case s.building:
		return nil // swap sees to it
	case s.exhibit.down || !s.home().setup.sameMirror(next):
		return s.begin(next)
	}
	return s.adapt(next)
}

// adapt puts gesture and scene of a setup into the running mirror. The gesture waits
// while a visitor leads.
func (s *Session) adapt(next Setup) error {
	alone := s.live.guest == nil && !s.guests.away
	if alone && (s.live.interrupted || next.Gesture != s.live.setup.Gesture) {
		if err := s.live.play(next); err != nil {
			return err
		}
	}
	if next.Scene != s.live.setup.Scene {
		if err := s.live.fill(next.Scene); err != nil {
			s.wanted.Scene = nil
			return err
		}
	}
	return nil
}

// begin builds a mirror: at once, or beside the running one.
func (s *Session) begin(setup Setup) error {
	s.wanted = setup
	if s.opt.Synchronous {
		return s.take(s.opt.buildSafely(setup, s.awaited))
	}
	if !s.building {
		s.building = true
		go func() { s.done <- s.opt.buildSafely(setup, s.goesOn) }()
	}
	return nil
}

// yielding is a context of work that lets others go on whenever it asks whether to go on
// itself.
type yielding struct {
	context.Context
	yield func()
}

func (c yielding) Err() error {
	c.yield()
	return c.Context.Err()
}

// goesOn ends a build with the session.
func (s *Session) goesOn(float64) error { return s.ctx.Err() }

// awaited tells besides how far a build is that is waited for.
func (s *Session) awaited(share float64) error {
	if s.opt.Building != nil {
		s.opt.Building(share)
	}
	return s.goesOn(share)
}

// swap takes a mirror that is ready. Where another one is wanted by now, it is
// built next.
func (s *Session) swap() error {
	select {
	case b := <-s.done:
		s.building = false
		if b.err == nil && !b.setup.sameMirror(s.wanted) {
			return s.change(s.wanted)
		}
		if err := s.take(b); b.err == nil {
			return err
		}
		return nil // Status tells what was wrong; the old mirror goes on
	default:
		return nil
	}
}

// take lets a mirror take over. A hand that is being led goes on being led.
func (s *Session) take(b built) error {
	if b.err != nil {
		s.problem = b.err.Error()
		s.wanted = s.home().setup
		s.retryLater()
		return b.err
	}
	s.letGo()
	s.forget()
	old := s.live
	s.settleIn(b.stage)
	s.problem = ""
	s.live.lagMS = old.lagMS
	s.version++
	s.exhibit.down = false
	if old.led != nil {
		var now gesture.Sample
		old.relay.Sample(old.time(), &now)
		if err := s.live.lead(&now); err != nil {
			return err
		}
	}
	if err := s.adapt(s.wanted); err != nil {
		return err
	}
	return s.direct()
}

// dragPlane is what a pointer's ray is cut with while something is dragged: a
// plane that faced the viewer when the drag began.
type dragPlane struct {
	dragging   Kind
	at, normal r3.Vec
	offset     r3.Vec // of what is dragged, from where the ray hits
}
