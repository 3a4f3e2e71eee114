package hud

import (
	"math"

	"mirrorarm/render/paint"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/locale"
)

// NumParts is how many parts the way from a hand to the arm has.
const NumParts = 6

// Budget is where the time goes between a live hand and the arm: by camera, tracker,
// transport, waiting for the next picture, glove and mirror, motors; in ms.
type Budget struct {
	Known bool
	Parts [NumParts]figure.Value
	Sum   figure.Value // of those that were measured; the screen is not in it
	Lag   figure.Value // from the person to the arm, what prediction takes off included
}

var partNames = [NumParts]locale.Key{
	locale.LagCamera, locale.LagTracker, locale.LagTransport, locale.LagWaiting, locale.LagMirror, locale.FromMotors,
}

// rounded is a figure as it is shown.
func rounded(v figure.Value) figure.Value {
	if v.Measured() {
		return figure.Of(math.Round(v.Float()))
	}
	return v
}

func (b *Budget) round() {
	for i := range b.Parts {
		b.Parts[i] = rounded(b.Parts[i])
	}
	b.Sum, b.Lag = rounded(b.Sum), rounded(b.Lag)
}

// rows are what the overview says of it.
func (b *Budget) rows(dst []row, p *paint.Painter, l locale.Language) []row {
	say := func(name locale.Key, v figure.Value) row {
		return row{l.Text(name), figureOf(p, v.Measured(), v.Float(), 0, 4), "ms"}
	}
	for i, v := range b.Parts {
		dst = append(dst, say(partNames[i], v))
	}
	return append(dst, say(locale.LagSum, b.Sum), say(locale.LagLive, b.Lag))
}
