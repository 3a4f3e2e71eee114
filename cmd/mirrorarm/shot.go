package main

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"mirrorarm/render/classroom"
	"mirrorarm/render/hud"
	"mirrorarm/render/picture"
	"mirrorarm/render/scene"
	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/spatial/r3"
)

// shotCmd is `mirrorarm shot`.
type shotCmd struct {
	common
	mirrorFlags
	At      time.Duration `help:"Simulated time of the picture, with unit. Example: --at 5s" default:"2s"`
	Lesson  string        `help:"A page of a lesson in place of the mirror; workbench is the free workbench. Example: --lesson jacobian --step 2" placeholder:"NAME"`
	Step    int           `help:"With --lesson: the page, counted from 1; exercises follow the steps. Example: --step 3" default:"1"`
	Lang    string        `help:"With --lesson: language of buttons and panels: en, zh or ru. Example: --lang zh" default:"en"`
	Size    pictureSize   `help:"Width and height in pixels. Example: --size 3840x2160" default:"1280x720"`
	Explore string        `help:"Material of a thing in the scene that the arm explores by itself from the start. Example: --explore glass" placeholder:"MATERIAL"`
	Show    string        `help:"What the taxels show: pressure or temperature. Example: --show temperature" default:"pressure" enum:"pressure,temperature"`
	Panels  []string      `help:"Panels to open besides the first ones: skin, timing, vibration, joints, misses, decoder. Example: --panels skin,vibration" placeholder:"PANEL"`
	Out     string        `help:"The PNG file to write. Example: --out pinch.png" required:"" placeholder:"FILE.png" type:"path"`
}

// Help is the long help text.
func (shotCmd) Help() string {
	return `Example:
  mirrorarm shot --source synth:pinch --at 2s --out pinch.png
  mirrorarm shot --lesson singularities --step 2 --out stretched.png
  mirrorarm shot --scene samples --explore glass --at 26s --out glass.png

Runs the mirror up to the wanted time and draws what the window would show,
panels included. Needs no display.`
}

func (c *shotCmd) places() []place { return []place{{path: c.Out}} }

// maxShotTime bounds how much is simulated for one picture.
const maxShotTime = time.Hour

// Run makes the picture.
func (c *shotCmd) Run(a *app) error {
	if c.At < 0 || c.At > maxShotTime {
		return usageError{fmt.Errorf("--at %s: want 0s to %s", c.At, maxShotTime)}
	}
	if c.Lesson != "" {
		if err := c.writeLesson(a); err != nil {
			return err
		}
		return c.report(a)
	}
	bar := a.progress(calibrating, c.Channels)
	defer bar.end()
	p, err := c.newPlayer(a.ctx, c.Seed, session.Options{Synchronous: true, Building: bar.show})
	if err != nil {
		return err
	}
	if c.Explore != "" {
		bar.begin("learning how materials feel")
		bar.announce()
		if err := exploreMaterial(p, c.Explore); err != nil {
			return err
		}
	}
	state, err := c.state()
	if err != nil {
		return err
	}
	bar.end()
	still, err := awaitSaying(a, "drawing", func() (*still, error) { return newStill(p, c.Size, state) })
	if err != nil {
		return err
	}
	defer still.close()
	total := int(c.At.Seconds()/mirror.Period + 0.5)
	bar.begin("running up to %s", c.At)
	for i := range total {
		if err := bar.goesOn(float64(i) / float64(total)); err != nil {
			return err
		}
		if left := total - i; left <= stillPast && left%stillEvery == 0 {
			still.look()
		}
		if err := p.Step(1); err != nil {
			return err
		}
	}
	bar.end()
	if err := still.write(a, c.Out); err != nil {
		return err
	}
	return c.report(a)
}

// report says what was written.
func (c *shotCmd) report(a *app) error {
	if c.JSON {
		return a.printJSON(struct {
			Out    string `json:"out"`
			Width  int    `json:"width"`
			Height int    `json:"height"`
		}{c.Out, c.Size.width, c.Size.height})
	}
	_, err := fmt.Fprintf(a.stdout, "%s: %d × %d\n", c.Out, c.Size.width, c.Size.height)
	return err
}

// writeLesson draws a page of a lesson as the window shows it.
func (c *shotCmd) writeLesson(a *app) error {
	language, err := locale.Parse(c.Lang)
	if err != nil {
		return usageError{err}
	}
	taught := teachCmd{Lesson: c.Lesson, Language: lesson.English}
	if c.Robot != bionicRobot {
		taught.Robot = c.Robot
	}
	class, err := awaitSaying(a, "opening the lesson", func() (*lesson.Class, error) { return taught.class(nil) })
	if err != nil {
		return err
	}
	if err := class.Turn(c.Step - 1); err != nil {
		return usageError{fmt.Errorf("--step %d: lesson %q has pages 1 to %d", c.Step, c.Lesson, class.Pages())}
	}
	room, err := classroom.New(class, classroom.Options{Width: c.Size.width, Height: c.Size.height, Language: language})
	if err != nil {
		return err
	}
	img, err := awaitSaying(a, "drawing", func() (*image.RGBA, error) {
		defer room.Close()
		return room.Compose(), nil
	})
	if err != nil {
		return err
	}
	return writePNG(a.ctx, c.Out, img)
}

// panelNames are the panels that a picture may have opened.
func panelNames() map[string]hud.Panel {
	return map[string]hud.Panel{
		"skin": hud.Skin, "timing": hud.Timing, "vibration": hud.Vibration,
		"joints": hud.Joints, "misses": hud.Misses, "decoder": hud.Decoder,
	}
}

// state is what the flags ask the panels for.
func (c *shotCmd) state() (s hud.State, err error) {
	known := panelNames()
	s.Warmth = c.Show == "temperature"
	for _, name := range c.Panels {
		panel, ok := known[name]
		if !ok {
			names := slices.Sorted(maps.Keys(known))
			return s, usageError{fmt.Errorf("--panels: unknown panel %q, want some of %s", name, strings.Join(names, ", "))}
		}
		s.Toggled[panel] = true
	}
	return s, nil
}

// exploreMaterial sends the arm to the first thing of a material that it can
// explore.
func exploreMaterial(p *player, material string) error {
	if _, err := world.LookupMaterial(material); err != nil {
		return usageError{fmt.Errorf("--explore: %w", err)}
	}
	var snap mirror.Snapshot
	p.SnapshotTo(&snap)
	for _, t := range snap.Things {
		if t.Body.Material.Name == material && t.Body.Mass == 0 {
			above := session.Ray{Origin: r3.Add(t.WorldFromObject.Pos, r3.Vec{Z: 1}), Direction: r3.Vec{Z: -1}}
			if p.Explorable(above) {
				return p.Session.Explore(above)
			}
		}
	}
	return usageError{fmt.Errorf("--explore: nothing fixed of %s stands in the scene; try --scene samples", material)}
}

// still is a single picture of what a player plays. Parts of it show a little of the
// past: a spectrogram, flashes that fade, a camera that follows.
type still struct {
	player *player
	view   *picture.Picture
	state  hud.State // which panels are open
	snap   mirror.Snapshot
}

// How much of the past a picture looks at, in steps of the loop, and how often. The
// spectrogram shows seven seconds.
const (
	stillPast  = 7200
	stillEvery = 30
)

func newStill(p *player, size pictureSize, state hud.State) (*still, error) {
	view, err := picture.New(p.Describe(), picture.Options{Width: size.width, Height: size.height})
	if err != nil {
		return nil, err
	}
	view.ShowTemperature(state.Warmth)
	return &still{player: p, view: view, state: state}, nil
}

// close ends the renderer, unless a picture was left that it is still at.
func (s *still) close() {
	if s.view != nil {
		s.view.Close()
	}
}

// look has the picture see what goes on, without drawing it.
func (s *still) look() {
	s.player.SnapshotTo(&s.snap)
	s.view.Follow(&s.snap, scene.DefaultOrbit())
}

// write draws the present into a PNG file, unless a signal ends it before.
func (s *still) write(a *app, path string) error {
	s.player.SnapshotTo(&s.snap)
	status := s.player.Status()
	state := status.Panels(&s.snap)
	state.Warmth, state.Toggled = s.state.Warmth, s.state.Toggled
	view := s.view
	img, err := awaitSaying(a, "drawing", func() (*image.RGBA, error) { return view.Compose(&s.snap, scene.DefaultOrbit(), state), nil })
	if err != nil {
		s.view = nil
		return err
	}
	return writePNG(a.ctx, path, img)
}

// writePNG writes a picture, unless ctx ends before that is done.
func writePNG(ctx context.Context, path string, img image.Image) error {
	return atomicfile.Write(path, func(w io.Writer) error { return png.Encode(interruptibleWriter{ctx, w}, img) })
}
