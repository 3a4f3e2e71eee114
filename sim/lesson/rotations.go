package lesson

import (
	"math"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// rpyParams are the three angles of URDF.
func rpyParams() []Param {
	return []Param{
		{Name: "roll_deg", Unit: "deg", Lower: -180, Upper: 180},
		{Name: "pitch_deg", Unit: "deg", Lower: -180, Upper: 180},
		{Name: "yaw_deg", Unit: "deg", Lower: -180, Upper: 180},
	}
}

func rpy(params []float64) quat.Number {
	return spatial.FromRPY(params[0]*deg, params[1]*deg, params[2]*deg)
}

func placeParams() []Param {
	var out []Param
	for _, name := range []string{"x_mm", "y_mm", "z_mm"} {
		out = append(out, Param{Name: name, Unit: "mm", Lower: -2000, Upper: 2000})
	}
	return append(out, rpyParams()...)
}

// place is the pose of parameters x, y, z, roll, pitch, yaw.
func place(params []float64) spatial.Pose {
	return spatial.Pose{
		Rot: rpy(params[3:]),
		Pos: r3.Vec{X: params[0] * mm, Y: params[1] * mm, Z: params[2] * mm},
	}
}

// vectorResults are the components of something.
func vectorResults(name, words string) (out []Result) {
	for _, axis := range []string{"x", "y", "z"} {
		out = append(out, Result{name + "." + axis, "", words + ": " + axis})
	}
	return out
}

// What a page on rotations draws.
const (
	drawColumns = "columns" // the frame that stayed and the turned one, with the arcs between
	drawAxis    = "axis"    // the same, and the one axis about which all turned
	drawOrders  = "orders"  // rolled and yawed in either order
)

// rotation is one rotation and its many names.
type rotation struct {
	draw   string
	params [3]float64 // rad
	q      quat.Number
}

func newRotation(_ *Setting, o *options) (Experiment, error) {
	e := &rotation{draw: o.take("draw", drawColumns), q: quat.Number{Real: 1}}
	return e, oneOf("draw", e.draw, []string{drawColumns, drawAxis, drawOrders})
}

// Params implements Experiment.
func (*rotation) Params() []Param { return rpyParams() }

// Results implements Experiment: the images of the axes (the matrix's columns),
// angle and axis, the quaternion, trace and determinant, and how far rolling before
// yawing is from yawing before rolling.
func (*rotation) Results() []Result {
	var out []Result
	for _, axis := range []string{"x", "y", "z"} {
		out = append(out, vectorResults(axis+"_axis", "arrow "+axis)...)
	}
	out = append(out, vectorResults("axis", "axis n")...)
	return append(out, Result{"angle_deg", "deg", "angle θ"}, Result{"trace", "", "trace R"}, Result{"det", "", "det R"},
		Result{"order_deg", "deg", "between the two orders"}, Result{"half_cos", "", "cos θ/2"})
}

// Run implements Experiment.
func (e *rotation) Run(dst, params []float64) error {
	for i := range e.params {
		e.params[i] = params[i] * deg
	}
	e.q = rpy(params)
	x, y, z := spatial.Axes(e.q)
	axis, angle := e.turn()
	a, b := e.orders()
	out := writer{dst: dst}
	for _, v := range []r3.Vec{x, y, z, axis} {
		out.vector(v)
	}
	out.add(angle/deg, x.X+y.Y+z.Z, det(x, y, z), spatial.AngleBetween(a, b)/deg, math.Cos(angle/2))
	return nil
}

// turn is the one axis and angle; no axis where nothing turns.
func (e *rotation) turn() (axis r3.Vec, angle float64) {
	w := spatial.RotationVector(e.q)
	if angle = r3.Norm(w); angle > 0 {
		axis = r3.Scale(1/angle, w)
	}
	return axis, angle
}

// orders are roll before yaw, and yaw before roll, about the axes that stay.
func (e *rotation) orders() (rollFirst, yawFirst quat.Number) {
	roll, yaw := spatial.FromRPY(e.params[0], 0, 0), spatial.FromRPY(0, 0, e.params[2])
	return quat.Mul(yaw, roll), quat.Mul(roll, yaw)
}

// sceneAxis is how long the axes of a drawing without a robot are (m): both frames'
// the same, since a rotation changes no length.
const sceneAxis = 0.2

var axisNames = [3]string{"x", "y", "z"}

// Drawing implements drawer.
func (e *rotation) Drawing(views []View) (d Drawing) {
	if e.draw == drawOrders {
		e.drawOrders(&d)
	} else {
		d.turned(spatial.Identity(), spatial.Pose{Rot: e.q}, "′")
		e.drawTurn(&d)
	}
	for _, v := range views {
		if v == TransformTable {
			d.Tables = append(d.Tables, rotationTable(e.q))
		}
	}
	return d
}

// turned draws a frame that stayed, and the same when it has turned.
func (d *Drawing) turned(still, now spatial.Pose, prime string) {
	first := len(d.Arrows)
	d.faintAxes(still, sceneAxis, "")
	d.axes(now, sceneAxis, "")
	for i, name := range axisNames {
		d.Labels = append(d.Labels, Label{At: d.Arrows[first+3+i].To, Text: name + prime})
		if r3.Norm(r3.Sub(d.Arrows[first+i].To, d.Arrows[first+3+i].To)) > 0.1*sceneAxis {
			d.Labels = append(d.Labels, Label{At: d.Arrows[first+i].To, Text: name})
		}
	}
}

// drawTurn draws the way of each arrow's end about the one axis, and the axis itself.
func (e *rotation) drawTurn(d *Drawing) {
	axis, angle := e.turn()
	if angle == 0 {
		return
	}
	for _, unit := range []r3.Vec{{X: 1}, {Y: 1}, {Z: 1}} {
		if r3.Norm(r3.Cross(axis, unit)) > 1e-3 {
			d.Lines = append(d.Lines, Line{Points: arc(r3.Vec{}, r3.Scale(sceneAxis, unit), axis, angle), Role: Path, Thin: true})
		}
	}
	if e.draw == drawAxis {
		end := r3.Scale(1.15*sceneAxis, axis)
		d.Arrows = append(d.Arrows, Arrow{From: r3.Scale(-0.35, end), To: end, Role: Pivot})
		d.Labels = append(d.Labels, Label{At: end, Text: "n"})
	}
}

// apart is how far from each other the two ends of the orders are drawn (m).
const ordersApart = 0.34

// drawOrders draws both ends side by side.
func (e *rotation) drawOrders(d *Drawing) {
	a, b := e.orders()
	for i, end := range []struct {
		q    quat.Number
		name string
	}{{a, "roll, then yaw"}, {b, "yaw, then roll"}} {
		at := r3.Vec{X: (float64(i) - 0.5) * ordersApart}
		d.turned(spatial.At(at), spatial.Pose{Rot: end.q, Pos: at}, "′")
		d.Labels = append(d.Labels, Label{At: r3.Add(at, r3.Vec{Z: -0.03}), Text: end.name})
	}
}

// arc is the way of a point that turns by an angle about an axis through a centre.
func arc(centre, from, axis r3.Vec, angle float64) []r3.Vec {
	const points = 41
	out := make([]r3.Vec, points)
	for i := range out {
		q := spatial.AxisAngle(axis, angle*float64(i)/(points-1))
		out[i] = r3.Add(centre, spatial.Rotate(q, from))
	}
	return out
}

// rotationTable is a rotation's matrix: where the arrows of the turned frame point.
func rotationTable(q quat.Number) Table {
	x, y, z := spatial.Axes(q)
	t := Table{Title: "R: where the arrows of the turned frame point", Columns: []string{"", "x′", "y′", "z′"}}
	for i, name := range axisNames {
		t.Rows = append(t.Rows, []string{name, entry(x, i, 3), entry(y, i, 3), entry(z, i, 3)})
	}
	return t
}

// det is the determinant of the matrix with the given columns.
func det(x, y, z r3.Vec) float64 {
	return mat.Det(mat.NewDense(3, 3, []float64{x.X, y.X, z.X, x.Y, y.Y, z.Y, x.Z, y.Z, z.Z}))
}
