package ik

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// skewed is a humanoid arm none of whose limits are symmetric, and whose axes are oblique.
func skewed(t require.TestingT) *chain.Model {
	joint := func(name, parent, child string, along float64, axis r3.Vec, lower, upper float64) chain.Joint {
		l := chain.Unlimited()
		l.Lower, l.Upper = lower, upper
		return chain.Joint{Name: name, Kind: chain.Revolute, Parent: parent, Child: child, Origin: spatial.At(r3.Vec{X: along}), Axis: r3.Unit(axis), Limit: l}
	}
	m, err := chain.New("skewed", "0", []chain.Joint{
		joint("1", "0", "1", 0, r3.Vec{X: 0.1, Z: 1}, -0.4, 1.9),
		joint("2", "1", "2", 0, r3.Vec{Y: 1}, -1.3, 0.6),
		joint("3", "2", "3", 0, r3.Vec{X: 1, Y: 0.2}, -0.3, 1.1),
		joint("4", "3", "4", 0.3, r3.Vec{Y: 1}, -2.3, -0.1),
		joint("5", "4", "5", 0.27, r3.Vec{X: 1, Z: 0.1}, -1.4, 0.5),
		joint("6", "5", "6", 0, r3.Vec{Z: 1}, -0.3, 0.8),
		joint("7", "6", "palm", 0, r3.Vec{Y: 1, Z: -0.2}, -0.2, 1.2),
	})
	require.NoError(t, err)
	return m
}

// limits of joints first to first+2.
func (s *SRS) limits(first int) (lower, upper []float64) {
	return s.arm.lower[first : first+3], s.arm.upper[first : first+3]
}

// TestARotationAtALimitIsOnAnEdge: whichever of a ball's joints is at whichever of its
// limits, and where its two solutions meet, one edge's condition holds; at other rotations
// none does.
func TestARotationAtALimitIsOnAnEdge(t *testing.T) {
	s, err := NewSRS(skewed(t), "palm")
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		which := rapid.IntRange(0, 1).Draw(t, "ball")
		ball := &s.ball[which]
		lower, upper := s.limits(4 * which)
		nearest := func(q [3]float64) (closest float64) {
			r := ball.compose(q[0], q[1], q[2])
			closest = math.Inf(1)
			for _, e := range s.edges[which] {
				closest = min(closest, math.Abs(r3.Dot(e.x, r.apply(e.y))-e.k))
			}
			return closest
		}
		var q [3]float64
		for i := range q {
			q[i] = rapid.Float64Range(lower[i]+0.05, upper[i]-0.05).Draw(t, "inside")
		}
		for i := range q {
			for _, limit := range []float64{lower[i], upper[i]} {
				p := q
				p[i] = limit
				require.Less(t, nearest(p), 1e-12, "joint %d at %g", i, limit)
			}
		}
		for _, turn := range []float64{0, math.Pi} {
			p := q
			p[1] = ball.phase + turn
			require.Less(t, nearest(p), 1e-12)
		}
	})
	for which := range s.edges {
		require.Len(t, s.edges[which], 8)
		free := []float64{math.Inf(-1), -1, math.Inf(-1)}
		require.Len(t, s.ball[which].edges(free, []float64{1, math.Inf(1), math.Inf(1)}), 4, "what has no limit has no edge")
	}
}

// feasible is whether some solution at a swivel is inside the shoulder's and the wrist's
// limits.
func (s *SRS) feasible(r *reachOf, swivel float64) bool {
	var best [7]float64
	var near vec
	for i := range 7 {
		near[i] = s.arm.middle(i)
	}
	least := math.Inf(1)
	s.nearest(&best, &least, r, swivel, &near)
	return !math.IsInf(least, 1)
}

// TestFeasibilityChangesAtCrossingsOnly: once around the swivel's circle, what has a
// solution inside the limits and what has none part at a crossing; these are in order, in
// (−π, π] from wherever one starts, at the same swivels.
func TestFeasibilityChangesAtCrossingsOnly(t *testing.T) {
	m := skewed(t)
	s, err := NewSRS(m, "palm")
	require.NoError(t, err)
	state := chain.NewState(m)
	rng := rand.New(rand.NewPCG(5, 5))
	changes := 0
	for range 300 {
		var q vec
		for i := range 7 {
			q[i] = s.arm.lower[i] + rng.Float64()*(s.arm.upper[i]-s.arm.lower[i])
		}
		state.SetCoordinates(q[:7])
		var reach [2]reachOf
		require.Positive(t, s.reaches(&reach, state.RootFromLink(s.arm.link)))
		r := &reach[0]
		from := 6 * (rng.Float64() - 0.5)
		var offsets, shifted [mostEdges]float64
		n := s.crossings(&offsets, r, from)
		require.True(t, slices.IsSorted(offsets[:n]))
		for _, o := range offsets[:n] {
			require.True(t, o >= -math.Pi && o <= math.Pi)
		}
		require.Equal(t, n, s.crossings(&shifted, r, from+0.5))
		for _, o := range offsets[:n] {
			require.True(t, slices.ContainsFunc(shifted[:n], func(x float64) bool {
				return math.Abs(math.Remainder(x+0.5-o, 2*math.Pi)) < 1e-9
			}))
		}
		const steps = 400
		before := s.feasible(r, from-math.Pi)
		for i := range steps {
			low := -math.Pi + 2*math.Pi*float64(i)/steps
			high := low + 2*math.Pi/steps
			now := s.feasible(r, from+high)
			if now != before {
				changes++
				require.True(t, slices.ContainsFunc(offsets[:n], func(x float64) bool { return x > low-1e-3 && x < high+1e-3 }),
					"feasibility changes between %g and %g, crossings at %v", low, high, offsets[:n])
			}
			before = now
		}
	}
	require.Greater(t, changes, 300)
}

// TestTheNearestStretchIsTaken: where the seed's own swivel has no solution, the answer
// lies in that stretch of swivels whose nearer end is nearest, which a walk around the
// circle in small steps finds as well.
func TestTheNearestStretchIsTaken(t *testing.T) {
	m := skewed(t)
	s, err := NewSRS(m, "palm")
	require.NoError(t, err)
	state := chain.NewState(m)
	rng := rand.New(rand.NewPCG(6, 6))
	draw := func() []float64 {
		q := make([]float64, 7)
		for i := range q {
			q[i] = s.arm.lower[i] + rng.Float64()*(s.arm.upper[i]-s.arm.lower[i])
		}
		return q
	}
	asked := 0
	for range 600 {
		q, seed, got := draw(), draw(), make([]float64, 7)
		state.SetCoordinates(q)
		target := state.RootFromLink(s.arm.link)
		var reach [2]reachOf
		require.Equal(t, 1, s.reaches(&reach, target), "the elbow bends to one side only")
		result, err := s.Solve(got, target, seed)
		require.NoError(t, err)
		require.Equal(t, Result{Iterations: 1, Tries: 1}, result)
		state.SetCoordinates(got)
		left := spatial.Difference(state.RootFromLink(s.arm.link), target)
		require.Less(t, r3.Norm(left.Lin)+r3.Norm(left.Ang), 1e-6)
		for i := range got {
			require.True(t, got[i] >= s.arm.lower[i] && got[i] <= s.arm.upper[i])
		}
		from := s.Swivel(seed)
		found := math.Remainder(s.Swivel(got)-from, 2*math.Pi)
		if s.feasible(&reach[0], from) {
			require.InDelta(t, 0, found, 1e-5, "at the seed's own swivel")
			continue
		}
		const step = math.Pi / 500
		nearest := [2]float64{7, 7} // to the right and to the left
		for side, sign := range []float64{1, -1} {
			for k := 1; k < 500; k++ {
				if s.feasible(&reach[0], from+sign*float64(k)*step) {
					nearest[side] = float64(k) * step
					break
				}
			}
		}
		right := nearest[0] < nearest[1]
		if math.Abs(nearest[0]-nearest[1]) < 2*step || min(nearest[0], nearest[1]) > 3 {
			continue // too close to call
		}
		asked++
		// From the nearest feasible swivel to the answer all are.
		sign, near := -1.0, nearest[1]
		if right {
			sign, near = 1, nearest[0]
		}
		away := math.Mod(sign*found+2*math.Pi, 2*math.Pi)
		require.GreaterOrEqual(t, away, near-step)
		for x := near; x < away-step; x += step {
			require.True(t, s.feasible(&reach[0], from+sign*x), "%g of %g", x, away)
		}
	}
	require.Greater(t, asked, 100)
}

// TestAGimbalIsSplitToo: where a ball's outer axes come into line, one of their turns is
// free; whatever it is taken for, the three together are still the rotation.
func TestAGimbalIsSplitToo(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, axes := range [][3]r3.Vec{
		{{Z: 1}, {Y: 1}, {Z: 1}},
		{{Z: 1}, {Y: 1}, {X: 1}},
		{{X: 0.6, Z: 0.8}, {Y: 1}, {X: 1}},
	} {
		p, err := newBall(axes[0], axes[1], axes[2])
		require.NoError(t, err)
		for _, inLine := range []float64{p.phase, p.phase + math.Pi} {
			lined := rodrigues(p.b, p.c, math.Cos(inLine), math.Sin(inLine))
			require.InDelta(t, 1, math.Abs(r3.Dot(p.a, lined)), 1e-12)
			for range 20 {
				want := p.compose(7*r.Float64(), inLine, 7*r.Float64())
				var found [2][3]float64
				n := p.split(&found, &want)
				require.Positive(t, n)
				for _, q := range found[:n] {
					got := p.compose(q[0], q[1], q[2])
					for _, v := range []r3.Vec{{X: 1}, {Y: 1}, {Z: 1}} {
						require.InDelta(t, 0, r3.Norm(r3.Sub(want.apply(v), got.apply(v))), 1e-7)
					}
				}
			}
		}
	}
}
