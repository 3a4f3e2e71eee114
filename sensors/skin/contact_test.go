package skin

import (
	"math"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// twoLinks is a base and two links that float before it.
func twoLinks(t require.TestingT) *chain.Model {
	slide := func(name string) chain.Joint {
		return chain.Joint{
			Name: name + "_slide", Kind: chain.Prismatic, Parent: "base", Child: name,
			Origin: spatial.Identity(), Axis: r3.Vec{X: 1}, Limit: chain.Unlimited(),
		}
	}
	m, err := chain.New("two links", "base", []chain.Joint{slide("l"), slide("other")})
	require.NoError(t, err)
	return m
}

// TestBallOnBallIsAnElasticFoundation presses a fingertip on a ball so large
// that it is flat: F = πR(K/2h)δ², two pads of stiffness K/h in series.
func TestBallOnBallIsAnElasticFoundation(t *testing.T) {
	const radius, flat = 0.008, 1.0 // m
	layout := &Layout{Name: "pair", Solids: []Solid{
		{Name: "tip", Link: "l", A: r3.Vec{Z: 2}, B: r3.Vec{Z: 2}, Ra: radius, Rb: radius},
		{Name: "flat", Link: "other", Ra: flat, Rb: flat},
	}, Pads: []Pad{{Region: "tip", Rows: 24, Columns: 24, Wrap: &Wrap{
		Solid: "tip", Zero: r3.Vec{Z: -1}, Along: [2]float64{-0.011, 0.011}, Around: [2]float64{-1.4, 1.4},
	}}}}
	s := newSkin(t, chain.NewState(twoLinks(t)), layout, "ideal")
	effective := radius * flat / (radius + flat)
	for _, depth := range []float64{0.4e-3, 0.8e-3, 1.2e-3} {
		poses := []spatial.Pose{spatial.Identity(), spatial.At(r3.Vec{Z: flat + radius - depth - 2}), spatial.Identity()}
		s.Touch(poses)
		sum := 0.0
		for i, l := range s.Truth() {
			e := &s.Surface().Elements[i]
			force := r3.Add(r3.Scale(-l.Normal, e.Normal), r3.Add(r3.Scale(l.X, e.X), r3.Scale(l.Y, e.Y)))
			sum += force.Z
		}
		require.InEpsilon(t, math.Pi*effective*NormalStiffness/2*depth*depth, sum, 0.01, "depth %g m", depth)
	}
}

// TestSelfContactIsInternal: whatever the posture, the robot's contact with
// itself neither pushes nor turns it as a whole.
func TestSelfContactIsInternal(t *testing.T) {
	state, layout := bionic(t, hand.Right)
	s := newSkin(t, state, layout, "ideal")
	rapid.Check(t, func(t *rapid.T) {
		joints := map[string]float64{}
		for i := range state.Model().DOF() {
			c := state.Model().Coordinate(i)
			joints[c.Name] = rapid.Float64Range(c.Limit.Lower, c.Limit.Upper).Draw(t, c.Name)
		}
		s.Touch(posesOf(state, joints))
		var sum Wrench
		largest := 0.0
		for _, w := range s.Wrenches() {
			sum = sum.Add(w)
			largest = max(largest, r3.Norm(w.Force))
		}
		require.InDelta(t, 0, r3.Norm(sum.Force), 1e-9*(1+largest))
		require.InDelta(t, 0, r3.Norm(sum.Torque), 1e-9*(1+largest))
	})
}

func TestAnOpenHandFeelsNothing(t *testing.T) {
	for _, side := range []hand.Side{hand.Right, hand.Left} {
		state, layout := bionic(t, side)
		s := newSkin(t, state, layout, "ideal")
		s.Touch(posesOf(state, nil))
		for i, l := range s.Truth() {
			require.Zero(t, l, "taxel %d", i)
		}
	}
}

func TestAFistIsFelt(t *testing.T) {
	state, layout := bionic(t, hand.Right)
	s := newSkin(t, state, layout, "ideal")
	s.Touch(posesOf(state, fist()))
	felt := map[string]float64{}
	for i, l := range s.Truth() {
		felt[s.Surface().Regions[s.Surface().Elements[i].Region].Name] += l.Normal
	}
	require.Greater(t, felt["palm"], 1.0)
	require.Greater(t, felt["little_distal"], 1.0)
}

func TestSegmentDistance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := struct{ a, b r3.Vec }{drawVec(t, "pa", 1), drawVec(t, "pb", 1)}
		q := struct{ a, b r3.Vec }{drawVec(t, "qa", 1), drawVec(t, "qb", 1)}
		want := math.Inf(1)
		const n = 200
		for i := range n + 1 {
			at := r3.Add(p.a, r3.Scale(float64(i)/n, r3.Sub(p.b, p.a)))
			// From a point to a segment there is a textbook answer.
			d := r3.Sub(q.b, q.a)
			u := min(max(r3.Dot(r3.Sub(at, q.a), d)/max(r3.Dot(d, d), 1e-30), 0), 1)
			want = min(want, r3.Norm(r3.Sub(at, r3.Add(q.a, r3.Scale(u, d)))))
		}
		got := math.Sqrt(spatial.SegmentDistance2(p.a, p.b, q.a, q.b))
		require.LessOrEqual(t, got, want+1e-6)
		require.InDelta(t, want, got, 0.02)
	})
}

func TestSkinStepAllocatesNothing(t *testing.T) {
	state, layout := bionic(t, hand.Right)
	s := newSkin(t, state, layout, "hall")
	poses := posesOf(state, fist())
	now := 0.0
	require.Zero(t, testing.AllocsPerRun(100, func() {
		now += 1e-3
		s.Step(now, poses)
	}))
}
