package hud

import (
	"image"
	"strings"

	"mirrorarm/sim/locale"
)

// Widest line of a caption at scale 1, and how far apart lines are.
const (
	captionWidth = 620
	captionLines = 1.35 // of the size
)

// drawCaption tells a visitor what happens, at the top left; nothing is drawn
// beyond free.
func (h *HUD) drawCaption(s *State, free int) {
	if s.Caption == locale.Nothing || s.Hidden {
		return
	}
	p, m := h.painter, h.painter.px(margin)
	face, height := title, sizeTitle*captionLines
	if s.Large {
		face, height = headline, sizeHeadline*captionLines
	}
	width := min(p.px(captionWidth), free-3*m)
	lines := p.wrapped(face, s.Language.Text(s.Caption), width)
	widest := 0
	for _, l := range lines {
		widest = max(widest, p.types[face].width(l))
	}
	p.panel(image.Rect(m, m, m+widest+2*m, m+2*p.px(grid)+len(lines)*p.px(height)))
	y := m + p.px(grid) + p.px(height*0.72)
	for _, l := range lines {
		p.text(2*m, y, face, textColor, l)
		y += p.px(height)
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
