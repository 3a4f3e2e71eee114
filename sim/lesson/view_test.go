package lesson_test

import (
	"fmt"
	"strings"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/lesson"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r3"
)

const viewLesson = `lesson: views
title: Views
summary: All of them.
minutes: 5
steps:
  - title: A
    text: Words.
    experiment: arm
    set: {shoulder_flexion: 25, shoulder_abduction: 20, shoulder_rotation: -30, elbow_flexion: 60, wrist_flexion: 15}
    show: [frames, columns, velocity-ellipsoid, force-ellipsoid, transform, jacobian, VIEWS]
exercises:
  - {name: one, kind: predict, ask: How far, experiment: arm, result: reach_mm, tolerance: 1, hints: [a, b, c]}
`

// drawn is the drawing of the lesson above, with further views or the tip's frame, and
// the arm in its posture.
func drawn(t *testing.T, more ...string) (lesson.Drawing, *chain.State, int) {
	t.Helper()
	further := strings.Join(append(more, "tip-frame"), ", ")
	l, err := lesson.Parse("views.yaml", strings.NewReader(strings.NewReplacer("VIEWS", further).Replace(viewLesson)))
	require.NoError(t, err)
	setting, err := lesson.Shipped()
	require.NoError(t, err)
	s, err := l.Open(setting)
	require.NoError(t, err)
	b := s.Benches[0]
	_, err = b.Run(b.Start)
	require.NoError(t, err)
	d := b.Draw(l.Steps[0].Show)
	r, err := robot.Bionic(hand.Right)
	require.NoError(t, err)
	state := chain.NewState(r.Model)
	state.SetCoordinates(d.Posture)
	palm, _ := r.Model.LinkIndex("palm")
	return d, state, palm
}

// TestAxesAreRightHanded: x red, y green, z blue in this order, at right angles.
func TestAxesAreRightHanded(t *testing.T) {
	d, _, _ := drawn(t)
	triads := 0
	for i, a := range d.Arrows {
		if a.Role != lesson.AxisX {
			continue
		}
		triads++
		x, y, z := d.Arrows[i], d.Arrows[i+1], d.Arrows[i+2]
		require.Equal(t, []lesson.Role{lesson.AxisY, lesson.AxisZ}, []lesson.Role{y.Role, z.Role})
		along := func(a lesson.Arrow) r3.Vec { return r3.Unit(r3.Sub(a.To, a.From)) }
		require.InDelta(t, 0, r3.Norm(r3.Sub(r3.Cross(along(x), along(y)), along(z))), 1e-12)
	}
	require.Equal(t, 5, triads) // base, shoulder, elbow, wrist, and the tip's own
}

// along are the directions of a drawing's arrows.
func along(d *lesson.Drawing, i int) r3.Vec { return r3.Unit(r3.Sub(d.Arrows[i].To, d.Arrows[i].From)) }

// handedness is +1 for a frame of three arrows that is right-handed.
func handedness(d *lesson.Drawing, first int) float64 {
	return r3.Dot(r3.Cross(along(d, first), along(d, first+1)), along(d, first+2))
}

// page is the drawing of a step of a lesson, from 0.
func page(t *testing.T, name string, step int) lesson.Drawing {
	t.Helper()
	s := open(t, name)
	b := s.Benches[step]
	_, err := b.Run(b.Start)
	require.NoError(t, err)
	return b.Draw(s.Lesson.Steps[step].Show)
}

// A turned frame is as long as the one that stayed, and right-handed; arcs lead from
// each arrow that stayed to where it went, about the one axis.
func TestTurnedFrames(t *testing.T) {
	for step := range 2 {
		d := page(t, "rotations", 1+step)
		require.Nil(t, d.Posture)
		for i := range 3 {
			still, now := d.Arrows[i], d.Arrows[3+i]
			require.True(t, still.Faint)
			require.False(t, now.Faint)
			require.InDelta(t, r3.Norm(still.To), r3.Norm(now.To), 1e-12)
		}
		require.InDelta(t, 1, handedness(&d, 0), 1e-12)
		require.InDelta(t, 1, handedness(&d, 3), 1e-12)
		for _, l := range d.Lines {
			first, last := l.Points[0], l.Points[len(l.Points)-1]
			i := 0
			for r3.Norm(r3.Sub(d.Arrows[i].To, first)) > 1e-9 {
				i++
			}
			require.InDelta(t, 0, r3.Norm(r3.Sub(d.Arrows[3+i].To, last)), 1e-9)
		}
		require.Len(t, d.Lines, 2+step, "about z the arrow z stays; about the diagonal all three go")
	}
	axis := page(t, "rotations", 2).Arrows[6]
	require.Equal(t, lesson.Pivot, axis.Role)
	diagonal := r3.Unit(r3.Vec{X: 1, Y: 1, Z: 1})
	require.InDelta(t, 1, r3.Dot(r3.Unit(r3.Sub(axis.To, axis.From)), diagonal), 1e-12)

	// Rolling by 60° and yawing by 60° in either order, by hand: Rz·Rx takes x to
	// (cos, sin, 0), Rx·Rz to (cos, cos·sin, sin²).
	d := page(t, "rotations", 3)
	const c, s = 0.5, 0.8660254037844386
	require.InDelta(t, 0, r3.Norm(r3.Sub(along(&d, 3), r3.Vec{X: c, Y: s})), 1e-12)
	require.InDelta(t, 0, r3.Norm(r3.Sub(along(&d, 9), r3.Vec{X: c, Y: c * s, Z: s * s})), 1e-12)
}

// In the lesson on the mirror both hands are there: the person's, and the robot's as
// far behind the mirror. The reflected axes are left-handed, the robot's frame is
// right-handed, and its thumb points where the image of the person's points.
func TestBothSidesOfTheMirror(t *testing.T) {
	for step := range 4 {
		d := page(t, "mirror", step)
		require.NotNil(t, d.Person, step)
		require.NotNil(t, d.Image, step)
		person := d.Person.RootFromPalm.Pos
		require.Equal(t, r3.Vec{X: -person.X, Y: person.Y, Z: person.Z}, d.Image.Pos)
	}
	way := page(t, "mirror", 0).Lines[1].Points
	require.InDelta(t, 0, r3.Norm(r3.Cross(r3.Sub(way[1], way[0]), r3.Vec{X: 1})), 1e-12, "across the mirror")
	reflected := page(t, "mirror", 1)
	require.InDelta(t, 1, handedness(&reflected, 0), 1e-12)
	require.InDelta(t, -1, handedness(&reflected, 3), 1e-12)
	for i := range 3 {
		a, b := along(&reflected, i), along(&reflected, 3+i)
		require.InDelta(t, 0, r3.Norm(r3.Sub(r3.Vec{X: -a.X, Y: a.Y, Z: a.Z}, b)), 1e-12)
	}
	robot := page(t, "mirror", 2)
	require.InDelta(t, 1, handedness(&robot, 3), 1e-12)
	mine, its := along(&robot, 6), along(&robot, 7)
	require.InDelta(t, 0, r3.Norm(r3.Sub(r3.Vec{X: -mine.X, Y: mine.Y, Z: mine.Z}, its)), 1e-12)
}

// taught is what lessons call joints of the shipped arm otherwise than its URDF.
var taught = map[string]string{"shoulder_flexion": "shoulder_pitch", "shoulder_abduction": "shoulder_yaw"}

// TestColumnArrowsFollowTheMotion compares each arrow at the tip with where the
// tip goes when the joint is turned.
func TestColumnArrowsFollowTheMotion(t *testing.T) {
	d, state, palm := drawn(t)
	tip := state.RootFromLink(palm).Pos
	moved := map[string]r3.Vec{}
	q := append([]float64(nil), d.Posture...)
	const h = 1e-6
	for i := range q {
		q[i] += h
		state.SetCoordinates(q)
		name := state.Model().Coordinate(i).Name
		if other, ok := taught[name]; ok {
			name = other
		}
		moved[strings.ReplaceAll(name, "_", " ")] = r3.Scale(1/h, r3.Sub(state.RootFromLink(palm).Pos, tip))
		q[i] -= h
	}
	columns := 0
	for _, a := range d.Arrows {
		if a.Role != lesson.Column {
			continue
		}
		columns++
		name := ""
		for _, l := range d.Labels {
			if l.At == a.To {
				name = l.Text
			}
		}
		want := r3.Scale(1.0/3, moved[name])
		require.InDelta(t, 0, r3.Norm(r3.Sub(r3.Sub(a.To, a.From), want)), 1e-5, name)
	}
	require.Equal(t, 4, columns) // the wrist's joints do not move the wrist
}

// TestEllipsoidsAreWhereTheySay: every point v of the velocity ellipsoid, at its
// scale, satisfies vᵀ(JJᵀ)⁻¹v = 1, and of the force ellipsoid fᵀ(JJᵀ)f = 1.
func TestEllipsoidsAreWhereTheySay(t *testing.T) {
	d, state, palm := drawn(t)
	tip := state.RootFromLink(palm).Pos
	var jac mat.Dense
	state.JacobianTo(&jac, chain.InRoot, palm)
	var square, inverse mat.Dense
	lin := jac.Slice(0, 3, 0, state.Model().DOF())
	square.Mul(lin, lin.T())
	require.NoError(t, inverse.Inverse(&square))
	rings := map[lesson.Role]int{}
	for _, line := range d.Lines {
		form, scale := &inverse, 1.0/3
		switch line.Role {
		case lesson.Velocity:
		case lesson.Force:
			form, scale = &square, 0.01
		default:
			continue
		}
		points := line.Points
		if len(points) == 2 { // a half axis, which begins in the middle
			require.Equal(t, tip, points[0])
			points = points[1:]
		}
		rings[line.Role]++
		for _, p := range points {
			v := r3.Scale(1/scale, r3.Sub(p, tip))
			x := mat.NewVecDense(3, []float64{v.X, v.Y, v.Z})
			require.InDelta(t, 1, mat.Inner(x, form, x), 1e-9)
		}
	}
	require.Equal(t, map[lesson.Role]int{lesson.Velocity: 6, lesson.Force: 6}, rings)
}

func TestTablesHaveTheirFigures(t *testing.T) {
	d, state, palm := drawn(t, "dh", "screws")
	require.Len(t, d.Tables, 4)
	transform, jacobian, dh, screws := d.Tables[0], d.Tables[1], d.Tables[2], d.Tables[3]
	require.Len(t, transform.Rows, 3)
	require.Len(t, jacobian.Rows, 6)
	require.Len(t, jacobian.Shade, 6)
	require.Len(t, jacobian.Columns, 8)
	require.Len(t, dh.Rows, 7)
	require.Len(t, screws.Rows, 7)
	x, _, _ := spatial.Axes(state.RootFromLink(palm).Rot)
	require.Equal(t, fmt.Sprintf("%.3f", x.X), transform.Rows[0][1])
	// The elbow's axis is −y through (300, 0, 0) mm: v = −ω × p.
	require.Equal(t, []string{"elbow flexion", "(0, -1, 0)", "(0, 0, -300)"}, screws.Rows[3])
}

func TestGhostsAndGoals(t *testing.T) {
	s := open(t, "ik")
	b := s.Benches[0]
	_, err := b.Run(b.Start)
	require.NoError(t, err)
	d := b.Draw(s.Lesson.Steps[0].Show)
	faint := 0
	for _, l := range d.Lines {
		if l.Faint {
			faint++
		}
	}
	require.Equal(t, 2, faint) // the seed and one iterate; the others lie on the arm itself
	goal := d.Labels[len(d.Labels)-1]
	require.Equal(t, "target", goal.Text)
	for axis, v := range map[string]float64{"x_mm": goal.At.X, "y_mm": goal.At.Y, "z_mm": goal.At.Z} {
		i, err := b.Param(axis)
		require.NoError(t, err)
		require.InDelta(t, b.Start[i], 1e3*v, 1e-9)
	}
	tip := d.Lines[0].Points[len(d.Lines[0].Points)-1]
	require.Less(t, r3.Norm(r3.Sub(goal.At, tip)), 1e-4)
}
