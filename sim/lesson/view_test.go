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
    show: [frames, tip-frame, columns, velocity-ellipsoid, force-ellipsoid, transform, jacobian, dh, screws]
exercises:
  - {name: one, kind: predict, ask: How far, experiment: arm, result: reach_mm, tolerance: 1, hints: [a, b, c]}
`

// drawn is the drawing of the lesson above, and the arm in its posture.
func drawn(t *testing.T) (lesson.Drawing, *chain.State, int) {
	t.Helper()
	l, err := lesson.Parse("views.yaml", strings.NewReader(viewLesson))
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
	require.Equal(t, 4, triads) // shoulder, elbow, wrist, and the tip's own
}

// TestDrawingsWithoutARobot: the turned frame, and both sides of the mirror, are
// right-handed; the robot's palm is the person's as far behind the mirror, and the
// axis that is reflected only would make it left-handed.
func TestDrawingsWithoutARobot(t *testing.T) {
	for name, triads := range map[string]int{"rotations": 2, "mirror": 2} {
		s := open(t, name)
		b := s.Benches[1]
		_, err := b.Run(b.Start)
		require.NoError(t, err)
		d := b.Draw([]lesson.View{lesson.Frames})
		require.Nil(t, d.Posture)
		along := func(i int) r3.Vec { return r3.Unit(r3.Sub(d.Arrows[i].To, d.Arrows[i].From)) }
		for k := range triads {
			require.InDelta(t, 1, r3.Dot(r3.Cross(along(3*k), along(3*k+1)), along(3*k+2)), 1e-12, name)
		}
		if name != "mirror" {
			continue
		}
		person, robot := d.Arrows[0].From, d.Arrows[3].From
		require.Equal(t, r3.Vec{X: -person.X, Y: person.Y, Z: person.Z}, robot)
		require.InDelta(t, -1, r3.Dot(r3.Cross(along(3), along(6)), along(5)), 1e-12)
	}
}

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
		moved[state.Model().Coordinate(i).Name] = r3.Scale(1/h, r3.Sub(state.RootFromLink(palm).Pos, tip))
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
			form, scale = &square, 0.02
		default:
			continue
		}
		rings[line.Role]++
		for _, p := range line.Points {
			v := r3.Scale(1/scale, r3.Sub(p, tip))
			x := mat.NewVecDense(3, []float64{v.X, v.Y, v.Z})
			require.InDelta(t, 1, mat.Inner(x, form, x), 1e-9)
		}
	}
	require.Equal(t, map[lesson.Role]int{lesson.Velocity: 3, lesson.Force: 3}, rings)
}

func TestTablesHaveTheirFigures(t *testing.T) {
	d, state, palm := drawn(t)
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
	require.Equal(t, []string{"elbow_flexion", "(0, -1, 0)", "(0, 0, -300)"}, screws.Rows[3])
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
	require.Equal(t, "goal", goal.Text)
	require.InDelta(t, 0, r3.Norm(r3.Sub(goal.At, r3.Vec{X: 0.4, Y: 0.08, Z: 0.05})), 1e-12)
	tip := d.Lines[0].Points[len(d.Lines[0].Points)-1]
	require.Less(t, r3.Norm(r3.Sub(goal.At, tip)), 1e-4)
}
