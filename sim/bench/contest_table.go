package bench

import "mirrorarm/sim/figure"

// print writes the solvers side by side.
func (c *Contest) print(p *printer) {
	if c == nil {
		return
	}
	p.line("  contest    %d questions, %d times", c.Questions, c.Repeats)
	for _, s := range c.Entries {
		p.line("  %s", s.Name)
		if s.Failed != "" {
			p.line("    given up: %s; %d of %d questions were answered", s.Failed, s.Answered, c.Questions)
		}
		for _, row := range []struct {
			name, format string
			values       []figure.Value
		}{
			{"tips", "%.2f mm, p95 %.2f", []figure.Value{s.TipErrorMM, s.TipP95MM}},
			{"pinch gap", "%.2f mm off", []figure.Value{s.PinchGapMM}},
			{"palm", "%.3f mm, %.3f°", []figure.Value{s.PalmErrorMM, s.PalmErrorDeg}},
			{"joints", "%.2f° RMSE", []figure.Value{s.JointRMSEDeg}},
			{"solved", "%.1f %%", []figure.Value{s.SolvedPct}},
			{"smooth", "%.2f SAL", []figure.Value{s.Smoothness}},
			{"limits", "%.0f joints outside", []figure.Value{s.LimitViolations}},
			{"speed", "%.0f joints too fast", []figure.Value{s.SpeedViolations}},
			{"time", "%.1f µs by itself", []figure.Value{s.OwnUS}},
			{"answer", "%.1f µs with transport", []figure.Value{s.TransportUS}},
			{"error", "×%.3f of ours (%.3f to %.3f)", []figure.Value{s.ErrorRatio, s.ErrorInterval[0], s.ErrorInterval[1]}},
			{"cost", "×%.3f of ours (%.3f to %.3f)", []figure.Value{s.TimeRatio, s.TimeInterval[0], s.TimeInterval[1]}},
		} {
			if row.values[0].Measured() {
				p.line("    %-10s %s", row.name, figure.Text(row.format, row.values...))
			}
		}
	}
}
