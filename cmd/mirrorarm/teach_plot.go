package main

import (
	"bytes"
	"image/color"
	"math"

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
			p.Legend.Add(c.Name, dots)
			continue
		}
		line, err := plotter.NewLine(points)
		if err != nil {
			return nil, err
		}
		line.Color, line.Width = paint, vg.Points(1.8)
		p.Add(line)
		if len(curves) > 1 {
			p.Legend.Add(c.Name, line)
		}
	}
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
