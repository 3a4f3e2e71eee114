package mirror

import (
	"math"
	"slices"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"

	"gonum.org/v1/gonum/spatial/r3"
)

// rollingSteps is the window of the live figures: one second.
const rollingSteps = 1000

// rolling keeps the last second's figures for the screen.
type rolling struct {
	duration [NumStages][rollingSteps]time.Duration
	tip      [rollingSteps]float32 // mm
	palm     [rollingSteps]float32 // mm
	turn     [rollingSteps]float32 // degrees
	decode   [rollingSteps]float32 // degrees², mean over the angles
	next     int
	count    int
	sorted   [rollingSteps]time.Duration
}

func (l *rolling) add(r *Record) {
	i := l.next
	for s := range l.duration {
		l.duration[s][i] = r.Duration[s]
	}
	var tip, decode float64
	for _, e := range r.TipError {
		tip += e / hand.NumFingers
	}
	for a := range hand.NumFingerAngles {
		e := r.Estimate.Angles[a] - r.Sample.Angles[a]
		decode += e * e / hand.NumFingerAngles
	}
	l.tip[i] = float32(tip * 1e3)
	l.palm[i] = float32(r3.Norm(r3.Sub(r.WorldFromPalm.Pos, r.WorldFromMirrored.Pos)) * 1e3)
	l.turn[i] = float32(degrees(spatial.AngleBetween(r.WorldFromPalm.Rot, r.WorldFromMirrored.Rot)))
	l.decode[i] = float32(decode * degrees(1) * degrees(1))
	l.next = (i + 1) % rollingSteps
	l.count = min(l.count+1, rollingSteps)
}

// healthTo sums the window up.
func (l *rolling) healthTo(h *Health) {
	*h = Health{}
	if l.count == 0 {
		return
	}
	mean := func(v *[rollingSteps]float32) float64 {
		var sum float64
		for _, x := range v[:l.count] {
			sum += float64(x)
		}
		return sum / float64(l.count)
	}
	h.TipErrorMM, h.PalmErrorMM, h.PalmErrorDeg = mean(&l.tip), mean(&l.palm), mean(&l.turn)
	h.DecodeRMSDeg = math.Sqrt(mean(&l.decode))
	for s := range l.duration {
		d := l.sorted[:l.count]
		copy(d, l.duration[s][:l.count])
		slices.Sort(d)
		us := func(q int) float64 { return float64(d[(l.count-1)*q/100]) * 1e-3 }
		h.LatencyUS[s] = Spread{P50: us(50), P99: us(99)}
	}
	for _, d := range l.duration[StageLoop][:l.count] {
		h.LoopHistogram[histogramBin(float64(d)*1e-3)]++
	}
}

// HistogramBins is the number of bins of Health.LoopHistogram: four per octave
// from 8 µs on, eight octaves. The first and the last one take what is beyond.
const HistogramBins = 32

const histogramFrom, perOctave = 8.0, 4.0

// HistogramEdge is the lower edge of bin i (µs).
func HistogramEdge(i int) float64 { return histogramFrom * math.Exp2(float64(i)/perOctave) }

func histogramBin(us float64) int {
	if us <= histogramFrom {
		return 0
	}
	return min(int(perOctave*math.Log2(us/histogramFrom)), HistogramBins-1)
}

// vibrationSamples is how much of a fingertip's vibration a snapshot shows: a
// quarter of a second at 2 kHz.
const vibrationSamples = 512

// hearing keeps the latest vibration of one patch.
type hearing struct {
	patch int // −1: the robot has none
	ring  [vibrationSamples]float32
	next  int
}

// newHearing listens to the first patch of the index fingertip.
func newHearing(s *skin.Surface) hearing {
	for i := range s.Spots {
		if s.Spots[i].Region == hand.SegmentName(hand.Index, 2) {
			return hearing{patch: i}
		}
	}
	return hearing{patch: -1}
}

func (h *hearing) listen(patches []*skin.Patch) {
	if h.patch < 0 {
		return
	}
	for _, v := range patches[h.patch].Reading().Vibration {
		h.ring[h.next] = float32(v)
		h.next = (h.next + 1) % vibrationSamples
	}
}

// appendTo gives the samples, oldest first.
func (h *hearing) appendTo(dst []float32) []float32 {
	if h.patch < 0 {
		return dst
	}
	return append(append(dst, h.ring[h.next:]...), h.ring[:h.next]...)
}
