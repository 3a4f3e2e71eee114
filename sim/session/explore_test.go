package session_test

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/session"
	"mirrorarm/sim/touch"
	"mirrorarm/sim/world"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// sample finds a sample at 22 °C and the ray that looks down on it.
func sample(t testing.TB, s *session.Session, material string) (*world.Object, session.Ray) {
	for _, o := range s.Mirror().World().Objects {
		if o != nil && o.Material.Name == material && o.Name == "sample at 22 °C" {
			return o, session.Ray{Origin: r3.Add(o.WorldFromObject.Pos, r3.Vec{Z: 1}), Direction: r3.Vec{Z: -1}}
		}
	}
	require.Fail(t, "no sample of "+material)
	return nil, session.Ray{}
}

// withSamples opens a session before the samples; what it is taught is not waited
// for.
func withSamples(t testing.TB, o session.Options) *session.Session {
	samples, err := world.LookupScene("samples")
	require.NoError(t, err)
	o.Setup.Scene, o.Setup.Gesture, o.Setup.Channels = samples, "rest", 192
	s, err := session.New(o)
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s
}

// The arm explores what is pointed at, says on the way how sure it is, and mirrors
// again.
func TestTheArmExploresAndMirrorsAgain(t *testing.T) {
	s := withSamples(t, session.Options{Synchronous: true, Setup: session.Setup{Seed: 1}})
	advance(t, s, 0.5)
	_, ray := sample(t, s, "glass")
	require.True(t, s.Explorable(ray))
	between := ray
	between.Origin.Y += 0.025
	require.False(t, s.Explorable(between), "the board is covered with samples")
	require.NoError(t, s.Explore(ray))
	require.True(t, s.Status().Exploring)
	require.Equal(t, locale.Exploring, s.Status().Caption)
	before, phases := look(s).Arm.Coordinates, map[touch.Phase]bool{}
	for seconds := 0.0; s.Status().Exploring; seconds += frame {
		require.Less(t, seconds, 32.0)
		advance(t, s, frame)
		f := s.Status().Finding
		require.NotNil(t, f)
		phases[f.Phase] = true
		if f.Phase < touch.Holding {
			require.Contains(t, []locale.Key{locale.Nothing, locale.NotSure}, f.Name, "stiffness names nothing")
		}
		now := look(s).Arm.Coordinates
		for i := range now {
			require.InDelta(t, before[i], now[i], 0.08, "nothing jumps")
		}
		before = now
	}
	require.Len(t, phases, touch.NumPhases)
	f := s.Status().Finding
	require.Equal(t, locale.Glass, f.Name)
	require.Greater(t, f.Share, 0.7)
	require.True(t, f.Over && f.Senses.Force && f.Senses.Thermal && f.Senses.Vibration)
	require.Equal(t, locale.Nothing, s.Status().Caption)
	advance(t, s, 1)
	require.Less(t, look(s).Health.TipErrorMM, 6.0)
	require.Less(t, look(s).Health.PalmErrorMM, 6.0)
	advance(t, s, 12)
	require.Nil(t, s.Status().Finding)
}

// A sample with other words on it is the same to the arm.
func TestWhatIsFoundComesFromTouchAlone(t *testing.T) {
	testdata.Long(t)
	feel := func(change func(*world.Object)) (session.Finding, []float64) {
		s := withSamples(t, session.Options{Synchronous: true})
		o, ray := sample(t, s, "copper")
		change(o)
		require.NoError(t, s.Explore(ray))
		advance(t, s, 16)
		f := s.Status().Finding
		require.NotNil(t, f)
		require.True(t, f.Senses.Thermal)
		return *f, look(s).Arm.Coordinates
	}
	found, at := feel(func(*world.Object) {})
	same, there := feel(func(o *world.Object) { o.Name, o.Material.Name = "sample at 90 °C", "paper" })
	require.Equal(t, found, same)
	require.Equal(t, at, there)
}

// Whoever leads the hand, or asks again, gets the arm back at once.
func TestAnExplorationIsBrokenOff(t *testing.T) {
	testdata.Long(t)
	for name, act := range map[string]func(s *session.Session, ray session.Ray) error{
		"lead":  func(s *session.Session, _ session.Ray) error { return s.Curl(hand.Index, 0.1) },
		"enter": func(s *session.Session, _ session.Ray) error { return s.EndLead() },
		"again": func(s *session.Session, ray session.Ray) error { return s.Explore(ray) },
		"clear": func(s *session.Session, _ session.Ray) error { return s.Do(session.ClearAway) },
		"other": func(s *session.Session, _ session.Ray) error { return s.Do(session.NextGesture) },
	} {
		s := withSamples(t, session.Options{})
		_, ray := sample(t, s, "oak")
		require.NoError(t, s.Explore(ray), name)
		advance(t, s, 4)
		require.True(t, s.Status().Exploring, name)
		require.NoError(t, act(s, ray), name)
		last := look(s).Arm.Coordinates
		for range 66 {
			advance(t, s, frame)
			now := look(s).Arm.Coordinates
			for i := range now {
				require.InDelta(t, last[i], now[i], 0.12, "%s: nothing jumps", name)
			}
			last = now
		}
		require.False(t, s.Status().Exploring, name)
		require.Nil(t, s.Status().Finding, name)
		require.Empty(t, s.Status().Problem, name)
	}
}

// Where there is nothing to explore the samples come; a table will do as well, a
// thing that can be pushed away will not.
func TestSomethingIsFoundToExplore(t *testing.T) {
	nowhere := session.Ray{Origin: r3.Vec{Z: 3}, Direction: r3.Vec{Z: 1}}
	s := withSamples(t, session.Options{})
	require.NoError(t, s.Do(session.ClearAway))
	require.NoError(t, s.Explore(nowhere))
	require.True(t, s.Status().Exploring)
	require.Equal(t, "samples", s.Setup().Scene.Name)
	require.NoError(t, s.Explore(nowhere), "and off again")
	advance(t, s, 1.2)

	cups, err := world.LookupScene("cups")
	require.NoError(t, err)
	next := s.Setup()
	next.Scene = cups
	require.NoError(t, s.Change(next))
	require.NoError(t, s.Explore(nowhere))
	require.True(t, s.Status().Exploring)
	require.Equal(t, "cups", s.Setup().Scene.Name)
}

// What is taken from under the fingers is missed, not groped for.
func TestASampleThatIsTakenAwayIsMissed(t *testing.T) {
	s := withSamples(t, session.Options{})
	_, ray := sample(t, s, "oak")
	require.NoError(t, s.Explore(ray))
	for i, o := range s.Mirror().World().Objects {
		if o != nil {
			s.Take(i)
		}
	}
	advance(t, s, 12)
	require.False(t, s.Status().Exploring)
	require.ErrorContains(t, problem(s.Status().Problem), "found no sample")
	require.Nil(t, s.Status().Finding)
}

type problem string

func (p problem) Error() string { return string(p) }

// In an exhibit the arm explores by itself, another thing in every loop, until
// somebody touches it.
func TestAnExhibitExplores(t *testing.T) {
	s := withSamples(t, session.Options{Kiosk: true, Program: []session.Act{
		{Gesture: "rest", Scene: "samples", Explore: 0.5, Seconds: 5, Caption: locale.ActExplores},
	}})
	advance(t, s, 3)
	require.True(t, s.Status().Exploring)
	require.Equal(t, locale.ActExplores, s.Status().Caption)
	first := look(s).Arm.WorldFromLink[s.Describe().Robot.Palm].Pos
	advance(t, s, 5)
	require.Equal(t, 1, s.Status().Loops)
	require.True(t, s.Status().Exploring)
	second := look(s).Arm.WorldFromLink[s.Describe().Robot.Palm].Pos
	require.Greater(t, math.Abs(first.Y-second.Y), 0.02)
	s.Touch()
	advance(t, s, 1.1)
	require.False(t, s.Status().Exploring)
	_, err := session.New(session.Options{Kiosk: true, Program: []session.Act{{Gesture: "rest", Explore: 5, Seconds: 5}}})
	require.ErrorContains(t, err, "act 1: explores after 5 s, want 0 to the act's 5")
}

// Who has been taught how materials feel serves every session of the skin: the next one
// has nothing to wait for.
func TestAnExpertIsTaughtOnce(t *testing.T) {
	first := withSamples(t, session.Options{Synchronous: true, Setup: session.Setup{Seed: 1}})
	_, ray := sample(t, first, "glass")
	require.NoError(t, first.Explore(ray))
	second := withSamples(t, session.Options{Setup: session.Setup{Seed: 2}})
	require.NoError(t, second.Explore(ray))
	require.False(t, second.Status().Learning)
	require.True(t, second.Status().Exploring)
}
