package lesson

import (
	"mirrorarm/kinematics/chain"

	"gonum.org/v1/gonum/spatial/r3"
)

// push is a force at the tip, and the torques by which the joints would hold it.
type push struct {
	*limb
	force r3.Vec // N
}

func newPush(s *Setting, o *options) (Experiment, error) {
	l, err := newLimb(s, o)
	if err != nil {
		return nil, err
	}
	return &push{limb: l}, nil
}

// mostForce is the range of each part of the force (N).
const mostForce = 50.0

// Params implements Experiment: the joints and the force.
func (e *push) Params() []Param {
	out := e.params()
	for _, axis := range []string{"x", "y", "z"} {
		out = append(out, Param{Name: "force_" + axis + "_n", Words: "force " + axis, Unit: "N", Lower: -mostForce, Upper: mostForce})
	}
	return out
}

// Results implements Experiment: what each joint feels, and the force's size.
func (e *push) Results() []Result {
	var out []Result
	for i, c := range e.coords {
		unit := "N·m"
		if e.model.Joint(e.model.Coordinate(c).Joint).Kind == chain.Prismatic {
			unit = "N"
		}
		out = append(out, Result{"torque." + e.joint(i), unit, jointWord(e.limb, i) + " feels"})
	}
	return append(out, Result{"force_n", "N", "force"})
}

// Run implements Experiment.
func (e *push) Run(dst, params []float64) error {
	e.set(params)
	n := len(e.coords)
	e.force = r3.Vec{X: params[n], Y: params[n+1], Z: params[n+2]}
	out := writer{dst: dst}
	jac := e.own()
	for i := range e.coords {
		out.add(r3.Dot(linear(jac, i), e.force))
	}
	out.add(r3.Norm(e.force))
	return nil
}

// sketch implements sketcher: the force.
func (e *push) sketch(d *Drawing, _ map[View]bool) {
	if r3.Norm(e.force) < 1e-9 {
		return
	}
	at := e.pose().Pos
	to := r3.Add(at, r3.Scale(forceSize, e.force))
	d.Arrows = append(d.Arrows, Arrow{From: at, To: to, Role: Force})
	d.Labels = append(d.Labels, Label{At: to, Text: "force"})
}
