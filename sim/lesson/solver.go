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
	return s, s.run(method, target, seed)
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
	base     []float64 // all coordinates at the start
	solution []float64 // of the limb
}

func newSolver(s *Setting, o *options) (Experiment, error) {
	l, err := newLimb(s, o)
	if err != nil {
		return nil, err
	}
	e := &solver{limb: l, method: o.take("method", defaultMethod)}
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
// damping of dls and how many iterations there may be.
func (e *solver) Params() []Param {
	out := append(e.params(), placeParams()...)
	return append(out,
		Param{Name: "damping_mm", Unit: "mm", Lower: 0.01, Upper: 2000, Default: 50},
		Param{Name: "iterations_allowed", Lower: 1, Upper: 2000, Default: 200, Whole: true})
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
		{"left_mm", "mm"}, {"left_deg", "deg"}, {"solved", ""}, {"iterations", ""}, {"first_step_deg", "deg"},
		{"longest_step_deg", "deg"}, {"limit_hits", ""}, {"at_limit", ""}, {"target_mm", "mm"},
	}
	for _, c := range e.coords {
		out = append(out, Result{"joint." + e.model.Coordinate(c).Name, "deg"})
	}
	return out
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
	target := place(params[n:])
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
	e.show(solution, target)
	out := writer{dst: dst}
	first, longest, hits := 0.0, 0.0, 0
	for _, it := range e.iterates[min(1, len(e.iterates)):min(e.steps+1, len(e.iterates))] {
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
	out.add(outcome.Position/mm, outcome.Rotation/deg, solved, float64(e.steps), first/deg, longest/deg, float64(hits), float64(e.atLimit()), r3.Norm(target.Pos)/mm)
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
	e.steps = s.Len() - 1
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
	e.base = append(e.base[:0], e.full...)
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
	left := Curve{Name: "left_mm", XTitle: "iteration", YTitle: "distance left, mm"}
	turned := Curve{Name: "left_deg", XTitle: "iteration", YTitle: "angle left, deg"}
	step := Curve{Name: "step_deg", XTitle: "iteration", YTitle: "longest step of a joint, deg"}
	damping := Curve{Name: "damping", XTitle: "iteration", YTitle: "damping λ"}
	limits := Curve{Name: "limits", XTitle: "iteration", YTitle: "joints stopped by a limit"}
	for _, it := range e.iterates[min(1, len(e.iterates)):] {
		for _, p := range []struct {
			curve *Curve
			y     float64
		}{{&left, it.Position / mm}, {&turned, it.Rotation / deg}, {&step, it.Step / deg}, {&damping, it.Damping}, {&limits, float64(len(it.AtLimit))}} {
			p.curve.X = append(p.curve.X, float64(it.N))
			p.curve.Y = append(p.curve.Y, p.y)
		}
	}
	return []Curve{left, turned, step, damping, limits}
}
