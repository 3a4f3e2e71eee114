package session_test

import (
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/sensors/glove"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

func TestEveryCommandHasItsEffect(t *testing.T) {
	s := open(t, session.Options{Setup: session.Setup{Gesture: "flat"}})
	advance(t, s, 0.5)
	do := func(c session.Command) session.Status {
		require.NoError(t, s.Do(c), "command %d", c)
		return s.Status()
	}
	names := gesture.Names()
	require.Equal(t, "fist", do(session.NextGesture).Setup.Gesture)
	require.Equal(t, "flat", do(session.PreviousGesture).Setup.Gesture)
	require.Contains(t, names, "flat")

	require.Equal(t, "samples", do(session.NextScene).Setup.Scene.Name)
	require.Greater(t, len(look(s).Things), 30)
	do(session.DropBall)
	require.Greater(t, len(look(s).Things), 31)
	require.Nil(t, do(session.ClearAway).Setup.Scene)
	require.Empty(t, look(s).Things)

	require.True(t, do(session.Pause).Paused)
	at := s.Mirror().Record().Time
	require.True(t, do(session.SingleStep).Paused)
	require.InDelta(t, at+10*mirror.Period, s.Mirror().Record().Time, 1e-9)
	require.False(t, do(session.Pause).Paused)
	require.Equal(t, 0.25, do(session.SlowMotion).Speed)
	require.Equal(t, 1.0, do(session.SlowMotion).Speed)

	require.Equal(t, 19, do(session.BreakSensors).Broken)
	require.Equal(t, 38, do(session.BreakSensors).Broken)
	require.Zero(t, do(session.HealSensors).Broken)
	require.Equal(t, locale.Chinese, do(session.NextLanguage).Language)

	for f := range hand.Finger(hand.NumFingers) {
		joint := hand.FingerAngle(f, 2)
		do(session.Curl + session.Command(f))
		do(session.Curl + session.Command(f))
		advance(t, s, 0.6)
		bent := look(s).Person.Angles[joint]
		require.True(t, do(session.Straighten+session.Command(f)).Leading)
		advance(t, s, 0.6)
		require.InDelta(t, 0.2, bent-look(s).Person.Angles[joint], 0.03, f.String())
	}
	before := look(s).Person.WorldFromPalm
	do(session.TurnDown)
	advance(t, s, 0.6)
	down := look(s).Person.WorldFromPalm
	require.NotEqual(t, before.Rot, down.Rot)
	do(session.TurnUp)
	require.False(t, do(session.EndLead).Leading)
}

func TestCommandsThatTakeAnotherMirror(t *testing.T) {
	s := open(t, session.Options{})
	do := func(c session.Command) session.Setup {
		require.NoError(t, s.Do(c), "command %d", c)
		return s.Setup()
	}
	require.Equal(t, 384, do(session.MoreChannels).Channels)
	require.Equal(t, 192, do(session.FewerChannels).Channels)
	require.Equal(t, "piezo", do(session.NextProfile).Profile)
	require.Equal(t, retarget.Same, do(session.OtherSide).Follow)
	require.Equal(t, gesture.LeftHand, do(session.OtherHand).Hand)
	require.Equal(t, hand.Left, s.Describe().Side)
	require.Equal(t, gesture.RightHand, do(session.OtherHand).Hand)
	require.Equal(t, uint64(1), do(session.NextPerson).Person)
	require.Equal(t, gesture.RandomPerson(1).Dims, s.Describe().Dims)
	require.Equal(t, 7, s.Status().Version)
}

func TestEveryCommandIsNamed(t *testing.T) {
	for c := range session.Command(session.NumCommands) {
		require.NotEmpty(t, locale.English.Text(c.Text()))
	}
	require.Equal(t, locale.DoNextLanguage, session.NextLanguage.Text())
	require.Equal(t, locale.DoCurl, (session.Curl + 4).Text())
	require.Equal(t, locale.DoStraighten, session.Straighten.Text())
	require.Equal(t, locale.Nothing, session.Command(session.NumCommands).Text())
	s := open(t, session.Options{})
	require.NoError(t, s.Do(session.Command(session.NumCommands)))
	require.Zero(t, s.Status().Version)
}

// A glove of an exhibit grows to four times the usual channels: a larger one takes more
// memory while it is calibrated than an exhibit has. One that began larger stays.
func TestAnExhibitsGloveIsBounded(t *testing.T) {
	testdata.Long(t)
	most := 4 * glove.DefaultChannels
	for _, c := range []struct{ from, to int }{{most / 2, most}, {most, most}, {most + 96, most + 96}} {
		s := open(t, session.Options{Kiosk: true, Setup: session.Setup{Channels: c.from}})
		require.NoError(t, s.Do(session.MoreChannels))
		require.Equal(t, c.to, s.Setup().Channels)
	}
}
