package skin

import (
	"math"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// rubbing is a ball on another one, of two links of the robot.
type rubbing struct {
	*Skin
	poses []spatial.Pose
}

func newRubbing(t *testing.T, depth float64) *rubbing {
	t.Helper()
	const radius, large = 0.008, 0.2 // m
	layout := &Layout{Name: "pair", Solids: []Solid{
		{Name: "tip", Link: "l", A: r3.Vec{Z: 2}, B: r3.Vec{Z: 2}, Ra: radius, Rb: radius},
		{Name: "ball", Link: "other", Ra: large, Rb: large},
	}, Pads: []Pad{{Region: "tip", Rows: 24, Columns: 24, Wrap: &Wrap{
		Solid: "tip", Zero: r3.Vec{Z: -1}, Along: [2]float64{-0.011, 0.011}, Around: [2]float64{-1.4, 1.4},
	}}}}
	s := newSkin(t, chain.NewState(twoLinks(t)), layout, "ideal")
	return &rubbing{s, []spatial.Pose{spatial.Identity(), spatial.At(r3.Vec{Z: large + radius - depth - 2}), spatial.Identity()}}
}

// slide moves the tip's link by a way (m) in some steps, and gives what presses its taxels
// in the end (N), and what drags at them.
func (r *rubbing) slide(way r3.Vec, steps int) (push float64, drag r3.Vec) {
	for range steps {
		r.poses[1].Pos = r3.Add(r.poses[1].Pos, r3.Scale(1/float64(steps), way))
		r.Touch(r.poses)
	}
	var f r3.Vec
	for i, l := range r.Truth() {
		e := &r.Surface().Elements[i]
		f = r3.Add(f, r3.Add(r3.Scale(-l.Normal, e.Normal), r3.Add(r3.Scale(l.X, e.X), r3.Scale(l.Y, e.Y))))
	}
	f = spatial.Rotate(r.poses[1].Rot, f)
	normal := r3.Unit(r.poses[1].Apply(r3.Vec{Z: 2})) // the large ball is at the origin
	push = r3.Dot(f, normal)
	return push, r3.Sub(f, r3.Scale(push, normal))
}

// Drawn aside by less than breaks it away, a contact of two soft pads is as stiff as both
// of them in series on its area: with p = K·δ(1 − r²/a²) and a traction of Ks·s/2 over
// it all, the drag is Ks·s/(K·δ) of what presses, δ being the depth of a pad.
func TestFingersThatAreDrawnAsideHoldEachOther(t *testing.T) {
	const depth = 1e-3
	for _, way := range []float64{20e-6, 100e-6, 300e-6} {
		r := newRubbing(t, depth)
		r.slide(r3.Vec{}, 2)
		_, before := r.slide(r3.Vec{}, 1)
		r.slide(r3.Vec{X: way}, 50)
		push, drag := r.slide(r3.Vec{}, 1)
		require.InEpsilon(t, -ShearStiffness*way/(NormalStiffness*depth/2), (drag.X-before.X)/push, 0.03, "%g m", way)
	}
}

// Sliding, fingers rub by Coulomb's law whatever their speed, whichever way.
func TestFingersThatSlideRub(t *testing.T) {
	for _, angle := range []float64{0, 1, 2.5, 4} {
		sin, cos := math.Sincos(angle)
		for _, steps := range []int{20, 400} {
			r := newRubbing(t, 1e-3)
			r.slide(r3.Vec{}, 2)
			push, drag := r.slide(r3.Vec{X: 8e-3 * cos, Y: 8e-3 * sin}, steps)
			require.InEpsilon(t, PadFriction*push, -(drag.X*cos + drag.Y*sin), 0.02)
		}
	}
}

// Fingers that press each other and are carried about do not drag; and those that have
// parted have forgotten.
func TestCarryingIsNoRubbing(t *testing.T) {
	r := newRubbing(t, 1e-3)
	r.slide(r3.Vec{}, 2)
	at := []spatial.Pose{r.poses[0], r.poses[1], r.poses[2]}
	for n := range 200 {
		f := float64(n)
		carried := spatial.Pose{Rot: spatial.FromRPY(0.01*f, 0.02*f, -0.015*f), Pos: r3.Vec{X: 1e-3 * f, Z: -2e-3 * f}}
		for i := range at {
			r.poses[i] = carried.Mul(at[i])
		}
		r.Touch(r.poses)
		f1 := spatial.Rotate(carried.Inverse().Rot, r.Wrenches()[1].Force)
		require.InDelta(t, 0, math.Hypot(f1.X, f1.Y), 1e-6)
	}
	copy(r.poses, at)
	r.slide(r3.Vec{X: 2e-3}, 20)
	require.NotZero(t, r.near[0].rub.bristle)
	r.slide(r3.Vec{Z: 0.05}, 5)
	r.slide(r3.Vec{X: -2e-3, Z: -0.05}, 1)
	require.Zero(t, r.near[0].rub.bristle)
}

// A rubbing hand is pushed by itself as little as a resting one.
func TestRubbingIsInternal(t *testing.T) {
	state, layout := bionic(t, hand.Right)
	s := newSkin(t, state, layout, "ideal")
	dragged := 0
	for n := range 60 {
		joints := fist()
		for name := range joints {
			joints[name] -= 2e-3 * float64(n)
		}
		s.Touch(posesOf(state, joints))
		var all Wrench
		largest := 0.0
		for _, w := range s.Wrenches() {
			all, largest = all.Add(w), max(largest, r3.Norm(w.Force))
		}
		require.InDelta(t, 0, r3.Norm(all.Force), 1e-9*(1+largest))
		require.InDelta(t, 0, r3.Norm(all.Torque), 1e-9*(1+largest))
		for i := range s.near {
			if s.near[i].rub.drag != (r3.Vec{}) {
				dragged++
			}
		}
	}
	require.Greater(t, dragged, 40)
}
