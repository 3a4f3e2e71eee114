package glove

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/sensors/taxel"

	"github.com/stretchr/testify/require"
)

// element is one simulated taxel with every kind of memory, all nominal.
func element(t *testing.T, profile string) (*taxel.Array, taxel.Profile) {
	t.Helper()
	p, err := taxel.Lookup(profile)
	require.NoError(t, err)
	p = p.Only(taxel.Lag, taxel.Hysteresis, taxel.Creep, taxel.Residual)
	p.Variation, p.Batch, p.PlaySpread = 0, 0, 0
	a, err := taxel.NewArray(p, 1, p.Period(), rand.New(rand.NewPCG(1, 1)))
	require.NoError(t, err)
	return a, p
}

// The memory must undo what the element, simulated on its own, does to a slow
// swing up and down, at any time after the first turn of the play.
func TestMemoryUndoesTheElement(t *testing.T) {
	for _, profile := range []string{"textile", "piezo"} {
		a, p := element(t, profile)
		r := newResponse(p)
		start := 0.3
		a.Settle([]float64{start}, wornBefore)
		var m channelMemory
		counts := make([]uint16, 1)
		read := func() float64 {
			a.Read(0, 1, func(int) float64 { return 1 }, counts)
			return float64(counts[0]) / r.codes
		}
		m.begin(&r, read(), read(), wornBefore)
		turn := turnOf(p, 0)
		worst := 0.0
		for i := range 2000 {
			now := float64(i) * p.Period()
			x := start + 0.3*(1-math.Cos(1.5*now))/2
			a.Advance([]float64{x}, 0)
			m.update(&r, read(), turn)
			// While it pushes an edge, the reading tells the stimulus.
			if m.active > 0.9 {
				worst = max(worst, math.Abs(m.stimulus(&r, p.PlayRadius())/r.scale-x))
			}
		}
		require.NotZero(t, m.side)
		require.Less(t, worst, 0.006, "%s: fraction of full scale", profile)
		require.Greater(t, p.PlayRadius(), 2*worst, "%s: what is undone is larger", profile)
	}
}

func TestTurningPoints(t *testing.T) {
	p, err := taxel.Lookup("textile")
	require.NoError(t, err)
	r := newResponse(p.Only(taxel.Hysteresis))
	var m channelMemory
	m.begin(&r, 0.5, 0.5, 0)
	const turn = 0.004
	run := func(to float64) {
		for range 60 {
			m.update(&r, to, turn)
		}
	}
	require.Zero(t, m.side, "nothing is known before it moves")
	run(0.5 + turn/2)
	require.Zero(t, m.side)
	run(0.52)
	require.Equal(t, 1.0, m.side)
	run(0.52 - turn/2)
	require.Equal(t, 1.0, m.side, "noise is no turn")
	run(0.51)
	require.Equal(t, -1.0, m.side)
	require.InDelta(t, r.scale*(0.51-0.015), m.stimulus(&r, 0.015), 1e-6)
}

func TestFramesMayBeMissing(t *testing.T) {
	a, p := element(t, "textile")
	a.Settle([]float64{0}, 0)
	every, third := newResponse(p), newResponse(p)
	third.setStep(3 * p.Period())
	var m, n channelMemory
	m.begin(&every, 0, 0, 0)
	n.begin(&third, 0, 0, 0)
	counts := make([]uint16, 1)
	for i := range 600 {
		a.Advance([]float64{0.4}, 0)
		a.Read(0, 1, func(int) float64 { return 1 }, counts)
		v := float64(counts[0]) / every.codes
		m.update(&every, v, 0.004)
		if i%3 == 2 {
			n.update(&third, v, 0.004)
		}
	}
	require.InDelta(t, m.played, n.played, 1e-3)
}
