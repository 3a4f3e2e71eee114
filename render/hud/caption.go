package hud

import (
	"image"
	"strings"

	"mirrorarm/sim/locale"
)

// Of a caption, at scale 1.
const (
	captionLines  = 1.35 // from line to line, in sizes
	captionAscent = 0.72 // of a line above the letters' feet
	captionWidest = 616  // of a line
	captionLeast  = 160  // of a line: with less room it is not drawn
)

// drawCaption tells a visitor what happens: on the floor at the right, where
// nothing moves, or at the top left where panels are docked; nothing is drawn
// beyond free.
func (h *HUD) drawCaption(s *State, free int) {
	p, b := h.painter, h.overlay.Rect
	m := p.px(margin)
	face, height := title, p.px(sizeTitle*captionLines)
	if s.Large {
		face, height = headline, p.px(sizeHeadline*captionLines)
	}
	docked := free < b.Max.X-m
	left := m
	if !docked {
		for _, r := range h.place(s) {
			left = max(left, r.Max.X+p.px(grid))
		}
	}
	room := free - left - 2*m
	if s.Caption == locale.Nothing || s.Hidden || room < p.px(captionLeast) {
		return
	}
	lines := p.wrapped(face, s.Language.Text(s.Caption), min(room, p.px(captionWidest)))
	widest := 0
	for _, l := range lines {
		widest = max(widest, p.types[face].width(l))
	}
	r := image.Rect(left, m, left+widest+2*m, m+2*p.px(grid)+len(lines)*height)
	if !docked {
		r = r.Add(image.Pt(free-r.Max.X, b.Max.Y-m-p.px(line)-r.Max.Y))
	}
	p.panel(r)
	y := r.Min.Y + p.px(grid) + int(captionAscent*float64(height))
	for _, l := range lines {
		p.text(r.Min.X+m, y, face, textColor, l)
		y += height
	}
}

// wrapped breaks a text into lines of at most so many pixels: between words, or
// anywhere where a language has none.
func (p *Painter) wrapped(s style, text string, width int) []string {
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
func (p *Painter) prefix(s style, text []rune, width int) []rune {
	n := len(text)
	for n > 1 && p.types[s].width(string(text[:n])) > width {
		n--
	}
	return text[:n]
}

// drawHint says what to do next, in the picture's quietest corner, or what has
// just happened.
func (h *HUD) drawHint(s *State) {
	p, b := h.painter, h.overlay.Rect
	text, c := s.Language.Text(locale.Hint)+" · H "+s.Language.Text(locale.HintKeys), dimColor
	switch {
	case s.Hidden:
		return
	case s.Notice != "":
		text, c = s.Notice, textColor
	case s.Large:
		return
	}
	p.textRight(b.Max.X-p.px(margin), b.Max.Y-p.px(margin), small, c, text)
}
