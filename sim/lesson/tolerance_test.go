package lesson

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAnAnswerIsRightWithinItsToleranceAndNoFurther, of every exercise of every
// lesson that asks for a number.
func TestAnAnswerIsRightWithinItsToleranceAndNoFurther(t *testing.T) {
	setting, err := Shipped()
	require.NoError(t, err)
	asked := 0
	for _, name := range Names() {
		l, err := Shelf(English, name)
		require.NoError(t, err)
		session, err := l.Open(setting)
		require.NoError(t, err)
		for i := range l.Exercises {
			e := &l.Exercises[i]
			if e.Kind != Predict {
				continue
			}
			task, err := session.Task(e.Name)
			if err != nil {
				require.ErrorContains(t, err, "no exercise", "this robot cannot be asked")
				continue
			}
			want, err := task.wanted()
			require.NoError(t, err)
			for off, right := range map[float64]bool{-1.01: false, -0.99: true, 0: true, 0.99: true, 1.01: false} {
				v, err := task.Check(fmt.Sprintf("%.12g", want+off*e.Tolerance))
				require.NoError(t, err)
				require.Equal(t, right, v.Accepted, "%s/%s: %g tolerances off %g", name, e.Name, off, want)
			}
			asked++
		}
	}
	require.Greater(t, asked, 10)
}

// TestTheGapIsThatOfAnArcFromItsTangent: a joint that turns by δ takes the tip along
// an arc of radius r; promised is r·δ along the tangent. Of that the gap is
// √((δ − sin δ)² + (1 − cos δ)²)/δ, whatever the arm.
func TestTheGapIsThatOfAnArcFromItsTangent(t *testing.T) {
	setting, err := Shipped()
	require.NoError(t, err)
	e, err := newSmallMotion(setting, &options{})
	require.NoError(t, err)
	index := map[string]int{}
	for i, r := range e.Results() {
		index[r.Name] = i
	}
	params := make([]float64, len(e.Params()))
	for i, p := range e.Params() {
		params[i] = p.Default
	}
	step := len(params) - 1
	require.Equal(t, "deg", e.Params()[step].Unit)
	for _, degrees := range []float64{1, 5, 20} {
		if degrees > e.Params()[step].Upper {
			continue
		}
		params[step] = degrees
		out := make([]float64, len(e.Results()))
		require.NoError(t, e.Run(out, params))
		d := degrees * math.Pi / 180
		want := math.Hypot(d-math.Sin(d), 1-math.Cos(d)) / d
		require.InEpsilon(t, 100*want, out[index["gap_percent"]], 1e-6)
		radius := out[index["lever_mm"]]
		require.InEpsilon(t, radius*d, out[index["promised_mm"]], 1e-6)
		require.InEpsilon(t, 2*radius*math.Sin(d/2), out[index["moved_mm"]], 1e-6, "the chord")
		require.InEpsilon(t, radius*d*want, out[index["gap_mm"]], 1e-6)
	}
}

// TestKnobsAndFiguresAreFoundByTheirNames, a joint by the one in its URDF too, and
// who asks for another is told them all.
func TestKnobsAndFiguresAreFoundByTheirNames(t *testing.T) {
	b := &Bench{
		params:  []Param{{Name: "step"}, {Name: "elbow", joint: "joint_4"}},
		results: []Result{{Name: "x_mm"}, {Name: "y_mm"}},
	}
	for name, want := range map[string]int{"step": 0, "elbow": 1, "joint_4": 1} {
		i, err := b.Param(name)
		require.NoError(t, err)
		require.Equal(t, want, i)
	}
	i, err := b.Result("y_mm")
	require.NoError(t, err)
	require.Equal(t, 1, i)
	_, err = b.Param("")
	require.EqualError(t, err, `no parameter ""; there are step elbow`)
	_, err = b.Result("step")
	require.EqualError(t, err, `no result "step"; there are x_mm y_mm`)
}
