package skin

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestDiffusionFollowsTheClosedForm for objects from foam to copper, loose and
// firm contact: within 0.5 % of the step from skin to contact temperature.
func TestDiffusionFollowsTheClosedForm(t *testing.T) {
	worst := 0.0
	for _, effusivity := range []float64{89, 177, 274, 490, 1450, 14070, 36480} {
		for _, conductance := range []float64{100, 600, 2000, 8000} {
			const ts, to, dt = 35.0, 22.0, 0.01
			h := NewHeat(SkinEffusivity, ThermalDepth, ts)
			h.Touch(to)
			step := ContactTemperature(SkinEffusivity, ts, effusivity, to) - ts
			for i := 1; i <= 1000; i++ {
				h.Step(dt, conductance, effusivity)
				want := ContactStep(float64(i)*dt, ThermalDepth, conductance, SkinEffusivity, ts, effusivity, to)
				worst = max(worst, math.Abs((h.Temperature()-want)/step))
			}
		}
	}
	t.Logf("largest difference: %.3f %% of the step", 100*worst)
	require.Less(t, worst, 0.005)
}

// TestClosedFormSolvesTheHeatEquation checks the formula itself by finite
// differences, and its flux against the conductance.
func TestClosedFormSolvesTheHeatEquation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.Float64Range(0.05, 5).Draw(t, "t")
		x := rapid.Float64Range(0.05e-3, 1e-3).Draw(t, "x")
		conductance := rapid.Float64Range(100, 5000).Draw(t, "h")
		e := rapid.Float64Range(80, 40000).Draw(t, "e")
		f := func(t, x float64) float64 { return ContactStep(t, x, conductance, SkinEffusivity, 35, e, 22) }
		const dx = 1e-6
		dt := 1e-4 * at
		rate := (f(at+dt, x) - f(at-dt, x)) / (2 * dt)
		curve := (f(at, x+dx) - 2*f(at, x) + f(at, x-dx)) / (dx * dx)
		require.InDelta(t, rate, SkinDiffusivity*curve, 1e-3*math.Abs(rate)+5e-3)
	})
}

func TestHeatIsConserved(t *testing.T) {
	h := NewHeat(SkinEffusivity, ThermalDepth, 40)
	h.Touch(20)
	const effusivity = 1450.0
	content := func() (sum float64) {
		for i, c := range h.cell {
			e := effusivity
			if i >= heatCells {
				e = SkinEffusivity
			}
			sum += e * h.width[i] * c
		}
		return sum
	}
	before := content()
	for range 100 {
		h.Step(0.01, 1500, effusivity)
	}
	require.InEpsilon(t, before, content(), 1e-6)
	require.Positive(t, h.Flux())
	h.Release()
	skinBefore := h.Temperature()
	for range 200 {
		h.Step(0.01, 1500, effusivity)
	}
	require.Greater(t, h.Temperature(), skinBefore, "released skin warms from within")
	require.Zero(t, h.Flux())
}

func TestErfcxIsSmooth(t *testing.T) {
	for _, x := range []float64{19.99, 20.01, 30, 1e3, 1e8} {
		// Bounds of Abramowitz and Stegun, 7.1.13.
		low := 2 / (math.Sqrt(math.Pi) * (x + math.Sqrt(x*x+2)))
		high := 2 / (math.Sqrt(math.Pi) * (x + math.Sqrt(x*x+4/math.Pi)))
		require.GreaterOrEqual(t, erfcx(x), low*(1-1e-12))
		require.LessOrEqual(t, erfcx(x), high*(1+1e-12))
	}
}

func BenchmarkHeatStep(b *testing.B) {
	h := NewHeat(SkinEffusivity, ThermalDepth, 35)
	h.Touch(22)
	b.ReportAllocs()
	for b.Loop() {
		h.Step(0.01, 1500, 14070)
	}
}

// Skin that is left alone where it is evenly warm is as warm as skin that never is.
func TestEvenlyWarmSkinMissesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const heater = 34.0
		lazy, busy := NewHeat(SkinEffusivity, ThermalDepth, heater), NewHeat(SkinEffusivity, ThermalDepth, heater)
		for range rapid.IntRange(1, 4).Draw(t, "touches") {
			object := rapid.Float64Range(0, 60).Draw(t, "object")
			for range rapid.IntRange(0, 300).Draw(t, "in touch") {
				for _, h := range []*Heat{lazy, busy} {
					if !h.Touching() {
						h.Touch(object)
					}
					h.Step(ThermalPeriod, 1500, 1200)
				}
			}
			share := rapid.SampledFrom([]float64{0, ThermalPeriod / reheatTime}).Draw(t, "heated")
			for range rapid.IntRange(0, 4000).Draw(t, "in the air") {
				busy.even = false
				for _, h := range []*Heat{lazy, busy} {
					h.Release()
					if share > 0 {
						h.Relax(heater, share)
					}
					if h == busy {
						h.even = false
					}
					h.Step(ThermalPeriod, 0, 1)
				}
				require.InDelta(t, busy.Temperature(), lazy.Temperature(), 2e-6*ThermalStep)
				require.InDelta(t, busy.Flux(), lazy.Flux(), 1e-9)
			}
		}
	})
	h := NewHeat(SkinEffusivity, ThermalDepth, 34)
	h.Touch(20)
	h.Step(ThermalPeriod, 1500, 1200)
	h.Release()
	for range 4000 {
		h.Relax(34, ThermalPeriod/reheatTime)
		h.Step(ThermalPeriod, 0, 1)
	}
	require.True(t, h.even, "in the end it is left alone")
}
