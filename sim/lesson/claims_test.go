package lesson_test

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"mirrorarm/sim/lesson"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// turned is a class at a step of a lesson, from 1, with a knob set.
func turned(t require.TestingT, name string, step int) *lesson.Class {
	l, err := lesson.Shelf(lesson.English, name)
	require.NoError(t, err)
	c := takeUp(t, l, nil)
	require.NoError(t, c.Turn(step-1))
	return c
}

// bench is the experiment of a step of a lesson, from 1.
func bench(t testing.TB, name string, step int) *lesson.Bench {
	return open(t, name).Benches[step-1]
}

// at runs an experiment with some knobs set and tells a result.
func at(t require.TestingT, b *lesson.Bench, result string, knobs map[string]float64) float64 {
	params := slices.Clone(b.Start)
	for name, v := range knobs {
		i, err := b.Param(name)
		require.NoError(t, err)
		params[i] = v
	}
	results, err := b.Run(params)
	require.NoError(t, err)
	i, err := b.Result(result)
	require.NoError(t, err)
	return results[i]
}

// curve is one of a page's plot.
func curve(t require.TestingT, c *lesson.Class, name string) lesson.Curve {
	for _, curve := range c.Curves() {
		if curve.Name == name {
			return curve
		}
	}
	require.FailNow(t, "no curve "+name)
	return lesson.Curve{}
}

// The formulas of the lessons on kinematics hold at every knob, of the shipped arm's
// bones: where the wrist is, how far it is promised to go and goes, what the joints feel
// of a force, and how dexterous the arm is.
func TestFormulasOfTheArmHold(t *testing.T) {
	bones, small, push, dexterous := bench(t, "forward", 2), bench(t, "jacobian", 3), bench(t, "jacobian", 4), bench(t, "singularities", 3)
	rapid.Check(t, func(t *rapid.T) {
		a, e := rapid.Float64Range(-90, 90).Draw(t, "a"), rapid.Float64Range(1, 140).Draw(t, "e")
		knobs := map[string]float64{"shoulder_pitch": a, "elbow_flexion": e}
		out := upperBone*math.Cos(rad(a)) + foreBone*math.Cos(rad(a-e))
		up := -upperBone*math.Sin(rad(a)) - foreBone*math.Sin(rad(a-e))
		require.InDelta(t, out, at(t, bones, "out_mm", knobs), 1e-6)
		require.InDelta(t, up, at(t, bones, "up_mm", knobs), 1e-6)

		force := rapid.Float64Range(-50, 50).Draw(t, "force")
		knobs["force_z_n"] = force
		require.InDelta(t, -force*out/1e3, at(t, push, "torque.shoulder_pitch", knobs), 1e-9, "force times lever")
		require.InDelta(t, force*foreBone*math.Cos(rad(a-e))/1e3, at(t, push, "torque.elbow_flexion", knobs), 1e-9)
		delete(knobs, "force_z_n")

		require.InDelta(t, volume(e)/1e9, at(t, dexterous, "manipulability", knobs), 1e-9)

		step := rapid.Float64Range(0.1, 30).Draw(t, "step")
		knobs["step"] = step
		// The promise is a tangent, the way an arc of the same length.
		tangent, arc := rad(step), rad(step)
		want := foreBone * math.Hypot(tangent-math.Sin(arc), 1-math.Cos(arc))
		require.InDelta(t, want, at(t, small, "gap_mm", knobs), 1e-6)
	})
}

// The smallest singular value falls in a straight line towards the stretched arm, and
// the largest do not fall at all.
func TestASingularityIsSeenComing(t *testing.T) {
	b := bench(t, "singularities", 2)
	sigma := func(name string, bend float64) float64 {
		return at(t, b, name, map[string]float64{"elbow_flexion": bend})
	}
	require.InDelta(t, 0, sigma("sigma_min", 0), 1e-12)
	for _, bend := range []float64{5, 10, 20} {
		require.InEpsilon(t, 2, sigma("sigma_min", bend)/sigma("sigma_min", bend/2), 0.02)
		require.InEpsilon(t, 1, sigma("sigma_max", bend)/sigma("sigma_max", 0), 0.03)
	}
}

// The elbow walks on a circle about the line from shoulder to wrist, and its lowest
// point is where the walk begins.
func TestTheElbowWalksOnACircle(t *testing.T) {
	c := turned(t, "redundancy", 3)
	height := c.Curves()[0]
	lowest := slices.Index(height.Y, slices.Min(height.Y))
	require.LessOrEqual(t, math.Abs(height.X[lowest]), (height.X[1]-height.X[0])/2+1e-9)

	c = turned(t, "redundancy", 2)
	d := c.Draw()
	for i := range 7 {
		require.InDelta(t, degrees(d.Posture[i]), c.Knob(i).Value, 1e-9, "the sliders are the arm that is drawn")
	}
	elbow, ok := linkAt(t, "forearm", &d)
	require.True(t, ok)
	wrist, _ := linkAt(t, "palm", &d)
	require.InDelta(t, upperBone/1e3, r3.Norm(elbow), 1e-9)
	require.InDelta(t, foreBone/1e3, r3.Norm(r3.Sub(elbow, wrist)), 1e-9)
	for _, l := range d.Lines {
		if l.Role != lesson.Path {
			continue
		}
		nearest := math.Inf(1)
		for _, p := range l.Points {
			require.InDelta(t, upperBone/1e3, r3.Norm(p), 1e-9, "the shoulder is the origin")
			require.InDelta(t, foreBone/1e3, r3.Norm(r3.Sub(p, wrist)), 1e-9)
			nearest = min(nearest, r3.Norm(r3.Sub(p, elbow)))
		}
		require.Less(t, nearest, 0.01, "the arm's elbow lies on it")
	}
}

// linkAt is where a drawing has a link of the shipped arm.
func linkAt(t *testing.T, name string, d *lesson.Drawing) (r3.Vec, bool) {
	s, err := lesson.Shipped()
	require.NoError(t, err)
	i, ok := s.Robot.Model.LinkIndex(name)
	if !ok || i >= len(d.Links) {
		return r3.Vec{}, false
	}
	return d.Links[i].Pos, true
}

// The row N of the table is a motion that the six rows above it make nothing of.
func TestTheNullSpacesRowIsInTheTable(t *testing.T) {
	table := turned(t, "redundancy", 1).Draw().Tables[0]
	require.Len(t, table.Rows, 7)
	figures := func(row []string) (out []float64) {
		for _, cell := range row[1:] {
			v, err := strconv.ParseFloat(cell, 64)
			require.NoError(t, err)
			out = append(out, v)
		}
		return out
	}
	n := figures(table.Rows[6])
	require.Equal(t, "N", table.Rows[6][0])
	size := 0.0
	for _, v := range n {
		size += v * v
	}
	require.InDelta(t, 1, size, 0.005)
	for _, row := range table.Rows[:6] {
		sum := 0.0
		for i, v := range figures(row) {
			sum += v * n[i]
		}
		require.InDelta(t, 0, sum, 0.002, row[0]) // of figures with three decimals
	}
}

// Newton squares the miss, cyclic descent takes off a share of it, the transpose lets
// what it descends on fall at every step, and each stops where it says.
func TestSolversWalkAsTheLessonSays(t *testing.T) {
	newton := curve(t, turned(t, "ik", 1), "left_mm").Y
	for k := 2; k < len(newton); k++ {
		require.Less(t, newton[k], 5*newton[k-1]*newton[k-1]/newton[0])
	}
	ccd := curve(t, turned(t, "ik", 4), "left_mm").Y
	last := len(ccd) - 1
	for k := last - 5; k < last; k++ {
		require.InEpsilon(t, ccd[last]/ccd[last-1], ccd[k]/ccd[k-1], 0.1)
	}
	c := turned(t, "ik", 2)
	far, angle := curve(t, c, "left_mm").Y, curve(t, c, "left_deg").Y
	risen := 0
	for k := 1; k < len(far); k++ {
		// A solver's miss counts a radian as a quarter of the arm's length, mm.
		const radian = (upperBone + foreBone) / 4
		miss := func(k int) float64 { return math.Hypot(far[k], radian*rad(angle[k])) }
		if miss(k) > miss(k-1) {
			risen++
		}
	}
	require.Zero(t, risen)
	require.Less(t, far[len(far)-1], 0.1)
	require.Greater(t, len(far), 4*len(newton), "many steps")

	c = turned(t, "ik", 3)
	first, steps := curve(t, c, "first_step_deg"), curve(t, c, "iterations").Y
	for i := 1; i < len(first.Y); i++ {
		require.Less(t, first.Y[i], first.Y[i-1], "more damping, a shorter step")
	}
	require.Greater(t, steps[len(steps)-1], 10*slices.Min(steps), "too much creeps")
	// |Δq| ≤ |e|/(2λ), with e the distance at the start.
	e := math.Abs(apart(5) - 470)
	for i, lambda := range first.X {
		require.Less(t, rad(first.Y[i]), (e+1)/(2*lambda))
	}
}

// What is left beyond the reach is what the target is further out; inside it nothing is;
// and a wrist that can bend as far as it is asked leaves nothing either.
func TestNothingIsLeftUntilALimitIsMet(t *testing.T) {
	for step, name := range map[int]string{1: "far", 2: "near"} {
		c := turned(t, "limits", step)
		left := curve(t, c, "left_mm")
		for i, further := range left.X {
			want := max(further, 0)
			if name == "near" {
				want = max(apart(elbowMost)-apart(140)-further, 0)
			}
			require.InDelta(t, want, left.Y[i], 0.3, "%s: %g", name, further)
		}
	}
	c := turned(t, "limits", 4)
	far, angle := curve(t, c, "left_mm"), curve(t, c, "left_deg")
	for i := range far.X {
		if far.X[i] < 120 {
			require.Less(t, far.Y[i], 0.2)
			require.Less(t, angle.Y[i], 0.1)
		} else if far.X[i] > 130 {
			require.Greater(t, far.Y[i], 2.0)
			require.Greater(t, angle.Y[i], 1.0)
		}
	}
	require.InDelta(t, 0, at(t, bench(t, "limits", 2), "left_deg", nil), 0.01, "what step 3 compares with")
}
