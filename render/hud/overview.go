package hud

import (
	"cmp"
	"image"
	"image/color"
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
	if s.plays() {
		roundGame(&s.Game)
	}
	s.Opening.At = 0 // nothing here moves with it
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

// budgeted tells whether the overview has room to tell where the time goes between a
// visitor before a tracker and the arm.
func (h *HUD) budgeted(s *State) bool {
	return s.Budget.Known && float64(h.overviewHeight(budgetRows)) <= mostBudget*float64(h.overlay.Rect.Dy())
}

// How many figures the overview has.
const (
	usualRows  = 5
	budgetRows = 4 + NumParts + 2
)

func (h *HUD) overviewHeight(rows int) int {
	p := h.painter
	return p.Px(paint.Margin) + p.Px(28) + p.Px(24) + rows*p.Px(paint.Line) + p.Px(paint.Grid)
}

// row is one figure of a panel.
type row struct{ name, value, unit string }

// overviewRect is beside the close-up, on the floor: above it hands move.
func (h *HUD) overviewRect(s *State) image.Rectangle {
	p := h.painter
	m, rows := p.Px(paint.Margin), usualRows
	if h.budgeted(s) {
		rows = budgetRows
	}
	left, bottom := m, h.overlay.Rect.Max.Y-m
	if s.Shows(CloseUp) {
		left = h.closeUpRect().Max.X + p.Px(paint.Grid)
	}
	return image.Rect(left, bottom-h.overviewHeight(rows), left+p.Px(overviewWidth), bottom)
}

const overviewWidth = 240 // at scale 1

// overviewFigures are what the overview tells of the mirror.
func (h *HUD) overviewFigures(rows []row, s *State) []row {
	p, say := h.painter, s.Language.Text
	loop := s.Health.LatencyUS[mirror.StageLoop]
	usual := cmp.Or(loop.P50, loop.Mean) // a coarse clock tells the mean at best
	shown := say(locale.Picture)
	if s.Quality != locale.Nothing {
		shown = h.beside(shown, say(s.Quality))
	}
	rows = append(rows, []row{
		{shown, figureOf(p, s.FPS != 0, s.FPS, 0, 3), locale.PerSecond},
		{say(locale.Loop), figureOf(p, usual > 0, usual, 0, 4), "µs"},
		{say(locale.LoopWorst), figureOf(p, loop.P99 > 0, loop.P99, 0, 4), "µs"},
		{say(locale.TipError), figureOf(p, !s.Exploring, s.Health.TipErrorMM, 1, 4), "mm"},
	}...)
	if h.budgeted(s) {
		return s.Budget.rows(rows, p, s.Language)
	}
	return append(rows, row{say(locale.Lag), figureOf(p, !s.Exploring && s.LagMS.Measured(), s.LagMS.Float(), 0, 4), "ms"})
}

// doing says what is played, or what is the matter with it. Where there is no room for
// both, what is the matter comes first.
func (h *HUD) doing(s *State, room int) (text string, c color.NRGBA) {
	say := s.Language.Text
	name := h.gestureName(s, s.Source)
	if s.Following {
		name = say(locale.YourHand)
	}
	if s.Past.Open && !s.Past.Film {
		name = say(locale.ThePast)
	}
	var matter locale.Key
	c = paint.Accent
	switch {
	case s.Lost:
		return say(locale.HandLost), paint.Warning
	case !s.Reached:
		matter, c = locale.OutOfReach, paint.Warning
	case s.Paused:
		matter, c = locale.Paused, paint.Warning
	case s.Slow:
		matter = locale.SlowMotion
	default:
		return name, c
	}
	if both := h.beside(name, say(matter)); h.painter.Width(paint.Strong, both) <= room {
		return both, c
	}
	return say(matter), c
}

// drawOverview names what is played and how well it is mirrored.
func (h *HUD) drawOverview(s *State, r image.Rectangle) {
	p, m := h.painter, h.painter.Px(paint.Margin)
	side := locale.RightHand
	if s.Side == hand.Left {
		side = locale.LeftHand
	}
	p.Panel(r)
	x, y := r.Min.X+m, r.Min.Y+m+p.Px(14)
	p.Text(x, y, paint.Title, paint.TextColor, "mirrorarm")
	p.TextRight(r.Max.X-m, y, paint.Small, paint.DimColor, s.Language.Text(side))
	y += p.Px(24)
	room := r.Dx() - 2*m - p.Px(14)
	name, c := h.doing(s, room)
	p.Disc(float64(x)+p.Scale()*4, float64(y)-p.Scale()*4.5, p.Scale()*3.5, c)
	p.Text(x+p.Px(14), y, paint.Strong, paint.TextColor, p.Fitted(paint.Strong, name, room))
	y += p.Px(paint.Line + 6)
	var space [budgetRows]row
	rows := h.overviewFigures(space[:0], s)
	column := unitColumn(p, s.Language, locale.PerSecond)
	for _, row := range rows {
		p.Row(x, r.Max.X-m, column, y, row.name, row.value, s.Language.Unit(row.unit), paint.TextColor)
		y += p.Px(paint.Line)
	}
}

// unitColumn is how wide a column of units is, by the widest of them.
func unitColumn(p *paint.Painter, l locale.Language, widest string) int {
	return max(p.Px(22), p.Width(paint.Small, l.Unit(widest)))
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
