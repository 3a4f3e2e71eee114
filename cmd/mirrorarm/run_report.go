package main

import (
	"fmt"
	"io"

	"mirrorarm/sim/figure"
	"mirrorarm/sim/mirror"
)

// printReport is the summary of a run for people.
func printReport(w io.Writer, r mirror.Report) error {
	p, say := &printer{w: w}, figure.Text
	p.linef("source     %s", r.SourceReport)
	p.linef("ran        %s simulated in %s; %d glove channels, %d taxels, %d robot joints", inSeconds(r.SimSeconds), inSeconds(r.WallSeconds), r.Channels, r.Taxels, r.RobotJoints)
	if r.Interrupted {
		p.linef("           interrupted: figures are of the part that ran")
	}
	p.linef("decode     joint error %s", say("%.2f° RMS, %.2f° at the 95th percentile; the decoder expected %.2f°", r.Decode.JointRMSEDeg, r.Decode.JointP95Deg, r.Decode.PredictedDeg))
	p.linef("fingertips %s", say("%.1f mm mean, %.1f mm p95, %.1f mm max from the person's, mirrored and scaled", r.Retarget.TipErrorMM.Mean, r.Retarget.TipErrorMM.P95, r.Retarget.TipErrorMM.Max))
	p.linef("palm       %s, %s from the mirrored palm", say("%.1f mm", r.Retarget.PalmErrorMM), say("%.1f°", r.Retarget.PalmErrorDeg))
	reach := say("%.1f %% of the steps; the hand was lost in %.1f %%", r.Retarget.ReachablePct, r.Retarget.LostPct)
	if late := r.Retarget.LatePct; late.Measured() && late.Float() > 0 {
		reach += say("; in %.1f %% the arm was too slow", late)
	}
	p.linef("reach      %s", reach)
	if e := r.Retarget.Escapes; e != nil {
		p.linef("fingers    caught and taken out %d times around what was in the way, %d times through it", e.Around, e.Through)
	}
	lag := say("%.1f ms between person and robot", r.LagMS)
	if i := r.LagIntervalMS; i != nil {
		lag += fmt.Sprintf(" (%.1f to %.1f)", i[0], i[1])
	}
	p.linef("lag        %s", lag)
	p.linef("limits     %s", say("%.0f position and %.0f velocity violations", r.Limits.PositionViolations, r.Limits.VelocityViolations))
	printLatency(p, r)
	p.linef("heap       %s", say("%.0f allocations a step", r.AllocsPerStep))
	p.linef("digest     %s (%s)", r.Digest, r.Arch)
	return p.err
}

// printLatency is a line per stage, or one that says why there are none.
func printLatency(p *printer, r mirror.Report) {
	if loop := r.LatencyUS[mirror.StageLoop.String()].Mean; !loop.Measured() {
		p.linef("latency    %s", figure.Text("", loop))
		return
	}
	p.linef("latency    stage        mean      p50      p99    p99.9      max  µs")
	for s := range mirror.Stage(mirror.NumStages) {
		l := r.LatencyUS[s.String()]
		p.linef("           %-10s %s %s %s %s %s", s, cell(l.Mean, 6, 2), cell(l.P50, 8, 2), cell(l.P99, 8, 1), cell(l.P999, 8, 1), cell(l.Max, 8, 1))
	}
}

// cell is a figure in a table's column; a dash where the clock does not tell it.
func cell(v figure.Value, width, decimals int) string {
	if !v.Measured() {
		return fmt.Sprintf("%*s", width, "–")
	}
	return fmt.Sprintf("%*.*f", width, decimals, v)
}

// inSeconds is a time to a tenth of a second, or to a millisecond if it is short.
func inSeconds(s float64) string {
	if s < 1 {
		return fmt.Sprintf("%.3f s", s)
	}
	return fmt.Sprintf("%.1f s", s)
}

// printer keeps the first error of a run of prints.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) linef(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}
