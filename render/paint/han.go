package paint

import (
	"fmt"
	"image"
	"math"
	"strings"
	"unicode"

	"mirrorarm/sim/locale"

	"github.com/hajimehoshi/bitmapfont/v3"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// maxHanFonts is how many fonts of a collection are looked at.
const maxHanFonts = 64

// ParseHan reads an outline font, or a collection of them, for Chinese. A font
// that lacks a character of the Chinese catalogue is refused; of several, one for
// simplified Chinese is taken.
func ParseHan(data []byte) (*opentype.Font, error) {
	all, err := opentype.ParseCollection(data)
	if err != nil {
		return nil, fmt.Errorf("paint: font for Chinese: %w", err)
	}
	var found *opentype.Font
	for i := range min(all.NumFonts(), maxHanFonts) {
		f, err := all.Font(i)
		if err != nil || !coversHan(f) {
			continue
		}
		if name, err := f.Name(nil, sfnt.NameIDFull); err == nil && strings.Contains(name, "SC") {
			return f, nil
		}
		if found == nil {
			found = f
		}
	}
	if found == nil {
		return nil, fmt.Errorf("paint: font for Chinese: %d fonts, and none has every character of the catalogue", all.NumFonts())
	}
	return found, nil
}

// coversHan tells whether a font has every Chinese character that is shown.
func coversHan(f *opentype.Font) bool {
	var buffer sfnt.Buffer
	for k := range locale.Key(locale.NumKeys) {
		for _, r := range locale.Chinese.Text(k) {
			if !unicode.Is(unicode.Han, r) {
				continue
			}
			if i, err := f.GlyphIndex(&buffer, r); err != nil || i == 0 {
				return false
			}
		}
	}
	return true
}

// bitmapHeight is the size that the bitmap font is drawn for (px).
const bitmapHeight = 12

// spare is where characters come from that the Go fonts lack: an outline font, or
// the bitmap font enlarged by a whole number, which keeps its strokes sharp.
type spare struct {
	face  font.Face
	times int
}

// newSpare prepares characters of a size (px); han is nil for the bitmap font.
func newSpare(han *opentype.Font, size float64) (spare, error) {
	if han == nil {
		return spare{bitmapfont.FaceSC, max(int(math.Round(size/bitmapHeight)), 1)}, nil
	}
	face, err := opentype.NewFace(han, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return spare{}, fmt.Errorf("paint: font for Chinese: %w", err)
	}
	return spare{face, 1}, nil
}

// glyph renders a character.
func (s *spare) glyph(r rune) *glyph {
	g := rendered(s.face, r, fixed.Point26_6{})
	if s.times == 1 || g.mask == nil {
		return g
	}
	size := g.mask.Rect.Size().Mul(s.times)
	large := image.NewAlpha(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			large.SetAlpha(x, y, g.mask.AlphaAt(x/s.times, y/s.times))
		}
	}
	return &glyph{mask: large, left: g.left * s.times, top: g.top * s.times, advance: g.advance * fixed.Int26_6(s.times)}
}
