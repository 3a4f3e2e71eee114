package taxel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"
)

// begins is the beginning of a step.
func begins(int) float64 { return 0 }

// awake has an array take every step by itself.
func (a *Array) awake() {
	for i := range a.now {
		a.now[i].until = 0
	}
	a.until = 0
}

// What rests gives, and remembers, what it would if every step were taken.
func TestWhoRestsMissesNothing(t *testing.T) {
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			rested := 0
			rapid.Check(t, func(t *rapid.T) {
				p, err := Lookup(name)
				require.NoError(t, err)
				seed := rapid.Uint64().Draw(t, "seed")
				lazy, err := NewArray(p, 3, p.Period(), rand.New(rand.NewPCG(seed, 1)))
				require.NoError(t, err)
				busy, err := NewArray(p, 3, p.Period(), rand.New(rand.NewPCG(seed, 1)))
				require.NoError(t, err)
				start := []float64{0, 0.5, 1}
				held := rapid.SampledFrom([]float64{0, 10, 1e6}).Draw(t, "held")
				lazy.Settle(start, held)
				busy.Settle(start, held)
				in := slices.Clone(start)
				// 0.01 counts, for those that the design asks of, and no more for 16 bits.
				allowed := 0.01 / float64(p.Codes)
				for range rapid.IntRange(1, 6).Draw(t, "holds") {
					in[rapid.IntRange(0, 2).Draw(t, "which")] = rapid.Float64Range(0, 1).Draw(t, "stimulus")
					for range rapid.IntRange(1, 1500).Draw(t, "steps") {
						lazy.Advance(in, 0)
						busy.awake()
						busy.Advance(in, 0)
						for i := range in {
							require.Equal(t, busy.step, busy.now[i].moved)
							require.InDelta(t, busy.now[i].output, lazy.now[i].at(lazy.step), allowed)
							require.InDelta(t, busy.skew(i, 0, begins), lazy.skew(i, 0, begins), allowed)
							rested += lazy.step - lazy.now[i].moved
						}
					}
				}
			})
			require.Positive(t, rested, "some of them did rest")
		})
	}
}

// The closed form of the slow elements is that of as many steps.
func TestRelaxingAtOnceIsRelaxingStepByStep(t *testing.T) {
	p := newPace(0.01, 60)
	for _, n := range []int{0, 1, 2, 17, tabledRest - 1, tabledRest, tabledRest + 1, 3*tabledRest + 5, longestRest} {
		one, many := element{played: 0.7, stayed: 0.1}, element{played: 0.7, stayed: 0.1}
		one.crept[3], many.crept[3] = 0.9, 0.9
		share := p.over(n)
		one.relax(&share)
		for range n {
			many.relax(&p.after[1])
		}
		require.InDeltaSlice(t, many.crept[:], one.crept[:], 1e-13)
		require.InDelta(t, many.stayed, one.stayed, 1e-13)
	}
}

func draws(n int) []float64 {
	x := make([]float64, n)
	(&normals{rand.NewPCG(7, 7)}).fill(x)
	return x
}

// Drawn numbers are distributed as the normal distribution says, tails included.
func TestNormalsAreNormal(t *testing.T) {
	const n = 2_000_001
	x := draws(n)
	mean, sd := stat.MeanStdDev(x, nil)
	require.InDelta(t, 0, mean, 4/math.Sqrt(n))
	require.InDelta(t, 1, sd, 4/math.Sqrt(2*n))
	require.InDelta(t, 0, stat.Skew(x, nil), 4*math.Sqrt(6.0/n))
	require.InDelta(t, 0, stat.ExKurtosis(x, nil), 4*math.Sqrt(24.0/n))
	for _, edge := range []float64{-4, -3, -2, -1, -0.3, 0, 0.5, 1.5, 2.5, 3.5, 4.2} {
		below := 0
		for _, v := range x {
			if v < edge {
				below++
			}
		}
		p := math.Erfc(-edge/math.Sqrt2) / 2
		require.InDelta(t, p*n, float64(below), 4.5*math.Sqrt(n*p*(1-p)), "below %g", edge)
	}
}

// No number tells anything of those after it, nor of their size: the spectrum is white.
func TestNormalsAreWhite(t *testing.T) {
	const n = 1_000_000
	x := draws(n)
	for _, lag := range []int{1, 2, 3, 4, 8, 64, 114, 342} {
		var linear, square float64
		for i := lag; i < n; i++ {
			linear += x[i] * x[i-lag]
			square += (x[i]*x[i] - 1) * (x[i-lag]*x[i-lag] - 1) / 2
		}
		require.InDelta(t, 0, linear/n, 4.5/math.Sqrt(n), "%d later", lag)
		require.InDelta(t, 0, square/n, 4.5/math.Sqrt(n), "squares, %d later", lag)
	}
}

// Between its tabulated places, and at the edge of the tails, a draw is the quantile
// of its uniform number.
func TestNormalIsTheQuantile(t *testing.T) {
	for _, u := range []uint32{0, 1, 15<<21 + 77, 16 << 21, 16<<21 + 1<<20, 250<<21 + 9, 1 << 31, 2031<<21 + 5, 2032<<21 - 1, 2032 << 21, math.MaxUint32} {
		p := (float64(u) + 0.5) / (1 << 32)
		x := normal(u)
		density := math.Exp(-x*x/2) / math.Sqrt(2*math.Pi)
		require.InDelta(t, quantile(p), x, 2e-4, "%d", u)
		require.InDelta(t, p, math.Erfc(-x/math.Sqrt2)/2, 2e-4*density+1e-12, "%d", u)
	}
}

// Nobody rests who is being moved, even without a lag, and nobody stays awake who is not.
func TestOnlyWhoIsNotMovedRests(t *testing.T) {
	p, err := Lookup("ideal")
	require.NoError(t, err)
	a, err := NewArray(p, 2, p.Period(), rand.New(rand.NewPCG(1, 1)))
	require.NoError(t, err)
	in := []float64{0.2, 0.3}
	a.Settle(in, 60)
	for n := range 20 {
		in[0] += 0.01
		a.Advance(in, 0)
		require.Zero(t, a.now[0].until, "step %d", n)
		if n > 0 {
			require.Greater(t, a.now[1].until, a.step)
		}
	}
	a.Advance(in, 0)
	require.Greater(t, a.now[0].until, a.step)
}

// The straight line along which a resting taxel's output goes leaves the exponentials
// by no more than decides of a count, however short the residual is.
func TestALineIsCloseToTheExponentials(t *testing.T) {
	longest := 0
	moves := map[float64]int{} // of residuals alone
	for _, c := range []struct{ creep, residual, time float64 }{{0.05, 0, 0}, {0, 0.06, 300}, {0, 0.06, 3}, {0, 0.06, 0.1}, {0.05, 0.06, 0.1}} {
		p := Profile{FrameRate: 1000, Codes: 4095, Exponent: 1, Creep: c.creep, Residual: c.residual, ResidualTime: c.time}
		a, err := NewArray(p, 1, p.Period(), rand.New(rand.NewPCG(1, 1)))
		require.NoError(t, err)
		a.Settle([]float64{0}, 0)
		in := []float64{0.8}
		for range 4000 {
			before := a.now[0]
			a.Advance(in, 0)
			s, now := &a.now[0], float64(a.step)*p.Period()
			if s.moved == a.step {
				if c.creep == 0 {
					moves[c.time]++
				}
				longest = max(longest, a.step-before.moved)
			}
			exact := 0.8 * (1 + CreepLaw(c.creep, now))
			if c.time > 0 {
				exact += 0.8 * c.residual * -math.Expm1(-now/c.time)
			}
			// Both ends of a line are on the curve.
			require.InDelta(t, exact, s.at(a.step), 2e-7/4095+1e-12, "%v after %g s", c, now)
		}
	}
	require.Greater(t, longest, 100)
	// A line errs by its bend times n²/8: 0.048 of full scale that come in 300 s have it
	// leave them by 1e-7 counts after 19 steps, of which there are 4000.
	require.InDelta(t, 4000.0/20, moves[300], 15)
	require.Greater(t, moves[3], 1500, "what is as fast as that must be followed")
}

// An odd number of draws leaves none of them out.
func TestEveryNumberIsDrawn(t *testing.T) {
	for n := range 6 {
		x, nobody := make([]float64, n+1), 1e9
		for i := range x {
			x[i] = nobody
		}
		(&normals{rand.NewPCG(7, 7)}).fill(x[:n])
		for i := range n {
			require.Less(t, math.Abs(x[i]), 7.0, "%d of %d", i, n)
		}
		require.Equal(t, nobody, x[n])
	}
}
