//go:build cgo || windows || js

package window

import (
	"image"

	"mirrorarm/render/paint"
	"mirrorarm/render/poster"

	"github.com/hajimehoshi/ebiten/v2"
	"golang.org/x/image/font/opentype"
)

// markLayer shows an exhibit's maker's mark in the corner, while nobody is there.
type markLayer struct {
	mark  poster.Mark
	at    image.Point // px
	image *ebiten.Image
}

// Of the mark, in shares of the screen's height, and of its width at most.
const (
	markHigh = 0.085
	markEdge = 0.03
	markWide = 0.5
)

// resize makes the mark anew for a screen; it is painted once for that.
func (l *markLayer) resize(images *images, screen image.Point, scale float64, han *opentype.Font) error {
	if l.mark == (poster.Mark{}) {
		return nil
	}
	p, err := paint.NewPainter(scale, han)
	if err != nil {
		return err
	}
	high := float64(screen.Y)
	r := image.Rect(0, 0, int(markWide*float64(screen.X)), int(markHigh*high))
	card := image.NewRGBA(r)
	p.Begin(card)
	taken := l.mark.Draw(p, card, r)
	l.at = image.Pt(int(markEdge*high), int(markEdge*high))
	l.image = images.renewed(l.image, taken.Size())
	l.image.WritePixels(cut(card, taken).Pix)
	return nil
}

// cut is a part of a picture, with its rows one after the other.
func cut(img *image.RGBA, r image.Rectangle) *image.RGBA {
	out := image.NewRGBA(image.Rectangle{Max: r.Size()})
	for y := range r.Dy() {
		copy(out.Pix[y*out.Stride:][:out.Stride], img.Pix[img.PixOffset(r.Min.X, r.Min.Y+y):])
	}
	return out
}

// rect is where it is on the screen (px).
func (l *markLayer) rect(attract bool) image.Rectangle {
	if l.image == nil || !attract {
		return image.Rectangle{}
	}
	return l.image.Bounds().Add(l.at)
}

func (l *markLayer) draw(screen *ebiten.Image, attract bool) {
	if l.image == nil || !attract {
		return
	}
	var o ebiten.DrawImageOptions
	o.GeoM.Translate(float64(l.at.X), float64(l.at.Y))
	screen.DrawImage(l.image, &o)
}
