package chain_test

import (
	"math"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestParallelAxesAHundredthOfAMillimetreApartAreTwo: what is nearer is what rounding
// leaves of one axis, along which there is no direction to read; beyond it the table has
// the distance, along the direction in which it is.
func TestParallelAxesAHundredthOfAMillimetreApartAreTwo(t *testing.T) {
	for gap, two := range map[float64]bool{0: false, 1e-7: false, 9.8e-6: false, 1.02e-5: true, 1e-4: true, 0.3: true} {
		z := r3.Vec{Z: 1}
		m, err := chain.New("two", "base", []chain.Joint{
			{Name: "a", Kind: chain.Revolute, Parent: "base", Child: "1", Origin: spatial.Identity(), Axis: z, Limit: chain.Unlimited()},
			{Name: "b", Kind: chain.Revolute, Parent: "1", Child: "2", Origin: spatial.At(r3.Vec{X: 0.2, Z: 0.1}), Axis: z, Limit: chain.Unlimited()},
			{Name: "c", Kind: chain.Revolute, Parent: "2", Child: "3", Origin: spatial.At(r3.Vec{Y: gap, Z: 0.4}), Axis: z, Limit: chain.Unlimited()},
		})
		require.NoError(t, err)
		rows := m.DH(3).Rows
		require.InDelta(t, 0.2, rows[1].A, 1e-12)
		// A quarter turn from the first distance to the second, if it counts.
		if two {
			require.InDelta(t, gap, rows[2].A, 1e-12)
			require.InDelta(t, math.Pi/2, math.Abs(rows[1].Theta), 1e-9, "%g m apart", gap)
		} else {
			require.Zero(t, rows[1].Theta, "%g m apart", gap)
		}
	}
}

// TestTheRootHasNoParent: nor a joint, by the number that stands for none.
func TestTheRootHasNoParent(t *testing.T) {
	m, err := chain.New("one", "base", []chain.Joint{{Name: "a", Kind: chain.Revolute, Parent: "base", Child: "tip", Origin: spatial.Identity(), Axis: r3.Vec{Z: 1}, Limit: chain.Unlimited()}})
	require.NoError(t, err)
	require.Equal(t, -1, m.LinkParent(0))
	require.Equal(t, -1, m.LinkJoint(0))
	require.Equal(t, 0, m.LinkParent(1))
	require.Equal(t, 0, m.LinkJoint(1))
}

// TestALimitMayBeSmallButNotNegative: of speed and effort, down to none.
func TestALimitMayBeSmallButNotNegative(t *testing.T) {
	with := func(velocity, effort float64) error {
		limit := chain.Unlimited()
		limit.Velocity, limit.Effort = velocity, effort
		_, err := chain.New("one", "base", []chain.Joint{{Name: "a", Kind: chain.Revolute, Parent: "base", Child: "tip", Origin: spatial.Identity(), Axis: r3.Vec{Z: 1}, Limit: limit}})
		return err
	}
	for _, small := range []float64{0, 1e-9, 0.1} {
		require.NoError(t, with(small, 1))
		require.NoError(t, with(1, small))
	}
	for _, bad := range []float64{-1e-9, -0.1, math.NaN()} {
		require.ErrorContains(t, with(bad, 1), "want 0 or more")
		require.ErrorContains(t, with(1, bad), "want 0 or more")
	}
}
