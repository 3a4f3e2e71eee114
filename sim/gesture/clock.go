package gesture

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"mirrorarm/sim/gesture/format"
)

// What a recording's clock may do (s). Design values.
const (
	longInterval  = 2.0    // a clock with a greater median interval counts in a smaller unit
	shortInterval = 2e-4   // no tracker is faster: a clock with a smaller one counts something else
	longestPause  = 10.0   // longer ones are cut to this
	smallStep     = 0.25   // back: more is a restart
	wildRun       = 2      // stamps: fewer that fit neither side are wild
	leastStep     = 1e-4   // between two frames, once mended
	defaultRate   = 30.0   // Hz, where nothing is known of time
	slowestRate   = 0.1    // Hz, of what a caller may ask for
	fastestRate   = 10_000 // Hz
)

// clockUnit is a unit that times may be in.
type clockUnit struct {
	name    string
	seconds float64
}

// clockUnits are those of the clocks that count time.
var clockUnits = map[format.Clock]clockUnit{
	format.Seconds:      {"s", 1},
	format.Milliseconds: {"ms", 1e-3},
	format.Microseconds: {"µs", 1e-6},
	format.Nanoseconds:  {"ns", 1e-9},
}

// keepTime gives every frame its time in seconds since the first, mending what a
// recorder's clock did. fps (Hz) is the caller's word, 0 if there is none.
func (r *recording) keepTime(fps float64) error {
	if fps != 0 && !(fps >= slowestRate && fps <= fastestRate) {
		return fmt.Errorf("gesture: %s: %g frames/s, want %g to %g", r.name, fps, slowestRate, float64(fastestRate))
	}
	if r.Poses { // their times are dates, if anything
		for i := range r.Frames {
			r.Frames[i].Time = 0
		}
		return nil
	}
	times := make([]float64, len(r.Frames))
	for i := range r.Frames {
		times[i] = r.Frames[i].Time
		if math.IsInf(times[i], 0) {
			times[i] = math.NaN()
		}
	}
	if r.Clock == format.Counted || fps != 0 {
		r.countTime(times, fps)
	} else {
		c := clock{times: times}
		r.scaleTime(&c)
		if c.mend() {
			r.Notes = append(r.Notes, c.notes...)
		} else {
			r.note("clock of no use")
			r.countTime(times, 0)
		}
	}
	now := -leastStep
	for i := range r.Frames {
		now = max(times[i]-times[0], now+leastStep)
		r.Frames[i].Time = now
	}
	if !(now <= maxLength) {
		return fmt.Errorf("gesture: %s: lasts %.3g s, want at most %g s", r.name, now, maxLength)
	}
	return nil
}

// countTime sets the times by the number of frames and a rate: the caller's, the
// file's or the usual one.
func (r *recording) countTime(times []float64, fps float64) {
	switch {
	case fps != 0 && r.Clock != format.Counted:
		r.note("times replaced by %g frames/s, as asked", fps)
	case fps != 0:
	case r.Clock == format.Counted && r.Rate >= slowestRate && r.Rate <= fastestRate:
		fps = r.Rate
	default:
		fps = defaultRate
		r.note("no times, taken as %g frames/s", fps)
	}
	counted := r.Clock == format.Counted && len(rising(times)) == len(times)
	for i := range times {
		if !counted {
			times[i] = float64(i)
		}
		times[i] /= fps
	}
}

// scaleTime turns a clock into seconds: by its unit or, where its intervals
// cannot be those of a tracker, by the one that they show.
func (r *recording) scaleTime(c *clock) {
	told, known := clockUnits[r.Clock]
	unit, interval := told, c.interval()
	if !known {
		unit = clockUnits[format.Seconds]
	}
	for next := format.Seconds; next <= format.Nanoseconds && interval*unit.seconds > longInterval; next++ {
		if u := clockUnits[next]; u.seconds < unit.seconds {
			unit = u
		}
	}
	if known && unit != told {
		r.note("times count %s, not %s", unit.name, told.name)
	}
	for i := range c.times {
		c.times[i] *= unit.seconds
	}
}

// clock is a recording's times while they are mended.
type clock struct {
	times []float64 // NaN where a frame has none
	notes []string
}

// note says that something was done n times: one or many.
func (c *clock) note(n int, one, many string) {
	switch {
	case n == 1:
		c.notes = append(c.notes, one)
	case n > 1:
		c.notes = append(c.notes, fmt.Sprintf(many, n))
	}
}

// interval is the median of those intervals that rise; 0 if none does.
func (c *clock) interval() float64 {
	var steps []float64
	last := math.NaN()
	for _, t := range c.times {
		if math.IsNaN(t) {
			continue
		}
		if step := t - last; step > 0 {
			steps = append(steps, step)
		}
		last = t
	}
	if len(steps) == 0 {
		return 0
	}
	slices.Sort(steps)
	return steps[len(steps)/2]
}

// run is a stretch of frames whose stamps follow one another.
type run struct{ from, to int } // to is one beyond the last

// mend makes the times rise: it puts the runs of the clock one behind the other
// and evens out what is missing, stands still or steps back in between. It
// reports false for a clock that says nothing.
func (c *clock) mend() bool {
	interval := c.interval()
	if len(c.times) == 1 {
		c.times[0] = 0
		return true
	}
	if !(interval >= shortInterval && interval <= longestPause) {
		return false
	}
	runs := c.runs(interval)
	if 3*len(runs) > len(c.times)+6 {
		return false
	}
	c.join(runs, interval)
	return c.even(interval)
}

// pause is the longest step (s) that is not a pause.
func pause(interval float64) float64 { return max(longestPause, 20*interval) }

// follows reports whether a stamp may come after another, n frames later.
func follows(from, to float64, interval float64) bool {
	step := to - from
	return step > -max(smallStep, 3*interval) && step <= pause(interval)
}

// runs are the stretches between missing stamps and steps that cannot be.
func (c *clock) runs(interval float64) []run {
	var runs []run
	for i, t := range c.times {
		switch {
		case math.IsNaN(t):
		case len(runs) > 0 && runs[len(runs)-1].to == i && follows(c.times[i-1], t, interval):
			runs[len(runs)-1].to++
		case len(runs) > 0 && runs[len(runs)-1].to < i && follows(c.times[runs[len(runs)-1].to-1], t, interval):
			runs[len(runs)-1].to = i + 1
		default:
			runs = append(runs, run{i, i + 1})
		}
	}
	return runs
}

// join moves the runs so that each follows the one before, and forgets the stamps
// of those that are wild.
func (c *clock) join(runs []run, interval float64) {
	wild, restarts, pauses := 0, 0, 0
	shift := 0.0
	end, last := math.NaN(), -1 // stamp and frame that the next run follows
	for k := 0; k < len(runs); k++ {
		for next := c.rejoins(runs, k, end-shift, interval); k < next; k++ {
			wild += c.forget(runs[k])
		}
		r := runs[k]
		switch start := c.times[r.from] + shift; {
		case math.IsNaN(end) || follows(end, start, interval):
		case r.to-r.from <= wildRun || last < wildRun:
			wild += min(r.to-r.from, last+1)
			shift += end + float64(r.from-last)*interval - start
		case start < end:
			restarts++
			shift += end + float64(r.from-last)*interval - start
		default:
			pauses++
			shift += end + longestPause - start
		}
		for i := r.from; i < r.to; i++ {
			c.times[i] += shift
		}
		last, end = r.to-1, c.times[r.to-1]
	}
	c.note(wild, "one wild stamp replaced", "%d wild stamps replaced")
	c.note(restarts, "clock restarted once, joined", "clock restarted %d times, joined")
	c.note(pauses, "a pause cut to 10 s", "%d pauses cut to 10 s")
}

// rejoins is the run after a few short ones that follows end while they do not;
// k if there is none.
func (c *clock) rejoins(runs []run, k int, end, interval float64) int {
	const ahead = 5
	for j := k; !math.IsNaN(end) && j < min(k+ahead, len(runs)); j++ {
		if follows(end, c.times[runs[j].from], interval) {
			return j
		}
		if runs[j].to-runs[j].from > wildRun {
			break
		}
	}
	return k
}

// forget drops the stamps of a run and tells how many those were.
func (c *clock) forget(r run) int {
	for i := r.from; i < r.to; i++ {
		c.times[i] = math.NaN()
	}
	return r.to - r.from
}

// even keeps the longest rising series of stamps and spreads the other frames
// evenly between those that it keeps.
func (c *clock) even(interval float64) bool {
	kept := rising(c.times)
	if len(kept) == 0 || 2*len(kept) < len(c.times) && len(kept) < 3 {
		return false
	}
	missing := 0
	for _, t := range c.times {
		if math.IsNaN(t) {
			missing++
		}
	}
	c.note(max(0, len(c.times)-len(kept)-missing), "one stamp that did not rise evened out", "%d stamps that did not rise evened out")
	for i := range kept[0] {
		c.times[i] = c.times[kept[0]] - float64(kept[0]-i)*interval
	}
	for k := 1; k < len(kept); k++ {
		a, b := kept[k-1], kept[k]
		for i := a + 1; i < b; i++ {
			c.times[i] = c.times[a] + (c.times[b]-c.times[a])*float64(i-a)/float64(b-a)
		}
	}
	end := kept[len(kept)-1]
	for i := end + 1; i < len(c.times); i++ {
		c.times[i] = c.times[end] + float64(i-end)*interval
	}
	return true
}

// rising are the indices of a longest strictly rising series among times that
// are not NaN (Fredman, On computing the length of longest increasing
// subsequences, Discrete Math. 11, 1975).
func rising(times []float64) []int {
	var ends []int // ends[k] closes the lowest series of k + 1
	before := make([]int, len(times))
	for i, t := range times {
		if math.IsNaN(t) {
			continue
		}
		k := sort.Search(len(ends), func(k int) bool { return times[ends[k]] >= t })
		before[i] = -1
		if k > 0 {
			before[i] = ends[k-1]
		}
		if k == len(ends) {
			ends = append(ends, i)
		} else {
			ends[k] = i
		}
	}
	if len(ends) == 0 {
		return nil
	}
	series := make([]int, len(ends))
	for k, i := len(ends)-1, ends[len(ends)-1]; k >= 0; k-- {
		series[k] = i
		i = before[i]
	}
	return series
}
