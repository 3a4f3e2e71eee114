package glove

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/hand"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// believed is a block's fit as if from a recording of two postures: a person who is not
// as designed, and a covariance drawn at random, with correlations, of everything in it.
func believed(l *Layout, block int, rng *rand.Rand) *fitted {
	_, joints := BlockAngles(block)
	unknowns := 2*joints + numGlobal
	f := &fitted{model: blockModel{layout: l, block: block, spread: l.Spread()}, covariance: mat.NewSymDense(unknowns, nil)}
	for j := range joints {
		f.model.global[globalBow+2*j], f.model.global[globalBow+2*j+1] = 0.03, -0.01
	}
	own := localParams{0.002, 0.01, 2e-4, 0.03, 0.001}
	for range l.blocks[block] {
		f.local = append(f.local, localParams{})
		follow := mat.NewDense(numLocal, unknowns, nil)
		for i, s := range own {
			for u := range unknowns {
				follow.Set(i, u, s*rng.NormFloat64())
			}
		}
		f.spread, f.follow = append(f.spread, own), append(f.follow, follow)
	}
	root := mat.NewDense(unknowns, unknowns, nil)
	for i := range unknowns {
		size := 0.02
		if i == unknowns-numGlobal+globalDonning {
			size = 1e-3
		}
		for j := range unknowns {
			root.Set(i, j, size*rng.NormFloat64())
		}
	}
	f.covariance.SymOuterK(1, root)
	return f
}

// decodedShift is by how much least squares over the useful channels, by gonum's QR,
// decode posture q differently if nature is as changed says and the decoder believes f.
func decodedShift(f, changed *fitted, q [4]float64, joints int, useful []bool) []float64 {
	var rows, right []float64
	strain := func(g *fitted, k int, q [4]float64) float64 {
		c := fitter{fitted: *g, joints: joints, channels: g.model.layout.blocks[g.model.block]}
		return strainOf(&c, k, q, 1)
	}
	for k, ok := range useful {
		if !ok {
			continue
		}
		for j := range joints {
			const h = 1e-5
			up, down := q, q
			up[j] += h
			down[j] -= h
			rows = append(rows, (strain(f, k, up)-strain(f, k, down))/(2*h))
		}
		right = append(right, strain(changed, k, q)-strain(f, k, q))
	}
	var shift mat.VecDense
	if err := shift.SolveVec(mat.NewDense(len(right), joints, rows), mat.NewVecDense(len(right), right)); err != nil {
		panic(err)
	}
	return shift.RawVector().Data
}

// changedBy is the fit with all that is uncertain of it moved by small amounts: unknowns
// that the channels follow, and own of channel k alone.
func changedBy(f *fitted, unknowns []float64, k int, own localParams) *fitted {
	g := *f
	g.local = append([]localParams(nil), f.local...)
	for c := range g.local {
		for i := range numLocal {
			for u, x := range unknowns {
				g.local[c][i] += f.follow[c].At(i, u) * x
			}
		}
	}
	for p := range numGlobal {
		g.model.global[p] += unknowns[len(unknowns)-numGlobal+p]
	}
	for i := range own {
		g.local[k][i] += own[i]
	}
	return &g
}

// TestPredictedErrorIsThePropagatedCovariance: the calibration's covariance, propagated
// by differences of what least squares decode, is the variance of the decoded angles;
// and the prediction is its mean over a quarter, half and three quarters of the range.
func TestPredictedErrorIsThePropagatedCovariance(t *testing.T) {
	l := newLayout(t, 64, "textile")
	for _, block := range []int{int(hand.Thumb), int(hand.Ring), WristBlock} {
		f := believed(l, block, rand.New(rand.NewPCG(6, uint64(block))))
		first, joints := BlockAngles(block)
		unknowns, _ := f.covariance.Dims()
		useful := make([]bool, len(f.local))
		observed := make([][]observation, len(f.local))
		for k := range useful {
			useful[k] = k != 1
			observed[k] = []observation{{sigma: math.Inf(1)}, {sigma: 0.01}}
		}
		observed[1][1].sigma = math.Inf(1) // a channel that told nothing in any hold
		mean := make([]float64, joints)
		for _, share := range []float64{0.25, 0.5, 0.75} {
			var q [4]float64
			for j := range joints {
				r := (first + hand.Angle(j)).Range()
				q[j] = r.Lower + share*(r.Upper-r.Lower)
			}
			slope := func(vary func(h float64) *fitted) []float64 {
				const h = 1e-6
				up, down := decodedShift(f, vary(h), q, joints, useful), decodedShift(f, vary(-h), q, joints, useful)
				for j := range up {
					up[j] = (up[j] - down[j]) / (2 * h)
				}
				return up
			}
			want := make([]float64, joints)
			jacobian := mat.NewDense(joints, unknowns, nil)
			for u := range unknowns {
				jacobian.SetCol(u, slope(func(h float64) *fitted {
					x := make([]float64, unknowns)
					x[u] = h
					return changedBy(f, x, 0, localParams{})
				}))
			}
			var common mat.Dense
			common.Product(jacobian, f.covariance, jacobian.T())
			for j := range want {
				want[j] = common.At(j, j)
			}
			for k := range f.local {
				for i, s := range f.spread[k] {
					for j, d := range slope(func(h float64) *fitted {
						var own localParams
						own[i] = h
						return changedBy(f, make([]float64, unknowns), k, own)
					}) {
						want[j] += d * d * s * s
					}
				}
			}
			got := f.variance(q, joints, observed)
			for j := range want {
				require.InEpsilon(t, want[j], got[j], 2e-3, "%s, angle %d", BlockName(block), j)
				mean[j] += want[j] / 3
			}
			for _, rest := range got[joints:] {
				require.Zero(t, rest)
			}
		}
		predicted := f.predict(observed)
		for j := range mean {
			require.InEpsilon(t, math.Sqrt(mean[j]), predicted[j], 2e-3)
		}
	}
}

// TestOwnUncertaintyAloneIsPredicted: where person and postures are known exactly, what
// is left is each channel's own, alone: doubled, it doubles the prediction, and none
// predicts none. Of a single-angle channel's offset σ the angle errs by σ over its gains.
func TestOwnUncertaintyAloneIsPredicted(t *testing.T) {
	l := newLayout(t, 64, "textile")
	f := believed(l, WristBlock, rand.New(rand.NewPCG(6, 0)))
	f.covariance.Zero()
	observed := make([][]observation, len(f.local))
	var rows []float64
	q := [4]float64{0.2, 0.1}
	f.model.global = globalParams{}
	for k, c := range l.blocks[WristBlock] {
		f.spread[k] = localParams{localOffset: 0.003}
		observed[k] = []observation{{sigma: 1}}
		g := f.model.gainOf(c, localParams{}).gain
		rows = append(rows, g[0], g[1])
	}
	// Noise of equal variance in every equation: σ²·(GᵀG)⁻¹.
	var normal, inverse mat.Dense
	gains := mat.NewDense(len(rows)/2, 2, rows)
	normal.Mul(gains.T(), gains)
	require.NoError(t, inverse.Inverse(&normal))
	got := f.variance(q, 2, observed)
	for j := range 2 {
		require.InEpsilon(t, 0.003*0.003*inverse.At(j, j), got[j], 1e-6)
	}
	for k := range f.spread {
		f.spread[k][localOffset] *= 2
	}
	for j, v := range f.variance(q, 2, observed) {
		require.InDelta(t, 4*got[j], v, 1e-12)
	}
	for k := range f.spread {
		f.spread[k] = localParams{}
	}
	require.Equal(t, [4]float64{}, f.predict(observed))
}
