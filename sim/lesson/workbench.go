package lesson

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// Workbench is the robot in a learner's hands: every joint a slider, every link
// a handle, and the null space a knob. It holds a posture and answers with
// drawings; a window puts them on a screen. It is the scratch of one goroutine.
type Workbench struct {
	limb   *limb
	held   int // link that is dragged, −1 for none
	drag   *retarget.Solver
	goal   [1]r3.Vec
	ghosts [][]float64
	goals  []spatial.Pose
}

// Slider is a joint of the workbench.
type Slider struct {
	Param
	Value float64 // in the parameter's unit
}

// NewWorkbench stands the robot at zero, or as near as its limits allow.
func NewWorkbench(s *Setting) (*Workbench, error) {
	l, err := newLimb(s, &options{})
	if err != nil {
		return nil, err
	}
	return workbenchOf(l), nil
}

// workbenchOf puts a limb into a learner's hands.
func workbenchOf(l *limb) *Workbench { return &Workbench{limb: l, held: -1} }

// Sliders are the joints that move the tip, with their limits.
func (w *Workbench) Sliders() []Slider {
	var out []Slider
	for i, p := range w.limb.params() {
		out = append(out, Slider{p, w.limb.full[w.limb.coords[i]] / w.limb.unit[i]})
	}
	return out
}

// Set moves slider i; what lies beyond a limit stops there.
func (w *Workbench) Set(i int, value float64) error {
	if i < 0 || i >= len(w.limb.coords) || math.IsNaN(value) {
		return fmt.Errorf("lesson: slider %d to %g: want slider 0 to %d and a number", i, value, len(w.limb.coords)-1)
	}
	w.put(w.limb.coords[i], value*w.limb.unit[i])
	w.limb.state.SetCoordinates(w.limb.full)
	return nil
}

func (w *Workbench) put(coord int, value float64) {
	k := w.limb.model.Coordinate(coord).Limit
	w.limb.full[coord] = min(max(value, k.Lower), k.Upper)
}

// steadiness is what keeps a dragged arm from spinning on the spot: the weight
// (m²/rad²) of a step's square against the miss's. Design value.
const steadiness = 1e-4

// Grab takes hold of a link's origin, to be dragged.
func (w *Workbench) Grab(link string) error {
	i, err := linkOf(w.limb.model, link)
	if err != nil {
		return err
	}
	if w.drag, err = retarget.NewSolver(retarget.Problem{
		Model: w.limb.model, Targets: []retarget.Target{{Kind: retarget.Position, Link: i}},
		Settings: retarget.Settings{Smoothness: steadiness},
	}); err != nil {
		return err
	}
	w.drag.Reset(w.limb.full)
	w.held = i
	return nil
}

// Drag brings the held link towards a point of the root frame (m), inside every
// limit, and returns how far it still is. Without a hold nothing moves.
func (w *Workbench) Drag(to r3.Vec) float64 {
	if w.held < 0 {
		return 0
	}
	w.goal[0] = to
	w.drag.Solve(w.limb.full, retarget.Frame{Goals: w.goal[:]})
	w.limb.state.SetCoordinates(w.limb.full)
	return r3.Norm(r3.Sub(w.limb.state.RootFromLink(w.held).Pos, to))
}

// Release lets go.
func (w *Workbench) Release() { w.held, w.drag = -1, nil }

// Swing walks along the null space by so many degrees: the tip stays. It returns
// how far it came.
func (w *Workbench) Swing(degrees float64) (float64, error) {
	local, err := w.limb.local()
	if err != nil || w.limb.spare(local) == 0 || degrees == 0 || math.IsNaN(degrees) {
		return 0, err
	}
	e := &selfMotion{limb: w.limb}
	w.limb.ghosts = w.limb.ghosts[:0]
	walked, err := e.walk(w.limb.pose(), e.easiest(local), max(min(degrees, 180), -180)*deg)
	w.ghosts = append(w.ghosts[:0], w.limb.ghosts...)
	return walked / deg, err
}

// Posture is all coordinates of the robot: the workbench's own slice, to be read
// only.
func (w *Workbench) Posture() []float64 { return w.limb.full }

// Ghosts are the postures of the last Swing.
func (w *Workbench) Ghosts() [][]float64 { return w.ghosts }

// Goals is where the held link is dragged to.
func (w *Workbench) Goals() []spatial.Pose {
	w.goals = w.goals[:0]
	if w.held >= 0 {
		w.goals = append(w.goals, spatial.Pose{Rot: w.limb.state.RootFromLink(w.held).Rot, Pos: w.goal[0]})
	}
	return w.goals
}

// Tip is the link that Jacobian and ellipsoids are about.
func (w *Workbench) Tip() int { return w.limb.tip }

// Draw computes the geometry of the given views.
func (w *Workbench) Draw(views []View) Drawing {
	l := *w.limb
	return drawLimb(&l, w, views)
}
