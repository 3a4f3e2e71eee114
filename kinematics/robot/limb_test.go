package robot_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"

	"github.com/stretchr/testify/require"
)

// onATorso hangs a hand from a torso by so many hinges, beside a neck of two. The torso
// stands on a pelvis, which is the root, by a waist of some.
func onATorso(text string, waist, hinges int) string {
	var above strings.Builder
	above.WriteString(`<link name="pelvis"/>`)
	links := 0
	chain := func(parent, child string, n int) {
		for i := range n {
			name := child
			if i < n-1 {
				name = fmt.Sprintf("%s_%d", child, i)
			}
			fmt.Fprintf(&above, `<link name="%s"/><joint name="%s_joint" type="revolute"><parent link="%s"/><child link="%s"/><origin xyz="0 -0.1 0.15"/><axis xyz="%s"/><limit lower="-1" upper="1" effort="1" velocity="1"/></joint>`,
				name, name, parent, name, []string{"1 0 0", "0 1 0", "0 0 1"}[links%3])
			parent = name
			links++
		}
	}
	chain("pelvis", "torso", waist)
	chain("torso", "head", 2)
	chain("torso", "carpus", hinges)
	return strings.Replace(text, `<link name="carpus"/>`, above.String(), 1)
}

// An arm begins at the torso that carries it and something else. What hangs there by
// three joints is a hand on its wrist, which the waist moves; by four it is an arm, and
// where that reaches no pose of its own the hand is put on ours.
func TestAnArmBeginsAtTheTorso(t *testing.T) {
	text := handText("carpus", madeHand()...)
	ours := bionic(t, hand.Right)
	for _, c := range []struct {
		waist, hinges int
		base          string
		joints        int
	}{
		{1, 7, "torso", 7},
		{3, 6, "torso", 6},
		{3, 4, ours.Model.LinkName(ours.Base), len(ours.Arm)},
		{3, 3, "pelvis", 6},
		{5, 2, "pelvis", 7},
	} {
		r := fit(t, onATorso(text, c.waist, c.hinges), robot.Fit{})
		require.Equal(t, c.base, r.Model.LinkName(r.Base), "%d hinges on a waist of %d", c.hinges, c.waist)
		require.Len(t, r.Arm, c.joints)
	}
}

// A fingertip is where the solid of the last link ends, whatever it is: each is told by
// how far it goes from its middle along its own z axis, and across that.
func TestAFingertipIsWhereItsSolidEnds(t *testing.T) {
	bareEnds := madeHand()
	for i := range bareEnds {
		bareEnds[i] = bareEnds[i][:len(bareEnds[i])-1]
	}
	text := handText("carpus", bareEnds...)
	for name, c := range map[string]struct {
		geometry      string
		along, across float64
	}{
		"ball":     {`<sphere radius="0.009"/>`, 0.009, 0.009},
		"capsule":  {`<capsule radius="0.004" length="0.018"/>`, 0.013, 0.004},
		"cylinder": {`<cylinder radius="0.005" length="0.022"/>`, 0.011, 0.005},
		"box":      {`<box size="0.01 0.006 0.02"/>`, 0.01, 0.005},
	} {
		t.Run(name, func(t *testing.T) {
			for rpy, far := range map[string]float64{"0 0 0": c.across, "0 1.5707963267948966 0": c.along} {
				inside := `<collision><origin xyz="0.015 0 0" rpy="` + rpy + `"/><geometry>` + c.geometry + `</geometry></collision>`
				r := fit(t, strings.ReplaceAll(text, `<link name="index_d"/>`, `<link name="index_d">`+inside+`</link>`), robot.Fit{})
				g := r.Found.Fingers[1]
				require.Equal(t, "its collision geometry", g.TipFrom)
				require.InDelta(t, 0.015+far, g.TipAt[0], 1e-4, "turned by %s", rpy)
				require.Less(t, math.Hypot(g.TipAt[1], g.TipAt[2]), 1e-4)
			}
		})
	}
}
