package hud

import (
	"cmp"
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
	s.LagMS = rounded(s.LagMS)
	s.Budget.round()
	s.Past.round()
	s.Recording.Seconds = math.Floor(s.Recording.Seconds)
	s.Waiting = math.Round(waitingRate*s.Waiting) / waitingRate
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

// waitingRate is how often the bar of what takes its time moves (Hz).
const waitingRate = 30

// overviewRows is how many figures the overview has: a visitor before a tracker is told
// where the time goes.
func (s *State) overviewRows() int {
	if s.Budget.Known {
		return 4 + NumParts + 2
	}
	return 5
}

// row is one figure of a panel.
type row struct{ name, value, unit string }

// overviewRect is beside the close-up, on the floor: above it hands move.
func (h *HUD) overviewRect(s *State) image.Rectangle {
	p := h.painter
	m := p.Px(paint.Margin)
	height := m + p.Px(28) + p.Px(24) + s.overviewRows()*p.Px(paint.Line) + p.Px(paint.Grid)
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
	usual := cmp.Or(loop.P50, loop.Mean) // a coarse clock tells the mean at best
	say := s.Language.Text
	side, shown := locale.RightHand, say(locale.Picture)
	if s.Quality != locale.Nothing {
		shown = h.beside(shown, say(s.Quality))
	}
	if s.Side == hand.Left {
		side = locale.LeftHand
	}
	var room [4 + NumParts + 2]row
	rows := append(room[:0], []row{
		{shown, figureOf(p, s.FPS != 0, s.FPS, 0, 3), "/s"},
		{say(locale.Loop), figureOf(p, usual > 0, usual, 0, 4), "µs"},
		{say(locale.LoopWorst), figureOf(p, loop.P99 > 0, loop.P99, 0, 4), "µs"},
		{say(locale.TipError), figureOf(p, !s.Exploring, s.Health.TipErrorMM, 1, 4), "mm"},
	}...)
	if s.Budget.Known {
		rows = s.Budget.rows(rows, p, s.Language)
	} else {
		rows = append(rows, row{say(locale.Lag), figureOf(p, !s.Exploring && s.LagMS.Measured(), s.LagMS.Float(), 0, 4), "ms"})
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
	if s.Following {
		name = say(locale.YourHand)
	}
	if s.Past.Open && !s.Past.Film {
		name = say(locale.ThePast)
	}
	switch {
	case s.Lost:
		name, c = say(locale.HandLost), paint.Warning
	case !s.Reached:
		name, c = h.beside(name, say(locale.OutOfReach)), paint.Warning
	case s.Paused:
		name, c = h.beside(name, say(locale.Paused)), paint.Warning
	case s.Slow:
		name = h.beside(name, say(locale.SlowMotion))
	}
	p.Disc(float64(x)+p.Scale()*4, float64(y)-p.Scale()*4.5, p.Scale()*3.5, c)
	p.Text(x+p.Px(14), y, paint.Strong, paint.TextColor, p.Fitted(paint.Strong, name, r.Dx()-2*m-p.Px(14)))
	y += p.Px(paint.Line + 6)
	for _, row := range rows {
		p.Row(x, r.Max.X-m, y, row.name, row.value, row.unit, paint.TextColor)
		y += p.Px(paint.Line)
	}
}

// beside is a text with another one beside it.
func (h *HUD) beside(text, other string) string {
	return h.painter.Phrase().Text(text).Text(" · ").Text(other).String()
}

// figureOf formats a figure, or a dash where there is none.
func figureOf(p *paint.Painter, known bool, v float64, decimals, width int) string {
	if !known {
		return "–"
	}
	return p.Phrase().Fixed(v, decimals, width).String()
}
