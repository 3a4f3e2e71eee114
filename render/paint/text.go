package paint

import (
	"image"
	"image/color"
	"strings"
	"unicode/utf8"
)

// Width is that of a line of text (px).
func (p *Painter) Width(s Style, line string) int {
	if s == Formula {
		return p.formulaWidth(line)
	}
	return p.types[s].width(line)
}

// Has tells whether there is a character, and not a box in its place.
func (p *Painter) Has(r rune) bool {
	t := p.types[Body]
	_, script := scripts[r]
	_, mark := accents[r]
	return script || mark || t.has(r) || t.spare.has(r)
}

// capitals is how high capital letters are, in sizes.
const capitals = 0.72

// Text writes a line with its baseline's start at (x, y) px, and returns its
// width.
func (p *Painter) Text(x, y int, s Style, c color.NRGBA, line string) int {
	if p.Heard != nil {
		size := p.types[min(s, formulaLine)].size // a formula's too
		p.Heard(line, image.Rect(x, y-int(capitals*size), x+p.Width(s, line), y), c, s)
	}
	if s == Formula {
		return p.formula(x, y, c, line)
	}
	t := p.types[s]
	pen, last := 0, 0 // in 1/64 px; where the last letter began
	var below *glyph  // the last letter
	for _, r := range spelledOut(line) {
		if mark, above := accents[r]; above {
			at := (last + pen - int(t.glyph(mark, 0).advance)) / 2
			g := t.glyph(mark, uint8(at&63)>>4)
			p.stamp(x+at>>6, y-raised(g, below), c, g)
			continue
		}
		g := t.glyph(r, uint8(pen&63)>>4)
		p.stamp(x+pen>>6, y, c, g)
		last, below = pen, g
		pen += int(g.advance)
	}
	return (pen + 63) >> 6
}

// raised is how much higher a mark has to stand to clear the letter below it (px).
func raised(mark, letter *glyph) int {
	if letter == nil || letter.mask == nil || mark.mask == nil {
		return 0
	}
	return max(mark.top+mark.mask.Rect.Dy()+1-letter.top, 0)
}

// stamp paints one character with its pen at (x, y).
func (p *Painter) stamp(x, y int, c color.NRGBA, g *glyph) {
	if g.mask == nil {
		return
	}
	for j := range g.mask.Rect.Dy() {
		row := g.mask.Pix[j*g.mask.Stride:]
		for i := range g.mask.Rect.Dx() {
			if a := row[i]; a != 0 {
				p.Blend(x+g.left+i, y+g.top+j, c, uint32(a))
			}
		}
	}
}

// TextRight writes a line that ends at x.
func (p *Painter) TextRight(x, y int, s Style, c color.NRGBA, line string) {
	p.Text(x-p.Width(s, line), y, s, c, line)
}

// Wrapped breaks a text into lines of at most so many pixels: between words, or
// anywhere where a language has none. They are valid until the next Begin.
func (p *Painter) Wrapped(s Style, text string, width int) []string {
	from := len(p.lines)
	for rest := text; rest != ""; {
		n := p.prefix(s, rest, width)
		if n < len(rest) {
			_, next := utf8.DecodeRuneInString(rest[n:])
			if space := strings.LastIndexByte(rest[:n+next], ' '); space > 0 {
				n = space
			}
		}
		p.lines = append(p.lines, strings.TrimSpace(rest[:n]))
		rest = strings.TrimLeft(rest[n:], " ")
	}
	return p.lines[from:len(p.lines):len(p.lines)]
}

// prefix is how many bytes of a text fit, at least one character.
func (p *Painter) prefix(s Style, text string, width int) (n int) {
	for i, r := range text {
		end := i + utf8.RuneLen(r)
		if n > 0 && p.Width(s, text[:end]) > width {
			break
		}
		n = end
	}
	return n
}

// Row writes a name, and a figure with its unit in columns at the right, that of units so
// many pixels wide.
func (p *Painter) Row(left, right, units, y int, name, value, unit string, c color.NRGBA) {
	p.Text(left, y, Body, DimColor, name)
	p.TextRight(right-units-p.Px(6), y, Figure, c, value)
	p.Text(right-units, y, Small, DimColor, unit)
}

// RowWidth is the least that a row needs, with some air between name and figure.
func (p *Painter) RowWidth(units int, name, value string) int {
	return p.Width(Body, name) + p.Px(Grid) + p.Width(Figure, value) + p.Px(6) + units
}

// Fitted shortens a text to a width (px). It is valid until the next Begin.
func (p *Painter) Fitted(s Style, text string, width int) string {
	if p.Width(s, text) <= width {
		return text
	}
	n := p.prefix(s, text, width-p.Width(s, ellipsis))
	return p.Phrase().Text(text[:n]).Text(ellipsis).String()
}

// ellipsis stands for what has been left out.
const ellipsis = "…"
