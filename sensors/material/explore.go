package material

import (
	"math"
	"math/cmplx"

	"mirrorarm/sensors/skin"

	"gonum.org/v1/gonum/dsp/fourier"
)

// Exploration is what the sensors gave while two fingertips, held at two
// temperatures, pressed a sample, held still, and slid over it.
type Exploration struct {
	Fingers [2]Finger
}

// Finger is one fingertip's part of it.
type Finger struct {
	Baseline    float64   // °C, the patches' mean before the touch
	Temperature []float64 // °C, their mean every 10 ms from the touch on
	Force       float64   // N, of the press, by the motors' efforts
	Depth       float64   // m, that the motors moved on from first contact
	Slides      []Slide
}

// Slide is one stroke at a steady speed.
type Slide struct {
	Speed         float64     // m/s, as the motors report it
	Normal, Shear float64     // N, by the force taxels
	Vibration     [][]float64 // Pa at 2 kHz, one series per patch
}

// Channels says which senses count.
type Channels struct{ Force, Thermal, Vibration bool }

// Features turns an exploration into numbers, those of the channels asked for.
// Most are logarithms, in which factors, as gains and specimens are, become
// shifts of equal size for every material. In order:
//
//   - thermal: log (1 − c + 0.02) of the contact coefficient c = e/(e + skin's); the
//     object's temperature (°C); of each finger, log amplitude (K) and log rate
//     (1/√s) of its Cooling
//   - force: asinh of the depth beyond the pad's own, in units of 60 µm; log force
//     (N); log friction, if there are slides
//   - vibration, of each slide: log power (Pa²) in 12 bands of waves per metre,
//     long waves first; log power of all; log centroid (1/m)
func Features(e *Exploration, channels Channels) []float64 {
	var f []float64
	if channels.Thermal {
		f = thermalFeatures(f, e)
	}
	if channels.Force {
		f = forceFeatures(f, e)
	}
	if channels.Vibration {
		f = vibrationFeatures(f, e)
	}
	return f
}

// forceFeatures: how much deeper the press went than the pad alone would, and
// the friction of the slides.
func forceFeatures(f []float64, e *Exploration) []float64 {
	extra, force := 0.0, 0.0
	for i := range e.Fingers {
		g := &e.Fingers[i]
		pad := math.Sqrt(max(g.Force, 0) / (math.Pi * tipRadius * skin.NormalStiffness))
		extra += (g.Depth - pad) / 2
		force += math.Log(max(g.Force, 0.1)) / 2
	}
	f = append(f, math.Asinh(extra/depthNoise), force)
	if len(e.Fingers[0].Slides) == 0 {
		return f
	}
	friction, n := 0.0, 0.0
	for i := range e.Fingers {
		for _, s := range e.Fingers[i].Slides {
			friction += s.Shear / max(s.Normal, 0.2)
			n++
		}
	}
	return append(f, math.Log(max(friction/n, 0.01)))
}

// A fingertip as built, and how finely the motors know their way: design values.
const (
	tipRadius  = 8e-3  // m
	depthNoise = 60e-6 // m
)

// Bands of spatial frequency: the number of waves per metre, from a wavelength
// of 1.2 mm down to 30 µm, each 1.36 times as fine as the one before.
const (
	longestWave = 1.2e-3 // m
	bandRatio   = 1.36
	numBands    = 12
	segment     = 1000 // samples of one spectrum: 2 Hz steps
)

// vibrationFeatures are, of each speed, the logarithms of the power in the bands,
// the rms of all, and of the centroid of the spectrum. Frequency over speed is
// the surface's own number of waves.
func vibrationFeatures(f []float64, e *Exploration) []float64 {
	for s := range e.Fingers[0].Slides {
		var bands [numBands]float64
		total, moment := 0.0, 0.0
		for i := range e.Fingers {
			slide := &e.Fingers[i].Slides[s]
			power := meanSpectrum(slide.Vibration)
			for k := 5; k < len(power); k++ {
				waves := float64(k) * skin.VibrationRate / segment / slide.Speed
				total += power[k]
				moment += power[k] * waves
				if b := int(math.Floor(math.Log(waves*longestWave) / math.Log(bandRatio))); b >= 0 && b < numBands {
					bands[b] += power[k]
				}
			}
		}
		for _, b := range bands {
			f = append(f, math.Log(b+bandFloor))
		}
		f = append(f, math.Log(total+bandFloor), math.Log(max(moment/(total+1e-12), 1)))
	}
	return f
}

// bandFloor (Pa²) keeps silent bands from shouting: about the readout's own
// noise in a band.
const bandFloor = 0.1

// meanSpectrum is the power spectrum (Pa² per step of 2 Hz) by Welch's method
// (1967) with a Hann window, the mean over series.
func meanSpectrum(series [][]float64) []float64 {
	fft := fourier.NewFFT(segment)
	power := make([]float64, segment/2+1)
	windowed := make([]float64, segment)
	var coefficients []complex128
	count := 0
	for _, x := range series {
		for start := 0; start+segment <= len(x); start += segment / 2 {
			for i := range windowed {
				windowed[i] = x[start+i] * hann[i]
			}
			coefficients = fft.Coefficients(coefficients, windowed)
			for i, c := range coefficients {
				a := cmplx.Abs(c)
				power[i] += a * a
			}
			count++
		}
	}
	// The window's own power is 3/8; a real series has half of its power here.
	const scale = 2 / (0.375 * segment * segment)
	for i := range power {
		power[i] *= scale / float64(max(count, 1))
	}
	return power
}

var hann = hannWindow()

func hannWindow() (w [segment]float64) {
	for i := range w {
		w[i] = (1 - math.Cos(2*math.Pi*float64(i)/segment)) / 2
	}
	return w
}
