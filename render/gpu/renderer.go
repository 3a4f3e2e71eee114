//go:build cgo || windows || js

package gpu

import (
	"mirrorarm/render/raster"
	"mirrorarm/render/scene"

	"github.com/hajimehoshi/ebiten/v2"
)

// Renderer draws frames, and the same scene from near.
type Renderer struct {
	// Options are the raster's: Fine and HardEdge, NoOcclusion and Shadow. A change counts from
	// the next Resize on.
	Options raster.Options

	canvas  canvas
	sized   sized
	decals  decals
	shadows shadows
	main    camera
	near    camera
}

// sized is what Resize was asked for last.
type sized struct {
	width, height, nearWidth, nearHeight int
	options                              raster.Options
}

// camera is one place to look from, with what floor and glass mirror of it.
type camera struct {
	place    *raster.Placement
	view     view
	mirrors  [2]view
	mirrored [2]*raster.Placement // nil where nothing is
}

// nearOptions are those of the close-up, which has no mirrors.
func (r *Renderer) nearOptions() raster.Options {
	o := r.Options
	o.Fine = false
	return o
}

// New makes a renderer. Resize tells it how large its pictures are.
func New() (*Renderer, error) {
	r := &Renderer{Options: raster.Options{Fine: true}, canvas: canvas{uniforms: raster.Uniforms{}}}
	if err := r.canvas.programs.compile(); err != nil {
		return nil, err
	}
	r.main.place = raster.NewPlacement(16, 16, r.Options)
	r.near.place = r.main.place.Near(16, 16, r.nearOptions())
	return r, nil
}

// Resize makes the images for a picture of width × height pixels, and one from near.
func (r *Renderer) Resize(width, height, nearWidth, nearHeight int) {
	as := sized{width, height, nearWidth, nearHeight, r.Options}
	if r.sized == as {
		return
	}
	r.sized = as
	c := &r.canvas
	r.main.place.Resize(width, height, r.Options)
	r.shadows.resize(c, r.main.place.ShadowSize())
	r.near.place.Resize(nearWidth, nearHeight, r.nearOptions())
	width, height = r.main.place.Size()
	r.main.view.resize(c, width, height, false)
	nearWidth, nearHeight = r.near.place.Size()
	r.near.view.resize(c, nearWidth, nearHeight, false)
}

// Release gives the images' memory back; Resize takes it again.
func (r *Renderer) Release() {
	c := &r.canvas
	for _, cam := range []*camera{&r.main, &r.near} {
		cam.view.close(c)
		for i := range cam.mirrors {
			cam.mirrors[i].close(c)
		}
	}
	r.shadows.close(c)
	r.decals.close(c)
	r.sized = sized{}
	r.Forget()
}

// Close gives everything back.
func (r *Renderer) Close() {
	r.Release()
	r.main.place.Close()
	r.near.place.Close()
	r.canvas.programs.drop()
}

// Images is how many of the engine's images it holds, and how many pixels they have.
func (r *Renderer) Images() (count, pixels int) { return r.canvas.held, r.canvas.pixels }

// Forget lets go of the frames that were drawn last, which nobody draws again.
func (r *Renderer) Forget() {
	r.decals.of = nil
	for _, cam := range []*camera{&r.main, &r.near} {
		cam.place.Forget()
		cam.view.batches.skins = skinCache{}
	}
}

// Draw draws a frame. The image belongs to the renderer: the next call overwrites it.
func (r *Renderer) Draw(f *scene.Frame) *ebiten.Image {
	r.gather(f)
	r.shadows.draw(&r.canvas, r.main.place)
	return r.main.draw(r)
}

// DrawNear draws the scene that Draw has drawn last from another place. The image belongs to
// the renderer: the next call overwrites it.
func (r *Renderer) DrawNear(f *scene.Frame) *ebiten.Image {
	r.gatherNear(f)
	return r.near.draw(r)
}

// gather finds what is to be drawn of a frame, and of what casts shadows in it.
func (r *Renderer) gather(f *scene.Frame) {
	r.main.place.Place(f)
	r.shadows.gather(r.main.place)
	r.main.gather()
}

func (r *Renderer) gatherNear(f *scene.Frame) {
	r.near.place.Place(f)
	r.near.gather()
}

// gather finds what is to be drawn of what is placed, and of what is mirrored.
func (c *camera) gather() {
	for i := range c.mirrors {
		if c.mirrored[i] = c.place.Mirror(i); c.mirrored[i] != nil {
			c.mirrors[i].gather(c.mirrored[i], true)
		}
	}
	c.view.gather(c.place, false)
}

func (c *camera) draw(r *Renderer) *ebiten.Image {
	var images [2]*ebiten.Image
	for i, p := range c.mirrored {
		if p != nil {
			w, h := p.Size()
			c.mirrors[i].resize(&r.canvas, w, h, true)
			images[i] = c.mirrors[i].drawMirrored(&r.canvas, p, &r.shadows, &r.decals)
		}
	}
	return c.view.draw(&r.canvas, c.place, &r.shadows, &r.decals, images)
}
