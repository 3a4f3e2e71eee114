package picture

import (
	"fmt"
	"image"

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

// String is the level's name.
func (l Level) String() string { return levelNames[l] }

// ParseLevel reads what String writes.
func ParseLevel(s string) (Level, error) {
	for l, name := range levelNames {
		if name == s {
			return Level(l), nil
		}
	}
	return High, fmt.Errorf("picture: quality %q, want high, default, low or floor", s)
}

// settings of each level: the internal size as a part of the output's, the side
// of the shadow map, and whether shadows have one sample. Design values.
var settings = [NumLevels]struct {
	size   float64
	shadow int
	hard   bool
}{
	High:    {1, 1024, false},
	Default: {0.875, 512, false},
	Low:     {0.75, 512, false},
	Floor:   {0.5, 512, true},
}

// enlarge fits the internal picture to the output.
func enlarge(dst, src *image.RGBA) {
	if dst.Rect == src.Rect {
		copy(dst.Pix, src.Pix)
		return
	}
	draw.BiLinear.Scale(dst, dst.Rect, src, src.Rect, draw.Src, nil)
}
