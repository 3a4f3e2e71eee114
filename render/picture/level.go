package picture

import (
	"image"

	"mirrorarm/render/raster"
	"mirrorarm/sim/locale"

	"golang.org/x/image/draw"
)

// Level is what of the picture's quality is given up for time.
type Level uint8

// The levels, best first.
const (
	High Level = iota
	Default
	Low
	Floor
	NumLevels = 4
)

var levelNames = [NumLevels]string{"high", "default", "low", "floor"}

// Text is the level's name on the screen.
func (l Level) Text() locale.Key { return locale.QualityHigh + locale.Key(l) }

// String is the level's name.
func (l Level) String() string { return levelNames[l] }

// settings of each level: the internal size as a part of the output's, the side
// of the shadow map, whether shadows have one sample, whether creases go
// unshaded, and whether it has what is fine. Design values.
var settings = [NumLevels]struct {
	size        float64
	shadow      int
	hard, plain bool
	fine        bool
}{
	High:    {size: 1, shadow: 1024, fine: true},
	Default: {size: 0.875, shadow: 512},
	Low:     {size: 0.75, shadow: 512, plain: true},
	Floor:   {size: 0.5, shadow: 512, hard: true, plain: true},
}

// Raster is the size of the internal picture for an output, and how it is drawn.
func (l Level) Raster(width, height, workers int) (w, h int, o raster.Options) {
	s := settings[l]
	return l.scaled(width), l.scaled(height), raster.Options{Shadow: s.shadow, HardEdge: s.hard, NoOcclusion: s.plain, Fine: s.fine, Workers: workers}
}

// scaled is a length of the output's (px) in the internal picture.
func (l Level) scaled(px int) int { return int(float64(px)*settings[l].size + 0.5) }

// Enlarge fits the internal picture to the output, or to a part of it.
func Enlarge(dst, src *image.RGBA) {
	if dst.Rect.Size() == src.Rect.Size() {
		draw.Draw(dst, dst.Rect, src, src.Rect.Min, draw.Src)
		return
	}
	draw.BiLinear.Scale(dst, dst.Rect, src, src.Rect, draw.Src, nil)
}
