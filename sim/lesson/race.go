package lesson

import (
	"mirrorarm/kinematics/ik"
	"mirrorarm/kinematics/spatial"
)

// race gives the same start and the same target to every solver.
type race struct{ lanes []*solver }

func newRace(s *Setting, o *options) (Experiment, error) {
	tip := o.take("tip", "")
	e := &race{}
	for _, method := range methods() {
		given := []Option{{Name: "method", Value: method}}
		if tip != "" {
			given = append(given, Option{Name: "tip", Value: tip})
		}
		lane, err := newSolver(s, &options{given: given})
		if err != nil {
			return nil, err
		}
		e.lanes = append(e.lanes, lane.(*solver))
	}
	return e, nil
}

// methods are the names of the textbook's rules and of the default.
func methods() []string {
	var out []string
	for rule := ik.Transpose; rule <= ik.CyclicCoordinateDescent; rule++ {
		out = append(out, rule.String())
	}
	return append(out, defaultMethod)
}

// MethodWord is what a method is called in words.
func MethodWord(method string) string {
	if word, ok := map[string]string{
		ik.DampedLeastSquares.String(): "damped", ik.LevenbergMarquardt.String(): "Levenberg–Marquardt", ik.CyclicCoordinateDescent.String(): "CCD",
	}[method]; ok {
		return word
	}
	return method
}

// Runs implements costly.
func (e *race) Runs() int { return 60 }

// Params implements Experiment: those of each solver.
func (e *race) Params() []Param { return e.lanes[0].Params() }

// Results implements Experiment: what each solver needed, and what it left.
func (e *race) Results() []Result {
	var out []Result
	for _, l := range e.lanes {
		word := MethodWord(l.method)
		out = append(out, Result{"iterations." + l.method, "", word + ": iterations"}, Result{"left_mm." + l.method, "mm", word + ": distance left"},
			Result{"longest_step_deg." + l.method, "deg", word + ": longest step"})
	}
	return out
}

// Run implements Experiment.
func (e *race) Run(dst, params []float64) error {
	out := writer{dst: dst}
	own := make([]float64, len(e.lanes[0].Results()))
	for _, l := range e.lanes {
		if err := l.Run(own, params); err != nil {
			return err
		}
		out.add(own[solverIterations], own[solverLeft], own[solverLongest])
	}
	return nil
}

// Curves implements tracer: the distance left, by the method's name.
func (e *race) Curves() []Curve {
	var out []Curve
	for _, l := range e.lanes {
		if len(l.iterates) > 0 {
			c := l.Curves()[0]
			c.Name, c.Words = l.method, MethodWord(l.method)
			out = append(out, c)
		}
	}
	return out
}

// winner is the default's lane.
func (e *race) winner() *solver { return e.lanes[len(e.lanes)-1] }

// Posture implements poser: the default's.
func (e *race) Posture() []float64 { return e.winner().Posture() }

// Ghosts implements poser: where each of the others ended.
func (e *race) Ghosts() [][]float64 {
	var out [][]float64
	for _, l := range e.lanes {
		if l != e.winner() {
			out = append(out, l.Posture())
		}
	}
	return out
}

// Goals implements poser.
func (e *race) Goals() []spatial.Pose { return e.winner().Goals() }

// Tip implements poser.
func (e *race) Tip() int { return e.winner().tip }

// Iterates implements walker: as many as the slowest solver needs.
func (e *race) Iterates() (n int) {
	for _, l := range e.lanes {
		n = max(n, l.Iterates())
	}
	return n
}

// ShowIterate implements walker: every solver at its iterate k, or where it ended.
func (e *race) ShowIterate(k int) {
	for _, l := range e.lanes {
		l.ShowIterate(k)
	}
}

func (e *race) robotLimb() *limb { return e.lanes[0].limb }
