package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"strconv"
	"strings"

	"mirrorarm/sim/lesson"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// writePicture draws one step of a lesson into a PNG: the robot with the lines
// and words over it, or the step's diagram where it has no robot to show.
func (c *teachCmd) writePicture(a *app, s *lesson.Setting) error {
	l, err := c.load(c.Lesson)
	if err != nil {
		return err
	}
	if c.Step < 1 || c.Step > len(l.Steps) {
		return usageError{fmt.Errorf("--step %d: lesson %q has steps 1 to %d", c.Step, l.Name, len(l.Steps))}
	}
	session, err := l.Open(s)
	if err != nil {
		return err
	}
	picture, err := stepPicture(s, session, c.Step-1)
	if err != nil {
		return err
	}
	err = writeFile(c.Picture, func(w io.Writer) error {
		_, err := w.Write(picture)
		return err
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(struct {
			Out  string `json:"out"`
			Step string `json:"step"`
		}{c.Picture, l.Steps[c.Step-1].Title})
	}
	_, err = fmt.Fprintf(a.stdout, "%s: %s\n", c.Picture, l.Steps[c.Step-1].Title)
	return err
}

// stepPicture is a step as a PNG.
func stepPicture(s *lesson.Setting, session *lesson.Session, i int) ([]byte, error) {
	step, bench := &session.Lesson.Steps[i], session.Benches[i]
	if len(step.Show) == 0 {
		if step.Plot == nil {
			return nil, fmt.Errorf("step %q has nothing to draw", step.Title)
		}
		curves, err := bench.Trace(step.Plot)
		if err != nil {
			return nil, err
		}
		return drawPlot(curves, step.Plot.LogY)
	}
	if _, err := bench.Run(bench.Start); err != nil {
		return nil, err
	}
	d := bench.Draw(step.Show)
	f := newFigurist(s)
	defer f.close()
	fig, err := f.draw(&d)
	if err != nil {
		return nil, err
	}
	return fig.flatten()
}

// flatten paints lines and words into the picture.
func (f *figure) flatten() ([]byte, error) {
	robot, err := jpeg.Decode(bytes.NewReader(f.JPEG))
	if err != nil {
		return nil, err
	}
	out := image.NewRGBA(image.Rect(0, 0, figureWidth, figureHeight))
	// One point of the canvas is one pixel.
	canvas := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseImage(out), vgimg.UseDPI(72))}
	canvas.DrawImage(vg.Rectangle{Max: vg.Point{X: figureWidth, Y: figureHeight}}, robot)
	for _, l := range f.Lines {
		path := l.path()
		if l.Filled {
			canvas.SetColor(inked(l.Color, 1))
			canvas.Fill(path)
			continue
		}
		canvas.SetLineWidth(vg.Length(l.Halo()))
		canvas.SetColor(inked("#10141a", l.Opacity))
		canvas.Stroke(path)
		canvas.SetLineWidth(vg.Length(l.Width))
		canvas.SetColor(inked(l.Color, l.Opacity))
		canvas.Stroke(path)
	}
	f.write(draw.New(canvas))
	var png bytes.Buffer
	_, err = canvas.WriteTo(&png)
	return png.Bytes(), err
}

// write sets the labels, each on a dark shadow of itself.
func (f *figure) write(c draw.Canvas) {
	style := draw.TextStyle{
		Font:    font.Font{Typeface: "Liberation", Variant: "Sans", Size: letterSize},
		Handler: plot.DefaultTextHandler,
	}
	for _, l := range f.Labels {
		style.Color = inked("#10141a", 1)
		for _, by := range [8][2]float64{{-2, 0}, {2, 0}, {0, -2}, {0, 2}, {-1.5, -1.5}, {1.5, -1.5}, {-1.5, 1.5}, {1.5, 1.5}} {
			c.FillText(style, vg.Point{X: vg.Length(l.X + by[0]), Y: vg.Length(figureHeight - l.Y + by[1])}, l.Text)
		}
		style.Color = inked("#f2f4f6", 1)
		c.FillText(style, vg.Point{X: vg.Length(l.X), Y: vg.Length(figureHeight - l.Y)}, l.Text)
	}
}

// path is a line on a canvas whose y axis points up.
func (l *figureLine) path() vg.Path {
	var out vg.Path
	for i, p := range l.Points {
		at := vg.Point{X: vg.Length(p[0]), Y: vg.Length(figureHeight - p[1])}
		if i == 0 {
			out.Move(at)
		} else {
			out.Line(at)
		}
	}
	if l.Filled {
		out.Close()
	}
	return out
}

// inked is a colour as HTML writes it, with an opacity.
func inked(html string, opacity float64) color.Color {
	rgb, err := strconv.ParseUint(strings.TrimPrefix(html, "#"), 16, 32)
	if err != nil {
		rgb = 0xffffff
	}
	return color.NRGBA{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb), A: uint8(255 * opacity)}
}
