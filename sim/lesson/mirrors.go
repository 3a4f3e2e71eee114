package lesson

import (
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// What a page on the mirror draws beside the two hands.
const (
	drawPoint     = "point"     // the way from a point to its image
	drawReflected = "reflected" // the person's frame, and its three axes reflected
	drawRobot     = "robot"     // the person's frame and the robot's, and both thumbs
)

// mirrored is a palm and its image.
type mirrored struct {
	draw          string
	person, image spatial.Pose
}

func newMirror(_ *Setting, o *options) (Experiment, error) {
	e := &mirrored{draw: o.take("draw", drawRobot)}
	return e, oneOf("draw", e.draw, []string{drawPoint, drawReflected, drawRobot})
}

// Params implements Experiment: the person's palm in the world.
func (*mirrored) Params() []Param { return placeParams() }

// Results implements Experiment: the image of the palm, the determinants of the
// reflected rotation and of the one that the robot gets, and the direction in
// which the robot's thumb lies.
func (*mirrored) Results() []Result {
	out := []Result{{"image.x_mm", "mm", "image: x"}, {"image.y_mm", "mm", "image: y"}, {"image.z_mm", "mm", "image: z"}}
	for _, v := range [][2]string{
		{"fingers", "robot's fingers"}, {"back", "back of the robot's hand"}, {"thumb", "robot's thumb"},
		{"person_thumb", "person's thumb"}, {"reflected_y", "thumb's side, reflected"},
	} {
		out = append(out, vectorResults(v[0], v[1])...)
	}
	return append(out, Result{"det_reflected", "", "det M·R"}, Result{"det_robot", "", "det M·R·B"},
		Result{"turn_deg", "deg", "turn between both palms"}, Result{"twice_mm", "mm", "mirrored twice: moved by"}, Result{"twice_deg", "deg", "mirrored twice: turned by"})
}

// thumbSide is the direction of the thumb in a palm frame.
func thumbSide(s hand.Side) r3.Vec {
	if s == hand.Left {
		return r3.Vec{Y: -1}
	}
	return r3.Vec{Y: 1}
}

// reflected are the images of the person's axes.
func (e *mirrored) reflected() (x, y, z r3.Vec) {
	x, y, z = spatial.Axes(e.person.Rot)
	return retarget.Mirror.Vec(x), retarget.Mirror.Vec(y), retarget.Mirror.Vec(z)
}

// robotsThumb is the direction of the robot's thumb.
func (e *mirrored) robotsThumb() r3.Vec {
	return e.image.Rotate(thumbSide(retarget.Mirror.RobotSide(hand.Right)))
}

// Run implements Experiment.
func (e *mirrored) Run(dst, params []float64) error {
	e.person = place(params)
	e.image = retarget.Mirror.Pose(e.person)
	mx, my, mz := e.reflected()
	rx, ry, rz := spatial.Axes(e.image.Rot)
	back := spatial.Difference(e.person, retarget.Mirror.Pose(e.image))
	out := writer{dst: dst}
	out.vector(r3.Scale(1/mm, e.image.Pos))
	out.vector(rx)
	out.vector(rz)
	out.vector(e.robotsThumb())
	out.vector(e.person.Rotate(thumbSide(hand.Right)))
	out.vector(my)
	out.add(det(mx, my, mz), det(rx, ry, rz), spatial.AngleBetween(e.person.Rot, e.image.Rot)/deg,
		r3.Norm(back.Lin)/mm, r3.Norm(back.Ang)/deg)
	return nil
}

// paneHalf is half the side of the mirror's outline (m).
const paneHalf = 1.1 * sceneAxis

// Drawing implements drawer: both hands, the mirror between them, and what the page
// is about.
func (e *mirrored) Drawing([]View) (d Drawing) {
	d.Person = &Person{RootFromPalm: e.person, Angles: hand.Rest()}
	image := e.image
	d.Image = &image
	e.pane(&d)
	switch e.draw {
	case drawPoint:
		at := r3.Vec{Y: e.person.Pos.Y, Z: e.person.Pos.Z}
		d.Lines = append(d.Lines, Line{Points: []r3.Vec{e.person.Pos, e.image.Pos}, Role: Path})
		d.Labels = append(d.Labels, Label{At: e.person.Pos, Text: "point"}, Label{At: e.image.Pos, Text: "image"}, Label{At: at, Text: "x = 0"})
	case drawReflected:
		d.axes(e.person, sceneAxis, "right-handed")
		x, y, z := e.reflected()
		for i, v := range [3]r3.Vec{x, y, z} {
			d.Arrows = append(d.Arrows, Arrow{From: e.image.Pos, To: r3.Add(e.image.Pos, r3.Scale(sceneAxis, v)), Role: AxisX + Role(i)})
		}
		d.Labels = append(d.Labels, Label{At: e.image.Pos, Text: "left-handed"})
	default:
		d.axes(e.person, 0.7*sceneAxis, "person")
		d.axes(e.image, 0.7*sceneAxis, "robot")
		for i, thumb := range []struct{ from, along r3.Vec }{
			{e.person.Pos, e.person.Rotate(thumbSide(hand.Right))}, {e.image.Pos, e.robotsThumb()},
		} {
			to := r3.Add(thumb.from, r3.Scale(sceneAxis, thumb.along))
			d.Arrows = append(d.Arrows, Arrow{From: thumb.from, To: to, Role: Pivot})
			d.Labels = append(d.Labels, Label{At: to, Text: [2]string{"thumb", "robot's thumb"}[i]})
		}
	}
	return d
}

// pane draws the mirror's outline between the hands.
func (e *mirrored) pane(d *Drawing) {
	centre := r3.Scale(0.5, r3.Add(e.person.Pos, e.image.Pos))
	var frame []r3.Vec
	for _, corner := range [5][2]float64{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}, {-1, -1}} {
		frame = append(frame, r3.Add(centre, r3.Vec{Y: paneHalf * corner[0], Z: paneHalf * corner[1]}))
	}
	d.Lines = append(d.Lines, Line{Points: frame, Role: Pane})
	d.Labels = append(d.Labels, Label{At: frame[3], Text: "mirror"})
}
