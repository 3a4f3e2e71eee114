package hud

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/font/opentype"
)

// Painter draws text and shapes at one scale. It belongs to one goroutine.
type Painter struct {
	dst   *image.RGBA
	scale float64
	types [numStyles]*typeface
}

// NewPainter prepares the fonts for a scale; 1 suits a picture of 720 lines. han
// has the Chinese characters; nil takes those of a bitmap font.
func NewPainter(scale float64, han *opentype.Font) (*Painter, error) {
	scale = min(max(scale, 0.5), 8)
	types, err := newTypefaces(scale, han)
	if err != nil {
		return nil, err
	}
	return &Painter{scale: scale, types: types}, nil
}

// px is a length in pixels.
func (p *Painter) px(v float64) int { return int(math.Round(v * p.scale)) }

// blend lays a colour over one pixel, its alpha scaled by cover (0…255).
func (p *Painter) blend(x, y int, c color.NRGBA, cover uint32) {
	if !(image.Point{X: x, Y: y}.In(p.dst.Rect)) {
		return
	}
	d := p.dst.Pix[p.dst.PixOffset(x, y):]
	a := uint32(c.A) * cover / 255
	k := 255 - a
	d[0] = uint8((uint32(c.R)*a + uint32(d[0])*k + 127) / 255)
	d[1] = uint8((uint32(c.G)*a + uint32(d[1])*k + 127) / 255)
	d[2] = uint8((uint32(c.B)*a + uint32(d[2])*k + 127) / 255)
	d[3] = uint8(a + (uint32(d[3])*k+127)/255)
}

// text writes a line with its baseline's start at (x, y) px, and returns its
// width.
func (p *Painter) text(x, y int, s style, c color.NRGBA, line string) int {
	t := p.types[s]
	pen := 0
	for _, r := range line {
		g := t.glyph(r)
		if g.mask != nil {
			ox, oy := x+(pen+32)>>6+g.left, y+g.top
			for j := range g.mask.Rect.Dy() {
				row := g.mask.Pix[j*g.mask.Stride:]
				for i := range g.mask.Rect.Dx() {
					if a := row[i]; a != 0 {
						p.blend(ox+i, oy+j, c, uint32(a))
					}
				}
			}
		}
		pen += int(g.advance)
	}
	return (pen + 63) >> 6
}

// textRight writes a line that ends at x.
func (p *Painter) textRight(x, y int, s style, c color.NRGBA, line string) {
	p.text(x-p.types[s].width(line), y, s, c, line)
}

// fill paints a rectangle.
func (p *Painter) fill(r image.Rectangle, c color.NRGBA) {
	r = r.Intersect(p.dst.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			p.blend(x, y, c, 255)
		}
	}
}

// disc paints a smooth disc of radius r about (x, y), px.
func (p *Painter) disc(x, y, r float64, c color.NRGBA) {
	for j := int(y - r - 1); j <= int(y+r+1); j++ {
		for i := int(x - r - 1); i <= int(x+r+1); i++ {
			d := r + 0.5 - math.Hypot(float64(i)+0.5-x, float64(j)+0.5-y)
			if d > 0 {
				p.blend(i, j, c, uint32(255*min(d, 1)))
			}
		}
	}
}

// segment paints a smooth line of the given width, px.
func (p *Painter) segment(ax, ay, bx, by, width float64, c color.NRGBA) {
	half := width / 2
	dx, dy := bx-ax, by-ay
	l2 := max(dx*dx+dy*dy, 1e-9)
	for j := int(min(ay, by) - half - 1); j <= int(max(ay, by)+half+1); j++ {
		for i := int(min(ax, bx) - half - 1); i <= int(max(ax, bx)+half+1); i++ {
			qx, qy := float64(i)+0.5-ax, float64(j)+0.5-ay
			t := min(max((qx*dx+qy*dy)/l2, 0), 1)
			if d := half + 0.5 - math.Hypot(qx-t*dx, qy-t*dy); d > 0 {
				p.blend(i, j, c, uint32(255*min(d, 1)))
			}
		}
	}
}

// panel paints a pane of dark glass with a hairline round it.
func (p *Painter) panel(r image.Rectangle) {
	corner := float64(p.px(radius))
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			d := roundedDistance(float64(x)+0.5, float64(y)+0.5, r, corner)
			if d < 0.5 {
				p.blend(x, y, glassFill, uint32(255*min(0.5-d, 1)))
				if edge := 1 - math.Abs(d+0.5); edge > 0 {
					p.blend(x, y, hairline, uint32(255*edge))
				}
			}
		}
	}
}

// frame paints the hairline of a panel round something already drawn.
func (p *Painter) frame(r image.Rectangle) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if x == r.Min.X || y == r.Min.Y || x == r.Max.X-1 || y == r.Max.Y-1 {
				p.blend(x, y, frameLine, 255)
			}
		}
	}
}

// roundedDistance is the signed distance (px) of a point from a rectangle with
// round corners, negative inside.
func roundedDistance(x, y float64, r image.Rectangle, corner float64) float64 {
	cx, cy := float64(r.Min.X+r.Max.X)/2, float64(r.Min.Y+r.Max.Y)/2
	qx := math.Abs(x-cx) - float64(r.Dx())/2 + corner
	qy := math.Abs(y-cy) - float64(r.Dy())/2 + corner
	return math.Hypot(max(qx, 0), max(qy, 0)) + min(max(qx, qy), 0) - corner
}
