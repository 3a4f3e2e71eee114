package session_test

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/session"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Points are never negative, bounded, and more for who is faster, or more exact.
func TestPointsAreMonotone(t *testing.T) {
	require.Equal(t, session.MostPoints, session.Points(0, 0))
	require.Equal(t, 55, session.Points(4, 9.5))
	require.Equal(t, 10, session.Points(8, 19))
	require.Zero(t, session.Points(8.01, 0))
	require.Zero(t, session.Points(0, 19.01))
	require.Zero(t, session.Points(math.NaN(), 0))
	require.Zero(t, session.Points(0, math.NaN()))
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.OneOf(rapid.Float64Range(-1, 30), rapid.Float64())
		seconds, off := number.Draw(t, "seconds"), number.Draw(t, "off")
		slower, further := seconds+rapid.Float64Range(0, 10).Draw(t, "slower"), off+rapid.Float64Range(0, 30).Draw(t, "further")
		p := session.Points(seconds, off)
		if p < 0 || p > session.MostPoints || session.Points(slower, off) > p || session.Points(seconds, further) > p {
			t.Fatalf("%d points for %g s, %g°; %d slower, %d further off", p, seconds, off, session.Points(slower, off), session.Points(seconds, further))
		}
	})
}

// Whatever a hand does, a game takes its time, its points only grow, no gesture is worth more
// than it may be, none follows itself, and nothing is allocated.
func TestAGameKeepsItsRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := session.NewGame(rapid.Uint64().Draw(t, "seed"))
		dt := rapid.Float64Range(0.004, 0.1).Draw(t, "dt")
		hand := rapid.SliceOfN(rapid.OneOf(rapid.Float64Range(0, 40), rapid.Just(math.NaN())), 1, 40).Draw(t, "off")
		passed, last := 0.0, g
		for i := 0; g.Turn != session.NoTurn; i++ {
			g.Step(dt, hand[i/8%len(hand)])
			passed += dt
			switch {
			case g.Turn == session.NoTurn:
			case g.Points < last.Points, g.Points > session.MostPoints*g.Done, g.Done > last.Done+1, g.Done > int(passed/1.15)+1:
				t.Fatalf("%+v after %+v", g, last)
			case last.Turn == session.Praised && g.Turn == session.Repeat && g.Target == last.Target:
				t.Fatalf("%s follows itself", g.Gesture())
			}
			last = g
		}
		if want := 3 + 60 + 8.0; math.Abs(passed-want) > 4*dt {
			t.Fatalf("it took %g s, want %g", passed, want)
		}
	})
	g := session.NewGame(1)
	require.Zero(t, testing.AllocsPerRun(1000, func() { g.Step(1.0/60, 5) }))
}

// Who does nothing has nothing; who is exact at once has nearly all.
func TestBestAndWorstOfGames(t *testing.T) {
	play := func(off float64) session.Game {
		g := session.NewGame(7)
		for g.Turn != session.Over {
			g.Step(1.0/60, off)
		}
		return g
	}
	lost, won := play(90), play(0)
	require.Zero(t, lost.Points)
	require.Zero(t, lost.Done)
	require.InDelta(t, 60/1.15, won.Done, 2)
	require.GreaterOrEqual(t, won.Points, (session.MostPoints-1)*won.Done)
}

// The gestures of the game are told apart: what is near one of them is near no other one.
func TestGesturesOfTheGameDiffer(t *testing.T) {
	var all []hand.Angles
	for _, name := range session.GameGestures() {
		src, err := gesture.Synth(name, gesture.Options{})
		require.NoError(t, err)
		var s gesture.Sample
		src.Sample(2, &s)
		for i := range all {
			require.Greater(t, session.Off(&s.Angles, &all[i]), 2*19.0, "%s and %s", name, session.GameGestures()[i])
		}
		all = append(all, s.Angles)
	}
	var nobody hand.Angles
	nobody[hand.RingPIP] = math.NaN()
	require.True(t, math.IsNaN(session.Off(&nobody, &all[0])))
	require.Zero(t, session.Off(&all[0], &all[0]))
}
