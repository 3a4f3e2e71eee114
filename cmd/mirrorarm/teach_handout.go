package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"image/jpeg"
	"io"
	"os"
	"path/filepath"
	"strings"

	"mirrorarm/render/classroom"
	"mirrorarm/render/paint"
	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/lesson"
)

//go:embed teach_handout.html
var handoutPage string

// figureQuality is that of the robot's picture as a JPEG.
const figureQuality = 92

// handout is what the page shows.
type handout struct {
	Lesson        *lesson.Lesson
	Robot         string // empty where none is shown
	LeftOut       []string
	Check         string // the command that checks answers
	Steps         []handoutStep
	Exercises     []handoutExercise
	Width, Height int // of the pictures of the robot
	Letter        float64
}

type handoutStep struct {
	Number     int
	Title      string
	Paragraphs []string
	Formulas   []string
	Values     []string
	Figure     template.URL
	classroom.Overlay
	Caption string
	Plot    template.URL
	Tables  []lesson.Table
}

type handoutExercise struct {
	Number    int
	Ask, Form string
	Hints     [lesson.NumHints]string
}

// writeHandouts writes one page, or with --all one per lesson into a folder.
func (c *teachCmd) writeHandouts(a *app, s *lesson.Setting) error {
	files := map[string]string{c.Lesson: c.Handout}
	names := []string{c.Lesson}
	switch {
	case c.All:
		names = lesson.Names()
		for _, name := range names {
			files[name] = filepath.Join(c.Handout, name+".html")
		}
	case c.Lesson == "" && c.File == "":
		return usageError{fmt.Errorf("--handout: of which lesson? Name one, or take --all or --file")}
	}
	f := classroom.NewFigurist(s)
	defer f.Close()
	bar := a.progress("writing handouts")
	defer bar.end()
	var r struct {
		Handouts    []string `json:"handouts"`
		Interrupted bool     `json:"interrupted,omitempty"` // after those
	}
	for i, name := range names {
		bar.show(float64(i) / float64(len(names)))
		l, err := c.read(a, name)
		if err != nil {
			return err
		}
		check := "mirrorarm teach " + name + " --text"
		if c.File != "" {
			check = "mirrorarm teach --file " + filepath.Base(c.File) + " --text"
		}
		c.note(a, l)
		err = writeHandout(a, bar, f, s, l, check, files[name])
		if r.Interrupted = errors.Is(err, context.Canceled) && i > 0; r.Interrupted {
			break
		}
		if misfit := (*lesson.MisfitError)(nil); c.All && errors.As(err, &misfit) {
			fmt.Fprintf(a.stderr, "mirrorarm: %s: not on this arm: it %s\n", name, misfit.Why)
			continue
		}
		if err != nil {
			return err
		}
		r.Handouts = append(r.Handouts, files[name])
	}
	bar.end()
	if c.JSON {
		return orInterrupted(r.Interrupted, a.printJSON(r))
	}
	_, err := fmt.Fprintln(a.stdout, strings.Join(r.Handouts, "\n"))
	return orInterrupted(r.Interrupted, err)
}

func writeHandout(a *app, bar *progress, f *classroom.Figurist, setting *lesson.Setting, l *lesson.Lesson, check, path string) error {
	session, err := awaitOr(a.ctx, bar, func() (*lesson.Session, error) { return l.Open(setting) })
	if err != nil {
		return err
	}
	tellLeftOut(a, l.Name, session)
	l = session.Lesson
	page := handout{
		Lesson: l, LeftOut: session.LeftOut, Check: check,
		Width: classroom.FigureWidth, Height: classroom.FigureHeight, Letter: classroom.FigureLetter,
	}
	if l.StandsOnRobot() {
		page.Robot = setting.Robot.Model.Name()
	}
	for i := range l.Steps {
		if err := a.ctx.Err(); err != nil {
			return err
		}
		step, err := handoutOf(f, session, i)
		if err != nil {
			return fmt.Errorf("step %q: %w", l.Steps[i].Title, err)
		}
		page.Steps = append(page.Steps, step)
	}
	for i, t := range session.Tasks {
		page.Exercises = append(page.Exercises, handoutExercise{i + 1, t.Exercise.Ask, t.Form(), t.Exercise.Hints})
	}
	t, err := template.New("handout").Funcs(template.FuncMap{"shade": shade, "breakable": breakable, "formula": formula}).Parse(handoutPage)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return atomicfile.Write(path, func(w io.Writer) error { return t.Execute(w, page) })
}

func handoutOf(f *classroom.Figurist, s *lesson.Session, i int) (handoutStep, error) {
	step, bench := &s.Lesson.Steps[i], s.Benches[i]
	out := handoutStep{Number: i + 1, Title: step.Title, Formulas: step.Formulas}
	for _, p := range strings.Split(step.Text, "\n\n") {
		out.Paragraphs = append(out.Paragraphs, strings.Join(strings.Fields(p), " "))
	}
	var err error
	if out.Values, err = s.Values(i); err != nil {
		return out, err
	}
	if _, err := bench.Run(bench.Start); err != nil {
		return out, err
	}
	if d := bench.Draw(step.Show); len(step.Show) > 0 || len(d.Labels) > 0 {
		out.Tables, out.Caption = d.Tables, classroom.Caption(step.Show, &d)
		picture, over := f.Draw(&d)
		var robot bytes.Buffer
		if err := jpeg.Encode(&robot, picture, &jpeg.Options{Quality: figureQuality}); err != nil {
			return out, err
		}
		out.Figure, out.Overlay = dataURL("image/jpeg", robot.Bytes()), over
	}
	if step.Plot != nil {
		curves, err := bench.Trace(step.Plot)
		if err != nil {
			return out, err
		}
		picture, err := drawPlot(curves, step.Plot.LogY)
		if err != nil {
			return out, err
		}
		out.Plot = dataURL("image/png", picture)
	}
	return out, nil
}

// dataURL is a picture inside of the page that shows it.
func dataURL(kind string, picture []byte) template.URL {
	return template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(picture))
}

// shade is a table cell's background: the share of the largest figure.
func shade(t lesson.Table, row, column int) template.CSS {
	if t.Shade == nil || column == 0 {
		return ""
	}
	return template.CSS(fmt.Sprintf("background:rgba(46,196,182,%.2f)", 0.7*t.Shade[row][column-1]))
}

// formula is a formula with its raised and lowered parts.
func formula(text string) template.HTML {
	var out strings.Builder
	for _, p := range paint.Pieces(text) {
		escaped := template.HTMLEscapeString(p.Text)
		switch p.Script {
		case 1:
			escaped = "<sup>" + escaped + "</sup>"
		case -1:
			escaped = "<sub>" + escaped + "</sub>"
		}
		out.WriteString(escaped)
	}
	return template.HTML(out.String())
}

// breakable lets a long name be broken at its underscores.
func breakable(name string) string { return strings.ReplaceAll(name, "_", "_\u200b") }
