package hud

import (
	"image"
	"image/color"

	"mirrorarm/render/paint"
	"mirrorarm/sim/locale"
)

// Of a caption, at scale 1.
const (
	captionLines  = 1.35 // from line to line, in sizes
	captionAscent = 0.72 // of a line above the letters' feet
	captionWidest = 616  // of a line
	captionLeast  = 160  // of a line: with less room it is not drawn

	noticeWidest = 424 // of a notice's line
	noticeLines  = 5

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
	top := h.top(s)
	r := image.Rect(left, top, left+widest+2*m, top+2*p.Px(paint.Grid)+len(lines)*height+bar)
	if !docked {
		foot := b.Max.Y - m - p.Px(paint.Line)
		if notice := h.noticeRect(s); !notice.Empty() {
			foot = notice.Min.Y - p.Px(paint.Grid)
		}
		foot -= h.lines(s) * p.Px(paint.Line+8)
		r = r.Add(image.Pt(free-r.Max.X, foot-r.Max.Y))
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

// drawHint says what to do next, in the picture's quietest corner.
func (h *HUD) drawHint(s *State) {
	p, b := h.painter, h.overlay.Rect
	if s.Hidden || s.Exhibit || s.Notice != "" {
		return
	}
	text := p.Phrase().Text(s.Language.Text(locale.Hint)).Text(" · H ").Text(s.Language.Text(locale.HintKeys)).String()
	p.TextRight(b.Max.X-p.Px(paint.Margin), b.Max.Y-p.Px(paint.Margin), paint.Small, paint.DimColor, text)
}

// drawCamera says how the camera stands, above the hint or a notice.
func (h *HUD) drawCamera(s *State) {
	p := h.painter
	if s.Hidden || s.Camera == locale.Nothing {
		return
	}
	text := s.Language.Text(s.Camera)
	if s.CameraAt != "" {
		text = p.Phrase().Text(text).Text(" ").Text(s.CameraAt).String()
	}
	c := paint.DimColor
	switch s.Camera {
	case locale.CameraHand:
		c = paint.Accent
	case locale.CameraNoHand, locale.CameraStarting, locale.CameraListens:
	default:
		c = paint.Warning
	}
	h.line(s, 0, text, c)
}

// line says how something stands that goes on, with a dot before it: above the hint or a
// notice, and above so many lines.
func (h *HUD) line(s *State, above int, text string, c color.NRGBA) {
	p, b := h.painter, h.overlay.Rect
	m := p.Px(paint.Margin)
	y := b.Max.Y - m - p.Px(paint.Line+4)
	if notice := h.noticeRect(s); !notice.Empty() {
		y = notice.Min.Y - p.Px(paint.Grid)
	}
	y -= above * p.Px(paint.Line+4)
	text = p.Fitted(paint.Body, text, b.Dx()-2*m-p.Px(14))
	x := b.Max.X - m
	p.TextRight(x, y, paint.Body, paint.TextColor, text)
	p.Disc(float64(x-p.Width(paint.Body, text))-p.Scale()*10, float64(y)-p.Scale()*4.5, p.Scale()*3.5, c)
}

// lines is how many of them there are.
func (h *HUD) lines(s *State) (n int) {
	if s.Camera != locale.Nothing {
		n++
	}
	if s.Recording.On {
		n++
	}
	return n
}

// drawNotice says what has just happened, in the corner of the hint.
func (h *HUD) drawNotice(s *State) {
	p := h.painter
	r := h.noticeRect(s)
	if r.Empty() {
		return
	}
	p.Panel(r)
	m := p.Px(paint.Margin)
	y := r.Min.Y + p.Px(paint.Grid) + p.Px(13)
	for _, line := range p.Wrapped(paint.Body, s.Notice, p.Px(noticeWidest)) {
		if y > r.Max.Y {
			break
		}
		p.Text(r.Min.X+m, y, paint.Body, paint.TextColor, line)
		y += p.Px(paint.Line)
	}
}

// noticeRect is where a notice stands; nothing if there is none.
func (h *HUD) noticeRect(s *State) image.Rectangle {
	p, b := h.painter, h.overlay.Rect
	if s.Hidden || s.Notice == "" {
		return image.Rectangle{}
	}
	lines := p.Wrapped(paint.Body, s.Notice, p.Px(noticeWidest))
	lines = lines[:min(len(lines), noticeLines)]
	widest := 0
	for _, line := range lines {
		widest = max(widest, p.Width(paint.Body, line))
	}
	m := p.Px(paint.Margin)
	height := 2*p.Px(paint.Grid) + (len(lines)-1)*p.Px(paint.Line) + p.Px(16)
	return image.Rect(b.Max.X-m-widest-2*m, b.Max.Y-m-height, b.Max.X-m, b.Max.Y-m).Intersect(b)
}
