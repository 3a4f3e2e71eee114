package session_test

import (
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/session"

	"github.com/stretchr/testify/require"
)

// An exhibit opens at its start and after every round, and nothing but the mirror moves the
// robot: its hand rises as the person's does, and its fingers open one after the other.
func TestAnExhibitOpens(t *testing.T) {
	s := open(t, session.Options{Kiosk: true, Program: session.Opened(short()[:1])})
	require.Equal(t, session.Opening{On: true}, s.Status().Opening)
	low := s.Mirror().Record().WorldFromPalm.Pos.Z
	straight := [hand.NumFingers]float64{} // s: when the robot's finger was first straight
	for at := 0.0; at < gesture.AwakeningSinks-2*frame; at += frame {
		require.NoError(t, s.Advance(frame))
		require.InDelta(t, at+frame, s.Status().Opening.At, 1e-9)
		angles := &s.Mirror().Record().FingerAngles
		for f := range straight {
			if straight[f] == 0 && angles[hand.FingerAngle(hand.Finger(f), 2)] < 0.3 {
				straight[f] = at
			}
		}
	}
	require.Greater(t, s.Mirror().Record().WorldFromPalm.Pos.Z, low+0.12, "m")
	order := [...]hand.Finger{hand.Index, hand.Middle, hand.Ring, hand.Little, hand.Thumb}
	t.Logf("straight: %.2f s", straight)
	require.Greater(t, straight[order[0]], gesture.AwakeningFingers)
	for i := range order[1:] {
		require.Greater(t, straight[order[i+1]], straight[order[i]]+0.15, order[i+1])
	}
	advance(t, s, 0.1)
	require.False(t, s.Status().Opening.On)
	require.Equal(t, "open", s.Status().Gesture)
	advance(t, s, 1.1)
	require.True(t, s.Status().Opening.On, "once more")
	require.Equal(t, 1, s.Status().Loops)
	require.Equal(t, "fist", s.Status().Made)
}

// The opening ends with the first touch. When the visitor has left an exhibit opens again, and
// goes on where it was.
func TestAVisitorEndsTheOpening(t *testing.T) {
	program := session.Opened(short())
	require.Equal(t, program, session.Opened(program), "one is enough")
	s := open(t, session.Options{Kiosk: true, Program: program})
	s.Skip()
	require.Equal(t, 1, s.Status().Act)
	s.Touch()
	advance(t, s, session.IdleLimit+0.1)
	require.True(t, s.Status().Opening.On)
	s.Skip()
	require.Equal(t, 2, s.Status().Act)
	s.Skip()
	s.Touch()
	advance(t, s, session.IdleLimit+0.1)
	require.True(t, s.Status().Opening.On)
	require.Equal(t, 1, s.Status().Loops, "it was the last act")
	advance(t, s, 1)
	s.Touch()
	require.Equal(t, session.Opening{}, s.Status().Opening)
	require.Equal(t, session.Visitor, s.Status().Mode)
	advance(t, s, session.IdleLimit+0.1)
	require.True(t, s.Status().Opening.On)
	advance(t, s, 1)
	require.Equal(t, "fist", s.Status().Made, "from its beginning, whatever the hand did before")
}
