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

// Resolution is the clock's tick.
func (s *System) Resolution() Resolution { return s.resolution }

// Bounds of measuring a clock's tick. Windows's slowest is 15.6 ms, and a clock that
// stands still is not waited for.
const (
	ticks       = 15
	patience    = 60 * time.Millisecond
	mostReading = 20_000_000
)

// measure reads a clock until it has been seen to move a few times. Where some readings
// found it where it was, each step is a tick; the median is not one that something
// interrupted. Where it has always moved, reading it takes longer than a tick, of which
// the steps are multiples: the least by which two of them differ is one. A clock that
// was never seen to move resolves nothing.
func measure(read func() time.Duration) Resolution {
	var steps []time.Duration
	began := read()
	last, stood := began, false
	for i := 0; i < mostReading && len(steps) < ticks && last-began < patience; i++ {
		if t := read(); t > last {
			steps, last = append(steps, t-last), t
		} else {
			stood = true
		}
	}
	if len(steps) == 0 {
		return Resolution(Jump)
	}
	slices.Sort(steps)
	if stood {
		return Resolution(steps[(len(steps)-1)/2])
	}
	least := steps[0]
	for i, step := range steps[1:] {
		if more := step - steps[i]; more > 0 {
			least = min(least, more)
		}
	}
	return Resolution(least)
}

// Alarm rings once after some time, for what waits beside other things.
func Alarm(after time.Duration) *time.Timer { return time.NewTimer(after) }

// Wall is the date and the hour, for people to read.
func Wall() time.Time { return time.Now() }
