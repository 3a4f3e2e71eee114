package hud

import (
	"image"
	"image/color"
	"math"
	"math/cmplx"

	"mirrorarm/render/paint"
	"mirrorarm/render/scene"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"

	"gonum.org/v1/gonum/dsp/fourier"
	"gonum.org/v1/gonum/dsp/window"
)

// vibration is a scrolling spectrogram of what a fingertip's patch measures: time
// to the right, frequency upwards.
type vibration struct {
	transform *fourier.FFT
	taper     []float64
	samples   []float64
	spectrum  []complex128
	columns   [spectra][spectrumBins]uint8 // colours by number, ring of columns
	next      int
	tick      int
	hues      [256]color.NRGBA
}

// Of the spectrogram. Design values: at 2 kHz a spectrum spans an eighth of a
// second and resolves 7.8 Hz, 16 Hz with the taper.
const (
	spectrumLength = 256
	spectrumBins   = spectrumLength / 2
	spectra        = 108
	quietest       = 1.0 // Pa: the dark end of the colours, below the patch's noise of 2 Pa
	loudest        = 1e3 // Pa

	vibrationWidth, vibrationHeight = 248, 144
)

func newVibration() *vibration {
	v := &vibration{
		transform: fourier.NewFFT(spectrumLength), taper: make([]float64, spectrumLength),
		samples: make([]float64, spectrumLength), spectrum: make([]complex128, spectrumBins+1),
	}
	for i := range v.taper {
		v.taper[i] = 1
	}
	window.Hann(v.taper)
	colours := scene.Pressure()
	for i := range v.hues {
		v.hues[i] = scene.Display(colours.At(float32(i) / 255))
	}
	return v
}

func (*vibration) size() (width, height float64) { return vibrationWidth, vibrationHeight }

func (v *vibration) draw(p *paint.Painter, r image.Rectangle, s *State, snap *mirror.Snapshot) {
	pad := p.Px(paint.Margin)
	y := r.Min.Y + pad + p.Px(10)
	p.Text(r.Min.X+pad, y, paint.Strong, paint.TextColor, s.Language.Text(locale.PanelVibration))
	p.TextRight(r.Max.X-pad, y, paint.FigureSmall, paint.DimColor, p.Phrase().Text("0–1000 ").Text(s.Language.Unit("Hz")).String())
	area := image.Rect(r.Min.X+pad, y+p.Px(10), r.Max.X-pad, r.Max.Y-pad)
	if len(snap.Vibration) < spectrumLength {
		p.Text(area.Min.X, area.Min.Y+p.Px(14), paint.Small, paint.DimColor, s.Language.Text(locale.NoPatches))
		return
	}
	v.follow(snap)
	for x := area.Min.X; x < area.Max.X; x++ {
		column := &v.columns[(v.next+(x-area.Min.X)*spectra/area.Dx())%spectra]
		for y := area.Min.Y; y < area.Max.Y; y++ {
			p.Blend(x, y, v.hues[column[(area.Max.Y-1-y)*spectrumBins/area.Dy()]], 255)
		}
	}
}

// follow appends the spectrum of what is measured now, once in a while.
func (v *vibration) follow(snap *mirror.Snapshot) {
	if tick := int(snap.Time * liveRate); tick != v.tick && len(snap.Vibration) >= spectrumLength {
		v.tick = tick
		v.add(snap.Vibration[len(snap.Vibration)-spectrumLength:])
	}
}

// add appends the spectrum of the latest samples (Pa).
func (v *vibration) add(latest []float32) {
	for i, x := range latest {
		v.samples[i] = float64(x) * v.taper[i]
	}
	v.transform.Coefficients(v.spectrum, v.samples)
	for i := range spectrumBins {
		// A sine of amplitude A gives A·N/4 through a Hann taper (Harris 1978).
		amplitude := 4 / float64(spectrumLength) * cmplx.Abs(v.spectrum[i+1])
		level := math.Log(max(amplitude, quietest)/quietest) / math.Log(loudest/quietest)
		v.columns[v.next][i] = uint8(255 * min(level, 1))
	}
	v.next = (v.next + 1) % spectra
}
