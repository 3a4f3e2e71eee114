package taxel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// one is an array of a single taxel with only the given imperfections, all of
// them at their nominal size.
func one(t testing.TB, name string, dt float64, effects ...Effect) *Array {
	t.Helper()
	p, err := Lookup(name)
	require.NoError(t, err)
	p = p.Only(effects...)
	p.Variation, p.Batch, p.PlaySpread = 0, 0, 0
	a, err := NewArray(p, 1, dt, rand.New(rand.NewPCG(1, 1)))
	require.NoError(t, err)
	return a
}

// advance feeds a constant stimulus for n steps and returns the output.
func (a *Array) advance(stimulus float64, n int) float64 {
	for range n {
		a.Advance([]float64{stimulus}, 0)
	}
	return a.now[0].output
}

func TestLagFollowsTheExponentialOfItsDirection(t *testing.T) {
	const dt, steps = 1e-3, 40
	p, err := Lookup("piezo")
	require.NoError(t, err)
	a := one(t, "piezo", dt, Lag)
	a.Settle([]float64{0}, 0)
	high := p.Transfer(0.5)
	// The stimulus rises within the first step, in a ramp; from its end on the
	// error decays as e^(−t/τ), and a ramp's as (τ/dt)(1 − e^(−dt/τ)) at its end.
	lagging := func(tau float64) float64 {
		return tau / dt * -math.Expm1(-dt/tau) * math.Exp(-(steps-1)*dt/tau)
	}
	require.InDelta(t, high*(1-lagging(p.LoadTime)), a.advance(0.5, steps), 1e-12)
	a.Settle([]float64{0.5}, 0)
	require.InDelta(t, high*lagging(p.UnloadTime), a.advance(0, steps), 1e-12)
}

func TestPlayIsAGapOfTheStatedWidth(t *testing.T) {
	a := one(t, "textile", 1e-3, Hysteresis)
	r := a.profile.PlayRadius()
	require.InDelta(t, 0.015, r, 1e-15)
	a.Settle([]float64{0}, 0)
	require.InDelta(t, 0.4-r, a.advance(0.4, 1), 1e-15, "going up it lags by half the width")
	require.InDelta(t, 0.4-r, a.advance(0.4-2*r, 1), 1e-15, "and stays within the gap")
	require.InDelta(t, 0.2+r, a.advance(0.2, 1), 1e-15, "going down it lags by the other half")
}

func TestPlayProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.Float64Range(0, 1).Draw(t, "r")
		z := rapid.Float64Range(-2, 2).Draw(t, "z")
		path := rapid.SliceOfN(rapid.Float64Range(-2, 2), 1, 20).Draw(t, "path")
		for _, y := range path {
			before := z
			z = Play(z, y, r)
			require.LessOrEqual(t, math.Abs(z-y), r+1e-12, "never further away than the gap")
			require.Equal(t, z, Play(z, y, r), "rate independent: staying changes nothing")
			if z != before {
				require.InDelta(t, r, math.Abs(z-y), 1e-12, "it moves only when pushed by an edge")
			}
		}
	})
}

func TestCreepIsALogarithmOfTime(t *testing.T) {
	p, err := Lookup("piezo")
	require.NoError(t, err)
	for _, time := range []float64{1, 3, 10, 30, 100} {
		growth := CreepLaw(p.Creep, 10*time) - CreepLaw(p.Creep, time)
		if time <= 10 { // a decade within the spectrum
			require.InDelta(t, p.Creep, growth, 0.1*p.Creep, "a decade from %g s", time)
		}
		a := one(t, "piezo", 0.05, Creep)
		a.Settle([]float64{0}, 0)
		full := p.Transfer(1)
		got := a.advance(1, int(time/0.05)+1)
		require.InDelta(t, full*(1+CreepLaw(p.Creep, time)), got, 2e-3, "after %g s", time)
	}
}

func TestResidualStaysAndFades(t *testing.T) {
	const dt = 0.1
	p, err := Lookup("textile")
	require.NoError(t, err)
	a := one(t, "textile", dt, Residual)
	a.Settle([]float64{1}, 1e6) // loaded for ever
	require.InDelta(t, p.Residual, a.advance(0, 1), 1e-4, "what stays right after full load")
	steps := int(p.ResidualTime / dt)
	require.InDelta(t, p.Residual/math.E, a.advance(0, steps), 1e-4, "a time constant later")
}

func TestSettleIsWhatHoldingLongLeads(t *testing.T) {
	held := one(t, "textile", 0.01, Lag, Hysteresis, Creep, Residual)
	held.Settle([]float64{0}, 0)
	want := held.advance(0.5, 6000)
	settled := one(t, "textile", 0.01, Lag, Hysteresis, Creep, Residual)
	settled.Settle([]float64{0.5}, 60)
	require.InDelta(t, want, settled.now[0].output, 1e-4)
}

func TestAdvanceAllocatesNothing(t *testing.T) {
	p, err := Lookup("textile")
	require.NoError(t, err)
	a, err := NewArray(p, 64, 5e-3, rand.New(rand.NewPCG(1, 1)))
	require.NoError(t, err)
	in, counts := make([]float64, 64), make([]uint16, 64)
	now := func(int) float64 { return 1 }
	require.Zero(t, testing.AllocsPerRun(100, func() {
		a.Advance(in, 0)
		a.Read(0, 64, now, counts)
	}))
}

func BenchmarkAdvanceAndRead(b *testing.B) {
	p, err := Lookup("textile")
	require.NoError(b, err)
	a, err := NewArray(p, 576, 5e-3, rand.New(rand.NewPCG(1, 1)))
	require.NoError(b, err)
	in, counts := make([]float64, 576), make([]uint16, 576)
	now := func(int) float64 { return 1 }
	for b.Loop() {
		a.Advance(in, 0)
		a.Read(0, 576, now, counts)
	}
}
