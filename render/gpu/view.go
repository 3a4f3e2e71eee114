//go:build cgo || windows || js

package gpu

import (
	"mirrorarm/render/raster"
	"mirrorarm/render/scene"

	"github.com/hajimehoshi/ebiten/v2"
)

// view is the scene seen from one place.
type view struct {
	w, h    int
	batches batches
	edges   strips // outlines of solids, and of the translucent layer
	rims    strips
	marks   strips // lines
	dots    strips

	high      *ebiten.Image
	keys      *ebiten.Image // of solids
	solid     *ebiten.Image // their colours, and in alpha their numbers
	sheerKeys *ebiten.Image // likewise of the translucent layer
	sheer     *ebiten.Image
	numbers   *ebiten.Image // in alpha
	smooth    *ebiten.Image // the layer smoothed
	out       *ebiten.Image
}

// resize makes the images; what is mirrored is not smoothed.
func (v *view) resize(c *canvas, w, h int, mirrored bool) {
	v.w, v.h = w, h
	for _, img := range []**ebiten.Image{&v.high, &v.keys, &v.solid, &v.sheerKeys, &v.sheer, &v.out} {
		*img = c.renewed(*img, w, h)
	}
	if !mirrored {
		v.numbers, v.smooth = c.renewed(v.numbers, w, h), c.renewed(v.smooth, w, h)
	}
}

func (v *view) close(c *canvas) {
	for _, img := range []**ebiten.Image{&v.high, &v.keys, &v.solid, &v.sheerKeys, &v.sheer, &v.numbers, &v.smooth, &v.out} {
		c.drop(*img)
		*img = nil
	}
}

// gather finds what is to be drawn of what is placed.
func (v *view) gather(p *raster.Placement, mirrored bool) {
	v.batches.begin()
	v.edges.begin()
	v.rims.begin()
	var body raster.Body
	for i := range p.Bodies() {
		p.Body(i, &body)
		v.batches.add(p, i, &body)
		if mirrored {
			continue
		}
		to := &v.edges
		if body.Sheer {
			to = &v.rims
		}
		to.addOutline(&body, number(i, body.Held))
	}
	if !mirrored {
		v.gatherMarks(p)
	}
}

// layer tells whether there is anything translucent.
func (v *view) layer() bool {
	for i := range v.batches.list {
		if v.batches.list[i].sheer {
			return true
		}
	}
	return false
}

// see finds what is visible, and lights it: the solids, over what is there already, and the
// translucent layer.
func (v *view) see(c *canvas, p *raster.Placement, s *shadows, decals *decals) {
	c.nearest(v.high, v.keys, v.batches.list, false)
	for i := range v.batches.list {
		if b := &v.batches.list[i]; !b.sheer {
			v.light(c, p, b, decals)
			c.draw(v.solid, &c.programs.solid, ebiten.BlendCopy, b.verts, b.indices, v.keys, s.keys, decals.image)
		}
	}
	v.sheer.Clear()
	if !v.layer() {
		v.sheerKeys.Clear()
		return
	}
	c.nearest(v.high, v.sheerKeys, v.batches.list, true)
	for i := range v.batches.list {
		b := &v.batches.list[i]
		if !b.sheer {
			continue
		}
		v.light(c, p, b, decals)
		shader := &c.programs.skin
		if b.look == glazeLook {
			shader = &c.programs.glaze
		}
		c.draw(v.sheer, shader, ebiten.BlendCopy, b.verts, b.indices, v.sheerKeys)
	}
}

// light tells the shaders of the batch's material and solid.
func (v *view) light(c *canvas, p *raster.Placement, b *batch, decals *decals) {
	u := c.uniforms
	p.TellLook(u, b.material)
	u.Float("Worn", 0)
	var body raster.Body
	if b.body < 0 {
		raster.TellDecal(u, nil)
		u.Float("Rods", 0)
		decals.image = nil
		return
	}
	p.Body(b.body, &body)
	p.TellBody(u, &body)
	decals.tell(c, body.Solid.Decal)
	if b.look == skinLook {
		tellFolds(u, body.Solid.Mesh)
	}
}

// maxFolds is how many knuckles a skin's shader knows.
const maxFolds = 16

// tellFolds tells of a skin's knuckles.
func tellFolds(u raster.Uniforms, m *scene.Mesh) {
	var at, along, side [4 * maxFolds]float32
	for i := range min(len(m.Folds), maxFolds) {
		f := &m.Folds[i]
		at[4*i], at[4*i+1], at[4*i+2], at[4*i+3] = f.At.X, f.At.Y, f.At.Z, f.Reach
		along[4*i], along[4*i+1], along[4*i+2] = f.Along.X, f.Along.Y, f.Along.Z
		side[4*i], side[4*i+1], side[4*i+2] = f.Side.X, f.Side.Y, f.Side.Z
	}
	u.Float("Worn", 1)
	u.Float("FoldAt", at[:]...)
	u.Float("FoldAlong", along[:]...)
	u.Float("FoldSide", side[:]...)
}

// tell tells the shaders of the camera.
func (v *view) tell(c *canvas, p *raster.Placement) {
	p.TellView(c.uniforms)
	from, scale := v.batches.depth.key()
	c.uniforms.Float("KeyFrom", from)
	c.uniforms.Float("KeyScale", scale)
}

// drawMirrored draws what a plane mirrors.
func (v *view) drawMirrored(c *canvas, p *raster.Placement, s *shadows, decals *decals) *ebiten.Image {
	v.tell(c, p)
	p.TellPlane(c.uniforms)
	v.solid.Clear()
	v.see(c, p, s, decals)
	c.fill(v.out, &c.programs.fade, ebiten.BlendCopy, v.solid, v.keys, v.sheer, v.sheerKeys)
	return v.out
}

// draw draws the picture. The mirrors are of the floor and of the glass, nil for none.
func (v *view) draw(c *canvas, p *raster.Placement, s *shadows, decals *decals, mirrors [2]*ebiten.Image) *ebiten.Image {
	v.tell(c, p)
	p.TellFloor(c.uniforms)
	c.tellMirror(p, 0, mirrors[0])
	first := mirrors[0]
	if first == nil {
		first = s.soft[1] // any: the shader does not look
	}
	c.fill(v.solid, &c.programs.floor, ebiten.BlendCopy, first, s.soft[0])
	v.see(c, p, s, decals)
	c.fill(v.out, &c.programs.opaque, ebiten.BlendCopy, v.solid)
	c.uniforms.Float("Premultiplied", 0)
	v.edges.draw(c, v.out, &c.programs.smooth, ebiten.BlendCopy, v.solid, v.keys, v.solid)
	if v.layer() {
		v.drawPane(c, p, mirrors[1], true)
		v.drawLayer(c)
	}
	v.drawPane(c, p, mirrors[1], false)
	v.marks.draw(c, v.out, &c.programs.line, ebiten.BlendSourceOver, v.keys)
	c.uniforms.Float("FirstHeld", firstHeld)
	v.dots.draw(c, v.out, &c.programs.dot, ebiten.BlendSourceOver, v.keys, v.sheerKeys, v.solid)
	return v.out
}

// drawLayer smooths the translucent layer and lays it over the picture.
func (v *view) drawLayer(c *canvas) {
	v.numbers.Clear()
	for i := range v.batches.list {
		if b := &v.batches.list[i]; b.sheer {
			c.draw(v.numbers, &c.programs.number, ebiten.BlendCopy, b.verts, b.indices, v.sheerKeys)
		}
	}
	v.smooth.Clear()
	v.smooth.DrawImage(v.sheer, nil)
	c.uniforms.Float("Premultiplied", 1)
	v.rims.draw(c, v.smooth, &c.programs.smooth, ebiten.BlendCopy, v.sheer, v.sheerKeys, v.numbers)
	c.fill(v.out, &c.programs.composite, ebiten.BlendSourceOver, v.smooth, v.sheerKeys, v.keys)
}

// drawPane draws the glass where it is behind the translucent layer, or elsewhere.
func (v *view) drawPane(c *canvas, p *raster.Placement, mirror *ebiten.Image, behind bool) {
	if !p.TellPane(c.uniforms) {
		return
	}
	c.uniforms.Float("Behind", 0)
	if behind {
		c.uniforms.Float("Behind", 1)
	}
	c.tellMirror(p, 1, nil)
	c.fill(v.out, &c.programs.pane, ebiten.BlendSourceOver, v.solid, v.keys, v.sheerKeys)
	if mirror != nil {
		c.tellMirror(p, 1, mirror)
		c.fill(v.out, &c.programs.pane, screenBlend, mirror, v.keys, v.sheerKeys)
	}
}

// tellMirror tells the shaders of what a plane mirrors; nil is nothing.
func (c *canvas) tellMirror(p *raster.Placement, i int, mirror *ebiten.Image) {
	if mirror == nil {
		c.uniforms.Float("Mirrors", 0)
		return
	}
	p.TellMirror(c.uniforms, i)
	c.uniforms.Float("Mirrors", 1)
}
