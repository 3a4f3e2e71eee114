package gesture

import (
	"fmt"
	"math"
	"sync"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Lead is a hand that is led while it plays: its fingertips and its wrist are
// dragged, its joints bent. It keeps the contract of Source: what it gave for
// some time it gives again, whoever asks and whenever, for a goal set at time t
// alters only what comes after t. Of the past, the last leadHistory changes of
// goal are kept; before the first of those the hand holds still.
//
// Until something else is grabbed it is held by the wrist. Grab, Drag, Bend and
// Turn belong to one goroutine; Sample may run beside them.
//
// Every coordinate follows its goal by a critically damped second-order filter,
// whose input runs to the goal at a bounded speed. The filter's impulse response
// ω²t·e^(−ωt) is positive with area 1, so that its output is a weighted mean of
// past inputs: it never leaves the joints' ranges, never exceeds the speed and
// never overshoots. Both parts have closed forms, so that no state is stepped.
type Lead struct {
	info   Info
	life   life
	tremor float64

	mu    sync.Mutex // guards legs and count
	legs  [leadHistory]leg
	count int // changes of goal so far

	grip grip
}

// How a led hand follows its goal. Design values: a drag is followed within a
// quarter of a second and no faster than a brisk hand moves.
const (
	leadHistory    = 64
	leadStiffness  = 30.0          // ω (1/s): a steady drag is followed 2/ω late
	leadJointSpeed = 8.0           // rad/s
	leadTurnSpeed  = 5.0           // rad/s, of the wrist's angles and the forearm's rotation
	leadWristSpeed = 1.2           // m/s
	leadRadius     = 0.19          // m: how far the wrist may be led from DefaultWrist; all within the arm's reach
	leadForward    = 0.09          // m: how far of that towards the mirror; the fingers just reach it
	leadSupine     = -105 * degree // from RestingForearm, where the palm is turned down by 20°
	leadProne      = 120 * degree  // the palm of a greeting: the shoulder helps
	elbowShare     = 0.5           // of the wrist's way that the elbow goes too
)

// Coordinates of a led hand beyond its 22 angles: the forearm's rotation (rad)
// and the wrist's place, relative to DefaultWrist and mirrored for a left arm
// (m).
const (
	leadPronate = hand.NumAngles + iota
	leadX
	leadY
	leadZ
	leadSize
)

// stance is a posture of hand and arm in those coordinates.
type stance [leadSize]float64

// leg is the movement from one change of goal to the next.
type leg struct {
	start        float64 // s
	at, velocity stance  // the hand at the start
	from, rate   stance  // the filter's input there, and how fast it runs
	goal         stance
	arrive       stance // s after the start: when the input is at the goal
}

// NewLead is a hand of the given person that starts in the posture of a sample,
// at rest: as near to it as its own bounds allow.
func NewLead(who Info, from *Sample, seed uint64) *Lead {
	l := &Lead{life: newLife(seed), tremor: 1}
	l.life.drift = [5]wave{} // the arm stays where it is led to
	l.info = Info{
		Name: "led by hand", Side: who.Side, Dims: who.Dims, Duration: math.Inf(1),
		Position: true, Orientation: true, Forearm: true, Shoulder: who.Shoulder,
	}
	l.info.Report = fmt.Sprintf("%s hand, led by hand", who.Side)
	l.grip = newGrip(who.Side, who.Dims)
	s := stanceOf(who.Side, from)
	l.legs[0] = leg{at: s, from: s, goal: s}
	l.count = 1
	l.grip.anchor = s
	return l
}

// Info describes the source.
func (l *Lead) Info() Info { return l.info }

// Sample gives the hand at time t.
func (l *Lead) Sample(t float64, dst *Sample) {
	t = max(t, 0)
	l.mu.Lock()
	g := l.legAt(t)
	var now, speed stance
	for i := range now {
		now[i], speed[i] = g.follow(i, t-g.start)
	}
	l.mu.Unlock()
	limb := now.limb()
	l.life.add(&limb, t, l.tremor)
	*dst = Sample{Time: t, Confidence: 1}
	limb.sampleTo(dst, l.info.Side)
}

// legAt is the newest leg that has begun at time t, or the oldest that is kept.
func (l *Lead) legAt(t float64) *leg {
	oldest := max(l.count-leadHistory, 0)
	i := l.count - 1
	for i > oldest && l.legs[i%leadHistory].start > t {
		i--
	}
	return &l.legs[i%leadHistory]
}

// aim sets a new goal from time t on; times before the last change count as the
// last change's.
func (l *Lead) aim(t float64, goal stance) {
	goal = goal.bounded()
	l.mu.Lock()
	defer l.mu.Unlock()
	last := &l.legs[(l.count-1)%leadHistory]
	g := leg{start: max(t, last.start), goal: goal}
	since := g.start - last.start
	for i := range goal {
		g.at[i], g.velocity[i] = last.follow(i, since)
		g.from[i] = last.input(i, since)
		if i < leadX {
			g.run(i, math.Abs(goal[i]-g.from[i])/leadSpeed(i))
		}
	}
	way := r3.Sub(goal.wrist(), g.from.wrist())
	for i := leadX; i <= leadZ; i++ {
		g.run(i, r3.Norm(way)/leadWristSpeed)
	}
	l.legs[l.count%leadHistory] = g
	l.count++
}

// run lets a coordinate's input reach the goal in the given time.
func (g *leg) run(i int, seconds float64) {
	g.arrive[i] = seconds
	if seconds > 0 {
		g.rate[i] = (g.goal[i] - g.from[i]) / seconds
	}
}

func leadSpeed(i int) float64 {
	if i >= int(hand.WristFlexion) {
		return leadTurnSpeed
	}
	return leadJointSpeed
}

// goal is where the hand is led to.
func (l *Lead) goal() stance {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.legs[(l.count-1)%leadHistory].goal
}

// input is the filter's input at a time since the leg's start.
func (g *leg) input(i int, since float64) float64 {
	if since >= g.arrive[i] {
		return g.goal[i]
	}
	return g.from[i] + g.rate[i]*since
}

// follow is a coordinate and its speed at a time since the leg's start.
func (g *leg) follow(i int, since float64) (x, v float64) {
	x, v = g.at[i], g.velocity[i]
	if since <= 0 {
		return x, v
	}
	ramp := min(since, g.arrive[i])
	x, v = critical(x, v, g.from[i], g.rate[i], ramp)
	return critical(x, v, g.goal[i], 0, since-ramp)
}

// critical solves ẍ = ω²(r − x) − 2ωẋ for an input r that starts at from and
// grows at a constant rate: x lags by 2·rate/ω once the transient is gone.
func critical(x, v, from, rate, t float64) (xt, vt float64) {
	const w = leadStiffness
	late := 2 * rate / w
	a := x - from + late
	b := v - rate + w*a
	fade := math.Exp(-w * t)
	return from + rate*t - late + (a+b*t)*fade, rate + (b-w*(a+b*t))*fade
}

// bounded is the stance inside the anatomical ranges and the wrist's ball.
func (s stance) bounded() stance {
	angles := s.angles().Clamped()
	copy(s[:], angles[:])
	s[leadPronate] = min(max(s[leadPronate], leadSupine), leadProne)
	s[leadX] = min(s[leadX], leadForward)
	if d := r3.Norm(s.wrist()); d > leadRadius {
		for i := leadX; i <= leadZ; i++ {
			s[i] *= leadRadius / d
		}
	}
	return s
}

func (s *stance) angles() (a hand.Angles) {
	copy(a[:], s[:hand.NumAngles])
	return a
}

// wrist is its place relative to DefaultWrist, mirrored for a left arm.
func (s *stance) wrist() r3.Vec { return r3.Vec{X: s[leadX], Y: s[leadY], Z: s[leadZ]} }

func (s *stance) setWrist(v r3.Vec) { s[leadX], s[leadY], s[leadZ] = v.X, v.Y, v.Z }

// limb lets the elbow follow the wrist part of the way; the forearm points from
// the one to the other.
func (s *stance) limb() limb {
	rest := RestingForearm(hand.Right).Rotate(r3.Vec{X: forearmLength})
	off := s.wrist()
	along := r3.Unit(r3.Add(rest, r3.Scale(1-elbowShare, off)))
	return limb{
		angles: s.angles(), pronate: s[leadPronate],
		yaw:     math.Atan2(along.Y, along.X),
		elevate: math.Asin(along.Z) - math.Asin(rest.Z/forearmLength),
		elbow:   r3.Sub(r3.Add(off, rest), r3.Scale(forearmLength, along)),
	}
}

// stanceOf reads a stance from a sample. What of the forearm's direction does
// not follow from the wrist's place is dropped.
func stanceOf(side hand.Side, from *Sample) stance {
	var s stance
	copy(s[:], from.Angles[:])
	s.setWrist(offsetOf(side, from.WorldFromForearm.Pos))
	s = s.bounded()
	plain := s.limb()
	zero := plain.forearm(side)
	// The twist about the forearm's axis that is left: swing-twist decomposition.
	left := quat.Mul(quat.Conj(zero.Rot), from.WorldFromForearm.Rot)
	twist := 2 * math.Atan2(left.Imag, left.Real)
	twist = math.Remainder(twist, 2*math.Pi)
	if side == hand.Right {
		twist = -twist
	}
	s[leadPronate] = twist
	return s.bounded()
}

// offsetOf is a wrist's place in the world as a stance has it.
func offsetOf(side hand.Side, world r3.Vec) r3.Vec {
	off := r3.Sub(world, DefaultWrist())
	if side == hand.Left {
		off.Y = -off.Y
	}
	return off
}

// sampleTo writes the posture into a sample.
func (l *limb) sampleTo(dst *Sample, side hand.Side) {
	dst.Angles = l.angles.Clamped()
	dst.WorldFromForearm = l.forearm(side)
	dst.WorldFromPalm = PalmOn(dst.WorldFromForearm, side, &dst.Angles)
}

// PalmOn is the palm on a forearm.
func PalmOn(worldFromForearm spatial.Pose, side hand.Side, a *hand.Angles) spatial.Pose {
	return worldFromForearm.Mul(hand.ForearmFromPalm(side, a[hand.WristFlexion], a[hand.WristDeviation]))
}
