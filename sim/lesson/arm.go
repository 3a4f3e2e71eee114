package lesson

import (
	"fmt"
	"math"
	"strings"

	"mirrorarm/kinematics/analysis"
	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r3"
)

const (
	deg = math.Pi / 180
	mm  = 1e-3
)

// limb is the chain from the root to a tip, moved by parameters in degrees and
// millimetres: what all experiments on the robot share.
type limb struct {
	model  *chain.Model
	state  *chain.State
	tip    int
	coords []int
	unit   []float64 // rad or m per unit of the parameter
	full   []float64 // all coordinates of the model
	rest   []float64 // those where nothing is set
	jac    mat.Dense // 6 × DOF of the model
	ghosts [][]float64
	goals  []spatial.Pose
}

func newLimb(s *Setting, o *options) (*limb, error) {
	m := s.Robot.Model
	l := &limb{model: m, state: chain.NewState(m), tip: s.Tip}
	if name := o.take("tip", ""); name != "" {
		tip, err := linkOf(m, name)
		if err != nil {
			return nil, err
		}
		l.tip = tip
	}
	l.coords = coordinatesOf(m, l.tip)
	if len(l.coords) == 0 {
		return nil, fmt.Errorf("no joint moves link %q", m.LinkName(l.tip))
	}
	for _, c := range l.coords {
		u := deg
		if m.Joint(m.Coordinate(c).Joint).Kind == chain.Prismatic {
			u = mm
		}
		l.unit = append(l.unit, u)
	}
	l.rest = append(l.rest, l.state.Coordinates()...)
	if len(s.Posture) == len(l.rest) {
		copy(l.rest, s.Posture)
	}
	l.relax()
	return l, nil
}

// relax takes the posture in which nothing is set.
func (l *limb) relax() {
	l.full = append(l.full[:0], l.rest...)
	l.state.SetCoordinates(l.full)
}

// free bounds joints that have no limit: one turn either way, or 1 m.
const (
	freeTurn  = 180.0
	freeSlide = 1000.0
)

// params are the limb's joints as parameters.
func (l *limb) params() []Param {
	var out []Param
	for i, c := range l.coords {
		k := l.model.Coordinate(c)
		p := Param{Name: k.Name, Unit: "deg", Lower: k.Limit.Lower / l.unit[i], Upper: k.Limit.Upper / l.unit[i]}
		most := freeTurn
		if l.unit[i] == mm {
			p.Unit, most = "mm", freeSlide
		}
		p.Lower, p.Upper = max(p.Lower, -most), min(p.Upper, most)
		p.Default = min(max(0, p.Lower), p.Upper)
		out = append(out, p)
	}
	return out
}

// set puts the limb into the posture of the first parameters.
func (l *limb) set(params []float64) {
	for i, c := range l.coords {
		k := l.model.Coordinate(c).Limit
		l.full[c] = min(max(params[i]*l.unit[i], k.Lower), k.Upper)
	}
	l.state.SetCoordinates(l.full)
	l.ghosts, l.goals = l.ghosts[:0], l.goals[:0]
}

// Posture implements poser.
func (l *limb) Posture() []float64 { return l.full }

// Ghosts implements poser.
func (l *limb) Ghosts() [][]float64 { return l.ghosts }

// Goals implements poser.
func (l *limb) Goals() []spatial.Pose { return l.goals }

// Tip implements poser.
func (l *limb) Tip() int { return l.tip }

func (l *limb) pose() spatial.Pose { return l.state.RootFromLink(l.tip) }

// own are the columns of the model's Jacobian that belong to the limb: 6 × n.
func (l *limb) own() *mat.Dense {
	l.state.JacobianTo(&l.jac, chain.InRoot, l.tip)
	out := mat.NewDense(6, len(l.coords), nil)
	for i, c := range l.coords {
		for r := range 6 {
			out.Set(r, i, l.jac.At(r, c))
		}
	}
	return out
}

// radianLength is what one radian counts for where a measure mixes lengths and
// angles (m): ranks and null spaces do not depend on it.
const radianLength = 1.0

// local is what the Jacobian of the tip says at the present posture.
func (l *limb) local() (*analysis.Local, error) { return analysis.At(l.state, l.tip, radianLength) }

// spare is the number of the limb's motions that leave the tip alone.
func (l *limb) spare(a *analysis.Local) int { return len(l.coords) - a.Rank() }

// path are the links from the root's first child to the tip.
func (l *limb) path() []int {
	var up []int
	for i := l.tip; i > 0; i = l.model.LinkParent(i) {
		up = append([]int{i}, up...)
	}
	return up
}

// armExperiment is forward kinematics and what the Jacobian says.
type armExperiment struct {
	*limb
	table chain.DH
}

func newArm(s *Setting, o *options) (Experiment, error) {
	l, err := newLimb(s, o)
	if err != nil {
		return nil, err
	}
	return &armExperiment{limb: l, table: l.model.DH(l.tip)}, nil
}

// Params implements Experiment.
func (a *armExperiment) Params() []Param { return a.params() }

// Results implements Experiment: the tip, every link on the way, the modified
// Denavit-Hartenberg table, and the position's Jacobian (its first three rows).
func (a *armExperiment) Results() []Result {
	out := []Result{{"tip.x_mm", "mm"}, {"tip.y_mm", "mm"}, {"tip.z_mm", "mm"}, {"tip.turn_deg", "deg"}, {"reach_mm", "mm"}}
	for _, link := range a.path() {
		for _, axis := range []string{"x", "y", "z"} {
			out = append(out, Result{a.model.LinkName(link) + "." + axis + "_mm", "mm"})
		}
	}
	for _, c := range a.coords {
		out = append(out, Result{"lever." + a.model.Coordinate(c).Name, leverUnit(a.limb, c)})
	}
	for i := range a.table.Rows {
		name := a.model.Joint(a.table.Rows[i].Joint).Name
		out = append(out, Result{"dh.alpha." + name, "deg"}, Result{"dh.a." + name, "mm"}, Result{"dh.theta." + name, "deg"}, Result{"dh.d." + name, "mm"})
	}
	return append(out, Result{"sigma_max", "m"}, Result{"sigma_mid", "m"}, Result{"sigma_min", "m"}, Result{"manipulability", "m³"},
		Result{"condition", ""}, Result{"rank", ""}, Result{"spare", ""})
}

func leverUnit(l *limb, coord int) string {
	for i, c := range l.coords {
		if c == coord && l.unit[i] == mm {
			return "mm/mm"
		}
	}
	return "mm/rad"
}

// Run implements Experiment.
func (a *armExperiment) Run(dst, params []float64) error {
	a.set(params)
	out := writer{dst: dst}
	tip := a.pose()
	out.vector(r3.Scale(1/mm, tip.Pos))
	out.add(r3.Norm(spatial.RotationVector(tip.Rot))/deg, r3.Norm(tip.Pos)/mm)
	for _, link := range a.path() {
		out.vector(r3.Scale(1/mm, a.state.RootFromLink(link).Pos))
	}
	jac := a.own()
	for i := range a.coords {
		lever := math.Sqrt(jac.At(0, i)*jac.At(0, i) + jac.At(1, i)*jac.At(1, i) + jac.At(2, i)*jac.At(2, i))
		if a.unit[i] == deg {
			lever /= mm
		}
		out.add(lever)
	}
	for i := range a.table.Rows {
		r := &a.table.Rows[i]
		out.add(r.Alpha/deg, r.A/mm, r.Theta/deg, r.D/mm)
	}
	local, err := a.local()
	if err != nil {
		return err
	}
	s := local.VelocityEllipsoid().Lengths
	condition := math.Inf(1)
	if s[2] > lost*s[0] {
		condition = s[0] / s[2]
	}
	out.add(s[0], s[1], s[2], s[0]*s[1]*s[2], condition, float64(local.Rank()), float64(a.spare(local)))
	return nil
}

// lost is the half axis of the velocity ellipsoid, as a share of the largest,
// that counts as none.
const lost = 1e-9

// writer fills results one after the other.
type writer struct {
	dst []float64
	n   int
}

func (w *writer) add(values ...float64) {
	w.n += copy(w.dst[w.n:], values)
}

func (w *writer) vector(v r3.Vec) { w.add(v.X, v.Y, v.Z) }

// smallMotion moves one joint by a step.
type smallMotion struct {
	*limb
	joint int // among coords
}

func newSmallMotion(s *Setting, o *options) (Experiment, error) {
	l, err := newLimb(s, o)
	if err != nil {
		return nil, err
	}
	e := &smallMotion{limb: l, joint: -1}
	name := o.take("joint", l.model.Coordinate(l.coords[0]).Name)
	var names []string
	for i, c := range l.coords {
		names = append(names, l.model.Coordinate(c).Name)
		if names[i] == name {
			e.joint = i
		}
	}
	if e.joint < 0 {
		return nil, fmt.Errorf("no joint %q moves %q; there are %s", name, l.model.LinkName(l.tip), strings.Join(names, " "))
	}
	return e, nil
}

// Params implements Experiment: the joints and the step, in the joint's unit.
func (e *smallMotion) Params() []Param {
	all := e.params()
	return append(all, Param{Name: "step", Unit: all[e.joint].Unit, Lower: -90, Upper: 90, Default: 1})
}

// Results implements Experiment: what the column promises, what happens, and
// the gap between them.
func (e *smallMotion) Results() []Result {
	return []Result{
		{"promised.x_mm", "mm"}, {"promised.y_mm", "mm"}, {"promised.z_mm", "mm"}, {"promised_mm", "mm"},
		{"moved.x_mm", "mm"}, {"moved.y_mm", "mm"}, {"moved.z_mm", "mm"}, {"moved_mm", "mm"},
		{"gap_mm", "mm"}, {"gap_percent", "%"},
	}
}

// Run implements Experiment.
func (e *smallMotion) Run(dst, params []float64) error {
	n := len(e.coords)
	step := params[n] * e.unit[e.joint]
	// The step may lead over a limit, which the arithmetic does not mind.
	e.set(params)
	e.full[e.coords[e.joint]] += step
	e.state.SetCoordinates(e.full)
	after := e.pose().Pos
	ghost := append([]float64(nil), e.full...)
	e.set(params)
	jac := e.own()
	promised := r3.Scale(step, r3.Vec{X: jac.At(0, e.joint), Y: jac.At(1, e.joint), Z: jac.At(2, e.joint)})
	actual := r3.Sub(after, e.pose().Pos)
	gap := r3.Norm(r3.Sub(actual, promised))
	percent := 0.0
	if size := r3.Norm(promised); size > 0 {
		percent = 100 * gap / size
	}
	e.ghosts = append(e.ghosts, ghost)
	out := writer{dst: dst}
	out.vector(r3.Scale(1/mm, promised))
	out.add(r3.Norm(promised) / mm)
	out.vector(r3.Scale(1/mm, actual))
	out.add(r3.Norm(actual)/mm, gap/mm, percent)
	return nil
}
