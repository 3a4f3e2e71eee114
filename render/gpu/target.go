//go:build cgo || windows || js

package gpu

import (
	"image"

	"mirrorarm/render/raster"

	"github.com/hajimehoshi/ebiten/v2"
)

// canvas makes images and draws on them; it is what all views of a renderer share.
type canvas struct {
	programs programs
	uniforms raster.Uniforms
	options  ebiten.DrawTrianglesShaderOptions
	quad     [4]ebiten.Vertex
	held     int // images
	pixels   int // of them
}

// The ways that a shader's output is laid over what is there.
var (
	nearestBlend = ebiten.Blend{
		BlendFactorSourceRGB: ebiten.BlendFactorOne, BlendFactorSourceAlpha: ebiten.BlendFactorOne,
		BlendFactorDestinationRGB: ebiten.BlendFactorOne, BlendFactorDestinationAlpha: ebiten.BlendFactorOne,
		BlendOperationRGB: ebiten.BlendOperationMax, BlendOperationAlpha: ebiten.BlendOperationMax,
	}
	screenBlend = ebiten.Blend{ // mirror.go's screen
		BlendFactorSourceRGB: ebiten.BlendFactorOne, BlendFactorSourceAlpha: ebiten.BlendFactorZero,
		BlendFactorDestinationRGB: ebiten.BlendFactorOneMinusSourceColor, BlendFactorDestinationAlpha: ebiten.BlendFactorOne,
		BlendOperationRGB: ebiten.BlendOperationAdd, BlendOperationAlpha: ebiten.BlendOperationAdd,
	}
)

// wholeIndices are the two triangles of a quad.
var wholeIndices = []uint16{0, 1, 2, 1, 3, 2}

// renewed is an image of some size, in place of an old one or of nil.
func (c *canvas) renewed(old *ebiten.Image, w, h int) *ebiten.Image {
	if old != nil && old.Bounds().Size() == image.Pt(w, h) {
		return old
	}
	c.drop(old)
	c.held++
	c.pixels += w * h
	return ebiten.NewImageWithOptions(image.Rect(0, 0, w, h), &ebiten.NewImageOptions{Unmanaged: true})
}

// drop gives an image's memory back; nil is none.
func (c *canvas) drop(img *ebiten.Image) {
	if img == nil {
		return
	}
	c.held--
	c.pixels -= img.Bounds().Dx() * img.Bounds().Dy()
	img.Deallocate()
}

// draw draws triangles with a shader that reads the images.
func (c *canvas) draw(dst *ebiten.Image, p *program, blend ebiten.Blend, verts []ebiten.Vertex, indices []uint16, images ...*ebiten.Image) {
	if len(indices) == 0 {
		return
	}
	c.options.Uniforms, c.options.Blend = p.packed.fill(c.uniforms), blend
	c.options.Images = [4]*ebiten.Image{}
	copy(c.options.Images[:], images)
	dst.DrawTrianglesShader(verts, indices, p.shader, &c.options)
}

// fill draws all of an image.
func (c *canvas) fill(dst *ebiten.Image, p *program, blend ebiten.Blend, images ...*ebiten.Image) {
	c.cover(dst, p, blend, dst.Bounds(), images...)
}

// cover draws a part of an image.
func (c *canvas) cover(dst *ebiten.Image, p *program, blend ebiten.Blend, r image.Rectangle, images ...*ebiten.Image) {
	for i := range c.quad {
		x, y := r.Min.X, r.Min.Y
		if i&1 != 0 {
			x = r.Max.X
		}
		if i&2 != 0 {
			y = r.Max.Y
		}
		c.quad[i] = ebiten.Vertex{DstX: float32(x), DstY: float32(y)}
	}
	c.draw(dst, p, blend, c.quad[:], wholeIndices, images...)
}

// nearest finds the keys of what is nearest among the batches, into keys, by way of high.
func (c *canvas) nearest(high, keys *ebiten.Image, list []batch, sheer bool) {
	high.Clear()
	keys.Clear()
	for i := range list {
		if b := &list[i]; b.sheer == sheer {
			c.draw(high, &c.programs.high, nearestBlend, b.verts, b.indices)
		}
	}
	for i := range list {
		if b := &list[i]; b.sheer == sheer {
			c.draw(keys, &c.programs.low, nearestBlend, b.verts, b.indices, high)
		}
	}
}

// span is the range of what keys stand for.
type span struct{ low, high float32 }

func noSpan() span { return span{1e9, -1e9} }

func (s *span) add(x float32) { s.low, s.high = min(s.low, x), max(s.high, x) }

// key is what the keys' least is and how many there are per unit.
func (s *span) key() (from, scale float32) {
	wide := max(s.high-s.low, 1e-6)
	scale = 65533 / wide
	return s.low - 1/scale, scale
}
