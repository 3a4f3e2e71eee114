package lesson

import (
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// jointFrames leads from one joint's frame to the next by the four numbers of the
// modified convention: Rx(α)·Tx(a)·Rz(θ)·Tz(d).
type jointFrames struct {
	steps [5]spatial.Pose // before the first factor, and after each
}

func newJointFrames(*Setting, *options) (Experiment, error) { return &jointFrames{}, nil }

// Params implements Experiment.
func (*jointFrames) Params() []Param {
	return []Param{
		{Name: "alpha_deg", Words: "twist α", Unit: "deg", Lower: -180, Upper: 180},
		{Name: "a_mm", Words: "length a", Unit: "mm", Lower: -500, Upper: 500},
		{Name: "theta_deg", Words: "angle θ", Unit: "deg", Lower: -180, Upper: 180},
		{Name: "d_mm", Words: "offset d", Unit: "mm", Lower: -500, Upper: 500},
	}
}

// Results implements Experiment: where the next frame is.
func (*jointFrames) Results() []Result {
	return []Result{{"next.x_mm", "mm", "next frame: x"}, {"next.y_mm", "mm", "next frame: y"}, {"next.z_mm", "mm", "next frame: z"}}
}

// Run implements Experiment.
func (e *jointFrames) Run(dst, params []float64) error {
	e.steps[0] = spatial.Identity()
	for i, factor := range []spatial.Pose{
		{Rot: spatial.AxisAngle(r3.Vec{X: 1}, params[0]*deg)}, spatial.At(r3.Vec{X: params[1] * mm}),
		{Rot: spatial.AxisAngle(r3.Vec{Z: 1}, params[2]*deg)}, spatial.At(r3.Vec{Z: params[3] * mm}),
	} {
		e.steps[i+1] = e.steps[i].Mul(factor)
	}
	out := writer{dst: dst}
	out.vector(r3.Scale(1/mm, e.steps[4].Pos))
	return nil
}

// Drawing implements drawer: both frames, and the way along x and along z.
func (e *jointFrames) Drawing([]View) (d Drawing) {
	const length = 0.6 * sceneAxis
	from, bend, to := e.steps[0].Pos, e.steps[2].Pos, e.steps[4].Pos
	d.Lines = append(d.Lines, Line{Points: []r3.Vec{from, bend, to}, Role: Path})
	d.axes(e.steps[0], length, "joint i − 1")
	d.axes(e.steps[4], length, "joint i")
	for _, leg := range []struct {
		a, b r3.Vec
		name string
	}{{from, bend, "a"}, {bend, to, "d"}} {
		if r3.Norm(r3.Sub(leg.b, leg.a)) > 0.02 {
			d.Labels = append(d.Labels, Label{At: r3.Scale(0.5, r3.Add(leg.a, leg.b)), Text: leg.name})
		}
	}
	return d
}
