package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"mirrorarm/sim/bench"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// costs shows cost against size, with the power law that fits.
func costs(name string, c *bench.Case) (*figure, error) {
	unit := c.Points[0].Unit
	p := newPlot("Cost against the number of "+unit, "number of "+unit, "undisturbed time per step (µs)")
	logarithmic(&p.X)
	logarithmic(&p.Y)
	for i, stage := range c.Points[0].Stages {
		var points plotter.XYs
		for _, q := range c.Points {
			if v := q.CostUS[stage]; v > 0 && q.Size > 0 {
				points = append(points, plotter.XY{X: float64(q.Size), Y: v})
			}
		}
		if len(points) == 0 {
			continue
		}
		label := stage
		for _, f := range c.Fits {
			if f.Stage != stage {
				continue
			}
			label = fmt.Sprintf("%s: exponent %.2f, %.4g µs per %s", stage, f.Exponent, f.SlopeNS*1e-3, strings.TrimSuffix(unit, "s"))
			if err := addLine(p, "", palette(i), 1, true, powerLaw(points, f.Exponent)); err != nil {
				return nil, err
			}
		}
		if err := addDots(p, label, palette(i), points); err != nil {
			return nil, err
		}
	}
	p.Legend.Top, p.Legend.Left = true, true
	return &figure{"cost-" + name, "Dashed: the power law through all sizes; an exponent of 1 is cost in proportion to size.", p, 0}, nil
}

// powerLaw is the line of the given exponent through the points' middle.
func powerLaw(points plotter.XYs, exponent float64) plotter.XYs {
	var x, y float64
	for _, p := range points {
		x += math.Log(p.X) / float64(len(points))
		y += math.Log(p.Y) / float64(len(points))
	}
	var line plotter.XYs
	for _, p := range []plotter.XY{points[0], points[len(points)-1]} {
		line = append(line, plotter.XY{X: p.X, Y: math.Exp(y + exponent*(math.Log(p.X)-x))})
	}
	return line
}

// errors shows the decoder's error against the number of channels.
func errors(c *bench.Case) (*figure, error) {
	p := newPlot("Decoding error against the number of channels", "number of channels", "joint error (° RMS)")
	logarithmic(&p.X)
	var points plotter.XYs
	for _, q := range c.Points {
		if q.JointRMSEDeg > 0 {
			points = append(points, plotter.XY{X: float64(q.Size), Y: q.JointRMSEDeg})
		}
	}
	if len(points) == 0 {
		return nil, nil
	}
	if err := addLine(p, "", palette(0), 1, true, points); err != nil {
		return nil, err
	}
	if err := addDots(p, "", palette(0), points); err != nil {
		return nil, err
	}
	p.Y.Min = 0
	return &figure{"error-channels", "Over three seconds of the movement, after one for the decoder to find the hand.", p, 0}, nil
}

// bars shows the fingertip error of each run.
func bars(name, title string, rows []bench.Tracking) (*figure, error) {
	p := newPlot(title, "fingertip error (mm)", "")
	var mean, p95 plotter.Values
	var names []string
	for i := len(rows) - 1; i >= 0; i-- { // the first on top
		if !rows[i].TipErrorMM.Measured() {
			continue
		}
		mean, p95 = append(mean, rows[i].TipErrorMM.Float()), append(p95, rows[i].TipP95MM.Float())
		names = append(names, rows[i].Name)
	}
	for i, set := range []struct {
		label  string
		values plotter.Values
	}{{"95th percentile", p95}, {"mean", mean}} {
		chart, err := plotter.NewBarChart(set.values, vg.Points(7))
		if err != nil {
			return nil, err
		}
		chart.Horizontal, chart.Color, chart.LineStyle.Width = true, palette(4-4*i), 0
		p.Add(chart)
		p.Legend.Add(set.label, chart)
	}
	var ticks []plot.Tick
	for i, n := range names {
		ticks = append(ticks, plot.Tick{Value: float64(i), Label: n})
	}
	p.Y.Tick.Marker = plot.ConstantTicks(ticks)
	p.Y.Tick.Length = 0
	p.X.Min, p.X.Max = 0, 1.3*slices.Max(p95) // room for the legend
	return &figure{name, "Of the moving robot hand against the person's, mirrored and scaled.", p, len(rows)}, nil
}
