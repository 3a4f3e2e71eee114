package main

import (
	"fmt"
	"os"
	"path/filepath"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/hud"
	"mirrorarm/render/picture"
	"mirrorarm/render/scene"
	"mirrorarm/render/show"
	"mirrorarm/render/window"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/record"
	"mirrorarm/sim/session"
)

// watch shows a recorded session in the window.
func (c *demoCmd) watch(a *app, language locale.Language) error {
	if missing := window.Missing(); missing != nil {
		return fmt.Errorf("%s is shown in a window: %w; mirrorarm replay %s has it again without one", c.Session, missing, c.Session)
	}
	v, err := awaitSaying(a, "reading "+filepath.Base(c.Session), func() (*viewer, error) {
		return openViewer(c.Session, language, func(float64) error { return a.ctx.Err() })
	})
	if err != nil {
		return err
	}
	defer v.close()
	if v.film.Cut != nil {
		a.tell(fmt.Sprintf("%s: %v; it is shown up to there: mirrorarm record repair makes a whole file of it", c.Session, v.film.Cut))
	}
	open := func() (window.Simulation, error) { return v, nil }
	audible, device := heard()
	defer device.Close()
	if err := window.Run(a.ctx, open, window.Options{
		Sound: audible, Muted: c.Mute, Quiet: fullVolume - c.Volume, Renderer: window.Renderer(c.Renderer),
		Title: "mirrorarm", FullScreen: c.Fullscreen, Monitor: c.Monitor, Language: language, Workbench: show.Workbench,
		Keeper: housekeeper{},
	}); err != nil {
		return err
	}
	return a.ctx.Err()
}

// viewer is a recorded session as the window wants it: nothing of it can be changed.
type viewer struct {
	path     string
	file     *os.File
	film     *record.Film
	reel     session.Reel
	language locale.Language

	described *mirror.Description
	version   int
	failed    error // of reading on

	said  string
	times int
}

// openViewer opens a session's file, which takes as long as to read it once.
func openViewer(path string, language locale.Language, goesOn func(float64) error) (*viewer, error) {
	v := &viewer{path: path, language: language}
	var err error
	if v.file, _, err = openFile(path); err != nil {
		return nil, err
	}
	if v.film, err = record.NewFilm(v.file, goesOn); err != nil {
		v.close()
		return nil, repairable(fmt.Errorf("%s: %w", path, err), path)
	}
	v.described = v.film.Describe()
	v.reel = session.Reel{Length: v.film.Seconds(), Playing: true}
	return v, nil
}

func (v *viewer) close() { _ = v.file.Close() } // only read from

// Describe is what is shown now.
func (v *viewer) Describe() mirror.Description { return *v.described }

// Advance plays on.
func (v *viewer) Advance(dt float64) error {
	v.reel.Advance(dt)
	return v.failed
}

// SnapshotTo is the present place in the file.
func (v *viewer) SnapshotTo(dst *mirror.Snapshot) {
	if err := v.film.Show(v.reel.At, dst); err != nil {
		v.failed = fmt.Errorf("%s: %w", v.path, err)
		return
	}
	if d := v.film.Describe(); d != v.described {
		v.described = d
		v.version++
	}
}

// Status says what the panels tell.
func (v *viewer) Status() window.Status {
	return window.Status{
		Source: filepath.Base(v.path), Side: v.side(), LagMS: figure.Missing("a recorded session"),
		Language: v.language, Paused: !v.reel.Playing, Version: v.version, Said: v.said, Tellings: v.times,
		Past: hud.Past{Open: true, Film: true, At: v.reel.At, Length: v.reel.Length, Playing: v.reel.Playing},
	}
}

func (v *viewer) side() hand.Side { return v.described.Side }

// Do carries out what moves in the session.
func (v *viewer) Do(a hud.Action) error {
	c, ok := a.Command()
	switch {
	case a == hud.Restart:
		v.reel.Seek(0)
	case a == hud.SaveSession || a == hud.Record:
		v.said, v.times = v.language.Text(locale.IsASession), v.times+1
	case ok && c == session.NextLanguage:
		v.language = v.language.Next()
	case ok:
		v.reel.Do(c)
	}
	return nil
}

// Seek goes to a share of the whole.
func (v *viewer) Seek(share float64) { v.reel.Seek(share * v.reel.Length) }

// Take is what a moving picture is made of: half a minute from the present place on, or
// the last one.
func (v *viewer) Take() picture.Take {
	from := max(min(v.reel.At, v.reel.Length-record.PastSeconds), 0)
	return &filmTake{path: v.path, from: from, seconds: min(v.reel.Length-from, record.PastSeconds)}
}

// What a visitor does to a mirror does nothing to a recorded one.

// Touch does nothing.
func (v *viewer) Touch() {}

// Press takes hold of nothing.
func (v *viewer) Press(scene.Ray) (bool, error) { return false, nil }

// DragTo moves nothing.
func (v *viewer) DragTo(scene.Ray) error { return nil }

// Release lets go of nothing.
func (v *viewer) Release() {}

// BreakAt breaks nothing.
func (v *viewer) BreakAt(scene.Ray, bool) int { return 0 }

// Heat heats nothing.
func (v *viewer) Heat(scene.Ray, float64) error { return nil }

// Explore explores nothing.
func (v *viewer) Explore(scene.Ray) error { return nil }

// filmTake is a part of a session's file, which it reads for itself.
type filmTake struct {
	path          string
	from, seconds float64
	own           *viewer // nil until it is needed
}

// Len is how many moments it has.
func (f *filmTake) Len() int { return max(int(f.seconds*picture.MovingRate+0.5), 1) }

// ShowTo copies one of them out.
func (f *filmTake) ShowTo(i int, dst *mirror.Snapshot) (*mirror.Description, error) {
	if f.own == nil {
		v, err := openViewer(f.path, locale.English, nil)
		if err != nil {
			return nil, err
		}
		f.own = v
	}
	if err := f.own.film.Show(f.from+float64(i)/picture.MovingRate, dst); err != nil {
		return nil, err
	}
	return f.own.film.Describe(), nil
}

// Close closes the file.
func (f *filmTake) Close() error {
	if f.own == nil {
		return nil
	}
	return f.own.file.Close()
}
