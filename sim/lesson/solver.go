package lesson

import (
	"fmt"
	"math"
	"slices"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/ik"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// defaultMethod is the name of the solver that the mirror's commands use.
const defaultMethod = "default"

// solver brings the tip to a pose by one of the methods.
type solver struct {
	*limb
	method   string
	rule     ik.Rule
	iterates []Iterate
	steps    int       // of the method
	told     int       // of these, reported ones that are kept
	answer   int       // the iterate that is the answer
	study    *anatomy  // nil where the target does not lie on a ray from the shoulder
	base     []float64 // all coordinates at the start
}

func newSolver(s *Setting, o *options) (Experiment, error) {
	l, err := newLimb(s, o)
	if err != nil {
		return nil, err
	}
	e := &solver{limb: l, method: o.take("method", defaultMethod)}
	if o.take("reach", "") != "" {
		study, err := limbOf(l.model, l.tip)
		if err != nil {
			return nil, err
		}
		if e.study = anatomyOf(study); e.study.bones == nil {
			return nil, e.study.lacks("elbow")
		}
	}
	if e.method != defaultMethod {
		if e.rule, err = ik.ParseRule(e.method); err != nil {
			return nil, fmt.Errorf("%w, and default", err)
		}
	}
	if len(l.coords) > ik.MaxJoints {
		return nil, fmt.Errorf("%d joints move %q, want at most %d", len(l.coords), l.model.LinkName(l.tip), ik.MaxJoints)
	}
	return e, nil
}

// Runs implements costly.
func (e *solver) Runs() int { return 300 }

// Params implements Experiment: the joints to start from, the wanted pose, the
// damping of dls and how many iterations there may be; and, where reach is asked for,
// how much further from the shoulder the target lies and how far it is turned down.
func (e *solver) Params() []Param {
	out := e.params()
	for i := range out {
		out[i].Group = StartGroup
	}
	for _, p := range placeParams() {
		p.Group = TargetGroup
		out = append(out, p)
	}
	out = append(out,
		Param{Name: "damping_mm", Words: "damping λ", Unit: "mm", Lower: 0.01, Upper: 2000, Default: 50, Group: MethodGroup},
		Param{Name: "iterations_allowed", Lower: 1, Upper: 2000, Default: 200, Whole: true, Group: MethodGroup})
	if e.study != nil {
		out = append(out, Param{Name: "further_mm", Words: "target further out", Unit: "mm", Lower: -1000, Upper: 1000, Group: TargetGroup},
			Param{Name: "lower_deg", Words: "target turned down", Unit: "deg", Lower: -180, Upper: 180, Group: TargetGroup})
	}
	return out
}

// Places of some results of a solver.
const (
	solverLeft       = 0
	solverIterations = 3
	solverLongest    = 5
)

// Results implements Experiment.
func (e *solver) Results() []Result {
	out := []Result{
		{"left_mm", "mm", "distance left"}, {"left_deg", "deg", "angle left"}, {"solved", truth, "target reached"},
		{"iterations", "", "iterations"}, {"first_step_deg", "deg", "first step, most of any joint"},
		{"longest_step_deg", "deg", "longest step of any joint"}, {"limit_hits", "", "times that a limit stopped a joint"},
		{"at_limit", "", "joints that end at a limit"}, {"target_mm", "mm", "target from the " + e.centreWord()}, {"tries", "", "starting points tried"},
	}
	if e.study != nil {
		out = append(out, Result{"reach_percent", "%", "target's distance, of the reach"})
	}
	for i, c := range e.coords {
		unit := "deg"
		if e.model.Joint(e.model.Coordinate(c).Joint).Kind == chain.Prismatic {
			unit = "mm"
		}
		out = append(out, Result{"joint." + e.joint(i), unit, jointWord(e.limb, i) + " ends at"})
	}
	return out
}

// centreWord is where targets are measured from.
func (e *solver) centreWord() string {
	if e.study != nil {
		return "shoulder"
	}
	return "base's origin"
}

// target is where the tip is to go, and how far that is from the shoulder or, where
// no reach is asked for, from the root.
func (e *solver) target(params []float64) (pose spatial.Pose, far float64) {
	n := len(e.coords)
	pose = place(params[n:])
	centre := r3.Vec{}
	if e.study != nil {
		centre = e.study.bones.centre
		ray := r3.Sub(pose.Pos, centre)
		if size := r3.Norm(ray); size > 1e-9 {
			pose.Pos = r3.Add(pose.Pos, r3.Scale(params[n+8]*mm/size, ray))
		}
		pose.Rot = quat.Mul(spatial.AxisAngle(e.study.bones.lowering(), params[n+9]*deg), pose.Rot)
	}
	return pose, r3.Norm(r3.Sub(pose.Pos, centre))
}

// Tolerance of a lesson's solver: what the eye cannot see. Design values.
const (
	lessonPosition = 1e-4       // m
	lessonRotation = 0.01 * deg // rad
	lessonTries    = 40
)

// Run implements Experiment.
func (e *solver) Run(dst, params []float64) error {
	n := len(e.coords)
	e.set(params)
	e.base = append(e.base[:0], e.full...)
	target, far := e.target(params)
	e.iterates = e.iterates[:0]
	seed := make([]float64, n)
	for i, c := range e.coords {
		seed[i] = e.full[c]
	}
	tolerance := ik.Tolerance{Position: lessonPosition, Rotation: lessonRotation}
	solution := append([]float64(nil), seed...)
	outcome, err := e.solve(solution, target, seed, tolerance, params[n+6:])
	if err != nil {
		return err
	}
	e.start(target)
	e.show(target)
	out := writer{dst: dst}
	first, longest, hits := 0.0, 0.0, 0
	for _, it := range e.iterates[min(1, len(e.iterates)):min(e.told+1, len(e.iterates))] {
		if it.N == 1 {
			first = it.Step
		}
		longest = max(longest, it.Step)
		hits += len(it.AtLimit)
	}
	solved := 0.0
	if outcome.Position <= lessonPosition && outcome.Rotation <= lessonRotation {
		solved = 1
	}
	out.add(outcome.Position/mm, outcome.Rotation/deg, solved, float64(e.steps), first/deg, longest/deg, float64(hits), float64(e.atLimit()), far/mm, float64(outcome.Tries))
	if e.study != nil {
		out.add(100 * far / (e.study.bones.upper + e.study.bones.fore))
	}
	for i, c := range e.coords {
		out.add(e.full[c] / e.unit[i])
	}
	return nil
}

func (e *solver) solve(dst []float64, target spatial.Pose, seed []float64, tolerance ik.Tolerance, knobs []float64) (ik.Result, error) {
	tip := e.model.LinkName(e.tip)
	var s *Stepper
	var err error
	if e.method == defaultMethod {
		s, err = NewDefaultStepper(e.model, tip, ik.Settings{Tolerance: tolerance, MaxTries: lessonTries}, target, seed)
	} else {
		s, err = NewStepper(e.model, tip, e.rule, ik.TextbookSettings{
			Tolerance: tolerance, Damping: knobs[0] * mm, MaxIterations: int(knobs[1]),
		}, target, seed)
	}
	if err != nil {
		return ik.Result{}, err
	}
	e.iterates = s.iterates
	e.told = s.Len() - 1
	e.steps = max(e.told, s.Outcome.Iterations)
	if e.method == defaultMethod && s.Outcome.Tries <= 1 {
		e.steps = e.told
	}
	copy(dst, s.Solution)
	// The answer is the best that was met, or made of it: then it comes last.
	e.answer = s.Len() - 1
	for e.answer >= 0 && !slices.Equal(s.iterates[e.answer].Q, s.Solution) {
		e.answer--
	}
	if last := s.iterates[s.Len()-1]; e.answer < 0 {
		e.answer = s.Len()
		e.iterates = append(e.iterates, Iterate{ik.Iteration{
			N: last.N + 1, Q: s.Solution, Position: s.Outcome.Position, Rotation: s.Outcome.Rotation, Damping: last.Damping,
			Step: floats.Distance(last.Q, s.Solution, math.Inf(1)), AtLimit: last.AtLimit,
		}})
	}
	return s.Outcome, nil
}

// start notes how far from the target the seed is.
func (e *solver) start(target spatial.Pose) {
	if len(e.iterates) == 0 {
		return
	}
	first := &e.iterates[0]
	left := spatial.Difference(stateOf(e.model, e.with(first.Q)).RootFromLink(e.tip), target)
	first.Position, first.Rotation = r3.Norm(left.Lin), r3.Norm(left.Ang)
}

// heeds tells whether the method cares for a parameter.
func (e *solver) heeds(param string) bool {
	switch param {
	case "damping_mm":
		return e.method == ik.DampedLeastSquares.String()
	case "iterations_allowed":
		return e.method != defaultMethod
	}
	return true
}

// show makes the answer the posture, and the iterates before it ghosts.
func (e *solver) show(target spatial.Pose) {
	e.goals = append(e.goals, target)
	e.ShowIterate(e.answer)
}

// Iterates implements walker.
func (e *solver) Iterates() int { return len(e.iterates) }

// Answer implements walker.
func (e *solver) Answer() int { return e.answer }

// ShowIterate implements walker: iterate k is the posture, and those before it are
// the ghosts.
func (e *solver) ShowIterate(k int) {
	k = min(max(k, 0), len(e.iterates)-1)
	e.ghosts = e.ghosts[:0]
	for _, it := range e.iterates[:k] {
		e.ghosts = append(e.ghosts, e.with(it.Q))
	}
	e.full = e.with(e.iterates[k].Q)
	e.state.SetCoordinates(e.full)
}

// with is all coordinates, the limb's replaced by q.
func (e *solver) with(q []float64) []float64 {
	full := append([]float64(nil), e.base...)
	for i, c := range e.coords {
		full[c] = q[i]
	}
	return full
}

// atLimit counts the joints that the posture holds at a limit.
func (e *solver) atLimit() (n int) {
	const near = 1e-6
	for _, c := range e.coords {
		k := e.model.Coordinate(c).Limit
		if e.full[c] <= k.Lower+near || e.full[c] >= k.Upper-near {
			n++
		}
	}
	return n
}

// Curves implements tracer.
func (e *solver) Curves() []Curve {
	const over = "iteration"
	left := Curve{Name: "left_mm", Words: "distance left, mm", XTitle: over, YTitle: "distance left, mm"}
	turned := Curve{Name: "left_deg", Words: "angle left, °", XTitle: over, YTitle: "angle left, °"}
	step := Curve{Name: "step_deg", Words: "longest step, °", XTitle: over, YTitle: "longest step of a joint, °"}
	damping := Curve{Name: "damping", Words: "damping λ, mm", XTitle: over, YTitle: "damping λ, mm"}
	limits := Curve{Name: "limits", Words: "joints stopped", XTitle: over, YTitle: "joints stopped by a limit"}
	for i, it := range e.iterates {
		n := float64(i)
		left.add(n, it.Position/mm)
		turned.add(n, it.Rotation/deg)
		if i > 0 {
			step.add(n, it.Step/deg)
			damping.add(n, e.lambda(it.Damping)/mm)
			limits.add(n, float64(len(it.AtLimit)))
		}
	}
	return []Curve{left, turned, step, damping, limits}
}

// lambda is the damping as a length: some methods report its square.
func (e *solver) lambda(reported float64) float64 {
	if e.method == ik.DampedLeastSquares.String() {
		return reported
	}
	return math.Sqrt(reported)
}

// sketch implements sketcher: how far the arm reaches and how near it comes, about the
// shoulder and towards the target.
func (e *solver) sketch(d *Drawing, shown map[View]bool) {
	if e.study == nil || !e.study.ball || !shown[GoalFrames] || len(e.goals) == 0 {
		return
	}
	b := e.study.bones
	_, most := e.study.span(b.elbow)
	const open = 35 * deg
	ray := r3.Unit(r3.Sub(e.goals[0].Pos, b.centre))
	side := r3.Unit(r3.Cross(b.lowering(), ray))
	for _, ring := range []struct {
		radius, open float64
		name         string
	}{{b.upper + b.fore, open, "as far as it reaches"}, {b.distance(most), math.Pi, "as near as it comes"}} {
		var line []r3.Vec
		for i := range ringPoints {
			sin, cos := math.Sincos(ring.open * (2*float64(i)/(ringPoints-1) - 1))
			line = append(line, r3.Add(b.centre, r3.Scale(ring.radius, r3.Add(r3.Scale(cos, ray), r3.Scale(sin, side)))))
		}
		d.Lines = append(d.Lines, Line{Points: line, Role: Pane})
		d.Labels = append(d.Labels, Label{At: line[ringPoints/6], Text: ring.name})
	}
}
