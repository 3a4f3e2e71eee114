package bench

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"mirrorarm/sim/clock"
	"mirrorarm/sim/figure"
)

// Print writes a result as tables for people.
func (r *Result) Print(w io.Writer) error {
	p := &printer{w: w}
	p.line("machine    %s, %d cores, %s/%s; load %.1f when it began", r.Machine.CPU, r.Machine.Cores, r.Machine.OS, r.Machine.Arch, r.Machine.Load)
	p.line("build      %s; %s", r.Program, r.Build.Tags)
	p.line("settings   %g s a case in %d repeats, seed %d, GOMAXPROCS %d, source %s, scene %s", r.Settings.DurationSeconds, r.Settings.Repeats, r.Settings.Seed, r.Settings.GOMAXPROCS,
		r.Settings.Source, cmp.Or(r.Settings.Scene, emptyScene))
	for _, name := range Names() {
		if c := r.Cases[name]; c != nil {
			p.line("")
			c.print(p, name)
		}
	}
	if r.Interrupted {
		p.line("")
		p.line("interrupted: figures are of what was measured so far")
	}
	return p.err
}

func (c *Case) print(p *printer, name string) {
	p.line("%s", strings.ToUpper(name))
	if c.Measurement != nil {
		c.Measurement.print(p)
	}
	if a := c.Accuracy; a != nil {
		a.print(p)
	}
	if t := c.Realtime; t != nil {
		p.line("  deadlines  %s of %d", figure.Text("%.3f %% met, %.0f missed", t.DeadlinesMetPct, t.Missed), t.Steps)
		p.line("  wake-up    %s late at the median, %s p99, %s at most; by %s, polling %s", tiny(t.WakeUpUS.P50), tiny(t.WakeUpUS.P99), tiny(t.WakeUpUS.Max),
			t.Sleep, figure.Text("%.1f %% of a core", t.SpinningPct))
	}
	c.printPoints(p)
	c.printThroughput(p)
	c.Contest.print(p)
	printTracking(p, "gesture", c.Gestures)
	printTracking(p, "fault", c.Faults)
	if c.Digest != "" {
		p.line("  digest     %s", c.Digest)
	}
	if c.PeakMemory > 0 {
		p.line("  memory     %.0f MB at most up to here; %s", float64(c.PeakMemory)/1e6, figure.Text("%.1f s of setting up", c.SetupSeconds))
	}
}

// tiny is a lateness, of which it is good not to be told.
func tiny(us figure.Value) string {
	if us.Why() == clock.TooCoarse {
		return "less than the clock tells"
	}
	return fmt.Sprintf("%.1f µs", us)
}

// cell is a figure in a table's column; a dash if it was not measured. A small one gets
// the digits that keep it from looking like none.
func cell(v figure.Value, width, decimals int) string {
	if !v.Measured() {
		return fmt.Sprintf("%*s", width, "–")
	}
	if v.Float() < 1 {
		decimals = max(decimals, 2)
	}
	return fmt.Sprintf("%*.*f", width, decimals, v)
}

func (m *Measurement) print(p *printer) {
	if m.Steps == 0 {
		p.line("  not measured (no step was made)")
		return
	}
	p.line("  µs a step     undisturbed     mean      p50      p99    p99.9        max")
	for _, name := range m.order() {
		l := m.LatencyUS[name]
		cost := strings.Repeat(" ", 11)
		if v, ok := m.CostUS[name]; ok {
			cost = cell(v, 11, 2)
		}
		p.line("  %-12s  %s %s %s %s %s %s", name, cost, cell(l.Mean, 8, 1), cell(l.P50, 8, 1), cell(l.P99, 8, 1), cell(l.P999, 8, 1), cell(l.Max, 10, 1))
	}
	say := figure.Text
	p.line("  %d steps in %s, %s; CPU time %s; %s; %d garbage collections, %s",
		m.Steps, say("%.1f s", m.WallSeconds), say("%.0f a second", m.StepsPerSecond), say("%.1f s", m.CPUSeconds),
		say("%.0f allocations and %.0f bytes a step", m.AllocsPerStep, m.BytesPerStep), m.GC.Cycles, say("%.0f µs at most", m.GC.PauseMaxUS))
	if m.ClockJumps > 0 {
		p.line("  the clock jumped in %d steps, which count for nothing", m.ClockJumps)
	}
}

func (a *Accuracy) print(p *printer) {
	say := figure.Text
	p.line("  accuracy over %.0f s: joints %s, fingertips %s, palm %s, lag %s, limit violations %s", a.SimSeconds,
		say("%.2f° RMS (p95 %.2f°)", a.JointRMSEDeg, a.JointP95Deg), say("%.2f mm (p95 %.2f)", a.TipErrorMM, a.TipP95MM),
		say("%.1f mm %.2f°", a.PalmErrorMM, a.PalmErrorDeg), say("%.1f ms", a.LagMS), say("%.0f", a.Violations))
	p.line("    pinch gap %s; a still hand jitters %s",
		say("%.2f mm off, %.0f %% within 5 mm", a.PinchGapMM, a.PinchSuccessPct), say("%.2f mm (%.2f in the palm)", a.StillJitterMM, a.StillPalmJitterMM))
	p.line("    smoothness %s; motion preserved %s; workspace covered %s",
		say("%.2f (person %.2f)", a.SmoothnessRobot, a.SmoothnessPerson), say("%.3f", a.MotionPreservation), say("%.0f %%", a.WorkspaceCoveragePct))
}

func (c *Case) printPoints(p *printer) {
	if len(c.Points) == 0 {
		return
	}
	names := c.Points[0].Stages
	head := fmt.Sprintf("  %9s", c.Points[0].Unit)
	for _, n := range names {
		head += fmt.Sprintf(" %12s", n+" µs")
	}
	p.line("%s %10s %10s", head, "p50 µs", "p99 µs")
	for i := range c.Points {
		q := &c.Points[i]
		row := fmt.Sprintf("  %9d", q.Size)
		for _, n := range names {
			row += " " + cell(q.CostUS[n], 12, 2)
		}
		whole := q.LatencyUS[names[len(names)-1]]
		row += " " + cell(whole.P50, 10, 1) + " " + cell(whole.P99, 10, 1)
		if q.JointRMSEDeg > 0 {
			row += fmt.Sprintf("   joints %.2f° RMS", q.JointRMSEDeg)
		}
		if q.WithinPct.Measured() {
			row += fmt.Sprintf("   %.2f %% in time", q.WithinPct)
		}
		p.line("%s", row)
	}
	for _, f := range c.Fits {
		p.line("  %s: %.1f ns per %s and %.1f µs; exponent %.2f", f.Stage, f.SlopeNS, strings.TrimSuffix(f.Unit, "s"), f.BaseUS, f.Exponent)
	}
}

func printTracking(p *printer, what string, rows []Tracking) {
	if len(rows) == 0 {
		return
	}
	p.line("  %-28s joints RMS   tips mean      p95      palm     lag", what)
	for _, t := range rows {
		p.line("  %-28s %8.2f°  %7.2f mm  %5.2f mm %5.1f mm %4.0f ms", t.Name, t.JointRMSEDeg, t.TipErrorMM, t.TipP95MM, t.PalmErrorMM, t.LagMS)
	}
}

// printer keeps the first error of a run of prints.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

// Print writes a comparison for people: the sentence first.
func (c *Comparison) Print(w io.Writer) error {
	p := &printer{w: w}
	p.line("%s", c.Verdict)
	p.line("")
	p.line("%-14s %-34s %12s %12s %8s %19s  %s", "case", "metric", "A", "B", "B/A", "interval", "verdict")
	for _, d := range c.Differences {
		p.line("%-14s %-34s %12s %12s %8.3f %19s  %s", d.Case, d.Metric+unitText(d.Unit), number(d.A), number(d.B), d.Ratio,
			figure.Text("%.3f to %.3f", d.CI[0], d.CI[1]), d.Verdict)
	}
	p.line("")
	p.line("Costs are undisturbed ones in units of the reference loop of each repeat; their intervals hold with %.2f %% each,", 100*c.Confidence)
	p.line("and a difference is called one where its whole interval is beyond %.0f %%. Latencies as they were are not judged:", 100*margin)
	p.line("they are as much the machine's as the program's. Figures of accuracy have no chance in them.")
	return p.err
}

func unitText(unit string) string {
	if unit == "" {
		return ""
	}
	return " (" + unit + ")"
}

func number(v figure.Value) string { return fmt.Sprintf("%.4g", v) }
