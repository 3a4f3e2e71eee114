package lesson

import (
	"slices"

	"gonum.org/v1/gonum/spatial/r3"
)

func (c *Class) walker() (walker, bool) {
	w, ok := c.bench.Experiment.(walker)
	return w, ok && c.problem == nil
}

// Iterates is how many iterates the solver of the page went through, its start
// included; 0 for a page without one.
func (c *Class) Iterates() int {
	if w, ok := c.walker(); ok {
		return w.Iterates()
	}
	return 0
}

// Iterate is the number of the iterate that is shown.
func (c *Class) Iterate() int {
	if n := c.Iterates(); c.iterate < 0 || c.iterate >= n {
		return n - 1
	}
	return c.iterate
}

// StepTo shows an iterate. At the last one it shows the last of every later run.
func (c *Class) StepTo(k int) {
	w, ok := c.walker()
	if !ok || w.Iterates() == 0 {
		return
	}
	k = min(max(k, 0), w.Iterates()-1)
	w.ShowIterate(k)
	c.iterate = k
	if k == w.Iterates()-1 {
		c.iterate = -1
	}
}

// Method is the page's solver, empty where there is none to choose.
func (c *Class) Method() string {
	if s, ok := c.bench.Experiment.(*solver); ok {
		return s.method
	}
	return ""
}

// NextMethod gives the same start and target to the next solver, or with −1 to
// the one before. In an exercise the solver is part of the question and stays.
func (c *Class) NextMethod(by int) error {
	old, ok := c.bench.Experiment.(*solver)
	if !ok || c.Task() != nil {
		return nil
	}
	all := methods()
	next := all[((slices.Index(all, old.method)+by)%len(all)+len(all))%len(all)]
	given := []Option{{Name: "method", Value: next}, {Name: "tip", Value: old.model.LinkName(old.tip)}}
	if old.study != nil {
		given = append(given, Option{Name: "reach", Value: "yes"})
	}
	e, err := newSolver(c.setting, &options{given: given})
	if err != nil {
		return err
	}
	b := *c.bench
	b.Experiment = e
	c.bench = &b
	c.arm = workbenchOf(e.(*solver).limb)
	c.iterate = -1
	c.pick()
	c.run()
	return nil
}

// Handle is a point of the robot to take hold of.
type Handle struct {
	Name string
	At   r3.Vec // in the root frame (m)
	goal bool
}

// Handles are what can be dragged on the page: the solver's target, or the tip
// and the ends of the robot. In an exercise the knobs are the way.
func (c *Class) Handles() (out []Handle) {
	if c.Task() != nil || c.problem != nil || !c.Robot() {
		return nil
	}
	p := c.bench.Experiment.(poser)
	if goals := p.Goals(); len(goals) > 0 {
		return []Handle{{Name: "target", At: goals[0].Pos, goal: true}}
	}
	if c.arm == nil {
		return nil
	}
	m := c.setting.Robot.Model
	state := stateOf(m, p.Posture())
	for _, i := range append([]int{p.Tip()}, m.Leaves()...) {
		if h := (Handle{Name: m.LinkName(i), At: state.RootFromLink(i).Pos}); !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	return out
}

// Grab takes hold of a handle.
func (c *Class) Grab(h Handle) error {
	if c.arm == nil || h.goal {
		return nil
	}
	c.stand()
	return c.arm.Grab(h.Name)
}

// stand ends a walk along the null space where it is: the posture that is seen is
// the one that is dragged.
func (c *Class) stand() {
	c.readArm()
	if _, ok := c.bench.Experiment.(*selfMotion); ok {
		c.at[len(c.at)-1] = 0
	}
}

// readArm sets the joints' knobs to the robot's posture.
func (c *Class) readArm() {
	for i, s := range c.arm.Sliders() {
		c.at[i] = s.Value
	}
}

// Drag brings what is held towards a point of the root frame (m): a link by
// inverse kinematics, inside every limit.
func (c *Class) Drag(h Handle, to r3.Vec) {
	if h.goal {
		for k, v := range [3]float64{to.X, to.Y, to.Z} {
			if i, err := c.bench.Param([]string{"x_mm", "y_mm", "z_mm"}[k]); err == nil {
				c.at[i] = min(max(v/mm, c.bench.params[i].Lower), c.bench.params[i].Upper)
			}
		}
		c.run()
		return
	}
	if c.arm == nil {
		return
	}
	c.arm.Drag(to)
	c.readArm()
	c.run()
}

// Release lets go.
func (c *Class) Release() {
	if c.arm != nil {
		c.arm.Release()
	}
}

// Swings tells whether the null space can be walked along by Swing.
func (c *Class) Swings() bool {
	_, plain := c.bench.Experiment.(*armExperiment)
	return plain && c.Task() == nil
}

// Swing walks along the null space by so many degrees: the elbow moves and the
// tip stays.
func (c *Class) Swing(degrees float64) error {
	if !c.Swings() {
		return nil
	}
	_, err := c.arm.Swing(degrees)
	if err != nil {
		return err
	}
	c.readArm()
	ghosts := c.arm.ghosts
	c.run()
	c.arm.limb.ghosts = append(c.arm.limb.ghosts[:0], ghosts...)
	return nil
}
