//go:build cgo || windows || js

package window

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"path/filepath"
	"runtime"
	"time"

	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/locale"

	"github.com/hajimehoshi/ebiten/v2"
	"golang.org/x/image/font/opentype"
)

// Available tells whether a window can be opened: whether this build has one and
// there is a display to open it on.
func Available() bool { return hasDisplay() }

// maxCatchUp (s) is the longest pause that the simulation makes up for.
const maxCatchUp = 0.1

// noticeTime is how long is shown what has just happened: long enough to write down where
// a picture has been saved.
const noticeTime = 12 * time.Second

// act is what the window shows: the mirror, or a class.
type act interface {
	// update lets input act and time pass: dt seconds.
	update(dt float64) error
	// draw presents the picture on a screen of the act's size.
	draw(screen *ebiten.Image) error
	// resize makes the buffers for another size or scale.
	resize(size image.Point) error
	// fullScreen tells what was asked for, over that the visitor has left; the system may
	// fill the screen or leave it by itself, as a browser does on Esc.
	fullScreen() bool
	setFullScreen(bool)
	over() bool
	onScreen() Shown
	close()
}

// game is the window while it is open.
type game struct {
	opt     Options
	act     act // nil until the first one is ready
	under   act // what comes back when a class that was opened over it ends
	pending pending

	size    image.Point
	scale   float64
	ready   bool // the act has the screen's size
	stocked int  // px of the largest screen that the engine has memory for; of an exhibit
	device  Device
	cores   int            // that the renderer has; later there may seem to be one more
	han     *opentype.Font // installed, or nil
	images  images
	glow    *glow

	notice      string
	noticeUntil time.Duration

	ctx         context.Context // ends the window
	clock       *clock.System
	start, last time.Duration
	awake       *awake        // nil but in an exhibit
	shown       time.Duration // the first act
	filled      bool          // the screen is, as of the last update
	written     bool
	err         error
}

func newGame(ctx context.Context, d Device, o Options) (*game, error) {
	if !hasDisplay() {
		return nil, ErrNoDisplay
	}
	if o.Width == 0 || o.Height == 0 {
		o.Width, o.Height = 1280, 720
	}
	if o.Title == "" {
		o.Title = "mirrorarm"
	}
	o.FullScreen = o.FullScreen || o.Kiosk
	return &game{ctx: ctx, opt: o, size: image.Pt(o.Width, o.Height), scale: 1, device: d, cores: runtime.GOMAXPROCS(0), clock: clock.New()}, nil
}

// Run opens the window, lets open make the simulation that it shows, which may take
// its time beside the window, and returns when the window is closed or ctx is done.
// If that is sooner, open is not waited for. What it makes is the caller's to close.
func Run(ctx context.Context, open func() (Simulation, error), o Options) error {
	return RunOn(ctx, system{}, open, o)
}

// RunOn is Run with input from a device of the caller's.
func RunOn(ctx context.Context, d Device, open func() (Simulation, error), o Options) error {
	g, err := newGame(ctx, d, o)
	if err != nil {
		return err
	}
	at := g.view()
	g.prepare(locale.GettingReady, func() (then, error) {
		sim, err := open()
		if err != nil {
			return nil, err
		}
		at.han = InstalledHan()
		first, err := newDemo(g, sim, at)
		return g.shows(first, at.han), err
	})
	return g.run()
}

// RunClass opens the window on the class that open makes, and returns when it is
// closed, or when ctx is done.
func RunClass(ctx context.Context, open func() (*lesson.Class, error), o Options) error {
	g, err := newGame(ctx, system{}, o)
	if err != nil {
		return err
	}
	at := g.view()
	g.prepare(locale.GettingReady, func() (then, error) {
		l, err := open()
		if err != nil {
			return nil, err
		}
		at.han = InstalledHan()
		first, err := newClass(g, l, at)
		return g.shows(first, at.han), err
	})
	return g.run()
}

// view is how an act is to look that is made beside the window.
type view struct {
	size  image.Point
	scale float64 // of text and panels
	han   *opentype.Font
}

func (g *game) view() view { return view{g.size, g.uiScale(), g.han} }

// shows is what is to be done when the first act is ready.
func (g *game) shows(first act, han *opentype.Font) then {
	return func() (err error) {
		g.han, g.shown = han, g.clock.Now()
		g.put(first)
		g.glow, err = newGlow(&g.images)
		return err
	}
}

// run shows the first act until it ends.
func (g *game) run() error {
	defer func() {
		for _, a := range [...]act{g.act, g.under} {
			if a != nil {
				a.close()
			}
		}
	}()
	ebiten.SetWindowClosingHandled(g.opt.Kiosk)
	ebiten.SetWindowTitle(g.opt.Title)
	if err := openOn(g.opt.Monitor, image.Pt(g.opt.Width, g.opt.Height)); err != nil {
		return err
	}
	ebiten.SetWindowResizingMode(ebiten.WindowResizingModeEnabled)
	ebiten.SetFullscreen(g.opt.FullScreen && mayFill())
	ebiten.SetScreenClearedEveryFrame(false)
	g.start = g.clock.Now()
	g.last = g.start
	if g.opt.Kiosk {
		g.awake = stayAwake()
		defer g.awake.end()
	}
	if err := ebiten.RunGame(g); err != nil && !errors.Is(err, ebiten.Termination) {
		return fmt.Errorf("window: %w", err)
	}
	return g.err
}

// openClass makes a class beside the act that is shown, and puts it over that.
func (g *game) openClass(open func() (*lesson.Class, error)) {
	at := g.view()
	g.prepare(locale.OpeningBench, func() (then, error) {
		l, err := open()
		if err != nil {
			return nil, err
		}
		c, err := newClass(g, l, at)
		if err != nil {
			return nil, err
		}
		return func() error {
			c.room.FullScreen = g.act.fullScreen()
			g.under = g.act
			g.put(c)
			return nil
		}, nil
	})
}

// Update lets input act and the simulation run.
func (g *game) Update() error {
	now := g.clock.Now()
	dt := min((now - g.last).Seconds(), maxCatchUp)
	g.last = now
	if g.awake != nil {
		g.awake.at(now)
	}
	if err := g.finishPending(); err != nil {
		return err
	}
	if g.err != nil || (g.late(now) && (g.written || g.opt.Screenshot == "")) {
		return ebiten.Termination
	}
	if g.act == nil {
		if leaves(g.device, g.opt.Kiosk) {
			return ebiten.Termination
		}
		return nil
	}
	if err := g.act.update(dt); err != nil {
		return err
	}
	g.fill()
	switch {
	case !g.act.over():
	case g.under == nil:
		return ebiten.Termination
	default:
		g.act.close()
		g.put(g.under)
		g.under = nil
	}
	return nil
}

// put has an act on the screen.
func (g *game) put(a act) {
	g.act, g.ready = a, false
	if tell := g.opt.Shows; tell != nil {
		tell(a.onScreen())
	}
}

// fill fills the screen, or leaves it, as the act wants it.
func (g *game) fill() {
	full := ebiten.IsFullscreen()
	if g.filled != full && !g.opt.Kiosk { // an exhibit fills it again
		for _, a := range [...]act{g.act, g.under} {
			if a != nil {
				a.setFullScreen(full)
			}
		}
	}
	g.filled = full
	if full != g.act.fullScreen() && mayFill() {
		ebiten.SetFullscreen(g.act.fullScreen())
	}
}

// late tells whether the window's time is up.
func (g *game) late(now time.Duration) bool {
	return g.ctx.Err() != nil || (g.act != nil && g.opt.Duration > 0 && now-g.shown >= g.opt.Duration)
}

// Layout works in the monitor's own pixels.
func (g *game) Layout(width, height int) (int, int) {
	if m := ebiten.Monitor(); m != nil { // it may just have been unplugged
		g.scale = m.DeviceScaleFactor()
	}
	return pixels(width, g.scale), pixels(height, g.scale)
}

// Draw presents the picture.
func (g *game) Draw(screen *ebiten.Image) {
	if g.err == nil {
		g.err = g.drawAct(screen)
	}
	if g.err == nil {
		g.err = g.drawPending(screen)
	}
	if g.err == nil && g.late(g.clock.Now()) && g.opt.Screenshot != "" && !g.written {
		g.err = capture(screen, g.opt.Screenshot)
		g.written = true
	}
}

// drawAct presents the act's picture, or the background while there is no act yet.
func (g *game) drawAct(screen *ebiten.Image) error {
	if g.act == nil {
		screen.Fill(background)
		return nil
	}
	if size := screen.Bounds().Size(); size != g.size || !g.ready {
		g.size, g.ready = size, true
		if err := g.act.resize(size); err != nil {
			return err
		}
		if g.opt.Keeper != nil {
			g.opt.Keeper.Sized(size.X * size.Y)
		}
		if g.opt.Kiosk && size.X*size.Y > g.stocked {
			stock(size)
			g.stocked = size.X * size.Y
		}
	}
	if err := g.act.draw(screen); err != nil {
		return err
	}
	if tell := g.opt.Shown; tell != nil {
		g.opt.Shown = nil
		tell()
	}
	return nil
}

// uiScale is that of text and panels.
func (g *game) uiScale() float64 { return textScale(g.scale, g.size) }

// tell shows a notice for a while.
func (g *game) tell(what string) { g.notice, g.noticeUntil = what, g.clock.Now()+noticeTime }

func (g *game) noticeNow() string {
	if g.clock.Now() > g.noticeUntil {
		return ""
	}
	return g.notice
}

// saver is Options.Save.
type saver func(name string, content []byte) error

// writeNew writes a file of the present moment into the working directory, under a name
// that nothing has there, or hands it to who keeps such files, and tells the name.
func (k saver) writeNew(ending string, write func(io.Writer) error) (string, error) {
	path := clock.Wall().Format("mirrorarm-20060102-150405") + ending
	if k != nil {
		var content bytes.Buffer
		if err := write(&content); err != nil {
			return "", fmt.Errorf("window: %w", err)
		}
		return path, k(path, content.Bytes())
	}
	if full, err := filepath.Abs(path); err == nil {
		path = full
	}
	name, err := atomicfile.WriteNew(path, write)
	if err != nil {
		err = fmt.Errorf("window: %w", err)
	}
	return name, err
}

// capture writes what is on the screen to a PNG file.
func capture(screen *ebiten.Image, name string) error {
	img := image.NewRGBA(screen.Bounds())
	screen.ReadPixels(img.Pix)
	return writePNG(img, name)
}

// writePNG writes a picture whole or not at all.
func writePNG(img image.Image, name string) error {
	err := atomicfile.Write(name, func(w io.Writer) error { return png.Encode(w, img) })
	if err != nil {
		return fmt.Errorf("window: %w", err)
	}
	return nil
}
