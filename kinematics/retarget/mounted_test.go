package retarget_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// turnedHand is a right hand of three fingers and a thumb whose palm link lies in it as a
// rotation says; before is what carries it.
func turnedHand(turn quat.Number, before string) string {
	var b strings.Builder
	b.WriteString(`<robot name="turned">` + before + `<link name="carpus"/>`)
	vector := func(v r3.Vec) string {
		v = spatial.Rotate(turn, v)
		return fmt.Sprintf("%.15g %.15g %.15g", v.X, v.Y, v.Z)
	}
	digit := func(name string, at, along, axis r3.Vec) {
		parent, step := "carpus", at
		for k := range 2 {
			link := fmt.Sprintf("%s_%d", name, k)
			fmt.Fprintf(&b, `<link name="%s"><collision><origin xyz="%s"/><geometry><sphere radius="0.008"/></geometry></collision></link>
<joint name="%s" type="revolute"><parent link="%s"/><child link="%s"/><origin xyz="%s"/><axis xyz="%s"/><limit lower="0" upper="1.6" effort="1" velocity="8"/></joint>`,
				link, vector(r3.Scale(0.02, along)), link, parent, link, vector(step), vector(axis))
			parent, step = link, r3.Scale(0.04, along)
		}
		fmt.Fprintf(&b, `<link name="%s_tip"/><joint name="%s_t" type="fixed"><parent link="%s"/><child link="%s_tip"/><origin xyz="%s"/></joint>`, name, name, parent, name, vector(step))
	}
	for i, name := range []string{"index", "middle", "ring"} {
		digit(name, r3.Vec{X: 0.09, Y: 0.025 - 0.025*float64(i)}, r3.Vec{X: 1}, r3.Vec{Y: 1})
	}
	digit("thumb", r3.Vec{X: 0.03, Y: 0.03, Z: -0.01}, r3.Vec{X: 1}, r3.Vec{Z: -1})
	return b.String() + `</robot>`
}

func follow(t require.TestingT, text string, fit robot.Fit) *follower {
	r, err := robot.ReadURDF("made.urdf", strings.NewReader(text), fit)
	require.NoError(t, err)
	rt, err := retarget.New(r, retarget.Person{Side: hand.Right, Dims: hand.Nominal(), Shoulder: shoulder}, retarget.Same)
	require.NoError(t, err)
	return &follower{Retargeter: rt, robot: r, state: chain.NewState(r.Model), q: make([]float64, r.Model.DOF())}
}

// Any hand on our arm turns as the mirrored palm does, however its palm's link lies in it.
func TestAHandOnOurArmTurnsAsThePalmDoes(t *testing.T) {
	m := newMotion(1)
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-3, 3)
		f := follow(t, turnedHand(spatial.FromRotationVector(r3.Vec{X: x.Draw(t, "x"), Y: x.Draw(t, "y"), Z: x.Draw(t, "z")}), ""), robot.Fit{})
		in := m.at(rapid.Float64Range(0, 3).Draw(t, "at"))
		res := f.Step(f.q, in)
		require.True(t, res.Reachable)
		f.state.SetCoordinates(f.q)
		palm := f.WorldFromBase().Mul(f.state.RootFromLink(f.robot.Palm)).Mul(f.robot.LinkFromPalm)
		want := f.PalmTarget(in)
		require.Less(t, spatial.AngleBetween(want.Rot, palm.Rot), 1e-6)
		require.Less(t, r3.Norm(r3.Sub(want.Pos, palm.Pos)), 1e-6)
	})
}

// armJoints7 is an arm of seven joints, without a closed form, whose shoulder is at a place
// above its root.
func armJoints7(at r3.Vec) string {
	var b strings.Builder
	b.WriteString(`<link name="floor"/><link name="a0"/>`)
	fmt.Fprintf(&b, `<joint name="post" type="fixed"><parent link="floor"/><child link="a0"/><origin xyz="%g %g %g"/></joint>`, at.X, at.Y, at.Z)
	for i, j := range []struct{ at, axis, limit string }{
		{"0 0 0", "0 0 1", "2.9"}, {"0 0 0", "0 1 0", "2.9"}, {"0.15 0 0", "1 0 0", "2.9"}, {"0.15 0 0", "0 -1 0", "2.5"},
		{"0.13 0 0", "1 0 0", "2.9"}, {"0.13 0 0", "0 0 1", "1.5"}, {"0.01 0 0.01", "0 1 0", "1.5"},
	} {
		fmt.Fprintf(&b, `<link name="a%d"/><joint name="j%d" type="revolute"><parent link="a%d"/><child link="a%d"/><origin xyz="%s"/><axis xyz="%s"/><limit lower="-%s" upper="%s" effort="1" velocity="6"/></joint>`,
			i+1, i, i, i+1, j.at, j.axis, j.limit, j.limit)
	}
	b.WriteString(`<joint name="mount" type="fixed"><parent link="a7"/><child link="carpus"/></joint>`)
	return b.String()
}

// A robot stands with its shoulder at the arm's place, wherever its root is: it reaches as
// well with the root on the floor, and with a torso on a waist, whose own joints stand still.
func TestTheShoulderStandsAtTheArmsPlace(t *testing.T) {
	m := newMotion(1)
	one := quat.Number{Real: 1}
	waist := strings.Replace(armJoints7(r3.Vec{X: 0.1, Y: -0.2, Z: 0.4}), `<link name="floor"/>`, `<link name="pelvis"/><link name="floor"/>
<joint name="waist" type="revolute"><parent link="pelvis"/><child link="floor"/><origin xyz="0 0 0.8"/><axis xyz="0 0 1"/><limit lower="-1" upper="1" effort="1" velocity="1"/></joint>
<link name="o1"/><joint name="o1" type="revolute"><parent link="floor"/><child link="o1"/><origin xyz="0 0.3 0"/><axis xyz="0 0 1"/><limit lower="0.2" upper="1" effort="1" velocity="1"/></joint>
<link name="o2"/><joint name="o2" type="revolute"><parent link="o1"/><child link="o2"/><origin xyz="0.3 0 0"/><axis xyz="0 1 0"/><limit lower="-1" upper="1" effort="1" velocity="1"/></joint>`, 1)
	var misses []float64
	var reaches []int
	for _, before := range []string{armJoints7(r3.Vec{}), armJoints7(r3.Vec{X: 0.2, Y: -0.3, Z: 1.2}), waist} {
		f := follow(t, turnedHand(one, before), robot.Fit{})
		require.Len(t, f.robot.Arm, 7)
		var res retarget.Result
		reached := 0
		for k := range 1500 {
			in := m.at(float64(k) * 1e-3)
			if res = f.Step(f.q, in); res.Reachable {
				reached++
			}
			requireInLimits(t, f.robot.Model, f.q)
			if i, ok := f.robot.Model.JointIndex("waist"); ok {
				c, _, _ := f.robot.Model.JointCoordinate(i)
				require.Zero(t, f.q[c])
			}
		}
		require.Greater(t, reached, 900)
		reaches, misses = append(reaches, reached), append(misses, res.PalmErrorM)
	}
	require.InDelta(t, misses[0], misses[1], 1e-4)
	require.InDelta(t, reaches[0], reaches[1], 5)
}

// Jaws are as far apart as the person's fingers, in shares of what each can.
func TestAGripperOpensAsTheHandDoes(t *testing.T) {
	const text = `<robot name="jaws"><link name="carpus"/><link name="left"/><link name="right"/><link name="left_tip"/><link name="right_tip"/>
<joint name="drive" type="prismatic"><parent link="carpus"/><child link="left"/><origin xyz="0.05 0 0"/><axis xyz="0 1 0"/><limit lower="0" upper="0.04" effort="1" velocity="1"/></joint>
<joint name="along" type="prismatic"><parent link="carpus"/><child link="right"/><origin xyz="0.05 0 0"/><axis xyz="0 -1 0"/><limit lower="0" upper="0.04" effort="1" velocity="1"/><mimic joint="drive"/></joint>
<joint name="lt" type="fixed"><parent link="left"/><child link="left_tip"/><origin xyz="0.04 0.002 0"/></joint>
<joint name="rt" type="fixed"><parent link="right"/><child link="right_tip"/><origin xyz="0.04 -0.002 0"/></joint></robot>`
	f := follow(t, text, robot.Fit{})
	opening := map[string]float64{}
	for name, angles := range heldPostures() {
		m := newMotion(1)
		in := m.at(0)
		in.Angles, in.Dt = angles, 0.01
		f.Reset()
		for range 100 {
			f.Step(f.q, in)
		}
		drive, _ := f.robot.Model.JointIndex("drive")
		c, _, _ := f.robot.Model.JointCoordinate(drive)
		opening[name] = f.q[c]
	}
	require.Less(t, opening["pinch"], 0.003)
	require.Less(t, opening["fist"], 0.03)
	require.Greater(t, opening["open"], 0.035)
	require.False(t, math.IsNaN(opening["point"]))
}
