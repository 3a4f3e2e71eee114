package robot_test

import (
	"strings"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// without is madeHand with digits left out, counted as it has them.
func without(left ...int) [][]bone {
	var out [][]bone
	for i, d := range madeHand() {
		if !containsInt(left, i) {
			out = append(out, d)
		}
	}
	return out
}

func containsInt(list []int, v int) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}

func fingersOf(r *robot.Robot) string {
	var names []string
	for _, g := range r.Found.Fingers {
		names = append(names, g.Finger+"="+g.Links[0])
	}
	return strings.Join(names, " ")
}

// A hand with fewer fingers has those nearest to the thumb, unless the names say which.
func TestHandsWithFewerFingers(t *testing.T) {
	for name, c := range map[string]struct {
		digits  [][]bone
		unnamed bool
		want    string
	}{
		"five":            {without(), false, "thumb=thumb_a index=index_a middle=middle_a ring=ring_a little=little_a"},
		"four":            {without(3), true, "thumb=d4 index=d0 middle=d1 ring=d2"},
		"three":           {without(2, 3), true, "thumb=d4 index=d0 middle=d1"},
		"named, one less": {without(1), false, "thumb=thumb_a index=index_a ring=ring_a little=little_a"},
		"no thumb":        {without(4), false, "index=index_a middle=middle_a ring=ring_a little=little_a"},
	} {
		t.Run(name, func(t *testing.T) {
			text := handText("carpus", c.digits...)
			if c.unnamed {
				for i, f := range []string{"index", "middle", "ring", "little", "thumb"} {
					text = strings.ReplaceAll(text, `"`+f+`_a"`, `"d`+string(rune('0'+i))+`"`)
					text = strings.ReplaceAll(text, f+"_", "k"+string(rune('0'+i))+"_")
				}
			}
			r := fit(t, text, robot.Fit{})
			require.Equal(t, c.want, fingersOf(r))
			for f := range r.Tips {
				if !strings.Contains(c.want, hand.Finger(f).String()+"=") {
					require.Equal(t, -1, r.Tips[f])
					require.Equal(t, -1, r.Middles[f])
					require.Empty(t, r.Fingers[f])
				}
			}
		})
	}
}

// Names tell a finger by whole words, or a known maker's beginnings, the first that a name
// has; a part of a word tells nothing.
func TestNamesOfFingers(t *testing.T) {
	for _, change := range []string{
		"index_→lh_ff",
		"index_a→FFJ1",
		"ring_→rfdistal",
		"middle_→finger_middle_",
		"thumb_→trumb_",
		"little_→offender_",
		"index_→stringless_",
		"middle_→middle_index_like",
	} {
		from, to, _ := strings.Cut(change, "→")
		text := strings.ReplaceAll(handText("carpus", madeHand()...), `"`+from, `"`+to)
		r := fit(t, text, robot.Fit{})
		require.Len(t, r.Found.Fingers, 5, change)
		require.Equal(t, "thumb", r.Found.Fingers[0].Finger)
		for i, f := range []string{"thumb", "index", "middle", "ring", "little"} {
			require.Equal(t, f, r.Found.Fingers[i].Finger, change)
		}
	}
}

// Every finger may have a phalanx that is called middle.
func TestAPhalanxCalledMiddle(t *testing.T) {
	text := handText("carpus", madeHand()...)
	text = strings.ReplaceAll(text, `_c"`, `_middle"`)
	require.Equal(t, "thumb=thumb_a index=index_a middle=middle_a ring=ring_a little=little_a", fingersOf(fit(t, text, robot.Fit{})))
}

// A finger without a frame at its end has one made: from its shapes, or else its mass, or
// else the bone before; and the last joint moves it.
func TestFingertipsAreMade(t *testing.T) {
	bareEnds := madeHand()
	for i := range bareEnds {
		bareEnds[i] = bareEnds[i][:len(bareEnds[i])-1]
	}
	text := handText("carpus", bareEnds...)
	for name, c := range map[string]struct {
		inside string
		at     r3.Vec
		from   string
	}{
		"collision": {`<collision><origin xyz="0.012 0 0"/><geometry><box size="0.024 0.01 0.01"/></geometry></collision>`, r3.Vec{X: 0.024}, "its collision geometry"},
		"visual":    {`<visual><origin xyz="0.01 0 -0.002"/><geometry><box size="0.02 0.01 0.01"/></geometry></visual>`, r3.Vec{X: 0.0206, Z: -0.0041}, "its visual geometry"},
		"mass":      {`<inertial><origin xyz="0.011 0 0"/><mass value="0.01"/></inertial>`, r3.Vec{X: 0.022}, "its centre of mass"},
		"bone":      {``, r3.Vec{X: 0.72 * 0.025}, "the length of the bone before"},
	} {
		t.Run(name, func(t *testing.T) {
			r := fit(t, strings.ReplaceAll(text, `<link name="index_d"/>`, `<link name="index_d">`+c.inside+`</link>`), robot.Fit{})
			g := r.Found.Fingers[1]
			require.Equal(t, "index_d", g.Tip)
			require.Equal(t, c.from, g.TipFrom)
			require.InDelta(t, c.at.X, g.TipAt[0], 2e-3)
			require.InDelta(t, c.at.Z, g.TipAt[2], 2e-3)
			joint, _ := r.Model.JointIndex("index_d_joint")
			coord, _, _ := r.Model.JointCoordinate(joint)
			a, b := chain.NewState(r.Model), chain.NewState(r.Model)
			q := append([]float64(nil), a.Coordinates()...)
			q[coord] = 1
			b.SetCoordinates(q)
			tip := r.Tips[hand.Index]
			require.Greater(t, r3.Norm(r3.Sub(a.RootFromLink(tip).Pos, b.RootFromLink(tip).Pos)), 0.01)
		})
	}
}

// What hangs from a torso by hips, knees and wheels is no hand.
func TestLegsAreNoFingers(t *testing.T) {
	text := strings.NewReplacer("index_", "left_hip_", "middle_", "right_knee_", "ring_", "front_wheel_", "little_", "ankle_", "thumb_", "neck_").Replace(handText("trunk", madeHand()...))
	require.ErrorContains(t, fitError(t, text, robot.Fit{}), "no hand found")
}

// What was found makes the same robot again, to the last bit, without the file's meshes.
func TestTheFoundFitMakesTheSameRobot(t *testing.T) {
	bareEnds := madeHand()
	bareEnds[0] = bareEnds[0][:len(bareEnds[0])-1]
	text := withBalls(handText("carpus", bareEnds...), "index_c", "middle_d", "carpus")
	first := fit(t, text, robot.Fit{})
	again := fit(t, text, first.Fit)
	require.Equal(t, first.LinkFromPalm, again.LinkFromPalm)
	require.Equal(t, first.Flat, again.Flat)
	require.Equal(t, first.Tips, again.Tips)
	require.Equal(t, first.Middles, again.Middles)
	require.Equal(t, first.Knuckles, again.Knuckles)
	require.Equal(t, first.Shapes, again.Shapes)
	require.Equal(t, first.Model.Joints(), again.Model.Joints())
	require.Equal(t, first.Side, again.Side)
}
