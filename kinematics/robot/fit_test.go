package robot_test

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
)

// writeURDF puts a URDF in a file of its own.
func writeURDF(t *testing.T, text string) string {
	path := filepath.Join(t.TempDir(), "robot.urdf")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// The shipped robot, read as a stranger's: everything found from its geometry
// must be what the shipped one says of itself.
func TestFromURDFFindsTheShippedRobot(t *testing.T) {
	want := bionic(t, hand.Right)
	got, err := robot.FromURDF(writeURDF(t, robot.BionicURDF()), robot.Fit{})
	require.NoError(t, err)
	require.Equal(t, want.Palm, got.Palm)
	require.Equal(t, want.Tips, got.Tips)
	require.Equal(t, want.Arm, got.Arm)
	require.Equal(t, want.Fingers, got.Fingers)
	require.Equal(t, hand.Right, got.Side)
	require.Less(t, spatial.AngleBetween(got.LinkFromPalm.Rot, spatial.Identity().Rot), 0.15)
	for f := range got.Middles {
		require.Equal(t, hand.SegmentName(hand.Finger(f), 1), got.Model.LinkName(got.Middles[f]))
	}
}

// twoFingers is a hand without an arm: a thumb and two fingers along +Y whose
// palm looks along +X.
const twoFingers = `<robot name="gripper">
<link name="base"/><link name="palm"/>
<joint name="weld" type="fixed"><parent link="base"/><child link="palm"/><origin xyz="0 0 0.1"/></joint>
<link name="index_root"/><link name="index_end"/><link name="index_tip"/>
<joint name="i1" type="revolute"><parent link="palm"/><child link="index_root"/><origin xyz="0 0.1 0.02"/><axis xyz="0 0 -1"/><limit lower="0" upper="1.5" effort="1" velocity="5"/></joint>
<joint name="i2" type="revolute"><parent link="index_root"/><child link="index_end"/><origin xyz="0 0.04 0"/><axis xyz="0 0 -1"/><limit lower="0" upper="1.5" effort="1" velocity="5"/></joint>
<joint name="i3" type="fixed"><parent link="index_end"/><child link="index_tip"/><origin xyz="0 0.04 0"/></joint>
<link name="pinky_root"/><link name="pinky_tip"/>
<joint name="p1" type="revolute"><parent link="palm"/><child link="pinky_root"/><origin xyz="0 0.1 -0.02"/><axis xyz="0 0 -1"/><limit lower="0" upper="1.5" effort="1" velocity="5"/></joint>
<joint name="p2" type="fixed"><parent link="pinky_root"/><child link="pinky_tip"/><origin xyz="0 0.07 0"/></joint>
<link name="thumb_root"/><link name="thumb_tip"/>
<joint name="t1" type="revolute"><parent link="palm"/><child link="thumb_root"/><origin xyz="0.02 0.02 0.02"/><axis xyz="0 0 1"/><limit lower="0" upper="1.5" effort="1" velocity="5"/></joint>
<joint name="t2" type="fixed"><parent link="thumb_root"/><child link="thumb_tip"/><origin xyz="0 0.06 0"/></joint>
</robot>`

func TestHandAloneIsPutOnTheArm(t *testing.T) {
	r, err := robot.FromURDF(writeURDF(t, twoFingers), robot.Fit{})
	require.NoError(t, err)
	require.Len(t, r.Arm, 7)
	require.Equal(t, "hand_palm", r.Model.LinkName(r.Palm))
	require.Equal(t, -1, r.Tips[hand.Middle])
	require.Equal(t, "hand_index_end", r.Model.LinkName(r.Middles[hand.Index]))

	// Fingers along +Y that close towards +X: back of the hand −X, thumb side +Z.
	x, y, z := spatial.Axes(r.LinkFromPalm.Rot)
	require.InDelta(t, 1, x.Y, 1e-9)
	require.InDelta(t, -1, z.X, 1e-9)
	require.InDelta(t, -1, y.Z, 1e-9)
	require.Equal(t, hand.Left, r.Side, "the index finger is on the −Y side")

	// At zero the palm frame stands as the shipped robot's does, before the arm's wrist.
	s := chain.NewState(r.Model)
	s.SetCoordinates(make([]float64, r.Model.DOF()))
	palm := s.RootFromLink(r.Palm).Mul(r.LinkFromPalm)
	require.InDelta(t, 0, math.Hypot(palm.Pos.Y, palm.Pos.Z), 1e-9)
	require.InDelta(t, 0.6, palm.Pos.X, 0.03)
	require.InDelta(t, 0, spatial.AngleBetween(palm.Rot, spatial.Identity().Rot), 1e-7)
}

func TestFitErrors(t *testing.T) {
	path := writeURDF(t, twoFingers)
	for name, c := range map[string]struct {
		fit  robot.Fit
		want string
	}{
		"finger":     {robot.Fit{Tips: map[string]string{"toe": "index_tip"}}, `finger "toe", want thumb, index`},
		"link":       {robot.Fit{Tips: map[string]string{"index": "nail"}}, `no link "nail"; links without children: index_tip`},
		"wrist":      {robot.Fit{Wrist: "elbow"}, `wrist: no link "elbow"`},
		"not above":  {robot.Fit{Wrist: "thumb_root"}, `not every fingertip hangs from it`},
		"one tip":    {robot.Fit{Tips: map[string]string{"index": "index_tip"}}, "one fingertip given, want two or more"},
		"tip twice":  {robot.Fit{Tips: map[string]string{"index": "index_tip", "ring": "index_tip"}}, `link "index_tip" is already that of the index finger`},
		"no joint":   {robot.Fit{Tips: map[string]string{"index": "index_tip", "ring": "palm"}}, "no joint of its own moves it"},
		"hand link":  {robot.Fit{HandLink: "foot"}, `hand link: no link "foot"`},
		"no hand":    {robot.Fit{HandLink: "index_root"}, "no two fingers hang from it"},
		"base":       {robot.Fit{Base: "thumb_tip"}, "does not hang from it"},
		"side":       {robot.Fit{Side: "up"}, `side "up", want left or right`},
		"palm frame": {robot.Fit{PalmFrame: &robot.PalmFrame{Fingers: [3]float64{1}, Back: [3]float64{2}}}, "across each other"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := robot.FromURDF(path, c.fit)
			require.ErrorContains(t, err, c.want)
		})
	}
	_, err := robot.FromURDF(filepath.Join(t.TempDir(), "none.urdf"), robot.Fit{})
	require.Error(t, err)
}
