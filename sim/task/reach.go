package task

import (
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"

	"gonum.org/v1/gonum/spatial/r3"
)

// reach is the task of bringing the palm to a pose.
type reach struct {
	plain
	goal spatial.Pose // worldFromPalm
	held float64      // s
}

// What is asked for, and the scales of the reward. Design values.
const (
	reachNear    = 0.010 // m
	reachTurn    = 0.1   // rad
	reachHold    = 0.2   // s
	reachRange   = 0.45  // rad, of each of the arm's joints, about home
	reachScale   = 0.05  // m
	reachAngle   = 0.3   // rad
	successBonus = 10.0
)

func newReach(k *Kit) (work, error) {
	forearm := gesture.RestingForearm(k.info.Side)
	var err error
	k.home, err = k.posture(retarget.Input{Angles: hand.Rest(), WorldFromForearm: forearm})
	return &reach{}, err
}

func (r *reach) fresh() work { return &reach{} }

func (r *reach) spaces() []Space {
	return []Space{poseSpace("goal", "where the palm is wanted")}
}

// begin draws a posture, so that the goal is in reach.
func (r *reach) begin(e *Env) {
	q := append([]float64(nil), e.kit.home...)
	for _, i := range e.kit.arm.Arm {
		q[i] += reachRange * (2*e.rng.Float64() - 1)
	}
	e.kit.arm.Model.Clamp(q)
	r.goal, r.held = e.kit.palmAt(q), 0
}

func (r *reach) judge(e *Env) (out Outcome) {
	palm := e.body.WorldFromPalm()
	off, angle := r3.Norm(r3.Sub(palm.Pos, r.goal.Pos)), spatial.AngleBetween(palm.Rot, r.goal.Rot)
	out.Reward = 0.5*math.Exp(-off/reachScale) + 0.5*math.Exp(-angle/reachAngle) - 1
	if r.held += e.kit.period(); off > reachNear || angle > reachTurn {
		r.held = 0
	}
	if r.held >= reachHold {
		out.Reward, out.Success, out.Terminated = out.Reward+successBonus, true, true
	}
	return out
}

func (r *reach) observe(_ *Env, w *writer) { w.pose(r.goal) }

// route is a way of the palm, and of the hand, through a few postures: from each to
// the next one in some seconds, gently.
type route struct {
	env      *Env
	retarget *retarget.Retargeter
	stops    []stop
	q        []float64
}

// stop is a palm pose with a hand, and how long it takes to get there (s).
type stop struct {
	worldFromPalm spatial.Pose
	angles        hand.Angles
	seconds       float64
}

func (e *Env) newRoute(stops []stop) (*route, error) {
	r, err := e.kit.retargeter()
	if err != nil {
		return nil, err
	}
	return &route{env: e, retarget: r, stops: stops, q: make([]float64, len(e.target))}, nil
}

// Act goes to where the palm has to be at the end of the control step.
func (r *route) Act(action []float32) {
	period := r.env.kit.period()
	pose, angles := r.at(r.env.Time() + period)
	if r.env.kit.opt.Action == Hand {
		r.env.kit.handAction(action, pose, angles)
		return
	}
	r.retarget.Step(r.q, r.env.kit.follow(pose, angles, period))
	r.env.kit.jointsAction(action, r.q)
}

func (r *route) at(t float64) (spatial.Pose, hand.Angles) {
	last := r.stops[0]
	for _, s := range r.stops[1:] {
		if t < s.seconds {
			u := gesture.MinimumJerk(t / s.seconds)
			return last.worldFromPalm.Interpolate(s.worldFromPalm, u), last.angles.Lerp(s.angles, u)
		}
		t -= s.seconds
		last = s
	}
	return last.worldFromPalm, last.angles
}

// handAction is the action that has the palm go to a pose and the hand close as it is
// about in a posture.
func (k *Kit) handAction(dst []float32, worldFromPalm spatial.Pose, a hand.Angles) {
	d := spatial.Difference(k.homePalm, worldFromPalm)
	put := func(i int, v float64) { dst[i] = float32(min(max(v, -1), 1)) }
	for i, v := range [3]float64{d.Lin.X, d.Lin.Y, d.Lin.Z} {
		put(i, v/palmRange)
	}
	for i, v := range [3]float64{d.Ang.X, d.Ang.Y, d.Ang.Z} {
		put(3+i, v/turnRange)
	}
	for f := range hand.Finger(hand.NumFingers) {
		from, to := openFinger, closedFinger
		if f == hand.Thumb {
			from, to = openThumb, closedThumb
			put(handPose+5, 2*(a[hand.FingerAngle(f, 0)]-from[0])/(to[0]-from[0])-1)
		}
		u := 0.0
		for j := 1; j < 4; j++ {
			u += (a[hand.FingerAngle(f, j)] - from[j]) / (to[j] - from[j]) / 3
		}
		put(handPose+int(f), 2*u-1)
	}
	put(handPose+6, a[hand.FingerAngle(hand.Index, 0)]/fan[hand.Index])
}

// reachSeconds is how long the script takes: no joint comes near its speed limit.
const reachSeconds = 1.5

func (r *reach) script(e *Env) (Script, error) {
	rest := e.kit.body.FingerAngles(e.kit.home)
	return e.newRoute([]stop{{e.kit.homePalm, rest, 0}, {r.goal, rest, reachSeconds}})
}
