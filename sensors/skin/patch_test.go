package skin

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/dsp/fourier"
)

func newRNG(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// slid is the vibration of a patch that slides for some seconds.
func slid(surface Counterface, speed, seconds float64, seed uint64) []float64 {
	v := NewVibration(newRNG(seed))
	x := make([]float64, int(seconds*VibrationRate))
	for i := range x {
		x[i] = v.Next(100e3, speed, &surface)
	}
	return x
}

// spectrum is the power spectrum by Welch's method, 0.5 s segments.
func spectrum(x []float64) (power []float64, step float64) {
	const n = 1000
	fft := fourier.NewFFT(n)
	power = make([]float64, n/2+1)
	segment := make([]float64, n)
	for start := 0; start+n <= len(x); start += n / 2 {
		for i := range segment {
			segment[i] = x[start+i] * (1 - math.Cos(2*math.Pi*float64(i)/n)) / 2
		}
		for i, c := range fft.Coefficients(nil, segment) {
			power[i] += cmplx.Abs(c) * cmplx.Abs(c)
		}
	}
	return power, VibrationRate / n
}

// peak is the centroid of the power around its maximum above 20 Hz.
func peak(x []float64) float64 {
	power, step := spectrum(x)
	first := int(20 / step)
	best := first
	smooth := func(i int) (sum float64) {
		half := max(1, int(0.1*float64(i)))
		for k := max(i-half, first); k <= min(i+half, len(power)-1); k++ {
			sum += power[k]
		}
		return sum
	}
	for i := first; i < len(power); i++ {
		if smooth(i) > smooth(best) {
			best = i
		}
	}
	half := max(2, int(0.25*float64(best)))
	sum, moment := 0.0, 0.0
	for k := max(best-half, first); k <= min(best+half, len(power)-1); k++ {
		sum += power[k]
		moment += power[k] * float64(k)
	}
	return moment / sum * step
}

func TestTheSpectrumPeaksAtSpeedOverWavelength(t *testing.T) {
	for _, c := range []struct{ seconds, tolerance float64 }{{20, 0.02}, {2, 0.04}} {
		for seed := range uint64(10) {
			for _, wavelength := range []float64{50e-6, 80e-6, 100e-6, 250e-6, 400e-6} {
				for _, speed := range []float64{0.02, 0.06} {
					f := speed / wavelength
					if f > 600 {
						continue
					}
					surface := Counterface{Wavelength: wavelength, Amplitude: wavelength / 30, Friction: 0.4}
					require.InEpsilon(t, f, peak(slid(surface, speed, c.seconds, seed)), c.tolerance, "λ %g at %g m/s over %g s", wavelength, speed, c.seconds)
				}
			}
		}
	}
}

// TestRMSIsTheFormulas: the texture's power in the time series is the one that
// the model states.
func TestRMSIsTheFormulas(t *testing.T) {
	surface := Counterface{Wavelength: 100e-6, Amplitude: 1e-6}
	sum := 0.0
	x := slid(surface, 0.02, 20, 1)
	for _, v := range x {
		sum += v * v
	}
	require.InEpsilon(t, TextureRMS(100e3, 100e-6, 1e-6), math.Sqrt(sum/float64(len(x))), 0.05)
}

func TestGlassShowsNoPeak(t *testing.T) {
	glass := Counterface{Wavelength: 5e-6, Amplitude: 0.01e-6, Friction: 0.78}
	power, step := spectrum(slid(glass, 0.02, 20, 1))
	// Pink noise falls by 10 dB a decade: nothing may stand out from that line.
	for i := int(30 / step); i < int(900/step); i++ {
		local := (power[i-2] + power[i-1] + power[i] + power[i+1] + power[i+2]) / 5
		around := (power[i*3/4] + power[min(i*4/3, len(power)-1)]) / 2
		require.Less(t, local, 4*around, "%g Hz", float64(i)*step)
	}
}

// TestNothingAliases: a line above 1.2 kHz comes out 20 dB weaker than it went in.
func TestNothingAliases(t *testing.T) {
	for _, f := range []float64{1250, 1500, 1900, 3000} {
		surface := Counterface{Wavelength: 0.06 / f, Amplitude: 1e-6}
		x := slid(surface, 0.06, 4, 1)
		sum := 0.0
		for _, v := range x {
			sum += v * v
		}
		// The band's lower edge, three σ down, may lie below 1.2 kHz.
		if 0.75*f > 1200 {
			require.Less(t, math.Sqrt(sum/float64(len(x))), 0.1*TextureRMS(100e3, surface.Wavelength, 1e-6), "%g Hz", f)
		}
	}
	v := NewVibration(newRNG(1))
	v.tune(1200)
	for i := range waves {
		if v.number[i] >= 1 {
			require.Less(t, v.gain[i], 0.1)
		}
	}
}

func TestFineTextureStaysAboveForceTaxels(t *testing.T) {
	for _, wavelength := range []float64{0.8e-3, 0.5e-3, 0.1e-3} {
		require.Less(t, Buried(wavelength), 2.5e-4)
	}
	require.Greater(t, Buried(10e-3), 0.5, "coarse relief is felt")
}

func TestAPatchAtRestShowsOneCountOfNoise(t *testing.T) {
	p := NewPatch(NominalPatch(), 30, 1, newRNG(1))
	sum, n := 0.0, 0
	for range 20_000 {
		p.Step(PatchContact{})
		for _, v := range p.Reading().Vibration {
			sum += v * v
			n++
		}
	}
	require.InEpsilon(t, VibrationStep, math.Sqrt(sum/float64(n)), 0.2)
}

func TestAPatchWarmsAndCools(t *testing.T) {
	p := NewPatch(NominalPatch(), 40, 0, newRNG(1))
	steel := &Counterface{Effusivity: 14070, Conductivity: 50, Temperature: 22}
	require.InDelta(t, 40, p.Reading().Temperature, 1e-9)
	for range 1500 {
		p.Step(PatchContact{Pressure: 100e3, Surface: steel})
	}
	conductance := Conductance(100e3, 50, 0)
	want := ContactStep(1.5-ThermalLag, ThermalDepth, conductance, SkinEffusivity, 40, steel.Effusivity, 22)
	require.InDelta(t, want, p.Reading().Temperature, 0.2, "late, the lag only shifts it")
	for range 8000 {
		p.Step(PatchContact{})
	}
	require.InDelta(t, 40, p.Reading().Temperature, 0.1, "the heater brings it back")
}

// The sensor lags behind the skin by its time constant, neither more nor less: its
// own equation, in steps a hundred times as fine, on the closed form of the contact.
func TestAPatchLagsByItsTimeConstant(t *testing.T) {
	for _, surface := range []*Counterface{
		{Effusivity: 14070, Conductivity: 50, Temperature: 22}, {Effusivity: 1450, Conductivity: 1, Temperature: 22},
	} {
		p := NewPatch(NominalPatch(), 40, 0, newRNG(1))
		conductance := Conductance(100e3, surface.Conductivity, 0)
		const fine = ThermalPeriod / 100
		lagged := 40.0
		for n := range 100 {
			for i := range 100 {
				skin := ContactStep(float64(100*n+i)*fine+fine/2, ThermalDepth, conductance, SkinEffusivity, 40, surface.Effusivity, 22)
				lagged += fine / ThermalLag * (skin - lagged)
			}
			p.StepHeat(PatchContact{Pressure: 100e3, Surface: surface})
			require.InDelta(t, lagged, p.Reading().Temperature, 0.01+0.01*(40-lagged), "after %d ms", 10*(n+1))
		}
	}
}

// TestFluxIsReadFromTheTemperature compares the reading, which knows nothing but
// the sensor's temperature, with the heat that really flows. The sensor lies under
// skin that heat takes half a second to cross, so the reading comes late.
func TestFluxIsReadFromTheTemperature(t *testing.T) {
	for _, surface := range []*Counterface{
		{Effusivity: 14070, Conductivity: 50, Temperature: 22}, {Effusivity: 477, Conductivity: 0.16, Temperature: 22},
	} {
		p := NewPatch(NominalPatch(), 40, 0, newRNG(1))
		for n := range 3000 {
			p.Step(PatchContact{Pressure: 100e3, Surface: surface})
			_, flux := p.Truth()
			if n > 1000 {
				require.InEpsilon(t, flux, p.Reading().Flux, 0.25, "after %d ms", n)
			}
			if n > 2500 {
				require.InEpsilon(t, flux, p.Reading().Flux, 0.12, "after %d ms", n)
			}
		}
	}
}

func TestPatchStepAllocatesNothing(t *testing.T) {
	p := NewPatch(NominalPatch(), 40, 1, newRNG(1))
	steel := &Counterface{Effusivity: 14070, Conductivity: 50, Temperature: 22, Wavelength: 50e-6, Amplitude: 4e-7, Friction: 0.4}
	require.Zero(t, testing.AllocsPerRun(100, func() { p.Step(PatchContact{Pressure: 1e5, Speed: 0.02, Surface: steel}) }))
}

func BenchmarkPatchStep(b *testing.B) {
	p := NewPatch(NominalPatch(), 40, 1, newRNG(1))
	steel := &Counterface{Effusivity: 14070, Conductivity: 50, Temperature: 22, Wavelength: 50e-6, Amplitude: 4e-7, Friction: 0.4}
	b.ReportAllocs()
	for b.Loop() {
		p.Step(PatchContact{Pressure: 1e5, Speed: 0.02, Surface: steel})
	}
}
