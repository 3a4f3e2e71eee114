package retarget

import (
	"fmt"
	"math"
	"slices"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// Weights and distances of the finger solver: design values.
const (
	middleWeight = 0.15  // of the middle joints, against 1 of the tips
	smoothness   = 3e-6  // m²/rad²: a thousandth of what a tip at 60 mm weighs
	restWeight   = 1e-7  // m²/rad²: a radian is worth 0.3 mm
	pinchWeight  = 60    // of a pinch that is closed
	pinchFar     = 0.012 // m: gap at which a pinch starts to count
	pinchNear    = 0.005 // m: gap from which on it is closed: a glove that errs by 1° leaves as much
	press        = 8e-4  // m: how far soft pads go into each other where they touch
	softness     = 2e-3  // m: how far they may at most
	yield        = 0.015 // m: miss of a fingertip that gets it through another finger
	usual        = 1.4   // times as large as a person's is the hand of a robot for which these lengths are right
	iterations   = 6     // of a step: at 1 kHz the next one goes on where this one ends
	tolerance    = 5e-4  // rad: likewise
)

// fingers retargets the fingers, given the palm: the person's fingertips and
// middle joints, scaled, are the goals, and where the person's thumb comes
// close to a finger the robot's does too.
type fingers struct {
	person *hand.Hand
	dims   hand.Dimensions
	scale  float64
	unit   float64 // that lengths of the solver are in: the scale of somebody's hand, 1 of ours
	flip   bool    // the robot's hand is of the other side
	palm   spatial.Pose

	grip    *grip // of a gripper, nil of a hand
	solver  *Solver
	slots   []finger
	goals   []r3.Vec
	touches []Touch
	escape  *escape // of somebody's hand that is not a gripper, else nil
}

// finger is a finger that the robot has, and the pair that its fingertip makes
// with the thumb's, −1 if none.
type finger struct {
	hand.Finger
	pinch int

	// Of somebody's robot, whose fingers are long as its maker liked: the knuckles of the
	// person's and of the robot's finger, each in its own palm frame (m), and the ratio of
	// the fingers' lengths. A finger that the person stretches is stretched. Zero of ours,
	// which is built as a person is, and of thumbs, which meet the fingers in the palm.
	theirs, own r3.Vec
	scale       float64
}

func newFingers(r *robot.Robot, p Person) (*fingers, error) {
	f := &fingers{person: hand.New(p.Side, p.Dims), dims: p.Dims, flip: p.Side != r.Side, palm: r.LinkFromPalm}
	f.scale = handLength(r) / personLength(f.person)
	if !(f.scale > 0) || math.IsInf(f.scale, 0) {
		return nil, fmt.Errorf("retarget: hand lengths of robot %g m and person %g m, want both > 0", handLength(r), personLength(f.person))
	}
	problem := Problem{Model: r.Model, Root: r.Palm}
	for i := hand.Thumb; i <= hand.Little; i++ {
		if r.Tips[i] < 0 {
			continue
		}
		f.slots = append(f.slots, finger{Finger: i, pinch: -1})
		problem.Targets = append(problem.Targets, Target{Link: r.Tips[i]}, Target{Link: r.Middles[i], Weight: middleWeight})
	}
	f.measureKnuckles(r)
	f.grip = newGrip(r, f)
	problem.Settings = f.settings(r)
	f.addPairs(&problem, r)
	solver, err := NewSolver(problem)
	if err != nil {
		return nil, err
	}
	f.solver = solver
	if r.Found != nil {
		solver.close()
	}
	f.rest(r)
	f.goals = make([]r3.Vec, len(problem.Targets))
	f.touches = make([]Touch, 0, len(f.slots))
	if r.Found != nil && f.grip == nil {
		if f.escape, err = newEscape(f, problem, r); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// settings are the solver's: of somebody's hand in its own unit, so that one that is twice
// as large takes the same postures.
func (f *fingers) settings(r *robot.Robot) Settings {
	f.unit = 1
	if r.Found != nil && f.grip == nil {
		f.unit = f.scale / usual
	}
	square := f.unit * f.unit
	s := Settings{
		Smoothness: smoothness * square, SpeedLimits: true, Margin: -softness * f.unit, Yield: yield * f.unit, MaxIterations: iterations, Tolerance: tolerance,
	}
	if r.Found != nil {
		s.Rest, s.RestWeight = r.FlatHand().Coordinates(), restWeight*square
	}
	return s
}

// rest puts all joints that neither the arm nor a finger has where the robot has them at
// rest: another arm, a waist, legs.
func (f *fingers) rest(r *robot.Robot) {
	idle := make([]bool, r.Model.DOF())
	for c := range idle {
		idle[c] = !slices.Contains(r.Arm, c)
	}
	for _, coords := range r.Fingers {
		for _, c := range coords {
			idle[c] = false
		}
	}
	if !slices.Contains(idle, true) {
		return
	}
	q, rest := f.solver.middle(), r.FlatHand().Coordinates()
	for c, is := range idle {
		if is {
			q[c] = rest[c]
		}
	}
	f.solver.Reset(q)
}

// handLength is from the wrist to the tip of the middle finger (or of the
// longest that there is) of a flat hand, in metres.
func handLength(r *robot.Robot) float64 {
	s := r.FlatHand()
	wrist := s.RootFromLink(r.Palm).Mul(r.LinkFromPalm).Pos
	length := func(tip int) float64 { return r3.Norm(r3.Sub(s.RootFromLink(tip).Pos, wrist)) }
	if tip := r.Tips[hand.Middle]; tip >= 0 {
		return length(tip)
	}
	longest := 0.0
	for _, tip := range r.Tips {
		if tip >= 0 {
			longest = max(longest, length(tip))
		}
	}
	return longest
}

func personLength(h *hand.Hand) float64 {
	h.SetAngles(hand.Angles{})
	return r3.Norm(h.PalmFromSegment(hand.Middle, 3).Pos)
}

// Owners of a link that are no finger.
const (
	ofPalm   = -1
	ofOthers = -2
)

// owners tells for every link which finger it is part of, and how many links
// below the palm it is.
func (f *fingers) owners(r *robot.Robot) (owner, depth []int) {
	owner, depth = make([]int, r.Model.NumLinks()), make([]int, r.Model.NumLinks())
	for i := range owner {
		owner[i] = ofOthers
	}
	owner[r.Palm] = ofPalm
	for _, s := range f.slots {
		for link := r.Tips[s.Finger]; link != r.Palm; link = r.Model.LinkParent(link) {
			owner[link] = int(s.Finger)
			for up := link; up != r.Palm; up = r.Model.LinkParent(up) {
				depth[link]++
			}
		}
	}
	return owner, depth
}

// addPairs lists what must not go through each other: neighbouring fingers, the
// thumb and every finger, fingertips and palm. Pairs that overlap in the open
// hand do so by design and are left out.
func (f *fingers) addPairs(p *Problem, r *robot.Robot) {
	owner, depth := f.owners(r)
	tip := [hand.NumFingers]int{-1, -1, -1, -1, -1} // the solid nearest to the fingertip
	var of []int
	for _, c := range r.Shapes {
		o := owner[c.Link]
		if o == ofOthers {
			continue
		}
		if o >= 0 && (tip[o] < 0 || depth[c.Link] >= depth[p.Solids[tip[o]].Link]) {
			tip[o] = len(of)
		}
		of = append(of, o)
		p.Solids = append(p.Solids, Solid{Link: c.Link, A: c.A, B: c.B, Ra: c.Ra, Rb: c.Rb})
	}
	open := r.FlatHand()
	for i := range of {
		for j := range i {
			a, b := min(of[i], of[j]), max(of[i], of[j])
			neighbours := a == int(hand.Thumb) && b > a || a > int(hand.Thumb) && b == a+1
			onPalm := a == ofPalm && b >= 0 && (i == tip[b] || j == tip[b])
			if !neighbours && !onPalm || solidGap(open, p.Solids[i], p.Solids[j]) < p.Settings.Margin {
				continue
			}
			if a == int(hand.Thumb) && i == tip[of[i]] && j == tip[of[j]] {
				f.setPinch(hand.Finger(b), len(p.Pairs))
			}
			p.Pairs = append(p.Pairs, Pair{First: j, Second: i})
		}
	}
}

func (f *fingers) setPinch(of hand.Finger, pair int) {
	for i := range f.slots {
		if f.slots[i].Finger == of {
			f.slots[i].pinch = pair
		}
	}
}

// measureKnuckles finds where the robot's fingers begin and how long they are.
func (f *fingers) measureKnuckles(r *robot.Robot) {
	flat := r.FlatHand()
	palmFromRoot := flat.RootFromLink(r.Palm).Mul(r.LinkFromPalm).Inverse()
	f.person.SetAngles(hand.Angles{})
	for i := range f.slots {
		s := &f.slots[i]
		if r.Knuckles[s.Finger] < 0 {
			continue
		}
		s.theirs = f.person.PalmFromSegment(s.Finger, 0).Pos
		s.own = palmFromRoot.Apply(flat.RootFromLink(r.Knuckles[s.Finger]).Pos)
		reach := r3.Norm(r3.Sub(palmFromRoot.Apply(flat.RootFromLink(r.Tips[s.Finger]).Pos), s.own))
		s.scale = reach / r3.Norm(r3.Sub(f.person.PalmFromSegment(s.Finger, 3).Pos, s.theirs))
	}
}

// goal takes a point of the person's finger, in their palm frame, to the robot's palm link.
func (f *fingers) goal(s *finger, p r3.Vec) r3.Vec {
	scale := f.scale
	if s.scale > 0 {
		p, scale = r3.Sub(p, s.theirs), s.scale
	}
	if f.flip {
		p.Y = -p.Y
	}
	p = r3.Scale(scale, p)
	if s.scale > 0 {
		p = r3.Add(p, s.own)
	}
	return f.palm.Apply(p)
}

// solve writes the finger coordinates into q, which has all of the robot's.
func (f *fingers) solve(q []float64, a hand.Angles, dt float64, cold bool) {
	f.person.SetAngles(a)
	for i := range f.slots {
		s := &f.slots[i]
		f.goals[2*i] = f.goal(s, f.person.PalmFromSegment(s.Finger, 3).Pos)
		f.goals[2*i+1] = f.goal(s, f.person.PalmFromSegment(s.Finger, 1).Pos)
	}
	if f.grip != nil {
		f.grip.set(f)
	}
	f.touches = f.touches[:0]
	thumb := f.fingertip(hand.Thumb)
	for _, s := range f.slots {
		if s.pinch < 0 {
			continue
		}
		tip := f.fingertip(s.Finger)
		d, _, _, _ := gap(&thumb, &tip)
		d *= f.scale
		if closed := smoothstep((pinchFar*f.unit - d) / ((pinchFar - pinchNear) * f.unit)); closed > 0 {
			f.touches = append(f.touches, Touch{Pair: s.pinch, Gap: max(d, 0)*(1-closed) - press*f.unit, Weight: pinchWeight * closed})
		}
	}
	frame := Frame{Goals: f.goals, Touches: f.touches, Dt: dt}
	if cold {
		f.escape.reset()
		f.solver.SolveCold(q, frame)
		return
	}
	f.escape.step(f, dt)
	f.solver.Solve(q, frame)
}

// fingertip is the solid of the person's last phalanx, in the palm frame.
func (f *fingers) fingertip(i hand.Finger) solid {
	bone := &f.dims[i]
	pose := f.person.PalmFromSegment(i, 2)
	end := max(0, bone.Length[2]-bone.Radius[3])
	return solid{wa: pose.Pos, wb: pose.Apply(r3.Vec{X: end}), ra: bone.Radius[2], rb: bone.Radius[3]}
}

// smoothstep rises from 0 at 0 to 1 at 1 with no slope at either end.
func smoothstep(x float64) float64 {
	x = clamp01(x)
	return x * x * (3 - 2*x)
}
