package report

import (
	"bytes"
	_ "embed" // the page's template
	"encoding/base64"
	"fmt"
	"html/template"
	"io"

	"mirrorarm/sim/bench"
	value "mirrorarm/sim/figure"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

//go:embed page.html
var pageText string

// File is one file of a report.
type File struct {
	Name    string
	Content []byte
}

// resolution of the PNG files (dots per inch).
const resolution = 192

// Files draws everything that the result has figures for: PNG and SVG of each
// plot, and report.html, which holds them all.
func Files(r *bench.Result) ([]File, error) {
	figures, err := figuresOf(r)
	if err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	var files []File
	var shown []shownFigure
	for _, f := range figures {
		width, height := 16*vg.Centimeter, 9*vg.Centimeter
		if f.rows > 0 {
			height = vg.Length(f.rows)*vg.Points(13) + 3*vg.Centimeter
		}
		svg, err := f.plot.WriterTo(width, height, "svg")
		if err != nil {
			return nil, fmt.Errorf("report: %s: %w", f.name, err)
		}
		sharp := vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(resolution))
		f.plot.Draw(draw.New(sharp))
		var drawing, image bytes.Buffer
		if _, err := svg.WriteTo(&drawing); err != nil {
			return nil, fmt.Errorf("report: %s: %w", f.name, err)
		}
		if _, err := (vgimg.PngCanvas{Canvas: sharp}).WriteTo(&image); err != nil {
			return nil, fmt.Errorf("report: %s: %w", f.name, err)
		}
		files = append(files, File{f.name + ".svg", drawing.Bytes()}, File{f.name + ".png", image.Bytes()})
		// The page shows the image: a drawing's text would come in whatever font the
		// reader has, as wide as that is.
		source := "data:image/png;base64," + base64.StdEncoding.EncodeToString(image.Bytes())
		shown = append(shown, shownFigure{f.plot.Title.Text, f.caption, template.URL(source)})
	}
	var page bytes.Buffer
	if err := writePage(&page, r, shown); err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	return append(files, File{"report.html", page.Bytes()}), nil
}

// figuresOf draws the cases in their order.
func figuresOf(r *bench.Result) ([]*figure, error) {
	var out []*figure
	for _, name := range bench.Names() {
		c := r.Cases[name]
		if c == nil {
			continue
		}
		var drawings []func() (*figure, error)
		if c.Measurement != nil {
			drawings = append(drawings, func() (*figure, error) { return distribution(name, c.Measurement) })
			if c.Realtime == nil { // which has no repeats to compare
				drawings = append(drawings, func() (*figure, error) { return overTime(name, c.Measurement) })
			}
		}
		if len(c.Points) > 0 {
			drawings = append(drawings, func() (*figure, error) { return costs(name, c) }, func() (*figure, error) { return errors(c) })
		}
		if len(c.Gestures) > 0 {
			drawings = append(drawings, func() (*figure, error) { return bars("gestures", "Fingertip error by gesture", c.Gestures) })
		}
		if len(c.Faults) > 0 {
			drawings = append(drawings, func() (*figure, error) { return bars("faults", "Fingertip error by fault", c.Faults) })
		}
		for _, d := range drawings {
			f, err := d()
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			if f != nil {
				out = append(out, f)
			}
		}
	}
	return out, nil
}

type shownFigure struct {
	Title, Caption string
	Source         template.URL
}

type shownCase struct {
	Name string
	*bench.Case
	Rows []latencyRow
}

type latencyRow struct {
	Stage string
	Cost  string
	bench.Latency
}

func writePage(w io.Writer, r *bench.Result, figures []shownFigure) error {
	t, err := template.New("page").Funcs(template.FuncMap{"say": value.Text}).Parse(pageText)
	if err != nil {
		return err
	}
	var cases []shownCase
	for _, name := range bench.Names() {
		c := r.Cases[name]
		if c == nil {
			continue
		}
		s := shownCase{Name: name, Case: c}
		if c.Measurement != nil {
			for _, stage := range append(append([]string(nil), c.Stages...), "response") {
				l, ok := c.LatencyUS[stage]
				if !ok {
					continue
				}
				row := latencyRow{Stage: stage, Latency: l}
				if v, ok := c.CostUS[stage]; ok {
					row.Cost = fmt.Sprintf("%.2f", v)
				}
				s.Rows = append(s.Rows, row)
			}
		}
		cases = append(cases, s)
	}
	return t.Execute(w, struct {
		*bench.Result
		Shown   []shownCase
		Figures []shownFigure
	}{r, cases, figures})
}
