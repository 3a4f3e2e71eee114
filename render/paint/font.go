package paint

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Style names one of the family's faces in one of the three sizes.
type Style uint8

// The faces.
const (
	Headline Style = iota // medium, for exhibits
	Title                 // medium, large
	Body                  // regular
	Strong                // medium
	Small                 // regular, small
	Figure                // mono: digits of one width
	FigureSmall
	formulaLine   // regular, a little larger
	formulaScript // and its raised and lowered letters
	numStyles

	// Formula is text with raised and lowered parts; see Pieces.
	Formula = numStyles
)

// glyph is one rendered character.
type glyph struct {
	mask    *image.Alpha
	left    int // of the mask, from the pen
	top     int // of the mask, from the baseline
	advance fixed.Int26_6
}

// typeface renders characters of one style once and keeps them.
type typeface struct {
	face   font.Face
	script font.Face       // smaller, for what stands high or low
	size   float64         // px
	has    func(rune) bool // whether the face has a character
	spare  spare           // for those that it lacks
	glyphs map[placed]*glyph
}

// placed is a character at a place between two pixels: text is evenly spaced only
// if its letters need not begin on a pixel.
type placed struct {
	r       rune
	quarter uint8 // of a pixel
}

func newTypefaces(scale float64, han *opentype.Font) ([numStyles]*typeface, error) {
	var out [numStyles]*typeface
	built, err := opentype.Parse(hanOTF)
	if err != nil {
		return out, fmt.Errorf("paint: font: %w", err)
	}
	for s, spec := range [numStyles]struct {
		ttf  []byte
		size float64
	}{
		Headline: {gomedium.TTF, SizeHeadline}, Title: {gomedium.TTF, SizeTitle}, Body: {goregular.TTF, sizeBody}, Strong: {gomedium.TTF, sizeBody},
		Small: {goregular.TTF, sizeSmall}, Figure: {gomono.TTF, sizeBody}, FigureSmall: {gomono.TTF, sizeSmall},
		formulaLine: {goregular.TTF, sizeFormula}, formulaScript: {goregular.TTF, scriptSize * sizeFormula},
	} {
		parsed, err := opentype.Parse(spec.ttf)
		if err != nil {
			return out, fmt.Errorf("paint: font: %w", err)
		}
		face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: spec.size * scale, DPI: 72, Hinting: font.HintingNone})
		if err != nil {
			return out, fmt.Errorf("paint: font: %w", err)
		}
		script, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: scriptSize * spec.size * scale, DPI: 72, Hinting: font.HintingNone})
		if err != nil {
			return out, fmt.Errorf("paint: font: %w", err)
		}
		spare, err := newSpare(built, han, spec.size*scale)
		if err != nil {
			return out, err
		}
		has := func(r rune) bool { return covers(parsed, r) }
		out[s] = &typeface{face: face, script: script, size: spec.size * scale, has: has, spare: spare, glyphs: map[placed]*glyph{}}
	}
	return out, nil
}

// glyph is the rendered character, its pen so many quarters of a pixel into one.
func (t *typeface) glyph(r rune, quarter uint8) *glyph {
	key := placed{r, quarter}
	g, ok := t.glyphs[key]
	if ok {
		return g
	}
	pen := fixed.Point26_6{X: fixed.Int26_6(quarter) << 4}
	if t.has(r) {
		g = rendered(t.face, r, pen)
	} else if s, ok := scripts[r]; ok {
		g = rendered(t.script, s.letter, pen)
		g.top -= int(math.Round(s.raised * t.size))
	} else {
		g = t.spare.glyph(r, pen)
	}
	t.glyphs[key] = g
	return g
}

// rendered renders a character; a missing one is the font's own box.
func rendered(face font.Face, r rune, pen fixed.Point26_6) *glyph {
	g := &glyph{}
	dr, mask, at, advance, _ := face.Glyph(pen, r)
	g.advance, g.left, g.top = advance, dr.Min.X, dr.Min.Y
	if mask != nil {
		g.mask = image.NewAlpha(image.Rect(0, 0, dr.Dx(), dr.Dy()))
		for y := range dr.Dy() {
			for x := range dr.Dx() {
				_, _, _, a := mask.At(at.X+x, at.Y+y).RGBA()
				g.mask.SetAlpha(x, y, color.Alpha{A: uint8(a >> 8)})
			}
		}
	}
	return g
}

// width of a line of text (px).
func (t *typeface) width(s string) int {
	var w fixed.Int26_6
	for _, r := range spelledOut(s) {
		if _, above := accents[r]; !above {
			w += t.glyph(r, 0).advance
		}
	}
	return w.Ceil()
}

// scriptSize is the size of raised and lowered letters, in that of the others.
const scriptSize = 0.68

// scripts are raised and lowered letters of formulas that the faces lack: the
// letter itself, smaller, so many sizes above the line.
var scripts = map[rune]struct {
	letter rune
	raised float64
}{'ᵀ': {'T', 0.36}, 'ᵢ': {'i', -0.14}, 'ⁱ': {'i', 0.36}}

// accents are marks that stand over the letter before them, as letters of their
// own that the faces have.
var accents = map[rune]rune{'\u0302': 'ˆ', '\u0307': '˙'}

// spelled takes accented letters of formulas that the faces lack apart.
var spelled = [...][2]string{{"ṗ", "p\u0307"}, {"ẑ", "z\u0302"}}

// spelledOut is a text with those letters taken apart; hardly any has one.
func spelledOut(text string) string {
	for _, letter := range spelled {
		if strings.Contains(text, letter[0]) {
			text = strings.ReplaceAll(text, letter[0], letter[1])
		}
	}
	return text
}
