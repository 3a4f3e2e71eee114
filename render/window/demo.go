//go:build cgo || windows || js

package window

import (
	"fmt"
	"image"
	"image/png"
	"io"
	"time"

	"mirrorarm/render/hud"
	"mirrorarm/render/picture"
	"mirrorarm/render/scene"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"

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

	painter choice
	panels  *ebiten.Image

	usage    hud.Usage
	measured time.Duration // the usage

	named    bool      // the arm has named what it explores
	souvenir *Keepsake // nil where nobody takes one
	poster   posterLayer
	mark     markLayer
	tally    tally
	moving   moving // picture that is being made
	telling  int    // Status.Tellings that have been told

	waits time.Duration // since when something is under way that takes its time
	spent float64       // s, of the simulation since the last picture
	drawn time.Duration
}

func newDemo(g *game, sim Simulation, at view) (*demo, error) {
	visit, err := NewVisitor(sim, g.device)
	if err != nil {
		return nil, err
	}
	d := &demo{game: g, sim: sim, visit: visit}
	d.poster.layer.images, d.mark.mark = &g.images, g.opt.Mark
	if g.opt.Poster != nil {
		d.souvenir = NewKeepsake(g.opt.Poster, g.opt.Film)
	}
	d.visit.FullScreen, d.visit.Kiosk, d.visit.Muted, d.visit.Hidden = g.opt.FullScreen, g.opt.Kiosk, g.opt.Muted, g.opt.Bare
	d.visit.Volume = loudest - g.opt.Quiet
	if g.opt.View != nil {
		d.visit.LookFrom(*g.opt.View)
	}
	governor := picture.NewGovernor()
	d.picture, err = picture.New(sim.Describe(), picture.Options{
		Width: at.size.X, Height: at.size.Y, Scale: at.scale, Level: governor.Level(), Workers: g.cores, Han: at.han,
	})
	if err != nil {
		return nil, fmt.Errorf("window: %w", err)
	}
	d.painter = choice{demo: d, cpu: byCPU{
		picture: d.picture, governor: governor, whole: layer{images: &g.images}, inset: layer{images: &g.images},
	}}
	d.painter.now = &d.painter.cpu
	d.version = sim.Status().Version
	return d, nil
}

func (d *demo) fullScreen() bool      { return d.visit.FullScreen }
func (d *demo) setFullScreen(on bool) { d.visit.FullScreen = on }
func (d *demo) over() bool            { return d.visit.Quit }
func (d *demo) onScreen() Shown       { return Shown{View: &d.visit.View} }
func (d *demo) close() {
	if d.game.opt.Keeper != nil {
		d.game.opt.Keeper.Ended(d.tally.day())
	}
	d.moving.close()
	if d.souvenir != nil {
		d.souvenir.Close()
	}
	d.poster.layer.close()
	d.painter.close()
	d.picture.Close()
}

func (d *demo) update(dt float64) error {
	began, volume := d.game.clock.Now(), d.visit.Volume
	if err := d.visit.Tick(float64(d.game.size.X), float64(d.game.size.Y), d.game.scale, dt); err != nil {
		d.game.tell(err.Error())
	}
	if d.visit.Volume != volume {
		d.game.tell(fmt.Sprintf("%s %d %%", d.sim.Status().Language.Text(locale.Volume), d.visit.Volume))
	}
	if d.visit.Rested && d.game.opt.Keeper != nil {
		d.game.opt.Keeper.Rest()
	}
	if err := d.sim.Advance(dt); err != nil {
		return err
	}
	if d.visit.Rested && d.souvenir != nil {
		d.souvenir.Gone(d.game.size)
	}
	d.count()
	d.spent += (d.game.clock.Now() - began).Seconds()
	if d.visit.Save {
		d.save()
	}
	if d.visit.Moving {
		d.saveMoving()
	}
	d.tellNews()
	if d.visit.Bench && d.game.opt.Workbench != nil {
		var now mirror.Snapshot // the class's own
		d.sim.SnapshotTo(&now)
		desc := d.sim.Describe()
		d.game.openClass(func() (*lesson.Class, error) { return d.game.opt.Workbench(desc, &now) })
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
		d.painter.forget()
	}
	d.sim.SnapshotTo(&d.snap)
	d.sound()
	state := d.state()
	d.picture.ShowTemperature(state.Warmth)
	d.visit.Direct(d.picture.Direct(&d.snap, &state))
	frame := d.picture.Frame(&d.snap, d.visit.View)
	d.choosePainter(screen, frame)
	p := d.painter.now
	state.Quality = p.text() // it may just have been chosen
	shown := p.scene(screen, frame)
	if p.glows() {
		d.game.glow.draw(screen, shown)
	}
	d.visit.Track = d.picture.Track(state)
	if d.picture.HasCloseUp(&state) {
		p.closeUp(screen)
	}
	d.mark.draw(screen, d.sim.Status().Attract)
	cost := (d.game.clock.Now() - began).Seconds() + d.spent
	d.spent = 0
	interval := (began - d.drawn).Seconds()
	d.drawn = began
	p.judge(cost, interval)
	if overlay, changed := d.picture.Overlay(state, &d.snap); changed {
		d.panels.WritePixels(overlay.Pix)
	}
	screen.DrawImage(d.panels, nil)
	if d.souvenir != nil {
		status := d.sim.Status()
		now := d.game.clock.Now()
		d.souvenir.Look(now, d.sim.Describe(), &d.snap, &status, d.visit.Lively(&status, &d.snap))
		d.poster.draw(screen, d.souvenir.Made(), now, status.Attract)
	}
	return nil
}

// count counts what visitors do, and tells of a day that is over.
func (d *demo) count() {
	keeper := d.game.opt.Keeper
	if keeper == nil {
		return
	}
	status := d.sim.Status()
	if before := d.tally.look(clock.Wall(), &status, d.visit.active(&status, &d.snap)); before.Date != "" {
		keeper.Ended(before)
	}
}

// choosePainter chooses who draws before the first picture, and when a key asks for the
// other one.
func (d *demo) choosePainter(screen *ebiten.Image, f *scene.Frame) {
	size := screen.Bounds().Size()
	if !d.painter.made {
		d.painter.begin(f, size)
	}
	if d.visit.OtherRenderer {
		d.visit.OtherRenderer = false
		d.painter.turn(f, size)
	}
}

// sound has the snapshot heard.
func (d *demo) sound() {
	out := d.game.opt.Sound
	if out == nil {
		return
	}
	out.SetVolume(float64(d.visit.volume()) / loudest)
	out.Listen(&d.snap)
	was := d.named
	if d.named = d.sim.Status().Recognition.Share > 0; d.named && !was {
		out.Chime()
	}
}

func (d *demo) resize(size image.Point) error {
	o := picture.Options{Width: size.X, Height: size.Y, Scale: d.game.uiScale(), Level: d.picture.Level(), Workers: d.game.cores, Han: d.game.han}
	if err := d.picture.Resize(o); err != nil {
		return err
	}
	d.panels = d.game.images.renewed(d.panels, size)
	return d.mark.resize(&d.game.images, size, d.game.uiScale(), d.game.han)
}

func (d *demo) state() hud.State {
	s := d.visit.State(&d.snap)
	s.Exhibit, s.FPS, s.Quality = d.game.opt.Kiosk || s.Game.Turn != session.NoTurn, ebiten.ActualFPS(), d.painter.now.text()
	s.Mark = d.mark.rect(d.sim.Status().Attract)
	if closed := d.picture.Arrange(&s, &d.visit.Order); closed != nil {
		d.visit.Toggled = s.Toggled
		d.game.tell(hud.Closed(closed, s.Language))
	}
	if !s.Building && !s.Recognition.Learning {
		d.waits = d.game.clock.Now()
	}
	s.Waiting = (d.game.clock.Now() - d.waits).Seconds()
	if s.Shows(hud.Operator) {
		d.measure()
		s.Usage = d.usage
	}
	if d.moving.under() {
		s.Past.Making, s.Past.Made = locale.SavingMoving, d.moving.share()
	}
	if notice := d.game.noticeNow(); notice != "" {
		s.Notice = notice
	}
	return s
}

// measurePeriod is how often the operator's figures are taken anew.
const measurePeriod = time.Second

// measure brings the operator's figures up to date.
func (d *demo) measure() {
	now := d.game.clock.Now()
	if now-d.measured < measurePeriod {
		return
	}
	d.measured = now
	count, pixels := d.painter.images()
	d.usage = hud.Usage{
		Images: d.game.images.held + count, ImagesMB: d.game.images.megabytes() + megabytes(pixels),
		Seconds: (now - d.game.start).Seconds(), Restarts: d.sim.Status().Restarts,
		Volume: d.visit.volume(), Today: d.tally.today,
	}
	if d.game.opt.Keeper != nil {
		d.game.opt.Keeper.Measure(&d.usage)
	}
}

// save writes the complete picture to a file and shows where that is.
func (d *demo) save() {
	state := d.state()
	state.Notice = ""
	level := d.picture.Level()
	d.picture.SetLevel(picture.High)
	img := d.picture.Compose(&d.snap, d.visit.View, state)
	d.picture.SetLevel(level)
	name, err := saver(d.game.opt.Save).writeNew(".png", func(w io.Writer) error { return png.Encode(w, img) })
	d.tellSaved(name, err)
}

// tellSaved says where a file is, or why there is none.
func (d *demo) tellSaved(name string, err error) {
	if err != nil {
		d.game.tell(err.Error())
		return
	}
	d.game.tell(d.sim.Status().Language.Text(locale.Saved) + " " + name)
}

// tellNews says what has come of files.
func (d *demo) tellNews() {
	if f, over := d.moving.poll(); over {
		d.tellSaved(f.name, f.err)
	}
	if s := d.sim.Status(); s.Tellings != d.telling {
		d.telling = s.Tellings
		d.game.tell(s.Said)
	}
}

// saveMoving begins to make a moving picture beside the window.
func (d *demo) saveMoving() {
	say := d.sim.Status().Language.Text
	if d.moving.under() {
		d.game.tell(say(locale.AlreadySaving))
		return
	}
	take := d.sim.Take()
	if take == nil {
		d.game.tell(say(locale.NothingKept))
		return
	}
	d.game.tell(say(locale.SavingMoving))
	view := d.visit.View
	d.moving.begin(take, picture.Moving{
		Width: picture.MovingWidth, Height: picture.MovingHeight, Limit: picture.MovingLimit,
		View: &view, Warmth: d.visit.Warmth, Workers: 1,
	}, d.game.opt.Save, d.game.opt.Yield)
}
