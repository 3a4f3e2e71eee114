//go:build cgo || windows || js

package window

import (
	"fmt"
	"image"
	"image/png"
	"io"
	"path/filepath"
	"time"

	"mirrorarm/render/classroom"
	"mirrorarm/render/picture"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/locale"

	"github.com/hajimehoshi/ebiten/v2"
)

// class is the act of a lesson.
type class struct {
	game     *game
	room     *classroom.Room
	input    classReader
	governor *picture.Governor
	drawn    time.Duration

	scene  layer
	panels *ebiten.Image
	shown  *image.RGBA // that the panels hold
}

func newClass(g *game, l *lesson.Class, at view) (*class, error) {
	c := &class{game: g, governor: picture.NewGovernor(), scene: layer{images: &g.images}}
	var err error
	if c.input.bindings, err = resolve(classroom.Bindings()); err != nil {
		return nil, err
	}
	if c.room, err = classroom.New(l, c.options(at)); err != nil {
		return nil, fmt.Errorf("window: %w", err)
	}
	c.room.FullScreen = g.opt.FullScreen
	return c, nil
}

func (c *class) options(at view) classroom.Options {
	return classroom.Options{
		Width: at.size.X, Height: at.size.Y, Scale: at.scale, Level: c.governor.Level(),
		Language: c.game.opt.Language, Han: at.han,
	}
}

func (c *class) fullScreen() bool      { return c.room.FullScreen }
func (c *class) setFullScreen(on bool) { c.room.FullScreen = on }
func (c *class) over() bool            { return c.room.Left }
func (c *class) onScreen() Shown       { return Shown{Class: c.room.Class()} }

func (c *class) close() {
	c.room.Close()
	c.scene.close()
	c.game.images.drop(c.panels)
}

func (c *class) update(dt float64) error {
	if err := c.room.Apply(c.input.read(c.game.device, max(c.game.scale, 1)), dt); err != nil {
		c.game.tell(err.Error())
	}
	if c.room.Saves {
		img := c.room.Compose()
		name, err := saver(c.game.opt.Save).writeNew(".png", func(w io.Writer) error { return png.Encode(w, img) })
		told := c.game.opt.Language.Text(locale.Saved) + " " + filepath.Base(name)
		if dir := filepath.Dir(name); dir != "." {
			told += " · " + dir // a room has one line for it
		}
		c.game.tell(told)
		if err != nil {
			c.game.tell(err.Error())
		}
		c.shown = nil // the panels have been painted without the screen's knowing
	}
	c.room.Tell(c.game.noticeNow())
	return nil
}

func (c *class) draw(screen *ebiten.Image) error {
	began := c.game.clock.Now()
	if img, changed := c.room.Scene(); changed || c.scene.kept == nil {
		c.scene.show(screen, img, screen.Bounds())
	} else {
		c.scene.again(screen, screen.Bounds())
	}
	if overlay, changed := c.room.Overlay(); changed || c.shown != overlay {
		c.panels.WritePixels(overlay.Pix)
		c.shown = overlay
	}
	cost := (c.game.clock.Now() - began).Seconds()
	interval := (began - c.drawn).Seconds()
	c.drawn = began
	if c.governor.Spent(cost, interval) {
		c.room.SetLevel(c.governor.Level())
	}
	screen.DrawImage(c.panels, nil)
	return nil
}

func (c *class) resize(size image.Point) error {
	if err := c.room.Resize(c.options(c.game.view())); err != nil {
		return err
	}
	c.panels, c.shown = c.game.images.renewed(c.panels, size), nil
	return nil
}
