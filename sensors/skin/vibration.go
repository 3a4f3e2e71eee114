package skin

import (
	"math"
	"math/rand/v2"
)

// The vibration patch: ridges over a fluid whose pressure is sampled. Design
// values, the readout's as of the BioTac's Pac channel.
const (
	VibrationRate = 2000.0 // Hz
	VibrationStep = 2.0    // Pa, one count; the noise's SD as well
	VibrationFull = 8000.0 // Pa, either way

	ridgePitch  = 0.5e-3 // m
	ridgeTop    = 0.2e-3 // m
	patchLength = 4e-3   // m
	bandWidth   = 0.10   // σ of the wave number over its mean
	lowPass     = 800.0  // Hz
	lowPower    = 16     // of the low-pass's power response
	rumble      = 0.001  // rms of the 1/f background over the friction
	creepSpeed  = 0.5e-3 // m/s: slower sliding is quieter than that
)

// Counterface is what a patch may meet: an object as far as heat and vibration
// go.
type Counterface struct {
	Effusivity   float64 // W√s/(m²K)
	Conductivity float64 // W/(m·K)
	Temperature  float64 // °C
	Friction     float64
	Wavelength   float64 // m, of the roughness
	Amplitude    float64 // m
}

// TextureRMS is the rms pressure (Pa) in the patch's fluid from a sinusoidal
// roughness under a mean pressure (Pa): a wave that pressure ps would flatten
// (Johnson, Contact Mechanics, §13.2: ps = πE*A/λ), averaged over the ridges'
// flat tops and over as many ridges and wavelengths as fit under the patch, which
// vibrate out of step (after Scheibert et al., Science 323, 2009; the assembly is
// this project's).
func TextureRMS(pressure, wavelength, amplitude float64) float64 {
	if pressure <= 0 || wavelength <= 0 || amplitude <= 0 {
		return 0
	}
	flat := math.Pi * PadModulus / (1 - PadPoisson*PadPoisson) * amplitude / wavelength
	ridge := math.Pi * ridgeTop / wavelength
	ridges, waves := patchLength/ridgePitch, max(1, patchLength/wavelength)
	return pressure * flat / (pressure + flat) / math.Sqrt2 / math.Sqrt((1+ridge*ridge)*ridges*waves)
}

// Buried is the share of a surface pressure wave that reaches a force taxel
// under 1.4 mm of skin: (1 + kz)·e^−kz (Johnson, §2.5, the normal stress under a
// sinusoidal load).
func Buried(wavelength float64) float64 {
	const depth = 1.4e-3 // m
	kz := 2 * math.Pi / wavelength * depth
	return (1 + kz) * math.Exp(-kz)
}

// waves is how many sinusoids stand for a surface's band of wavelengths.
const waves = 12

// Vibration is the pressure in one patch's fluid. It is the scratch of one
// goroutine.
type Vibration struct {
	number   [waves]float64    // wave numbers (1/m) over the mean
	phasor   [waves]complex128 // where in each wave the patch is
	advance  [waves]complex128 // per sample, at the cached speed
	gain     [waves]float64    // of the low-pass, likewise
	cached   [2]float64        // the speed and wavelength that these are for
	pink     [pinkPoles]float64
	pinkKeep [pinkPoles]float64
	pinkNew  [pinkPoles]float64
	rng      *rand.Rand
}

// The background: sums of first-order noises two thirds of a decade apart
// approximate 1/f from 10 to 1000 Hz.
const pinkPoles = 4

// NewVibration is a patch at rest; rng, which it keeps, is its surface and noise.
func NewVibration(rng *rand.Rand) *Vibration {
	v := &Vibration{rng: rng}
	for i := range v.pinkKeep {
		corner := 10 * math.Pow(100, float64(i)/(pinkPoles-1))
		v.pinkKeep[i] = math.Exp(-2 * math.Pi * corner / VibrationRate)
		v.pinkNew[i] = math.Sqrt(1 - v.pinkKeep[i]*v.pinkKeep[i])
	}
	v.Touch()
	return v
}

// Touch begins a new contact: another spot of the surface, so other waves. Their
// numbers are drawn one from each slice of the band's Gaussian.
func (v *Vibration) Touch() {
	for i := range waves {
		share := (float64(i) + v.rng.Float64()) / waves
		v.number[i] = max(1+bandWidth*math.Sqrt2*math.Erfinv(2*share-1), 0.05)
		sin, cos := math.Sincos(2 * math.Pi * v.rng.Float64())
		v.phasor[i] = complex(cos, sin)
	}
	v.cached = [2]float64{}
}

// Next is the pressure (Pa) at the next sample, 1/2000 s later: the patch slides
// at a speed (m/s) under a mean pressure (Pa) over a surface.
func (v *Vibration) Next(pressure, speed float64, surface *Counterface) float64 {
	speed = math.Abs(speed)
	if pressure <= 0 || speed == 0 {
		return 0
	}
	sum := 0.0
	if rms := TextureRMS(pressure, surface.Wavelength, surface.Amplitude); rms > 0 {
		if want := [2]float64{speed, surface.Wavelength}; want != v.cached {
			v.cached = want
			v.tune(speed / surface.Wavelength)
		}
		for i := range waves {
			v.phasor[i] *= v.advance[i]
			sum += v.gain[i] * real(v.phasor[i])
		}
		sum *= rms * math.Sqrt(2.0/waves)
	}
	background := 0.0
	for i, keep := range v.pinkKeep {
		v.pink[i] = keep*v.pink[i] + v.pinkNew[i]*v.rng.NormFloat64()
		background += v.pink[i]
	}
	return sum + speed/(speed+creepSpeed)*rumble*surface.Friction*pressure/math.Sqrt(pinkPoles)*background
}

// tune sets what depends on the frequency of the band's middle. The low-pass
// stands before the sampling, so that what would alias is weakened at its own
// frequency.
func (v *Vibration) tune(frequency float64) {
	for i := range waves {
		f := frequency * v.number[i]
		sin, cos := math.Sincos(2 * math.Pi * f / VibrationRate)
		v.advance[i] = complex(cos, sin)
		// Rounding would make a phasor grow over hours.
		v.phasor[i] /= complex(math.Hypot(real(v.phasor[i]), imag(v.phasor[i])), 0)
		v.gain[i] = 1 / math.Sqrt(1+math.Pow(f/lowPass, lowPower))
	}
}
