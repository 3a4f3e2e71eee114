package live

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"

	"gonum.org/v1/gonum/spatial/r3"
)

// The way back to a hand that was lost: a minimum-jerk one, no shorter than
// rejoin and no faster than these. Design values.
const (
	rejoin      = 0.15 // s
	rejoinSpeed = 1.2  // m/s, of the wrist
	rejoinTurn  = 6.0  // rad/s, of joints and forearm
)

// shown is what a mirror of one side sees.
type shown struct {
	side       hand.Side
	predict    predictor
	confidence float64
	lostAfter  float64 // s

	from   motion  // where the hand was held when it came back
	backAt float64 // s
	way    float64 // s
}

func newShown(side hand.Side, flat bool) shown {
	s := shown{side: side, predict: newPredictor(flat), lostAfter: shortestLoss, backAt: math.Inf(-1)}
	rest := hand.Rest()
	setMotion(&s.from, &rest, gesture.RestingForearm(side))
	return s
}

// comeBack begins the way from where the hand is held to where it is seen
// again.
func (s *shown) comeBack(now float64) {
	if s.predict.seen {
		s.from, _ = s.at(now)
	}
	s.predict.forget()
	s.backAt, s.way = now, -1 // the way's length is known once the hand is
}

// at is the hand as it is shown, and how far it can be trusted.
func (s *shown) at(now float64) (motion, gesture.State) {
	p := &s.predict
	if !p.seen {
		return s.from, gesture.Lost
	}
	lost := now-p.last.time > s.lostAfter+s.age()
	m := p.at(now)
	if s.way < 0 {
		s.way = s.wayTo(&m)
	}
	state := gesture.OK
	if back := (now - s.backAt) / s.way; back < 1 {
		m = between(&s.from, &m, gesture.MinimumJerk(back))
		state = gesture.Predicted
	}
	if lost {
		state = gesture.Lost
	}
	return m, state
}

// age (s) is that of the last frame when it came.
func (s *shown) age() float64 { return max(s.predict.shownAt-s.predict.last.time, 0) }

// wayTo is how long the way to a hand takes: 15/8 of its length over its
// greatest speed, as minimum-jerk movements have it.
func (s *shown) wayTo(m *motion) float64 {
	const peak = 15.0 / 8
	seconds := rejoin
	for i := range placeAt {
		seconds = max(seconds, peak*math.Abs(m.x[i]-s.from.x[i])/rejoinTurn)
	}
	seconds = max(seconds, peak*r3.Norm(r3.Sub(m.position(), s.from.position()))/rejoinSpeed)
	return max(seconds, peak*spatial.AngleBetween(m.rot, s.from.rot)/rejoinTurn)
}

func (m *motion) position() r3.Vec {
	return r3.Vec{X: m.x[placeAt], Y: m.x[placeAt+1], Z: m.x[placeAt+2]}
}

// between is a share of the way from one hand to another.
func between(a, b *motion, share float64) motion {
	m := motion{time: b.time}
	for i := range m.x {
		m.x[i] = a.x[i] + share*(b.x[i]-a.x[i])
	}
	m.rot = spatial.Pose{Rot: a.rot}.Interpolate(spatial.Pose{Rot: b.rot}, share).Rot
	return m
}

// Source is a followed hand as a mirror of one side sees it: a gesture.Source
// whose Sample gives the present. Sampled at a time before its newest frame it
// gives what it would show now; a hand of the other side is one that is lost.
type Source struct {
	follower *Follower
	info     gesture.Info
}

// Source is the hand for a mirror of a side, whose glove is worn by a person
// with the given bones.
func (f *Follower) Source(side hand.Side, dims hand.Dimensions) *Source {
	set := &f.set
	return &Source{follower: f, info: gesture.Info{
		Name: "live", Report: fmt.Sprintf("live, %s hand", side), Side: side, Dims: dims, Live: true,
		Duration: math.Inf(1), Position: set.Position, Orientation: set.Orientation, Forearm: set.Orientation,
		Shoulder: gesture.DefaultShoulder(),
	}}
}

// Info describes the source.
func (s *Source) Info() gesture.Info { return s.info }

// Sample gives the hand at time t.
func (s *Source) Sample(t float64, dst *gesture.Sample) {
	f := s.follower
	f.mu.Lock()
	show := &f.shown[s.info.Side]
	m, state := show.at(t)
	if !f.live || f.side != s.info.Side {
		state = gesture.Lost
	}
	confidence := show.confidence
	f.mu.Unlock()

	*dst = gesture.Sample{Time: t, State: state, Confidence: confidence, Tracked: true}
	copy(dst.Angles[:], m.x[:placeAt])
	dst.Angles = dst.Angles.Clamped()
	dst.WorldFromForearm = spatial.Pose{Rot: spatial.Unit(m.rot), Pos: m.position()}
	dst.WorldFromPalm = gesture.PalmOn(dst.WorldFromForearm, s.info.Side, &dst.Angles)
}
