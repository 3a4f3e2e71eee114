package chain_test

import (
	"math"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// tilted is two turning joints 0.3 m apart, the second one's axis leaning by an
// angle, and a link 0.2 m further on.
func tilted(t *testing.T, lean float64) *chain.Model {
	axis := r3.Vec{Y: math.Sin(lean), Z: math.Cos(lean)}
	m, err := chain.New("tilted", "l0", []chain.Joint{
		{Name: "a", Kind: chain.Revolute, Parent: "l0", Child: "l1", Origin: spatial.Identity(), Axis: r3.Vec{Z: 1}, Limit: chain.Unlimited()},
		{Name: "b", Kind: chain.Revolute, Parent: "l1", Child: "l2", Origin: spatial.At(r3.Vec{X: 0.3, Y: 0.1, Z: 0.05}), Axis: axis, Limit: chain.Unlimited()},
		{Name: "c", Kind: chain.Fixed, Parent: "l2", Child: "l3", Origin: spatial.At(r3.Vec{X: 0.2})},
	})
	require.NoError(t, err)
	return m
}

// TestDHTableOfNearlyParallelAxes: within 1e-5 rad of parallel a table is written
// as of parallel axes, with lengths of the arm's own size, and is off by as much;
// what leans by more is no rounding, and its table is exact.
func TestDHTableOfNearlyParallelAxes(t *testing.T) {
	q := []float64{0.4, -1.1}
	for lean, parallel := range map[float64]bool{0: true, 3e-6: true, 9e-6: true, 2e-5: false, 1e-4: false, 9e-4: false, 0.3: false} {
		m := tilted(t, lean)
		table := m.DH(3)
		require.Len(t, table.Rows, 2)
		s := chain.NewState(m)
		s.SetCoordinates(q)
		want, got := s.RootFromLink(3), evaluate(table, q)
		off := r3.Norm(r3.Sub(want.Pos, got.Pos))
		if parallel {
			require.LessOrEqual(t, math.Abs(table.Rows[1].Alpha), lean)
			require.LessOrEqual(t, off, lean+1e-12)
			require.LessOrEqual(t, math.Abs(table.Rows[1].D), 0.2)
			require.InDelta(t, math.Hypot(0.3, 0.1), math.Abs(table.Rows[1].A), 1e-5)
			continue
		}
		require.InDelta(t, lean, math.Abs(table.Rows[1].Alpha), 1e-9, "lean %g", lean)
		// A common normal as far away as it lies for this lean costs its digits.
		require.LessOrEqual(t, off, 1e-15*0.3/(lean*lean)+1e-9, "lean %g", lean)
	}
}

// TestDHTableOfParallelAxesFollowsTheGap: of parallel axes A is the gap between
// them, D is the step from the one before, and axes nearer than 10 µm are one.
func TestDHTableOfParallelAxesFollowsTheGap(t *testing.T) {
	for gap, one := range map[float64]bool{0.3: false, 2e-5: false, 2e-6: true, 0: true} {
		z := r3.Vec{Z: 1}
		m, err := chain.New("pair", "l0", []chain.Joint{
			{Name: "a", Kind: chain.Revolute, Parent: "l0", Child: "l1", Origin: spatial.Identity(), Axis: z, Limit: chain.Unlimited()},
			{Name: "b", Kind: chain.Revolute, Parent: "l1", Child: "l2", Origin: spatial.At(r3.Vec{Y: gap, Z: 0.2}), Axis: z, Limit: chain.Unlimited()},
		})
		require.NoError(t, err)
		table := m.DH(2)
		if one {
			require.LessOrEqual(t, math.Abs(table.Rows[1].A), 1e-5)
			require.InDelta(t, 0, table.Rows[1].Theta, 1e-12, "x keeps its direction")
		} else {
			require.InDelta(t, gap, table.Rows[1].A, 1e-12)
		}
		require.InDelta(t, 0, table.Rows[1].D, 1e-12, "the choice that makes it zero")
		require.InDelta(t, 0.2, table.Tip.Pos.Z, 1e-12)
	}
}

// TestStateStartsInsideTheLimits: at zero where it can be, else at the nearer end.
func TestStateStartsInsideTheLimits(t *testing.T) {
	joints := finger(t, "f", 3).Joints()
	joints[0].Limit.Lower, joints[0].Limit.Upper = 0.5, 2
	joints[1].Limit.Lower, joints[1].Limit.Upper = -2, -0.25
	m, err := chain.New("bounded", "f_l0", joints)
	require.NoError(t, err)
	require.Equal(t, []float64{0.5, -0.25, 0}, chain.NewState(m).Coordinates())
	s := chain.NewState(m)
	before := s.RootFromLink(3)
	s.SetCoordinates([]float64{0.5, -0.25, 0})
	require.Equal(t, before, s.RootFromLink(3), "poses are of the clamped posture")
}
