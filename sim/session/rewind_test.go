package session_test

import (
	"fmt"
	"math"
	"testing"

	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// backward is a session that remembers, and what it showed every 100 ms.
func backward(t *testing.T, seconds float64) (s *session.Session, shown []mirror.Snapshot) {
	s, err := session.New(session.Options{Setup: session.Setup{Channels: 64, Gesture: "wave", Seed: 2}, Synchronous: true, Remember: true})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s, goOn(t, s, seconds)
}

func goOn(t *testing.T, s *session.Session, seconds float64) (shown []mirror.Snapshot) {
	for range int(10*seconds + 0.5) {
		require.NoError(t, s.Advance(0.1))
		shown = append(shown, mirror.Snapshot{})
		s.SnapshotTo(&shown[len(shown)-1])
	}
	return shown
}

func now(s *session.Session) (snap mirror.Snapshot) {
	s.SnapshotTo(&snap)
	return snap
}

// same compares pictures, NaN and all.
func same(t *testing.T, want, got mirror.Snapshot) {
	t.Helper()
	require.Equal(t, fmt.Sprintf("%+v", want), fmt.Sprintf("%+v", got))
}

// One looks back at exactly what was shown, while the mirror waits, and goes on as if
// nothing had been.
func TestLookingBack(t *testing.T) {
	s, shown := backward(t, 3)
	last := now(s)
	require.Nil(t, s.Status().Back)
	require.NoError(t, s.Do(session.Later))
	require.False(t, s.LookingBack(), "nothing comes after now")
	require.NoError(t, s.Do(session.Earlier))
	r := s.Status().Back
	require.NotNil(t, r)
	require.InDelta(t, r.Length-1, r.At, 1e-9)
	require.False(t, r.Playing)
	require.NoError(t, s.Advance(0.5))
	require.InDelta(t, 2.0, now(s).Time, 0.04)
	hit, err := s.Press(session.Ray{Origin: r3.Vec{X: -2, Z: 1.2}, Direction: r3.Vec{X: 1}})
	require.NoError(t, err)
	require.Equal(t, session.NothingHit, hit.Kind)

	found := 0
	for _, want := range shown[:len(shown)-1] {
		s.Seek((want.Time - (last.Time - r.Length)) / r.Length)
		if got := now(s); got.Time == want.Time {
			same(t, want, got)
			found++
		} else {
			require.InDelta(t, want.Time, got.Time, 0.018)
		}
	}
	require.Greater(t, found, 5)

	require.NoError(t, s.Do(session.ToEnd))
	require.Nil(t, s.Status().Back)
	same(t, last, now(s))
	ahead := goOn(t, s, 1)
	straight, _ := backward(t, 3)
	for i, want := range goOn(t, straight, 1) {
		require.Equal(t, want.Arm.Coordinates, ahead[i].Arm.Coordinates, "to look back changes nothing")
	}
}

// The past plays at the pace of the present, and stops at its end; what is neither leads
// back to the present.
func TestThePastPlays(t *testing.T) {
	s, _ := backward(t, 2)
	s.Seek(0)
	begin := now(s).Time
	require.NoError(t, s.Do(session.Pause))
	require.True(t, s.Status().Back.Playing)
	require.False(t, s.Status().Paused, "that is the present's")
	require.NoError(t, s.Advance(0.5))
	require.InDelta(t, begin+0.5, now(s).Time, 0.04)
	require.NoError(t, s.Do(session.SingleStep))
	require.InDelta(t, begin+0.533, now(s).Time, 0.04)
	require.False(t, s.Status().Back.Playing)
	require.NoError(t, s.Do(session.Pause))
	require.NoError(t, s.Advance(10))
	require.False(t, s.Status().Back.Playing)
	require.InDelta(t, 2, now(s).Time, 0.04)
	require.NoError(t, s.Do(session.NextLanguage))
	require.True(t, s.LookingBack())
	require.NoError(t, s.Do(session.Later))
	require.False(t, s.LookingBack(), "from the end on")
	require.NoError(t, s.Do(session.Earlier))
	require.NoError(t, s.Do(session.SlowMotion))
	require.False(t, s.LookingBack())
	require.InDelta(t, 0.25, s.Status().Speed, 1e-9)
	s.Seek(math.NaN())
	require.NotNil(t, s.Status().Back)
	require.NoError(t, s.Restart())
	require.False(t, s.LookingBack())
}

// Beyond a change of hands the past is of another mirror, and says so.
func TestThePastKnowsItsMirror(t *testing.T) {
	s, _ := backward(t, 1)
	before := s.Describe()
	require.NoError(t, s.Do(session.OtherHand))
	goOn(t, s, 1)
	version := s.Status().Version
	require.NotEqual(t, before.Side, s.Describe().Side)
	s.Seek(0.1)
	require.Greater(t, s.Status().Version, version)
	require.Equal(t, before.Side, s.Describe().Side)
	require.Equal(t, before.Side, s.Status().Side)
	require.Same(t, before.Skin, s.Describe().Skin)
	version = s.Status().Version
	s.Seek(0.2)
	require.Equal(t, version, s.Status().Version)
	require.NoError(t, s.Do(session.ToEnd))
	require.Greater(t, s.Status().Version, version)
	require.NotEqual(t, before.Side, s.Describe().Side)
	require.InDelta(t, 60, len(s.Kept()), 1)
}

// Who remembers nothing has nothing to look back at.
func TestWithoutAPast(t *testing.T) {
	s, err := session.New(session.Options{Setup: session.Setup{Channels: 64}, Synchronous: true})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	goOn(t, s, 0.3)
	s.Seek(0)
	require.NoError(t, s.Do(session.Earlier))
	require.False(t, s.LookingBack())
	require.Empty(t, s.Kept())
}
