package robot_test

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"mirrorarm/kinematics/robot"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// bone is a link of a made-up hand: where it hangs from the bone before it (m), and the
// hinge that it turns on: none if the axis is zero, one without limits if low is −∞.
type bone struct {
	link      string
	at, axis  r3.Vec
	low, high float64 // rad
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
			fmt.Fprintf(&text, `<link name="%s"/><joint name="%s_joint" type="%s"><parent link="%s"/><child link="%s"/><origin xyz="%s"/>%s</joint>`+"\n",
				b.link, b.link, kind, parent, b.link, triple(b.at), hinge)
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
