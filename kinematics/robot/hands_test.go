package robot_test

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// bone is a link of a made-up hand: where it hangs from the bone before it (m), and the
// hinge that it turns on: none if the axis is zero, one without limits if low is −∞.
type bone struct {
	link      string
	at, axis  r3.Vec
	low, high float64    // rad
	rot       quatNumber // of its frame in the one before; zero for none
}

type quatNumber = quat.Number

func mulQuat(a, b quatNumber) quatNumber { return quat.Mul(a, b) }

// rpy is a rotation as a URDF has it.
func rpy(q quatNumber) string {
	if q == (quatNumber{}) {
		return "0 0 0"
	}
	x, y, z := spatial.Axes(q)
	pitch := math.Asin(min(max(-x.Z, -1), 1))
	return number(math.Atan2(y.Z, z.Z)) + " " + number(pitch) + " " + number(math.Atan2(x.Y, x.X))
}

// onAStand hangs a hand from links of drawn places, fixed ones, above its own root.
func onAStand(t *rapid.T, text string) string {
	x := rapid.Float64Range(-1, 1)
	at := r3.Vec{X: x.Draw(t, "stand"), Y: x.Draw(t, "stand"), Z: x.Draw(t, "stand")}
	return strings.Replace(text, `<link name="carpus"/>`,
		`<link name="floor"/><link name="carpus"/><joint name="stand" type="fixed"><parent link="floor"/><child link="carpus"/><origin xyz="`+triple(at)+`" rpy="`+triple(at)+`"/></joint>`, 1)
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func triple(v r3.Vec) string { return number(v.X) + " " + number(v.Y) + " " + number(v.Z) }

// handText is the URDF of a hand: a palm link, which is the root, and rows of bones that
// hang from it. Each joint is named as its bone with "_joint" behind.
func handText(palm string, digits ...[]bone) string {
	var text strings.Builder
	text.WriteString(`<robot name="made-up"><link name="` + palm + `"/>` + "\n")
	for _, d := range digits {
		parent := palm
		for _, b := range d {
			kind, hinge := "fixed", ""
			if b.axis != (r3.Vec{}) {
				hinge = `<axis xyz="` + triple(b.axis) + `"/>`
				kind = "continuous"
				if !math.IsInf(b.low, 0) {
					kind = "revolute"
					hinge += fmt.Sprintf(`<limit lower="%s" upper="%s" effort="1" velocity="1"/>`, number(b.low), number(b.high))
				}
			}
			fmt.Fprintf(&text, `<link name="%s"/><joint name="%s_joint" type="%s"><parent link="%s"/><child link="%s"/><origin xyz="%s" rpy="%s"/>%s</joint>`+"\n",
				b.link, b.link, kind, parent, b.link, triple(b.at), rpy(b.rot), hinge)
			parent = b.link
		}
	}
	return text.String() + `</robot>`
}

// fit reads a made-up robot.
func fit(t require.TestingT, text string, f robot.Fit) *robot.Robot {
	r, err := robot.ReadURDF("made-up.urdf", strings.NewReader(text), f)
	require.NoError(t, err)
	return r
}

func fitError(t *testing.T, text string, f robot.Fit) error {
	t.Helper()
	_, err := robot.ReadURDF("made-up.urdf", strings.NewReader(text), f)
	require.Error(t, err)
	return err
}

// straight is a finger along +X that closes towards −Z by one hinge of 0…1.2 rad.
func straight(name string, knuckle r3.Vec, length float64) []bone {
	return []bone{
		{link: name + "_root", at: knuckle, axis: r3.Vec{Y: 1}, high: 1.2},
		{link: name + "_tip", at: r3.Vec{X: length}},
	}
}
