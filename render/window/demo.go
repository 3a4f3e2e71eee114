//go:build cgo || windows || js

package window

import (
	"fmt"
	"image"
	"time"

	"mirrorarm/render/hud"
	"mirrorarm/render/picture"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"

	"github.com/hajimehoshi/ebiten/v2"
)

// demo is the act of the mirror.
type demo struct {
	game    *game
	sim     Simulation
	picture *picture.Picture
	visit   *Visitor
	version int // of what the picture shows
	snap    mirror.Snapshot

	scene, inset layer
	panels       *ebiten.Image

	governor *picture.Governor
	spent    float64 // s, of the simulation since the last picture
	drawn    time.Duration
}

func newDemo(g *game, sim Simulation) (*demo, error) {
	visit, err := NewVisitor(sim, g.device)
	if err != nil {
		return nil, err
	}
	d := &demo{game: g, sim: sim, visit: visit, governor: picture.NewGovernor()}
	d.visit.FullScreen, d.visit.Kiosk = g.opt.FullScreen, g.opt.Kiosk
	d.picture, err = picture.New(sim.Describe(), picture.Options{Width: g.size.X, Height: g.size.Y, Level: d.governor.Level(), Han: g.han})
	if err != nil {
		return nil, fmt.Errorf("window: %w", err)
	}
	d.version = sim.Status().Version
	return d, nil
}

func (d *demo) fullScreen() bool { return d.visit.FullScreen }
func (d *demo) over() bool       { return d.visit.Quit }
func (d *demo) close()           { d.picture.Close() }

func (d *demo) update(dt float64) error {
	began := d.game.clock.Now()
	if err := d.visit.Tick(float64(d.game.size.X), float64(d.game.size.Y), d.game.scale, dt); err != nil {
		d.game.tell(err.Error())
	}
	if err := d.sim.Advance(dt); err != nil {
		return err
	}
	d.spent += (d.game.clock.Now() - began).Seconds()
	if d.visit.Save {
		d.save()
	}
	if d.visit.Bench && d.game.opt.Workbench != nil {
		d.sim.SnapshotTo(&d.snap)
		class, err := d.game.opt.Workbench(d.sim.Describe(), &d.snap)
		if err == nil {
			err = d.game.openClass(class)
		}
		if err != nil {
			d.game.tell(err.Error())
		}
	}
	return nil
}

func (d *demo) draw(screen *ebiten.Image) error {
	began := d.game.clock.Now()
	if version := d.sim.Status().Version; version != d.version {
		if err := d.picture.Describe(d.sim.Describe()); err != nil {
			return fmt.Errorf("window: %w", err)
		}
		d.version = version
	}
	d.sim.SnapshotTo(&d.snap)
	d.picture.ShowTemperature(d.visit.Warmth)
	img := d.picture.Scene(&d.snap, d.visit.View)
	shown := d.scene.show(screen, img, screen.Bounds())
	if d.picture.Level() <= picture.Default {
		d.game.glow.draw(screen, shown)
	}
	state := d.state()
	if state.Shows(hud.CloseUp) {
		inset, at := d.picture.CloseUp()
		d.inset.show(screen, inset, at)
	}
	cost := (d.game.clock.Now() - began).Seconds() + d.spent
	d.spent = 0
	interval := (began - d.drawn).Seconds()
	d.drawn = began
	if d.governor.Spent(cost, interval) {
		d.picture.SetLevel(d.governor.Level())
	}
	if overlay, changed := d.picture.Overlay(state, &d.snap); changed {
		d.panels.WritePixels(overlay.Pix)
	}
	screen.DrawImage(d.panels, nil)
	return nil
}

func (d *demo) resize(size image.Point) error {
	o := picture.Options{Width: size.X, Height: size.Y, Scale: d.game.uiScale(), Level: d.picture.Level(), Han: d.game.han}
	if err := d.picture.Resize(o); err != nil {
		return err
	}
	d.panels = renewed(d.panels, size)
	return nil
}

func (d *demo) state() hud.State {
	s := d.visit.State(&d.snap)
	s.Large, s.FPS, s.Quality = d.game.opt.Kiosk, ebiten.ActualFPS(), d.picture.Level().Text()
	if notice := d.game.noticeNow(); notice != "" {
		s.Notice = notice
	}
	return s
}

// save writes the complete picture to a file and shows its name.
func (d *demo) save() {
	name := pictureName()
	state := d.state()
	state.Notice = ""
	d.game.tell(state.Language.Text(locale.Saved) + " " + name)
	level := d.picture.Level()
	d.picture.SetLevel(picture.High)
	if err := writePNG(d.picture.Compose(&d.snap, d.visit.View, state), name); err != nil {
		d.game.tell(err.Error())
	}
	d.picture.SetLevel(level)
}
