package skin

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"
)

// TestConductanceGrowsAlmostLinearlyWithLoad: Yovanovich's power of the pressure,
// 0.95, between any two pressures; 2000 W/m²K for a perfect conductor at 100 kPa,
// half of it where object and skin conduct alike; e^0.3 per deviate of a touch.
func TestConductanceGrowsAlmostLinearlyWithLoad(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, q := rapid.Float64Range(1e3, 400e3).Draw(t, "p"), rapid.Float64Range(1e3, 400e3).Draw(t, "q")
		k := rapid.Float64Range(0.03, 400).Draw(t, "k")
		touch := rapid.Float64Range(-2, 2).Draw(t, "touch")
		require.InDelta(t, 0.95*math.Log(p/q), math.Log(Conductance(p, k, touch)/Conductance(q, k, touch)), 1e-9)
		require.InDelta(t, 0.30*touch, math.Log(Conductance(p, k, touch)/Conductance(p, k, 0)), 1e-9)
		// Half of the way through the object, half through the skin, in series: 1/h is
		// linear in 1/k, and doubles from a perfect conductor to another skin.
		require.InEpsilon(t, 1+0.22/k, Conductance(p, 1e12, 0)/Conductance(p, k, 0), 1e-9)
	})
	require.InEpsilon(t, 2000, Conductance(100e3, 1e12, 0), 1e-9)
	require.InEpsilon(t, 1035.3, Conductance(50e3, 1e12, 0), 1e-4, "2000/2^0.95")
	require.Zero(t, Conductance(0, 50, 0), "no pressure, no contact")
	require.Zero(t, Conductance(-1, 50, 0))
	require.Positive(t, Conductance(1e-3, 50, 0))
}

// TestNothingHappensBeforeTouch: the closed form at its edges.
func TestNothingHappensBeforeTouch(t *testing.T) {
	require.Equal(t, 34.0, ContactStep(0, ThermalDepth, 1000, SkinEffusivity, 34, 1450, 22))
	require.Equal(t, 34.0, ContactStep(1, ThermalDepth, 0, SkinEffusivity, 34, 1450, 22), "no contact")
	require.Zero(t, ContactShape(0, ThermalDepth, 3))
	require.Zero(t, ContactShape(-1, ThermalDepth, 3))
	require.InDelta(t, 1, ContactShape(1e9, ThermalDepth, 3), 1e-3, "in the end it is all the way")
}

// TestErfcxAgreesWithItselfWhereBothFormsHold: e^(x²)·erfc(x) by the library's
// functions, up to where they still have digits.
func TestErfcxAgreesWithItselfWhereBothFormsHold(t *testing.T) {
	for _, x := range []float64{0, 0.5, 3, 19.999, 20, 21, 23, 26} {
		require.InEpsilon(t, math.Exp(x*x)*math.Erfc(x), erfcx(x), 1e-9, "%g", x)
	}
}

// TestFluxIntoTheObjectIsTheClosedForms: two half spaces behind a contact exchange
// h·(ts − to)·e^(β²t)·erfc(β√t) (Carslaw and Jaeger, §2.7, at the surface).
func TestFluxIntoTheObjectIsTheClosedForms(t *testing.T) {
	for _, effusivity := range []float64{177, 1450, 14070} {
		for _, conductance := range []float64{300, 2000} {
			h := NewHeat(SkinEffusivity, ThermalDepth, 36)
			h.Touch(20)
			beta := conductance * (1./580 + 1/effusivity)
			for n := 1; n <= 500; n++ {
				h.Step(0.01, conductance, effusivity)
				if n < 10 {
					continue
				}
				x := beta * math.Sqrt(float64(n)*0.01)
				q := conductance * 16 / (x * math.Sqrt(math.Pi)) // from x = 25 on, where erfc fails
				if x < 25 {
					q = conductance * 16 * math.Exp(x*x) * math.Erfc(x)
				} else {
					q *= 1 - 1/(2*x*x)
				}
				require.InEpsilon(t, q, h.Flux(), 0.01, "e %g, h %g, after %d steps", effusivity, conductance, n)
			}
		}
	}
}

// TestAnyDepthFollowsTheClosedForm: the sensor lies where it is said to, at the
// surface as well as a millimetre under it, in skin of any effusivity.
func TestAnyDepthFollowsTheClosedForm(t *testing.T) {
	for _, depth := range []float64{0.02e-3, 0.1e-3, 0.4e-3, 1e-3} {
		for _, own := range []float64{450, 580, 700} {
			h := NewHeat(own, depth, 36)
			h.Touch(20)
			for n := 1; n <= 300; n++ {
				h.Step(0.01, 1000, 1450)
				if n > 5 {
					want := ContactStep(float64(n)*0.01, depth, 1000, own, 36, 1450, 20)
					require.InDelta(t, want, h.Temperature(), 0.06, "%g m, %g, step %d", depth, own, n)
				}
			}
		}
	}
	deep := NewHeat(SkinEffusivity, 1, 36)
	deep.Touch(0)
	deep.Step(0.01, 1000, 1450)
	require.Equal(t, 36.0, deep.Temperature(), "a sensor deeper than the grid reads its last cell")
}

// TestRelaxPullsAllOfTheSkinByAShare, and nothing but the skin.
func TestRelaxPullsAllOfTheSkinByAShare(t *testing.T) {
	h := NewHeat(SkinEffusivity, ThermalDepth, 30)
	h.Touch(20)
	h.Relax(40, 0.25)
	for i, c := range h.cell {
		if i < heatCells {
			require.Equal(t, 20.0, c)
		} else {
			require.InDelta(t, 32.5, c, 1e-12)
		}
	}
	h.Warm(35)
	require.Equal(t, 35.0, h.cell[heatNodes-1])
	require.Equal(t, 20.0, h.cell[heatCells-1])
}

// TestTheHeaterTakesASecond: in air the skin comes back along e^−t.
func TestTheHeaterTakesASecond(t *testing.T) {
	p := NewPatch(NominalPatch(), 40, 0, newRNG(1))
	p.heat.Warm(30)
	for n := 1; n <= 300; n++ {
		p.StepHeat(PatchContact{})
		skin, flux := p.Truth()
		require.InDelta(t, 40-10*math.Exp(-float64(n)*0.01), skin, 0.05)
		require.Zero(t, flux)
	}
}

// TestAHeaterErrsByItsOwnError: such a finger is warmer than it says from the start
// on, and its heater brings it back to that.
func TestAHeaterErrsByItsOwnError(t *testing.T) {
	spec := NominalPatch()
	spec.HeaterError = 0.7
	p := NewPatch(spec, 40, 0, newRNG(1))
	require.InDelta(t, 40.7, p.Reading().Temperature, 1e-9)
	glass := &Counterface{Effusivity: 1450, Conductivity: 1.05, Temperature: 22}
	for range 100 {
		p.StepHeat(PatchContact{Pressure: 100e3, Surface: glass})
	}
	require.Less(t, p.Reading().Temperature, 36.0)
	for range 1500 {
		p.StepHeat(PatchContact{})
	}
	require.InDelta(t, 40.7, p.Reading().Temperature, 0.02)
}

// TestASpecimensNumbersActWhereTheyBelong: each factor, large enough to be seen,
// against the closed form with that factor.
func TestASpecimensNumbersActWhereTheyBelong(t *testing.T) {
	glass := &Counterface{Effusivity: 1450, Conductivity: 1.05, Temperature: 22}
	for name, change := range map[string]func(*PatchSpecimen){
		"effusivity": func(s *PatchSpecimen) { s.Effusivity = 1.4 },
		"depth":      func(s *PatchSpecimen) { s.Depth = 1.6 },
		"gain":       func(s *PatchSpecimen) { s.ThermalGain = 1.1 },
		"offset":     func(s *PatchSpecimen) { s.ThermalOffset = 0.8 },
		"touch":      func(*PatchSpecimen) {},
	} {
		spec, touch := NominalPatch(), 0.0
		change(&spec)
		if name == "touch" {
			touch = 1.5
		}
		p := NewPatch(spec, 40, 0, newRNG(1))
		conductance := 2000 * 1.05 / (1.05 + 0.22) * math.Exp(0.3*touch)
		for n := 1; n <= 300; n++ {
			p.StepHeat(PatchContact{Pressure: 100e3, Surface: glass, Touch: touch})
			if n < 50 {
				continue
			}
			skin := ContactStep(float64(n)*0.01-ThermalLag, ThermalDepth*spec.Depth, conductance, 580*spec.Effusivity, 40, 1450, 22)
			want := 30 + spec.ThermalGain*(skin-30) + spec.ThermalOffset
			require.InDelta(t, want, p.Reading().Temperature, 0.08, "%s after %d ms", name, 10*n)
		}
	}
}

// TestALagTwiceAsLongIsTwiceAsLate: the reading follows the skin by dy/dt = (x − y)/τ,
// here in a thousand steps for one of the patch's.
func TestALagTwiceAsLongIsTwiceAsLate(t *testing.T) {
	for _, factor := range []float64{0.5, 1, 2} {
		spec := NominalPatch()
		spec.Lag = factor
		p := NewPatch(spec, 40, 0, newRNG(1))
		glass := &Counterface{Effusivity: 1450, Conductivity: 1.05, Temperature: 22}
		previous, lagged := 40.0, 40.0
		for range 100 {
			p.StepHeat(PatchContact{Pressure: 100e3, Surface: glass})
			skin, _ := p.Truth()
			for i := range 1000 {
				x := previous + (skin-previous)*(float64(i)+0.5)/1000
				lagged += 10e-6 / (0.050 * factor) * (x - lagged)
			}
			previous = skin
			require.InDelta(t, lagged, p.Reading().Temperature, 1e-3)
		}
	}
}

// TestThermalReadoutCountsTenthsBetweenZeroAndEighty: noise of one count, rounding,
// and no more than the range.
func TestThermalReadoutCountsTenthsBetweenZeroAndEighty(t *testing.T) {
	p := NewPatch(NominalPatch(), 40.03, 1, newRNG(5))
	read := make([]float64, 20_000)
	for i := range read {
		p.StepHeat(PatchContact{})
		read[i] = p.Reading().Temperature
		require.InDelta(t, math.Round(read[i]*10), read[i]*10, 1e-9)
	}
	mean, sd := stat.MeanStdDev(read, nil)
	require.InDelta(t, 40.03, mean, 0.005)
	require.InDelta(t, math.Sqrt(0.1*0.1+0.1*0.1/12), sd, 0.002)
	require.Equal(t, 80.0, NewPatch(NominalPatch(), 95, 1, newRNG(1)).Reading().Temperature)
	require.Zero(t, NewPatch(NominalPatch(), -5, 1, newRNG(1)).Reading().Temperature)
}

// TestThermalHalfStepsEveryTenMilliseconds.
func TestThermalHalfStepsEveryTenMilliseconds(t *testing.T) {
	p := NewPatch(NominalPatch(), 40, 0, newRNG(1))
	steel := &Counterface{Effusivity: 14070, Conductivity: 50, Temperature: 22}
	changes, last := []int{}, p.Reading().Temperature
	for n := range 505 {
		p.Step(PatchContact{Pressure: 100e3, Surface: steel})
		if now := p.Reading().Temperature; now != last {
			changes, last = append(changes, n), now
		}
	}
	require.Len(t, changes, 51)
	for i := 2; i < len(changes); i++ {
		require.Equal(t, 10, changes[i]-changes[i-1])
	}
	// A surface that is not pressed is not touched.
	p = NewPatch(NominalPatch(), 40, 0, newRNG(1))
	for range 100 {
		p.Step(PatchContact{Surface: steel})
	}
	require.InDelta(t, 40, p.Reading().Temperature, 1e-9)
}

// TestFluxMeterIsItsBandOfTheKernel: of the kernel 1/√(πt) exponentials of rates
// from u₀² to u₁² are (erf(u₁√t) − erf(u₀√t))/√(πt); so a half space that cools
// evenly, by a kelvin a second, gives off e·∫ of that. Here the band is the one that
// the meter states, half a step beyond its first and last rate.
func TestFluxMeterIsItsBandOfTheKernel(t *testing.T) {
	m := newFluxMeter()
	u0, u1 := math.Exp((-10-1.15/2)/2), math.Exp((-10+13.5*1.15)/2)
	share := func(z float64) float64 { return math.Erf(z) + math.Expm1(-z*z)/(z*math.Sqrt(math.Pi)) }
	for n := 1; n <= 1_000_000; n++ {
		q := m.next(0.010)
		if n&(n-1) != 0 && n%500 != 0 {
			continue
		}
		at := math.Sqrt(float64(n) * 0.010)
		exact := 580 * 2 * at / math.Sqrt(math.Pi)
		require.InEpsilon(t, exact*(share(u1*at)-share(u0*at)), q, 0.006, "after %d steps", n)
		if n >= 100 && n <= 10_000 {
			require.InEpsilon(t, exact, q, 0.04, "seconds to minutes are what it is for")
		}
	}
}

// TestFluxIsThatAtTheSensor: below the sensor lies a half space of its own, whose
// heat the reading tells, late by the lag: −k·∂T/∂x of the closed form.
func TestFluxIsThatAtTheSensor(t *testing.T) {
	for _, c := range []Counterface{
		{Effusivity: 14070, Conductivity: 50, Temperature: 22}, {Effusivity: 1450, Conductivity: 1.05, Temperature: 22},
		{Effusivity: 477, Conductivity: 0.16, Temperature: 22},
	} {
		p := NewPatch(NominalPatch(), 40, 0, newRNG(1))
		conductance := Conductance(100e3, c.Conductivity, 0)
		conduction := 580 * math.Sqrt(1.45e-7) // W/m·K, k = e·√α
		for n := 1; n <= 300; n++ {
			p.StepHeat(PatchContact{Pressure: 100e3, Surface: &c})
			if n < 50 {
				continue
			}
			const dx = 1e-6
			at := func(x float64) float64 {
				return ContactStep(float64(n)*0.01-ThermalLag, x, conductance, 580, 40, c.Effusivity, 22)
			}
			want := conduction * (at(ThermalDepth+dx) - at(ThermalDepth-dx)) / (2 * dx)
			require.InEpsilon(t, want, p.Reading().Flux, 0.07, "after %d ms", 10*n)
		}
	}
}

// TestPatchesDifferAsStated: the deviations of a thousand fingers, and what patches
// of one finger have in common.
func TestPatchesDifferAsStated(t *testing.T) {
	const fingers = 4000
	for _, spread := range []float64{1, 0.5} {
		rng := newRNG(3)
		var list [8][]float64
		for range fingers {
			pair := DrawPatches(2, spread, rng)
			a, b := pair[0], pair[1]
			require.Equal(t, [...]float64{a.Effusivity, a.Lag, a.ThermalGain, a.ThermalOffset},
				[...]float64{b.Effusivity, b.Lag, b.ThermalGain, b.ThermalOffset}, "one finger, one skin")
			for i, v := range [...]float64{
				a.Effusivity - 1, a.Depth - 1, a.Lag - 1, a.ThermalGain - 1, a.ThermalOffset, a.HeaterError, a.VibrationGain - 1,
				a.Depth/b.Depth - 1,
			} {
				list[i] = append(list[i], v)
			}
		}
		for i, sd := range [...]float64{0.03, math.Hypot(0.08, 0.03), 0.10, 0.005, 0.2, 0.1, 0.08, 0.03 * math.Sqrt2} {
			mean, got := stat.MeanStdDev(list[i], nil)
			require.InEpsilon(t, spread*sd, got, 0.05, "number %d", i)
			require.InDelta(t, 0, mean, 0.06*sd, "number %d", i)
		}
	}
	for _, s := range DrawPatches(3, 0, newRNG(1)) {
		require.Equal(t, NominalPatch(), s)
	}
	for _, s := range DrawPatches(500, 12, newRNG(1)) {
		require.GreaterOrEqual(t, s.Depth, 0.1, "no sensor lies outside the skin")
	}
}
