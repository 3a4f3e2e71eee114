package lesson

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"mirrorarm/kinematics/spatial"
)

// Param is a knob of an experiment: a slider of the workbench.
type Param struct {
	Name         string
	Unit         string // deg, mm, …; empty for a plain number
	Lower, Upper float64
	Default      float64
	Whole        bool // takes whole numbers only
}

// Result is a figure that an experiment computes.
type Result struct {
	Name string
	Unit string
}

// Curve is a line of points, as an experiment traces it.
type Curve struct {
	Name           string
	X, Y           []float64
	XTitle, YTitle string
	Points         bool // drawn as points, else as a line
	Square         bool // both axes have the same unit and deserve the same scale
}

// Experiment is a computation with parameters and results, in the units that
// they name. It is the scratch of one goroutine.
type Experiment interface {
	Params() []Param
	Results() []Result
	// Run writes one number per result. Parameters lie inside their bounds.
	Run(dst, params []float64) error
}

// tracer is an experiment that has curves to show.
type tracer interface {
	// Curves are those of the last Run.
	Curves() []Curve
}

// poser is an experiment that stands on the robot: a drawing shows it.
type poser interface {
	// Posture is the robot after the last Run: all coordinates of its model.
	Posture() []float64
	// Ghosts are other postures worth seeing, such as a solver's iterates.
	Ghosts() [][]float64
	// Goals are poses in the root frame that the tip was asked to take.
	Goals() []spatial.Pose
	// Tip is the link that it is about.
	Tip() int
}

// walker is a poser that comes to its posture by iterations.
type walker interface {
	// Iterates is how many the last Run went through, the start included.
	Iterates() int
	// ShowIterate makes the posture that of iterate k, 0 for the start.
	ShowIterate(k int)
}

// drawer is an experiment that draws by itself, without the robot.
type drawer interface {
	// Drawing is what the last Run shows.
	Drawing() Drawing
}

// costly is an experiment of which a search cannot afford many runs.
type costly interface {
	// Runs is how many it can.
	Runs() int
}

// options are what an experiment was asked to be made with.
type options struct{ given []Option }

// take is the value of an option, or its default.
func (o *options) take(name, otherwise string) string {
	for i := range o.given {
		if o.given[i].Name == name {
			return o.given[i].Value
		}
	}
	return otherwise
}

// kindOfExperiment makes experiments of one name.
type kindOfExperiment struct {
	name    string
	about   string
	options []string
	make    func(*Setting, *options) (Experiment, error)
}

// experiments lists all there are.
func experiments() []kindOfExperiment {
	return []kindOfExperiment{
		{"rotation", "one rotation, by roll, pitch and yaw", nil, newRotation},
		{"arm", "the arm: joints in, pose of the tip and its Jacobian out", []string{"tip"}, newArm},
		{"small-motion", "one joint moves a little: the Jacobian's column beside the finite difference", []string{"tip", "joint"}, newSmallMotion},
		{"self-motion", "the spare joints move and the tip stays", []string{"tip"}, newSelfMotion},
		{"solver", "a solver brings the tip to a pose", []string{"tip", "method"}, newSolver},
		{"race", "every solver, from the same start to the same target", []string{"tip"}, newRace},
		{"mirror", "a hand and its image in the mirror", nil, newMirror},
		{"glove", "from the glove's channels to a joint angle", []string{"joint", "profile"}, newGlove},
		{"filter", "a noisy signal and a filter", []string{"filter", "signal"}, newFilter},
		{"touch", "a soft fingertip presses on a plate and slides", []string{"material"}, newTouch},
		{"heat", "a warm fingertip touches two materials", []string{"first", "second"}, newHeat},
	}
}

// About describes an experiment to the author of a lesson.
type About struct {
	Name, About string
	Options     []string
	Params      []Param
	Results     []Result
	Problem     error // why it cannot be had on this robot, nil if it can
}

// Experiments describes all experiments, with their default options, on a robot.
func Experiments(s *Setting) []About {
	var out []About
	for _, k := range experiments() {
		a := About{Name: k.name, About: k.about, Options: k.options}
		e, err := k.make(s, &options{})
		if err != nil {
			a.Problem = err
		} else {
			a.Params, a.Results = e.Params(), e.Results()
		}
		out = append(out, a)
	}
	return out
}

// Bench is an experiment set up: what a step or an exercise works on.
type Bench struct {
	Experiment Experiment
	Start      []float64 // parameters as the lesson sets them

	params  []Param
	results []Result
	setting *Setting
}

// bench makes the experiment of a setup. Errors carry the lesson's line.
func (l *Lesson) bench(s *Setting, u *Setup) (*Bench, error) {
	kinds := experiments()
	i := slices.IndexFunc(kinds, func(k kindOfExperiment) bool { return k.name == u.Experiment })
	if i < 0 {
		names := make([]string, len(kinds))
		for j, k := range kinds {
			names[j] = k.name
		}
		return nil, l.fault(u.line, "no experiment %q, want one of %s", u.Experiment, strings.Join(names, ", "))
	}
	o := &options{given: u.Options}
	for _, g := range u.Options {
		if !slices.Contains(kinds[i].options, g.Name) {
			return nil, l.fault(g.line, "experiment %q has no option %q; it has %s", u.Experiment, g.Name, listOr(kinds[i].options, "none"))
		}
	}
	e, err := kinds[i].make(s, o)
	if err != nil {
		return nil, l.fault(u.line, "%s: %v", u.Experiment, err)
	}
	b := &Bench{Experiment: e, params: e.Params(), results: e.Results(), setting: s}
	b.Start = make([]float64, len(b.params))
	for i, p := range b.params {
		b.Start[i] = p.Default
	}
	if err := l.assign(b, b.Start, u.Set); err != nil {
		return nil, err
	}
	return b, nil
}

// assign sets parameters by name.
func (l *Lesson) assign(b *Bench, dst []float64, set []Assignment) error {
	for _, a := range set {
		i, err := b.Param(a.Name)
		if err == nil {
			err = b.params[i].check(a.Value)
		}
		if err != nil {
			return l.fault(a.line, "%v", err)
		}
		dst[i] = a.Value
	}
	return nil
}

// Param finds a parameter by name.
func (b *Bench) Param(name string) (int, error) {
	i := slices.IndexFunc(b.params, func(p Param) bool { return p.Name == name })
	if i < 0 {
		names := make([]string, len(b.params))
		for j, p := range b.params {
			names[j] = p.Name
		}
		return 0, fmt.Errorf("no parameter %q; there are %s", name, strings.Join(names, " "))
	}
	return i, nil
}

// Result finds a result by name.
func (b *Bench) Result(name string) (int, error) {
	i := slices.IndexFunc(b.results, func(r Result) bool { return r.Name == name })
	if i < 0 {
		names := make([]string, len(b.results))
		for j, r := range b.results {
			names[j] = r.Name
		}
		return 0, fmt.Errorf("no result %q; there are %s", name, strings.Join(names, " "))
	}
	return i, nil
}

// Run computes all results at the given parameters.
func (b *Bench) Run(params []float64) ([]float64, error) {
	out := make([]float64, len(b.results))
	return out, b.Experiment.Run(out, params)
}

// check refuses a value that the parameter cannot take.
func (p *Param) check(v float64) error {
	// A bound in degrees is a rounded one in radians.
	slack := 1e-6 * (p.Upper - p.Lower)
	switch {
	case math.IsNaN(v) || v < p.Lower-slack || v > p.Upper+slack:
		return fmt.Errorf("%s %g: want %s to %s", p.Name, v, withUnit(p.Lower, p.Unit), withUnit(p.Upper, p.Unit))
	case p.Whole && v != math.Trunc(v):
		return fmt.Errorf("%s %g: want a whole number", p.Name, v)
	}
	return nil
}

// withUnit is a value as a person reads it.
func withUnit(v float64, unit string) string {
	if unit == "" {
		return figure(v)
	}
	return figure(v) + " " + unit
}

// figure is a number with four significant digits and no noise.
func figure(v float64) string {
	switch {
	case math.IsInf(v, 1):
		return "∞"
	case math.Abs(v) < 1e-6:
		return "0"
	case math.Abs(v) >= 1000 && math.Abs(v) < 1e7:
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.4g", v)
}

func listOr(names []string, none string) string {
	if len(names) == 0 {
		return none
	}
	return strings.Join(names, ", ")
}
