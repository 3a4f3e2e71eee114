package clock

import (
	"slices"
	"time"
)

// Clock is a monotonic clock.
type Clock interface {
	// Now is the time since some moment. It allocates nothing.
	Now() time.Duration
	// Resolution is how finely Now counts.
	Resolution() Resolution
}

// Jump is the time between two readings in one step of anything from which on it was
// the machine that was away: no step of this program takes so long.
const Jump = 10 * time.Second

// System is the machine's own clock, the finest that it offers. It counts from when it
// was made, and may be read from any goroutine.
type System struct {
	counter    *counter
	resolution Resolution
}

// New is a clock that starts now. It finds out its own resolution, which takes no more
// than a few of its ticks.
func New() *System {
	s := &System{counter: newCounter()}
	s.resolution = measure(s.counter.read)
	return s
}

// Now is the time since New.
func (s *System) Now() time.Duration { return s.counter.read() }

// Resolution is the clock's tick, or what it takes to read it where that is longer.
func (s *System) Resolution() Resolution { return s.resolution }

// Bounds of measuring a clock's tick. Windows's slowest is 15.6 ms, and a clock that
// stands still is not waited for.
const (
	ticks       = 15
	patience    = 60 * time.Millisecond
	mostReading = 20_000_000
)

// measure reads a clock until it has been seen to move a few times: the median of the
// steps is its resolution, whatever interrupts some of the readings. A clock that was
// never seen to move resolves nothing.
func measure(read func() time.Duration) Resolution {
	var seen []time.Duration
	began := read()
	last := began
	for i := 0; i < mostReading && len(seen) < ticks && last-began < patience; i++ {
		if t := read(); t > last {
			seen, last = append(seen, t-last), t
		}
	}
	if len(seen) == 0 {
		return Resolution(Jump)
	}
	slices.Sort(seen)
	return Resolution(seen[(len(seen)-1)/2])
}

// Wall is the date and the hour, for people to read.
func Wall() time.Time { return time.Now() }
