package glove

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

func dense(a *matrix4) *mat.Dense {
	d := mat.NewDense(4, 4, nil)
	for i := range a {
		d.SetRow(i, a[i][:])
	}
	return d
}

func TestSolveAgainstGonum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		var a, b matrix4
		for i := range 4 {
			for j := range 4 {
				a[i][j], b[i][j] = rng.NormFloat64(), rng.NormFloat64()
			}
			a[i][i] += 4
		}
		var want mat.Dense
		require.NoError(t, want.Solve(dense(&a), dense(&b)))
		require.True(t, a.solveTo(&b))
		require.True(t, mat.EqualApprox(&want, dense(&b), 1e-10))
	})
	var zero, b matrix4
	require.False(t, zero.solveTo(&b), "a singular matrix is reported")
}

// joint is the tracker's covariance of angles and velocities in one matrix.
func joint(k *tracker) *mat.Dense {
	p := mat.NewDense(8, 8, nil)
	for i := range 4 {
		for j := range 4 {
			p.Set(i, j, k.pp[i][j])
			p.Set(i, 4+j, k.pv[i][j])
			p.Set(4+i, j, k.pv[j][i])
			p.Set(4+i, 4+j, k.vv[i][j])
		}
	}
	return p
}

// The tracker's update in information form must be the textbook Kalman update
// P⁺ = P − P·Hᵀ(H·P·Hᵀ + R)⁻¹H·P with R = A⁻¹, H = [I 0].
func TestTrackerAgainstTheTextbook(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		var k tracker
		k.begin(4)
		k.predict(0.02)
		root := mat.NewDense(4, 4, nil)
		for i := range 4 {
			for j := range 4 {
				root.Set(i, j, rng.NormFloat64())
			}
			root.Set(i, i, root.At(i, i)+3)
		}
		var info, r mat.Dense
		info.Mul(root, root.T())
		require.NoError(t, r.Inverse(&info))
		measured := mat.NewVecDense(4, []float64{0.1, -0.2, 0.3, 0.4})
		var a matrix4
		for i := range 4 {
			for j := range 4 {
				a[i][j] = info.At(i, j)
			}
		}
		p := joint(&k)
		h := mat.NewDense(4, 8, nil)
		for i := range 4 {
			h.Set(i, i, 1)
		}
		var s, ph, gain, gh, after mat.Dense
		ph.Mul(p, h.T())
		s.Mul(h, &ph)
		s.Add(&s, &r)
		var inverse mat.Dense
		require.NoError(t, inverse.Inverse(&s))
		gain.Mul(&ph, &inverse)
		gh.Mul(&gain, h)
		after.Mul(&gh, p)
		after.Sub(p, &after)
		var state, pull mat.VecDense
		state.MulVec(&gain, measured)
		pull.MulVec(&info, measured)
		var b vector4
		for i := range b {
			b[i] = pull.AtVec(i)
		}
		k.update(&a, &b)
		for i := range 4 {
			require.InDelta(t, state.AtVec(i), k.angle[i], 1e-9)
			require.InDelta(t, state.AtVec(4+i), k.velocity[i], 1e-8)
			for j := range 4 {
				require.InDelta(t, after.At(i, j), k.pp[i][j], 1e-9)
				require.InDelta(t, after.At(i, 4+j), k.pv[i][j], 1e-8)
				require.InDelta(t, after.At(4+i, 4+j), k.vv[i][j], 1e-6)
			}
		}
	})
}

func TestTrackerWithoutInformationCoasts(t *testing.T) {
	var k tracker
	k.begin(4)
	k.velocity = vector4{1, 2, 3, 4}
	var none matrix4
	for range 10 {
		k.predict(0.01)
		require.Equal(t, vector4{}, k.update(&none, &vector4{}))
	}
	require.InDeltaSlice(t, []float64{0.1, 0.2, 0.3, 0.4}, k.angle[:], 1e-12)
}
