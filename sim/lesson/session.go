package lesson

import (
	"fmt"
	"strings"
)

// Session is a lesson opened on a robot: every name resolved, its words filled in,
// every exercise known to have a solution. It is the scratch of one goroutine.
type Session struct {
	Lesson  *Lesson
	Benches []*Bench // one per step
	Tasks   []*Task  // one per exercise
	LeftOut []string // pages that the robot cannot take, and why: a line for each
}

// sweepPoints is how finely a plot samples a swept parameter.
const sweepPoints = 121

// canShow refuses views that the experiment does not have.
func (b *Bench) canShow(views []View) error {
	_, alone := b.Experiment.(drawer)
	_, posed := b.Experiment.(poser)
	_, turns := b.Experiment.(*rotation)
	for _, v := range views {
		if !posed && (!alone || v != Frames) && (!turns || v != TransformTable) {
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
		out = append(out, b.results[i].Said()+" = "+withUnit(results[i], b.results[i].Unit))
	}
	return out, nil
}

// Trace computes the curves of a plot: results over a swept parameter, or curves
// of the run at the start.
func (b *Bench) Trace(p *Plot) ([]Curve, error) {
	if p.Sweep == "" {
		return b.traced(p)
	}
	k, err := b.knob(p.Sweep)
	if err != nil {
		return nil, err
	}
	param := &b.params[k.at]
	from, to, err := b.swept(k, p)
	if err != nil {
		return nil, err
	}
	at := append([]float64(nil), b.Start...)
	curves := make([]Curve, len(p.Results))
	places := make([]int, len(p.Results))
	for i, name := range p.Results {
		if places[i], err = b.Result(name); err != nil {
			return nil, err
		}
		r := &b.results[places[i]]
		curves[i] = Curve{Name: name, Words: r.Said(), XTitle: titled(k.words, param.Unit), YTitle: titled(r.Said(), r.Unit)}
	}
	points := sweepPoints
	if c, ok := b.Experiment.(costly); ok {
		points = min(points, c.Runs()/4)
	}
	if param.Whole {
		points = min(points, 1+int(to-from))
	}
	for i := range points {
		x := from + (to-from)*float64(i)/float64(points-1)
		at[k.at] = min(max(k.param(x), param.Lower), param.Upper)
		if param.Whole {
			at[k.at] = float64(int(at[k.at]))
			x = at[k.at]
		}
		results, err := b.Run(at)
		if err != nil {
			return nil, err
		}
		for j := range curves {
			curves[j].X = append(curves[j].X, x)
			curves[j].Y = append(curves[j].Y, results[places[j]])
		}
	}
	_, err = b.Run(b.Start)
	return curves, err
}

// swept is the range of a sweep: as the lesson has it, and of a role as far as the
// arm's limits allow.
func (b *Bench) swept(k knob, p *Plot) (from, to float64, err error) {
	param := &b.params[k.at]
	if !k.role {
		for _, v := range []float64{p.From, p.To} {
			if err := param.check(v); err != nil {
				return 0, 0, err
			}
		}
		return p.From, p.To, nil
	}
	low, high := k.value(param.Lower), k.value(param.Upper)
	if low > high {
		low, high = high, low
	}
	from, to = max(p.From, low), min(p.To, high)
	if from >= to {
		return 0, 0, &lackError{fmt.Sprintf("turns %s from %s to %s, and its limits are %s to %s", param.Said(),
			withUnit(p.From, param.Unit), withUnit(p.To, param.Unit), withUnit(param.Lower, param.Unit), withUnit(param.Upper, param.Unit))}
	}
	return from, to, nil
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

// titled is an axis's title. Degrees are written behind each other as elsewhere.
func titled(words, unit string) string {
	switch unit {
	case "", truth:
		return words
	case "deg":
		return words + ", °"
	}
	return words + ", " + unit
}
