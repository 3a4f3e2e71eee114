package main

import (
	"fmt"
	"image"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mirrorarm/render/classroom"
	"mirrorarm/render/hud"
	"mirrorarm/render/picture"
	"mirrorarm/render/poster"
	"mirrorarm/render/window"
	"mirrorarm/sim/gesture"
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
	At         *time.Duration `help:"Simulated time of the picture, with unit; if absent 2 s, or the end of a recording that is shorter. Example: --at 5s" range:"0s to 1h" placeholder:"2s"`
	Lasts      *time.Duration `name:"duration" help:"How long a moving picture (.gif) lasts, from the time of --at on, with unit; 6 s if absent. Example: --duration 10s" range:"100ms to 1m" placeholder:"6s"`
	Lesson     string         `help:"A page of a lesson in place of the mirror; workbench is the free workbench. Example: --lesson jacobian --step 2" placeholder:"NAME"`
	Tip        string         `help:"With --lesson and --robot: the link that is moved; found as teach finds it if absent. Example: --tip flange" placeholder:"LINK"`
	Step       int            `help:"With --lesson: the page, counted from 1; exercises follow the steps. Example: --step 3" range:"1 to 100" default:"1"`
	Lang       string         `help:"Language of panels and buttons: ${enum}. Example: --lang zh" enum:"${languages}" default:"en"`
	Size       pictureSize    `help:"Width and height in pixels. Example: --size 3840x2160" default:"1280x720"`
	Poster     bool           `help:"A poster of the moment in place of the picture, 1080x1920, as an exhibit's visitor takes it home. Example: --poster"`
	PosterLink posterLink     `help:"Where the poster's code leads; {state} in it becomes the posture. Example: --poster --poster-link https://example.org/arm?{state}" placeholder:"URL"`
	markFlags
	Attract bool     `help:"How an exhibit opens: dark, until the hand has risen and the robot's fingers wake. Example: --attract --at 3s"`
	Game    bool     `help:"The game of one minute, played by the synthetic source. Example: --game --at 20s"`
	Act     string   `help:"Act of the exhibit that is shown, --at a time of its own: ${acts}. Example: --act duel --at 8s" placeholder:"NAME"`
	Explore string   `help:"Material of a thing in the scene that the arm explores by itself from the start. Example: --explore glass" placeholder:"MATERIAL"`
	Show    string   `help:"What the taxels show: ${enum}. Example: --show temperature" default:"pressure" enum:"pressure, temperature"`
	Panels  []string `help:"Panels to open besides the first ones: ${panels}. Example: --panels skin,vibration" placeholder:"PANEL"`
	Out     string   `help:"The picture to write, a PNG (.png), a JPEG (.jpg, .jpeg) or, moving and without panels, a GIF (.gif) of at most 4 MB. Example: --out pinch.png" required:"" ends:".png, .jpg, .jpeg or .gif" placeholder:"FILE.png" type:"path"`
}

// Help is the long help text.
func (shotCmd) Help() string {
	return `Example:
  mirrorarm shot --source synth:pinch --at 2s --out pinch.png
  mirrorarm shot --lesson singularities --step 2 --out stretched.png
  mirrorarm shot --scene samples --explore glass --at 26s --out glass.png
  mirrorarm shot --source synth:wave --size 480x270 --out wave.gif

Runs the mirror up to the wanted time and draws what the window would show,
panels included; a GIF shows what follows from there, without panels. Needs no
display.`
}

func (c *shotCmd) places() []place { return []place{{path: c.Out}} }

// usualShot is the moment of a picture whose time nobody gave.
const usualShot = 2 * time.Second

// Run makes the picture.
func (c *shotCmd) Run(a *app) error {
	language, err := locale.Parse(c.Lang)
	if err != nil {
		return usageError{err}
	}
	if err := c.openMark(); err != nil {
		return err
	}
	var img image.Image
	var decision *gesture.Decision
	switch {
	case c.moves() && max(c.Size.width, c.Size.height) > mostMoving:
		return usageError{fmt.Errorf("--size %d × %d: a GIF is at most %d pixels wide and high", c.Size.width, c.Size.height, mostMoving)}
	case c.moves() && c.Lesson != "":
		return usageError{fmt.Errorf("--out %s: a lesson's page does not move, want a .png or .jpg", c.Out)}
	case c.moves():
		return c.moving(a, language)
	case c.Lesson != "":
		img, err = c.page(a, language)
	default:
		img, decision, err = c.moment(a, language)
	}
	if err != nil {
		return err
	}
	if err := writePicture(a.ctx, c.Out, img); err != nil {
		return err
	}
	return c.report(a, decision)
}

// shown is a session that a shot is taken of, at the moment that was asked for.
type shown struct {
	*player
	state    hud.State
	order    hud.Order // in which its panels were opened
	still    *still
	decision *gesture.Decision
}

// step makes a number of steps; an exhibit's clock goes with them.
func (s *shown) step(n int) error {
	if s.Session.Status().Mode == session.Plain && s.Session.Status().Game.Turn == session.NoTurn {
		return s.Step(n)
	}
	return s.Session.Advance(float64(n) * mirror.Period)
}

// close ends the session and the renderer.
func (s *shown) close() {
	if s.still != nil {
		s.still.close()
	}
	s.Close()
}

// moment runs the mirror up to the wanted time and looks at it; beside the picture
// it gives what was decided about a recording.
func (c *shotCmd) moment(a *app, language locale.Language) (image.Image, *gesture.Decision, error) {
	s, err := c.upTo(a, language, true)
	if err != nil {
		return nil, nil, err
	}
	defer s.close()
	if c.Poster {
		img, err := c.poster(a, s)
		return img, s.decision, err
	}
	img, err := s.still.compose(a)
	return img, s.decision, err
}

// poster is the poster of what is shown.
func (c *shotCmd) poster(a *app, s *shown) (image.Image, error) {
	status := s.Status()
	v := window.VisitOf(s.Describe(), &status)
	v.Warmth = v.Warmth || s.state.Warmth
	s.SnapshotTo(&v.Snapshot)
	content, err := contentOf(&v, c.PosterLink)
	if err != nil {
		return nil, err
	}
	content.Mark = c.own
	c.Size = pictureSize{poster.Width, poster.Height}
	return awaitSaying(a, "drawing", func() (image.Image, error) { return poster.Draw(v.Robot, &v.Snapshot, content, 0, c.han) })
}

// upTo opens a session and runs it up to the wanted time; a still picture looks at what
// is before that.
func (c *shotCmd) upTo(a *app, language locale.Language, still bool) (*shown, error) {
	state, err := c.state()
	if err != nil {
		return nil, err
	}
	bar := a.progress(calibrating, c.Channels)
	defer bar.end()
	// No clock: a picture holds nothing that differs from run to run.
	o := session.Options{Language: language, Synchronous: true, Building: bar.show}
	if err := c.stage(&o, &state); err != nil {
		return nil, err
	}
	o, err = c.sessionOptions(a.ctx, c.Seed, o)
	if err != nil {
		return nil, err
	}
	at, err := c.when(lengthOf(&o.Setup))
	if err != nil {
		return nil, err
	}
	p, err := openPlayer(a.ctx, o)
	if err != nil {
		return nil, err
	}
	source := p.Mirror().Config().Source.Info()
	s := &shown{player: p, state: state, order: c.order(), decision: source.Decision}
	bar.end()
	sayDecision(a.stderr, source)
	a.tellRobot(p.Mirror().Config().Robot)
	a.tell(p.Mirror().Notice())
	if c.Game {
		if err := p.PlayGame(true); err != nil {
			s.close()
			return nil, err
		}
	}
	if err := c.run(a, s, bar, at, still); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// run runs a session up to a time (s).
func (c *shotCmd) run(a *app, s *shown, bar *progress, at float64, lookBack bool) (err error) {
	if c.Explore != "" {
		bar.begin("learning how materials feel")
		bar.announce()
		if err := exploreMaterial(s.player, c.Explore); err != nil {
			return err
		}
	}
	bar.end()
	if lookBack {
		if s.still, err = awaitSaying(a, "getting the picture ready", func() (*still, error) { return newStill(s.player, c.Size, s.state) }); err != nil {
			return err
		}
		if closed := s.still.view.Arrange(&s.still.state, &s.order); closed != nil {
			a.tell(hud.Closed(closed, locale.English))
		}
	}
	total := int(at/mirror.Period + 0.5)
	bar.begin("running up to %g s", at)
	for i := range total {
		if err := bar.goesOn(float64(i) / float64(total)); err != nil {
			return err
		}
		if left := total - i; lookBack && left <= stillPast && left%stillEvery == 0 {
			s.still.look()
		}
		if err := s.step(1); err != nil {
			return err
		}
	}
	bar.end()
	return nil
}

// when is the picture's time (s) in a source of so many seconds.
func (c *shotCmd) when(length float64) (float64, error) {
	if c.At == nil {
		return min(usualShot.Seconds(), length), nil
	}
	if c.At.Seconds() > length {
		return 0, usageError{fmt.Errorf("--at %s: %s ends after %.2f s", c.At, filepath.Base(c.Source), length)}
	}
	return c.At.Seconds(), nil
}

// report says what was written, and what was decided about a recording.
func (c *shotCmd) report(a *app, decision *gesture.Decision) error {
	if c.JSON {
		return a.printJSON(struct {
			*gesture.Decision
			Out    string `json:"out"`
			Width  int    `json:"width"`
			Height int    `json:"height"`
		}{decision, c.Out, c.Size.width, c.Size.height})
	}
	_, err := fmt.Fprintf(a.stdout, "%s: %d × %d\n", c.Out, c.Size.width, c.Size.height)
	return err
}

// page draws a page of a lesson as the window shows it.
func (c *shotCmd) page(a *app, language locale.Language) (image.Image, error) {
	taught := teachCmd{Lesson: c.Lesson, Language: lesson.English}
	if c.Robot != bionicRobot {
		taught.Robot, taught.Tip = c.Robot, c.Tip
	}
	class, err := awaitSaying(a, "opening the lesson", func() (*lesson.Class, error) { return taught.class(nil) })
	if err != nil {
		return nil, err
	}
	if err := class.Turn(c.Step - 1); err != nil {
		return nil, usageError{fmt.Errorf("--step %d: lesson %q has pages 1 to %d", c.Step, c.Lesson, class.Pages())}
	}
	room, err := classroom.New(class, classroom.Options{Width: c.Size.width, Height: c.Size.height, Language: language})
	if err != nil {
		return nil, err
	}
	return awaitSaying(a, "drawing", func() (image.Image, error) {
		defer room.Close()
		return room.Compose(), nil
	})
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
	s.Warmth, s.Exhibit = c.Show == "temperature", c.exhibited()
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

// order is the one in which the flags open panels.
func (c *shotCmd) order() (o hud.Order) {
	known := panelNames()
	for _, name := range c.Panels {
		o.Opened(known[name])
	}
	return o
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
	state := s.now()
	s.view.Follow(&s.snap, s.view.Direct(&s.snap, &state))
}

// now takes a snapshot, and tells what the panels say of it.
func (s *still) now() hud.State {
	s.player.SnapshotTo(&s.snap)
	status := s.player.Status()
	state := status.Panels(&s.snap)
	state.Warmth, state.Toggled, state.Exhibit = s.state.Warmth || status.Warmth, s.state.Toggled, s.state.Exhibit
	return state
}

// compose draws the present, unless ctx ends before that is done.
func (s *still) compose(a *app) (image.Image, error) {
	state := s.now()
	s.view.ShowTemperature(state.Warmth)
	view := s.view
	img, err := awaitSaying(a, "drawing", func() (image.Image, error) { return view.Compose(&s.snap, view.Direct(&s.snap, &state), state), nil })
	if err != nil {
		s.view = nil // it is still being drawn with
	}
	return img, err
}
