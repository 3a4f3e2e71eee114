package retarget_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// description is a way to write one and the same hand down: how its palm's link lies in
// it, its size, where each hinge has its zero (rad) and which way its axis points, what
// its fingers are called, and links that carry it.
type description struct {
	turn  quat.Number
	size  float64
	zero  func(joint int) float64
	flip  func(joint int) bool
	names [4]string
	stand string
}

// plain is the hand as one would draw it, in its palm frame.
func plain() description {
	return description{
		turn: quat.Number{Real: 1}, size: 1, zero: func(int) float64 { return 0 }, flip: func(int) bool { return false },
		names: [4]string{"index", "middle", "ring", "thumb"},
	}
}

func drawDescription(t *rapid.T) description {
	x, zero, flip := rapid.Float64Range(-3, 3), rapid.Float64Range(-1.2, 1.2), rapid.Bool()
	d := description{
		turn:  spatial.FromRotationVector(r3.Vec{X: x.Draw(t, "x"), Y: x.Draw(t, "y"), Z: x.Draw(t, "z")}),
		size:  rapid.SampledFrom([]float64{1, 0.7, 1.4}).Draw(t, "size"),
		zero:  func(int) float64 { return zero.Draw(t, "zero") },
		flip:  func(int) bool { return flip.Draw(t, "flip") },
		names: plain().names,
	}
	if rapid.Bool().Draw(t, "unnamed") {
		d.names = [4]string{"a", "b", "c", "d"}
	}
	if rapid.Bool().Draw(t, "stand") {
		at := r3.Vec{X: x.Draw(t, "at"), Y: x.Draw(t, "at"), Z: x.Draw(t, "at")}
		d.stand = fmt.Sprintf(`<link name="floor"/><joint name="stand" type="fixed"><parent link="floor"/><child link="carpus"/><origin xyz="%g %g %g" rpy="%g %g %g"/></joint>`, at.X, at.Y, at.Z, at.Y, at.X/3, at.Z)
	}
	return d
}

// text is the hand: three fingers of a spread and two flexions, and a thumb across them.
func (d description) text() string {
	var b strings.Builder
	b.WriteString(`<robot name="described">` + d.stand + `<link name="carpus"/>`)
	vector := func(v r3.Vec) string { return fmt.Sprintf("%.17g %.17g %.17g", v.X, v.Y, v.Z) }
	joints := 0
	digit := func(name string, at r3.Vec, axes []r3.Vec, limits [][2]float64, bones []float64) {
		parent, step, frame := "carpus", at, d.turn // newParentFromOldParent
		for k, axis := range axes {
			zero, low, high := d.zero(joints), limits[k][0], limits[k][1]
			rot := quat.Mul(frame, spatial.AxisAngle(axis, zero))
			low, high = low-zero, high-zero
			if d.flip(joints) {
				axis, low, high = r3.Scale(-1, axis), -high, -low
			}
			joints++
			link := fmt.Sprintf("%s_%d", name, k)
			roll, pitch, yaw := rollPitchYaw(rot)
			fmt.Fprintf(&b, `<link name="%s"><collision><origin xyz="%s"/><geometry><sphere radius="%.17g"/></geometry></collision></link>
<joint name="%s" type="revolute"><parent link="%s"/><child link="%s"/><origin xyz="%s" rpy="%.17g %.17g %.17g"/><axis xyz="%s"/><limit lower="%.17g" upper="%.17g" effort="1" velocity="8"/></joint>`,
				link, vector(r3.Vec{X: d.size * bones[k] / 2}), 0.007*d.size, link, parent, link, vector(r3.Scale(d.size, spatial.Rotate(frame, step))), roll, pitch, yaw, vector(axis), low, high)
			parent, step, frame = link, r3.Vec{X: bones[k]}, quat.Number{Real: 1}
		}
		fmt.Fprintf(&b, `<link name="%s_tip"/><joint name="%s_t" type="fixed"><parent link="%s"/><child link="%s_tip"/><origin xyz="%s"/></joint>`, name, name, parent, name, vector(r3.Scale(d.size, step)))
	}
	x, y, z := r3.Vec{X: 1}, r3.Vec{Y: 1}, r3.Vec{Z: 1}
	for i, name := range d.names[:3] {
		digit(name, r3.Vec{X: 0.09, Y: 0.025 - 0.025*float64(i)}, []r3.Vec{z, y, y}, [][2]float64{{-0.3, 0.3}, {-0.2, 1.6}, {0, 1.6}}, []float64{0.004, 0.04, 0.035})
	}
	digit(d.names[3], r3.Vec{X: 0.03, Y: 0.03, Z: -0.01}, []r3.Vec{x, r3.Scale(-1, z), r3.Scale(-1, z)}, [][2]float64{{-0.2, 1.2}, {-0.6, 1}, {0, 1.4}}, []float64{0.004, 0.04, 0.035})
	return b.String() + `</robot>`
}

// postures are where a description's fingertips are in every posture that a hand is held
// in, in the palm frame and in units of its size.
func (d description) postures(t require.TestingT) map[string]r3.Vec {
	f := follow(t, d.text(), robot.Fit{})
	m := newMotion(1)
	out := map[string]r3.Vec{}
	for name, angles := range heldPostures() {
		in := m.at(0)
		in.Angles, in.Dt = angles, 0.01
		f.Reset()
		for range 300 {
			f.Step(f.q, in)
		}
		f.state.SetCoordinates(f.q)
		palm := f.state.RootFromLink(f.robot.Palm).Mul(f.robot.LinkFromPalm).Inverse()
		for finger, tip := range f.robot.Tips {
			if tip >= 0 {
				out[name+" "+hand.Finger(finger).String()] = r3.Scale(1/d.size, palm.Apply(f.state.RootFromLink(tip).Pos))
			}
		}
	}
	return out
}

// One hand takes the same postures wherever its file has its zeros, its root, its names and
// its size, whichever way its axes point and however its palm's link lies in it.
func TestPosturesAreThoseOfTheHandNotOfItsFile(t *testing.T) {
	want := plain().postures(t)
	require.Len(t, want, 4*4)
	rapid.Check(t, func(t *rapid.T) {
		got := drawDescription(t).postures(t)
		require.Len(t, got, len(want))
		for name, p := range want {
			require.Less(t, r3.Norm(r3.Sub(p, got[name])), 1e-3, name)
		}
	})
}

// rollPitchYaw of a rotation, as a URDF has it.
func rollPitchYaw(q quat.Number) (roll, pitch, yaw float64) {
	x, y, z := spatial.Axes(q)
	return math.Atan2(y.Z, z.Z), math.Asin(min(max(-x.Z, -1), 1)), math.Atan2(x.Y, x.X)
}
