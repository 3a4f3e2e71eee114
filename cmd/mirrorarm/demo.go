package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mirrorarm/render/hud"
	"mirrorarm/render/show"
	"mirrorarm/render/sound"
	"mirrorarm/render/speaker"
	"mirrorarm/render/window"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/live"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"
)

// demoCmd is `mirrorarm demo`.
type demoCmd struct {
	common
	Session string `arg:"" optional:"" name:"session.mcap" help:"A recorded session to be shown in place of a mirror, with a bar to move in it. Example: mirrorarm demo session.mcap" type:"given file"`
	mirrorFlags
	cameraFlags
	remote     remoteSource // what --source is, where its hands come live
	Monitor    string       `help:"The screen to open on, by its number from 1 or a part of its name; the system's choice if absent. Example: --monitor 2" placeholder:"NUMBER"`
	Fullscreen bool         `help:"Start in full screen. Example: --fullscreen"`
	Kiosk      bool         `help:"Exhibit: full screen, a program of acts while nobody touches it; the first touch takes over, the program comes back after 60 s of nothing; a stage that panics is logged and started again. Example: --kiosk --lang zh"`
	PosterDir  string       `help:"Folder for what the exhibit's visitors take home, at most 1000 files: a poster, which is shown for 10 s after every visit, and beside it the visit's last 6 s as a GIF. Example: --kiosk --poster-dir posters" placeholder:"DIR" type:"path"`
	PosterLink posterLink   `help:"Where the posters' code leads; {state} in it becomes the posture. Example: --poster-link https://example.org/arm?{state}" placeholder:"URL"`
	markFlags
	Acts     string `help:"The exhibit's program in place of its own: which acts (${acts}), how long, with what words; mirrorarm demo --kiosk --help shows an example. Example: --kiosk --acts mine.yaml" placeholder:"FILE.yaml" type:"given file"`
	Game     bool   `help:"Start with the game of one minute: do what the robot does; F6 starts it at any time. Example: --game"`
	Best     string `help:"File of the best game of the day; best.json in the user's configuration if absent. Example: --best best.json" placeholder:"FILE.json" type:"path"`
	Record   string `help:"Record the whole demo into FILE, which must not be there yet; mirrorarm replay has it again. Example: --record demo.mcap" ends:".mcap" placeholder:"FILE.mcap" type:"path"`
	Mute     bool   `help:"Start without sound; shift V switches it on. Example: --mute"`
	Renderer string `help:"What draws the scene: ${enum}. auto is the GPU where it is quicker than the processor; ctrl shift D changes. Example: --renderer cpu" enum:"auto,gpu,cpu" default:"auto"`
	Volume   int    `help:"How loud it is, in percent; ctrl shift up and down change it. Example: --volume 60" range:"0 to 100" default:"100"`
	Lang     string `help:"Language of the captions: ${enum}. Example: --lang ru" enum:"${languages}" default:"en"`
}

// Help is the long help text.
func (demoCmd) Help() string {
	return `Example:
  mirrorarm demo
  mirrorarm demo --source synth:wave --follow same
  mirrorarm demo --kiosk --lang zh
  mirrorarm demo --camera
  mirrorarm demo --game
  mirrorarm demo session.mcap

With --camera, or F3, the arm follows the person in front of a webcam as soon as a
hand is seen, and goes back to what it played 8 s after the last one. With --listen
it follows any tracker.

Drag the person's fingertips or wrist to lead the hand, things to move and throw
them, anything else to orbit; the wheel zooms, 1 to 5 bend fingers, space pauses,
R starts again, F11 is full screen, L changes the language, H shows the keys, Esc
quits; an exhibit ends with Ctrl+Shift+Q. The arrow left goes back in the last 30 s,
which a bar over the picture shows while the mirror waits (64 MB at most), the arrow
right and End go on; P saves a picture, Shift+P what there is of the past as a GIF,
Shift+F4 as a session, F4 records one from now on. F6 starts a game of one minute: the
robot shows a gesture, and you repeat it by camera or mouse. Ctrl+Shift+D has the GPU
draw, or the processor again. What fingertips feel and motors do is heard, where there
is a device; Shift+V mutes it. Without a display the same mirror runs for 10 s without
a window; --json then prints its report.

A file of --acts:

` + indented(strings.TrimSpace(fmt.Sprintf(session.ActsExample, strings.Join(session.ActNames(), " "))))
}

// indented is a text whose lines help leaves as they are.
func indented(text string) string { return "  " + strings.ReplaceAll(text, "\n", "\n  ") }

func (c *demoCmd) places() []place {
	return []place{{path: c.Save}, {path: c.Record}, {path: c.Best}, {path: c.PosterDir, folder: true}}
}

// Run opens the window or, without a display, runs without one.
func (c *demoCmd) Run(a *app) error {
	language, err := locale.Parse(c.Lang)
	if err != nil {
		return usageError{err}
	}
	if live.IsAddress(c.Source) {
		// Until somebody comes, and when they have left, the medley is shown.
		c.remote, c.Source = remoteSource{c.Source, c.Axes}, medley
	}
	if c.Session != "" {
		return c.watch(a, language)
	}
	files := &reels{a: a, flags: &c.mirrorFlags}
	if c.Record != "" {
		if files.now, err = c.begin(c.Record, true); err != nil {
			return err
		}
	}
	defer files.discard()
	return errors.Join(c.show(a, language, files), files.close())
}

// show opens the window or, without a display, runs without one.
func (c *demoCmd) show(a *app, language locale.Language, files *reels) error {
	program, err := c.program() // what is wrong with it is told with a window and without
	if err != nil {
		return err
	}
	if err := c.openMark(); err != nil { // likewise
		return err
	}
	if missing := window.Missing(); missing != nil {
		return c.runWithout(a, language, missing, files.now)
	}
	o, err := c.sessionOptions(a.ctx, c.Seed, session.Options{
		Language: language, Program: program, Kiosk: c.Kiosk, Clock: monotonic(), Log: logTo(a), Witness: files.witness, Remember: !c.Kiosk,
	})
	if err != nil {
		return err
	}
	err = c.runWindow(a, o, files)
	switch {
	case errors.Is(err, window.ErrNoDisplay), errors.Is(err, window.ErrNoWindow):
		return c.runWithout(a, language, err, files.now)
	case err == nil:
		return a.ctx.Err() // Ctrl-C closes the window as Esc does
	}
	return err
}

// runWindow opens the window, and beside it the session that it shows.
func (c *demoCmd) runWindow(a *app, o session.Options, files *reels) error {
	opened := make(chan *player, 1)
	at, err := c.newStand(a)
	if err != nil {
		return err
	}
	o.OnStep = func(m *mirror.Mirror) {
		at.stepped(m)
		files.stepped(m)
	}
	open := func() (window.Simulation, error) {
		p, err := openPlayer(a.ctx, o)
		if err != nil {
			return nil, err
		}
		p.stand, p.reels, p.best = at, files, openBest(c.Best, a.tell)
		if c.comes() || c.remote.address != "" {
			at.open(c.Camera)
		}
		sayDecision(a.stderr, p.Mirror().Config().Source.Info())
		a.tellRobot(p.Mirror().Config().Robot)
		a.tell(p.Mirror().Notice())
		opened <- p
		if c.Game {
			return p, p.PlayGame(false)
		}
		return p, nil
	}
	audible, device := heard()
	poster, film := c.souvenirs(a)
	defer device.Close()
	err = window.Run(a.ctx, open, window.Options{
		Sound: audible, Muted: c.Mute, Quiet: fullVolume - c.Volume, Renderer: window.Renderer(c.Renderer), Poster: poster, Film: film, Mark: c.own,
		Title: "mirrorarm", FullScreen: c.Fullscreen, Monitor: c.Monitor, Kiosk: c.Kiosk, Language: o.Language, Workbench: show.Workbench,
		Keeper: housekeeper{exhibit: c.Kiosk, tell: a.tell},
	})
	select {
	case p := <-opened:
		p.CloseAfterWindow()
	default:
	}
	return errors.Join(err, at.close())
}

// program is an exhibit's acts as its maker wants them, after the opening; nil are its own.
func (c *demoCmd) program() ([]session.Act, error) {
	if c.Acts == "" {
		return nil, nil
	}
	f, err := os.Open(c.Acts)
	if err != nil {
		return nil, usageError{fmt.Errorf("--acts: %w", err)}
	}
	defer f.Close() //nolint:errcheck // only read from
	acts, err := session.ReadActs(c.Acts, f)
	if err != nil {
		return nil, usageError{fmt.Errorf("--acts: %w", err)}
	}
	return session.Opened(acts), nil
}

// fullVolume is all of it (%).
const fullVolume = 100

// souvenirs are what an exhibit's visitors take home; others take nothing. Moving pictures
// are made where there is a folder for them.
func (c *demoCmd) souvenirs(a *app) (window.Poster, window.Film) {
	if !c.Kiosk {
		return nil, nil
	}
	p := &posters{link: c.PosterLink, mark: c.own, han: c.han, dir: c.PosterDir, tell: a.tell}
	var more loan
	give := housekeeper{exhibit: true}.Rest // back what a large picture took
	print := func(v *window.Visit) (*image.RGBA, error) {
		more.take()
		defer more.back()
		if v.Last == nil {
			defer give()
		}
		return p.print(v)
	}
	if c.PosterDir == "" {
		return print, nil
	}
	return print, func(v *window.Visit, goOn func(share float64) error) {
		more.take()
		defer more.back()
		defer give()
		p.film(v, goOn)
	}
}

// heard makes the window's sound, and plays it where there is a device: nobody is told where
// there is none, or where it is taken away.
func heard() (*sound.Synth, *speaker.Speaker) {
	s := sound.New()
	return s, speaker.Open(s)
}

func logTo(a *app) *slog.Logger { return slog.New(slog.NewTextHandler(a.stderr, nil)) }

// windowless is how long the demo runs where it has no window, even of a longer
// recording.
const windowless = usualTime

// paceEvery is how often steps are made without a window: a machine that is too slow
// for them still listens in between.
const paceEvery = 20 * time.Millisecond

// demoReport is run's, and where the picture is.
type demoReport struct {
	mirror.Report
	Picture string `json:"picture,omitempty"`
}

// runWithout makes the steps that run would make, in real time, prints a live
// line, and ends with the summary and a picture.
func (c *demoCmd) runWithout(a *app, language locale.Language, missing error, kept *recording) error {
	why := strings.TrimPrefix(missing.Error(), "window: ")
	fmt.Fprintf(a.stderr, "no window: %s. The mirror runs for %s without one.\n", why, windowless)
	for _, left := range []struct {
		given bool
		flag  string
	}{{c.Fullscreen, "--fullscreen"}, {c.Kiosk, "--kiosk"}, {c.Acts != "", "--acts"}, {c.PosterDir != "", "--poster-dir"}, {c.Logo != "", "--logo"}, {c.Line != "", "--line"}, {c.Game, "--game"}, {c.Best != "", "--best"}, {c.Monitor != "", "--monitor"}, {c.Camera, "--camera"}, {c.Listen != "", "--listen"}, {c.remote.address != "", "--source " + c.remote.address}, {c.Save != "", "--save"}} {
		if left.given {
			fmt.Fprintf(a.stderr, "%s needs a window: left out\n", left.flag)
		}
	}
	if kept != nil {
		kept.Wait() // nobody watches
	}
	bar := a.progress(calibrating, c.Channels)
	trace := mirror.NewTrace()
	p, err := c.newPlayer(a.ctx, c.Seed, session.Options{
		Language: language, Synchronous: true, Clock: monotonic(), Log: logTo(a), Building: bar.show, Witness: kept.witness(),
		OnStep: func(m *mirror.Mirror) {
			trace.Add(m)
			kept.stepped(m)
		},
	})
	bar.end()
	if err != nil {
		return err
	}
	defer p.Close()
	sayDecision(a.stderr, p.Mirror().Config().Source.Info())
	a.tellRobot(p.Mirror().Config().Robot)
	a.tell(p.Mirror().Notice())
	watch := monotonic()
	steps, total, err := c.pace(a, p, watch)
	if err != nil {
		return err
	}
	if steps == 0 {
		return a.ctx.Err()
	}
	r := demoReport{Report: trace.Report(p.Mirror())}
	r.WallSeconds = watch.Now().Seconds()
	if r.Interrupted = steps < total; r.Interrupted {
		return orInterrupted(true, c.print(a, r))
	}
	if r.AllocsPerStep, err = allocsPerStep(a.ctx, p.Mirror(), steps); err != nil {
		r.Interrupted = true
		return orInterrupted(true, c.print(a, r))
	}
	r.Picture = filepath.Join(os.TempDir(), "mirrorarm-demo.png")
	if failed := writeStill(a, p, r.Picture); failed != nil {
		r.Picture = ""
		if r.Interrupted = errors.Is(failed, context.Canceled); r.Interrupted {
			failed = errInterrupted
		}
		return errors.Join(c.print(a, r), failed)
	}
	return c.print(a, r)
}

// pace makes as many steps as run would, none before its time.
func (c *demoCmd) pace(a *app, p *player, watch clock.Clock) (steps, total int, err error) {
	want := windowless
	total = stepsOf(p.length(), &want)
	line := newLiveLine(a.stderr)
	defer line.end()
	pacer := clock.NewPacer(watch, clock.UsualSleep(), paceEvery, clock.Rest)
	for steps < total && a.ctx.Err() == nil {
		pacer.Next()
		n := min(int(paceEvery.Seconds()/mirror.Period+0.5), total-steps)
		if err := p.Step(n); err != nil {
			if a.ctx.Err() != nil {
				return steps, total, nil
			}
			return steps, total, err
		}
		steps += n
		line.show(describe(p, float64(steps)*mirror.Period))
	}
	return steps, total, nil
}

// print prints the report as it was asked for.
func (c *demoCmd) print(a *app, r demoReport) error {
	if c.JSON {
		return a.printJSON(r)
	}
	if err := printReport(a.stdout, r.Report); err != nil || r.Picture == "" {
		return err
	}
	_, err := fmt.Fprintf(a.stdout, "picture    %s\n", r.Picture)
	return err
}

// writeStill draws what the player shows now.
func writeStill(a *app, p *player, path string) error {
	still, err := newStill(p, pictureSize{1280, 720}, hud.State{})
	if err != nil {
		return err
	}
	defer still.close()
	img, err := still.compose(a)
	if err != nil {
		return err
	}
	return writePicture(a.ctx, path, img)
}

// describe is the live line: what happens now.
func describe(p *player, t float64) string {
	r := p.Mirror().Record()
	tip := 1e3 * r.MeanTipError()
	state := "mirrors"
	switch {
	case r.Lost():
		state = "has lost"
	case !r.Result.Reachable:
		state = "reaches for"
	}
	return fmt.Sprintf("%4.1f s  the arm %s %s; fingertips within %.1f mm; a step takes %.0f µs",
		t, state, p.Status().Source, tip, float64(r.Duration[mirror.StageLoop])*1e-3)
}
