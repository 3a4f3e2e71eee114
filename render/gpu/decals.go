//go:build cgo || windows || js

package gpu

import (
	"mirrorarm/render/raster"
	"mirrorarm/render/scene"

	"github.com/hajimehoshi/ebiten/v2"
)

// decals keeps a print as an image: of the solid that was drawn with one last, for there is
// hardly ever more than one.
type decals struct {
	of    *scene.Decal
	kept  *ebiten.Image
	rows  [16]float32   // of each fineness: first row, width, height, texels per metre
	image *ebiten.Image // of the solid that is drawn now; nil for none
}

// tell has the shaders draw with a print; nil is none.
func (d *decals) tell(c *canvas, of *scene.Decal) {
	raster.TellDecal(c.uniforms, of)
	d.image = nil
	if of == nil {
		return
	}
	if d.of != of {
		d.of = of
		d.upload(c)
	}
	c.uniforms.Float("PrintAt", d.rows[:]...)
	d.image = d.kept
}

// upload puts the print, in all finenesses one below the other, into an image.
func (d *decals) upload(c *canvas) {
	width, height := 0, 0
	for i := range d.of.Fine {
		ink, w, perMetre := d.of.Ink(i)
		h := len(ink) / max(w, 1)
		copy(d.rows[4*i:], []float32{float32(height), float32(w), float32(h), perMetre})
		width, height = max(width, w), height+h
	}
	d.kept = c.renewed(d.kept, width, height)
	pixels := make([]byte, 4*width*height)
	for i := range d.of.Fine {
		ink, w, _ := d.of.Ink(i)
		for k, v := range ink {
			at := 4 * ((int(d.rows[4*i])+k/w)*width + k%w)
			pixels[at], pixels[at+3] = v, 255
		}
	}
	d.kept.WritePixels(pixels)
}

func (d *decals) close(c *canvas) {
	c.drop(d.kept)
	*d = decals{}
}
