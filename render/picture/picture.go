// Package picture is the whole picture of a mirror: the scene drawn by the
// raster at some internal size, and the panels at native size over it. The
// window shows its two layers, or has the GPU draw the first one; a single picture for a file joins them.
//
// It is pure and needs no display. Sizes are pixels.
package picture

import (
	"image"

	"mirrorarm/render/hud"
	"mirrorarm/render/raster"
	"mirrorarm/render/scene"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"

	"golang.org/x/image/font/opentype"
)

// Options are a picture's size and quality.
type Options struct {
	Width, Height int     // of the output, at least 16; default 1280 × 720
	Scale         float64 // of text and panels; default: what suits the height
	Workers       int     // default: one per core
	Level         Level   // default High

	// Han is an installed font for Chinese that the catalogue has not; nil for none.
	Han *opentype.Font
}

// Picture draws one mirror. It belongs to one goroutine, and ends with Close.
type Picture struct {
	opt   Options
	desc  mirror.Description
	scene *scene.Scene
	lens  *scene.Director
	last  described // before the present one: a mirror of the other side comes and goes
	hud   *hud.HUD
	main  *raster.Renderer
	inset *raster.Renderer // the close-up of the robot's palm
	near  *image.RGBA      // what it drew last

	scenes int          // drawn
	camera scene.Camera // of the last one
	nearOf int          // the scene that near is of; −1 for none that may be shown again
	level  Level
	out    *image.RGBA // Compose's
}

// described are the shapes of a description.
type described struct {
	desc  mirror.Description
	scene *scene.Scene
}

// New builds the shapes and the buffers for what the description names.
func New(desc mirror.Description, o Options) (*Picture, error) {
	p := &Picture{desc: desc, scene: scene.New(desc), lens: scene.NewDirector(desc)}
	if err := p.Resize(o); err != nil {
		return nil, err
	}
	return p, nil
}

// Describe builds the shapes for another description, unless they are those that it had
// before the present one.
func (p *Picture) Describe(desc mirror.Description) error {
	panels, err := hud.New(&desc, p.opt.Width, p.opt.Height, p.opt.Scale, p.opt.Han)
	if err != nil {
		return err
	}
	shapes := p.last.scene
	if shapes == nil || p.last.desc.Skin != desc.Skin || p.last.desc.Robot != desc.Robot {
		shapes = scene.New(desc)
	}
	if p.last = (described{p.desc, p.scene}); p.desc.Side == desc.Side {
		p.last = described{} // its mirror is gone
	}
	p.desc, p.hud, p.scene, p.nearOf = desc, panels, shapes, -1
	p.lens = scene.NewDirector(desc)
	p.main.Forget() // the close-up may be hidden for hours
	p.inset.Forget()
	return nil
}

// Resize makes the buffers for another size, scale or level.
func (p *Picture) Resize(o Options) error {
	if o.Width == 0 {
		o.Width, o.Height = 1280, 720
	}
	o.Width, o.Height = min(max(o.Width, 16), 16384), min(max(o.Height, 16), 16384)
	panels, err := hud.New(&p.desc, o.Width, o.Height, o.Scale, o.Han)
	if err != nil {
		return err
	}
	p.opt, p.hud = o, panels
	if p.main == nil {
		p.main = raster.New(0, 0, raster.Options{Workers: o.Workers})
		p.inset = raster.New(0, 0, raster.Options{Workers: o.Workers, Light: p.main})
	}
	// Memory for the best level is taken at once: an exhibit whose level comes and
	// goes does not grow.
	p.SetLevel(High)
	p.SetLevel(o.Level)
	return nil
}

// SetLevel changes the quality; the next picture has it.
func (p *Picture) SetLevel(l Level) {
	p.level = l
	w, h, o := l.Raster(p.opt.Width, p.opt.Height, p.opt.Workers)
	p.main.Resize(w, h, o)
	r := p.hud.Inset()
	o.Light, o.Fine = p.main, false
	fine := min(l, Low) // what is looked at closely is not made coarser than that
	p.inset.Resize(fine.scaled(r.Dx()), fine.scaled(r.Dy()), o)
	p.nearOf = -1
}

// Level is the quality in use.
func (p *Picture) Level() Level { return p.level }

// Size is the output's.
func (p *Picture) Size() (width, height int) { return p.opt.Width, p.opt.Height }

// Close ends the renderer's workers.
func (p *Picture) Close() {
	p.main.Close()
	p.inset.Close()
}

// ShowTemperature has the taxels show temperature in place of pressure from the
// next picture on.
func (p *Picture) ShowTemperature(on bool) { p.scene.Temperature = on }

// Direct is where to look from while nobody says: both hands are in the room that the
// panels of a state leave to them.
func (p *Picture) Direct(snap *mirror.Snapshot, s *hud.State) scene.Orbit {
	p.scene.Play(s.Gesture)
	p.scene.Open(s.Opening.On, s.Opening.At)
	p.lens.Open(s.Opening.On)
	p.scene.Teach(s.Game.Turn != session.NoTurn)
	p.scene.Break(s.Faults.Channels())
	p.scene.Invite(s.Invites)
	p.lens.Feel(s.Warmth && s.Exhibit)
	p.lens.Teach(s.Game.Turn != session.NoTurn)
	r := p.Room(s)
	height := float64(p.opt.Height)
	x, y := float64(p.opt.Width)/2, height/2
	return p.lens.Follow(snap, scene.Room{
		Left: (float64(r.Min.X) - x) / height, Top: (float64(r.Min.Y) - y) / height,
		Right: (float64(r.Max.X) - x) / height, Bottom: (float64(r.Max.Y) - y) / height,
	})
}

// Room is the part of the output that the panels of a state leave to the hands.
func (p *Picture) Room(s *hud.State) image.Rectangle { return p.hud.Room(s) }

// Arrange closes panels of a state that there is no room for any more, the oldest first,
// and returns those.
func (p *Picture) Arrange(s *hud.State, o *hud.Order) []hud.Panel { return p.hud.Arrange(s, o) }

// Frame is the snapshot's scene, for a renderer that draws it in this picture's place. It is
// valid until the next Frame or Scene.
func (p *Picture) Frame(snap *mirror.Snapshot, view scene.Orbit) *scene.Frame {
	p.scenes++
	p.camera = view.Camera()
	return p.scene.Build(snap, p.camera)
}

// NearFrame is the palm of the robot's hand as of the last Frame, and where in the output its
// close-up belongs.
func (p *Picture) NearFrame() (*scene.Frame, image.Rectangle) {
	return p.scene.CloseUp(), p.hud.Inset()
}

// Scene draws the snapshot without panels, at the internal size. The image is
// valid until the next call.
func (p *Picture) Scene(snap *mirror.Snapshot, view scene.Orbit) *image.RGBA {
	return p.main.Render(p.Frame(snap, view))
}

// Draw draws a Frame as Scene does.
func (p *Picture) Draw(f *scene.Frame) *image.RGBA { return p.main.Render(f) }

// NearSize is the close-up's in the output.
func (p *Picture) NearSize() image.Point { return p.hud.Inset().Size() }

// CloseUp draws the palm of the robot's hand as of the last Scene, at about the
// internal size, and tells where in the output it belongs. At the lower levels it draws every
// other time, and gives the last picture again in between. The image is valid until
// the next call.
func (p *Picture) CloseUp() (*image.RGBA, image.Rectangle) {
	if p.level < Low || p.near == nil || p.nearOf != p.scenes-1 {
		p.near, p.nearOf = p.inset.Render(p.scene.CloseUp()), p.scenes
	}
	return p.near, p.hud.Inset()
}

// HasCloseUp tells whether a state's close-up has its place in the picture.
func (p *Picture) HasCloseUp(s *hud.State) bool { return p.hud.HasCloseUp(s) }

// Overlay draws the panels at the output's size, and tells whether they changed
// since the last call.
func (p *Picture) Overlay(s hud.State, snap *mirror.Snapshot) (*image.RGBA, bool) {
	if s.Exhibit {
		p.hud.PointAt(p.lens.Grip(snap, &p.camera, p.opt.Width, p.opt.Height))
		p.hud.Point(p.lens.Extents(snap, &p.camera, p.opt.Width, p.opt.Height))
	}
	return p.hud.Draw(s, snap)
}

// Follow sees what goes on without drawing it: what shows a little of the past, such
// as the spectrogram, has it when the picture is drawn.
func (p *Picture) Follow(snap *mirror.Snapshot, view scene.Orbit) {
	p.scene.Build(snap, view.Camera())
	p.hud.Follow(snap)
}

// Compose is the complete picture at the output's size. The image is valid until
// the next call.
func (p *Picture) Compose(snap *mirror.Snapshot, view scene.Orbit, s hud.State) *image.RGBA {
	p.ShowTemperature(s.Warmth)
	picture := p.Scene(snap, view)
	overlay, _ := p.Overlay(s, snap)
	if p.out == nil || p.out.Rect != overlay.Rect {
		p.out = image.NewRGBA(overlay.Rect)
	}
	Enlarge(p.out, picture)
	if p.HasCloseUp(&s) {
		p.nearOf = -1 // a picture for a file is of one moment
		inset, at := p.CloseUp()
		Enlarge(p.out.SubImage(at).(*image.RGBA), inset)
	}
	hud.Over(p.out, overlay)
	return p.out
}
