package ik_test

import (
	"math"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/ik"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

var rules = []ik.Rule{ik.Transpose, ik.PseudoInverse, ik.DampedLeastSquares, ik.LevenbergMarquardt, ik.CyclicCoordinateDescent}

func TestTextbookMethodsReachWhatIsNear(t *testing.T) {
	for _, rule := range rules {
		t.Run(rule.String(), func(t *testing.T) {
			m := iiwa(t)
			start := []float64{0.2, 0.6, 0.1, -1.3, 0.2, 0.9, 0.3}
			state := chain.NewState(m)
			state.SetCoordinates(start)
			target := state.RootFromLink(tipOf(m))
			target.Pos = r3.Add(target.Pos, r3.Vec{X: 0.04, Y: -0.03, Z: 0.05})
			target.Rot = spatial.Pose{Rot: spatial.FromRPY(0.1, -0.15, 0.2)}.Mul(target).Rot

			var steps []ik.Iteration
			solver, err := ik.NewTextbook(m, "flange", rule, ik.TextbookSettings{
				Tolerance: ik.Tolerance{Position: 1e-4, Rotation: 1e-3}, MaxIterations: 3000,
				Report: func(it ik.Iteration) {
					it.Q = append([]float64(nil), it.Q...)
					steps = append(steps, it)
				},
			})
			require.NoError(t, err)
			q := make([]float64, 7)
			r, err := solver.Solve(q, target, start)
			require.NoError(t, err)
			require.Len(t, steps, r.Iterations)
			last := steps[len(steps)-1]
			require.Equal(t, q, last.Q)
			require.InDelta(t, r.Position, last.Position, 0)
			require.True(t, newJudge(m).inside(q))
			state.SetCoordinates(q)
			require.Less(t, r3.Norm(r3.Sub(state.RootFromLink(tipOf(m)).Pos, target.Pos)), 1e-4)
			for i, it := range steps {
				require.Equal(t, i+1, it.N)
				require.Positive(t, it.Step)
			}
			t.Logf("%d iterations", r.Iterations)
		})
	}
}

// TestNewtonConvergesQuadratically is what sets the pseudo-inverse apart.
func TestNewtonConvergesQuadratically(t *testing.T) {
	m := iiwa(t)
	start := []float64{0.2, 0.6, 0.1, -1.3, 0.2, 0.9, 0.3}
	state := chain.NewState(m)
	state.SetCoordinates([]float64{0.3, 0.5, 0.15, -1.2, 0.3, 0.8, 0.2})
	target := state.RootFromLink(tipOf(m))
	misses := map[ik.Rule][]float64{}
	for _, rule := range []ik.Rule{ik.PseudoInverse, ik.Transpose} {
		solver, err := ik.NewTextbook(m, "flange", rule, ik.TextbookSettings{
			MaxIterations: 4,
			Report: func(it ik.Iteration) {
				misses[rule] = append(misses[rule], math.Hypot(it.Position, it.Rotation))
			},
		})
		require.NoError(t, err)
		_, _ = solver.Solve(make([]float64, 7), target, start) // whether four are enough is not asked
	}
	newton := misses[ik.PseudoInverse]
	require.Less(t, newton[1], 2*newton[0]*newton[0])
	require.Less(t, newton[2], 2*newton[1]*newton[1]+1e-12)
	gradient := misses[ik.Transpose]
	require.Greater(t, gradient[3], 1e-3*gradient[0])
}

func TestTextbookReportsLimitsAndMisses(t *testing.T) {
	m := iiwa(t)
	for _, rule := range rules {
		limits := 0
		solver, err := ik.NewTextbook(m, "flange", rule, ik.TextbookSettings{
			MaxIterations: 100, Report: func(it ik.Iteration) { limits += len(it.AtLimit) },
		})
		require.NoError(t, err)
		q := make([]float64, 7)
		// At the shoulder: the elbow is driven into its limit.
		r, err := solver.Solve(q, spatial.Pose{Rot: spatial.FromRPY(0, 0, 3), Pos: r3.Vec{X: 0.02, Z: 0.34}}, []float64{0, 1, 0, -2, 0, 1, 0})
		require.ErrorIs(t, err, ik.ErrUnreachable, rule.String())
		require.Positive(t, r.Position+r.Rotation)
		require.True(t, newJudge(m).inside(q))
		require.Positive(t, limits, rule.String())
	}
	_, err := ik.ParseRule("magic")
	require.ErrorContains(t, err, "there are transpose pseudo-inverse dls lm ccd")
	for _, rule := range rules {
		got, err := ik.ParseRule(rule.String())
		require.NoError(t, err)
		require.Equal(t, rule, got)
	}
}

// TestSolverBeatsTheTextbook keeps the default honest: more poses solved than by
// any textbook method from the same starts.
func TestSolverBeatsTheTextbook(t *testing.T) {
	m := panda(t)
	poses := reachable(m, 200, 0, 4)
	best, middle := newSolver(t, m, ik.Settings{})
	q := make([]float64, 7)
	count := func(method ik.Method) int {
		n := 0
		for _, pose := range poses {
			if _, err := method.Solve(q, pose, middle); err == nil {
				n++
			}
		}
		return n
	}
	require.Equal(t, len(poses), count(best))
	for _, rule := range rules {
		solver, err := ik.NewTextbook(m, "flange", rule, ik.TextbookSettings{MaxIterations: 100})
		require.NoError(t, err)
		n := count(solver)
		t.Logf("%s: %d of %d", rule, n, len(poses))
		require.Less(t, n, len(poses))
	}
}
