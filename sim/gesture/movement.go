package gesture

import (
	"math"

	"mirrorarm/kinematics/hand"
)

// sway is one part of a gesture's movement while it is held: a sinusoid about the pose, or
// an errand (see span).
type sway struct {
	angle     hand.Angle // or one of the arm's below
	amplitude float64    // degrees; of the elbow's places mm
	hertz     float64
	phase     float64 // of a turn
	errand    span
}

// What of the arm a sway may move, numbered on from the hand's angles. Aside is towards
// the palm of a hand whose thumb is up.
const (
	swayPronation = hand.NumAngles + iota
	swayElevation
	swayYaw
	swayAside
	swayLift
)

// span is an errand's part of a turn: a sway leaves the pose at from, is at its full
// amplitude errandEdge later, and back in the pose at to. The zero value is none.
type span struct{ from, to float64 }

// errandEdge (of a turn) is how long an errand takes to set out, and to return.
const errandEdge = 0.14

// at is the sway's share of its amplitude after so many turns.
func (w *sway) at(turns float64) float64 {
	turns += w.phase
	if w.errand == (span{}) {
		return math.Sin(2 * math.Pi * turns)
	}
	u := turns - math.Floor(turns)
	return MinimumJerk((u-w.errand.from)/errandEdge) * MinimumJerk((w.errand.to-u)/errandEdge)
}

func sine(angle hand.Angle, amplitude, hertz, phase float64) sway {
	return sway{angle: angle, amplitude: amplitude, hertz: hertz, phase: phase}
}

// fingerSway bends the four fingers together or, with a lag (of a turn) from
// one to the next, in a ripple.
func fingerSway(amplitude, hertz, lag float64) []sway {
	var s []sway
	for f := hand.Index; f <= hand.Little; f++ {
		phase := -lag * float64(f-hand.Index)
		for i, share := range [3]float64{1, 1, 2.0 / 3} {
			s = append(s, sine(hand.FingerAngle(f, i+1), share*amplitude, hertz, phase))
		}
	}
	return s
}

// graspAndLift goes beside a thing, closes the thumb against index and middle finger, lifts
// it upright, puts it down where it was, and leaves it. Ring and little finger follow by
// half, since they would turn what the thumb holds at their upper neighbours' height.
// Design values, by which a glass of 60 mm is lifted again and again.
func graspAndLift() []sway {
	const hertz = 0.23
	var (
		beside  = span{0, 1}
		closed  = span{0.14, 0.88}
		opposed = span{0.17, 0.91}
		lifted  = span{0.32, 0.7}
	)
	s := []sway{
		{swayAside, 76, hertz, 0, beside},
		{swayLift, 60, hertz, 0, lifted},
		{hand.ThumbAbduction, 3, hertz, 0, opposed},
		{hand.ThumbFlexion, 43, hertz, 0, opposed},
		{hand.ThumbMCP, 43, hertz, 0, opposed},
		{hand.ThumbIP, 49, hertz, 0, opposed},
	}
	for f := hand.Index; f <= hand.Little; f++ {
		share := 1.0
		if f >= hand.Ring {
			share = 0.63
		}
		for i, bend := range [3]float64{46, 57, 36} {
			s = append(s, sway{hand.FingerAngle(f, i+1), share * bend, hertz, 0, closed})
		}
	}
	return s
}

// turn is how long (s) one turn of a shape's errands takes; 0 where it runs none.
func (s *shape) turn() float64 {
	for _, m := range s.movement {
		if m.errand != (span{}) {
			return 1 / m.hertz
		}
	}
	return 0
}

// swayEase (s) is how long a gesture's own movement takes to set in and, before
// the next move, to fade.
const swayEase = 0.4

// addMovement adds the gesture's own movement during its hold.
func (s *synth) addMovement(now *limb, g *segment, since float64) {
	p := &s.poses[g.to]
	held := since - g.move
	if len(p.movement) == 0 || held <= 0 {
		return
	}
	share := MinimumJerk(held/swayEase) * MinimumJerk((g.hold-held)/swayEase)
	for i := range p.movement {
		m := &p.movement[i]
		x := share * m.amplitude * m.at(m.hertz*s.person.Tempo*held)
		switch m.angle {
		case swayPronation:
			now.pronate += x * degree
		case swayElevation:
			now.elevate += x * degree
		case swayYaw:
			now.yaw += x * degree
		case swayAside:
			now.elbow.Y += x / 1000
		case swayLift:
			now.elbow.Z += x / 1000
		default:
			now.angles[m.angle] += x * degree
		}
	}
}
