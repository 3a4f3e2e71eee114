package clock

import (
	"math"
	"time"

	"mirrorarm/sim/figure"
)

// Resolution is how finely a clock counts: the step between two of its readings that
// differ. It tells which figures that were read off the clock are figures.
type Resolution time.Duration

// Tells reports whether a single time d says something: a difference of one tick may
// have been anything from nothing to two of them, a difference of two was at least
// one.
func (r Resolution) Tells(d time.Duration) bool { return d >= 2*time.Duration(r) }

// share is how exactly a mean must be known to be told.
const share = 0.1

// TellsMean reports whether the mean (ns) of n times says something although the clock may
// be coarser than they are: each of them is off by a tick at most and, the steps being
// strangers to the ticks, up as often as down, half a tick in the root mean square at
// worst. That of their mean is smaller by √n, and must be a tenth of it at most.
func (r Resolution) TellsMean(mean float64, n int) bool {
	return float64(r)/2/math.Sqrt(float64(n)) <= share*mean // of none it is not finite
}

// TooCoarse is why a figure is missing.
const TooCoarse = "it is below what the clock tells (clock_resolution_us)"

// Micros is a single time in µs, as reports have it.
func (r Resolution) Micros(d time.Duration) figure.Value { return r.scaled(d, time.Microsecond) }

// Seconds is a single time in s.
func (r Resolution) Seconds(d time.Duration) figure.Value { return r.scaled(d, time.Second) }

func (r Resolution) scaled(d, unit time.Duration) figure.Value {
	if !r.Tells(d) {
		return figure.Missing(TooCoarse)
	}
	return figure.Of(float64(d) / float64(unit))
}

// MeanMicros is the mean (ns) of n times, in µs.
func (r Resolution) MeanMicros(mean float64, n int) figure.Value {
	if !r.TellsMean(mean, n) {
		return figure.Missing(TooCoarse)
	}
	return figure.Of(mean / 1e3)
}

// String is the resolution with its unit.
func (r Resolution) String() string { return time.Duration(r).String() }
