package lesson

import (
	"fmt"
	"math"
	"strings"
)

// Class is a lesson in the hands of one student: its pages in turn, steps first
// and exercises after them; on each an experiment with knobs to turn and, where
// there is one, a robot to drag. Whatever it shows is of the experiment's last
// run. It owns no clock and is the scratch of one goroutine.
type Class struct {
	setting  *Setting
	progress *Progress // nil keeps none
	session  *Session

	page    int
	bench   *Bench
	arm     *Workbench // the robot to take hold of, nil where there is none
	at      []float64  // parameters
	shown   []bool     // which of them the page shows
	results []float64
	problem error // why the last run failed
	views   [NumViews]bool
	pair    [2]int // links of the transform that is shown
	iterate int    // shown, −1 for the answer
	curves  []Curve
	stale   bool // the curves are of other parameters
	answer  attempt
}

// NewClass opens a lesson on a robot, at its first page.
func NewClass(l *Lesson, s *Setting, progress *Progress) (*Class, error) {
	session, err := l.Open(s)
	if err != nil {
		return nil, err
	}
	c := &Class{setting: s, progress: progress, session: session}
	return c, c.Turn(0)
}

// Lesson is the lesson that is taken.
func (c *Class) Lesson() *Lesson { return c.session.Lesson }

// Setting is what it is taken on.
func (c *Class) Setting() *Setting { return c.setting }

// LeftOut are the pages that the robot cannot take, and why: a line for each.
func (c *Class) LeftOut() []string { return c.session.LeftOut }

// Progress is where solved exercises are kept; nil if nowhere.
func (c *Class) Progress() *Progress { return c.progress }

// Pages is the number of steps and exercises.
func (c *Class) Pages() int { return len(c.session.Benches) + len(c.session.Tasks) }

// Page is the number of the open page, 0 for the first.
func (c *Class) Page() int { return c.page }

// Step is the step of the open page, nil on an exercise.
func (c *Class) Step() *Step {
	if c.page < len(c.session.Benches) {
		return &c.session.Lesson.Steps[c.page]
	}
	return nil
}

// Task is the exercise of the open page, nil on a step.
func (c *Class) Task() *Task {
	if i := c.page - len(c.session.Benches); i >= 0 {
		return c.session.Tasks[i]
	}
	return nil
}

// Turn opens a page as the lesson sets it up.
func (c *Class) Turn(page int) error {
	if page < 0 || page >= c.Pages() {
		return fmt.Errorf("lesson: page %d of %q: want 1 to %d", page+1, c.Lesson().Name, c.Pages())
	}
	c.page = page
	c.views = [NumViews]bool{}
	var show []View
	if s := c.Step(); s != nil {
		c.bench, show = c.session.Benches[page], s.Show
	} else if c.bench, show = c.Task().Bench, c.Task().Exercise.Show; show == nil {
		show = c.bench.usual()
	}
	for _, v := range show {
		c.views[v] = true
	}
	c.pick()
	c.pair = [2]int{0, c.setting.Tip}
	c.answer = attempt{}
	c.Reset()
	return nil
}

// Reset turns every knob back to where the lesson had it.
func (c *Class) Reset() {
	c.arm = nil
	if l, ok := c.bench.Experiment.(limbed); ok {
		c.arm = workbenchOf(l.robotLimb())
		c.arm.limb.relax()
	}
	c.at = append(c.at[:0], c.bench.Start...)
	if c.arm != nil && c.setting.Posture != nil && c.session.Lesson.Name == benchName {
		c.readArm()
	}
	c.iterate = -1
	c.run()
}

// usual is what the page of an exercise shows that does not say it.
func (b *Bench) usual() []View {
	switch b.Experiment.(type) {
	case walker:
		return []View{GoalFrames}
	case drawer:
		return []View{Frames}
	case *smallMotion:
		return []View{Columns, GhostArms}
	case limbed:
		if b.framed == nil {
			return []View{TipFrame}
		}
	}
	return nil
}

// limbed is an experiment on the robot's limb whose first parameters are its
// joints.
type limbed interface{ robotLimb() *limb }

func (l *limb) robotLimb() *limb { return l }

// run lets the experiment follow the knobs.
func (c *Class) run() {
	if len(c.results) != len(c.bench.results) {
		c.results = make([]float64, len(c.bench.results))
	}
	c.stale = true
	c.runAgain()
}

// runAgain is run at knobs whose curves are known.
func (c *Class) runAgain() {
	c.problem = c.bench.Experiment.Run(c.results, c.at)
	if w, ok := c.walker(); ok && c.iterate >= 0 {
		w.ShowIterate(min(c.iterate, w.Iterates()-1))
	}
}

// Problem is why the experiment cannot be run at these knobs, nil if it can.
func (c *Class) Problem() error { return c.problem }

// Robot tells whether the page stands on the robot.
func (c *Class) Robot() bool {
	_, ok := c.bench.Experiment.(poser)
	return ok
}

// Posture is all coordinates of the robot that the page has in the student's hands; nil
// where it has none.
func (c *Class) Posture() []float64 {
	if c.arm == nil {
		return nil
	}
	return append([]float64(nil), c.arm.limb.full...)
}

// InSpace tells whether the page draws anything in space.
func (c *Class) InSpace() bool {
	_, alone := c.bench.Experiment.(drawer)
	return c.Robot() || (alone && c.views[Frames])
}

// pick chooses the parameters that the page shows: those that the lesson names, or of
// an exercise those that are set or asked for, or all that the experiment heeds.
func (c *Class) pick() {
	c.shown = make([]bool, len(c.bench.params))
	setup := c.setup()
	for i := range c.shown {
		c.shown[i] = setup.Knobs == nil && c.Task() == nil && c.heeds(i)
	}
	for _, name := range setup.Knobs {
		if i, err := c.bench.Param(name); err == nil {
			c.shown[i] = true
		}
	}
	t := c.Task()
	if t == nil || setup.Knobs != nil {
		return
	}
	for _, i := range t.free {
		c.shown[i] = true
	}
	for _, a := range setup.Set {
		if k, err := c.bench.knob(strings.TrimSuffix(a.Name, maybe)); err == nil && c.heeds(k.at) {
			c.shown[k.at] = true
		}
	}
}

// setup is what the open page stands on.
func (c *Class) setup() *Setup {
	if t := c.Task(); t != nil {
		return &t.Exercise.Setup
	}
	return &c.Step().Setup
}

// heeds tells whether the experiment cares for a parameter.
func (c *Class) heeds(i int) bool {
	s, ok := c.bench.Experiment.(*solver)
	return !ok || s.heeds(c.bench.params[i].Name)
}

// Knob is a parameter with its present value.
type Knob struct {
	Param
	Value float64
	Free  bool // the student may turn it
	Shown bool // the page has it
}

// NumKnobs is the number of parameters.
func (c *Class) NumKnobs() int { return len(c.at) }

// Knob is parameter i.
func (c *Class) Knob(i int) Knob {
	return Knob{Param: c.bench.params[i], Value: c.value(i), Free: c.free(i), Shown: c.shown[i]}
}

// value is where knob i stands: of a joint that has walked on, where it is now.
func (c *Class) value(i int) float64 {
	if e, ok := c.bench.Experiment.(*selfMotion); ok && i < len(e.coords) && c.problem == nil {
		return e.full[e.coords[i]] / e.unit[i]
	}
	return c.at[i]
}

func (c *Class) free(i int) bool {
	if t := c.Task(); t != nil {
		return t.mayChange(i)
	}
	return c.heeds(i)
}

// Set turns knob i; what lies beyond its end stops there. One that is not free
// stays.
func (c *Class) Set(i int, value float64) {
	if i < 0 || i >= len(c.at) || !c.free(i) || math.IsNaN(value) {
		return
	}
	p := &c.bench.params[i]
	value = min(max(value, p.Lower), p.Upper)
	if p.Whole {
		value = math.Round(value)
	}
	if value == c.value(i) {
		return
	}
	if e, ok := c.bench.Experiment.(*selfMotion); ok && i < len(e.coords) {
		c.stand()
	}
	c.at[i] = value
	if c.sweeps(i) {
		c.runAgain() // the swept knob's own value changes no curve
		return
	}
	c.run()
}

// Value is a result of the last run, in words.
func (c *Class) Value(name string) string {
	i, err := c.bench.Result(name)
	if err != nil || c.problem != nil {
		return "–"
	}
	return withUnit(c.results[i], c.bench.results[i].Unit)
}

// Said is what a result is called in words.
func (c *Class) Said(name string) string {
	if i, err := c.bench.Result(name); err == nil {
		return c.bench.results[i].Said()
	}
	return name
}

// Values are the names of the results that the page shows: those of the step, or
// none where they are to be told.
func (c *Class) Values() []string {
	if s := c.Step(); s != nil {
		return s.Values
	}
	return nil
}

// Shows tells whether a view is shown.
func (c *Class) Shows(v View) bool { return c.views[v] }

// Offers tells whether a view can be shown: one that the experiment has, and that
// does not give away the number that is to be told.
func (c *Class) Offers(v View) bool {
	if c.Types() && v >= TransformTable && !c.answer.right {
		return false
	}
	return c.Robot() && c.bench.canShow([]View{v}) == nil
}

// Toggle shows or hides a view that the page offers.
func (c *Class) Toggle(v View) {
	if c.Offers(v) {
		c.views[v] = !c.views[v]
	}
}

// Draw computes the geometry and the tables of the views that are shown.
func (c *Class) Draw() Drawing {
	var shown []View
	for v := range View(NumViews) {
		if c.views[v] && (v != TransformTable || !c.Robot()) {
			shown = append(shown, v)
		}
	}
	d := c.bench.Draw(shown)
	if t := c.Task(); t != nil && t.Exercise.Kind == Reach {
		d.target(t.target, t.Exercise.Target.Oriented)
	}
	if c.views[TransformTable] && len(d.Links) > 0 {
		d.Tables = append([]Table{pairTable(c.setting.Robot.Model, d.Links, c.pair)}, d.Tables...)
	}
	return d
}

// Pair are the links of the transform that is shown: where from, and of what.
func (c *Class) Pair() (from, of string) {
	m := c.setting.Robot.Model
	return m.LinkName(c.pair[0]), m.LinkName(c.pair[1])
}

// NextOfPair takes the next link, or with −1 the one before, for one side of the
// transform that is shown: 0 for where from, 1 for of what.
func (c *Class) NextOfPair(side, by int) {
	n := c.setting.Robot.Model.NumLinks()
	c.pair[side&1] = ((c.pair[side&1]+by)%n + n) % n
}
