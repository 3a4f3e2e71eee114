package lesson_test

import (
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/ik"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/lesson"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestSteppingIsTheLibrarysCall: iterate k equals, bit for bit, where the library
// stops when it is allowed k iterations.
func TestSteppingIsTheLibrarysCall(t *testing.T) {
	r, err := robot.Bionic(hand.Right)
	require.NoError(t, err)
	seed := []float64{0.3, 0.1, 0, 1.0, 0, 0, 0.1}
	target := spatial.Pose{Rot: spatial.FromRPY(0.1, -0.4, 0.2), Pos: r3.Vec{X: 0.38, Y: 0.07, Z: 0.06}}
	for _, rule := range []ik.Rule{ik.Transpose, ik.PseudoInverse, ik.DampedLeastSquares, ik.LevenbergMarquardt, ik.CyclicCoordinateDescent} {
		t.Run(rule.String(), func(t *testing.T) {
			set := ik.TextbookSettings{Damping: 0.07, MaxIterations: 60}
			s, err := lesson.NewStepper(r.Model, "palm", rule, set, target, seed)
			require.NoError(t, err)
			require.Equal(t, seed, s.Now().Q)
			require.Greater(t, s.Len(), 2)
			for k := 1; k < s.Len(); k++ {
				it := s.Step(1)
				require.Equal(t, k, it.N)
				require.Equal(t, lastOf(t, r.Model, rule, set, target, seed, k), it.Q)
			}
			last := s.Now()
			require.Equal(t, last, s.Step(5)) // there is no further one
			require.Equal(t, s.Len()-2, s.Step(-1).N)
			require.Equal(t, 0, s.Step(-1000).N)
			require.Equal(t, last, s.Step(s.Len()))
		})
	}
}

// lastOf is what the library reports last, allowed k iterations.
func lastOf(t *testing.T, m *chain.Model, rule ik.Rule, set ik.TextbookSettings, target spatial.Pose, seed []float64, k int) []float64 {
	t.Helper()
	var q []float64
	set.MaxIterations = k
	set.Report = func(it ik.Iteration) { q = append(q[:0], it.Q...) }
	method, err := ik.NewTextbook(m, "palm", rule, set)
	require.NoError(t, err)
	if _, err := method.Solve(make([]float64, len(seed)), target, seed); err != nil {
		require.ErrorIs(t, err, ik.ErrUnreachable)
	}
	return q
}

// The default solver's iterates are its own: watched or not it answers the same,
// bit for bit, and where a pose is reached the last iterate is the answer.
func TestSteppingTheDefaultIsTheLibrarysCall(t *testing.T) {
	r, err := robot.Bionic(hand.Right)
	require.NoError(t, err)
	seed := []float64{0.3, 0.1, 0, 1.0, 0, 0, 0.1}
	for _, x := range []float64{0.38, 0.3, 0.9} {
		target := spatial.Pose{Rot: spatial.FromRPY(0.1, -0.4, 0.2), Pos: r3.Vec{X: x, Y: 0.07, Z: 0.06}}
		set := ik.Settings{MaxTries: 40}
		s, err := lesson.NewDefaultStepper(r.Model, "palm", set, target, seed)
		require.NoError(t, err)
		alone, err := ik.NewSolver(r.Model, "palm", set)
		require.NoError(t, err)
		want := make([]float64, len(seed))
		outcome, err := alone.Solve(want, target, seed)
		require.Equal(t, want, s.Solution)
		require.Equal(t, outcome, s.Outcome)
		require.Greater(t, s.Len(), 2)
		if err == nil {
			require.Equal(t, want, s.Step(s.Len()).Q)
			require.Equal(t, outcome.Position, s.Now().Position)
		} else {
			require.ErrorIs(t, err, ik.ErrUnreachable)
		}
	}
}
