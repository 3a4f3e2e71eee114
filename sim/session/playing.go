package session

import (
	"math"
	"slices"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
)

// How the robot shows a gesture, and a player who is none repeats it (s). Design values.
const (
	showTime = 0.7  // the robot's way from one gesture to the next
	lookTime = 0.45 // until the synthetic player moves
)

// Play is how a game stands, as a screen shows it.
type Play struct {
	Turn    Turn
	Gesture string  // that the robot shows
	Left    float64 // s of the countdown, or of the minute
	Points  int     // so far
	Gained  int     // for the last gesture
	Off     float64 // degrees, that the hand is off now or, once it is praised, was; NaN is unknown
	Best    int     // of the day, this game included; 0 is none
	IsBest  bool    // this game's points are
}

// play is what a session keeps of a game.
type play struct {
	game      Game
	of        *stage // that the gestures are of
	gestures  [len(gameGestures)]hand.Angles
	postures  [len(gameGestures)][]float64 // of the robot (rad)
	target    int                          // that the robot shows; −1 before the first
	synthetic bool                         // nobody plays: the session's source does
	looks     float64                      // s until the synthetic player has seen the gesture
	best      int
	games     uint64
}

// PlayGame begins a game, or ends the one that is under way. The robot shows gestures, and
// whoever leads the hand repeats them; a synthetic player is the session's own source.
func (s *Session) PlayGame(synthetic bool) error {
	s.touch()
	s.GoOn()
	if s.play.game.Turn != NoTurn {
		s.endGame()
		return nil
	}
	if s.exhibit.down {
		return nil
	}
	s.speed, s.paused = 1, false
	if s.wanted.Scene != nil {
		room := s.wanted
		room.Scene = nil
		if err := s.change(room); err != nil {
			return err
		}
	}
	p := &s.play
	p.games++
	p.game, p.synthetic, p.of, p.target, p.looks = NewGame(s.opt.Setup.Seed+p.games), synthetic, nil, -1, 0
	return s.rehearse()
}

// BestOfDay tells a session the best game of the day so far, from now on; 0 is none.
func (s *Session) BestOfDay(points int) { s.play.best = max(points, 0) }

// rehearse finds how the gestures look on the hand that leads, and how on the robot.
func (s *Session) rehearse() error {
	p, g := &s.play, s.live
	if p.of == g {
		return nil
	}
	info, cfg := g.relay.Info(), g.mirror.Config()
	r, err := retarget.New(cfg.Robot, retarget.Person{Side: info.Side, Dims: info.Dims, Shoulder: info.Shoulder}, cfg.Follow)
	if err != nil {
		return err
	}
	setup := g.setup
	setup.Recording, setup.Hand = nil, gesture.RightHand
	if info.Side == hand.Left {
		setup.Hand = gesture.LeftHand
	}
	for i, name := range gameGestures {
		setup.Gesture = name
		src, err := setup.source()
		if err != nil {
			return err
		}
		var at gesture.Sample
		src.Sample(holdTime, &at)
		r.Reset()
		p.gestures[i], p.postures[i] = at.Angles, make([]float64, cfg.Robot.Model.DOF())
		r.Step(p.postures[i], retarget.Input{Angles: at.Angles, WorldFromForearm: at.WorldFromForearm})
	}
	p.leaveStage()
	s.explorers.finding, g.exploring = nil, nil
	g.teacher = &teacher{mirror: g.mirror, from: slices.Clone(g.mirror.Record().Coordinates)}
	g.mirror.Hand(g.teacher)
	g.lag.Reset()
	p.of, p.target = g, -1
	return nil
}

// keepPlaying lets dt seconds of a game pass.
func (s *Session) keepPlaying(dt float64) error {
	p := &s.play
	if p.game.Turn == NoTurn {
		return nil
	}
	if err := s.rehearse(); err != nil { // another mirror may have come
		s.endGame()
		return err
	}
	if !p.synthetic && s.live.guest == nil && s.live.led == nil {
		if err := s.takeSeat(); err != nil {
			return err
		}
	}
	off := math.NaN()
	if r := s.live.mirror.Record(); !r.Lost() {
		off = Off(&r.Estimate.Angles, &p.gestures[p.game.Target])
	}
	p.game.Step(dt, off)
	switch p.game.Turn {
	case NoTurn:
		s.endGame()
	case Over:
		p.best = max(p.best, p.game.Points)
	case Repeat:
		if p.target != p.game.Target {
			p.target, p.looks = p.game.Target, lookTime
			s.live.teacher.show(p.postures[p.target])
		}
		return s.imitate(dt)
	}
	return nil
}

// takeSeat lets a player who is before no tracker lead the hand, which comes up, at rest, to where
// it is seen.
func (s *Session) takeSeat() error {
	if err := s.startLead(); err != nil {
		return err
	}
	setup := s.live.setup
	setup.Recording, setup.Hand = nil, gesture.RightHand
	if s.live.hand.Side() == hand.Left {
		setup.Hand = gesture.LeftHand
	}
	var up, rest gesture.Sample
	for _, a := range [...]struct {
		name string
		to   *gesture.Sample
	}{{"open", &up}, {restful, &rest}} {
		setup.Gesture = a.name
		src, err := setup.source()
		if err != nil {
			return err
		}
		src.Sample(holdTime, a.to)
	}
	up.Angles = rest.Angles
	led, now := s.live.led, s.live.leadTime()
	if err := led.Aim(now, &up); err != nil {
		return err
	}
	if err := led.Grab(gesture.GripWrist); err != nil {
		return err
	}
	return led.Drag(now, up.WorldFromForearm.Pos)
}

// imitate is the synthetic player's part.
func (s *Session) imitate(dt float64) error {
	p := &s.play
	if !p.synthetic || p.looks <= 0 {
		return nil
	}
	if p.looks -= dt; p.looks > 0 {
		return nil
	}
	next := s.live.setup
	next.Recording, next.Gesture = nil, p.game.Gesture()
	return s.live.play(next)
}

// endGame gives the robot back to the mirrored hand.
func (s *Session) endGame() {
	p := &s.play
	p.game = Game{}
	if t := s.live.teacher; t != nil {
		t.end()
	}
	if p.of != s.live {
		p.leaveStage()
	}
	p.of = nil
}

// leaveStage takes the game from a mirror that is not shown any more.
func (p *play) leaveStage() {
	if p.of != nil {
		p.of.teacher = nil
		p.of.mirror.Hand(nil)
	}
}

// playing is how the game stands.
func (s *Session) playing() Play {
	p := &s.play
	g := &p.game
	if g.Turn == NoTurn {
		return Play{}
	}
	return Play{
		Turn: g.Turn, Gesture: g.Gesture(), Left: g.Left, Points: g.Points, Gained: g.Gained, Off: g.Off,
		Best: p.best, IsBest: g.Turn == Over && g.Points > 0 && g.Points == p.best,
	}
}

// teacher is the robot that shows gestures: the mirror's pilot.
type teacher struct {
	mirror   *mirror.Mirror
	from, to []float64 // rad
	since    float64   // s, of the move from the one to the other
	back     float64   // s since it ended; 0 is before
	done     bool      // the arm mirrors again
}

// show begins a move to a posture.
func (t *teacher) show(posture []float64) {
	t.from = append(t.from[:0], t.mirror.Record().Target...)
	t.to, t.since = posture, 0
}

// Lead is the mirror's call for one step.
func (t *teacher) Lead(target []float64) {
	t.since += mirror.Period
	u := 0.0
	if t.to != nil {
		u = gesture.MinimumJerk(t.since / showTime)
	}
	back := 0.0
	if t.back > 0 {
		t.back += mirror.Period
		back = min(t.back/handBack, 1)
		t.done = back == 1
		back = back * back * (3 - 2*back)
	}
	for i, wanted := range target {
		at := t.from[i]
		if u > 0 {
			at += u * (t.to[i] - at)
		}
		target[i] = at + back*(wanted-at)
	}
}

// end lets the arm mirror again, soon and smoothly.
func (t *teacher) end() {
	if t.back == 0 {
		t.back = mirror.Period
	}
}
