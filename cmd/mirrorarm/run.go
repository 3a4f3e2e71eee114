package main

import (
	"context"
	"errors"
	"math"
	"runtime"
	"time"

	"mirrorarm/sim/figure"
	"mirrorarm/sim/live"
	"mirrorarm/sim/mirror"
)

// usualTime is how long a source without an end is run.
const usualTime = 10 * time.Second

// runCmd is `mirrorarm run`.
type runCmd struct {
	common
	mirrorFlags
	replayFlags
	cameraFlags
	Duration *time.Duration `help:"Simulated time, with unit (if absent: 10s of a synthetic source, the whole of a recording); a recording that is shorter ends the run. Example: --duration 30s" range:"1ms to 24h" placeholder:"10s"`
	Out      string         `help:"Also write one row per step to FILE, as CSV (.csv) or JSON lines (.jsonl). Example: --out steps.csv" ends:".csv or .jsonl" placeholder:"FILE" type:"path"`

	kept *recording // what record makes of a run; nil is nothing
}

// Help is the long help text.
func (runCmd) Help() string {
	return `Example:
  mirrorarm run --source synth:medley --duration 10s
  mirrorarm run --source hand.jsonl --json
  mirrorarm run --camera --duration 30s
  mirrorarm run --source hts://0.0.0.0:9000 --duration 60s

Runs every stage at 1 kHz of simulated time: glove, decoder, mirror and inverse
kinematics, motors, skin. Prints how exactly the arm followed and what each
stage cost. digest is a SHA-256 over every step's glove counts, joint angles
and taxels: the same seed and source give the same digest.`
}

func (c *runCmd) places() []place { return []place{{path: c.Out}, {path: c.Save}} }

// Run runs the mirror.
func (c *runCmd) Run(a *app) error {
	open := func() (*camera, error) { return c.openCamera(a) }
	switch {
	case c.Live != "":
		return c.mirror(a, nil)
	case c.comes():
	case live.IsAddress(c.Source):
		open = func() (*camera, error) { return c.openRemote(a) }
	default:
		return c.mirror(a, nil)
	}
	cam, err := open()
	if err != nil {
		return err
	}
	defer cam.close()
	return c.mirror(a, cam)
}

// mirror runs the mirror; cam is nil where nobody is before one.
func (c *runCmd) mirror(a *app, cam *camera) error {
	var rows *rowWriter
	if c.Out != "" {
		var err error
		if rows, err = newRowWriter(c.Out); err != nil {
			return err
		}
		defer rows.discard()
	}
	m, hands, err := c.prepare(a, cam)
	if err != nil {
		return err
	}
	a.tellRobot(m.Config().Robot)
	if rows != nil {
		rows.joints(m.Config().Robot.Model)
	}
	a.tell(m.Notice())
	steps := stepsOf(hands.length(), c.Duration)
	bar := a.progress("running %g s", float64(steps)/math.Round(1/mirror.Period))
	report, err := c.measure(m, steps, rows, bar, hands)
	bar.end()
	if err != nil {
		return err
	}
	full := runReport{Report: report, Live: hands.report()}
	if err := c.keep(&full, rows, cam); err != nil {
		return err
	}
	return orInterrupted(report.Interrupted, c.print(a, full))
}

// keep brings what was written to its end: the recording first, so that it stays
// whatever becomes of the others.
func (c *runCmd) keep(full *runReport, rows *rowWriter, cam *camera) error {
	var all []error
	if c.kept != nil {
		var err error
		full.Recording, err = c.kept.end()
		all = append(all, err)
	}
	if rows != nil {
		all = append(all, rows.commit())
	}
	if cam != nil {
		all = append(all, cam.commit())
	}
	return errors.Join(all...)
}

// runReport is the mirror's, what is known of hands that came live, and what was recorded.
type runReport struct {
	mirror.Report
	Live      *liveReport     `json:"live,omitempty"`
	Recording *recordedReport `json:"recording,omitempty"`
}

func (c *runCmd) print(a *app, r runReport) error {
	if c.JSON {
		return a.printJSON(r)
	}
	if err := printReport(a.stdout, r.Report); err != nil {
		return err
	}
	if r.Live != nil {
		if err := r.Live.print(a.stdout); err != nil {
			return err
		}
	}
	if r.Recording == nil {
		return nil
	}
	return r.Recording.print(a.stdout, r.SimSeconds)
}

// hands are where a run's hands come from.
type hands interface {
	length() float64          // s
	until(at float64)         // has come what comes until a step at a time (s)
	end()                     // nothing comes any more
	stepped(r *mirror.Record) // sees what a step was shown
	report() *liveReport      // nil where nothing is live
}

// prepare makes the mirror, and what brings its hands.
func (c *runCmd) prepare(a *app, cam *camera) (*mirror.Mirror, hands, error) {
	if cam != nil {
		return c.watch(a, cam)
	}
	if c.Live != "" {
		return c.replay(a)
	}
	m, err := c.build(a, c.Seed)
	if err != nil {
		return nil, nil, err
	}
	info := m.Config().Source.Info()
	sayDecision(a.stderr, info)
	return m, whole(info.Duration), nil
}

// whole is a source that is there as a whole, of so many seconds.
type whole float64

func (w whole) length() float64      { return float64(w) }
func (whole) end()                   {}
func (whole) until(float64)          {}
func (whole) stepped(*mirror.Record) {}
func (whole) report() *liveReport    { return nil }

// stepsOf is how many steps to run of a source of so many seconds: the wanted
// time, but no more than the source has; without a wish the whole of it, or
// usualTime where it has no end.
func stepsOf(length float64, want *time.Duration) int {
	seconds := usualTime.Seconds()
	switch {
	case want != nil:
		seconds = min(want.Seconds(), length)
	case !math.IsInf(length, 1):
		seconds = length
	}
	return max(1, int(seconds/mirror.Period+0.5))
}

// measure runs the steps, then counts allocations over some more that are not
// part of the result. A signal ends it early with what was measured so far, of one
// step at least.
func (c *runCmd) measure(m *mirror.Mirror, steps int, rows *rowWriter, bar *progress, from hands) (mirror.Report, error) {
	trace := mirror.NewTrace()
	watch := monotonic()
	n := 0
	for ; n < steps && !c.kept.full() && bar.goesOn(float64(n)/float64(steps)) == nil; n++ {
		at := float64(n+1) * mirror.Period
		from.until(at)
		m.Step(at)
		trace.Add(m)
		from.stepped(m.Record())
		c.kept.stepped(m)
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
	from.end()
	report.WallSeconds = watch.Now().Seconds()
	var interrupted error
	report.AllocsPerStep, interrupted = allocsPerStep(bar.ctx, m, n)
	report.Interrupted = interrupted != nil
	return report, nil
}

// allocsPerStep goes on stepping and counts heap allocations, until ctx ends.
func allocsPerStep(ctx context.Context, m *mirror.Mirror, from int) (figure.Value, error) {
	const steps = 1000
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := range steps {
		if err := ctx.Err(); err != nil {
			return figure.Missing("interrupted before it was counted"), err
		}
		m.Step(float64(from+i+1) * mirror.Period)
	}
	runtime.ReadMemStats(&after)
	// Rounded: the runtime's own few allocations are not the loop's.
	return figure.Of(float64((after.Mallocs - before.Mallocs + steps/2) / steps)), nil
}
