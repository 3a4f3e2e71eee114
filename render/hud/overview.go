package hud

import (
	"cmp"
	"fmt"
	"image"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/paint"
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
		l.Mean, l.P50, l.P99 = math.Round(l.Mean), math.Round(l.P50), math.Round(l.P99)
	}
	s.Recognition.Share = math.Round(100*s.Recognition.Share) / 100
	s.Recognition.SecondShare = math.Round(100*s.Recognition.SecondShare) / 100
	s.Health.LoopHistogram = [mirror.HistogramBins]int{} // the panel takes it from the snapshot
	return s
}

const overviewRows = 5

// overviewRect is beside the close-up, on the floor: above it hands move.
func (h *HUD) overviewRect(s *State) image.Rectangle {
	p := h.painter
	m := p.Px(paint.Margin)
	height := m + p.Px(28) + p.Px(24) + overviewRows*p.Px(paint.Line) + p.Px(paint.Grid)
	left, bottom := m, h.overlay.Rect.Max.Y-m
	if s.Shows(CloseUp) {
		left = h.Inset().Max.X + p.Px(paint.Grid)
	}
	return image.Rect(left, bottom-height, left+p.Px(232), bottom)
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
		{say(locale.Loop), known(cmp.Or(loop.P50, loop.Mean), "%4.0f"), "µs"},
		{say(locale.LoopWorst), known(loop.P99, "%4.0f"), "µs"},
		{say(locale.TipError), mirrored(s.Exploring, s.Health.TipErrorMM, "%4.1f"), "mm"},
		{say(locale.Lag), mirrored(s.Exploring || s.LagMS <= 0, s.LagMS, "%4.0f"), "ms"},
	}
	m, r := p.Px(paint.Margin), h.overviewRect(s)
	p.Panel(r)
	x, y := r.Min.X+m, r.Min.Y+m+p.Px(14)
	p.Text(x, y, paint.Title, paint.TextColor, "mirrorarm")
	p.TextRight(r.Max.X-m, y, paint.Small, paint.DimColor, say(side))
	y += p.Px(24)
	name, c := s.Source, paint.Accent
	if s.Gesture != "" {
		name = s.Gesture
	}
	switch {
	case s.Lost:
		name, c = say(locale.HandLost), paint.Warning
	case !s.Reached:
		name, c = name+" · "+say(locale.OutOfReach), paint.Warning
	case s.Paused:
		name, c = name+" · "+say(locale.Paused), paint.Warning
	case s.Slow:
		name = name + " · " + say(locale.SlowMotion)
	}
	p.Disc(float64(x)+p.Scale()*4, float64(y)-p.Scale()*4.5, p.Scale()*3.5, c)
	p.Text(x+p.Px(14), y, paint.Strong, paint.TextColor, p.Fitted(paint.Strong, name, r.Dx()-2*m-p.Px(14)))
	y += p.Px(paint.Line + 6)
	for _, row := range rows {
		p.Row(x, r.Max.X-m, y, row.name, row.value, row.unit, paint.TextColor)
		y += p.Px(paint.Line)
	}
}

// mirrored formats a figure of how well the arm mirrors, or a dash while it does
// something else.
func mirrored(not bool, v float64, format string) string {
	if not {
		return "–"
	}
	return fmt.Sprintf(format, v)
}

// known formats a figure, or a dash where it is not measured yet.
func known(v float64, format string) string {
	if v == 0 {
		return "–"
	}
	return fmt.Sprintf(format, v)
}
