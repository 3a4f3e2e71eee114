package lesson

import (
	"fmt"
	"math"

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
	m, tip := s.Robot.Model, s.Tip
	if name := o.take("tip", ""); name != "" {
		var err error
		if tip, err = linkOf(m, name); err != nil {
			return nil, err
		}
	}
	l, err := limbOf(m, tip)
	if err == nil && len(s.Posture) == len(l.rest) {
		copy(l.rest, s.Posture)
		l.relax()
	}
	return l, err
}

// limbOf is the limb that ends at a link, at zero or as near as limits allow.
func limbOf(m *chain.Model, tip int) (*limb, error) {
	l := &limb{model: m, state: chain.NewState(m), tip: tip, coords: coordinatesOf(m, tip)}
	if len(l.coords) == 0 {
		return nil, fmt.Errorf("no joint moves link %q", m.LinkName(tip))
	}
	for _, c := range l.coords {
		u := deg
		if m.Joint(m.Coordinate(c).Joint).Kind == chain.Prismatic {
			u = mm
		}
		l.unit = append(l.unit, u)
	}
	l.rest = append(l.rest, l.state.Coordinates()...)
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
		p := Param{Name: l.joint(i), Words: jointWord(l, i), Unit: "deg", Lower: k.Limit.Lower / l.unit[i], Upper: k.Limit.Upper / l.unit[i], joint: k.Name}
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
