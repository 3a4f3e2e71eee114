package mirror

import (
	"math"
	"slices"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

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
}
