package main

import (
	"context"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/render/show"
	"mirrorarm/sensors/wearer"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/session"
)

// player is a session as the window wants it, with what the program has beside it:
// somebody before a camera, and files.
type player struct {
	*show.Player
	stand *stand // where visitors are looked for; nil if nowhere
	reels *reels // nil where no files are made
	best  *bests // of games; nil keeps none

	finding *session.Finding // that was recorded last
}

// sessionOptions are those of the session that the flags describe; what is beyond
// the flags is o's. The session ends with ctx.
func (f *mirrorFlags) sessionOptions(ctx context.Context, seed uint64, o session.Options) (session.Options, error) {
	var err error
	o.Setup, err = await(ctx, func() (session.Setup, error) {
		// Opened here as well, to tell a file that is bad from a usage that is.
		if _, err := f.openRobot(hand.Right); err != nil {
			return session.Setup{}, err
		}
		return f.setup(seed)
	})
	o.Robot = func(side hand.Side) (*robot.Robot, error) { return f.openRobot(side) }
	o.Context = ctx
	return o, err
}

// newPlayer opens the session that the flags describe.
func (f *mirrorFlags) newPlayer(ctx context.Context, seed uint64, o session.Options) (*player, error) {
	o, err := f.sessionOptions(ctx, seed, o)
	if err != nil {
		return nil, err
	}
	return openPlayer(ctx, o)
}

// openPlayer opens a session, which takes as long as the glove's calibration.
func openPlayer(ctx context.Context, o session.Options) (*player, error) {
	p, err := show.Open(ctx, o)
	if err != nil {
		return nil, usageError{err}
	}
	return &player{Player: p}, nil
}

// setup is what the flags say is to be mirrored.
func (f *mirrorFlags) setup(seed uint64) (p session.Setup, err error) {
	p = session.Setup{Channels: f.Channels, Profile: f.Profile, SkinProfile: f.SkinProfile, Reflex: f.Reflex, Seed: seed}
	if p.Hand, err = gesture.ParseChoice(f.Hand); err != nil {
		return p, usageError{err}
	}
	if p.Follow, err = retarget.ParseFollow(f.Follow); err != nil {
		return p, usageError{err}
	}
	if p.Calibration, err = wearer.ParseMode(f.Calibration); err != nil {
		return p, usageError{err}
	}
	if p.Scene, err = f.openScene(); err != nil {
		return p, err
	}
	src, err := f.openSource(seed)
	if err != nil {
		return p, err
	}
	var synthetic bool
	if p.Gesture, synthetic, err = f.gesture(); !synthetic {
		p.Recording = src
	}
	return p, err
}

// length is how long what is played lasts (s): for ever, but for a recording.
func (p *player) length() float64 {
	setup := p.Setup()
	return lengthOf(&setup)
}

func lengthOf(setup *session.Setup) float64 {
	if r := setup.Recording; r != nil {
		return r.Info().Duration
	}
	return math.Inf(1)
}

// Advance runs dt seconds of simulated time.
func (p *player) Advance(dt float64) error {
	if p.stand != nil {
		p.stand.look(p.Session)
	}
	if p.reels != nil {
		p.reels.look(p.say())
		if f := p.Session.Status().Finding; f != p.finding {
			p.finding = f
			p.reels.now.found(f)
		}
	}
	err := p.Player.Advance(dt)
	if p.best != nil {
		p.best.look(p.Session)
	}
	return err
}

// say gives words in the session's language.
func (p *player) say() func(locale.Key) string { return p.Session.Status().Language.Text }
