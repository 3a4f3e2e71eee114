package clock

import (
	"math"
	"time"
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

// TellsMean reports whether the mean of n times says something although the clock may
// be coarser than they are: each of them is off by a tick at most and, the steps being
// strangers to the ticks, up as often as down, half a tick in the root mean square at
// worst. That of their mean is smaller by √n, and must be a tenth of it at most.
func (r Resolution) TellsMean(mean time.Duration, n int) bool {
	return n > 0 && float64(r)/2/math.Sqrt(float64(n)) <= share*float64(mean)
}

// Micro is a single time in µs, NaN if it says nothing.
func (r Resolution) Micro(d time.Duration) float64 {
	if !r.Tells(d) {
		return math.NaN()
	}
	return float64(d) * 1e-3
}

// MicroMean is the mean of n times whose sum is given, in µs; NaN if it says nothing.
func (r Resolution) MicroMean(sum time.Duration, n int) float64 {
	mean := float64(sum) / float64(max(n, 1))
	if !r.TellsMean(time.Duration(mean), n) {
		return math.NaN()
	}
	return mean * 1e-3
}

// String is the resolution with its unit.
func (r Resolution) String() string { return time.Duration(r).String() }
