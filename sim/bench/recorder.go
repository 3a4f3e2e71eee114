package bench

import (
	"slices"
	"time"

	"mirrorarm/sim/clock"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/mirror"

	"github.com/HdrHistogram/hdrhistogram-go"
)

const (
	// maxBlocks bounds the profile that is kept: 10 s of the loop.
	maxBlocks = 1000
	// longest is the most that a histogram holds.
	longest = time.Minute
)

// responseName is the latency from the time at which a step would have been due.
const responseName = "response"

// recorder collects what a workload's steps took, over all repeats. Its memory is
// taken beforehand, so that recording allocates nothing.
type recorder struct {
	names        []string
	latency      []*hdrhistogram.Histogram // ns, one per name
	own          *hdrhistogram.Histogram   // ns, of the whole step, in this repeat
	response     *hdrhistogram.Histogram   // ns
	period       time.Duration             // 0: there is no schedule
	resolution   clock.Resolution
	backlog      time.Duration   // by which the virtual schedule is behind
	jumps        int             // of the clock: steps that count for nothing
	laps         []time.Duration // the last step's, one per name
	perBlock     int
	late         int // steps that ended after the next would have been due
	blockSeconds float64
	block        []time.Duration // summed so far
	inBlock      int
	profile      [][]float64 // ns per step, one row per name
	reference    []float64   // ns
	sink         float64     // what the reference loop computed, so that it is computed
}

func newRecorder(w *workload, period time.Duration, resolution clock.Resolution) *recorder {
	names := w.names()
	r := &recorder{
		names: names, period: period, resolution: resolution, perBlock: w.block, blockSeconds: float64(w.block*w.periods) * mirror.Period,
		response: hdrhistogram.New(1, int64(longest), 3), own: hdrhistogram.New(1, int64(longest), 3),
		laps: make([]time.Duration, len(names)), block: make([]time.Duration, len(names)),
		reference: make([]float64, 0, maxBlocks),
	}
	for range names {
		r.latency = append(r.latency, hdrhistogram.New(1, int64(longest), 3))
		r.profile = append(r.profile, make([]float64, 0, maxBlocks))
	}
	return r
}

// begin starts a repeat.
func (r *recorder) begin() {
	r.backlog, r.inBlock, r.reference = 0, 0, r.reference[:0]
	r.own.Reset()
	clear(r.block)
	for i := range r.profile {
		r.profile[i] = r.profile[i][:0]
	}
}

// add records the step whose laps have been taken, and returns the whole of it. One in
// which the clock has jumped is none.
func (r *recorder) add(stages int) (whole time.Duration, ok bool) {
	for _, d := range r.laps[:stages] {
		whole += d
	}
	if whole >= clock.Jump {
		r.jumps++
		return whole, false
	}
	r.laps[len(r.laps)-1] = whole
	for i, d := range r.laps {
		record(r.latency[i], d)
		r.block[i] += d
	}
	record(r.own, whole)
	if r.inBlock++; r.inBlock == r.perBlock {
		r.endBlock()
	}
	return whole, true
}

func (r *recorder) endBlock() {
	for i, sum := range r.block {
		if len(r.profile[i]) < maxBlocks {
			r.profile[i] = append(r.profile[i], float64(sum)/float64(r.perBlock))
		}
	}
	clear(r.block)
	r.inBlock = 0
}

// queue works out the latency of a step that took so long, from the time at which
// it would have been due: Lindley's recursion of the waiting time at a server with
// regular arrivals (Lindley, The theory of queues with a single server, 1952).
func (r *recorder) queue(took time.Duration) {
	response := r.backlog + took
	record(r.response, response)
	if response > r.period {
		r.late++
	}
	r.backlog = max(0, response-r.period)
}

// timeReference times the reference loop once.
func (r *recorder) timeReference(c clock.Clock) {
	start := c.Now()
	r.sink = reference(1 + r.sink*1e-9)
	if d := c.Now() - start; len(r.reference) < maxBlocks && d < clock.Jump {
		r.reference = append(r.reference, float64(d))
	}
}

// record counts a time; what is beyond the histogram's range counts as its end.
func record(h *hdrhistogram.Histogram, d time.Duration) {
	_ = h.RecordValue(int64(min(max(d, 0), longest)))
}

// end is the repeat that was just recorded.
func (r *recorder) end(steps int, wall time.Duration) Repeat {
	us := func(q float64) figure.Value { return r.resolution.Micros(time.Duration(r.own.ValueAtQuantile(q))) }
	out := Repeat{Steps: steps, WallSeconds: r.resolution.Seconds(wall), P50US: us(50), P99US: us(99), ProfileNS: map[string]Series{}}
	reference := quantile(slices.Sorted(slices.Values(r.reference)), calm)
	if out.ReferenceNS = r.resolution.Micros(time.Duration(reference)).Times(1e3); !out.ReferenceNS.Measured() {
		return out // costs are only of use beside it
	}
	for i, name := range r.names {
		if r.resolves(r.profile[i]) {
			out.ProfileNS[name] = slices.Clone(r.profile[i])
		}
	}
	return out
}

// resolved is a count of what took longer than d, if the clock tells such times.
func (r *recorder) resolved(d time.Duration, v figure.Value) figure.Value {
	if !r.resolution.Tells(d) {
		return figure.Missing("the clock is coarser than the schedule")
	}
	return v
}

// blockTicks is how many of the clock's ticks a block of steps must take for its sum to
// be one: a tenth of it is lost at its ends then.
const blockTicks = 10

// resolves tells whether the clock can tell one block of a profile (ns per step) from
// another.
func (r *recorder) resolves(profile []float64) bool {
	return mean(profile)*float64(r.perBlock) >= blockTicks*float64(r.resolution)
}
