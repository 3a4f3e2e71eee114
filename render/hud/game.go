package hud

import (
	"image"
	"math"

	"mirrorarm/render/paint"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/session"
)

// Of the strip above a game, at scale 1 of what is read from afar. Design values.
const (
	gameHeight = 82
	gameColumn = 178
	gameFigure = 42 // where the figures stand, below the strip's top
	gameNames  = 70 // and what they are

	unknownOff = 180 // degrees, where nobody knows
	offStep    = 4   // degrees, to which it is shown
)

// plays tells whether a game is under way.
func (s *State) plays() bool { return s.Game.Turn != session.NoTurn }

// roundGame keeps of a game what is shown of it.
func roundGame(g *session.Play) {
	g.Left = math.Ceil(g.Left)
	if math.IsNaN(g.Off) {
		g.Off = unknownOff
	}
	g.Off = offStep * math.Round(g.Off/offStep)
}

// gameRect is the strip with the points; nothing where nobody plays.
func (h *HUD) gameRect(s *State) image.Rectangle {
	if !s.plays() || s.Hidden {
		return image.Rectangle{}
	}
	p, m := h.afar, h.painter.Px(paint.Margin)
	width := min(p.Px(3*gameColumn), h.overlay.Rect.Dx()-2*m)
	left := (h.overlay.Rect.Dx() - width) / 2
	return image.Rect(left, m, left+width, m+p.Px(gameHeight))
}

// drawGame tells points, seconds left, and the best game of the day.
func (h *HUD) drawGame(s *State) {
	r := h.gameRect(s)
	if r.Empty() {
		return
	}
	p, g, say := h.afar, &s.Game, s.Language.Text
	h.painter.Panel(r)
	for i, column := range [...]struct {
		name  locale.Key
		value int
		known bool
	}{
		{locale.GamePoints, g.Points, g.Turn != session.Ready},
		{locale.GameSeconds, int(g.Left), g.Turn == session.Repeat || g.Turn == session.Praised},
		{locale.GameBest, g.Best, g.Best > 0},
	} {
		middle := r.Min.X + (2*i+1)*r.Dx()/6
		value := figureOf(p, column.known, float64(column.value), 0, 0)
		ink := paint.TextColor
		if i == 0 {
			ink = paint.Target
		}
		p.Text(middle-p.Width(paint.Headline, value)/2, r.Min.Y+p.Px(gameFigure), paint.Headline, ink, value)
		name := p.Fitted(paint.Title, say(column.name), r.Dx()/3)
		p.Text(middle-p.Width(paint.Title, name)/2, r.Min.Y+p.Px(gameNames), paint.Title, paint.DimColor, name)
	}
}

// gameCaption is what a player is told; nothing where nobody plays.
func (s *State) gameCaption() locale.Key {
	switch s.Game.Turn {
	case session.NoTurn:
		return locale.Nothing
	case session.Over:
		if s.Game.IsBest {
			return locale.GameIsBest
		}
		return locale.GameOver
	default:
		return locale.GameCopy
	}
}

// gameLabel is what stands below it: the countdown, the gesture with what it was worth, or the
// points.
func (h *HUD) gameLabel(s *State) string {
	p, g, say := h.painter, &s.Game, s.Language.Text
	switch g.Turn {
	case session.Ready:
		return p.Phrase().Int(int(g.Left), 0).String()
	case session.Praised:
		name := h.gestureName(s, g.Gesture)
		return p.Phrase().Text(name).Text("  +").Int(g.Gained, 0).String()
	case session.Over:
		return p.Phrase().Text(say(locale.GamePoints)).Text(": ").Int(g.Points, 0).String()
	default:
		return h.gestureName(s, g.Gesture)
	}
}

// judged tells whether it is shown how near the hand is.
func (s *State) judged() bool {
	return s.Game.Turn == session.Repeat || s.Game.Turn == session.Praised
}

// nearness is how near a player's hand is to the gesture, 0…1.
func (s *State) nearness() float64 {
	const far = 70 // degrees
	if s.Game.Turn == session.Praised {
		return 1
	}
	return min(max(1-s.Game.Off/far, 0), 1)
}
