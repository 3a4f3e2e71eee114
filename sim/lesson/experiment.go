package lesson

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/locale"
)

// Group is what a parameter belongs to where an experiment has several kinds.
type Group uint8

// The groups.
const (
	Ungrouped   Group = iota
	StartGroup        // the posture that a solver starts from
	TargetGroup       // where it is to go
	MethodGroup       // how it does it
	NumGroups
)

// Param is a knob of an experiment: a slider of the workbench.
type Param struct {
	Name         string // as it is typed
	Words        string // as it is read, without its unit; the name if empty
	Unit         string // deg, mm, …; empty for a plain number
	Lower, Upper float64
	Default      float64
	Whole        bool // takes whole numbers only
	Group        Group

	joint string // its name in the URDF, of a joint that lessons call otherwise
}

// Said is what the parameter is called in a sentence.
func (p *Param) Said() string { return said(p.Words, p.Name, p.Unit) }

// Result is a figure that an experiment computes.
type Result struct {
	Name  string // as lessons write it
	Unit  string
	Words string // as it is read, without its unit; the name if empty
}

// Said is what the result is called in a sentence.
func (r *Result) Said() string { return said(r.Words, r.Name, r.Unit) }

// said makes words of a name that has none: without its unit, and spelt out.
func said(words, name, unit string) string {
	if words != "" {
		return words
	}
	return locale.Spoken(strings.TrimSuffix(name, "_"+unit))
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
	// Answer is the iterate that the method gives for its answer: mostly the last one.
	Answer() int
	// ShowIterate makes the posture that of iterate k, 0 for the start.
	ShowIterate(k int)
}

// drawer is an experiment that draws by itself, without the robot.
type drawer interface {
	// Drawing is what the last Run shows, with the tables among the views.
	Drawing(views []View) Drawing
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
	robot   bool // stands on the robot
	make    func(*Setting, *options) (Experiment, error)
}

// experiments lists all there are.
func experiments() []kindOfExperiment {
	return []kindOfExperiment{
		{"rotation", "one rotation, by roll, pitch and yaw", []string{"draw"}, false, newRotation},
		{"joint-frames", "from one joint's frame to the next, by Denavit and Hartenberg's four numbers", nil, false, newJointFrames},
		{"arm", "the arm: joints in, pose of the tip and its Jacobian out", []string{"tip", "draw"}, true, newArm},
		{"small-motion", "one joint moves a little: the Jacobian's column beside the finite difference", []string{"tip", "joint"}, true, newSmallMotion},
		{"push", "a force at the tip: what torques it asks of the joints", []string{"tip"}, true, newPush},
		{"self-motion", "the spare joints move and the tip stays", []string{"tip"}, true, newSelfMotion},
		{"solver", "a solver brings the tip to a pose", []string{"tip", "method", "reach"}, true, newSolver},
		{"race", "every solver, from the same start to the same target", []string{"tip"}, true, newRace},
		{"mirror", "a hand and its image in the mirror", []string{"draw"}, false, newMirror},
		{"glove", "from the glove's channels to a joint angle", []string{"joint", "profile"}, false, newGlove},
		{"filter", "a noisy signal and a filter", []string{"filter", "signal"}, false, newFilter},
		{"touch", "a soft fingertip presses on a plate and slides", []string{"material", "draw"}, false, newTouch},
		{"heat", "a warm fingertip touches two materials", []string{"first", "second"}, false, newHeat},
	}
}

// StandsOnRobot tells whether any page of the lesson shows the robot.
func (l *Lesson) StandsOnRobot() bool {
	onRobot := map[string]bool{}
	for _, k := range experiments() {
		onRobot[k.name] = k.robot
	}
	for i := range l.Steps {
		if onRobot[l.Steps[i].Setup.Experiment] {
			return true
		}
	}
	return slices.ContainsFunc(l.Exercises, func(e Exercise) bool { return onRobot[e.Setup.Experiment] })
}

// TakesRecording tells whether any page of the lesson shows a recorded hand.
func (l *Lesson) TakesRecording() bool {
	records := func(s *Setup) bool {
		return s.Experiment == "filter" && (&options{given: s.Options}).take("signal", signalNames[0]) == handSignal
	}
	for i := range l.Steps {
		if records(&l.Steps[i].Setup) {
			return true
		}
	}
	return slices.ContainsFunc(l.Exercises, func(e Exercise) bool { return records(&e.Setup) })
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
	arm     *anatomy // nil where no robot stands

	transforms []between // that the page draws
	framed     []int     // links whose frames its answers speak of
}

// between is a transform from one link to another, and what stands before it.
type between struct {
	parent, child int
	join          string
}

// Param finds a parameter by name.
func (b *Bench) Param(name string) (int, error) {
	return lookUp("parameter", name, b.params, func(p *Param) []string {
		if p.joint == "" {
			return []string{p.Name}
		}
		return []string{p.Name, p.joint}
	})
}

// Result finds a result by name.
func (b *Bench) Result(name string) (int, error) {
	if b.arm != nil {
		name = asTaught(b.arm.limb.model, name)
	}
	return lookUp("result", name, b.results, func(r *Result) []string { return []string{r.Name} })
}

// lookUp is where among those of a kind the one is that bears a name; the first of
// its names is the one that it is listed by.
func lookUp[T any](kind, name string, all []T, names func(*T) []string) (int, error) {
	listed := make([]string, len(all))
	for i := range all {
		own := names(&all[i])
		if slices.Contains(own, name) {
			return i, nil
		}
		listed[i] = own[0]
	}
	return 0, fmt.Errorf("no %s %q; there are %s", kind, name, strings.Join(listed, " "))
}

// knob is a parameter as a lesson counts it: of a role, the hinge's angle.
type knob struct {
	at         int
	role       bool
	sign, zero float64 // in the parameter's unit
	words      string
}

func (k knob) value(v float64) float64 { return k.sign*v + k.zero }
func (k knob) param(v float64) float64 { return k.sign * (v - k.zero) }

// knob finds a parameter by its name or by its role.
func (b *Bench) knob(name string) (knob, error) {
	role, ok := strings.CutPrefix(name, mark)
	if !ok {
		i, err := b.Param(name)
		if err != nil {
			return knob{}, err
		}
		return knob{at: i, sign: 1, words: b.params[i].Said()}, nil
	}
	if b.arm == nil {
		return knob{}, fmt.Errorf("%s: no arm stands on this page", name)
	}
	h, ok := b.arm.joint(role)
	if !ok {
		return knob{}, b.arm.lacks(role)
	}
	k := knob{at: h.at, role: true, sign: h.sign, zero: h.zero / b.arm.limb.unit[h.at], words: b.params[h.at].Said()}
	if k.sign < 0 || math.Abs(k.zero) > 1e-6 {
		k.words = map[string]string{"shoulder": "upper bone below the level", "elbow": "bend", "hinge": "bend"}[role]
	}
	return k, nil
}

// resolve puts names in the place of roles in a result's name.
func (b *Bench) resolve(name string) (string, error) {
	if !strings.Contains(name, mark) {
		return name, nil
	}
	if b.arm == nil {
		return "", fmt.Errorf("%s: no arm stands on this page", name)
	}
	return b.arm.resolve(name)
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

// reached is the parameter's value where a knob stands at v. A role's angle may be a
// whole turn away; a limit in its way is what the arm lacks, and no fault of the lesson.
func (p *Param) reached(k knob, v float64) (float64, error) {
	at := k.param(v)
	if !k.role {
		return at, p.check(at)
	}
	for _, turn := range []float64{0, -360, 360} {
		if p.Unit == "deg" && p.check(at+turn) == nil {
			return min(max(at+turn, p.Lower), p.Upper), nil
		}
	}
	return at, &lackError{fmt.Sprintf("asks %s for %s, and its limits are %s to %s", p.Said(), withUnit(at, p.Unit), withUnit(p.Lower, p.Unit), withUnit(p.Upper, p.Unit))}
}

// truth is the unit of what is 1 for yes and 0 for no.
const truth = "yes/no"

// withUnit is a value as a person reads it.
func withUnit(v float64, unit string) string {
	switch unit {
	case "":
		return figure(v)
	case "deg":
		return figure(v) + "°"
	case truth:
		if v != 0 {
			return "yes"
		}
		return "no"
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
	case math.Abs(v) < 1e-4: // people read no exponents
		return strings.TrimRight(fmt.Sprintf("%.6f", v), "0")
	}
	return fmt.Sprintf("%.4g", v)
}

func listOr(names []string, none string) string {
	if len(names) == 0 {
		return none
	}
	return strings.Join(names, ", ")
}
