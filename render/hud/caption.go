package hud

import (
	"image"

	"mirrorarm/render/paint"
	"mirrorarm/sim/locale"
)

// Of a caption, at scale 1.
const (
	captionLines  = 1.35 // from line to line, in sizes
	captionAscent = 0.72 // of a line above the letters' feet
	captionWidest = 616  // of a line
	captionLeast  = 160  // of a line: with less room it is not drawn

	captionBar      = 12  // below the lines, while something is under way
	captionBarLeast = 120 // how wide
)

// drawCaption tells a visitor what happens: on the floor at the right, where
// nothing moves, or at the top left where panels are docked; nothing is drawn
// beyond free.
func (h *HUD) drawCaption(s *State, free int) {
	p, b := h.painter, h.overlay.Rect
	m := p.Px(paint.Margin)
	face, height := paint.Title, p.Px(paint.SizeTitle*captionLines)
	if s.Exhibit {
		face, height = paint.Headline, p.Px(paint.SizeHeadline*captionLines)
	}
	docked := free < b.Max.X-m
	left := m
	if !docked {
		for i, r := range h.place(s) {
			if Panel(i) == label {
				continue // it is at the top, the caption at the bottom
			}
			left = max(left, r.Max.X+p.Px(paint.Grid))
		}
	}
	room := free - left - 2*m
	if s.Caption == locale.Nothing || s.Hidden || room < p.Px(captionLeast) {
		return
	}
	lines := p.Wrapped(face, s.Language.Text(s.Caption), min(room, p.Px(captionWidest)))
	widest := 0
	for _, l := range lines {
		widest = max(widest, p.Width(face, l))
	}
	bar := 0
	if s.Building {
		bar = p.Px(captionBar)
		widest = max(widest, p.Px(captionBarLeast))
	}
	r := image.Rect(left, m, left+widest+2*m, m+2*p.Px(paint.Grid)+len(lines)*height+bar)
	if !docked {
		r = r.Add(image.Pt(free-r.Max.X, b.Max.Y-m-p.Px(paint.Line)-r.Max.Y))
	}
	p.Panel(r)
	y := r.Min.Y + p.Px(paint.Grid) + int(captionAscent*float64(height))
	for _, l := range lines {
		p.Text(r.Min.X+m, y, face, paint.TextColor, l)
		y += height
	}
	if s.Building {
		foot := r.Max.Y - p.Px(paint.Grid) - p.Px(4)
		p.Waiting(image.Rect(r.Min.X+m, foot, r.Max.X-m, foot+p.Px(4)), s.Waiting)
	}
}

// drawHint says what to do next, in the picture's quietest corner, or what has
// just happened.
func (h *HUD) drawHint(s *State) {
	p, b := h.painter, h.overlay.Rect
	text, c := p.Phrase().Text(s.Language.Text(locale.Hint)).Text(" · H ").Text(s.Language.Text(locale.HintKeys)).String(), paint.DimColor
	switch {
	case s.Hidden:
		return
	case s.Notice != "":
		text, c = s.Notice, paint.TextColor
	case s.Exhibit:
		return
	}
	p.TextRight(b.Max.X-p.Px(paint.Margin), b.Max.Y-p.Px(paint.Margin), paint.Small, c, text)
}
