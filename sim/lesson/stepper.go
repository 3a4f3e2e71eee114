package lesson

import (
	"errors"
	"math"
	"slices"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/ik"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/floats"
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
