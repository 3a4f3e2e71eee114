package lesson

import (
	"fmt"
	"strings"
)

// Session is a lesson opened on a robot: every name resolved, every exercise
// known to have a solution. It is the scratch of one goroutine.
type Session struct {
	Lesson  *Lesson
	Benches []*Bench // one per step
	Tasks   []*Task  // one per exercise
}

// sweepPoints is how finely a plot samples a swept parameter.
const sweepPoints = 121

// Open opens a lesson on a robot. What does not fit is told with the lesson's
// file and line.
func (l *Lesson) Open(s *Setting) (*Session, error) {
	out := &Session{Lesson: l}
	for i := range l.Steps {
		step := &l.Steps[i]
		b, err := l.bench(s, &step.Setup)
		if err != nil {
			return nil, err
		}
		if _, err := b.Run(b.Start); err != nil {
			return nil, l.fault(step.line, "step %q: %v", step.Title, err)
		}
		for _, name := range step.Values {
			if _, err := b.Result(name); err != nil {
				return nil, l.fault(step.valuesLine, "step %q: %v", step.Title, err)
			}
		}
		if err := b.canShow(step.Show); err != nil {
			return nil, l.fault(step.line, "step %q: experiment %q %v", step.Title, step.Setup.Experiment, err)
		}
		if step.Plot != nil {
			if _, err := b.Trace(step.Plot); err != nil {
				return nil, l.fault(step.Plot.line, "step %q: plot: %v", step.Title, err)
			}
		}
		out.Benches = append(out.Benches, b)
	}
	for i := range l.Exercises {
		t, err := l.task(s, &l.Exercises[i])
		if err != nil {
			return nil, err
		}
		out.Tasks = append(out.Tasks, t)
	}
	return out, nil
}

// canShow refuses views that the experiment does not have.
func (b *Bench) canShow(views []View) error {
	_, alone := b.Experiment.(drawer)
	_, posed := b.Experiment.(poser)
	for _, v := range views {
		if !posed && (!alone || v != Frames) {
			return fmt.Errorf("has no robot to show %s at", v)
		}
	}
	return nil
}

// Task finds an exercise by name.
func (s *Session) Task(name string) (*Task, error) {
	names := make([]string, len(s.Tasks))
	for i, t := range s.Tasks {
		if t.Exercise.Name == name {
			return t, nil
		}
		names[i] = t.Exercise.Name
	}
	return nil, fmt.Errorf("lesson: no exercise %q in %q; it has %s", name, s.Lesson.Name, strings.Join(names, " "))
}

// Values are a step's results at its parameters, in words.
func (s *Session) Values(step int) ([]string, error) {
	b := s.Benches[step]
	results, err := b.Run(b.Start)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, name := range s.Lesson.Steps[step].Values {
		i, err := b.Result(name)
		if err != nil {
			return nil, err
		}
		out = append(out, name+" = "+withUnit(results[i], b.results[i].Unit))
	}
	return out, nil
}

// Trace computes the curves of a plot: results over a swept parameter, or curves
// of the run at the start.
func (b *Bench) Trace(p *Plot) ([]Curve, error) {
	if p.Sweep == "" {
		return b.traced(p)
	}
	k, err := b.Param(p.Sweep)
	if err != nil {
		return nil, err
	}
	param := &b.params[k]
	for _, v := range []float64{p.From, p.To} {
		if err := param.check(v); err != nil {
			return nil, err
		}
	}
	at := append([]float64(nil), b.Start...)
	curves := make([]Curve, len(p.Results))
	from := make([]int, len(p.Results))
	for i, name := range p.Results {
		if from[i], err = b.Result(name); err != nil {
			return nil, err
		}
		curves[i] = Curve{Name: name, XTitle: titled(p.Sweep, param.Unit), YTitle: titled(name, b.results[from[i]].Unit)}
	}
	points := sweepPoints
	if c, ok := b.Experiment.(costly); ok {
		points = min(points, c.Runs()/4)
	}
	for k2 := range points {
		at[k] = p.From + (p.To-p.From)*float64(k2)/float64(points-1)
		if param.Whole {
			at[k] = float64(int(at[k]))
		}
		results, err := b.Run(at)
		if err != nil {
			return nil, err
		}
		for i := range curves {
			curves[i].X = append(curves[i].X, at[k])
			curves[i].Y = append(curves[i].Y, results[from[i]])
		}
	}
	_, err = b.Run(b.Start)
	return curves, err
}

func (b *Bench) traced(p *Plot) ([]Curve, error) {
	if _, err := b.Run(b.Start); err != nil {
		return nil, err
	}
	return b.picked(p)
}

// picked are the curves of the last run that a plot names.
func (b *Bench) picked(p *Plot) ([]Curve, error) {
	t, ok := b.Experiment.(tracer)
	if !ok {
		return nil, fmt.Errorf("the experiment traces no curves: want a sweep")
	}
	var out []Curve
	all := t.Curves()
	for _, name := range p.Results {
		found := false
		for _, c := range all {
			if c.Name == name {
				out, found = append(out, c), true
			}
		}
		if !found {
			names := make([]string, len(all))
			for i, c := range all {
				names[i] = c.Name
			}
			return nil, fmt.Errorf("no curve %q; there are %s", name, strings.Join(names, " "))
		}
	}
	return out, nil
}

func titled(name, unit string) string {
	words := strings.ReplaceAll(strings.TrimSuffix(name, "_"+unit), "_", " ")
	if unit == "" {
		return words
	}
	return words + ", " + unit
}
