package report

import (
	"fmt"
	"image/color"
	"math"

	"mirrorarm/sim/bench"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// figure is a plot with its file's name and what it shows.
type figure struct {
	name, caption string
	plot          *plot.Plot
	rows          int // of bars, which decide the height; 0 for a plot of usual size
}

// palette tells lines apart for readers with any colour vision (Okabe & Ito,
// Color Universal Design, 2008).
func palette(i int) color.Color {
	colours := [...]color.RGBA{
		{0x00, 0x72, 0xb2, 0xff}, {0xe6, 0x9f, 0x00, 0xff}, {0x00, 0x9e, 0x73, 0xff},
		{0xcc, 0x79, 0xa7, 0xff}, {0x56, 0xb4, 0xe9, 0xff}, {0x20, 0x20, 0x20, 0xff}, {0xd5, 0x5e, 0x00, 0xff},
	}
	return colours[i%len(colours)]
}

func newPlot(title, x, y string) *plot.Plot {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	p.Title.Padding = vg.Points(8)
	p.Title.TextStyle.Font = sans(12)
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Label.TextStyle.Font, a.Tick.Label.Font = sans(10), sans(9)
		a.Padding = vg.Points(4)
	}
	p.Legend.TextStyle.Font = sans(9)
	p.Legend.ThumbnailWidth, p.Legend.Padding = vg.Points(18), vg.Points(3)
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = color.Gray{0xe4}, color.Gray{0xe4}
	p.Add(grid)
	return p
}

func sans(points float64) font.Font {
	return font.Font{Typeface: "Liberation", Variant: "Sans", Size: vg.Points(points)}
}

// logarithmic makes an axis that of powers of ten, with decimals where they fit.
func logarithmic(a *plot.Axis) {
	a.Scale, a.Tick.Marker = plot.LogScale{}, plot.TickerFunc(powersOfTen)
}

// powersOfTen labels every power of ten, and 2 and 5 in between where there are
// few.
func powersOfTen(low, high float64) []plot.Tick {
	if !(low > 0 && high < math.Inf(1)) {
		return nil // no logarithm
	}
	first, last := int(math.Floor(math.Log10(low))), int(math.Ceil(math.Log10(high)))
	var ticks []plot.Tick
	for e := first; e <= last; e++ {
		for m := 1; m <= 9; m++ {
			v := float64(m) * math.Pow10(e)
			if v < low || v > high {
				continue
			}
			t := plot.Tick{Value: v}
			if m == 1 || last-first <= 3 && (m == 2 || m == 5) {
				t.Label = fmt.Sprintf("%.15g", v)
			}
			ticks = append(ticks, t)
		}
	}
	return ticks
}

func addLine(p *plot.Plot, name string, c color.Color, width float64, dashed bool, points plotter.XYs) error {
	line, err := plotter.NewLine(points)
	if err != nil {
		return err
	}
	line.Color, line.Width = c, vg.Points(width)
	if dashed {
		line.Dashes = []vg.Length{vg.Points(4), vg.Points(3)}
	}
	p.Add(line)
	if name != "" {
		p.Legend.Add(name, line)
	}
	return nil
}

func addDots(p *plot.Plot, name string, c color.Color, points plotter.XYs) error {
	dots, err := plotter.NewScatter(points)
	if err != nil {
		return err
	}
	dots.GlyphStyle = draw.GlyphStyle{Color: c, Radius: vg.Points(3.5), Shape: draw.CircleGlyph{}}
	p.Add(dots)
	if name != "" {
		p.Legend.Add(name, dots)
	}
	return nil
}

// distribution shows how many of the steps took no longer than so long.
func distribution(name string, m *bench.Measurement) (*figure, error) {
	p := newPlot("Latency of "+name+", per stage", "latency (µs)", "steps that took no longer (%)")
	logarithmic(&p.X)
	percentiles := bench.Percentiles()
	names := append([]string(nil), m.Stages...)
	if _, ok := m.CDF["response"]; ok {
		names = append(names, "response")
	}
	const least = 0.1 // µs: below it lies the clock's own grain
	lines := 0
	for i, stage := range names {
		cdf := m.CDF[stage]
		var points plotter.XYs
		for k := range min(len(cdf), len(percentiles)) {
			points = append(points, plotter.XY{X: max(cdf[k], least), Y: percentiles[k]})
		}
		if len(points) == 0 {
			continue
		}
		lines++
		if err := addLine(p, stage, palette(i), 1.8, stage == "response", points); err != nil {
			return nil, err
		}
	}
	if lines == 0 {
		return nil, nil // interrupted before the first step
	}
	p.Y.Min, p.Y.Max = 0, 100
	p.Legend.YOffs, p.Legend.XOffs = vg.Points(8), -vg.Points(6) // the lower right is free
	return &figure{"latency-" + name, "Of all steps, as they were. Dashed: counted from the time at which a step was due, or would have been, so that a stall counts for every step that it delays.", p, 0}, nil
}

// overTime shows how the cost of the stages goes with the movement.
func overTime(name string, m *bench.Measurement) (*figure, error) {
	p := newPlot("Cost of "+name+" along the movement", "simulated time (s)", "time per step (µs)")
	logarithmic(&p.Y)
	blocks := 0
	for i, stage := range m.Stages {
		profile := bench.CalmProfile(m.Repeats, stage)
		var points plotter.XYs
		for b, ns := range smooth(profile) {
			points = append(points, plotter.XY{X: float64(b+1) * m.BlockSeconds, Y: max(ns*1e-3, 0.1)})
		}
		if len(points) == 0 {
			continue
		}
		blocks = max(blocks, len(points))
		if err := addLine(p, stage, palette(i), 1.4, false, points); err != nil {
			return nil, err
		}
	}
	if blocks < 2 {
		return nil, nil
	}
	var slowest plotter.XYs
	for b := range blocks {
		worst := 0.0
		for _, r := range m.Repeats {
			if row := r.ProfileNS[m.Stages[len(m.Stages)-1]]; b < len(row) {
				worst = max(worst, row[b]*1e-3)
			}
		}
		slowest = append(slowest, plotter.XY{X: float64(b+1) * m.BlockSeconds, Y: max(worst, 0.1)})
	}
	if err := addLine(p, "slowest repeat", color.Gray{0xb8}, 0.6, false, slowest); err != nil {
		return nil, err
	}
	p.Legend.Top = true
	p.X.Min, p.X.Max = 0, 1.28*float64(blocks)*m.BlockSeconds // room for the legend
	return &figure{"time-" + name, "The lower quartile over the repeats, which all make the same steps, as a running mean over five blocks; grey: the whole step in the slowest repeat, other programs included.", p, 0}, nil
}

// smooth is a running mean over five values.
func smooth(v []float64) []float64 {
	out := make([]float64, len(v))
	for i := range v {
		lo, hi := max(0, i-2), min(len(v), i+3)
		for _, x := range v[lo:hi] {
			out[i] += x / float64(hi-lo)
		}
	}
	return out
}
