package session_test

import (
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// numb is a glove whose wearer's fingers seem to stay straight once it has settled.
type numb struct {
	mirror.Sensor
	read int
}

func (n *numb) Sense(t float64, a hand.Angles, f *glove.Frame) bool {
	if n.read++; n.read > settling {
		a = hand.Angles{}
	}
	return n.Sensor.Sense(t, a, f)
}

// The robot shows gestures while the hand does something else, a synthetic player repeats them
// and is judged, and afterwards the arm mirrors again without a jump.
func TestAGameIsPlayed(t *testing.T) {
	s := open(t, session.Options{Setup: session.Setup{Gesture: "rest"}})
	s.BestOfDay(7)
	require.NoError(t, s.PlayGame(true))
	require.Equal(t, session.Ready, s.Status().Game.Turn)
	require.Equal(t, 7, s.Status().Game.Best)
	palm, shown, last := s.Mirror().Record().WorldFromPalm.Pos, 0, session.Play{}
	for s.Status().Game.Turn != session.NoTurn {
		require.NoError(t, s.Advance(frame))
		at := s.Mirror().Record().WorldFromPalm.Pos
		require.Less(t, r3.Norm(r3.Sub(at, palm)), 1.6*frame, "m")
		palm = at
		g := s.Status().Game
		if last.Turn == session.Repeat && g.Turn == session.Praised {
			src, err := gesture.Synth(g.Gesture, gesture.Options{})
			require.NoError(t, err)
			var want gesture.Sample
			src.Sample(2, &want)
			require.True(t, look(s).Arm.Piloted)
			var robot hand.Angles
			copy(robot[:], s.Mirror().Record().FingerAngles[:])
			require.Less(t, session.Off(&robot, &want.Angles), 30.0, g.Gesture)
			shown++
		}
		if g.Turn != session.NoTurn {
			last = g
		}
	}
	t.Logf("%d gestures, %d points", shown, last.Points)
	require.Greater(t, shown, 15)
	require.Equal(t, last.Points, last.Best)
	require.True(t, last.IsBest)
	advance(t, s, 1.2)
	require.False(t, look(s).Arm.Piloted)
	require.Less(t, s.Mirror().Record().MeanTipError(), 0.01, "m")
}

// A player is judged by what the glove reads: one whose glove is numb has no points, however
// well the hand does.
func TestAGameIsJudgedByTheGlove(t *testing.T) {
	s := open(t, session.Options{
		Setup:   session.Setup{Gesture: "rest"},
		Disturb: func(in mirror.Sensor) mirror.Sensor { return &numb{Sensor: in} },
	})
	require.NoError(t, s.PlayGame(true))
	advance(t, s, 30)
	require.NotEqual(t, session.NoTurn, s.Status().Game.Turn)
	require.Zero(t, s.Status().Game.Points)
}

// A key begins a game and ends it; who plays leads the hand, and an exhibit forgets a game that
// nobody plays any more.
func TestAGameBeginsAndEnds(t *testing.T) {
	s := open(t, session.Options{Kiosk: true, Program: session.Opened(short())})
	require.NoError(t, s.Do(session.StartGame))
	st := s.Status()
	require.Equal(t, session.Visitor, st.Mode)
	require.Equal(t, session.Ready, st.Game.Turn)
	require.Equal(t, locale.DoGame, session.StartGame.Text())
	advance(t, s, 0.1)
	require.True(t, s.Status().Leading)
	low := s.Mirror().Record().Sample.WorldFromPalm.Pos.Z
	advance(t, s, 1.5)
	require.Greater(t, s.Mirror().Record().Sample.WorldFromPalm.Pos.Z, low+0.1, "m: the hand of the opening comes up")
	require.NoError(t, s.Do(session.StartGame))
	require.Equal(t, session.Play{}, s.Status().Game)
	require.NoError(t, s.Do(session.StartGame))
	advance(t, s, session.IdleLimit-1)
	require.NotEqual(t, session.NoTurn, s.Status().Game.Turn)
	advance(t, s, 1.1)
	require.Equal(t, session.NoTurn, s.Status().Game.Turn)
	require.True(t, s.Status().Opening.On)
	advance(t, s, 1)
	require.False(t, look(s).Arm.Piloted)
	// Another mirror in the middle of it takes the game over.
	require.NoError(t, s.Do(session.StartGame))
	advance(t, s, 4)
	next := s.Setup()
	next.Hand = gesture.LeftHand
	require.NoError(t, s.Change(next))
	advance(t, s, 1)
	require.Equal(t, session.Repeat, s.Status().Game.Turn)
	require.True(t, look(s).Arm.Piloted)
}
