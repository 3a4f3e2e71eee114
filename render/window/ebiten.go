//go:build cgo || windows || js

package window

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/hud"
	"mirrorarm/render/picture"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"

	"github.com/hajimehoshi/ebiten/v2"
	"golang.org/x/image/font/opentype"
)

// Available tells whether a window can be opened: whether this build has one and
// there is a display to open it on.
func Available() bool { return hasDisplay() }

// maxCatchUp (s) is the longest pause that the simulation makes up for.
const maxCatchUp = 0.1

// noticeTime is how long is shown what has just happened.
const noticeTime = 4 * time.Second

// game is the window while it is open.
type game struct {
	sim     Simulation
	opt     Options
	picture *picture.Picture
	visit   *visit
	device  device
	input   reader
	side    hand.Side
	version int // of what the picture shows
	snap    mirror.Snapshot

	scene, inset, panels *ebiten.Image
	width, height        int
	scale                float64

	han      *opentype.Font // installed, or nil
	glow     *glow
	governor *picture.Governor
	spent    float64 // s, of the simulation since the last picture

	notice      string
	noticeUntil time.Time

	start, last time.Time
	drawn       time.Time // the last picture
	written     bool
	err         error
}

// Run opens the window and returns when it is closed.
func Run(sim Simulation, o Options) error {
	if !hasDisplay() {
		return ErrNoDisplay
	}
	if o.Width == 0 || o.Height == 0 {
		o.Width, o.Height = 1280, 720
	}
	if o.Title == "" {
		o.Title = "mirrorarm"
	}
	governor := picture.NewGovernor()
	g := &game{sim: sim, opt: o, visit: &visit{Controls: NewControls(), sim: sim}, device: system{}, governor: governor, han: hanFont()}
	if err := g.newPicture(picture.Options{Width: o.Width, Height: o.Height, Level: governor.Level()}); err != nil {
		return err
	}
	defer func() { g.picture.Close() }()
	var err error
	if g.input.bindings, err = resolveBindings(); err != nil {
		return err
	}
	if g.glow, err = newGlow(); err != nil {
		return err
	}
	o.FullScreen = o.FullScreen || o.Kiosk
	g.visit.FullScreen, g.visit.Kiosk = o.FullScreen, o.Kiosk
	ebiten.SetWindowClosingHandled(o.Kiosk)
	ebiten.SetWindowTitle(o.Title)
	ebiten.SetWindowSize(o.Width, o.Height)
	ebiten.SetWindowResizingMode(ebiten.WindowResizingModeEnabled)
	ebiten.SetFullscreen(o.FullScreen)
	ebiten.SetScreenClearedEveryFrame(false)
	g.start = time.Now()
	g.last = g.start
	if err := ebiten.RunGame(g); err != nil && !errors.Is(err, ebiten.Termination) {
		return fmt.Errorf("window: %w", err)
	}
	return g.err
}

// Update lets input act and the simulation run.
func (g *game) Update() error {
	now := time.Now()
	dt := min(now.Sub(g.last).Seconds(), maxCatchUp)
	g.last = now
	in := g.input.read(g.device, max(g.scale, 1))
	if err := g.visit.apply(in, float64(g.width), float64(g.height), dt); err != nil {
		g.tell(err.Error(), now)
	}
	if ebiten.IsFullscreen() != g.visit.FullScreen {
		ebiten.SetFullscreen(g.visit.FullScreen)
	}
	if err := g.sim.Advance(dt); err != nil {
		return err
	}
	g.spent += time.Since(now).Seconds()
	if g.visit.Save {
		g.save(now)
	}
	over := g.opt.Duration > 0 && now.Sub(g.start) >= g.opt.Duration
	if g.visit.Quit || g.err != nil || (over && (g.written || g.opt.Screenshot == "")) {
		return ebiten.Termination
	}
	return nil
}

// Layout works in the monitor's own pixels.
func (g *game) Layout(width, height int) (int, int) {
	g.scale = ebiten.Monitor().DeviceScaleFactor()
	return int(float64(width) * g.scale), int(float64(height) * g.scale)
}

// Draw presents the picture.
func (g *game) Draw(screen *ebiten.Image) {
	size := screen.Bounds().Size()
	if size.X != g.width || size.Y != g.height {
		g.resize(size)
	}
	if g.err != nil {
		return
	}
	began := time.Now()
	if g.sim.Status().Version != g.version {
		w, h := g.picture.Size()
		o := picture.Options{Width: w, Height: h, Scale: g.uiScale(), Level: g.picture.Level()}
		if g.err = g.newPicture(o); g.err != nil {
			return
		}
	}
	g.sim.SnapshotTo(&g.snap)
	g.picture.ShowTemperature(g.visit.Warmth)
	img := g.picture.Scene(&g.snap, g.visit.View)
	if g.scene == nil || g.scene.Bounds().Size() != img.Rect.Size() {
		g.scene = ebiten.NewImage(img.Rect.Dx(), img.Rect.Dy())
	}
	g.scene.WritePixels(img.Pix)
	fit := &ebiten.DrawImageOptions{Filter: ebiten.FilterLinear}
	fit.GeoM.Scale(float64(size.X)/float64(img.Rect.Dx()), float64(size.Y)/float64(img.Rect.Dy()))
	screen.DrawImage(g.scene, fit)
	if g.picture.Level() <= picture.Default {
		g.glow.draw(screen, g.scene)
	}
	state := g.state()
	if state.Shows(hud.CloseUp) {
		g.drawCloseUp(screen)
	}
	cost := time.Since(began).Seconds() + g.spent
	g.spent = 0
	interval := began.Sub(g.drawn).Seconds()
	g.drawn = began
	if g.governor.Spent(cost, interval) {
		g.picture.SetLevel(g.governor.Level())
	}
	if overlay, changed := g.picture.Overlay(state, &g.snap); changed {
		g.panels.WritePixels(overlay.Pix)
	}
	screen.DrawImage(g.panels, nil)
	if g.opt.Screenshot != "" && !g.written && g.opt.Duration > 0 && time.Since(g.start) >= g.opt.Duration {
		g.err = capture(screen, g.opt.Screenshot)
		g.written = true
	}
}

// newPicture makes the picture of what the simulation describes now.
func (g *game) newPicture(o picture.Options) error {
	d := g.sim.Describe()
	o.Han = g.han
	p, err := picture.New(d, o)
	if err != nil {
		return fmt.Errorf("window: %w", err)
	}
	if g.picture != nil {
		g.picture.Close()
	}
	g.picture, g.side, g.version = p, d.Side, g.sim.Status().Version
	return nil
}

// uiScale is that of text and panels.
func (g *game) uiScale() float64 { return max(g.scale, float64(g.height)/720) }

// drawCloseUp presents the palm in its corner.
func (g *game) drawCloseUp(screen *ebiten.Image) {
	inset, at := g.picture.CloseUp()
	if g.inset == nil || g.inset.Bounds().Size() != inset.Rect.Size() {
		g.inset = ebiten.NewImage(inset.Rect.Dx(), inset.Rect.Dy())
	}
	g.inset.WritePixels(inset.Pix)
	place := &ebiten.DrawImageOptions{}
	place.GeoM.Translate(float64(at.X), float64(at.Y))
	screen.DrawImage(g.inset, place)
}

// resize makes the buffers for another size of the window.
func (g *game) resize(size image.Point) {
	g.width, g.height = size.X, size.Y
	o := picture.Options{Width: size.X, Height: size.Y, Scale: g.uiScale(), Level: g.picture.Level(), Han: g.han}
	if g.err = g.picture.Resize(o); g.err != nil {
		return
	}
	g.panels = ebiten.NewImage(size.X, size.Y)
}

func (g *game) state() hud.State {
	status := g.sim.Status()
	c := g.visit.Controls
	s := hud.State{
		Language: status.Language, Caption: status.Caption, Large: g.opt.Kiosk,
		Source: status.Source, Gesture: status.Gesture, LagMS: status.LagMS,
		FPS: ebiten.ActualFPS(), Paused: status.Paused, Slow: status.Slow, Help: c.Help, Warmth: c.Warmth,
		Health: g.snap.Health, Lost: g.snap.Person.Lost, Reached: g.snap.Arm.Reachable,
		Channels: len(g.snap.Glove), Taxels: len(g.snap.Touch), Side: g.side,
		Toggled: c.Toggled, Hidden: c.Hidden, Quality: g.picture.Level().Text(),
		Notice: g.noticeNow(), Recognition: status.Recognition, Exploring: status.Exploring,
	}
	if c.Breaking {
		s.Caption = locale.Breaking
	}
	if s.Notice == "" {
		s.Notice = status.Problem
	}
	return s
}

// save writes the complete picture to a file in the working directory and shows
// its name.
func (g *game) save(now time.Time) {
	name := now.Format("mirrorarm-20060102-150405.png")
	state := g.state()
	state.Notice = ""
	g.tell(state.Language.Text(locale.Saved)+" "+name, now)
	level := g.picture.Level()
	g.picture.SetLevel(picture.High)
	if err := writePNG(g.picture.Compose(&g.snap, g.visit.View, state), name); err != nil {
		g.tell(err.Error(), now)
	}
	g.picture.SetLevel(level)
}

// tell shows a notice for a while.
func (g *game) tell(what string, now time.Time) { g.notice, g.noticeUntil = what, now.Add(noticeTime) }

func (g *game) noticeNow() string {
	if time.Now().After(g.noticeUntil) {
		return ""
	}
	return g.notice
}

// capture writes what is on the screen to a PNG file.
func capture(screen *ebiten.Image, name string) error {
	img := image.NewRGBA(screen.Bounds())
	screen.ReadPixels(img.Pix)
	return writePNG(img, name)
}

// writePNG writes under another name first: no half a picture is left behind.
func writePNG(img image.Image, name string) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".mirrorarm-*.png")
	if err != nil {
		return fmt.Errorf("window: %w", err)
	}
	err = png.Encode(f, img)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // the first error is the one to report
		return fmt.Errorf("window: %w", err)
	}
	return nil
}
