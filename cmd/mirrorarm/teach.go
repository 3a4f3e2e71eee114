package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"mirrorarm/render/show"
	"mirrorarm/render/window"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/locale"
)

// teachCmd is `mirrorarm teach`.
type teachCmd struct {
	common
	Lesson      string `arg:"" optional:"" help:"The lesson to take; without one the lessons are listed. Example: mirrorarm teach jacobian"`
	Text        bool   `help:"Take the lesson on the terminal, which needs no display."`
	All         bool   `help:"Every lesson, with a scripted student who answers each exercise three times wrong and then right."`
	Handout     string `help:"Write the lesson as one printable page: figures, formulas, exercises; it loads nothing from anywhere. With --all a folder, one page per lesson. Example: --handout jacobian.html" placeholder:"FILE.html" type:"path"`
	File        string `help:"A lesson of your own instead of a shipped one. Example: --file my-lesson.yaml" placeholder:"FILE.yaml" type:"existingfile"`
	Example     bool   `help:"Print a lesson that documents the format of --file, and stop."`
	Experiments bool   `help:"List the experiments that a lesson can name, their parameters and results, and stop."`
	Robot       string `help:"Put any robot in the arm's place. Example: --robot panda.urdf" placeholder:"FILE.urdf" type:"path"`
	Tip         string `help:"With --robot: the link that is moved; if absent the palm of an arm with a hand, else the end of the longest chain. Example: --tip flange" placeholder:"LINK"`
	Recording   string `help:"A recorded hand for the lesson on filters, in any format that run takes; a synthetic one if absent. Example: --recording hand.jsonl" placeholder:"FILE" type:"path"`
	Language    string `help:"Language of the lessons' texts. Example: --language en" default:"en" enum:"en"`
	Lang        string `help:"Language of the window's buttons and panels: ${enum}. Example: --lang zh" enum:"${languages}" default:"en"`
	Fullscreen  bool   `help:"Start the window in full screen. Example: --fullscreen"`
	Progress    string `help:"The file that remembers which exercises are solved; in the user's configuration folder if absent. Example: --progress class.json" placeholder:"FILE" type:"path"`
	Reset       bool   `help:"Forget which exercises are solved."`

	in io.Reader // the student's answers; standard input if nil
}

// Help is the long help text.
func (teachCmd) Help() string {
	return `Examples:
  mirrorarm teach
  mirrorarm teach jacobian
  mirrorarm teach workbench --robot panda.urdf --tip panda_hand
  mirrorarm teach jacobian --text
  mirrorarm teach ik --handout ik.html
  mirrorarm teach --example > my-lesson.yaml
  mirrorarm teach --file my-lesson.yaml --text
  mirrorarm teach --all --text --json

A lesson is a few steps to read and exercises that check themselves. It opens in
a window: knobs to turn, an arm to drag, H shows the keys. The lesson "workbench"
is the arm alone, with nothing asked. Without a display, or with --text, lessons
are taken on the terminal: an answer is typed as a number, as NAME=VALUE …, or as
transforms in their order; ? gives the next hint, - skips an exercise, and the
end of the input ends the lesson.`
}

func (c *teachCmd) places() []place {
	return []place{{path: c.Handout, folder: c.All}, {path: c.Progress}}
}

// Run takes a lesson, or says which there are.
func (c *teachCmd) Run(a *app) error {
	switch {
	case c.Example:
		_, err := fmt.Fprint(a.stdout, lesson.Example())
		return err
	case c.File != "" && (c.Lesson != "" || c.All):
		return usageError{fmt.Errorf("--file takes the place of a lesson's name and of --all")}
	case c.All && c.Lesson != "":
		return usageError{fmt.Errorf("--all takes every lesson: no name with it")}
	case c.Tip != "" && c.Robot == "":
		return usageError{fmt.Errorf("--tip %s: names a link of a --robot, which is absent", c.Tip)}
	}
	setting, err := awaitSaying(a, "reading the robot and the hand", c.setting)
	if err != nil {
		return err
	}
	if single := !c.Experiments && !c.All && c.Handout == "" && (c.Lesson != "" || c.File != ""); !single {
		c.tellRobot(a, setting)
	}
	if c.Experiments {
		return listExperiments(a, setting)
	}
	if c.All && c.Handout == "" {
		return c.runAll(a, setting, lesson.Names())
	}
	if c.Handout != "" {
		return c.writeHandouts(a, setting)
	}
	if c.Lesson == "" && c.File == "" {
		return c.list(a, setting)
	}
	l, err := c.read(a, c.Lesson)
	if err != nil {
		return err
	}
	if l.StandsOnRobot() {
		c.tellRobot(a, setting)
	}
	c.note(a, l)
	if c.JSON && c.File == "" && l.Name != lesson.FreeBench().Name {
		return c.runAll(a, setting, []string{c.Lesson})
	}
	if c.JSON {
		return c.reportOwn(a, setting, l)
	}
	progress, err := c.progress(a)
	if err != nil {
		return err
	}
	if !c.Text && c.in == nil {
		err := c.openWindow(a, l, setting, progress)
		if !errors.Is(err, window.ErrNoDisplay) && !errors.Is(err, window.ErrNoWindow) {
			return err
		}
		fmt.Fprintf(a.stderr, "mirrorarm: %v; the lesson runs on the terminal, as with --text\n", err)
	}
	session, err := awaitSaying(a, "opening the lesson", func() (*lesson.Session, error) { return l.Open(setting) })
	if err != nil {
		return err
	}
	tellLeftOut(a, l.Name, session)
	in := c.in
	if in == nil {
		in = interruptibleReader{a.ctx, os.Stdin}
	}
	return newTerminal(a, in, progress).take(session)
}

// tellRobot says what lessons stand on, where that is somebody's own.
func (c *teachCmd) tellRobot(a *app, s *lesson.Setting) {
	if c.Robot != "" {
		m := s.Robot.Model
		a.tell(fmt.Sprintf("robot: %s, %d joints; lessons move %s", m.Name(), m.DOF(), m.LinkName(s.Tip)))
		a.tellNotes(s.Robot.Notes)
	}
}

// note says which flags the lesson has no use for.
func (c *teachCmd) note(a *app, l *lesson.Lesson) {
	if c.Robot != "" && !l.StandsOnRobot() {
		fmt.Fprintf(a.stderr, "mirrorarm: the lesson %s shows no robot: --robot is not used\n", l.Name)
	}
	if c.Recording != "" && !l.TakesRecording() {
		fmt.Fprintf(a.stderr, "mirrorarm: the lesson %s shows no recorded hand: --recording is not used\n", l.Name)
	}
}

// tellLeftOut says which pages of a lesson the robot cannot take.
func tellLeftOut(a *app, name string, s *lesson.Session) {
	for _, line := range s.LeftOut {
		fmt.Fprintf(a.stderr, "mirrorarm: left out of %s: %s\n", name, line)
	}
}

// setting is the robot, and the recording, that lessons are opened on.
func (c *teachCmd) setting() (*lesson.Setting, error) {
	s, err := lesson.Shipped()
	if c.Robot != "" {
		s, err = lesson.Fitted(c.Robot, c.Tip)
	}
	if err != nil {
		return nil, err
	}
	if c.Recording != "" {
		if s.Recording, err = gesture.Open(c.Recording, gesture.Options{Seed: c.Seed}); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// read loads a lesson; one's own may come from a pipe into which nobody writes.
func (c *teachCmd) read(a *app, name string) (*lesson.Lesson, error) {
	if c.File == "" {
		return c.load(name)
	}
	return awaitSaying(a, "reading the lesson", func() (*lesson.Lesson, error) { return c.load(name) })
}

// load is the lesson of a name, or the one of --file.
func (c *teachCmd) load(name string) (*lesson.Lesson, error) {
	if c.File != "" {
		return lesson.Load(c.File)
	}
	if free := lesson.FreeBench(); name == free.Name {
		return free, nil
	}
	l, err := lesson.Shelf(c.Language, name)
	if err != nil {
		return nil, usageError{fmt.Errorf("%w%s", err, didYouMean(name, append(lesson.Names(), lesson.FreeBench().Name)))}
	}
	return l, nil
}

// class is the lesson of the flags in a student's hands.
func (c *teachCmd) class(progress *lesson.Progress) (*lesson.Class, error) {
	setting, err := c.setting()
	if err != nil {
		return nil, err
	}
	l, err := c.load(c.Lesson)
	if err != nil {
		return nil, err
	}
	return show.Class(l, setting, progress)
}

// openWindow takes the lesson in the window.
func (c *teachCmd) openWindow(a *app, l *lesson.Lesson, s *lesson.Setting, progress *lesson.Progress) error {
	language, err := locale.Parse(c.Lang)
	if err != nil {
		return usageError{err}
	}
	if err := window.Missing(); err != nil {
		return err
	}
	open := func() (*lesson.Class, error) {
		return await(a.ctx, func() (*lesson.Class, error) { return show.Class(l, s, progress) })
	}
	err = window.RunClass(a.ctx, open, window.Options{Title: "mirrorarm: " + l.Title, FullScreen: c.Fullscreen, Language: language})
	if err == nil {
		err = a.ctx.Err()
	}
	return err
}

// progress opens the student's file and says so if an old one was set aside. Where
// nothing can be kept the class goes on without, unless a file was asked for.
func (c *teachCmd) progress(a *app) (*lesson.Progress, error) {
	p, err := c.openProgress(a)
	if err == nil || c.Progress != "" || c.Reset || a.ctx.Err() != nil {
		return p, err
	}
	fmt.Fprintf(a.stderr, "mirrorarm: solved exercises will not be remembered: %s; name a file with --progress\n", strings.TrimPrefix(err.Error(), "lesson: progress: "))
	p, _, err = lesson.OpenProgress("")
	return p, err
}

func (c *teachCmd) openProgress(a *app) (*lesson.Progress, error) {
	path := c.Progress
	if path == "" {
		folder, err := os.UserConfigDir()
		if err != nil {
			return nil, fmt.Errorf("no folder for the progress file: %w", err)
		}
		path = filepath.Join(folder, "mirrorarm", "lessons.json")
	}
	var notice string
	p, err := awaitSaying(a, "reading the progress file", func() (p *lesson.Progress, err error) {
		p, notice, err = lesson.OpenProgress(path)
		return p, err
	})
	if err != nil {
		return nil, err
	}
	if notice != "" {
		fmt.Fprintln(a.stderr, "mirrorarm: progress:", notice)
	}
	if c.Reset {
		p.Reset()
		if err := p.Save(); err != nil {
			return nil, err
		}
		fmt.Fprintf(a.stderr, "mirrorarm: progress: %s: every solved exercise is forgotten\n", path)
		return p, nil
	}
	if c.Lesson == "" && c.File == "" {
		return p, nil // the list only reads
	}
	return p, p.Try()
}

// listedLesson is a line of the list of lessons.
type listedLesson struct {
	Name      string `json:"name"`
	Title     string `json:"title"`
	Summary   string `json:"summary"`
	Minutes   int    `json:"minutes"`
	Exercises int    `json:"exercises"`
	Solved    int    `json:"solved"`
	Misfit    string `json:"misfit,omitempty"` // why the robot cannot take it
}

func (c *teachCmd) list(a *app, setting *lesson.Setting) error {
	progress, err := c.progress(a)
	if err != nil {
		return err
	}
	var all []listedLesson
	for _, name := range lesson.Names() {
		l, err := lesson.Shelf(c.Language, name)
		if err != nil {
			return err
		}
		line := listedLesson{Name: name, Title: l.Title, Summary: l.Summary, Minutes: l.Minutes, Exercises: l.ExercisesFor(setting)}
		line.Solved = min(progress.Solved(name), line.Exercises)
		if misfit := (*lesson.MisfitError)(nil); errors.As(l.Fits(setting), &misfit) {
			line.Misfit = misfit.Why
		}
		all = append(all, line)
	}
	if c.JSON {
		return a.printJSON(struct {
			Lessons []listedLesson `json:"lessons"`
		}{all})
	}
	var out strings.Builder
	for _, l := range all {
		fmt.Fprintf(&out, "%-14s %2d min  %d of %d solved  %s\n%32s%s\n", l.Name, l.Minutes, l.Solved, l.Exercises, l.Title, "", l.Summary)
		if l.Misfit != "" {
			fmt.Fprintf(&out, "%32snot on this arm: it %s\n", "", l.Misfit)
		}
	}
	out.WriteString("\nTake one with: mirrorarm teach " + all[0].Name + "; on the terminal with --text. The arm alone: mirrorarm teach workbench\n")
	_, err = fmt.Fprint(a.stdout, out.String())
	return err
}

// listExperiments prints what a lesson's author can name, on this robot.
func listExperiments(a *app, s *lesson.Setting) error {
	var out strings.Builder
	for _, k := range lesson.Experiments(s) {
		fmt.Fprintf(&out, "%s: %s\n", k.Name, k.About)
		if len(k.Options) > 0 {
			fmt.Fprintf(&out, "  with        %s\n", strings.Join(k.Options, ", "))
		}
		if k.Problem != nil {
			fmt.Fprintf(&out, "  not on this robot: %v\n\n", k.Problem)
			continue
		}
		for _, p := range k.Params {
			fmt.Fprintf(&out, "  parameter   %-24s %.4g … %.4g %s\n", p.Name, p.Lower, p.Upper, p.Unit)
		}
		for _, r := range k.Results {
			fmt.Fprintf(&out, "  result      %-24s %s\n", r.Name, r.Unit)
		}
		out.WriteString("\n")
	}
	_, err := fmt.Fprint(a.stdout, out.String())
	return err
}
