package sound

import (
	"math"

	"mirrorarm/sensors/skin"

	"gonum.org/v1/gonum/dsp/window"
)

// Transposition is the factor by which a patch's vibration is raised to be heard: the
// 50 Hz of cotton under a finger of 20 mm/s, which no small loudspeaker gives, become
// 200 Hz.
const Transposition = 4

// The vibration is raised without being hurried: short grains of what was measured last
// are played faster, one into the next, each cut where it fits to what sounds already
// (waveform similarity overlap-add; Verhelst and Roelands, ICASSP 1993).
const (
	grainSource = 208                                         // samples of the patch: 104 ms
	searched    = 48                                          // samples more, among which a grain may begin: a period of 42 Hz
	upsampling  = Rate / (skin.VibrationRate * Transposition) // frames per sample: 6
	grainFrames = grainSource * upsampling                    // 26 ms
	grainHop    = grainFrames / 2
	taps        = 16 // of the interpolator
)

// How loud a vibration is: as the root of its rms, since an ear tells ratios. The patch's
// own noise, 2 Pa, is not heard. Design values.
const (
	floorRMS = 6.0   // Pa: nothing is heard below
	fullRMS  = 400.0 // Pa
	fullGain = 0.28  // rms of what is heard then
)

// grains plays what a patch measures.
type grains struct {
	measured [grainSource + searched]float64 // the latest samples, Pa
	fresh    bool                            // they are of now
	grain    [2]grain                        // by turns
	turn     int
	frame    int // until the next grain begins
	kernel   [upsampling][taps]float64
	hann     [grainFrames]float64
}

// grain is a piece of what was measured, being played.
type grain struct {
	source [grainSource]float64
	gain   float64
	at     int // frame; grainFrames and more is silence
}

func (g *grains) init() {
	for i := range g.hann {
		g.hann[i] = 0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/grainFrames)
	}
	// A windowed sinc as wide as the patch's band: what lies above it would be an image.
	taper := make([]float64, taps*upsampling+1)
	for i := range taper {
		taper[i] = 1
	}
	window.BlackmanHarris(taper)
	for phase := range g.kernel {
		for k := range g.kernel[phase] {
			x := float64(taps/2-1-k)*upsampling + float64(phase)
			sinc := 1.0
			if u := math.Pi * x / upsampling; u != 0 {
				sinc = math.Sin(u) / u
			}
			g.kernel[phase][k] = sinc * taper[int(x)+taps/2*upsampling]
		}
	}
	g.grain[0].at, g.grain[1].at = grainFrames, grainFrames
}

// follow takes over what a patch measured last; moving says that time went on since.
func (g *grains) follow(vibration []float32, moving bool) {
	if g.fresh = moving && len(vibration) >= len(g.measured); !g.fresh {
		return
	}
	latest := vibration[len(vibration)-len(g.measured):]
	for i, v := range latest {
		g.measured[i] = float64(v)
	}
}

// next is the next sample.
func (g *grains) next() float64 {
	if g.frame == 0 {
		g.begin()
		g.frame = grainHop
	}
	g.frame--
	sum := 0.0
	for i := range g.grain {
		p := &g.grain[i]
		if p.at < grainFrames {
			if p.gain > 0 {
				sum += p.gain * g.hann[p.at] * g.interpolate(p)
			}
			p.at++
		}
	}
	return sum
}

// begin starts a grain of what is measured now.
func (g *grains) begin() {
	last, p := &g.grain[g.turn], &g.grain[1-g.turn]
	g.turn = 1 - g.turn
	p.at, p.gain = 0, 0
	if !g.fresh {
		return
	}
	copy(p.source[:], g.measured[g.fit(last):])
	power := 0.0
	for _, v := range p.source {
		power += v * v / grainSource
	}
	if rms := math.Sqrt(power); rms > floorRMS {
		loud := fullGain * math.Sqrt(min(rms-floorRMS, fullRMS)/fullRMS)
		p.gain = loud / rms
	}
}

// fit is where the new grain begins, so that it goes on as the one that sounds does: where
// their product is largest.
func (g *grains) fit(last *grain) (start int) {
	if last.gain == 0 {
		return searched
	}
	const half = grainSource / 2
	best := math.Inf(-1)
	for d := range searched + 1 {
		sum := 0.0
		for i := range half {
			sum += last.source[half+i] * g.measured[d+i]
		}
		if sum > best {
			best, start = sum, d
		}
	}
	return start
}

// interpolate is the grain between its samples.
func (g *grains) interpolate(p *grain) (sum float64) {
	first, kernel := p.at/upsampling-taps/2+1, &g.kernel[p.at%upsampling]
	if first < 0 || first+taps > grainSource {
		for k, w := range kernel {
			if i := first + k; i >= 0 && i < grainSource {
				sum += w * p.source[i]
			}
		}
		return sum
	}
	for k, v := range p.source[first : first+taps] {
		sum += kernel[k] * v
	}
	return sum
}
