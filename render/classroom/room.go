package classroom

import (
	"fmt"
	"image"

	"mirrorarm/render/hud"
	"mirrorarm/render/paint"
	"mirrorarm/render/picture"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/locale"

	"golang.org/x/image/font/opentype"
)

// Options are a room's size and quality.
type Options struct {
	Width, Height int     // of the output, at least 16; default 1280 × 720
	Scale         float64 // of text and panels; default: what suits the height
	Workers       int     // default: one per core
	Level         picture.Level
	Language      locale.Language

	// Han is an installed font for Chinese that the catalogue has not; nil for none.
	Han *opentype.Font
}

// Room is a class on the screen. It belongs to one goroutine and ends with Close.
type Room struct {
	// FullScreen is what the student asked for; Left tells that he has left; Saves
	// that the last Apply asked for a picture in a file.
	FullScreen, Left, Saves bool

	opt     Options
	class   *lesson.Class
	painter *paint.Painter
	stage   *Stage

	view, want View
	drawing    lesson.Drawing
	scene      *image.RGBA
	free       image.Rectangle // of the picture: what the panels leave to the robot
	overlay    *image.RGBA
	out        *image.RGBA // Compose's
	spots      []spot      // of the last painting, the topmost last
	tracks     []spot      // of knobs and sliders
	dirty      bool

	held       hold
	turning    bool // the pointer turns the view
	hover      spot
	knob       int // that the arrow keys turn
	scroll     int // px that the page is scrolled by
	knobScroll int
	hidden     bool
	help       bool
	lessons    bool // the list of lessons is open
	notice     string
	plotted    []lesson.Curve
	shelf      []shelved // the list of lessons, of when it was opened
}

// New shows a class.
func New(class *lesson.Class, o Options) (*Room, error) {
	r := &Room{class: class}
	if err := r.Resize(o); err != nil {
		return nil, err
	}
	r.knob = r.firstKnob()
	r.lookAgain()
	r.view = r.want
	return r, nil
}

// Resize makes the buffers for another size, scale or level.
func (r *Room) Resize(o Options) (err error) {
	if o.Width == 0 || o.Height == 0 {
		o.Width, o.Height = 1280, 720
	}
	o.Width, o.Height = min(max(o.Width, 16), 16384), min(max(o.Height, 16), 16384)
	if o.Scale == 0 {
		o.Scale = max(float64(o.Height)/720, 1)
	}
	if r.painter, err = paint.NewPainter(o.Scale, o.Han); err != nil {
		return fmt.Errorf("classroom: %w", err)
	}
	r.opt = o
	r.overlay = image.NewRGBA(image.Rect(0, 0, o.Width, o.Height))
	r.SetLevel(o.Level)
	return nil
}

// SetLevel changes the quality; the next picture has it.
func (r *Room) SetLevel(l picture.Level) {
	w, h, o := l.Raster(r.opt.Width, r.opt.Height, r.opt.Workers)
	if r.stage == nil {
		r.stage = NewStage(r.class.Setting(), w, h, o)
	} else {
		r.stage.Resize(w, h, o)
	}
	r.scene, r.dirty = nil, true
}

// Class is what the room shows.
func (r *Room) Class() *lesson.Class { return r.class }

// Close ends the renderer's workers.
func (r *Room) Close() { r.stage.Close() }

// Tell shows a line of news until the next one; empty for none.
func (r *Room) Tell(notice string) {
	r.dirty = r.dirty || notice != r.notice
	r.notice = notice
}

// say is a word in the room's language.
func (r *Room) say(k locale.Key) string { return r.opt.Language.Text(k) }

// turnTo opens a page, if there is one.
func (r *Room) turnTo(page int) error {
	if page < 0 || page >= r.class.Pages() {
		return nil
	}
	r.scroll, r.knobScroll, r.knob, r.plotted = 0, 0, 0, nil
	r.lessons = false
	err := r.class.Turn(page)
	r.knob = r.firstKnob()
	r.lookAgain()
	return err
}

// firstKnob is the one that the page is about: what its plot sweeps, else the last
// that its setup names, else the first that is free.
func (r *Room) firstKnob() int {
	first := 0
	for i := r.class.NumKnobs() - 1; i >= 0; i-- {
		if k := r.class.Knob(i); k.Free && k.Shown {
			first = i
		}
	}
	for i := range r.class.NumKnobs() {
		if k := r.class.Knob(i); k.Free && k.Shown && r.class.About(i) {
			return i
		}
	}
	return first
}

// openLesson takes a lesson of the list: 0 is the free workbench.
func (r *Room) openLesson(n int) error {
	l := lesson.FreeBench()
	if n > 0 {
		var err error
		if l, err = lesson.Shelf(lesson.English, lesson.Names()[n-1]); err != nil {
			return err
		}
	}
	class, err := lesson.NewClass(l, r.class.Setting(), r.class.Progress())
	if err != nil {
		return err
	}
	r.class = class
	return r.turnTo(0)
}

// lookAgain aims the view at what the page draws.
func (r *Room) lookAgain() {
	r.dirty = true
	r.drawing = r.class.Draw()
	r.paint() // finds out what the panels leave free
	r.want = r.stage.Aim(&r.drawing, r.opt.Width, r.opt.Height, r.free)
}

// Scene draws the robot without panels at the internal size, and tells whether it
// changed since the last Overlay. The image is valid until the next call.
func (r *Room) Scene() (img *image.RGBA, changed bool) {
	if r.dirty || r.scene == nil {
		r.drawing = r.class.Draw()
		r.scene = r.stage.Render(&r.drawing, r.camera())
		r.dirty = true
	}
	return r.scene, r.dirty
}

// Overlay draws panels and lines at the output's size, and tells whether they
// changed since the last call. The image is valid until the next call. It belongs
// after Scene.
func (r *Room) Overlay() (*image.RGBA, bool) {
	if !r.dirty {
		return r.overlay, false
	}
	r.paint()
	r.dirty = false
	return r.overlay, true
}

// Compose is the complete picture at the output's size. The image is valid until
// the next call.
func (r *Room) Compose() *image.RGBA {
	scene, _ := r.Scene()
	overlay, _ := r.Overlay()
	if r.out == nil || r.out.Rect != overlay.Rect {
		r.out = image.NewRGBA(overlay.Rect)
	}
	picture.Enlarge(r.out, scene)
	hud.Over(r.out, overlay)
	return r.out
}
