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

func requireTurn(t require.TestingT, want, got spatial.Pose) {
	require.InDelta(t, 0, spatial.AngleBetween(want.Rot, got.Rot), 1e-7)
}

// The palm frame's origin is where the wrist of a person would be: the mean knuckle of
// the fingers lies to it as theirs, in units of the fingers' lengths.
func TestTheWristIsWhereAPersonHasIt(t *testing.T) {
	person := hand.New(hand.Right, hand.Nominal())
	for _, ahead := range []float64{-0.1, 0, 0.05} {
		r := fit(t, handText("carpus",
			straight("index", r3.Vec{X: ahead + 0.003, Y: 0.02, Z: 0.01}, 0.08),
			straight("middle", r3.Vec{X: ahead + 0.002, Y: 0, Z: 0.004}, 0.06),
			straight("ring", r3.Vec{X: ahead - 0.005, Y: -0.026, Z: 0.007}, 0.04)), robot.Fit{})
		var theirs r3.Vec
		length := 0.0
		for f := hand.Index; f <= hand.Ring; f++ {
			knuckle := person.PalmFromSegment(f, 0).Pos
			theirs = r3.Add(theirs, r3.Scale(1.0/3, knuckle))
			length += r3.Norm(r3.Sub(person.PalmFromSegment(f, 3).Pos, knuckle))
		}
		scale := (0.08 + 0.06 + 0.04) / length
		want := spatial.At(r3.Sub(r3.Vec{X: ahead, Y: -0.002, Z: 0.007}, r3.Scale(scale, theirs)))
		requireTurn(t, want, r.LinkFromPalm)
		require.InDelta(t, 0, r3.Norm(r3.Sub(want.Pos, r.LinkFromPalm.Pos)), 1e-9)
		require.Equal(t, hand.Right, r.Side)
	}
}

// madeHand is a hand of five fingers with three flexions each, and a thumb across them, in
// the palm frame of a right hand, before anything is done to it.
func madeHand() [][]bone {
	var out [][]bone
	for i, name := range []string{"index", "middle", "ring", "little"} {
		at := r3.Vec{X: 0.09, Y: 0.025 - 0.02*float64(i)}
		d := []bone{{link: name + "_a", at: at, axis: r3.Vec{Z: 1}, low: -0.3, high: 0.3}}
		for k, b := range []string{"b", "c", "d"} {
			step := r3.Vec{X: []float64{0, 0.04, 0.025}[k]}
			d = append(d, bone{link: name + "_" + b, at: step, axis: r3.Vec{Y: 1}, low: []float64{-0.3, 0, 0}[k], high: 1.6})
		}
		out = append(out, append(d, bone{link: name + "_tip", at: r3.Vec{X: 0.02}}))
	}
	return append(out, []bone{
		{link: "thumb_a", at: r3.Vec{X: 0.02, Y: 0.03, Z: -0.01}, axis: r3.Vec{X: 1}, low: -0.2, high: 1.2},
		{link: "thumb_b", axis: r3.Vec{Z: -1}, low: -0.5, high: 0.9},
		{link: "thumb_c", at: r3.Vec{X: 0.02, Y: 0.04}, axis: r3.Vec{Z: -1}, low: 0, high: 1.3},
		{link: "thumb_tip", at: r3.Vec{X: 0.01, Y: 0.03}},
	})
}

// told is what a hand is mapped to, in its own measures: which digit is which finger, and
// the palm frame in units of the hand.
func told(r *robot.Robot, size float64) (fingers []string, frame spatial.Pose, side hand.Side) {
	for _, g := range r.Found.Fingers {
		fingers = append(fingers, g.Finger+" "+g.Joints[0])
	}
	frame = r.LinkFromPalm
	frame.Pos = r3.Scale(1/size, frame.Pos)
	return fingers, frame, r.Side
}

// A hand is mapped alike wherever its file has its zeros, its root, its names and its
// size, whichever way its axes point and however the palm's link lies in it; and the
// mirrored hand is mapped as the mirrored one.
func TestTheMappingIsThatOfTheHandNotOfItsFile(t *testing.T) {
	want, frame, _ := told(fit(t, handText("carpus", madeHand()...), robot.Fit{}), 1)
	require.Len(t, want, 5)
	requireTurn(t, spatial.Identity(), frame)
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-1, 1)
		turn := spatial.FromRotationVector(r3.Vec{X: 3 * x.Draw(t, "x"), Y: 3 * x.Draw(t, "y"), Z: 3 * x.Draw(t, "z")})
		size := math.Pow(10, rapid.Float64Range(-1, 1).Draw(t, "size"))
		left := rapid.Bool().Draw(t, "left")
		unnamed := rapid.Bool().Draw(t, "unnamed")
		digits := madeHand()
		for i := range digits {
			change := changed{t: t, turn: turn, size: size, left: left, unnamed: unnamed, digit: i}
			change.digit0(digits[i])
		}
		r := fit(t, onAStand(t, handText("carpus", digits...)), robot.Fit{})
		got, gotFrame, side := told(r, size)
		if !unnamed {
			require.Equal(t, want, got)
		} else {
			require.Equal(t, []string{"thumb d4_0_joint", "index d0_0_joint", "middle d1_0_joint", "ring d2_0_joint", "little d3_0_joint"}, got)
		}
		require.Equal(t, map[bool]hand.Side{false: hand.Right, true: hand.Left}[left], side)
		expect := frame
		if left {
			expect = spatial.FlipY(expect)
		}
		require.InDelta(t, 0, spatial.AngleBetween(spatial.Pose{Rot: turn}.Mul(expect).Rot, gotFrame.Rot), 1e-6)
		require.InDelta(t, 0, r3.Norm(r3.Sub(spatial.Rotate(turn, expect.Pos), gotFrame.Pos)), 1e-6)
	})
}

// changed describes a digit in another way.
type changed struct {
	t             *rapid.T
	turn          quatNumber
	size          float64
	left, unnamed bool
	digit         int
}

// digit0 changes a digit in place: mirrored, turned with the palm's link, scaled, its hinges
// with other zeros and turned axes.
func (c changed) digit0(d []bone) {
	frame := spatial.Pose{Rot: c.turn} // newParentFromOldParent of the present bone
	for i := range d {
		b := &d[i]
		if c.left {
			b.at.Y = -b.at.Y
			b.axis = r3.Vec{X: -b.axis.X, Y: b.axis.Y, Z: -b.axis.Z}
		}
		b.at = r3.Scale(c.size, frame.Rotate(b.at))
		b.rot = frame.Rot
		frame = spatial.Identity()
		if c.unnamed {
			b.link = "d" + string(rune('0'+c.digit)) + "_" + string(rune('0'+i))
		}
		if b.axis == (r3.Vec{}) {
			continue
		}
		if zero := 0.5 * rapid.Float64Range(-1, 1).Draw(c.t, "zero"); true {
			b.rot = mulQuat(b.rot, spatial.AxisAngle(b.axis, zero))
			b.low, b.high = b.low-zero, b.high-zero
		}
		if rapid.Bool().Draw(c.t, "flip") {
			b.axis = r3.Scale(-1, b.axis)
			b.low, b.high = -b.high, -b.low
		}
	}
}

// Where no axis tells how far a finger opens past straight, an axis of the palm's link or
// the file's zero does; else it is the end of its range.
func TestWhereStraightIs(t *testing.T) {
	for name, c := range map[string]struct {
		low  float64 // of a hinge of 0…1.5 rad; the finger lies along +X at 0
		turn float64 // of the palm's link about its y axis
		want float64 // rad from the open end towards closing
	}{
		"opens to straight":            {0, 0, 0},
		"an axis of the palm":          {-0.3, 0, 0.3},
		"another zero, the same axis":  {-0.5, 0, 0.5},
		"the zero, where no axis is":   {-0.3, 0.8, 0.3},
		"too far to be an overstretch": {-1.2, 0.3, 0},
	} {
		t.Run(name, func(t *testing.T) {
			rot := spatial.AxisAngle(r3.Vec{Y: 1}, c.turn)
			for _, flipped := range [][2]bool{{}, {true, false}, {false, true}, {true, true}} { // the axes of each finger
				digit := func(name string, y float64) []bone {
					d := []bone{
						{link: name + "_a", at: r3.Vec{Y: y}, rot: rot, axis: r3.Vec{Y: 1}, low: c.low, high: 1.5},
						{link: name + "_b", at: r3.Vec{X: 0.04}, axis: r3.Vec{Y: 1}, high: 1.5},
						{link: name + "_tip", at: r3.Vec{X: 0.03}},
					}
					for i, flip := range flipped {
						if flip {
							d[i].axis, d[i].low, d[i].high = r3.Vec{Y: -1}, -d[i].high, -d[i].low
						}
					}
					return d
				}
				r := fit(t, handText("carpus", digit("index", 0.02), digit("ring", -0.02)), robot.Fit{})
				want := spatial.AxisAngle(r3.Vec{Y: 1}, c.turn+c.low+c.want)
				require.InDelta(t, 0, spatial.AngleBetween(want, r.LinkFromPalm.Rot), 1e-7, "%v", flipped)
			}
		})
	}
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

// A hinge that may turn more than once around does not tell which way a finger closes:
// the others do.
func TestHingesThatTurnAroundDoNotClose(t *testing.T) {
	r := fit(t, handText("carpus",
		straight("index", r3.Vec{Y: 0.02}, 0.07),
		[]bone{{link: "middle_root", axis: r3.Vec{Y: 1}, low: math.Inf(-1)}, {link: "middle_tip", at: r3.Vec{X: 0.07}}},
		straight("ring", r3.Vec{Y: -0.02}, 0.07)), robot.Fit{})
	requireTurn(t, spatial.Identity(), r.LinkFromPalm)
}

// Hands that have no palm frame are refused with what to give, and have one when it is given.
func TestHandsWithoutAPalmFrame(t *testing.T) {
	up := straight("ring", r3.Vec{Y: -0.02}, 0.07)
	up[0].axis = r3.Vec{Y: -1}
	text := handText("carpus", straight("index", r3.Vec{Y: 0.02}, 0.07), up)
	require.ErrorContains(t, fitError(t, text, robot.Fit{}), "give --palm-frame FINGERS,BACK")
	both := func(name string, y float64) []bone { // bends both ways alike
		d := straight(name, r3.Vec{Y: y}, 0.07)
		d[0].low, d[0].high = -1.2, 1.2
		return d
	}
	text = handText("carpus", both("index", 0.02), both("ring", -0.02))
	require.ErrorContains(t, fitError(t, text, robot.Fit{}), "give --palm-frame FINGERS,BACK")
	require.Equal(t, "fingers +x, back +z", fit(t, text, robot.Fit{PalmFrame: &robot.PalmFrame{Fingers: [3]float64{1}, Back: [3]float64{0, 0, 1}}}).Found.Axes)
	// Two fingers and no thumb are a hand.
	r := fit(t, handText("carpus", straight("index", r3.Vec{Y: 0.02}, 0.07), straight("ring", r3.Vec{Y: -0.02}, 0.07)), robot.Fit{})
	require.Equal(t, -1, r.Tips[hand.Thumb])
	// A thumb and one finger are a gripper.
	r = fit(t, handText("carpus", straight("index", r3.Vec{Z: 0.04}, 0.07), gripped("thumb", r3.Vec{Z: -0.04}, 0.07)), robot.Fit{})
	require.Equal(t, "thumb_tip", r.Found.Fingers[0].Tip)
	x, _, z := spatial.Axes(r.LinkFromPalm.Rot)
	require.InDelta(t, 1, x.X, 1e-9)
	require.InDelta(t, 1, z.Z, 1e-9, "the fingers close towards the thumb, which is −Z")
}

// gripped is a straight finger that closes towards +Z.
func gripped(name string, knuckle r3.Vec, length float64) []bone {
	d := straight(name, knuckle, length)
	d[0].axis = r3.Vec{Y: -1}
	return d
}
