package retarget

import (
	"math"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// slides are beads of 2 mm radius on one rail, each with its own slide from ±1 m,
// and one more that stands still at x = 0: what becomes of them can be told by a
// formula.
func slides(t *testing.T, n int, set Settings) *Solver {
	t.Helper()
	limit := chain.Unlimited()
	limit.Lower, limit.Upper, limit.Velocity = -1, 1, 0.5
	var joints []chain.Joint
	p := Problem{Settings: set}
	still := chain.Joint{Name: "still", Kind: chain.Fixed, Parent: "rail", Child: "post", Origin: spatial.Identity()}
	joints = append(joints, still)
	for i := range n {
		name := string(rune('a' + i))
		joints = append(joints, chain.Joint{Name: name, Kind: chain.Prismatic, Parent: "rail", Child: "bead " + name, Origin: spatial.Identity(), Axis: r3.Vec{X: 1}, Limit: limit})
	}
	m, err := chain.New("slides", "rail", joints)
	require.NoError(t, err)
	p.Model = m
	for link := 1; link < m.NumLinks(); link++ {
		p.Solids = append(p.Solids, Solid{Link: link, A: r3.Vec{Y: -0.01}, B: r3.Vec{Y: 0.01}, Ra: 0.002, Rb: 0.002})
		if link > 1 {
			p.Targets = append(p.Targets, Target{Link: link})
		}
		for first := range link - 1 {
			p.Pairs = append(p.Pairs, Pair{First: first, Second: link - 1})
		}
	}
	s, err := NewSolver(p)
	require.NoError(t, err)
	return s
}

func goalsAt(x ...float64) []r3.Vec {
	out := make([]r3.Vec, len(x))
	for i := range x {
		out[i].X = x[i]
	}
	return out
}

// TestVicinityTiesWhatMayMeet: solids that come within 8 mm of the margin are
// solved together, those farther apart each by itself.
func TestVicinityTiesWhatMayMeet(t *testing.T) {
	const margin = 0.001
	s := slides(t, 2, Settings{Margin: margin})
	for beyond, tied := range map[float64]bool{-0.0005: true, 0.003: true, 0.0075: true, 0.0085: false, 0.1: false} {
		apart := margin + beyond + 2*0.002
		s.Reset([]float64{0.5, 0.5 + apart})
		s.couple(nil)
		require.Equal(t, tied, find(s.group, 0) == find(s.group, 1), "%g mm beyond the margin", 1e3*beyond)
		near := 0
		for _, p := range s.pairs {
			if p.near {
				near++
			}
		}
		require.Equal(t, tied, near == 1)
	}
	// A pair that is asked to touch is tied however far apart it is.
	s.Reset([]float64{0.1, 0.9})
	last := len(s.pairs) - 1
	s.couple([]Touch{{Pair: last, Gap: 0, Weight: 1}})
	require.Equal(t, find(s.group, 0), find(s.group, 1))
	s.couple(nil)
	require.NotEqual(t, find(s.group, 0), find(s.group, 1), "and no longer once the wish has ended")
}

// TestBeadsStopWhereTheForcesAgree: a bead whose goal is inside the one that stands
// still comes to rest where the pull of its goal and that of the gap agree.
func TestBeadsStopWhereTheForcesAgree(t *testing.T) {
	for _, stiffness := range []float64{0, 50, 900} {
		for _, margin := range []float64{0, 0.001, 0.003} {
			for _, from := range []float64{0.05, -0.05} {
				s := slides(t, 1, Settings{Margin: margin, Stiffness: stiffness, Tolerance: 1e-10, MaxIterations: 100})
				k := stiffness
				if k == 0 {
					k = 400 // as documented
				}
				s.Reset([]float64{from})
				q := make([]float64, 1)
				goal := math.Copysign(0.001, from)
				for range 5 {
					s.Solve(q, Frame{Goals: goalsAt(goal)})
				}
				wall := math.Copysign(margin+0.004, from) // where the gap is the margin
				require.InDelta(t, (goal+k*wall)/(1+k), q[0], 1e-7, "stiffness %g, margin %g", stiffness, margin)
				// What keeps clear is not touched.
				clear := math.Copysign(0.004+margin+0.002, from)
				for range 5 {
					s.Solve(q, Frame{Goals: goalsAt(clear)})
				}
				require.InDelta(t, clear, q[0], 1e-7)
			}
		}
	}
}

// TestBeadsPushEachOtherAlike: two beads of equal wishes give way by equal amounts.
func TestBeadsPushEachOtherAlike(t *testing.T) {
	const margin, k = 0.002, 400.0
	s := slides(t, 2, Settings{Margin: margin, Tolerance: 1e-10, MaxIterations: 100})
	s.Reset([]float64{0.49, 0.51})
	q := make([]float64, 2)
	for range 6 {
		s.Solve(q, Frame{Goals: goalsAt(0.499, 0.501)})
	}
	// Each is off by e from its goal; of the gap 0.002 + 2e − 0.004 wants k what is missing.
	gap := q[1] - q[0] - 0.004
	e := q[1] - 0.501
	require.InDelta(t, e, 0.499-q[0], 1e-9)
	require.InDelta(t, k*(margin-gap), e, 1e-7)
	require.InDelta(t, 0.5, (q[0]+q[1])/2, 1e-9)

	// Asked to touch with weight w, they come together until the pulls agree.
	free := slides(t, 2, Settings{Tolerance: 1e-10, MaxIterations: 100})
	for _, w := range []float64{0.5, 3} {
		free.Reset([]float64{0.45, 0.55})
		last := len(free.pairs) - 1
		for range 6 {
			free.Solve(q, Frame{Goals: goalsAt(0.47, 0.53), Touches: []Touch{{Pair: last, Gap: 0.001, Weight: w}}})
		}
		e := q[0] - 0.47
		require.InDelta(t, e, 0.53-q[1], 1e-9)
		require.InDelta(t, w*(q[1]-q[0]-0.004-0.001), e, 1e-7, "weight %g", w)
	}
}

// TestSmoothnessHoldsBack: of a squared step of weight s the solution goes
// 1/(1 + s) of the way.
func TestSmoothnessHoldsBack(t *testing.T) {
	for _, smoothness := range []float64{0.25, 1, 4} {
		s := slides(t, 1, Settings{Smoothness: smoothness, Tolerance: 1e-10, MaxIterations: 100})
		s.Reset([]float64{0.3})
		q := make([]float64, 1)
		s.Solve(q, Frame{Goals: goalsAt(0.4)})
		require.InDelta(t, 0.3+0.1/(1+smoothness), q[0], 1e-8)
	}
}

// TestSpeedBoundsTheStep: with speed limits a frame's step is the limit times Dt;
// without, or without a Dt, it is the whole way. Position limits always hold.
func TestSpeedBoundsTheStep(t *testing.T) {
	q := make([]float64, 1)
	for _, c := range []struct {
		limited          bool
		dt, to, from, at float64
	}{
		{true, 0.01, 0.5, 0.3, 0.305}, {true, 0.01, -0.5, 0.3, 0.295}, {true, 0, 0.5, 0.3, 0.5},
		{false, 0.01, 0.5, 0.3, 0.5}, {false, 0, 3, 0.3, 1}, {true, 0.1, -3, -0.98, -1},
	} {
		s := slides(t, 1, Settings{SpeedLimits: c.limited, Tolerance: 1e-10})
		s.Reset([]float64{c.from})
		s.Solve(q, Frame{Goals: goalsAt(c.to), Dt: c.dt})
		require.InDelta(t, c.at, q[0], 1e-8, "%+v", c)
	}
}

// TestHuberPullsWithConstantForce: of two wishes for one slide, one beyond δ pulls
// with δ however far it is, so that the near one yields by so much and no more.
func TestHuberPullsWithConstantForce(t *testing.T) {
	s := slides(t, 1, Settings{})
	p := Problem{Model: s.tree.model, Settings: Settings{Huber: 0.01, Tolerance: 1e-10, MaxIterations: 200}, Targets: []Target{{Link: 2}, {Link: 2, Offset: r3.Vec{X: 0}, Weight: 0.5}}}
	solver, err := NewSolver(p)
	require.NoError(t, err)
	q := make([]float64, 1)
	for _, far := range []float64{0.3, 0.8} {
		solver.Reset([]float64{0.2})
		for range 4 {
			solver.Solve(q, Frame{Goals: goalsAt(0.2, far)})
		}
		require.InDelta(t, 0.2+0.5*0.01, q[0], 1e-6, "the far wish at %g", far)
	}
	// Within δ both are squares: the weighted mean.
	solver.Reset([]float64{0.2})
	solver.Solve(q, Frame{Goals: goalsAt(0.2, 0.206)})
	require.InDelta(t, (0.2+0.5*0.206)/1.5, q[0], 1e-8)
	loss, weight := huber(0.03*0.03, 0.01)
	require.InDelta(t, 0.01*(0.03-0.005), loss, 1e-15)
	require.InDelta(t, 1./3, weight, 1e-12)
	loss, weight = huber(0.009*0.009, 0.01)
	require.InDelta(t, 0.009*0.009/2, loss, 1e-15)
	require.Equal(t, 1.0, weight)
}

// TestGapOfCones: along the line that joins the closest points of the axes, less
// the radii there.
func TestGapOfCones(t *testing.T) {
	a := solid{wa: r3.Vec{X: -1}, wb: r3.Vec{X: 1}, ra: 0.1, rb: 0.3, half: 1}
	b := solid{wa: r3.Vec{X: 0.5, Y: -2, Z: 1}, wb: r3.Vec{X: 0.5, Y: 2, Z: 1}, ra: 0.2, rb: 0.1, half: 2}
	d, normal, pa, pb := gap(&a, &b)
	// At three quarters of a its radius is 0.25, in the middle of b it is 0.15.
	require.InDelta(t, 1-0.25-0.15, d, 1e-12)
	require.InDelta(t, 0, r3.Norm(r3.Sub(normal, r3.Vec{Z: -1})), 1e-12)
	require.InDelta(t, 0, r3.Norm(r3.Sub(pa, r3.Vec{X: 0.5})), 1e-12)
	require.InDelta(t, 0, r3.Norm(r3.Sub(pb, r3.Vec{X: 0.5, Z: 1})), 1e-12)
	require.LessOrEqual(t, apart(&a, &b), d)
	// The bound is that of the balls around them: in line it is the gap itself.
	c := solid{wa: r3.Vec{X: 3}, wb: r3.Vec{X: 5}, ra: 0.1, rb: 0.1, half: 1}
	same := solid{wa: r3.Vec{X: -1}, wb: r3.Vec{X: 1}, ra: 0.1, rb: 0.1, half: 1}
	d, _, _, _ = gap(&same, &c)
	require.InDelta(t, 2-0.2, d, 1e-12)
	require.InDelta(t, d, apart(&same, &c), 1e-12)
	// Axes that cross are as deep in each other as their radii.
	d, normal, _, _ = gap(&same, &solid{wa: r3.Vec{Y: -1}, wb: r3.Vec{Y: 1}, ra: 0.2, rb: 0.2, half: 1})
	require.InDelta(t, -0.3, d, 1e-6)
	require.InDelta(t, 1, r3.Norm(normal), 1e-12)
}
