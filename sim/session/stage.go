package session

import (
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sensors/wearer"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/spatial/r3"
)

// How one movement takes over from another (s). Design values.
const (
	gestureFade = 0.6  // the usual time of a move
	leadFade    = 0.25 // so that a grabbed hand obeys at once
	leadCatchUp = 0.05 // least time that a source plays before it begins anew
)

// lagWindow is how much movement one figure of the lag is taken from (steps).
const lagWindow = 5000

// stage is one mirror and what a session does to it.
type stage struct {
	setup  Setup
	mirror *mirror.Mirror
	relay  *gesture.Relay
	steps  int
	again  float64 // s: when the recording starts again

	glove   *wearer.Wearer
	factory []taxel.Failure // how each channel came
	faults  Faults
	seats   []seat     // where each channel sits
	hand    *hand.Hand // scratch, of the person

	led         *gesture.Lead // nil while nobody leads
	ledFrom     float64       // s: the lead's own time 0
	interrupted bool          // the lead has ended, but nothing has taken over yet

	guest *guest // the visitor's hand that leads; nil is none

	cues *cues // of an act; nil is none

	exploring *exploring // nil while the arm mirrors
	teacher   *teacher   // likewise

	carried int // object in hand, −1 for none
	carryTo r3.Vec

	lag   mirror.LagMeter
	lagMS figure.Value // the latest that was measured
}

// build makes a mirror and settles it; it takes some tenths of a second, most of
// it the glove's calibration. An error of tell ends it.
func (o *Options) build(setup Setup, tell glove.Progress) (*stage, error) {
	if err := setup.check(); err != nil {
		return nil, err
	}
	src, err := setup.source()
	if err != nil {
		return nil, err
	}
	info := src.Info()
	g := &stage{setup: setup, relay: gesture.NewRelay(src, 0), carried: -1, again: math.Inf(1)}
	if setup.Recording != nil {
		g.again = max(info.Duration, leadCatchUp)
	}
	arm, err := o.robotFor(setup.Follow.RobotSide(info.Side))
	if err != nil {
		return nil, err
	}
	g.mirror, err = mirror.New(mirror.Config{
		Source: g.relay, Robot: arm, Follow: setup.Follow,
		Channels: setup.Channels, Profile: setup.Profile, Calibration: setup.Calibration,
		SkinProfile: setup.SkinProfile, Scene: setup.Scene, Reflex: setup.Reflex, Seed: setup.Seed, Clock: o.Clock, Building: tell,
		Witness: o.Witness,
		Disturb: func(s mirror.Sensor) mirror.Sensor {
			g.glove, _ = s.(*wearer.Wearer)
			if o.Disturb != nil {
				s = o.Disturb(s)
			}
			return s
		},
	})
	if err != nil {
		return nil, err
	}
	g.hand = hand.New(info.Side, info.Dims)
	g.seats = seatsOf(g.mirror.Describe().Glove, info.Side)
	g.factory = make([]taxel.Failure, len(g.seats))
	g.faults.Broken = make([]bool, len(g.seats))
	for i := range g.factory {
		g.factory[i] = g.glove.FailureOf(i)
	}
	return g, nil
}

// time is that of the last step (s).
func (g *stage) time() float64 { return float64(g.steps) * mirror.Period }

// step moves the mirror on by one period.
func (g *stage) step() error {
	now := g.time()
	if now >= g.again {
		if err := g.relay.Switch(now, gestureFade, g.setup.Recording, 0); err != nil {
			return err
		}
		g.again = now + max(g.setup.Recording.Info().Duration, leadCatchUp)
	}
	if err := g.follow(); err != nil {
		return err
	}
	g.carry()
	g.steps++
	g.mirror.Step(g.time())
	if !g.mirrors() {
		return nil // nothing to be late behind
	}
	g.lag.Add(g.mirror.Record())
	if g.steps%lagWindow == 0 {
		// A hand that kept still says nothing about the lag.
		if lag := g.lag.Lag().Times(1e3).Value; lag.Measured() {
			g.lagMS = lag
		}
		g.lag.Reset()
	}
	return nil
}

// play lets another gesture, or the same one again, take over.
func (g *stage) play(setup Setup) error {
	src, err := setup.source()
	if err != nil {
		return err
	}
	if err := g.relay.Switch(g.time(), gestureFade, src, 0); err != nil {
		return err
	}
	g.setup.Gesture, g.led, g.guest, g.interrupted, g.again = setup.Gesture, nil, nil, false, math.Inf(1)
	if setup.Recording != nil {
		g.again = g.time() + max(src.Info().Duration, leadCatchUp)
	}
	return nil
}

// fill takes everything away and puts a scene in its place, or nothing where
// that fails.
func (g *stage) fill(scene *world.Scene) error {
	g.carried, g.setup.Scene = -1, nil
	if err := g.mirror.Fill(scene); err != nil {
		return err
	}
	g.setup.Scene = scene
	return nil
}

// lead lets someone lead the hand, from the posture of a sample on.
func (g *stage) lead(from *gesture.Sample) error {
	l := gesture.NewLead(g.relay.Info(), from, g.setup.Seed)
	if err := g.relay.Switch(g.time(), leadFade, l, 0); err != nil {
		return err
	}
	g.led, g.guest, g.ledFrom, g.again = l, nil, g.time(), math.Inf(1)
	return nil
}

// leadTime is the lead's own time.
func (g *stage) leadTime() float64 { return g.time() - g.ledFrom }

// seat is where a channel sits: on a segment of a finger, on the palm or on the
// forearm, in that one's frame.
type seat struct {
	finger, segment int // finger −1: palm; −2: forearm
	place, normal   r3.Vec
}

const (
	onPalm    = -1
	onForearm = -2
)

func seatsOf(layout *glove.Layout, side hand.Side) []seat {
	seats := make([]seat, layout.Len())
	for i := range seats {
		c := layout.Channel(i)
		s := seat{finger: onPalm, place: c.Position, normal: c.Normal}
		if c.Link == "forearm" {
			s.finger = onForearm
		}
		for f := range hand.NumFingers {
			for j := range 4 {
				if hand.SegmentName(hand.Finger(f), j) == c.Link {
					s.finger, s.segment = f, j
				}
			}
		}
		if side == hand.Left {
			s.place.Y, s.normal.Y = -s.place.Y, -s.normal.Y
		}
		seats[i] = s
	}
	return seats
}

// channel gives where a channel is in the world, and its normal, on the hand as
// g.hand has been set.
func (g *stage) channel(i int, now *gesture.Sample) (place, normal r3.Vec) {
	s := &g.seats[i]
	at := now.WorldFromPalm
	switch s.finger {
	case onPalm:
	case onForearm:
		at = now.WorldFromForearm
	default:
		at = at.Mul(g.hand.PalmFromSegment(hand.Finger(s.finger), s.segment))
	}
	return at.Apply(s.place), at.Rotate(s.normal)
}
