package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"runtime"
	"time"

	"mirrorarm/sim/mirror"
)

// runCmd is `mirrorarm run`.
type runCmd struct {
	common
	mirrorFlags
	Duration time.Duration `help:"Simulated time, with unit (default: 10s of a synthetic source, the whole of a recording); a recording that is shorter ends the run. Example: --duration 30s" default:"0s" placeholder:"10s"`
	Out      string        `help:"Also write one row per step to FILE, as CSV (.csv) or JSON lines (.jsonl). Example: --out steps.csv" placeholder:"FILE" type:"path"`
}

// Help is the long help text.
func (runCmd) Help() string {
	return `Example:
  mirrorarm run --source synth:medley --duration 10s
  mirrorarm run --source hand.jsonl --json

Runs every stage at 1 kHz of simulated time: glove, decoder, mirror and inverse
kinematics, motors, skin. Prints how exactly the arm followed and what each
stage cost. digest is a SHA-256 over every step's glove counts, joint angles
and taxels: the same seed and source give the same digest.`
}

func (c *runCmd) places() []place { return []place{{path: c.Out}} }

// Run runs the mirror.
func (c *runCmd) Run(a *app) error {
	if c.Duration < 0 {
		return usageError{fmt.Errorf("--duration %s: must not be negative", c.Duration)}
	}
	var rows *rowWriter
	if c.Out != "" {
		var err error
		if rows, err = newRowWriter(c.Out); err != nil {
			return err
		}
		defer rows.discard()
	}
	m, err := c.build(a, c.Seed)
	if err != nil {
		return err
	}
	steps := stepCount(m, c.Duration)
	bar := a.progress("running %g s", float64(steps)*mirror.Period)
	report, err := c.measure(m, steps, rows, bar)
	bar.end()
	if err != nil {
		return err
	}
	if rows != nil {
		if err := rows.commit(); err != nil {
			return err
		}
	}
	if c.JSON {
		return orInterrupted(report.Interrupted, a.printJSON(report))
	}
	return orInterrupted(report.Interrupted, printReport(a.stdout, report))
}

// stepCount is how many steps to run: the wanted time, but no more than the
// source has; 10 s of a source without an end.
func stepCount(m *mirror.Mirror, want time.Duration) int {
	const endless = 10 // s
	seconds, length := want.Seconds(), m.Config().Source.Info().Duration
	switch {
	case seconds == 0 && !math.IsInf(length, 1):
		seconds = length
	case seconds == 0:
		seconds = endless
	default:
		seconds = min(seconds, length)
	}
	return max(1, int(seconds/mirror.Period+0.5))
}

// measure runs the steps, then counts allocations over some more that are not
// part of the result. A signal ends it early with what was measured so far, of one
// step at least.
func (c *runCmd) measure(m *mirror.Mirror, steps int, rows *rowWriter, bar *progress) (mirror.Report, error) {
	trace := mirror.NewTrace()
	start := time.Now()
	n := 0
	for ; n < steps && bar.goesOn(float64(n)/float64(steps)) == nil; n++ {
		m.Step(float64(n+1) * mirror.Period)
		trace.Add(m)
		if rows != nil {
			if err := rows.write(m.Record()); err != nil {
				return mirror.Report{}, err
			}
		}
	}
	if n == 0 {
		return mirror.Report{}, bar.ctx.Err()
	}
	report := trace.Report(m)
	report.WallSeconds = time.Since(start).Seconds()
	allocs, err := allocsPerStep(bar.ctx, m, n)
	report.AllocsPerStep, report.Interrupted = allocs, err != nil
	return report, nil
}

// allocsPerStep goes on stepping and counts heap allocations, until ctx ends.
func allocsPerStep(ctx context.Context, m *mirror.Mirror, from int) (uint64, error) {
	const steps = 1000
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := range steps {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		m.Step(float64(from+i+1) * mirror.Period)
	}
	runtime.ReadMemStats(&after)
	// Rounded: the runtime's own few allocations are not the loop's.
	return (after.Mallocs - before.Mallocs + steps/2) / steps, nil
}

// printReport is the summary for people.
func printReport(w io.Writer, r mirror.Report) error {
	p := &printer{w: w}
	p.linef("source     %s", r.SourceReport)
	p.linef("ran        %.1f s simulated in %.1f s; %d glove channels, %d taxels, %d robot joints", r.SimSeconds, r.WallSeconds, r.Channels, r.Taxels, r.RobotJoints)
	if r.Interrupted {
		p.linef("           interrupted: figures are of the part that ran")
	}
	p.linef("decode     joint error %.2f° RMS, %.2f° at the 95th percentile; the decoder expected %.2f°", r.Decode.JointRMSEDeg, r.Decode.JointP95Deg, r.Decode.PredictedDeg)
	p.linef("fingertips %.1f mm mean, %.1f mm p95, %.1f mm max from the person's, mirrored and scaled", r.Retarget.TipErrorMM.Mean, r.Retarget.TipErrorMM.P95, r.Retarget.TipErrorMM.Max)
	if s := r.Retarget.PalmSamples; s.Position > 0 {
		p.linef("palm       %.1f mm, %.1f° from the mirrored palm", r.Retarget.PalmErrorMM, r.Retarget.PalmErrorDeg)
	} else if s.Orientation > 0 {
		p.linef("palm       %.1f° from the mirrored palm (the source gives no position)", r.Retarget.PalmErrorDeg)
	}
	p.linef("reach      %.1f %% of the steps; the hand was lost in %.1f %%", r.Retarget.ReachablePct, r.Retarget.LostPct)
	p.linef("lag        %.0f ms between person and robot", r.LagMS)
	p.linef("limits     %d position and %d velocity violations", r.Limits.PositionViolations, r.Limits.VelocityViolations)
	p.linef("latency    stage         p50      p99    p99.9      max  µs")
	for s := range mirror.Stage(mirror.NumStages) {
		l := r.LatencyUS[s.String()]
		p.linef("           %-10s %6.1f %8.1f %8.1f %8.1f", s, l.P50, l.P99, l.P999, l.Max)
	}
	p.linef("heap       %d allocations a step", r.AllocsPerStep)
	p.linef("digest     %s", r.Digest)
	return p.err
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
