package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mirrorarm/render/hud"
	"mirrorarm/render/window"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"
)

// demoCmd is `mirrorarm demo`.
type demoCmd struct {
	common
	mirrorFlags
	Fullscreen bool   `help:"Start in full screen. Example: --fullscreen"`
	Kiosk      bool   `help:"Exhibit: full screen, a program of acts while nobody touches it; the first touch takes over, the program comes back after 60 s of nothing; a stage that panics is logged and started again. Example: --kiosk --lang zh"`
	Lang       string `help:"Language of the captions: en, zh or ru. Example: --lang ru" default:"en"`
}

// Help is the long help text.
func (demoCmd) Help() string {
	return `Example:
  mirrorarm demo
  mirrorarm demo --source synth:wave --follow same
  mirrorarm demo --kiosk --lang zh

Drag the person's fingertips or wrist to lead the hand, things to move and throw
them, anything else to orbit; the wheel zooms, 1 to 5 bend fingers, space pauses,
R starts again, F11 is full screen, L changes the language, H shows all keys, Esc
quits; an exhibit ends with Ctrl+Shift+Q. Without a display the same mirror runs for 10 s
without a window; --json then prints its report.`
}

// Run opens the window or, without a display, runs without one.
func (c *demoCmd) Run(a *app) error {
	language, err := locale.Parse(c.Lang)
	if err != nil {
		return usageError{err}
	}
	trace := mirror.NewTrace()
	missing := window.Missing()
	tracing := missing != nil
	bar := a.progress(calibrating, c.Channels)
	p, err := c.newPlayer(a.ctx, c.Seed, session.Options{
		Language: language, Kiosk: c.Kiosk, Building: bar.show,
		Log: slog.New(slog.NewTextHandler(a.stderr, nil)),
		OnStep: func(m *mirror.Mirror) {
			if tracing {
				trace.Add(m)
			}
		},
	})
	bar.end()
	if err != nil {
		return err
	}
	defer p.Close()
	if tracing {
		return c.runWithout(a, p, trace, missing)
	}
	err = window.Run(p, window.Options{
		Title: "mirrorarm", FullScreen: c.Fullscreen, Kiosk: c.Kiosk, Language: language, Workbench: workbench,
	})
	if errors.Is(err, window.ErrNoDisplay) || errors.Is(err, window.ErrNoWindow) {
		tracing = true
		return c.runWithout(a, p, trace, err)
	}
	if err == nil {
		err = a.ctx.Err() // Ctrl-C closes the window as Esc does
	}
	return err
}

// workbench is the class on the robot that the demo shows, in its present posture.
func workbench(desc mirror.Description, snap *mirror.Snapshot) (*lesson.Class, error) {
	s, err := lesson.OnRobot(desc.Robot, desc.Robot.Palm)
	if err != nil {
		return nil, err
	}
	s.Posture = append([]float64(nil), snap.Arm.Coordinates...)
	return newClass(lesson.FreeBench(), s, nil)
}

// windowless is how long the demo runs where it has no window.
const windowless = 10 * time.Second

// runWithout runs the mirror in real time, prints a live line, and ends with
// the summary and a picture.
func (c *demoCmd) runWithout(a *app, p *player, trace *mirror.Trace, missing error) error {
	why := strings.TrimPrefix(missing.Error(), "window: ")
	fmt.Fprintf(a.stderr, "no window: %s. The mirror runs for %s without one.\n", why, windowless)
	line := newLiveLine(a.stderr)
	start := time.Now()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for done := 0.0; done < windowless.Seconds() && a.ctx.Err() == nil; {
		<-tick.C
		due := min(time.Since(start).Seconds(), windowless.Seconds())
		if err := p.Advance(due - done); err != nil && a.ctx.Err() == nil {
			return err
		}
		done = due
		line.show(describe(p, done))
	}
	line.end()
	m := p.Mirror()
	report := trace.Report(m)
	report.WallSeconds = time.Since(start).Seconds()
	allocs, err := allocsPerStep(a.ctx, m, int(m.Record().Time/mirror.Period+0.5))
	report.AllocsPerStep, report.Interrupted = allocs, err != nil
	out := filepath.Join(os.TempDir(), "mirrorarm-demo.png")
	if !report.Interrupted {
		if err := c.writePicture(a, p, out); err != nil {
			return err
		}
	}
	if c.JSON {
		return orInterrupted(report.Interrupted, a.printJSON(report))
	}
	if err := printReport(a.stdout, report); err != nil {
		return err
	}
	if report.Interrupted {
		return errInterrupted
	}
	_, err = fmt.Fprintf(a.stdout, "picture    %s\n", out)
	return err
}

// writePicture draws what the demo would show.
func (c *demoCmd) writePicture(a *app, p *player, path string) error {
	still, err := newStill(p, pictureSize{1280, 720}, hud.State{})
	if err != nil {
		return err
	}
	defer still.close()
	return still.write(a, path)
}

// describe is the live line: what happens now.
func describe(p *player, t float64) string {
	r := p.Mirror().Record()
	var tip float64
	for _, e := range r.TipError {
		tip += e * 1e3 / float64(len(r.TipError))
	}
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
