package mirror

import (
	"math"
	"time"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/skin"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/gesture"

	"gonum.org/v1/gonum/spatial/r3"
)

// Record is everything about one step that a study may want. Poses are in the
// world frame. Slices belong to the mirror.
type Record struct {
	Time float64 // s

	Sample   gesture.Sample // the person, truth included
	Counts   []uint16       // the glove's latest frame
	Fresh    bool           // that frame has come in this step
	Estimate glove.Estimate // the decoder's, for this moment

	Target      []float64       // wanted coordinates of the robot (rad), by the mirrored hand or a pilot, before the reflex
	Result      retarget.Result // how well they do
	Coordinates []float64       // of the moving robot (rad)
	Velocity    []float64       // of the moving robot (rad/s)
	Effort      []float64       // of its motors (N·m)
	Piloted     bool            // Target is a pilot's

	// FingerAngles are the moving robot's finger joints under the names of the
	// person's; 0 where the robot has no such joint.
	FingerAngles [hand.NumFingerAngles]float64

	WorldFromPalm     spatial.Pose             // of the moving robot
	WorldFromMirrored spatial.Pose             // the person's palm, mirrored
	TipError          [hand.NumFingers]float64 // m, in the palm frame; NaN where the robot has no such finger

	Touch      []skin.Load // measured
	TaxelCount []uint16    // the skin's raw counts
	SkinFrame  bool        // a frame of these has come round in this step

	Duration [NumStages]time.Duration // zero without a clock
	Jumped   bool                     // the clock has: the durations say nothing

	tips, at [hand.NumFingers]r3.Vec // where the fingertips should be, and where those are that the robot has: m, in the palm frame
	byTips   bool                    // somebody's hand, the joints of which are no person's
}

// MeanTipError is the mean over the fingers that the robot has (m); NaN if it has none.
func (r *Record) MeanTipError() float64 {
	sum, n := 0.0, 0.0
	for _, e := range r.TipError {
		if !math.IsNaN(e) {
			sum += e
			n++
		}
	}
	return sum / n
}

// Lost tells whether the source had lost sight of the hand.
func (r *Record) Lost() bool { return r.Sample.State == gesture.Lost }

func newRecord(m *Mirror) Record {
	n := m.cfg.Robot.Model.DOF()
	return Record{
		byTips: m.cfg.Robot.Found != nil,
		Counts: m.glove.frame.Counts,
		Target: make([]float64, n), Coordinates: make([]float64, n), Velocity: make([]float64, n),
		Effort: m.motors.Effort(),
		Touch:  m.skin.Measured(), TaxelCount: m.skin.Counts(),
	}
}

// fingerSource tells which coordinate moves a joint, and how.
type fingerSource struct {
	coord        int // −1 if the robot has no such joint
	scale, shift float64
}

func (f fingerSource) angle(q []float64) float64 {
	if f.coord < 0 {
		return 0
	}
	return f.scale*q[f.coord] + f.shift
}

// fingers are the sources of all finger joints.
type fingers [hand.NumFingerAngles]fingerSource

// anglesTo gives the finger joints of a posture.
func (f *fingers) anglesTo(dst *[hand.NumFingerAngles]float64, q []float64) {
	for i := range dst {
		dst[i] = f[i].angle(q)
	}
}

// fingerSources finds the robot's joints that bear the names of a person's. In
// another robot's finger, the joints count from the palm: four of them are the
// person's four, three are the flexions.
func fingerSources(r *robot.Robot) (out fingers) {
	for a := range out {
		out[a].coord = -1
		if j, ok := r.Model.JointIndex(hand.Angle(a).String()); ok {
			out[a] = newFingerSource(r.Model, j)
		}
	}
	for f := range hand.Finger(hand.NumFingers) {
		joints := fingerJoints(r, f)
		first := hand.FingerAngle(f, 0)
		if out[first+1].coord >= 0 || len(joints) < 3 || len(joints) > 4 {
			continue
		}
		for i, j := range joints {
			out[int(first)+4-len(joints)+i] = newFingerSource(r.Model, j)
		}
	}
	return out
}

func newFingerSource(model *chain.Model, joint int) (s fingerSource) {
	s.coord, s.scale, s.shift = model.JointCoordinate(joint)
	return s
}

// fingerJoints are the moving joints from the palm to a fingertip.
func fingerJoints(r *robot.Robot, f hand.Finger) []int {
	var joints []int
	for link := r.Tips[f]; link > 0 && link != r.Palm; link = r.Model.LinkParent(link) {
		if j := r.Model.LinkJoint(link); r.Model.Joint(j).Kind != chain.Fixed {
			joints = append([]int{j}, joints...)
		}
	}
	return joints
}

// movingJoints counts the robot's joints, coupled ones included.
func (m *Mirror) movingJoints() int {
	model, n := m.cfg.Robot.Model, 0
	for i := range model.NumJoints() {
		if model.Joint(i).Kind != chain.Fixed {
			n++
		}
	}
	return n
}

// stopwatch times the stages by a clock from outside; without one it says 0.
type stopwatch struct {
	clock       clock.Clock
	first, last time.Duration
	jumped      bool // the machine was away in between
}

func (s *stopwatch) start() {
	if s.clock != nil {
		s.first = s.clock.Now()
		s.last = s.first
	}
}

// lap is the time since the last lap, and what it takes to waste a further share
// of it.
func (s *stopwatch) lap(handicap float64) time.Duration {
	if s.clock == nil {
		return 0
	}
	now := s.clock.Now()
	if now-s.last >= clock.Jump {
		s.jumped = true
		handicap = 0
	}
	for until := now + time.Duration(handicap*float64(now-s.last)); now < until; {
		now = s.clock.Now()
	}
	d := now - s.last
	s.last = now
	return d
}

func (s *stopwatch) total() time.Duration { return s.last - s.first }
