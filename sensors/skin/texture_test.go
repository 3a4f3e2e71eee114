package skin

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"
)

// TestTextureOfKnownSurfaces: the design's formula worked out by hand, for steel,
// rubber, foam and a relief coarser than the patch.
func TestTextureOfKnownSurfaces(t *testing.T) {
	for _, c := range []struct{ pressure, wavelength, amplitude, rms float64 }{
		{20e3, 50e-6, 0.4e-6, 17.1443}, {100e3, 100e-6, 1e-6, 84.5725}, {100e3, 300e-6, 5e-6, 613.582},
		{50e3, 800e-6, 100e-6, 3506.26}, {100e3, 10e-3, 0.5e-3, 10995.12},
	} {
		require.InEpsilon(t, c.rms, TextureRMS(c.pressure, c.wavelength, c.amplitude), 1e-5)
	}
	for _, c := range [][3]float64{{0, 1e-4, 1e-6}, {1e5, 0, 1e-6}, {1e5, 1e-4, 0}, {-1, 1e-4, 1e-6}} {
		require.Zero(t, TextureRMS(c[0], c[1], c[2]))
	}
}

// TestTexturesLimits: under a light press the wave carries all of the pressure, under
// a heavy one no more than flattens it (Johnson); ridges blur what is finer than their
// tops as 1/λ each way, and what is out of step adds up as a random walk.
func TestTexturesLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wavelength := rapid.Float64Range(20e-6, 3e-3).Draw(t, "wavelength")
		amplitude := wavelength * rapid.Float64Range(0.001, 0.1).Draw(t, "slope")
		flat := math.Pi * 0.4e6 / (1 - 0.45*0.45) * amplitude / wavelength
		light, heavy := TextureRMS(1e-6*flat, wavelength, amplitude)/(1e-6*flat), TextureRMS(1e6*flat, wavelength, amplitude)/flat
		require.InEpsilon(t, light, heavy, 1e-5, "the same share of p and of what flattens it")
		require.InEpsilon(t, light/2, TextureRMS(flat, wavelength, amplitude)/flat, 1e-5, "half of both where they meet")
		// A sine's rms is 1/√2 of its height; 8 ridges of 0.5 mm, and waves that fit, are out of step.
		waves := 4e-3 / wavelength
		blur := light * math.Sqrt2 * math.Sqrt(8*max(1, waves))
		require.InEpsilon(t, 1+(math.Pi*0.2e-3/wavelength)*(math.Pi*0.2e-3/wavelength), 1/(blur*blur), 1e-5)
	})
}

// TestDeepReliefReachesATaxel: (1 + kz)·e^−kz at 1.4 mm, by hand.
func TestDeepReliefReachesATaxel(t *testing.T) {
	require.InDelta(t, 0.77992, Buried(10e-3), 1e-5)
	require.InDelta(t, 0.20951, Buried(3e-3), 1e-5)
	require.InDelta(t, 2*math.Exp(-1), Buried(2*math.Pi*1.4e-3), 1e-12, "one radian deep")
}

func rms(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v * v
	}
	return math.Sqrt(sum / float64(len(x)))
}

// TestAnyTexturesPowerIsTheFormulas, at any speed whose waves the readout passes,
// pressed as it is, and the same whichever way it slides.
func TestAnyTexturesPowerIsTheFormulas(t *testing.T) {
	for _, c := range []Counterface{
		{Wavelength: 100e-6, Amplitude: 1e-6}, {Wavelength: 300e-6, Amplitude: 10e-6}, {Wavelength: 60e-6, Amplitude: 4e-6},
	} {
		for _, pressure := range []float64{20e3, 100e3} {
			for _, speed := range []float64{0.02, -0.03} {
				v := NewVibration(newRNG(9))
				x := make([]float64, 60_000)
				for i := range x {
					x[i] = v.Next(pressure, speed, &c)
				}
				require.InEpsilon(t, TextureRMS(pressure, c.Wavelength, c.Amplitude), rms(x), 0.03, "%v at %g m/s", c, speed)
			}
		}
	}
}

// TestTheBackgroundIsPink: a thousandth of friction times pressure, equal power in
// equal ratios of frequency, half as loud at half a millimetre per second.
func TestTheBackgroundIsPink(t *testing.T) {
	smooth := Counterface{Friction: 0.5} // no texture
	slide := func(pressure, speed float64) []float64 {
		v := NewVibration(newRNG(4))
		x := make([]float64, 200_000)
		for i := range x {
			x[i] = v.Next(pressure, speed, &smooth)
		}
		return x
	}
	fast := slide(100e3, 10)
	require.InEpsilon(t, 0.001*0.5*100e3, rms(fast), 0.03)
	require.InEpsilon(t, 0.25, rms(slide(25e3, 10))/rms(fast), 1e-6, "in proportion to pressure")
	require.InEpsilon(t, 0.5, rms(slide(100e3, 0.5e-3))/rms(fast), 1e-3)
	require.InEpsilon(t, 0.8, rms(slide(100e3, 2e-3))/rms(fast), 1e-3)
	power, step := spectrum(fast)
	octave := func(from float64) (sum float64) {
		for i := int(from / step); i < int(2*from/step); i++ {
			sum += power[i]
		}
		return sum
	}
	for _, from := range []float64{20, 40, 80, 160, 320} {
		require.InEpsilon(t, octave(80), octave(from), 0.35, "octave above %g Hz", from)
	}
	v := NewVibration(newRNG(1))
	require.Zero(t, v.Next(0, 1, &smooth), "off the surface")
	require.Zero(t, v.Next(1e5, 0, &smooth), "at rest")
}

// TestTheBandIsTenPerCentWide, and its low-pass is Butterworth's of the eighth order:
// half of the power at 800 Hz, 48 dB an octave.
func TestTheBandIsTenPerCentWide(t *testing.T) {
	v := NewVibration(newRNG(2))
	var numbers []float64
	for range 500 {
		v.Touch()
		numbers = append(numbers, v.number[:]...)
	}
	mean, sd := stat.MeanStdDev(numbers, nil)
	require.InDelta(t, 1, mean, 0.003)
	require.InDelta(t, 0.10, sd, 0.002)
	v.number[0], v.number[1], v.number[2] = 0.5, 1, 2
	v.tune(800)
	require.InDelta(t, 1, v.gain[0], 1e-4)
	require.InDelta(t, math.Sqrt(0.5), v.gain[1], 1e-12)
	require.InDelta(t, 1./256, v.gain[2], 1e-5)
}

// TestAnotherTouchIsAnotherSpot: the waves begin anew, and their phases are even.
func TestAnotherTouchIsAnotherSpot(t *testing.T) {
	surface := &Counterface{Wavelength: 100e-6, Amplitude: 1e-6}
	v := NewVibration(newRNG(3))
	var cos, sin []float64
	for range 400 {
		before := v.Next(1e5, 0.02, surface)
		v.Touch()
		require.NotEqual(t, before, v.Next(1e5, 0.02, surface))
		for _, p := range v.phasor {
			cos, sin = append(cos, real(p)), append(sin, imag(p))
		}
	}
	for _, x := range [][]float64{cos, sin} {
		mean, sd := stat.MeanStdDev(x, nil)
		require.InDelta(t, 0, mean, 0.03)
		require.InDelta(t, math.Sqrt(0.5), sd, 0.01)
	}
	p := NewPatch(NominalPatch(), 30, 0, newRNG(3))
	before := p.vibration.phasor
	p.StartVibration()
	require.NotEqual(t, before, p.vibration.phasor)
	for _, phasor := range p.vibration.phasor {
		require.InDelta(t, 1, math.Hypot(real(phasor), imag(phasor)), 1e-12)
	}
}

// TestVibrationReadout: steps of 2 Pa within 8 kPa either way, two samples a
// millisecond, each patch with its own gain.
func TestVibrationReadout(t *testing.T) {
	loud := &Counterface{Wavelength: 5e-3, Amplitude: 0.5e-3, Friction: 0.5}
	quiet := &Counterface{Wavelength: 100e-6, Amplitude: 1e-6, Friction: 0.5}
	run := func(noise, gain float64, surface *Counterface) (x []float64) {
		spec := NominalPatch()
		spec.VibrationGain = gain
		p := NewPatch(spec, 30, noise, newRNG(6))
		for range 2000 {
			p.Step(PatchContact{Pressure: 100e3, Speed: 0.02, Surface: surface})
			two := p.Reading().Vibration
			x = append(x, two[:]...)
		}
		return x
	}
	low, high := 0.0, 0.0
	for _, v := range run(1, 1, loud) {
		require.InDelta(t, math.Round(v/2), v/2, 1e-9)
		low, high = min(low, v), max(high, v)
	}
	require.Equal(t, -8000.0, low)
	require.Equal(t, 8000.0, high)
	one, more := run(0, 1, quiet), run(0, 1.25, quiet)
	for i := range one {
		require.InDelta(t, 1.25*one[i], more[i], 1e-9)
	}
	require.NotEqual(t, one[100], one[101])
	require.InDelta(t, math.Hypot(TextureRMS(100e3, 100e-6, 1e-6), 50*20./20.5), rms(one), 8)
}
