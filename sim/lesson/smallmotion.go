package lesson

import (
	"fmt"
	"strings"

	"gonum.org/v1/gonum/spatial/r3"
)

// smallMotion moves one joint by a step.
type smallMotion struct {
	*limb
	study    *anatomy
	joint    int     // among coords
	sense    float64 // −1 where the step is counted against the joint's own value
	promised r3.Vec
	path     []r3.Vec // of the tip
}

func newSmallMotion(s *Setting, o *options) (Experiment, error) {
	l, err := newLimb(s, o)
	if err != nil {
		return nil, err
	}
	study, err := limbOf(l.model, l.tip)
	if err != nil {
		return nil, err
	}
	e := &smallMotion{limb: l, study: anatomyOf(study), joint: -1, sense: 1}
	name := asTaught(l.model, o.take("joint", l.joint(0)))
	var names []string
	for i := range l.coords {
		names = append(names, l.joint(i))
		if names[i] == name {
			e.joint = i
		}
	}
	if e.joint < 0 {
		return nil, fmt.Errorf("no joint %q moves %q; there are %s", name, l.model.LinkName(l.tip), strings.Join(names, " "))
	}
	if o.take(backwards, "") != "" {
		e.sense = -1
	}
	return e, nil
}

// Params implements Experiment: the joints and the step, in the joint's unit.
func (e *smallMotion) Params() []Param {
	all := e.params()
	words := "step of "
	if e.sense < 0 {
		words = "step back of "
	}
	return append(all, Param{Name: "step", Words: words + jointWord(e.limb, e.joint), Unit: all[e.joint].Unit, Lower: -90, Upper: 90, Default: 1})
}

// Results implements Experiment: what the column promises, what happens, and
// the gap between them.
func (e *smallMotion) Results() []Result {
	out := []Result{
		{"promised.x_mm", "mm", "promised: x"}, {"promised.y_mm", "mm", "promised: y"}, {"promised.z_mm", "mm", "promised: z"}, {"promised_mm", "mm", "promised: length"},
		{"moved.x_mm", "mm", "moved: x"}, {"moved.y_mm", "mm", "moved: y"}, {"moved.z_mm", "mm", "moved: z"}, {"moved_mm", "mm", "moved: distance"},
		{"gap_mm", "mm", "gap"}, {"gap_percent", "%", "gap, of what was promised"}, {"lever_mm", "mm", "lever"},
		{"column.x", "mm/rad", "column of J: x"}, {"column.y", "mm/rad", "column of J: y"}, {"column.z", "mm/rad", "column of J: z"},
		{"tried.x", "mm/rad", "moved ÷ step: x"}, {"tried.y", "mm/rad", "moved ÷ step: y"}, {"tried.z", "mm/rad", "moved ÷ step: z"},
	}
	if e.study.bones != nil {
		out = append(out, Result{"promised.out_mm", "mm", "promised: outwards"})
	}
	return out
}

// Run implements Experiment.
func (e *smallMotion) Run(dst, params []float64) error {
	n := len(e.coords)
	step := e.sense * params[n] * e.unit[e.joint]
	e.set(params)
	jac := e.own()
	column := r3.Vec{X: jac.At(0, e.joint), Y: jac.At(1, e.joint), Z: jac.At(2, e.joint)}
	before := e.pose().Pos
	e.walk(step)
	ghost := append([]float64(nil), e.full...)
	e.set(params)
	e.ghosts = append(e.ghosts, ghost)
	e.promised = r3.Scale(step, column)
	actual := r3.Sub(e.path[len(e.path)-1], before)
	gap := r3.Norm(r3.Sub(actual, e.promised))
	percent, tried := 0.0, column
	if step != 0 {
		tried = r3.Scale(1/step, actual)
	}
	if size := r3.Norm(e.promised); size > 0 {
		percent = 100 * gap / size
	}
	out := writer{dst: dst}
	for _, v := range []r3.Vec{e.promised, actual} {
		out.vector(r3.Scale(1/mm, v))
		out.add(r3.Norm(v) / mm)
	}
	out.add(gap/mm, percent, r3.Norm(column)/mm)
	out.vector(r3.Scale(1/mm, column))
	out.vector(r3.Scale(1/mm, tried))
	if b := e.study.bones; b != nil {
		out.add(r3.Dot(e.promised, b.out) / mm)
	}
	return nil
}

// pathPoints is how finely the tip's path is drawn.
const pathPoints = 33

// walk turns the joint by a step and notes where the tip was on the way. The step
// may lead over a limit, which the arithmetic does not mind.
func (e *smallMotion) walk(step float64) {
	e.path = e.path[:0]
	c := e.coords[e.joint]
	from := e.full[c]
	for i := range pathPoints {
		e.full[c] = from + step*float64(i)/(pathPoints-1)
		e.state.SetCoordinates(e.full)
		e.path = append(e.path, e.pose().Pos)
	}
}

// sketch implements sketcher: the column that the step is about, what it promises
// and the way that the tip takes.
func (e *smallMotion) sketch(d *Drawing, shown map[View]bool) {
	if !shown[Columns] {
		return
	}
	at := e.path[0]
	d.Lines = append(d.Lines, Line{Points: append([]r3.Vec(nil), e.path...), Role: Path})
	end := e.path[len(e.path)-1]
	if r3.Norm(e.promised) < visible {
		d.columns(e.limb, e.own(), e.joint)
		return
	}
	promised := r3.Add(at, e.promised)
	d.Arrows = append(d.Arrows, Arrow{From: at, To: promised, Role: Column})
	d.Lines = append(d.Lines, Line{Points: []r3.Vec{promised, end}, Role: Force})
	d.Labels = append(d.Labels, Label{At: promised, Text: "promised"}, Label{At: end, Text: "moved"})
}

// visible (m) is the least length of an arrow at its true size that shows what it
// stands for; below it the column itself is drawn. Design value.
const visible = 0.02
