package main

import (
	"fmt"
	"image/color"
	"io"

	"mirrorarm/sim/touch"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/palette"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// confusionGrid shows a confusion matrix with the first material on top, and
// "unsure" as a last column.
type confusionGrid struct{ *feelReport }

func (g confusionGrid) Dims() (columns, rows int) { return len(g.Labels) + 1, len(g.Labels) }
func (g confusionGrid) X(column int) float64      { return float64(column) }
func (g confusionGrid) Y(row int) float64         { return float64(row) }
func (g confusionGrid) Z(column, row int) float64 { return float64(g.count(column, row)) }

func (g confusionGrid) count(column, row int) int {
	truth := len(g.Labels) - 1 - row
	if column == len(g.Labels) {
		return g.Unsure[truth]
	}
	return g.Confusion[truth][column]
}

// blues runs from white to a deep blue.
type blues struct{}

func (blues) Colors() []color.Color {
	const steps = 64
	list := make([]color.Color, steps)
	for i := range list {
		t := float64(i) / (steps - 1)
		list[i] = color.RGBA{R: uint8(255 - 230*t), G: uint8(255 - 170*t), B: uint8(255 - 95*t), A: 255}
	}
	return list
}

var _ palette.Palette = blues{}

// drawConfusion writes the confusion matrix as a PNG.
func drawConfusion(w io.Writer, r *feelReport) error {
	g := confusionGrid{r}
	p := plot.New()
	p.Title.Text = fmt.Sprintf("%.1f %% of %d touches of each material named right", 100*r.Accuracy, r.Trials)
	p.Title.Padding = vg.Points(12)
	p.X.Label.Text, p.Y.Label.Text = "named", "touched"
	heat := plotter.NewHeatMap(g, blues{})
	heat.Min, heat.Max = 0, float64(r.Trials)
	p.Add(heat)
	labels, err := cellLabels(g)
	if err != nil {
		return err
	}
	p.Add(labels)
	names := append(append([]string(nil), r.Labels...), "unsure")
	p.NominalX(names...)
	reversed := make([]string, len(r.Labels))
	for i, label := range r.Labels {
		reversed[len(reversed)-1-i] = label
	}
	p.NominalY(reversed...)
	p.X.Tick.Label.Rotation = 0.8
	p.X.Tick.Label.XAlign, p.X.Tick.Label.YAlign = draw.XRight, draw.YCenter
	canvas, err := p.WriterTo(vg.Points(620), vg.Points(520), "png")
	if err != nil {
		return err
	}
	_, err = canvas.WriteTo(w)
	return err
}

// cellLabels are the counts, where there are any.
func cellLabels(g confusionGrid) (*plotter.Labels, error) {
	var texts plotter.XYLabels
	columns, rows := g.Dims()
	for column := range columns {
		for row := range rows {
			if n := g.count(column, row); n > 0 {
				texts.XYs = append(texts.XYs, plotter.XY{X: float64(column), Y: float64(row)})
				texts.Labels = append(texts.Labels, fmt.Sprint(n))
			}
		}
	}
	labels, err := plotter.NewLabels(texts)
	if err != nil {
		return nil, err
	}
	for i := range labels.TextStyle {
		labels.TextStyle[i].XAlign, labels.TextStyle[i].YAlign = draw.XCenter, draw.YCenter
		x, y := int(texts.XYs[i].X), int(texts.XYs[i].Y)
		if 2*g.count(x, y) > g.Trials {
			labels.TextStyle[i].Color = color.White
		}
	}
	return labels, nil
}

// drawPress writes the force of a pressed fingertip against its depth as a PNG.
func drawPress(w io.Writer, curve []touch.Press) error {
	p := plot.New()
	p.Title.Text = "A fingertip pressed on flat steel"
	p.Title.Padding = vg.Points(12)
	p.X.Label.Text, p.Y.Label.Text = "depth, mm", "force, N"
	p.Legend.Top, p.Legend.Left = true, true
	p.Legend.Padding = vg.Points(3)
	lines := []struct {
		name   string
		force  func(touch.Press) float64
		color  color.Color
		dashes []vg.Length
	}{
		{"the simulated skin", func(p touch.Press) float64 { return p.Force }, color.RGBA{R: 25, G: 85, B: 160, A: 255}, nil},
		{"elastic foundation", func(p touch.Press) float64 { return p.Foundation }, color.RGBA{R: 220, G: 120, B: 20, A: 255}, []vg.Length{vg.Points(5), vg.Points(4)}},
		{"Hertz, without a core", func(p touch.Press) float64 { return p.Hertz }, color.Gray{Y: 120}, []vg.Length{vg.Points(2), vg.Points(3)}},
	}
	for _, l := range lines {
		points := make(plotter.XYs, len(curve))
		for i, c := range curve {
			points[i] = plotter.XY{X: 1e3 * c.Depth, Y: l.force(c)}
		}
		line, err := plotter.NewLine(points)
		if err != nil {
			return err
		}
		line.Color, line.Dashes, line.Width = l.color, l.dashes, vg.Points(2)
		p.Add(line)
		p.Legend.Add(l.name, line)
	}
	canvas, err := p.WriterTo(vg.Points(480), vg.Points(360), "png")
	if err != nil {
		return err
	}
	_, err = canvas.WriteTo(w)
	return err
}
