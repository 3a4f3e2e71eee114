package bench

import (
	"time"

	"mirrorarm/sim/clock"
	"mirrorarm/sim/figure"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Realtime is how well the loop keeps pace with a clock at 1 kHz.
type Realtime struct {
	Steps           int          `json:"steps"`
	Missed          figure.Value `json:"missed"` // steps that ended after the next was due
	DeadlinesMetPct figure.Value `json:"deadlines_met_pct"`
	// WakeUpUS is how much later than due a step began, where the one before did
	// not hold it up.
	WakeUpUS Latency `json:"wake_up_us"`
	// ResponseUS is when a step ended, counted from when it was due: a stall counts
	// for all the steps that it delayed.
	ResponseUS Latency `json:"response_us"`
	// Sleep is how it rested between steps, and SpinningPct the share of a core that
	// polling the clock took beside.
	Sleep       string       `json:"sleep"`
	SpinningPct figure.Value `json:"spinning_pct"`
	// LateMS are the latest steps of each tenth of the run, or the least that the clock
	// tells.
	LateMS Series `json:"latest_ms"`
}

// pace measures how well steps keep to a schedule.
type pace struct {
	clock          clock.Clock
	pacer          *clock.Pacer
	wake, response *hdrhistogram.Histogram // ns
	missed         int
	latest         time.Duration
	idle           bool // the step before ended in time
}

func newPace(h Host) *pace {
	return &pace{
		clock: h.Clock, pacer: clock.NewPacer(h.Clock, h.Sleep, loopPeriod, clock.Spin), idle: true,
		wake: hdrhistogram.New(1, int64(longest), 3), response: hdrhistogram.New(1, int64(longest), 3),
	}
}

// wait lets the next step begin no sooner than it is due.
func (p *pace) wait() {
	if late := p.pacer.Next(); p.idle {
		record(p.wake, late)
	}
}

// done ends the step. One in which the clock has jumped missed nothing.
func (p *pace) done() {
	late := p.clock.Now() - p.pacer.Due()
	if late >= clock.Jump {
		p.idle = false
		return
	}
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
	rec := newRecorder(w, 0, s.host.Clock.Resolution())
	rec.begin()
	if !s.warmUp(w, rec) {
		return nil, s.ctx.Err()
	}
	total := max(1, int(s.opt.Duration/loopPeriod))
	var use usage
	use.begin(s.host)
	out := &Realtime{Sleep: s.host.Sleep.Name}
	since := awake{clock: s.host.Clock}
	since.start()
	p := newPace(s.host)
	for ; out.Steps < total && s.ctx.Err() == nil; out.Steps++ {
		p.wait()
		w.step(w.warm+out.Steps, rec.laps)
		_, _ = rec.add(len(w.stages))
		p.done()
		if out.Steps%w.block == 0 {
			rec.timeReference(s.host.Clock)
			since.time()
		}
		if (out.Steps+1)%max(1, total/10) == 0 {
			out.LateMS = append(out.LateMS, micro(max(p.latest, 2*time.Duration(rec.resolution)))*1e-3)
			p.latest = 0
			s.tell("realtime", float64(out.Steps)/float64(total))
		}
	}
	if out.Steps == 0 {
		return nil, s.ctx.Err()
	}
	wall := since.time()
	use.end(s.host)
	m := newMeasurement()
	m.Steps, m.Repeats = out.Steps, []Repeat{rec.end(out.Steps, wall)}
	m.addWall(m.Repeats[0].WallSeconds)
	m.summarise(rec, &use)
	m.CostUS = nil // one run has no repeats that would tell what is disturbance
	m.addLatency(responseName, p.response, rec.resolution)
	out.Missed = rec.resolved(loopPeriod, figure.Count(p.missed))
	out.DeadlinesMetPct = rec.resolved(loopPeriod, figure.Ratio(100*float64(out.Steps-p.missed), float64(out.Steps), "no step was made"))
	out.WakeUpUS, out.ResponseUS = latencyOf(p.wake, rec.resolution), latencyOf(p.response, rec.resolution)
	out.SpinningPct = m.WallSeconds
	if m.WallSeconds.Measured() {
		out.SpinningPct = figure.Of(100 * p.pacer.Spun().Seconds() / m.WallSeconds.Float())
	}
	return &Case{Measurement: m, Realtime: out}, nil
}
