package hud

import (
	"math"

	"mirrorarm/render/paint"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/locale"
)

// NumParts is how many parts the way from a hand to the arm has.
const NumParts = 6

// Milliseconds is a figure in ms; noFigure where it was not measured.
type Milliseconds float64

const noFigure Milliseconds = -1e4

// MS is a report's figure as the panels have it.
func MS(v figure.Value) Milliseconds {
	if !v.Measured() {
		return noFigure
	}
	return Milliseconds(v.Float())
}

// Budget is where the time goes between a live hand and the arm: by camera, tracker,
// transport, waiting for the next picture, glove and mirror, motors.
type Budget struct {
	Known bool
	Parts [NumParts]Milliseconds
	Sum   Milliseconds // of those that were measured; the screen is not in it
	Lag   Milliseconds // from the person to the arm, what prediction takes off included
}

var partNames = [NumParts]locale.Key{
	locale.LagCamera, locale.LagTracker, locale.LagTransport, locale.LagWaiting, locale.LagMirror, locale.FromMotors,
}

func (m Milliseconds) rounded() Milliseconds { return Milliseconds(math.Round(float64(m))) }

func (b *Budget) round() {
	for i := range b.Parts {
		b.Parts[i] = b.Parts[i].rounded()
	}
	b.Sum, b.Lag = b.Sum.rounded(), b.Lag.rounded()
}

// rows are what the overview says of it.
func (b *Budget) rows(dst []row, p *paint.Painter, l locale.Language) []row {
	say := func(name locale.Key, v Milliseconds) row {
		return row{l.Text(name), figureOf(p, v > noFigure, float64(v), 0, 4), "ms"}
	}
	for i, v := range b.Parts {
		dst = append(dst, say(partNames[i], v))
	}
	return append(dst, say(locale.LagSum, b.Sum), say(locale.LagLive, b.Lag))
}
