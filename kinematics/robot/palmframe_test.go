package robot_test

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

func requireFrame(t require.TestingT, want, got spatial.Pose) {
	require.InDelta(t, 0, spatial.AngleBetween(want.Rot, got.Rot), 1e-7)
	requireVec(t, want.Pos, got.Pos)
}

// The wrist is the palm link's own origin where the knuckles are more than half a
// finger before it, and one finger's length behind the knuckles else. The fingers of
// this hand are 80, 60 and 40 mm long, 60 on average, and the knuckles' mean is off the
// axis.
func TestTheWristIsTheOriginOrAFingerBehindTheKnuckles(t *testing.T) {
	const length = 0.06
	for ahead, moved := range map[float64]bool{-0.1: true, 0: true, 0.02: true, 0.029: true, 0.031: false, 0.04: false, 0.09: false} {
		// Knuckles are not level: their mean is what counts.
		r := fit(t, handText("carpus",
			straight("index", r3.Vec{X: ahead + 0.003, Y: 0.02, Z: 0.01}, 0.08),
			straight("middle", r3.Vec{X: ahead + 0.002, Y: 0, Z: 0.004}, 0.06),
			straight("ring", r3.Vec{X: ahead - 0.005, Y: -0.026, Z: 0.007}, 0.04)), robot.Fit{})
		want := spatial.Identity()
		if moved {
			want.Pos = r3.Vec{X: ahead - length, Y: -0.002, Z: 0.007}
		}
		requireFrame(t, want, r.LinkFromPalm)
		require.Equal(t, hand.Right, r.Side)
	}
}

// The knuckle is the first joint that moves, behind a welded metacarpal too, and be it
// the robot's very first coordinate.
func TestTheKnuckleIsTheFirstJointThatMoves(t *testing.T) {
	digit := func(name string, y float64) []bone {
		return []bone{
			{link: name + "_metacarpal", at: r3.Vec{X: -0.04, Y: y}},
			{link: name + "_proximal", at: r3.Vec{X: 0.05}, axis: r3.Vec{Y: 1}, high: 1.2}, // at x = 10 mm
			{link: name + "_distal", at: r3.Vec{X: 0.03}, axis: r3.Vec{Y: 1}, high: 1.2},
			{link: name + "_pad", at: r3.Vec{X: 0.02}},
			{link: name + "_tip", at: r3.Vec{X: 0.01}},
		}
	}
	r := fit(t, handText("carpus", digit("index", 0.02), digit("little", -0.02)), robot.Fit{})
	requireFrame(t, spatial.At(r3.Vec{X: 0.01 - 0.06}), r.LinkFromPalm)
}

// A hand's frame does not depend on how its palm link lies in it or on its size, and the
// mirrored hand has the mirrored one.
func TestPalmFrameGoesWithTheHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-1, 1)
		vec := func(name string) r3.Vec { return r3.Vec{X: x.Draw(t, name), Y: x.Draw(t, name), Z: x.Draw(t, name)} }
		turn := spatial.FromRotationVector(r3.Scale(3, vec("turn")))
		size := math.Pow(10, rapid.Float64Range(-3.3, 2).Draw(t, "size"))
		// In the hand's own frame the knuckles are 90 mm before the wrist.
		link := r3.Vec{X: 0.09 + rapid.SampledFrom([]float64{-0.01, 0.02}).Draw(t, "ahead"), Y: 0.05 * x.Draw(t, "y"), Z: 0.05 * x.Draw(t, "z")}
		for _, side := range []float64{1, -1} {
			vector := func(v r3.Vec) r3.Vec { v.Y *= side; return spatial.Rotate(turn, v) }
			length := func(v r3.Vec) r3.Vec { return r3.Scale(size, vector(v)) }
			digit := func(name string, knuckle r3.Vec, l float64) []bone {
				return []bone{
					{link: name + "_root", at: length(r3.Sub(knuckle, link)), axis: r3.Scale(side, vector(r3.Vec{Y: 1})), high: 1.2},
					{link: name + "_tip", at: length(r3.Vec{X: l})},
				}
			}
			r := fit(t, handText("carpus", digit("index", r3.Vec{X: 0.09, Y: 0.02}, 0.08), digit("ring", r3.Vec{X: 0.09, Y: -0.02}, 0.04)), robot.Fit{})
			want := spatial.Pose{Rot: turn, Pos: length(r3.Sub(r3.Vec{X: 0.03}, link))} // a finger of 60 mm behind
			if 0.09-link.X > 0.03 {
				want.Pos = r3.Vec{}
			}
			require.Equal(t, map[float64]hand.Side{1: hand.Right, -1: hand.Left}[side], r.Side)
			require.InDelta(t, 0, spatial.AngleBetween(want.Rot, r.LinkFromPalm.Rot), 1e-7)
			require.InDelta(t, 0, r3.Norm(r3.Sub(want.Pos, r.LinkFromPalm.Pos)), 1e-9*size)
		}
	})
}

// Only the first and the last finger tell the side, wherever those between are.
func TestTheSideIsThatOfTheOuterFingers(t *testing.T) {
	for _, middle := range []float64{0.01, -0.05, 0.05} {
		for _, side := range []float64{1, -1} {
			r := fit(t, handText("carpus",
				straight("index", r3.Vec{Y: 0.02 * side}, 0.08),
				straight("middle", r3.Vec{Y: middle * side}, 0.08),
				straight("little", r3.Vec{Y: -0.02 * side}, 0.08)), robot.Fit{})
			require.Equal(t, map[float64]hand.Side{1: hand.Right, -1: hand.Left}[side], r.Side, "middle at %g", middle)
		}
	}
}

// The fingers close as far as the middle of their range. The index finger turns down by
// the angle a then, the ring finger to the side by b, and the palm looks to where the
// tips go on average across the fingers: 80 mm · sin a down, 50 mm · sin b sideways.
func TestThePalmLooksWhereHalfClosedFingersGo(t *testing.T) {
	for _, c := range []struct{ lowA, highA, lowB, highB float64 }{
		{0, 1, 0, 2}, {-0.4, 1.6, -0.2, 0.6}, {-1, 2, -0.5, 1.9}, {-0.3, 2.9, 0, 0.4},
	} {
		a, b := c.lowA/2+c.highA/2, c.lowB/2+c.highB/2
		r := fit(t, handText("carpus",
			[]bone{{link: "index_root", at: r3.Vec{Y: 0.02}, axis: r3.Vec{Y: 1}, low: c.lowA, high: c.highA}, {link: "index_tip", at: r3.Vec{X: 0.08}}},
			[]bone{{link: "ring_root", at: r3.Vec{Y: -0.02}, axis: r3.Vec{Z: 1}, low: c.lowB, high: c.highB}, {link: "ring_tip", at: r3.Vec{X: 0.05}}},
		), robot.Fit{})
		// The back of the hand, +Z of its frame, is on the other side: turned about x.
		want := spatial.AxisAngle(r3.Vec{X: 1}, math.Atan2(0.05*math.Sin(b), 0.08*math.Sin(a)))
		require.InDelta(t, 0, spatial.AngleBetween(want, r.LinkFromPalm.Rot), 1e-9, "%+v", c)
	}
}

// A hinge that may turn more than once around does not tell which way a finger closes:
// it stays where the open hand has it.
func TestHingesThatTurnAroundDoNotClose(t *testing.T) {
	for name, c := range map[string]struct{ low, high, open float64 }{
		"no limits": {math.Inf(-1), math.Inf(1), 0},
		"turns":     {-20, 5, 0},
		"from one":  {1, 20, 1},
		"to one":    {-25, -1, -1},
	} {
		t.Run(name, func(t *testing.T) {
			along := spatial.Rotate(spatial.AxisAngle(r3.Vec{Z: 1}, -c.open), r3.Vec{X: 0.07})
			r := fit(t, handText("carpus",
				straight("index", r3.Vec{Y: 0.02}, 0.07),
				[]bone{{link: "middle_root", axis: r3.Vec{Z: 1}, low: c.low, high: c.high}, {link: "middle_tip", at: along}},
				straight("ring", r3.Vec{Y: -0.02}, 0.07)), robot.Fit{})
			requireFrame(t, spatial.At(r3.Vec{X: -0.07}), r.LinkFromPalm)
		})
	}
}

// Hands that have no palm frame.
func TestHandsWithoutAPalmFrame(t *testing.T) {
	back := straight("ring", r3.Vec{Y: -0.02}, 0.07)
	back[1].at = r3.Vec{X: -0.07}
	require.ErrorContains(t, fitError(t, handText("carpus", straight("index", r3.Vec{Y: 0.02}, 0.07), back), robot.Fit{}), "point nowhere")

	up := straight("ring", r3.Vec{Y: -0.02}, 0.07)
	up[0].axis = r3.Vec{Y: -1}
	require.ErrorContains(t, fitError(t, handText("carpus", straight("index", r3.Vec{Y: 0.02}, 0.07), up), robot.Fit{}), "do not close to one side")

	require.ErrorContains(t, fitError(t, handText("carpus", straight("index", r3.Vec{Y: 0.02}, 0.07), straight("thumb", r3.Vec{}, 0.05)), robot.Fit{}), "1 fingers besides the thumb")
	// Two fingers and no thumb are a hand.
	r := fit(t, handText("carpus", straight("index", r3.Vec{Y: 0.02}, 0.07), straight("ring", r3.Vec{Y: -0.02}, 0.07)), robot.Fit{})
	require.Equal(t, -1, r.Tips[hand.Thumb])
}
