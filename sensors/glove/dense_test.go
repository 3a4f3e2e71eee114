package glove

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/hand"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/mat"
)

// stacked is a block's fit as one dense problem: every unknown in one vector (angles of
// the holds, person, each channel's own), every belief and every reading one residual over
// its SD.
type stacked struct {
	f *fitter
}

func (s stacked) size() (unknowns, residuals int) {
	unknowns = s.f.unknowns + numLocal*len(s.f.channels)
	residuals = unknowns
	for k := range s.f.channels {
		for _, o := range s.f.observed[k] {
			if !math.IsInf(o.sigma, 1) {
				residuals++
			}
		}
	}
	return unknowns, residuals
}

func (s stacked) residuals(dst, x []float64) {
	f := *s.f
	f.fitted.local = make([]localParams, len(f.channels))
	copy(f.fitted.model.global[:], x[f.offset:])
	n := 0
	add := func(is, want, sigma float64) { dst[n] = (want - is) / sigma; n++ }
	for h, p := range f.holds {
		for j := range f.joints {
			add(x[h*f.joints+j], p.angles[j], p.sigma)
		}
	}
	for g, sigma := range f.prior.globalSigma {
		add(x[f.offset+g], f.prior.global[g], max(sigma, 1e-8))
	}
	for k := range f.channels {
		copy(f.fitted.local[k][:], x[f.unknowns+numLocal*k:])
		for i, sigma := range f.prior.localSigma {
			add(f.fitted.local[k][i], f.prior.local[k][i], sigma)
		}
		for h, o := range f.observed[k] {
			if math.IsInf(o.sigma, 1) {
				continue
			}
			var q [4]float64
			copy(q[:f.joints], x[h*f.joints:])
			add(strainOf(&f, k, q, o.edge), o.strain, o.sigma)
		}
	}
}

// solve is Gauss–Newton by differences and QR, from x on, and the Jacobian at its end.
func (s stacked) solve(x []float64) *mat.Dense {
	n, m := s.size()
	jacobian := mat.NewDense(m, n, nil)
	rest := make([]float64, m)
	differences := &fd.JacobianSettings{Formula: fd.Central, Step: 1e-5}
	for range 4 {
		fd.Jacobian(jacobian, s.residuals, x, differences)
		s.residuals(rest, x)
		var step mat.VecDense
		if err := step.SolveVec(jacobian, mat.NewVecDense(m, rest)); err != nil {
			panic(err)
		}
		for i := range x {
			x[i] -= step.AtVec(i)
		}
	}
	return jacobian
}

// TestFitIsTheDenseLeastSquares: eliminating the channels one by one changes nothing.
// Angles, person, channels and their covariances are those of all unknowns together, by
// gonum, from a noisy recording of a glove and a person who are not as designed.
func TestFitIsTheDenseLeastSquares(t *testing.T) {
	l := newLayout(t, 64, "textile")
	for _, block := range []int{WristBlock, int(hand.Little)} {
		rng := rand.New(rand.NewPCG(8, uint64(block)))
		model := blockModel{layout: l, block: block, spread: l.Spread()}
		truth := model
		for g, s := range designPrior(l, block).globalSigma {
			truth.global[g] = 0.5 * s * rng.NormFloat64()
		}
		_, joints := BlockAngles(block)
		channels := l.blocks[block]
		p := designPrior(l, block)
		holds := make([]holdPrior, 5)
		f := &fitter{
			prior: p, holds: holds, observed: make([][]observation, len(channels)), channels: channels, joints: joints,
			offset: joints * len(holds), unknowns: joints*len(holds) + numGlobal,
		}
		f.fitted.model = truth
		f.fitted.local = make([]localParams, len(channels))
		for k := range f.fitted.local {
			for i, s := range p.localSigma {
				p.local[k][i] = 0.2 * s * rng.NormFloat64()
				f.fitted.local[k][i] = 0.5 * s * rng.NormFloat64()
			}
		}
		for h := range holds {
			a := NamedPose(h + 1).Angles
			holds[h] = holdPrior{angles: model.angles(&a), sigma: 0.02 + 0.01*float64(h)}
			q := holds[h].angles
			for j := range joints {
				q[j] += holds[h].sigma * rng.NormFloat64()
			}
			for k := range channels {
				o := observation{edge: []float64{-1, 0, 1, 0.5}[rng.IntN(4)], sigma: 0.004 + 0.004*rng.Float64()}
				o.strain = strainOf(f, k, q, o.edge) + o.sigma*rng.NormFloat64()
				if rng.IntN(6) == 0 {
					o.sigma = math.Inf(1)
				}
				f.observed[k] = append(f.observed[k], o)
			}
		}
		got, err := fit(model, p, holds, f.observed, nil)
		require.NoError(t, err)
		dense := stacked{f}
		n, _ := dense.size()
		x := make([]float64, n)
		f.fitted.model.global = globalParams{}
		jacobian := dense.solve(x)
		var info mat.SymDense
		info.SymOuterK(1, jacobian.T())
		var chol mat.Cholesky
		require.True(t, chol.Factorize(&info))
		var covariance mat.SymDense
		require.NoError(t, chol.InverseTo(&covariance))
		// In shares of the SDs that are left, so that all are asked alike.
		sigma := func(u int) float64 { return math.Sqrt(covariance.At(u, u)) }
		for h := range holds {
			for j := range joints {
				u := h*joints + j
				require.InDelta(t, x[u], got.poses[h][j], 0.01*sigma(u), "%s, hold %d, angle %d", BlockName(block), h, j)
			}
		}
		for g := range numGlobal {
			u := f.offset + g
			require.InDelta(t, x[u], got.model.global[g], 0.01*sigma(u), "%s, person %d", BlockName(block), g)
		}
		for a := range f.unknowns {
			for b := range f.unknowns {
				require.InDelta(t, covariance.At(a, b), got.covariance.At(a, b), 0.01*sigma(a)*sigma(b), "%d, %d", a, b)
			}
		}
		for k := range channels {
			// What a channel follows is how its own parameters go with the unknowns, and its
			// spread what is left once those are given: blocks of the information matrix.
			at := f.unknowns + numLocal*k
			own := mat.NewSymDense(numLocal, nil)
			cross := mat.NewDense(numLocal, f.unknowns, nil)
			for i := range numLocal {
				for j := range numLocal {
					own.SetSym(i, j, info.At(at+i, at+j))
				}
				for u := range f.unknowns {
					cross.Set(i, u, -info.At(at+i, u))
				}
			}
			var follow, given mat.Dense
			require.NoError(t, follow.Solve(own, cross))
			require.NoError(t, given.Inverse(own))
			for i := range numLocal {
				require.InDelta(t, x[at+i], got.local[k][i], 0.01*sigma(at+i), "%s, channel %d, own %d", BlockName(block), k, i)
				spread := math.Sqrt(given.At(i, i))
				require.InEpsilon(t, spread, got.spread[k][i], 0.01)
				for u := range f.unknowns {
					require.InDelta(t, follow.At(i, u), got.follow[k].At(i, u), 0.01*sigma(at+i)/sigma(u))
				}
			}
			var want channelGain
			m := model
			copy(m.global[:], x[f.offset:])
			want = m.gainOf(channels[k], got.local[k])
			for j := range joints {
				require.InDelta(t, want.gain[j], got.gain[k].gain[j], 1e-4)
			}
		}
	}
}

// TestACalibrationIsWhatTheFitSays: offset, gain, play, person, bow, postures and the
// predicted error of each channel and angle.
func TestACalibrationIsWhatTheFitSays(t *testing.T) {
	l := newLayout(t, 64, "textile")
	for b := range NumBlocks {
		first, joints := BlockAngles(b)
		f := believed(l, b, rand.New(rand.NewPCG(1, uint64(b))))
		f.model.global[globalBatch] = 0.2
		f.poses = [][4]float64{{0.1, 0.2, 0.3, 0.4}, {0.5, 0.6, 0.7, 0.8}}
		f.gain = make([]channelGain, len(f.local))
		observed := make([][]observation, len(f.local))
		for k := range f.local {
			f.gain[k].gain = [4]float64{float64(k), 1, 2, 3}
			f.local[k] = localParams{0.01 * float64(k), 0.1, 0.2, 0.3, 0.001 * float64(k)}
			observed[k] = []observation{{sigma: 1}, {sigma: 1}}
		}
		f.local[1][localPlay] = -1 // no gap is narrower than none
		c := &Calibration{Channels: make([]ChannelCalibration, l.Len()), Poses: make([]hand.Angles, 2)}
		c.take(f, observed)
		require.Equal(t, [numGlobal]float64(f.model.global), c.Person[b])
		predicted := f.predict(observed)
		for j := range joints {
			at := int(first) + j
			require.Equal(t, Bow{Quadratic: 0.03, Cubic: -0.01}, c.Bow[at])
			require.Equal(t, predicted[j], c.Predicted[at])
			require.Equal(t, [2]float64{f.poses[0][j], f.poses[1][j]}, [2]float64{c.Poses[0][at], c.Poses[1][at]})
		}
		index, design := l.blocks[b], Design(l)
		for k, i := range index {
			ch := c.Channels[i]
			require.InDelta(t, design.Channels[i].Offset+0.01*float64(k), ch.Offset, 1e-12)
			require.Equal(t, f.gain[k].gain, ch.Gain)
			require.Equal(t, [numLocal]float64(f.local[k]), ch.Own)
			require.Equal(t, [numLocal]float64(f.spread[k]), ch.OwnSigma)
			if k == 1 {
				require.Zero(t, ch.Play)
				continue
			}
			require.InDelta(t, 0.015*1.2+0.001*float64(k), ch.Play, 1e-12)
		}
		for a, w := range c.Bow { // the other blocks' are left alone
			if a < int(first) || a >= int(first)+joints {
				require.Zero(t, w)
				require.Zero(t, c.Predicted[a])
			}
		}
	}
}
