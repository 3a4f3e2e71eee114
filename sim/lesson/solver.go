package lesson

import (
	"errors"
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

// Iterate is where a solver stood after one of its iterations; number 0 is the
// seed.
type Iterate struct {
	ik.Iteration
}

// Stepper walks forwards and back through the iterations of a textbook solver.
// They are the library's own: it runs the call once and keeps what it reports.
type Stepper struct {
	Outcome  ik.Result
	Solution []float64 // the best iterate, or what the default made of it

	iterates []Iterate
	at       int
}

// NewStepper solves a pose of the tip (root frame) from a seed and keeps every
// iteration. A pose that is not reached is no error: that is what there is to
// see.
func NewStepper(m *chain.Model, tip string, rule ik.Rule, set ik.TextbookSettings, target spatial.Pose, seed []float64) (*Stepper, error) {
	s := newStepper(seed)
	set.Report = s.keep
	method, err := ik.NewTextbook(m, tip, rule, set)
	if err != nil {
		return nil, err
	}
	return s, s.run(method, target, seed)
}

// NewDefaultStepper does the same by the solver that the program's commands use.
func NewDefaultStepper(m *chain.Model, tip string, set ik.Settings, target spatial.Pose, seed []float64) (*Stepper, error) {
	s := newStepper(seed)
	set.Report = s.keep
	method, err := ik.NewSolver(m, tip, set)
	if err != nil {
		return nil, err
	}
	err = s.run(method, target, seed)
	s.follow()
	return s, err
}

// follow keeps of several tries the first, which began at the seed: the others began
// anywhere, and their curves would say nothing. One that arrived is kept instead.
func (s *Stepper) follow() {
	first, last := len(s.iterates), 0
	for i := 1; i < len(s.iterates); i++ {
		const slack = 1e-9
		moved := floats.Distance(s.iterates[i-1].Q, s.iterates[i].Q, math.Inf(1))
		if moved > s.iterates[i].Step+slack {
			first, last = min(first, i), i
		}
	}
	if last == 0 {
		return
	}
	if slices.Equal(s.iterates[len(s.iterates)-1].Q, s.Solution) {
		s.iterates = append(s.iterates[:1], s.iterates[last:]...)
	} else {
		s.iterates = s.iterates[:first]
	}
	for i := range s.iterates[1:] {
		s.iterates[1+i].N = 1 + i
	}
}

// newStepper keeps the seed.
func newStepper(seed []float64) *Stepper {
	first := ik.Iteration{Q: append([]float64(nil), seed...), Position: math.NaN(), Rotation: math.NaN()}
	return &Stepper{iterates: []Iterate{{first}}, Solution: make([]float64, len(seed))}
}

func (s *Stepper) keep(it ik.Iteration) {
	it.Q = append([]float64(nil), it.Q...)
	it.AtLimit = append([]string(nil), it.AtLimit...)
	s.iterates = append(s.iterates, Iterate{it})
}

func (s *Stepper) run(method ik.Method, target spatial.Pose, seed []float64) (err error) {
	s.Outcome, err = method.Solve(s.Solution, target, seed)
	if errors.Is(err, ik.ErrUnreachable) {
		return nil
	}
	return err
}

// Len is the number of iterates, the seed included.
func (s *Stepper) Len() int { return len(s.iterates) }

// Now is the iterate that the stepper stands at.
func (s *Stepper) Now() Iterate { return s.iterates[s.at] }

// Step moves by n iterations, back where n is negative, as far as there are any.
func (s *Stepper) Step(n int) Iterate {
	s.at = min(max(s.at+n, 0), len(s.iterates)-1)
	return s.Now()
}

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
	study    *anatomy  // nil where the target does not lie on a ray from the shoulder
	base     []float64 // all coordinates at the start
	solution []float64 // of the limb
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
	e.show(solution, target)
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
	// The answer is the best that was met; it comes last, also where the last
	// iterate was another one.
	if last := s.iterates[s.Len()-1]; !slices.Equal(last.Q, s.Solution) {
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

// show makes the iterates ghosts, and the last one the posture.
func (e *solver) show(solution []float64, target spatial.Pose) {
	e.goals = append(e.goals, target)
	e.solution = append(e.solution[:0], solution...)
	e.ShowIterate(len(e.iterates) - 1)
}

// Iterates implements walker.
func (e *solver) Iterates() int { return len(e.iterates) }

// ShowIterate implements walker: iterate k is the posture, and those before it are
// the ghosts. The last one is what the method answers.
func (e *solver) ShowIterate(k int) {
	k = min(max(k, 0), len(e.iterates)-1)
	e.ghosts = e.ghosts[:0]
	for _, it := range e.iterates[:k] {
		e.ghosts = append(e.ghosts, e.with(it.Q))
	}
	e.full = e.with(e.iterates[k].Q)
	if k == len(e.iterates)-1 {
		e.full = e.with(e.solution)
	}
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

// add appends a point.
func (c *Curve) add(x, y float64) { c.X, c.Y = append(c.X, x), append(c.Y, y) }

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
