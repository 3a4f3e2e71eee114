package hud

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
)

// rounded is the state to the digits that are shown, so that a panel is not
// redrawn for what nobody sees.
func (s State) rounded() State {
	s.FPS = math.Round(s.FPS)
	s.LagMS = math.Round(s.LagMS)
	s.Health.TipErrorMM = math.Round(10*s.Health.TipErrorMM) / 10
	s.Health.PalmErrorMM = math.Round(10*s.Health.PalmErrorMM) / 10
	s.Health.PalmErrorDeg = math.Round(10*s.Health.PalmErrorDeg) / 10
	s.Health.DecodeRMSDeg = math.Round(10*s.Health.DecodeRMSDeg) / 10
	for i := range s.Health.LatencyUS {
		l := &s.Health.LatencyUS[i]
		l.P50, l.P99 = math.Round(l.P50), math.Round(l.P99)
	}
	s.Health.LoopHistogram = [mirror.HistogramBins]int{} // the panel takes it from the snapshot
	return s
}

const overviewRows = 5

// overviewRect is beside the close-up, on the floor: above it hands move.
func (h *HUD) overviewRect(s *State) image.Rectangle {
	p := h.painter
	m := p.px(margin)
	height := m + p.px(28) + p.px(24) + overviewRows*p.px(line) + p.px(grid)
	left, bottom := m, h.overlay.Rect.Max.Y-m
	if s.Shows(CloseUp) {
		left = h.Inset().Max.X + p.px(grid)
	}
	return image.Rect(left, bottom-height, left+p.px(232), bottom)
}

// drawOverview names what is played and how well it is mirrored.
func (h *HUD) drawOverview(s *State) {
	p := h.painter
	loop := s.Health.LatencyUS[mirror.StageLoop]
	say := s.Language.Text
	quality, side := "", locale.RightHand
	if s.Quality != locale.Nothing {
		quality = " · " + say(s.Quality)
	}
	if s.Side == hand.Left {
		side = locale.LeftHand
	}
	rows := [overviewRows]struct{ name, value, unit string }{
		{say(locale.Picture) + quality, known(s.FPS, "%3.0f"), "/s"},
		{say(locale.Loop), fmt.Sprintf("%4.0f", loop.P50), "µs"},
		{say(locale.LoopWorst), fmt.Sprintf("%4.0f", loop.P99), "µs"},
		{say(locale.TipError), fmt.Sprintf("%4.1f", s.Health.TipErrorMM), "mm"},
		{say(locale.Lag), known(s.LagMS, "%4.0f"), "ms"},
	}
	m, r := p.px(margin), h.overviewRect(s)
	p.panel(r)
	x, y := r.Min.X+m, r.Min.Y+m+p.px(14)
	p.text(x, y, title, textColor, "mirrorarm")
	p.textRight(r.Max.X-m, y, small, dimColor, say(side))
	y += p.px(24)
	name, c := s.Source, accent
	if s.Gesture != "" {
		name = s.Gesture
	}
	switch {
	case s.Lost:
		name, c = say(locale.HandLost), warning
	case !s.Reached:
		name, c = name+" · "+say(locale.OutOfReach), warning
	case s.Paused:
		name, c = name+" · "+say(locale.Paused), warning
	case s.Slow:
		name = name + " · " + say(locale.SlowMotion)
	}
	p.disc(float64(x)+p.scale*4, float64(y)-p.scale*4.5, p.scale*3.5, c)
	p.text(x+p.px(14), y, strong, textColor, p.fitted(strong, name, r.Dx()-2*m-p.px(14)))
	y += p.px(line + 6)
	for _, row := range rows {
		p.row(x, r.Max.X-m, y, row.name, row.value, row.unit, textColor)
		y += p.px(line)
	}
}

// row writes a name, and a figure with its unit in columns at the right.
func (p *Painter) row(left, right, y int, name, value, unit string, c color.NRGBA) {
	p.text(left, y, body, dimColor, name)
	p.textRight(right-p.px(28), y, figure, c, value)
	p.text(right-p.px(22), y, small, dimColor, unit)
}

// fitted shortens a text to a width (px).
func (p *Painter) fitted(s style, text string, width int) string {
	if p.types[s].width(text) <= width {
		return text
	}
	runes := []rune(text)
	for len(runes) > 1 && p.types[s].width(string(runes)+"…") > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// known formats a figure, or a dash where it is not measured yet.
func known(v float64, format string) string {
	if v == 0 {
		return "–"
	}
	return fmt.Sprintf(format, v)
}
