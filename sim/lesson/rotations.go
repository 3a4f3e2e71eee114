package lesson

import (
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
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

func vectorResults(name, unit string) []Result {
	return []Result{{name + ".x" + unit, ""}, {name + ".y" + unit, ""}, {name + ".z" + unit, ""}}
}

// rotation is one rotation and its many names.
type rotation struct{ turned spatial.Pose }

func newRotation(*Setting, *options) (Experiment, error) {
	return &rotation{turned: spatial.Identity()}, nil
}

// Params implements Experiment.
func (*rotation) Params() []Param { return rpyParams() }

// Results implements Experiment: the images of the axes (the matrix's columns),
// angle and axis, trace and determinant, and how far rolling before yawing is
// from yawing before rolling.
func (*rotation) Results() []Result {
	var out []Result
	for _, name := range []string{"x_axis", "y_axis", "z_axis", "axis"} {
		out = append(out, vectorResults(name, "")...)
	}
	return append(out, Result{"angle_deg", "deg"}, Result{"trace", ""}, Result{"det", ""}, Result{"order_deg", "deg"})
}

// Run implements Experiment.
func (e *rotation) Run(dst, params []float64) error {
	q := rpy(params)
	e.turned.Rot = q
	x, y, z := spatial.Axes(q)
	w := spatial.RotationVector(q)
	angle := r3.Norm(w)
	axis := r3.Vec{}
	if angle > 0 {
		axis = r3.Scale(1/angle, w)
	}
	roll, yaw := spatial.FromRPY(params[0]*deg, 0, 0), spatial.FromRPY(0, 0, params[2]*deg)
	out := writer{dst: dst}
	for _, v := range []r3.Vec{x, y, z, axis} {
		out.vector(v)
	}
	out.add(angle/deg, x.X+y.Y+z.Z, det(x, y, z), spatial.AngleBetween(quat.Mul(yaw, roll), quat.Mul(roll, yaw))/deg)
	return nil
}

// sceneAxis is how long the axes of a drawing without a robot are (m).
const sceneAxis = 0.2

// Drawing implements drawer: the frame that stays, and the turned one.
func (e *rotation) Drawing() Drawing {
	var d Drawing
	d.axes(spatial.Identity(), 0.6*sceneAxis, "")
	d.axes(e.turned, sceneAxis, "")
	for i, name := range []string{"x", "y", "z"} {
		d.Labels = append(d.Labels, Label{At: d.Arrows[3+i].To, Text: name})
	}
	return d
}

// det is the determinant of the matrix with the given columns.
func det(x, y, z r3.Vec) float64 {
	return mat.Det(mat.NewDense(3, 3, []float64{x.X, y.X, z.X, x.Y, y.Y, z.Y, x.Z, y.Z, z.Z}))
}

// mirrored is a palm and its image.
type mirrored struct{ person, image spatial.Pose }

func newMirror(*Setting, *options) (Experiment, error) { return &mirrored{}, nil }

// Params implements Experiment: the person's palm in the world.
func (*mirrored) Params() []Param { return placeParams() }

// Results implements Experiment: the image of the palm, the determinants of the
// reflected rotation and of the one that the robot gets, and the direction in
// which the robot's thumb lies.
func (*mirrored) Results() []Result {
	out := []Result{{"image.x_mm", "mm"}, {"image.y_mm", "mm"}, {"image.z_mm", "mm"}}
	for _, name := range []string{"fingers", "back", "thumb", "person_thumb", "reflected_y"} {
		out = append(out, vectorResults(name, "")...)
	}
	return append(out, Result{"det_reflected", ""}, Result{"det_robot", ""}, Result{"turn_deg", "deg"}, Result{"twice_mm", "mm"}, Result{"twice_deg", "deg"})
}

// thumbSide is the direction of the thumb in a palm frame.
func thumbSide(s hand.Side) r3.Vec {
	if s == hand.Left {
		return r3.Vec{Y: -1}
	}
	return r3.Vec{Y: 1}
}

// Run implements Experiment.
func (e *mirrored) Run(dst, params []float64) error {
	person := place(params)
	image := retarget.Mirror.Pose(person)
	e.person, e.image = person, image
	x, y, z := spatial.Axes(person.Rot)
	mx, my, mz := retarget.Mirror.Vec(x), retarget.Mirror.Vec(y), retarget.Mirror.Vec(z)
	rx, ry, rz := spatial.Axes(image.Rot)
	back := spatial.Difference(person, retarget.Mirror.Pose(image))
	out := writer{dst: dst}
	out.vector(r3.Scale(1/mm, image.Pos))
	out.vector(rx)
	out.vector(rz)
	out.vector(image.Rotate(thumbSide(retarget.Mirror.RobotSide(hand.Right))))
	out.vector(person.Rotate(thumbSide(hand.Right)))
	out.vector(my)
	out.add(det(mx, my, mz), det(rx, ry, rz), spatial.AngleBetween(person.Rot, image.Rot)/deg,
		r3.Norm(back.Lin)/mm, r3.Norm(back.Ang)/deg)
	return nil
}

// Drawing implements drawer: the person's palm, the mirror, and the robot's palm.
func (e *mirrored) Drawing() Drawing {
	var d Drawing
	d.axes(e.person, sceneAxis, "person's palm")
	d.axes(e.image, sceneAxis, "robot's palm")
	_, y, _ := spatial.Axes(e.person.Rot)
	reflected := r3.Add(e.image.Pos, r3.Scale(sceneAxis, retarget.Mirror.Vec(y)))
	d.Arrows = append(d.Arrows, Arrow{From: e.image.Pos, To: reflected, Role: Limb})
	d.Labels = append(d.Labels, Label{At: reflected, Text: "y, reflected only"})
	centre := r3.Scale(0.5, r3.Add(e.person.Pos, e.image.Pos))
	const half = 1.1 * sceneAxis
	var frame []r3.Vec
	for _, corner := range [5][2]float64{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}, {-1, -1}} {
		frame = append(frame, r3.Add(centre, r3.Vec{Y: half * corner[0], Z: half * corner[1]}))
	}
	d.Lines = append(d.Lines, Line{Points: frame, Role: Pane})
	d.Labels = append(d.Labels, Label{At: frame[3], Text: "mirror"})
	return d
}
