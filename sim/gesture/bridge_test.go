package gesture

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"

	"github.com/stretchr/testify/require"
)

func TestHiddenAnglesMoveEvenlyBetweenSights(t *testing.T) {
	steady := func(at float64) float64 { return 0.2 + at }
	hide := func(p *playback, from, to int) {
		for i := from; i < to; i++ {
			p.keys[i].angles[hand.IndexPIP] = 1.5
			p.keys[i].hidden = 1 << hand.IndexPIP
		}
	}
	p := seenAt(evenly(30, 3), steady)
	hide(p, 10, 20) // a third of a second
	hide(p, 90, 91)
	p.bridge()
	for i, k := range p.keys[:90] {
		require.InDelta(t, steady(k.time), k.angles[hand.IndexPIP], 1e-12, i)
	}
	require.Equal(t, p.keys[89].angles[hand.IndexPIP], p.keys[90].angles[hand.IndexPIP], "the last one stays")

	p = seenAt(evenly(30, 3), steady)
	hide(p, 20, 70) // too long to know
	p.bridge()
	require.Equal(t, 1.5, p.keys[45].angles[hand.IndexPIP])
	require.InDelta(t, math.Pi/4, steady(p.keys[20].time), 0.1)

	p = seenAt(evenly(30, 1), steady)
	hide(p, 0, len(p.keys))
	p.bridge()
	require.Equal(t, 1.5, p.keys[7].angles[hand.IndexPIP], "never seen")
}
