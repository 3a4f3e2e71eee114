package paint

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

	// Heard, if there is one, is told of every text that is written and of where that is
	// (px), its colour and its face: for tests of what stands on a screen.
	Heard func(text string, at image.Rectangle, c color.NRGBA, s Style)

	letters []byte   // of Phrases
	lines   []string // of Wrapped
}

// ScaleOf is the scale that suits a picture of width × height pixels: 1 for 720 lines, less
// where that would leave no room for two panels side by side.
func ScaleOf(width, height int) float64 {
	const lines, columns = 720, 640
	return min(float64(height)/lines, float64(width)/columns)
}

// NewPainter prepares the fonts for a scale; 1 suits a picture of 720 lines. han
// has the Chinese characters that the catalogue lacks; nil leaves boxes in their place.
func NewPainter(scale float64, han *opentype.Font) (*Painter, error) {
	scale = min(max(scale, 0.5), 8)
	types, err := newTypefaces(scale, han)
	if err != nil {
		return nil, err
	}
	return &Painter{scale: scale, types: types}, nil
}

// Begin takes the image that is painted from now on; its corner is (0, 0). What Phrase
// and Wrapped have returned is not valid any more.
func (p *Painter) Begin(dst *image.RGBA) {
	p.dst, p.letters, p.lines = dst, p.letters[:0], p.lines[:0]
}

// Mark is how much Phrase and Wrapped have taken up; Release gives back what they have
// returned since then, as Begin does with all of it.
func (p *Painter) Mark() [2]int { return [2]int{len(p.letters), len(p.lines)} }

// Release gives back what Phrase and Wrapped have returned since a mark.
func (p *Painter) Release(mark [2]int) { p.letters, p.lines = p.letters[:mark[0]], p.lines[:mark[1]] }

// Scale is how many pixels a unit has.
func (p *Painter) Scale() float64 { return p.scale }

// Px is a length in pixels.
func (p *Painter) Px(v float64) int { return int(math.Round(v * p.scale)) }

// Blend lays a colour over one pixel, its alpha scaled by cover (0…255).
func (p *Painter) Blend(x, y int, c color.NRGBA, cover uint32) {
	if !(image.Point{X: x, Y: y}.In(p.dst.Rect)) {
		return
	}
	over(p.dst.Pix[p.dst.PixOffset(x, y):], c, uint32(c.A)*cover/255)
}

// over lays a colour of alpha a over the pixel that d begins with.
func over(d []uint8, c color.NRGBA, a uint32) {
	d = d[:4:4]
	k := 255 - a
	d[0] = uint8((uint32(c.R)*a + uint32(d[0])*k + 127) / 255)
	d[1] = uint8((uint32(c.G)*a + uint32(d[1])*k + 127) / 255)
	d[2] = uint8((uint32(c.B)*a + uint32(d[2])*k + 127) / 255)
	d[3] = uint8(a + (uint32(d[3])*k+127)/255)
}

// Fill paints a rectangle.
func (p *Painter) Fill(r image.Rectangle, c color.NRGBA) {
	r = r.Intersect(p.dst.Rect)
	// Most of what is filled is still clear, and comes out the same everywhere.
	var clear, filled [4]uint8
	over(filled[:], c, uint32(c.A))
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := p.dst.Pix[p.dst.PixOffset(r.Min.X, y):][:4*r.Dx()]
		for ; len(row) >= 4; row = row[4:] {
			if d := (*[4]uint8)(row); *d == clear {
				*d = filled
			} else {
				over(row, c, uint32(c.A))
			}
		}
	}
}

// Disc paints a smooth disc of radius r about (x, y), px.
func (p *Painter) Disc(x, y, r float64, c color.NRGBA) {
	for j := int(y - r - 1); j <= int(y+r+1); j++ {
		for i := int(x - r - 1); i <= int(x+r+1); i++ {
			d := r + 0.5 - math.Hypot(float64(i)+0.5-x, float64(j)+0.5-y)
			if d > 0 {
				p.Blend(i, j, c, uint32(255*min(d, 1)))
			}
		}
	}
}

// Ring paints a smooth circle of the given width about (x, y), px.
func (p *Painter) Ring(x, y, r, width float64, c color.NRGBA) {
	for j := int(y - r - width - 1); j <= int(y+r+width+1); j++ {
		for i := int(x - r - width - 1); i <= int(x+r+width+1); i++ {
			d := width/2 + 0.5 - math.Abs(math.Hypot(float64(i)+0.5-x, float64(j)+0.5-y)-r)
			if d > 0 {
				p.Blend(i, j, c, uint32(255*min(d, 1)))
			}
		}
	}
}

// Segment paints a smooth line of the given width with round ends, px.
func (p *Painter) Segment(ax, ay, bx, by, width float64, c color.NRGBA) {
	half := width / 2
	dx, dy := bx-ax, by-ay
	l2 := max(dx*dx+dy*dy, 1e-9)
	top, bottom := int(min(ay, by)-half-1), int(max(ay, by)+half+1)
	for j := max(top, 0); j <= min(bottom, p.dst.Rect.Max.Y-1); j++ {
		lo, hi := segmentSpan(float64(j)+0.5, ax, ay, bx, by, half+1)
		for i := max(int(lo), 0); i <= min(int(hi), p.dst.Rect.Max.X-1); i++ {
			qx, qy := float64(i)+0.5-ax, float64(j)+0.5-ay
			t := min(max((qx*dx+qy*dy)/l2, 0), 1)
			if d := half + 0.5 - math.Sqrt((qx-t*dx)*(qx-t*dx)+(qy-t*dy)*(qy-t*dy)); d > 0 {
				p.Blend(i, j, c, uint32(255*min(d, 1)))
			}
		}
	}
}

// segmentSpan bounds the columns of a row that lie within reach of a segment.
func segmentSpan(y, ax, ay, bx, by, reach float64) (lo, hi float64) {
	lo, hi = min(ax, bx)-reach, max(ax, bx)+reach
	if dy := by - ay; math.Abs(dy) > 1e-3*math.Abs(bx-ax)+1e-9 {
		at := ax + (y-ay)*(bx-ax)/dy
		wide := reach * math.Hypot(bx-ax, dy) / math.Abs(dy)
		lo, hi = max(lo, at-wide), min(hi, at+wide)
	}
	return lo, hi
}

// Triangle paints a smooth triangle, px, its corners in either sense.
func (p *Painter) Triangle(ax, ay, bx, by, cx, cy float64, c color.NRGBA) {
	if (bx-ax)*(cy-ay) < (cx-ax)*(by-ay) {
		bx, by, cx, cy = cx, cy, bx, by
	}
	inside := func(x, y, ax, ay, bx, by float64) float64 {
		return ((bx-ax)*(y-ay) - (by-ay)*(x-ax)) / max(math.Hypot(bx-ax, by-ay), 1e-9)
	}
	for j := int(min(ay, by, cy) - 1); j <= int(max(ay, by, cy)+1); j++ {
		for i := int(min(ax, bx, cx) - 1); i <= int(max(ax, bx, cx)+1); i++ {
			x, y := float64(i)+0.5, float64(j)+0.5
			d := 0.5 + min(inside(x, y, ax, ay, bx, by), inside(x, y, bx, by, cx, cy), inside(x, y, cx, cy, ax, ay))
			if d > 0 {
				p.Blend(i, j, c, uint32(255*min(d, 1)))
			}
		}
	}
}

// Panel paints a pane of dark glass with a hairline round it.
func (p *Painter) Panel(r image.Rectangle) { p.Card(r, Glass, Hairline) }

// Card paints a rectangle with round corners and an edge.
func (p *Painter) Card(r image.Rectangle, fill, edge color.NRGBA) {
	corner := p.Px(radius)
	inner := r.Inset(2)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		level := y >= r.Min.Y+corner && y < r.Max.Y-corner
		for x := r.Min.X; x < r.Max.X; x++ {
			straight := level || (x >= r.Min.X+corner && x < r.Max.X-corner)
			if straight && (image.Point{X: x, Y: y}).In(inner) {
				end := inner.Max.X
				if !level {
					end = min(end, r.Max.X-corner)
				}
				p.Fill(image.Rect(x, y, end, y+1), fill)
				x = end - 1
				continue
			}
			d := roundedDistance(float64(x)+0.5, float64(y)+0.5, r, float64(corner))
			if d < 0.5 {
				p.Blend(x, y, fill, uint32(255*min(0.5-d, 1)))
				if line := 1 - math.Abs(d+0.5); line > 0 {
					p.Blend(x, y, edge, uint32(255*line))
				}
			}
		}
	}
}

// How a waiting bar moves. Design values.
const (
	waitingShare  = 0.3 // of the track
	waitingPeriod = 1.8 // s, there and back
)

// Waiting paints a bar that says that something is under way and not how far it is:
// a part of the track that slides to and fro; t is the time (s).
func (p *Painter) Waiting(track image.Rectangle, t float64) {
	p.Fill(track, TrackFill)
	room := (1 - waitingShare) * float64(track.Dx())
	x := track.Min.X + int(room*(1-math.Cos(2*math.Pi*t/waitingPeriod))/2)
	p.Fill(image.Rect(x, track.Min.Y, x+int(waitingShare*float64(track.Dx())), track.Max.Y), Accent)
}

// Frame paints the hairline of a panel round something already drawn.
func (p *Painter) Frame(r image.Rectangle) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if x == r.Min.X || y == r.Min.Y || x == r.Max.X-1 || y == r.Max.Y-1 {
				p.Blend(x, y, FrameLine, 255)
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
