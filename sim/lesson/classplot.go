package lesson

import "strings"

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
	if t := c.Task(); t != nil && t.Exercise.Plot != nil {
		return t.Exercise.Plot
	}
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
	if k, err := c.bench.knob(p.Sweep); p.Sweep != "" && err == nil {
		return k.value(c.at[k.at]), true
	}
	if c.Iterates() > 0 {
		return float64(c.Iterate()), true
	}
	return 0, false
}

// sweeps tells whether the page's plot sweeps knob i.
func (c *Class) sweeps(i int) bool {
	p := c.Plot()
	if p == nil || p.Sweep == "" {
		return false
	}
	k, err := c.bench.knob(p.Sweep)
	return err == nil && k.at == i
}

// About tells whether the page is about knob i: its plot sweeps it or, where nothing
// is swept, it is the last that its lesson sets.
func (c *Class) About(i int) bool {
	if p := c.Plot(); p != nil && p.Sweep != "" {
		return c.sweeps(i)
	}
	set := c.setup().Set
	if len(set) == 0 {
		return false
	}
	k, err := c.bench.knob(strings.TrimSuffix(set[len(set)-1].Name, maybe))
	return err == nil && k.at == i
}
