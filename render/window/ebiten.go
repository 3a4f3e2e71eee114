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

	"mirrorarm/render/hud"
	"mirrorarm/render/picture"
	"mirrorarm/sim/mirror"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"
)

// Available tells whether a window can be opened: whether this build has one and
// there is a display to open it on.
func Available() bool { return hasDisplay() }

// maxCatchUp (s) is the longest pause that the simulation makes up for.
const maxCatchUp = 0.1

// singleStep (s) is what one key press advances a paused simulation by: long
// enough to be seen.
const singleStep = 0.010

// noticeTime is how long the name of a saved picture is shown.
const noticeTime = 4 * time.Second

// game is the window while it is open.
type game struct {
	sim      Simulation
	opt      Options
	picture  *picture.Picture
	controls *Controls
	snap     mirror.Snapshot

	scene, inset, panels *ebiten.Image
	width, height        int
	scale                float64

	bindings []binding
	glow     *glow
	governor *picture.Governor
	spent    float64 // s, of the simulation since the last picture

	notice      string
	noticeUntil time.Time

	start, last time.Time
	drawn       time.Time // the last picture
	pointers    pointers
	touched     []pointer
	touchIDs    []ebiten.TouchID
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
	p, err := picture.New(sim.Describe(), picture.Options{Width: o.Width, Height: o.Height, Level: governor.Level()})
	if err != nil {
		return fmt.Errorf("window: %w", err)
	}
	defer p.Close()
	g := &game{sim: sim, opt: o, picture: p, controls: NewControls(), governor: governor}
	if g.bindings, err = resolveBindings(); err != nil {
		return err
	}
	if g.glow, err = newGlow(); err != nil {
		return err
	}
	g.controls.FullScreen = o.FullScreen
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
	g.controls.Apply(g.poll(), dt)
	if ebiten.IsFullscreen() != g.controls.FullScreen {
		ebiten.SetFullscreen(g.controls.FullScreen)
	}
	if g.controls.Restart {
		if err := g.sim.Restart(); err != nil {
			return err
		}
	}
	dt *= g.controls.Pace()
	if g.controls.Step {
		dt = singleStep
	}
	if err := g.sim.Advance(dt); err != nil {
		return err
	}
	g.spent += time.Since(now).Seconds()
	if g.controls.Save {
		g.save(now)
	}
	over := g.opt.Duration > 0 && now.Sub(g.start) >= g.opt.Duration
	if g.controls.Quit || g.err != nil || (over && (g.written || g.opt.Screenshot == "")) {
		return ebiten.Termination
	}
	return nil
}

// binding is a hud.Binding with its key resolved.
type binding struct {
	action hud.Action
	key    ebiten.Key
}

func resolveBindings() ([]binding, error) {
	var out []binding
	for _, b := range hud.Bindings() {
		if b.Action == hud.None {
			continue
		}
		r := binding{action: b.Action}
		if err := r.key.UnmarshalText([]byte(b.Key)); err != nil {
			return nil, fmt.Errorf("window: key %q: %w", b.Key, err)
		}
		out = append(out, r)
	}
	return out, nil
}

// mouse is the pointer number of the mouse; fingers count from 0.
const mouse = -1

// poll reads mouse, touch screen and keyboard.
func (g *game) poll() Input {
	var in Input
	_, in.Wheel = ebiten.Wheel()
	g.touched = g.touched[:0]
	if ebiten.IsMouseButtonPressed(ebiten.MouseButtonLeft) {
		x, y := ebiten.CursorPosition()
		g.touched = append(g.touched, pointer{mouse, float64(x), float64(y)})
	}
	g.touchIDs = ebiten.AppendTouchIDs(g.touchIDs[:0])
	for _, id := range g.touchIDs {
		x, y := ebiten.TouchPosition(id)
		g.touched = append(g.touched, pointer{int(id), float64(x), float64(y)})
	}
	g.pointers.read(&in, g.touched, max(g.scale, 1))
	for _, b := range g.bindings {
		in.Pressed[b.action] = inpututil.IsKeyJustPressed(b.key)
	}
	return in
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
	g.sim.SnapshotTo(&g.snap)
	img := g.picture.Scene(&g.snap, g.controls.View)
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
	o := picture.Options{Width: size.X, Height: size.Y, Level: g.picture.Level()}
	o.Scale = max(g.scale, float64(size.Y)/720)
	if g.err = g.picture.Resize(o); g.err != nil {
		return
	}
	g.panels = ebiten.NewImage(size.X, size.Y)
}

func (g *game) state() hud.State {
	status := g.sim.Status()
	d := g.sim.Describe()
	return hud.State{
		Source: status.Source, Gesture: status.Gesture, LagMS: status.LagMS,
		FPS: ebiten.ActualFPS(), Paused: g.controls.Paused, Slow: g.controls.Slow, Help: g.controls.Help,
		Health: g.snap.Health, Lost: g.snap.Person.Lost, Reached: g.snap.Arm.Reachable,
		Channels: len(g.snap.Glove), Taxels: len(g.snap.Touch), Side: d.Side,
		Toggled: g.controls.Toggled, Hidden: g.controls.Hidden, Quality: g.picture.Level().String(),
		Notice: g.noticeNow(),
	}
}

// save writes the complete picture to a file in the working directory and shows
// its name.
func (g *game) save(now time.Time) {
	name := now.Format("mirrorarm-20060102-150405.png")
	state := g.state()
	state.Notice = ""
	g.notice, g.noticeUntil = "saved "+name, now.Add(noticeTime)
	level := g.picture.Level()
	g.picture.SetLevel(picture.High)
	if err := writePNG(g.picture.Compose(&g.snap, g.controls.View, state), name); err != nil {
		g.notice = err.Error()
	}
	g.picture.SetLevel(level)
}

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
