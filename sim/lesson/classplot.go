package lesson

// Curves are the lines of the page's plot: of the last run, or of a sweep of one
// knob at the present values of the others.
func (c *Class) Curves() []Curve {
	if !c.stale {
		return c.curves
	}
	c.stale = false
	c.curves = nil
	plot := c.Plot()
	if plot == nil || c.problem != nil {
		return nil
	}
	if plot.Sweep == "" {
		c.curves, _ = c.bench.picked(plot) // none where the experiment has no such curve
		return c.curves
	}
	b := *c.bench
	b.Start = c.at
	c.curves, _ = b.Trace(plot) // none where the sweep meets what cannot be run
	c.runAgain()                // the trace left the experiment at other knobs
	return c.curves
}

// Plot says what the page's plot is of; nil for none, and for one that would give
// away the number that is to be told.
func (c *Class) Plot() *Plot {
	if c.Types() && !c.answer.right {
		return nil
	}
	if s := c.Step(); s != nil && s.Plot != nil {
		return s.Plot
	}
	if t, ok := c.bench.Experiment.(tracer); ok {
		p := &Plot{}
		all := t.Curves()
		for _, curve := range all {
			if len(curve.X) > 0 && curve.XTitle == all[0].XTitle && curve.Name != hiddenCurve {
				p.Results = append(p.Results, curve.Name)
			}
		}
		if len(p.Results) > 0 {
			return p
		}
	}
	return nil
}

// hiddenCurve is left out where no lesson asks for a solver's curves: four beside
// each other can be read.
const hiddenCurve = "left_deg"

// Mark is where on the plot's horizontal axis the page stands: at the swept knob's
// value, or at the iterate that is shown.
func (c *Class) Mark() (x float64, ok bool) {
	p := c.Plot()
	if p == nil {
		return 0, false
	}
	if i, err := c.bench.Param(p.Sweep); p.Sweep != "" && err == nil {
		return c.at[i], true
	}
	if c.Iterates() > 0 {
		return float64(c.Iterate()), true
	}
	return 0, false
}
