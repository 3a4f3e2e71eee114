package bench

import (
	"time"

	"mirrorarm/sim/clock"
)

// workload is what a case measures, one step after the other.
type workload struct {
	stages []string // parts of a step, in order
	whole  string   // name of all of them together; "" if there is but one

	// step makes step i of a repeat and says how long each stage took.
	step func(i int, laps []time.Duration)

	// block is how many steps are summed into one number of a repeat's profile, and
	// warm, a multiple of it, how many come before what counts; 0 for the defaults.
	block, warm int

	periods int // of the loop that a step simulates; 0 for one

	close func() // nil, or gives back what the workload holds
}

const (
	// usualBlock is two frames of the glove, and short against the time slices in
	// which an operating system hands the processor to others.
	usualBlock = 10
	// usualWarm is enough for caches, decoder and solver to be as they always are.
	usualWarm = 20 * usualBlock
)

func (w *workload) withDefaults() *workload {
	if w.block == 0 {
		w.block = usualBlock
	}
	if w.warm == 0 {
		w.warm = usualWarm
	}
	if w.periods == 0 {
		w.periods = 1
	}
	return w
}

// names are the stages and the whole.
func (w *workload) names() []string {
	if w.whole == "" {
		return w.stages
	}
	return append(append([]string(nil), w.stages...), w.whole)
}

// awake adds up a clock's time, but for its jumps.
type awake struct {
	clock     clock.Clock
	last, sum time.Duration
}

func (a *awake) start() { a.last, a.sum = a.clock.Now(), 0 }

// time is that since start.
func (a *awake) time() time.Duration {
	now := a.clock.Now()
	if gap := now - a.last; gap < clock.Jump {
		a.sum += gap
	}
	a.last = now
	return a.sum
}

// lap reads a clock between stages.
type lap struct {
	clock clock.Clock
	last  time.Duration
}

func (l *lap) start() { l.last = l.clock.Now() }

func (l *lap) split() time.Duration {
	now := l.clock.Now()
	d := now - l.last
	l.last = now
	return d
}
