//go:build cgo || windows || js

package window

import (
	"image"

	"github.com/hajimehoshi/ebiten/v2"
)

// images makes the engine's images for the window and counts those that it holds.
type images struct {
	held   int
	pixels int
}

// take is a new image of some size.
func (i *images) take(size image.Point) *ebiten.Image {
	i.held++
	i.pixels += size.X * size.Y
	return ebiten.NewImage(size.X, size.Y)
}

// drop gives an image's memory back to the engine; nil is none.
func (i *images) drop(img *ebiten.Image) {
	if img == nil {
		return
	}
	i.held--
	i.pixels -= img.Bounds().Dx() * img.Bounds().Dy()
	img.Deallocate()
}

// renewed is an image of some size, in place of an old one, or of nil.
func (i *images) renewed(old *ebiten.Image, size image.Point) *ebiten.Image {
	if old != nil && old.Bounds().Size() == size {
		old.Clear()
		return old
	}
	i.drop(old)
	return i.take(size)
}

// megabytes is what the images take.
func (i *images) megabytes() float64 { return megabytes(i.pixels) }

// megabytes is what so many pixels take: four bytes each.
func megabytes(pixels int) float64 { return float64(4*pixels) / (1 << 20) }

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

// layer is an image of the engine that shows pictures of this program, of whatever
// size. It never shrinks: a level of quality that comes and goes costs no memory
// anew.
type layer struct {
	images *images
	kept   *ebiten.Image
	part   *ebiten.Image // of it: where the picture is
	size   image.Point   // of the picture
	draw   ebiten.DrawImageOptions
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
		l.kept = l.images.take(image.Pt(max(has.X, size.X, most.X), max(has.Y, size.Y, most.Y)))
	}
	if l.size != size {
		l.kept.Clear() // the filter looks a little beyond the picture
		l.size = size
		l.part = l.kept.SubImage(image.Rectangle{Max: size}).(*ebiten.Image)
	}
	l.part.WritePixels(img.Pix)
	return l.again(screen, at)
}

// again shows the last picture once more.
func (l *layer) again(screen *ebiten.Image, at image.Rectangle) *ebiten.Image {
	l.draw.Filter = ebiten.FilterLinear
	l.draw.GeoM.Reset()
	l.draw.GeoM.Scale(float64(at.Dx())/float64(l.size.X), float64(at.Dy())/float64(l.size.Y))
	l.draw.GeoM.Translate(float64(at.Min.X), float64(at.Min.Y))
	screen.DrawImage(l.part, &l.draw)
	return l.part
}

// close gives the engine's memory back.
func (l *layer) close() {
	l.images.drop(l.kept)
	l.kept, l.part, l.size = nil, nil, image.Point{}
}
