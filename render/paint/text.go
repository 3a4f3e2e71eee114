package paint

import (
	"image/color"
	"strings"
)

// Width is that of a line of text (px).
func (p *Painter) Width(s Style, line string) int {
	if s == Formula {
		return p.formulaWidth(line)
	}
	return p.types[s].width(line)
}

// Text writes a line with its baseline's start at (x, y) px, and returns its
// width.
func (p *Painter) Text(x, y int, s Style, c color.NRGBA, line string) int {
	if s == Formula {
		return p.formula(x, y, c, line)
	}
	t := p.types[s]
	pen, last := 0, 0 // in 1/64 px; where the last letter began
	var below *glyph  // the last letter
	for _, r := range spelled.Replace(line) {
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
// anywhere where a language has none.
func (p *Painter) Wrapped(s Style, text string, width int) []string {
	var lines []string
	rest := []rune(text)
	for len(rest) > 0 {
		n := len(p.prefix(s, rest, width))
		if n < len(rest) {
			if space := strings.LastIndex(string(rest[:n+1]), " "); space > 0 {
				n = len([]rune(string(rest[:n+1])[:space]))
			}
		}
		lines = append(lines, strings.TrimSpace(string(rest[:n])))
		rest = []rune(strings.TrimLeft(string(rest[n:]), " "))
	}
	return lines
}

// prefix is as much of a text as fits, at least one character.
func (p *Painter) prefix(s Style, text []rune, width int) []rune {
	n := len(text)
	for n > 1 && p.Width(s, string(text[:n])) > width {
		n--
	}
	return text[:n]
}

// Row writes a name, and a figure with its unit in columns at the right.
func (p *Painter) Row(left, right, y int, name, value, unit string, c color.NRGBA) {
	p.Text(left, y, Body, DimColor, name)
	p.TextRight(right-p.Px(28), y, Figure, c, value)
	p.Text(right-p.Px(22), y, Small, DimColor, unit)
}

// Fitted shortens a text to a width (px).
func (p *Painter) Fitted(s Style, text string, width int) string {
	if p.Width(s, text) <= width {
		return text
	}
	runes := []rune(text)
	for len(runes) > 1 && p.Width(s, string(runes)+"…") > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}
