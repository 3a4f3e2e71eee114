package bench

import (
	"time"

	"mirrorarm/sim/figure"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Realtime is how well the loop keeps pace with a clock at 1 kHz.
type Realtime struct {
	Steps           int          `json:"steps"`
	Missed          int          `json:"missed"` // steps that ended after the next was due
	DeadlinesMetPct figure.Value `json:"deadlines_met_pct"`
	// WakeUpUS is how much later than due a step began, where the one before did
	// not hold it up.
	WakeUpUS Latency `json:"wake_up_us"`
	// ResponseUS is when a step ended, counted from when it was due: a stall counts
	// for all the steps that it delayed.
	ResponseUS Latency `json:"response_us"`
	// LateMS are the latest steps of each tenth of the run.
	LateMS Series `json:"latest_ms"`
}

// spin is how long before a step is due waiting turns into polling: what timers
// are late by.
const spin = 150 * time.Microsecond

// pacer releases steps on a schedule that no delay shifts.
type pacer struct {
	host           Host
	due            time.Duration
	wake, response *hdrhistogram.Histogram // ns
	missed         int
	latest         time.Duration
	idle           bool // the step before ended in time
}

// wait lets the next step begin no sooner than it is due.
func (p *pacer) wait() {
	p.due += loopPeriod
	if left := p.due - p.host.Clock() - spin; left > 0 {
		p.host.Sleep(left)
	}
	now := p.host.Clock()
	for now < p.due {
		now = p.host.Clock()
	}
	if p.idle {
		record(p.wake, now-p.due)
	}
}

// done ends the step.
func (p *pacer) done() {
	late := p.host.Clock() - p.due
	record(p.response, late)
	p.latest = max(p.latest, late)
	if p.idle = late <= loopPeriod; !p.idle {
		p.missed++
	}
}

// realtime runs the loop as a robot's controller would.
func (s *session) realtime() (*Case, error) {
	w, err := s.loopWorkload()
	if err != nil {
		return nil, err
	}
	w = w.withDefaults()
	rec := newRecorder(w, 0)
	rec.begin()
	if !s.warmUp(w, rec) {
		return nil, s.ctx.Err()
	}
	p := &pacer{host: s.host, wake: hdrhistogram.New(1, int64(longest), 3), response: hdrhistogram.New(1, int64(longest), 3), idle: true}
	total := max(1, int(s.opt.Duration/loopPeriod))
	var use usage
	use.begin(s.host)
	out := &Realtime{}
	start := s.host.Clock()
	p.due = start
	for ; out.Steps < total && s.ctx.Err() == nil; out.Steps++ {
		p.wait()
		w.step(w.warm+out.Steps, rec.laps)
		rec.add(len(w.stages))
		p.done()
		if out.Steps%w.block == 0 {
			rec.timeReference(s.host.Clock)
		}
		if (out.Steps+1)%max(1, total/10) == 0 {
			out.LateMS = append(out.LateMS, micro(p.latest)*1e-3)
			p.latest = 0
			s.tell("realtime", float64(out.Steps)/float64(total))
		}
	}
	if out.Steps == 0 {
		return nil, s.ctx.Err()
	}
	wall := s.host.Clock() - start
	use.end(s.host)
	m := newMeasurement()
	m.Steps, m.WallSeconds = out.Steps, wall.Seconds()
	m.Repeats = []Repeat{rec.end(out.Steps, wall)}
	m.summarise(rec, &use)
	m.CostUS = nil // one run has no repeats that would tell what is disturbance
	m.addLatency(responseName, p.response)
	out.Missed = p.missed
	out.DeadlinesMetPct = figure.Ratio(100*float64(out.Steps-p.missed), float64(out.Steps), "no step was made")
	out.WakeUpUS, out.ResponseUS = latencyOf(p.wake), latencyOf(p.response)
	return &Case{Measurement: m, Realtime: out}, nil
}
