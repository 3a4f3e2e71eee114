package robot_test

import (
	"strings"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// gripper is a hand alone of two fingers, the second knuckle of which follows the first.
func gripper(palm string) string {
	text := handText(palm,
		[]bone{{link: "forefinger_a", at: r3.Vec{X: 0.05, Y: 0.02}, axis: r3.Vec{Y: 1}, high: 1.2}, {link: "forefinger_b", at: r3.Vec{X: 0.04}, axis: r3.Vec{Y: 1}, high: 1.2}, {link: "forefinger_tip", at: r3.Vec{X: 0.03}}},
		[]bone{{link: "pinky_a", at: r3.Vec{X: 0.05, Y: -0.02}, axis: r3.Vec{Y: 1}, high: 1.2}, {link: "pinky_tip", at: r3.Vec{X: 0.05}}})
	follow := `<mimic joint="forefinger_a_joint" multiplier="0.5" offset="0.1"/></joint>`
	at := strings.Index(text, `<joint name="forefinger_b_joint"`)
	return text[:at] + strings.Replace(text[at:], `</joint>`, follow, 1)
}

// withBalls gives links of a made-up hand a ball each, of 10 mm, 20 mm, …
func withBalls(text string, links ...string) string {
	for i, l := range links {
		ball := `<link name="` + l + `"><collision><origin xyz="0.01 0 0"/><geometry><sphere radius="` + number(0.01*float64(i+1)) + `"/></geometry></collision></link>`
		text = strings.Replace(text, `<link name="`+l+`"/>`, ball, 1)
	}
	return text
}

// ours are the names of our arm's links and joints up to the palm, which it loses.
func ours(t *testing.T) (links, joints []string) {
	r := bionic(t, hand.Right)
	for l := r.Palm; l > 0; l = r.Model.LinkParent(l) {
		joints = append(joints, r.Model.Joint(r.Model.LinkJoint(l)).Name)
		links = append(links, r.Model.LinkName(r.Model.LinkParent(l)))
	}
	return links, joints
}

// A hand keeps its names on our arm unless one of them is taken there; then all get a
// prefix, and mimic joints follow the one that they followed.
func TestNamesOfAMountedHand(t *testing.T) {
	requireNames := func(t *testing.T, text, prefix string) {
		t.Helper()
		r := fit(t, text, robot.Fit{})
		require.Equal(t, prefix+"forefinger_tip", r.Model.LinkName(r.Tips[hand.Index]))
		require.Equal(t, prefix+"pinky_tip", r.Model.LinkName(r.Tips[hand.Little]))
		for l := r.Tips[hand.Index]; l != r.Palm; l = r.Model.LinkParent(l) {
			require.True(t, strings.HasPrefix(r.Model.Joint(r.Model.LinkJoint(l)).Name, prefix))
		}
		follower := r.Model.Joint(r.Model.LinkJoint(r.Model.LinkParent(r.Tips[hand.Index])))
		require.NotNil(t, follower.Mimic)
		leader := r.Model.Joint(r.Model.LinkJoint(r.Model.LinkParent(r.Model.LinkParent(r.Tips[hand.Index]))))
		require.Equal(t, chain.Mimic{Joint: leader.Name, Multiplier: 0.5, Offset: 0.1}, *follower.Mimic)
		require.Equal(t, 9, r.Model.DOF(), "7 of the arm, 2 of the hand")
	}
	requireNames(t, gripper("carpus"), "")
	requireNames(t, gripper("palm"), "") // our palm is not there any more
	links, joints := ours(t)
	require.Len(t, joints, 7)
	for _, link := range append(links, "flange") {
		requireNames(t, gripper(link), "hand_")
		requireNames(t, strings.ReplaceAll(gripper("carpus"), `"pinky_a"`, `"`+link+`"`), "hand_")
	}
	for _, joint := range joints {
		requireNames(t, strings.ReplaceAll(gripper("carpus"), `"pinky_a_joint"`, `"`+joint+`"`), "hand_")
	}
}

// A mounted hand is the hand: its links hang together as before, its palm frame is where
// our palm would be, and the solid surface is our arm's and its own, each on its link.
func TestAMountedHandIsTheSameHand(t *testing.T) {
	arm := bionic(t, hand.Right)
	for _, palm := range []string{"carpus", "palm", "base"} {
		// Names that our own hand has are free: its links, and their solids, are not there.
		text := strings.NewReplacer("forefinger_a", "index_proximal", "pinky_a", "little_proximal", `offset="0.1"`, "").Replace(gripper(palm))
		balls := []string{palm, "index_proximal", "pinky_tip"}
		r := fit(t, withBalls(text, balls...), robot.Fit{})
		prefix := map[bool]string{true: "hand_"}[palm == "base"]
		require.Equal(t, prefix+palm, r.Model.LinkName(r.Palm))
		require.Equal(t, "made-up", r.Model.Name())
		require.Equal(t, "base", r.Model.LinkName(0))
		require.Equal(t, []int{0, 1, 2, 3, 4, 5, 6}, r.Arm)
		require.Equal(t, []int{7}, r.Fingers[hand.Index], "the second joint follows the first")
		require.Equal(t, []int{8}, r.Fingers[hand.Little])
		require.Equal(t, prefix+"forefinger_b", r.Model.LinkName(r.Middles[hand.Index]), "at 40 of 70 mm")
		require.Equal(t, prefix+"little_proximal", r.Model.LinkName(r.Middles[hand.Little]))

		// Fingers along +X that close to −Z: the palm stands as ours does, as far out as it
		// reaches behind its frame.
		s := chain.NewState(r.Model)
		s.SetCoordinates(make([]float64, r.Model.DOF()))
		requireTurn(t, spatial.Identity(), r.LinkFromPalm)
		requireTurn(t, spatial.Identity(), s.RootFromLink(r.Palm))
		wrist := s.RootFromLink(r.Palm).Mul(r.LinkFromPalm).Pos
		requireVec(t, r3.Vec{X: 0.57 + max(0, r.LinkFromPalm.Pos.X)}, wrist)
		requireVec(t, r3.Vec{X: 0.05 + 0.05, Y: -0.02}, r3.Sub(s.RootFromLink(r.Tips[hand.Little]).Pos, s.RootFromLink(r.Palm).Pos))

		var want, got []string
		for _, c := range arm.Shapes {
			if c.Link < arm.Palm {
				want = append(want, arm.Model.LinkName(c.Link))
			}
		}
		require.NotEmpty(t, want)
		require.Len(t, r.Shapes, len(want)+len(balls))
		for i, b := range balls {
			want = append(want, prefix+b)
			require.InDelta(t, 0.01*float64(i+1), r.Shapes[len(r.Shapes)-len(balls)+i].Ra, 1e-12)
		}
		for _, c := range r.Shapes {
			got = append(got, r.Model.LinkName(c.Link))
		}
		require.Equal(t, want, got)
	}
}

// A left hand gets our left arm.
func TestALeftHandIsPutOnTheLeftArm(t *testing.T) {
	right := fit(t, gripper("carpus"), robot.Fit{})
	left := fit(t, strings.NewReplacer("0.05 0.02 0", "0.05 -0.02 0", "0.05 -0.02 0", "0.05 0.02 0").Replace(gripper("carpus")), robot.Fit{})
	require.Equal(t, hand.Right, right.Side)
	require.Equal(t, hand.Left, left.Side)
	q := []float64{0.3, 0.2, -0.4, 0.9, 0.5, 0.1, -0.3, 0.4, 0.6}
	a, b := chain.NewState(right.Model), chain.NewState(left.Model)
	a.SetCoordinates(q)
	b.SetCoordinates(q)
	plane := spatial.Plane{Normal: r3.Vec{Y: 1}}
	for f := range right.Tips {
		if right.Tips[f] >= 0 {
			requireVec(t, plane.Reflect(a.RootFromLink(right.Tips[f]).Pos), b.RootFromLink(left.Tips[f]).Pos)
		}
	}
}
