package main

import (
	"bytes"
	"image/color"
	"math"
	"strconv"

	"mirrorarm/sim/lesson"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// Size of a diagram on the page, and its pixels per inch.
const (
	plotWidth  = 7.2 * vg.Inch
	plotHeight = 3.4 * vg.Inch
	plotDPI    = 180
)

// plotColors tell curves apart, also for colour-blind eyes and, by lightness, in
// black and white (after Okabe and Ito, Color Universal Design, 2008).
var plotColors = [...]color.RGBA{
	{R: 0x00, G: 0x72, B: 0xB2, A: 0xFF}, {R: 0xD5, G: 0x5E, B: 0x00, A: 0xFF}, {R: 0x00, G: 0x9E, B: 0x73, A: 0xFF},
	{R: 0xCC, G: 0x79, B: 0xA7, A: 0xFF}, {R: 0x56, G: 0xB4, B: 0xE9, A: 0xFF}, {R: 0xE6, G: 0x9F, B: 0x00, A: 0xFF},
}

// drawPlot is a diagram of curves as a PNG.
func drawPlot(curves []lesson.Curve, logY bool) ([]byte, error) {
	p := plot.New()
	p.X.Label.Text, p.Y.Label.Text = curves[0].XTitle, yTitle(curves)
	p.Legend.Top = true
	p.Legend.Padding = vg.Points(3)
	p.Add(plotter.NewGrid())
	for i, c := range curves {
		points := pointsOf(c, logY)
		if len(points) == 0 {
			continue
		}
		paint := plotColors[i%len(plotColors)]
		if c.Points {
			dots, err := plotter.NewScatter(points)
			if err != nil {
				return nil, err
			}
			paint.A = 0x90
			dots.Color, dots.Shape, dots.Radius = color.NRGBA(paint), draw.CircleGlyph{}, vg.Points(1.6)
			p.Add(dots)
			p.Legend.Add(c.Said(), dots)
			continue
		}
		line, err := plotter.NewLine(points)
		if err != nil {
			return nil, err
		}
		line.Color, line.Width = paint, vg.Points(1.8)
		p.Add(line)
		if len(curves) > 1 {
			p.Legend.Add(c.Said(), line)
		}
	}
	if len(curves) > 1 || curves[0].Points {
		makeRoom(p, len(curves), logY)
	}
	if curves[0].Square {
		equalise(p)
	}
	p.X.Tick.Marker, p.Y.Tick.Marker = plot.TickerFunc(roundTicks), plot.TickerFunc(roundTicks)
	if logY {
		p.Y.Scale, p.Y.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
	}
	canvas := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(plotWidth, plotHeight), vgimg.UseDPI(plotDPI))}
	p.Draw(draw.New(canvas))
	var out bytes.Buffer
	if _, err := canvas.WriteTo(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// makeRoom lets the vertical axis reach higher, for a legend of n lines above
// the curves.
func makeRoom(p *plot.Plot, n int, logY bool) {
	share := 0.04 + 0.07*float64(n)
	if logY {
		p.Y.Max *= math.Pow(p.Y.Max/p.Y.Min, share)
		return
	}
	p.Y.Max += share * (p.Y.Max - p.Y.Min)
}

// equalise gives both axes the same scale, about zero.
func equalise(p *plot.Plot) {
	const wide = 2.1 // the data's area, width over height
	half := max(math.Abs(p.Y.Min), p.Y.Max, math.Abs(p.X.Min)/wide, p.X.Max/wide)
	p.Y.Min, p.Y.Max, p.X.Min, p.X.Max = -half, half, -wide*half, wide*half
}

// roundTicks marks an axis at multiples of 1, 2 or 5 times a power of ten, four
// to eight of them.
func roundTicks(low, high float64) []plot.Tick {
	if !(high > low) {
		return []plot.Tick{{Value: low, Label: strconv.FormatFloat(low, 'g', 4, 64)}}
	}
	step := math.Pow(10, math.Floor(math.Log10((high-low)/4)))
	for _, k := range []float64{5, 2} {
		if k*step <= (high-low)/4 {
			step *= k
			break
		}
	}
	var out []plot.Tick
	for i := math.Ceil(low/step - 1e-9); i <= high/step+1e-9; i++ {
		out = append(out, plot.Tick{Value: i * step, Label: strconv.FormatFloat(math.Round(i*step*1e9)/1e9+0, 'g', 6, 64)})
	}
	return out
}

// pointsOf leaves out what a diagram cannot show: what is not finite, and on a
// logarithmic axis what is not positive.
func pointsOf(c lesson.Curve, logY bool) plotter.XYs {
	var out plotter.XYs
	for i := range c.X {
		if v := c.Y[i]; !math.IsInf(v, 0) && !math.IsNaN(v) && (!logY || v > 0) {
			out = append(out, plotter.XY{X: c.X[i], Y: v})
		}
	}
	return out
}

// yTitle is the curves' title where they share one; else the legend says it.
func yTitle(curves []lesson.Curve) string {
	for _, c := range curves[1:] {
		if c.YTitle != curves[0].YTitle {
			return ""
		}
	}
	return curves[0].YTitle
}
