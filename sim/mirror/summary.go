package mirror

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"math"
	"runtime"
	"time"

	"mirrorarm/sim/clock"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/gesture"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Report sums up what was measured. WallSeconds and AllocsPerStep are the
// caller's to fill in.
func (t *Trace) Report(m *Mirror) Report {
	info := m.cfg.Source.Info()
	r := Report{
		Decision:     info.Decision,
		Source:       info.Name,
		SourceReport: info.Report,
		Frames:       info.Frames,
		SimSeconds:   t.simulated,
		Channels:     m.Channels(),
		Taxels:       len(m.Record().Touch),
		RobotJoints:  m.movingJoints(),
		Decode:       t.decode.report(t.undecoded()),
		Retarget:     t.retargeted(info),
		Limits: LimitsReport{
			PositionViolations: t.counted(t.outside.position),
			VelocityViolations: t.counted(t.outside.velocity),
		},
		Touch:         t.touch.report(),
		World:         t.things.report(),
		LatencyUS:     map[string]LatencyReport{},
		AllocsPerStep: figure.Missing("allocations were not counted"),
		Arch:          runtime.GOARCH,
		Digest:        hex.EncodeToString(t.digest.Sum(nil)),
	}
	if around, through := m.retarget.Escapes(); around+through > 0 {
		r.Retarget.Escapes = &Escapes{around, through}
	}
	lag := t.lagOf()
	r.LagMS, r.LagIntervalMS = lag.Value, lag.Interval
	resolution := clock.Resolution(0)
	if c := m.cfg.Clock; c != nil {
		resolution = c.Resolution()
		r.ClockResolutionUS = float64(resolution) / 1e3
	}
	for i, h := range t.latency {
		r.LatencyUS[Stage(i).String()] = t.latencyOf(h, resolution)
	}
	return r
}

// Why figures may be missing.
const (
	noStep     = "no step was made"
	noSight    = "the source never had the hand in sight"
	noReach    = "the mirrored palm was never in reach"
	noPosition = "the source gives no position"
	noTurn     = "the source gives no orientation"
	noFit      = "a synthetic hand has no landmarks to be fitted to"
	noFitYet   = "a live hand is fitted as it comes: see live"
	noTips     = "the robot has no fingertips"
	noClock    = "there was no clock"
)

// unseen is why there was nothing to compare the robot with; empty if there was.
func (t *Trace) unseen() string {
	switch t.steps {
	case 0:
		return noStep
	case t.lost:
		return noSight
	}
	return ""
}

// lagOf is the lag in ms. A hand whose joints are slower than the person's has none of its
// own: it is the later the farther it has to go.
func (t *Trace) lagOf() Lag {
	lag := t.lag.Lag().Times(1e3)
	const often = 0.1
	if seen := t.steps - t.lost; !lag.Value.Measured() && float64(t.hurried) > often*float64(seen) {
		return noLag(fmt.Sprintf("a finger joint was at its speed limit in %.0f %% of the steps, which is as late as it is far", 100*float64(t.hurried)/float64(seen)))
	}
	return lag
}

// undecoded is why no decoding error counted, where none did.
func (t *Trace) undecoded() string {
	if why := t.unseen(); why != "" {
		return why
	}
	return fmt.Sprintf("it counts after the first %d s, in which the decoder finds the hand", settling)
}

// report sums the errors up, or says why there were none.
func (e *angleErrors) report(why string) DecodeReport {
	if e.count == 0 {
		none := figure.Missing(why)
		return DecodeReport{none, none, none}
	}
	n := float64(e.count)
	return DecodeReport{
		JointRMSEDeg: figure.Of(degrees(math.Sqrt(e.sum2 / n))),
		JointP95Deg:  figure.Of(degrees(float64(e.hist.ValueAtQuantile(95)) * 1e-6)),
		PredictedDeg: figure.Of(degrees(math.Sqrt(e.predicted2 / n))),
	}
}

// counted is a number of events in the steps that were made.
func (t *Trace) counted(n int) figure.Value {
	if t.steps == 0 {
		return figure.Missing(noStep)
	}
	return figure.Count(n)
}

// retargeted compares the moving robot with the mirrored person.
func (t *Trace) retargeted(info gesture.Info) RetargetReport {
	seen, steps := float64(t.steps-t.lost), float64(t.steps)
	r := RetargetReport{
		TipErrorMM:   t.tipErrors(),
		PalmErrorMM:  t.palmError(t.palm.position*1e3, t.palm.samples.Position, info.Position, noPosition),
		PalmErrorDeg: t.palmError(degrees(t.palm.angle), t.palm.samples.Orientation, info.Orientation, noTurn),
		PalmSamples:  t.palm.samples,
		FitErrorMM:   figure.Missing(noFit),
		ReachablePct: figure.Ratio(100*float64(t.reachable), seen, t.unseen()),
		LatePct:      figure.Ratio(100*float64(t.late), seen, t.unseen()),
		LostPct:      figure.Ratio(100*float64(t.lost), steps, noStep),
	}
	switch {
	case info.Live:
		r.FitErrorMM = figure.Missing(noFitYet)
	case info.Frames > 0:
		r.FitErrorMM = figure.Of(info.FitError * 1e3)
	}
	return r
}

func (t *Trace) tipErrors() Quantiles {
	if t.tipCount == 0 {
		none := figure.Missing(cmp.Or(t.unseen(), noTips))
		return Quantiles{none, none, none}
	}
	return Quantiles{
		Mean: figure.Of(t.tipSum / float64(t.tipCount) * 1e3),
		P95:  figure.Of(float64(t.tip.ValueAtQuantile(95)) / 1e3),
		Max:  figure.Of(float64(t.tip.Max()) / 1e3),
	}
}

// palmError is one of the palm's errors from its sum.
func (t *Trace) palmError(sum float64, samples int, given bool, notGiven string) figure.Value {
	if !given {
		return figure.Missing(notGiven)
	}
	return figure.Ratio(sum, float64(samples), cmp.Or(t.unseen(), noReach))
}

// latencyOf is what a clock of some resolution has told of a stage.
func (t *Trace) latencyOf(h *hdrhistogram.Histogram, r clock.Resolution) LatencyReport {
	if h.TotalCount() == 0 {
		none := t.counted(0)
		if t.steps > 0 {
			none = figure.Missing(noClock)
		}
		return LatencyReport{none, none, none, none, none}
	}
	us := func(ns int64) figure.Value { return r.Micros(time.Duration(ns)) }
	return LatencyReport{
		Mean: r.MeanMicros(h.Mean(), int(h.TotalCount())),
		P50:  us(h.ValueAtQuantile(50)), P99: us(h.ValueAtQuantile(99)),
		P999: us(h.ValueAtQuantile(99.9)), Max: us(h.Max()),
	}
}
