package lesson

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"mirrorarm/kinematics/ik"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// Task is an exercise opened on a robot: it has a solution.
type Task struct {
	Exercise *Exercise
	Bench    *Bench

	free     []int
	target   spatial.Pose // of Reach, in the root frame
	result   int
	goals    []int     // results, one per goal
	over     []float64 // of Predict: parameters of what the ratio is taken to
	solution string
}

// Verdict is what became of an answer.
type Verdict struct {
	Accepted bool
	Message  string // one line: what the answer leads to, and what was wanted
}

// Hint is the hint after so many refused answers, 1 for the first.
func (t *Task) Hint(refused int) string {
	return t.Exercise.Hints[min(max(refused, 1), NumHints)-1]
}

// Solution is an answer that is accepted, as the search found it: what a
// program shows to who gives up.
func (t *Task) Solution() string { return t.solution }

// Form tells how an answer is typed.
func (t *Task) Form() string {
	e := t.Exercise
	switch e.Kind {
	case Predict:
		unit := t.Bench.results[t.result].Unit
		switch {
		case e.Over != nil || unit == "":
			return "a number"
		case unit == "deg":
			return "a number, in degrees"
		}
		return "a number, in " + unit
	case Order:
		return "transforms in the order of the product, out of: " + strings.Join(e.From, "  ")
	}
	var out []string
	for _, i := range t.free {
		p := &t.Bench.params[i]
		out = append(out, fmt.Sprintf("%s=%s…%s", p.Name, figure(p.Lower), withUnit(p.Upper, p.Unit)))
	}
	return "NAME=VALUE …, any of: " + strings.Join(out, "  ")
}

// solve finds a solution, whatever the kind.
func (t *Task) solve() error {
	e := t.Exercise
	switch e.Kind {
	case Predict:
		return t.solvePredict()
	case Order:
		return t.solveOrder()
	}
	if start, err := t.missAt(t.Bench.Start); err == nil && start == 0 {
		return errors.New("solved before anything is changed, which teaches nothing")
	}
	if at, ok := t.solveByIK(); ok {
		t.solution = t.typed(at)
		return nil
	}
	s := search{bench: t.Bench, free: t.free, miss: t.miss}
	at, ok := s.solve()
	if !ok {
		return fmt.Errorf("has no solution that the search finds; closest: %s: %s", t.typed(at), t.explain(at))
	}
	t.solution = t.typed(at)
	return nil
}

func (t *Task) solvePredict() (err error) {
	if t.result, err = t.Bench.Result(t.Exercise.Result); err != nil {
		return err
	}
	v, err := t.wanted()
	if err != nil {
		return err
	}
	if math.IsNaN(v - v) {
		return fmt.Errorf("%s is %s there, which nobody can type", t.Bench.results[t.result].Said(), figure(v))
	}
	t.solution = fmt.Sprintf("%.6g", v)
	return nil
}

// wanted is the number to predict. It is computed each time, never kept.
func (t *Task) wanted() (float64, error) {
	results, err := t.Bench.Run(t.Bench.Start)
	if err != nil {
		return 0, err
	}
	v := results[t.result]
	if t.over == nil {
		return v, nil
	}
	results, err = t.Bench.Run(t.over)
	if err != nil {
		return 0, err
	}
	return v / results[t.result], nil
}

// typed writes parameters as an answer.
func (t *Task) typed(at []float64) string {
	var out []string
	for _, i := range t.free {
		out = append(out, fmt.Sprintf("%s=%.9g", t.Bench.params[i].Name, at[i]))
	}
	return strings.Join(out, " ")
}

// missAt runs the experiment and judges it.
func (t *Task) missAt(at []float64) (float64, error) {
	results, err := t.Bench.Run(at)
	if err != nil {
		return math.Inf(1), err
	}
	return t.miss(results), nil
}

// miss is how far the last run is from what was asked: 0 for solved.
func (t *Task) miss(results []float64) float64 {
	if t.Exercise.Kind == Reach {
		distance, angle := t.left()
		w := &t.Exercise.Target
		miss := math.Max(0, distance/(w.WithinMM*mm)-1)
		if w.Oriented {
			miss += math.Max(0, angle/(w.WithinDeg*deg)-1)
		}
		return miss
	}
	sum := 0.0
	for i := range t.Exercise.Goals {
		g := &t.Exercise.Goals[i]
		v := results[t.goals[i]]
		if !g.met(v) {
			sum += math.Max(g.missOf(v), 1e-12)
		}
	}
	return sum
}

// left is what lies between the tip and the target of Reach: m and rad.
func (t *Task) left() (distance, angle float64) {
	p := t.Bench.Experiment.(poser)
	now := stateOf(t.Bench.setting.Robot.Model, p.Posture()).RootFromLink(p.Tip())
	d := spatial.Difference(now, t.target)
	return r3.Norm(d.Lin), r3.Norm(d.Ang)
}

func (w *Target) pose() spatial.Pose {
	v := append(append([]float64(nil), w.Position[:]...), w.RPY[:]...)
	return place(v)
}

// solveByIK asks the solver where the whole pose is given and every joint may
// move.
func (t *Task) solveByIK() ([]float64, bool) {
	a, ok := t.Bench.Experiment.(*armExperiment)
	if !ok || t.Exercise.Kind != Reach || !t.Exercise.Target.Oriented || len(t.free) != len(a.coords) {
		return nil, false
	}
	s, err := ik.NewSolver(a.model, a.model.LinkName(a.tip), ik.Settings{})
	if err != nil {
		return nil, false
	}
	q := make([]float64, len(a.coords))
	s.Middle(q)
	if _, err := s.Solve(q, t.target, q); err != nil {
		return nil, false
	}
	at := make([]float64, len(t.Bench.params))
	order := s.Coordinates()
	for i, c := range a.coords {
		for k, from := range order {
			if from == c {
				at[i] = q[k] / a.unit[i]
			}
		}
	}
	miss, err := t.missAt(at)
	return at, err == nil && miss == 0
}

func (t *Task) solveOrder() error {
	s := t.state()
	want, err := product(s, t.Exercise.Product)
	if err != nil {
		return err
	}
	var each []spatial.Pose
	for _, text := range t.Exercise.From {
		p, err := transform(s, text)
		if err != nil {
			return err
		}
		each = append(each, p)
	}
	var found []string
	if !orders(len(each), func(order []int) bool {
		now := spatial.Identity()
		for _, i := range order {
			now = now.Mul(each[i])
		}
		if !sameTransform(now, want) {
			return false
		}
		for _, i := range order {
			found = append(found, t.Exercise.From[i])
		}
		return true
	}) {
		return fmt.Errorf("has no solution: no order of %s is %s", strings.Join(t.Exercise.From, ", "), t.Exercise.Product)
	}
	t.solution = strings.Join(found, " ")
	return nil
}
