package hud

import (
	"image"
	"image/color"

	"mirrorarm/render/paint"
	"mirrorarm/sim/locale"
)

// drawTexts writes a state's words where they have their place.
func (h *HUD) drawTexts(s *State, t *texts) {
	h.drawCaption(s, t)
	for i, r := range t.lines {
		if !r.Empty() {
			h.drawLine(r, h.lineText(s, i), lineColour(s, i))
		}
	}
	switch {
	case t.foot.Empty():
	case s.Notice != "":
		h.drawNotice(s, t)
	default:
		p := h.painter
		p.Panel(t.foot)
		p.TextRight(t.foot.Max.X-p.Px(paint.Grid), t.foot.Max.Y-p.Px(6), paint.Small, paint.DimColor, h.hint(s))
	}
}

// drawCaption tells a visitor what happens, and names the gesture that is made.
func (h *HUD) drawCaption(s *State, t *texts) {
	if t.caption.Empty() {
		return
	}
	p, r, m := h.speaker(s), t.caption, h.painter.Px(paint.Margin)
	h.painter.Panel(r)
	y := r.Min.Y + p.Px(paint.Grid)
	if caption := s.caption(); caption != "" {
		height := captionLine(p, t.face)
		for _, l := range p.Wrapped(t.face, caption, t.captionWidth) {
			p.Text(r.Min.X+m, y+int(captionAscent*float64(height)), t.face, paint.TextColor, l)
			y += height
		}
	}
	if label := s.label(); label != "" {
		text := h.gestureName(s, label)
		if s.plays() {
			text = h.gameLabel(s)
		}
		height := captionLine(p, t.face)
		p.Text(r.Min.X+m, y+int(captionAscent*float64(height)), t.face, paint.Target, p.Fitted(t.face, text, r.Dx()-2*m))
	}
	if s.judged() {
		foot := r.Max.Y - p.Px(paint.Grid) - p.Px(4)
		track := image.Rect(r.Min.X+m, foot, r.Max.X-m, foot+p.Px(4))
		p.Fill(track, paint.TrackFill)
		track.Max.X = track.Min.X + int(s.nearness()*float64(track.Dx()))
		p.Fill(track, paint.Accent)
		return
	}
	if s.Building {
		foot := r.Max.Y - p.Px(paint.Grid) - p.Px(4)
		p.Waiting(image.Rect(r.Min.X+m, foot, r.Max.X-m, foot+p.Px(4)), s.Waiting)
	}
}

// gestureName is that of a gesture in words; what is none is told as it is.
func (h *HUD) gestureName(s *State, name string) string {
	k, which := locale.Gesture(name)
	switch {
	case k == locale.Nothing:
		return name
	case which == "":
		return s.Language.Text(k)
	default:
		return h.painter.Phrase().Text(s.Language.Text(k)).Text(" ").Upper(which).String()
	}
}

// lineColour is that of the dot before a line.
func lineColour(s *State, line int) color.NRGBA {
	if line == recordingLine {
		return paint.Fault
	}
	switch s.Camera {
	case locale.CameraHand:
		return paint.Accent
	case locale.CameraNoHand, locale.CameraStarting, locale.CameraListens:
		return paint.DimColor
	default:
		return paint.Warning
	}
}

// drawLine says how something stands that goes on, with a dot before it.
func (h *HUD) drawLine(r image.Rectangle, text string, c color.NRGBA) {
	p := h.painter
	p.Panel(r)
	left := r.Min.X + p.Px(paint.Grid)
	y := r.Max.Y - p.Px(7.5)
	p.Disc(float64(left)+p.Scale()*4, float64(y)-p.Scale()*4.5, p.Scale()*3.5, c)
	left += p.Px(lineDot)
	p.Text(left, y, paint.Body, paint.TextColor, p.Fitted(paint.Body, text, r.Max.X-p.Px(paint.Grid)-left))
}

// drawNotice says what has just happened, in the place of the hint.
func (h *HUD) drawNotice(s *State, t *texts) {
	p, r := h.painter, t.foot
	p.Panel(r)
	y := r.Min.Y + p.Px(paint.Grid) + p.Px(13)
	for _, line := range p.Wrapped(paint.Body, s.Notice, t.noticeWidth) {
		if y > r.Max.Y {
			break
		}
		p.Text(r.Min.X+p.Px(paint.Margin), y, paint.Body, paint.TextColor, line)
		y += p.Px(paint.Line)
	}
}
