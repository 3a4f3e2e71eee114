package paint

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode"

	"mirrorarm/sim/locale"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// hanOTF has the outlines of the Chinese catalogue's characters. Its terms are in
// OFL.txt.
//
//go:generate go run generate.go
//go:embed han.otf
var hanOTF []byte

// maxHanFonts is how many fonts of a collection are looked at.
const maxHanFonts = 64

// ParseHan reads an outline font, or a collection of them, for Chinese that is not in
// the catalogue, such as names of files. A font that lacks a character of the catalogue
// is refused; of several, one for simplified Chinese is taken.
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
	for _, r := range locale.Chinese.Letters() {
		if unicode.Is(unicode.Han, r) && !covers(f, r) {
			return false
		}
	}
	return true
}

func covers(f *opentype.Font, r rune) bool {
	var buffer sfnt.Buffer
	i, err := f.GlyphIndex(&buffer, r)
	return err == nil && i != 0
}

// spare is where characters come from that the Go fonts lack: the outlines that are
// built in and, behind them, an installed font. What neither has is a box.
type spare struct {
	fonts []*opentype.Font
	faces []font.Face
}

// newSpare prepares characters of a size (px); han is nil where no font is installed.
func newSpare(built, han *opentype.Font, size float64) (s spare, err error) {
	for _, f := range [...]*opentype.Font{built, han} {
		if f == nil {
			continue
		}
		face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
		if err != nil {
			return s, fmt.Errorf("paint: font for Chinese: %w", err)
		}
		s.fonts, s.faces = append(s.fonts, f), append(s.faces, face)
	}
	return s, nil
}

// has tells whether there is a character.
func (s *spare) has(r rune) bool { return s.at(r) >= 0 }

// at is the first font that has a character, −1 for none.
func (s *spare) at(r rune) int {
	for i, f := range s.fonts {
		if covers(f, r) {
			return i
		}
	}
	return -1
}

// glyph renders a character.
func (s *spare) glyph(r rune, pen fixed.Point26_6) *glyph {
	return rendered(s.faces[max(s.at(r), 0)], r, pen)
}
