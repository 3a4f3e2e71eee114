package gesture

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// seenAt is a playback of an angle that follows a course, seen at given times.
func seenAt(times []float64, course func(t float64) float64) *playback {
	p := &playback{keys: make([]key, len(times))}
	for i, at := range times {
		p.keys[i].time = at
		p.keys[i].angles[hand.IndexPIP] = course(at)
	}
	return p
}

// evenly are the times of a recording at a rate (Hz).
func evenly(rate, seconds float64) []float64 {
	var times []float64
	for i := 0; float64(i) <= seconds*rate; i++ {
		times = append(times, float64(i)/rate)
	}
	return times
}

// At 30 frames/s the filter's gain is cos⁴(πf/rate), at any other rate it has the
// same standard deviation, and its phase is zero.
func TestCalmHasTheSameGainAtEveryRate(t *testing.T) {
	for _, rate := range []float64{30, 60, 110, 240, 1000} {
		for _, f := range []float64{0, 1, 4, 10} {
			p := seenAt(evenly(rate, 2), func(at float64) float64 { return math.Cos(2 * math.Pi * f * at) })
			p.calm(1)
			gain, within := math.Pow(math.Cos(math.Pi*f/30), 4), 1e-12
			if rate != 30 {
				// Where the kernel lies between its thirds is its own affair.
				within = 0.025
			}
			for _, k := range p.keys {
				if k.time < calmReach || k.time > 2-calmReach {
					continue
				}
				require.InDelta(t, gain*math.Cos(2*math.Pi*f*k.time), k.angles[hand.IndexPIP], within, "%g Hz seen at %g", f, rate)
			}
		}
	}
}

func TestCalmDoesNotReachOverGaps(t *testing.T) {
	times := evenly(30, 0.6)
	for i := range times {
		if i >= 10 {
			times[i] += 0.05
		}
	}
	step := func(at float64) float64 { return math.Floor(at / 0.37) }
	p := seenAt(times, step)
	p.calm(0.06)
	for i, k := range p.keys {
		require.InDelta(t, step(times[i]), k.angles[hand.IndexPIP], 1e-12, i)
	}
}

// What is seen less often than the filter reaches is left as it is.
func TestCalmLeavesSlowRecordingsAlone(t *testing.T) {
	for _, rate := range []float64{0.2, 1, 5} {
		flips := func(at float64) float64 { return math.Mod(math.Round(at*rate), 2) }
		p := seenAt(evenly(rate, 12/rate+1e-9), flips)
		p.calm(math.Inf(1))
		for _, k := range p.keys {
			require.InDelta(t, flips(k.time), k.angles[hand.IndexPIP], 1e-9)
		}
	}
}

// A steady movement stays as it is, whenever it was seen: nothing is late.
func TestCalmKeepsSteadyMovement(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := 0.0
		var times []float64
		for _, dt := range rapid.SliceOfN(rapid.Float64Range(1e-4, 0.12), 1, 60).Draw(t, "intervals") {
			now += dt
			times = append(times, now)
		}
		speed := rapid.Float64Range(-10, 10).Draw(t, "speed")
		p := seenAt(times, func(at float64) float64 { return 0.3 + speed*at })
		p.calm(rapid.SampledFrom([]float64{0.05, 1}).Draw(t, "gap"))
		for _, k := range p.keys {
			require.InDelta(t, 0.3+speed*k.time, k.angles[hand.IndexPIP], 1e-6)
		}
	})
}
