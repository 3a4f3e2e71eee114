package retarget

import (
	"math"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// rail is a slide from link to link: along +X unless an axis is given.
type rail struct {
	parent, child string
	axis          r3.Vec
	lower, upper  float64 // m
	mimic         string  // the joint, named as its child, that it follows one to one
}

// railway is a joint tree of slides: every problem on it is linear.
func railway(t *testing.T, rails ...rail) *chain.Model {
	t.Helper()
	var joints []chain.Joint
	for _, r := range rails {
		j := chain.Joint{Name: r.child, Kind: chain.Prismatic, Parent: r.parent, Child: r.child, Origin: spatial.Identity(), Axis: r.axis, Limit: chain.Unlimited()}
		if r.axis == (r3.Vec{}) {
			j.Axis = r3.Vec{X: 1}
		}
		j.Limit.Lower, j.Limit.Upper = r.lower, r.upper
		if r.mimic != "" {
			j.Mimic = &chain.Mimic{Joint: r.mimic, Multiplier: 1}
		}
		joints = append(joints, j)
	}
	m, err := chain.New("railway", "ground", joints)
	require.NoError(t, err)
	return m
}

func solverOf(t *testing.T, p Problem) *Solver {
	t.Helper()
	s, err := NewSolver(p)
	require.NoError(t, err)
	return s
}

func target(t *testing.T, m *chain.Model, link string) Target {
	t.Helper()
	i, ok := m.LinkIndex(link)
	require.True(t, ok)
	return Target{Link: i}
}

// A solver begins in the middle of every range, and where a range is open to a side as
// near to zero as it allows.
func TestBeginsInTheMiddleOfTheRanges(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct{ lower, upper, want float64 }{
		{-1, 3, 1}, {2, 6, 4}, {-8, -2, -5}, {0, 1, 0.5},
		{-inf, inf, 0}, {-inf, 2, 0}, {-2, inf, 0}, {-inf, -1.5, -1.5}, {1.5, inf, 1.5}, {-inf, 0, 0}, {0, inf, 0},
	} {
		m := railway(t, rail{parent: "ground", child: "first", lower: -1, upper: 1}, rail{parent: "ground", child: "car", lower: c.lower, upper: c.upper})
		q := make([]float64, 2)
		solverOf(t, Problem{Model: m}).Solve(q, Frame{})
		require.Equal(t, []float64{0, c.want}, q, "range %g … %g", c.lower, c.upper)

		// From a cold start a goal is reached in an open range too.
		goal := c.want + 0.1
		if goal > c.upper {
			goal = c.want - 0.1
		}
		s := solverOf(t, Problem{Model: m, Targets: []Target{target(t, m, "car")}})
		s.SolveCold(q, Frame{Goals: []r3.Vec{{X: goal}}})
		require.InDelta(t, goal, q[1], 1e-6, "range %g … %g", c.lower, c.upper)
	}
}

// A cold start knows no last solution and no speed: it arrives at once. What follows it
// is held back as the settings say.
func TestColdStartsArriveAtOnce(t *testing.T) {
	m := railway(t, rail{parent: "ground", child: "car", lower: -1, upper: 1})
	s := solverOf(t, Problem{Model: m, Targets: []Target{target(t, m, "car")}, Settings: Settings{Smoothness: 1, Tolerance: 1e-10}})
	q := make([]float64, 1)
	s.Reset([]float64{-0.9})
	s.SolveCold(q, Frame{Goals: goalsAt(0.7)})
	require.InDelta(t, 0.7, q[0], 1e-9)
	s.Solve(q, Frame{Goals: goalsAt(0.3)})
	require.InDelta(t, 0.5, q[0], 1e-6, "half way with a smoothness of one")
}

// A pendulum's tip can come to rest on the wrong side; of several starts the best one is
// taken, block by block, as a search over the whole range finds it.
func TestColdStartsFindTheBestOfSeveralValleys(t *testing.T) {
	limit := chain.Unlimited()
	limit.Lower, limit.Upper = -2.9, 2.9
	var joints []chain.Joint
	for _, name := range []string{"left", "right"} { // 0.3 m each
		joints = append(joints,
			chain.Joint{Name: name + " 1", Kind: chain.Revolute, Parent: "ground", Child: name + " arm", Origin: spatial.Identity(), Axis: r3.Vec{Z: 1}, Limit: limit},
			chain.Joint{Name: name + " tip", Kind: chain.Fixed, Parent: name + " arm", Child: name + " tip", Origin: spatial.At(r3.Vec{X: 0.3})})
	}
	m, err := chain.New("pendulums", "ground", joints)
	require.NoError(t, err)
	s := solverOf(t, Problem{Model: m, Targets: []Target{target(t, m, "left tip"), target(t, m, "right tip")}})
	q := make([]float64, 2)
	for a := -2.85; a < 2.9; a += 0.3 {
		for _, b := range []float64{-2.8, 0.4, 2.7} {
			at := func(angle float64) r3.Vec { return r3.Vec{X: 0.3 * math.Cos(angle), Y: 0.3 * math.Sin(angle)} }
			s.SolveCold(q, Frame{Goals: []r3.Vec{at(a), at(b)}})
			require.InDelta(t, a, q[0], 1e-4)
			require.InDelta(t, b, q[1], 1e-4)
		}
	}
}

// Two cars, the second on the first: its place is the sum of both coordinates. Wanted are
// x of the first (weight 1) and y of the second (weight w). Where the second's own rail
// of ±r ends, the first makes up for it, in the same step: (x + w(y ∓ r))/(1 + w).
func TestOneStepTakesTheOthersAlongAtALimit(t *testing.T) {
	const r = 0.1
	m := railway(t, rail{parent: "ground", child: "first", lower: -1, upper: 1}, rail{parent: "first", child: "second", lower: -r, upper: r})
	for _, w := range []float64{0.5, 1, 3} {
		for _, start := range [][]float64{{0, 0}, {0.2, 0.05}, {-0.3, -0.08}} {
			for _, c := range []struct{ x, y, end float64 }{
				{0.1, 0.15, 0.05}, {0.1, 0.4, r}, {0.1, -0.3, -r}, {-0.2, 0.5, r}, {0.3, -0.1, -r},
			} {
				second := target(t, m, "second")
				second.Weight = w
				s := solverOf(t, Problem{Model: m, Targets: []Target{target(t, m, "first"), second}, Settings: Settings{MaxIterations: 1}})
				s.Reset(start)
				q := make([]float64, 2)
				s.Solve(q, Frame{Goals: goalsAt(c.x, c.y)})
				require.InDelta(t, (c.x+w*(c.y-c.end))/(1+w), q[0], 1e-5, "%+v from %v, weight %g", c, start, w)
				require.InDelta(t, c.end, q[1], 1e-5)
			}
		}
	}
}

// A coordinate that begins at a limit stays there while it is pushed outward, and the
// others find their place without it; pushed inward it leaves in the first step.
func TestOneStepFromALimit(t *testing.T) {
	const r = 0.1
	m := railway(t, rail{parent: "ground", child: "first", lower: -1, upper: 1}, rail{parent: "first", child: "second", lower: -r, upper: r})
	s := solverOf(t, Problem{Model: m, Targets: []Target{target(t, m, "first"), target(t, m, "second")}, Settings: Settings{MaxIterations: 1}})
	q := make([]float64, 2)
	for _, side := range []float64{1, -1} {
		s.Reset([]float64{0, side * r})
		s.Solve(q, Frame{Goals: goalsAt(0.2*side, 0.6*side)})
		require.InDelta(t, side*(0.2+0.5)/2, q[0], 1e-5)
		require.Equal(t, side*r, q[1])
		s.Reset([]float64{0.2 * side, side * r})
		s.Solve(q, Frame{Goals: goalsAt(0.2*side, 0.17*side)})
		require.InDelta(t, 0.2*side, q[0], 1e-5)
		require.InDelta(t, -0.03*side, q[1], 1e-5)
	}
}

// On rails, where all is linear, a step lowers the cost by what is expected of it,
// however much it is damped, and without bounds by what the damped equations say.
func TestStepsLowerTheCostAsExpected(t *testing.T) {
	m := railway(t, rail{parent: "ground", child: "first", lower: -1, upper: 1}, rail{parent: "first", child: "second", lower: -1, upper: 1})
	s := solverOf(t, Problem{Model: m, Targets: []Target{target(t, m, "first"), target(t, m, "second")}})
	for _, damping := range []float64{1e-7, 0.1, 0.5, 2} {
		s.Reset([]float64{0.1, -0.2})
		copy(s.q, s.last)
		copy(s.goals, goalsAt(0.4, 0.7))
		s.setBox(0)
		s.couple(nil)
		b := &s.blocks[0]
		before := s.evaluate(b)
		require.InDelta(t, (0.3*0.3+0.8*0.8)/2, before, 1e-12)
		s.step(b, damping)
		expected := s.normal.expected(damping)
		// H = [2 1; 1 1] and −g = (0.3 + 0.8, 0.8): Cramer's rule.
		det := (2+damping)*(1+damping) - 1
		require.InDelta(t, ((1+damping)*1.1-0.8)/det, s.normal.delta[0], 1e-9)
		require.InDelta(t, ((2+damping)*0.8-1.1)/det, s.normal.delta[1], 1e-9)
		for i, c := range b.coords {
			s.q[c] += s.normal.delta[i]
		}
		require.InDelta(t, before-s.evaluate(b), expected, 1e-9, "damping %g", damping)
	}
}

// A joint that follows another one may be the tree's very first, joint 0: the miss of
// what it carries is its coupling's.
func TestTheFirstJointCanBeTheCoupledOne(t *testing.T) {
	for _, before := range []int{0, 1, 2} {
		var rails []rail
		for i := range before {
			rails = append(rails, rail{parent: "ground", child: string(rune('a' + i)), lower: -1, upper: 1})
		}
		rails = append(rails, rail{parent: "ground", child: "follower", lower: -1, upper: 1, mimic: "leader"},
			rail{parent: "ground", child: "leader", lower: -1, upper: 1})
		m := railway(t, rails...)
		joint, ok := m.JointIndex("follower")
		require.True(t, ok)
		require.Equal(t, before, joint)
		heavy := target(t, m, "leader")
		heavy.Weight = 1000
		s := solverOf(t, Problem{Model: m, Targets: []Target{target(t, m, "follower"), heavy}})
		s.Solve(make([]float64, m.DOF()), Frame{Goals: goalsAt(0.2, 0)})
		miss := s.Explain(nil)
		require.Equal(t, Coupling, miss[0].Cause, "joint %d", joint)
		require.Equal(t, joint, miss[0].Index)
		require.InDelta(t, 0.2*1000/1001, miss[0].Error, 1e-5)
		require.Equal(t, "follower: 199.80 mm: coupling of follower", s.Describe(miss[0]))
	}
}

// A limit and a speed are told apart, at the lower end as at the upper; a coordinate that
// is held there although the goal is on the other side is no cause.
func TestLimitsAndSpeedsAreToldApart(t *testing.T) {
	limit := chain.Unlimited()
	limit.Lower, limit.Upper, limit.Velocity = -1, 1, 0.5
	m, err := chain.New("rail", "ground", []chain.Joint{{Name: "slide", Kind: chain.Prismatic, Parent: "ground", Child: "car", Origin: spatial.Identity(), Axis: r3.Vec{X: 1}, Limit: limit}})
	require.NoError(t, err)
	s := solverOf(t, Problem{Model: m, Targets: []Target{target(t, m, "car")}, Settings: Settings{SpeedLimits: true}})
	for _, side := range []float64{1, -1} {
		for _, c := range []struct {
			from, goal, dt float64
			cause          Cause
			miss           float64
			index          int
		}{
			{0, 0.5, 0.1, Speed, 0.45, 0}, {0, 1.5, 0, Limit, 0.5, 0}, {0.98, 1.5, 0.1, Limit, 0.5, 0},
			{0, 0.04, 0.1, Reached, 0, -1}, {1, 1.5, 0.1, Limit, 0.5, 0}, {1, 0.5, 0.1, Speed, 0.45, 0},
		} {
			s.Reset([]float64{side * c.from})
			s.Solve(make([]float64, 1), Frame{Goals: goalsAt(side * c.goal), Dt: c.dt})
			miss := s.Explain(nil)
			require.Len(t, miss, 1)
			require.Equal(t, c.cause, miss[0].Cause, "%+v, side %g", c, side)
			require.Equal(t, c.index, miss[0].Index)
			require.InDelta(t, c.miss, miss[0].Error, 1e-5)
		}
		// Across the rail nothing moves.
		s.Reset([]float64{0})
		s.Solve(make([]float64, 1), Frame{Goals: []r3.Vec{{Y: 0.1 * side}}})
		require.Equal(t, []Miss{{Target: 0, Error: 0.1, Cause: Reach, Index: -1}}, s.Explain(nil))
	}
}
