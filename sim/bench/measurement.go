package bench

import (
	"runtime"
	"slices"
	"time"

	"mirrorarm/sim/clock"
	"mirrorarm/sim/figure"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Measurement is how long a workload's steps took, and at what cost.
type Measurement struct {
	Steps          int                `json:"steps"`
	StepsPerSecond figure.Value       `json:"steps_per_second"` // of the time inside steps
	LatencyUS      map[string]Latency `json:"latency_us"`

	// CostUS is what a step costs on average where nothing else disturbs it, per
	// stage: the mean over the movement of the lower quartile over the repeats.
	CostUS map[string]figure.Value `json:"cost_us"`

	AllocsPerStep figure.Value `json:"allocs_per_step"` // on the heap, as a whole number
	BytesPerStep  figure.Value `json:"bytes_per_step"`
	WallSeconds   figure.Value `json:"wall_seconds"`
	CPUSeconds    figure.Value `json:"cpu_seconds"`
	GC            GCReport     `json:"gc"`
	ClockJumps    int          `json:"clock_jumps,omitempty"` // steps in which the machine was away, which count for nothing

	Stages       []string `json:"stages"`        // in order, the whole last
	BlockSeconds float64  `json:"block_seconds"` // simulated, of each number of a profile

	// WithinPct is the share of the steps that ended before the next was due, or
	// would have been.
	WithinPct figure.Value `json:"within_period_pct"`

	// CDF is the latency at each of Percentiles(), the least that the clock tells
	// standing for what is below it.
	CDF     map[string]Series `json:"cdf_us"`
	Repeats []Repeat          `json:"repeats"`
}

// Latency is a distribution of times (µs), over every step.
type Latency struct {
	Mean figure.Value `json:"mean"`
	P50  figure.Value `json:"p50"`
	P99  figure.Value `json:"p99"`
	P999 figure.Value `json:"p999"`
	Max  figure.Value `json:"max"`
}

// GCReport is what the garbage collector did meanwhile.
type GCReport struct {
	Cycles       int64        `json:"cycles"`
	PauseTotalUS figure.Value `json:"pause_total_us"`
	PauseMaxUS   figure.Value `json:"pause_max_us"`
}

// Repeat is one repeat of a measurement.
type Repeat struct {
	Steps       int          `json:"steps"`
	WallSeconds figure.Value `json:"wall_seconds"`
	P50US       figure.Value `json:"p50_us"` // of the whole step
	P99US       figure.Value `json:"p99_us"`
	// ReferenceNS is how long the reference loop took: the lower quartile.
	ReferenceNS figure.Value `json:"reference_ns"`
	// ProfileNS is each stage's mean time per step, block by block of ten steps from
	// the beginning of the movement; of stages whose blocks the clock can tell.
	ProfileNS map[string]Series `json:"profile_ns"`
}

// Percentiles are those at which a CDF is given.
func Percentiles() []float64 {
	var p []float64
	for q := range 100 {
		p = append(p, float64(q))
	}
	return append(p, 99.5, 99.9, 99.95, 99.99, 100)
}

// latencyOf is what a clock of some resolution has told.
func latencyOf(h *hdrhistogram.Histogram, r clock.Resolution) Latency {
	if h.TotalCount() == 0 {
		none := figure.Missing("there was no such step")
		return Latency{none, none, none, none, none}
	}
	us := func(ns int64) figure.Value { return r.Micros(time.Duration(ns)) }
	return Latency{
		Mean: r.MeanMicros(h.Mean(), int(h.TotalCount())), P50: us(h.ValueAtQuantile(50)), P99: us(h.ValueAtQuantile(99)),
		P999: us(h.ValueAtQuantile(99.9)), Max: us(h.Max()),
	}
}

// plan is how a workload is to be measured.
type plan struct {
	label    string
	repeats  int
	share    time.Duration // for each repeat
	period   time.Duration // at which the steps would be due; 0: none
	build    func() (*workload, error)
	from, to float64 // of the case's progress
}

// newMeasurement is one of no step yet.
func newMeasurement() *Measurement {
	none := figure.Missing("no step was made")
	return &Measurement{
		StepsPerSecond: none, AllocsPerStep: none, BytesPerStep: none, WallSeconds: none, CPUSeconds: none, WithinPct: figure.Missing("its steps have no schedule"),
		LatencyUS: map[string]Latency{}, CDF: map[string]Series{},
	}
}

// measure runs the plan. An interrupted measurement holds the repeats so far.
func (s *session) measure(p plan) (*Measurement, error) {
	m := newMeasurement()
	var rec *recorder
	var usage usage
	for r := range p.repeats {
		if s.ctx.Err() != nil {
			break
		}
		s.tell(p.label, p.from+(p.to-p.from)*float64(r)/float64(p.repeats))
		w, err := p.build()
		if err != nil && s.ctx.Err() != nil {
			break
		}
		if err != nil {
			return nil, err
		}
		w = w.withDefaults()
		if rec == nil {
			rec = newRecorder(w, p.period, s.host.Clock.Resolution())
		}
		runtime.GC() // what the building left behind is not the loop's
		repeat, ok := s.repeat(w, rec, p, &usage)
		if w.close != nil {
			w.close()
		}
		if !ok {
			break
		}
		m.Repeats = append(m.Repeats, repeat)
		m.Steps += repeat.Steps
		m.addWall(repeat.WallSeconds)
	}
	if rec != nil {
		m.summarise(rec, &usage)
	}
	return m, nil
}

// addWall adds a repeat's time, as far as it was told.
func (m *Measurement) addWall(seconds figure.Value) {
	if len(m.Repeats) == 1 {
		m.WallSeconds = seconds
	} else {
		m.WallSeconds = m.WallSeconds.Plus(seconds)
	}
}

// repeat warms up and then steps until the time is over; it was none if the session
// ended in the warm-up.
func (s *session) repeat(w *workload, rec *recorder, p plan, u *usage) (r Repeat, ok bool) {
	rec.begin()
	since, stages := awake{clock: s.host.Clock}, len(w.stages)
	if !s.warmUp(w, rec) {
		return r, false
	}
	u.begin(s.host)
	since.start()
	steps := 0
	for ; steps%w.block != 0 || steps == 0 || since.time() < p.share && s.ctx.Err() == nil; steps++ {
		if steps%w.block == 0 {
			// A loop that is paced rests between its steps. One that never does is
			// stopped by the runtime every 10 ms in the midst of a step, which on
			// Windows means halting its thread.
			runtime.Gosched()
			rec.timeReference(s.host.Clock)
		}
		w.step(w.warm+steps, rec.laps)
		if took, ok := rec.add(stages); ok && p.period > 0 {
			rec.queue(took)
		}
	}
	wall := since.time()
	u.end(s.host)
	return rec.end(steps, wall), true
}

// warmUp makes the steps that do not count; false if the session ended meanwhile.
func (s *session) warmUp(w *workload, rec *recorder) bool {
	for i := range w.warm {
		if s.ctx.Err() != nil {
			return false
		}
		w.step(i, rec.laps)
	}
	return true
}

// summarise fills in what is taken over all repeats.
func (m *Measurement) summarise(rec *recorder, u *usage) {
	for i, name := range rec.names {
		m.addLatency(name, rec.latency[i], rec.resolution)
	}
	if rec.period > 0 {
		m.addLatency(responseName, rec.response, rec.resolution)
		m.WithinPct = rec.resolved(rec.period, figure.Ratio(100*float64(m.Steps-rec.late), float64(m.Steps), "no step was made"))
	}
	m.ClockJumps = rec.jumps
	m.CostUS, m.Stages, m.BlockSeconds = map[string]figure.Value{}, rec.names, rec.blockSeconds
	for _, name := range rec.names {
		m.CostUS[name] = figure.Missing("the clock is too coarse for blocks of so few steps (clock_resolution_us)")
		if depth(m.Repeats, name) > 0 {
			m.CostUS[name] = figure.Of(calmCost(m.Repeats, name) / 1e3)
		}
	}
	if mean := m.LatencyUS[rec.names[len(rec.names)-1]].Mean; mean.Measured() {
		m.StepsPerSecond = figure.Of(1e6 / mean.Float())
	} else {
		m.StepsPerSecond = mean
	}
	m.CPUSeconds, m.GC = u.cpuSeconds(), u.report()
	if n := uint64(m.Steps); n > 0 {
		// Rounded: the runtime's own few allocations are not the loop's.
		m.AllocsPerStep, m.BytesPerStep = figure.Of(float64((u.allocs+n/2)/n)), figure.Of(float64((u.bytes+n/2)/n))
	}
}

func (m *Measurement) addLatency(name string, h *hdrhistogram.Histogram, r clock.Resolution) {
	m.LatencyUS[name] = latencyOf(h, r)
	if !m.LatencyUS[name].P50.Measured() {
		return
	}
	least := 2 * float64(r) / 1e3
	var cdf Series
	for _, p := range Percentiles() {
		cdf = append(cdf, max(float64(h.ValueAtQuantile(p))/1e3, least))
	}
	m.CDF[name] = cdf
}

// order is that of the rows of a table.
func (m *Measurement) order() []string {
	names := slices.Clone(m.Stages)
	if _, ok := m.LatencyUS[responseName]; ok {
		names = append(names, responseName)
	}
	return names
}
