//go:build cgo || windows || js

package window

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"time"

	"mirrorarm/sim/clock"
	"mirrorarm/sim/lesson"

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

// act is what the window shows: the mirror, or a class.
type act interface {
	// update lets input act and time pass: dt seconds.
	update(dt float64) error
	// draw presents the picture on a screen of the act's size.
	draw(screen *ebiten.Image) error
	// resize makes the buffers for another size or scale.
	resize(size image.Point) error
	// fullScreen tells what was asked for, over that the visitor has left.
	fullScreen() bool
	over() bool
	close()
}

// game is the window while it is open.
type game struct {
	opt   Options
	act   act
	under act // what comes back when a class that was opened over it ends

	size    image.Point
	scale   float64
	ready   bool // the act has the screen's size
	stocked int  // px of the largest screen that the engine has memory for; of an exhibit
	device  Device
	han     *opentype.Font // installed, or nil
	glow    *glow

	notice      string
	noticeUntil time.Duration

	ctx         context.Context // ends the window; nil for never
	clock       *clock.System
	start, last time.Duration
	awake       *awake // nil but in an exhibit
	written     bool
	err         error
}

func newGame(o Options) (*game, error) {
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
	g := &game{opt: o, size: image.Pt(o.Width, o.Height), scale: 1, device: system{}, clock: clock.New(), han: hanFont()}
	var err error
	g.glow, err = newGlow()
	return g, err
}

// Run opens the window on a simulation and returns when it is closed.
func Run(sim Simulation, o Options) error {
	g, err := newGame(o)
	if err != nil {
		return err
	}
	if g.act, err = newDemo(g, sim); err != nil {
		return err
	}
	return g.run()
}

// RunClass opens the window on a class and returns when it is closed, or when ctx
// is done.
func RunClass(ctx context.Context, class *lesson.Class, o Options) error {
	g, err := newGame(o)
	if err != nil {
		return err
	}
	g.ctx = ctx
	if g.act, err = newClass(g, class); err != nil {
		return err
	}
	return g.run()
}

// run shows the first act until it ends.
func (g *game) run() error {
	defer func() {
		g.act.close()
		if g.under != nil {
			g.under.close()
		}
	}()
	ebiten.SetWindowClosingHandled(g.opt.Kiosk)
	ebiten.SetWindowTitle(g.opt.Title)
	if err := openOn(g.opt.Monitor, image.Pt(g.opt.Width, g.opt.Height)); err != nil {
		return err
	}
	ebiten.SetWindowResizingMode(ebiten.WindowResizingModeEnabled)
	ebiten.SetFullscreen(g.opt.FullScreen)
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

// openClass puts a class over the act that is shown.
func (g *game) openClass(class *lesson.Class) error {
	c, err := newClass(g, class)
	if err != nil {
		return err
	}
	c.room.FullScreen = g.act.fullScreen()
	g.under, g.act, g.ready = g.act, c, false
	return nil
}

// Update lets input act and the simulation run.
func (g *game) Update() error {
	now := g.clock.Now()
	dt := min((now - g.last).Seconds(), maxCatchUp)
	g.last = now
	if g.awake != nil {
		g.awake.at(now)
	}
	if err := g.act.update(dt); err != nil {
		return err
	}
	if ebiten.IsFullscreen() != g.act.fullScreen() {
		ebiten.SetFullscreen(g.act.fullScreen())
	}
	if g.act.over() && g.under != nil {
		g.act.close()
		g.act, g.under, g.ready = g.under, nil, false
		return nil
	}
	late := g.opt.Duration > 0 && now-g.start >= g.opt.Duration
	stopped := g.ctx != nil && g.ctx.Err() != nil
	if g.act.over() || stopped || g.err != nil || (late && (g.written || g.opt.Screenshot == "")) {
		return ebiten.Termination
	}
	return nil
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
	if g.err != nil {
		return
	}
	if size := screen.Bounds().Size(); size != g.size || !g.ready {
		g.size, g.ready = size, true
		if g.err = g.act.resize(size); g.err != nil {
			return
		}
		if g.opt.Kiosk && size.X*size.Y > g.stocked {
			stock(size)
			g.stocked = size.X * size.Y
		}
	}
	if g.err = g.act.draw(screen); g.err != nil {
		return
	}
	if g.opt.Screenshot != "" && !g.written && g.opt.Duration > 0 && g.clock.Now()-g.start >= g.opt.Duration {
		g.err = capture(screen, g.opt.Screenshot)
		g.written = true
	}
}

// uploads is how many pictures an act hands to the engine for one screen.
const uploads = 3

// stock has the engine take the memory at once that it needs to take so many pictures
// over. It keeps that in a pool in which any picture may take the place of a larger
// one, so that otherwise it might take the last of it hours later.
func stock(size image.Point) {
	blank := make([]byte, 4*size.X*size.Y)
	for range uploads {
		img := ebiten.NewImage(size.X, size.Y)
		img.WritePixels(blank)
		img.Deallocate()
	}
}

// uiScale is that of text and panels.
func (g *game) uiScale() float64 { return textScale(g.scale, g.size.Y) }

// tell shows a notice for a while.
func (g *game) tell(what string) { g.notice, g.noticeUntil = what, g.clock.Now()+noticeTime }

func (g *game) noticeNow() string {
	if g.clock.Now() > g.noticeUntil {
		return ""
	}
	return g.notice
}

// pictureName is the file that a picture is saved to now, in the working directory.
func pictureName() string { return clock.Wall().Format("mirrorarm-20060102-150405.png") }

// layer is an image of the engine that shows pictures of this program, of whatever
// size. It never shrinks: a level of quality that comes and goes costs no memory
// anew.
type layer struct {
	kept *ebiten.Image
	size image.Point // of the picture in it
}

// show puts a picture on the screen at a place, stretched to its size, and returns
// what the engine has of it.
func (l *layer) show(screen *ebiten.Image, img *image.RGBA, at image.Rectangle) *ebiten.Image {
	size := img.Rect.Size()
	var has image.Point
	if l.kept != nil {
		has = l.kept.Bounds().Size()
	}
	if has.X < size.X || has.Y < size.Y {
		l.close()
		most := at.Size()
		l.kept = ebiten.NewImage(max(has.X, size.X, most.X), max(has.Y, size.Y, most.Y))
	}
	if l.size != size {
		l.kept.Clear() // the filter looks a little beyond the picture
		l.size = size
	}
	l.part().WritePixels(img.Pix)
	return l.again(screen, at)
}

// again shows the last picture once more.
func (l *layer) again(screen *ebiten.Image, at image.Rectangle) *ebiten.Image {
	shown := l.part()
	o := &ebiten.DrawImageOptions{Filter: ebiten.FilterLinear}
	o.GeoM.Scale(float64(at.Dx())/float64(l.size.X), float64(at.Dy())/float64(l.size.Y))
	o.GeoM.Translate(float64(at.Min.X), float64(at.Min.Y))
	screen.DrawImage(shown, o)
	return shown
}

// part is where the picture is.
func (l *layer) part() *ebiten.Image {
	return l.kept.SubImage(image.Rectangle{Max: l.size}).(*ebiten.Image)
}

// close gives the engine's memory back.
func (l *layer) close() {
	if l.kept != nil {
		l.kept.Deallocate()
		*l = layer{}
	}
}

// renewed is an image of the engine of some size, in place of an old one, or of nil.
func renewed(old *ebiten.Image, size image.Point) *ebiten.Image {
	if old != nil {
		old.Deallocate()
	}
	return ebiten.NewImage(size.X, size.Y)
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
