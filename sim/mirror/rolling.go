package mirror

import (
	"math"
	"slices"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"
	"mirrorarm/sim/clock"

	"gonum.org/v1/gonum/spatial/r3"
)

// rollingSteps is the window of the live figures: one second.
const rollingSteps = 1000

// rolling keeps the last second's figures for the screen.
type rolling struct {
	timed      bool // there is a clock
	resolution clock.Resolution

	duration [NumStages][rollingSteps]time.Duration // of the steps in which the clock told it
	nextTime int
	times    int
	tip      [rollingSteps]float32 // mm
	palm     [rollingSteps]float32 // mm
	turn     [rollingSteps]float32 // degrees
	decode   [rollingSteps]float32 // degrees², mean over the angles
	next     int
	count    int
	sorted   [rollingSteps]time.Duration

	told  Health // what was summed up last …
	since int    // … and the steps since then
}

// readEvery is after how many steps the window is summed up anew, which is most of what
// a snapshot costs: figures that change faster than that cannot be read.
const readEvery = 50

func (l *rolling) add(r *Record) {
	i := l.next
	if l.timed && !r.Jumped {
		for s := range l.duration {
			l.duration[s][l.nextTime] = r.Duration[s]
		}
		l.nextTime = (l.nextTime + 1) % rollingSteps
		l.times = min(l.times+1, rollingSteps)
	}
	var decode float64
	for a := range hand.NumFingerAngles {
		e := r.Estimate.Angles[a] - r.Sample.Angles[a]
		decode += e * e / hand.NumFingerAngles
	}
	l.tip[i] = float32(r.MeanTipError() * 1e3)
	l.palm[i] = float32(r3.Norm(r3.Sub(r.WorldFromPalm.Pos, r.WorldFromMirrored.Pos)) * 1e3)
	l.turn[i] = float32(degrees(spatial.AngleBetween(r.WorldFromPalm.Rot, r.WorldFromMirrored.Rot)))
	l.decode[i] = float32(decode * degrees(1) * degrees(1))
	l.next = (i + 1) % rollingSteps
	l.count = min(l.count+1, rollingSteps)
	l.since++
}

// healthTo sums the window up, as it was at most readEvery steps ago.
func (l *rolling) healthTo(h *Health) {
	if l.since >= readEvery || l.since == l.count {
		l.sumTo(&l.told)
		l.since = 0
	}
	*h = l.told
}

func (l *rolling) sumTo(h *Health) {
	*h = Health{}
	l.timesTo(h)
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
}

// timesTo sums up what the stages took, as far as the clock tells.
func (l *rolling) timesTo(h *Health) {
	for s := range l.duration {
		d := l.sorted[:l.times]
		copy(d, l.duration[s][:l.times])
		slices.Sort(d)
		if l.times == 0 {
			continue
		}
		var sum time.Duration
		for _, one := range d {
			sum += one
		}
		if mean := float64(sum) / float64(l.times); l.resolution.TellsMean(mean, l.times) {
			h.LatencyUS[s].Mean = mean / 1e3
		}
		us := func(q int) float64 {
			if at := d[(l.times-1)*q/100]; l.resolution.Tells(at) {
				return float64(at) / 1e3
			}
			return 0
		}
		h.LatencyUS[s].P50, h.LatencyUS[s].P99 = us(50), us(99)
	}
	if !l.resolution.Tells(time.Duration(histogramFrom * float64(time.Microsecond))) {
		return // its bins would be the clock's
	}
	for _, d := range l.duration[StageLoop][:l.times] {
		h.LoopHistogram[histogramBin(float64(d)/1e3)]++
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

// vibrationSamples is how much of a fingertip's vibration a snapshot shows: an
// eighth of a second at 2 kHz.
const vibrationSamples = 256

// hearing keeps the latest vibration of the fingertips' patches.
type hearing struct {
	patches []int // among the skin's
	rings   [][vibrationSamples]float32
	next    int // place in every ring
}

// newHearing listens to every patch of a fingertip.
func newHearing(s *skin.Surface) hearing {
	var h hearing
	for i := range s.Spots {
		for f := range hand.Finger(hand.NumFingers) {
			if s.Spots[i].Region == hand.SegmentName(f, 2) {
				h.patches = append(h.patches, i)
			}
		}
	}
	h.rings = make([][vibrationSamples]float32, len(h.patches))
	return h
}

func (h *hearing) listen(patches []*skin.Patch) {
	if len(h.patches) == 0 {
		return
	}
	var reading skin.PatchReading
	for i, p := range h.patches {
		reading = patches[p].Reading()
		for k, v := range reading.Vibration {
			h.rings[i][(h.next+k)%vibrationSamples] = float32(v)
		}
	}
	h.next = (h.next + len(reading.Vibration)) % vibrationSamples
}

// appendTo gives the samples of the patch that has vibrated most, oldest first: where
// a fingertip is touched is not known beforehand.
func (h *hearing) appendTo(dst []float32) []float32 {
	var loudest *[vibrationSamples]float32
	most := float32(-1)
	for i := range h.rings {
		power := float32(0)
		for _, v := range h.rings[i] {
			power += v * v
		}
		if power > most {
			loudest, most = &h.rings[i], power
		}
	}
	if loudest == nil {
		return dst
	}
	return append(append(dst, loudest[h.next:]...), loudest[:h.next]...)
}
