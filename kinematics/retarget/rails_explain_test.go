package retarget

import (
	"math"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// crossing is a car that goes ±0.1 m along X and, on that, freely along Y.
func crossing(t *testing.T) *chain.Model {
	t.Helper()
	return railway(t, rail{parent: "ground", child: "x", lower: -0.1, upper: 0.1}, rail{parent: "x", child: "car", axis: r3.Vec{Y: 1}, lower: -9, upper: 9})
}

// The cause is what would save most: a limit all that it holds along its rail, another
// target half of that along its own, since what it holds is often held by something else.
func TestTheCauseIsWhatWouldSaveMost(t *testing.T) {
	m := crossing(t)
	s := solverOf(t, Problem{Model: m, Targets: []Target{target(t, m, "car"), target(t, m, "car")}})
	for _, size := range []float64{0.002, 0.1, 0.5} {
		for share, want := range map[float64]Cause{0.3: Conflict, 0.45: Conflict, 0.55: Limit, 1: Limit} {
			for _, side := range []float64{1, -1} {
				// The second wants the end of the rail and 2·size to the side of the first.
				end := 0.1 * side
				s.Reset([]float64{0, 0})
				s.Solve(make([]float64, 2), Frame{Goals: []r3.Vec{{X: end + share*size*side, Y: size}, {X: end, Y: -size}}})
				miss := s.Explain(nil)
				require.Equal(t, want, miss[0].Cause, "size %g, share %g, side %g", size, share, side)
				require.Equal(t, map[Cause]int{Limit: 0, Conflict: 1}[want], miss[0].Index)
				require.InDelta(t, size*math.Hypot(1, share), miss[0].Error, 1e-5)
				require.Equal(t, Conflict, miss[1].Cause, "the second is held by the first alone")
				require.Equal(t, 0, miss[1].Index)
				require.InDelta(t, size, miss[1].Error, 1e-5)
			}
		}
	}
}

// What would save less than a tenth of a miss does not explain it.
func TestALittleHelpIsNoCause(t *testing.T) {
	m := crossing(t)
	s := solverOf(t, Problem{Model: m, Targets: []Target{target(t, m, "car")}})
	for _, height := range []float64{0.01, 0.2} { // no rail goes up
		for share, want := range map[float64]Cause{0: Reach, 0.05: Reach, 0.09: Reach, 0.11: Limit, 1: Limit} {
			s.Reset([]float64{0, 0})
			s.Solve(make([]float64, 2), Frame{Goals: []r3.Vec{{X: 0.1 + share*height, Y: 0.3, Z: height}}})
			miss := s.Explain(nil)
			require.Equal(t, want, miss[0].Cause, "share %g", share)
			require.InDelta(t, height*math.Hypot(1, share), miss[0].Error, 1e-5)
		}
	}
}

// Of targets with weights on one car each misses by the other's part, and each names the
// other.
func TestConflictsAreMutual(t *testing.T) {
	m := crossing(t)
	for _, w := range []float64{0.3, 1, 4} {
		heavy := target(t, m, "car")
		heavy.Weight = w
		s := solverOf(t, Problem{Model: m, Targets: []Target{target(t, m, "car"), heavy}})
		for _, apart := range []float64{0.001, 0.3} {
			s.Reset([]float64{0, 0})
			s.Solve(make([]float64, 2), Frame{Goals: []r3.Vec{{Y: apart}, {}}})
			miss := s.Explain(nil)
			require.Equal(t, []Cause{Conflict, Conflict}, []Cause{miss[0].Cause, miss[1].Cause})
			require.Equal(t, []int{1, 0}, []int{miss[0].Index, miss[1].Index})
			require.InDelta(t, apart*w/(1+w), miss[0].Error, 1e-6)
			require.InDelta(t, apart/(1+w), miss[1].Error, 1e-6)
		}
	}
}

// A bead that is kept from its goal by the one that stands still names that pair, from
// either side and with any margin; one that is not in the way is not named.
func TestCollisionsAreNamed(t *testing.T) {
	const k = 400.0
	for _, margin := range []float64{0, 0.003, 0.02} {
		for _, side := range []float64{1, -1} {
			s := slides(t, 2, Settings{Margin: margin, Stiffness: k, Tolerance: 1e-10, MaxIterations: 100})
			s.Reset([]float64{side * (margin + 0.006), side * 0.9})
			for range 8 {
				s.Solve(make([]float64, 2), Frame{Goals: goalsAt(0.001*side, 0.9*side)})
			}
			miss := s.Explain(nil)
			require.Equal(t, Collision, miss[0].Cause, "margin %g, side %g", margin, side)
			p := s.pairs[miss[0].Index]
			require.Equal(t, [2]int{0, 1}, [2]int{p.first, p.second})
			require.InDelta(t, (margin+0.004-0.001)*k/(1+k), miss[0].Error, 1e-6)
			require.Contains(t, s.Describe(miss[0]), "collision of post and bead a")
			require.Equal(t, Reached, miss[1].Cause)
		}
	}
}

// No step that raises the cost is kept: with more iterations the miss is never larger,
// and never larger than it was at the start.
func TestMoreIterationsAreNeverWorse(t *testing.T) {
	limit := chain.Unlimited()
	limit.Lower, limit.Upper = -2.9, 2.9
	m, err := chain.New("arm", "ground", []chain.Joint{
		{Name: "1", Kind: chain.Revolute, Parent: "ground", Child: "upper", Origin: spatial.Identity(), Axis: r3.Vec{Z: 1}, Limit: limit},
		{Name: "2", Kind: chain.Revolute, Parent: "upper", Child: "fore", Origin: spatial.At(r3.Vec{X: 0.3}), Axis: r3.Vec{Z: 1}, Limit: limit},
		{Name: "3", Kind: chain.Fixed, Parent: "fore", Child: "tip", Origin: spatial.At(r3.Vec{X: 0.2})},
	})
	require.NoError(t, err)
	tip := func(q []float64) r3.Vec {
		return r3.Vec{X: 0.3*math.Cos(q[0]) + 0.2*math.Cos(q[0]+q[1]), Y: 0.3*math.Sin(q[0]) + 0.2*math.Sin(q[0]+q[1])}
	}
	q := make([]float64, 2)
	for a := -2.5; a <= 2.5; a += 0.5 {
		for b := -2.4; b <= 2.5; b += 0.6 {
			for _, goal := range []r3.Vec{{X: 0.4}, {X: -0.3, Y: 0.1}, {Y: 0.8}, {X: 0.05, Y: -0.2}} {
				start := []float64{a, b}
				last := r3.Norm(r3.Sub(tip(start), goal))
				for n := 1; n <= 12; n++ {
					s := solverOf(t, Problem{Model: m, Targets: []Target{target(t, m, "tip")}, Settings: Settings{MaxIterations: n}})
					s.Reset(start)
					s.Solve(q, Frame{Goals: []r3.Vec{goal}})
					d := r3.Norm(r3.Sub(tip(q), goal))
					require.LessOrEqual(t, d, last+1e-6, "from %v to %v, %d iterations", start, goal, n)
					last = d
				}
			}
		}
	}
}
