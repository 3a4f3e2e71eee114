package record_test

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"runtime"
	"testing"
	"weak"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/record"
	"mirrorarm/sim/session"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// remembered is a session whose past is kept, and what the screen showed at each moment.
type remembered struct {
	*session.Session
	past *record.Past
	was  map[uint64]mirror.Snapshot // by the session's step
	step uint64
}

func remember(t testing.TB, setup session.Setup) *remembered {
	r := &remembered{past: record.NewPast(record.PastSeconds, record.PastBytes), was: map[uint64]mirror.Snapshot{}}
	var err error
	r.Session, err = session.New(session.Options{Setup: setup, Synchronous: true, OnStep: func(m *mirror.Mirror) {
		r.step++
		before := r.past.Len()
		r.past.Step(m)
		if r.past.Len() > before {
			var s mirror.Snapshot
			m.SnapshotTo(&s)
			r.was[r.step] = s
		}
	}})
	require.NoError(t, err)
	t.Cleanup(r.Close)
	return r
}

func ball(t testing.TB, name string) world.Body {
	oak, err := world.LookupMaterial("oak")
	require.NoError(t, err)
	return world.Body{Name: name, Mass: 0.05, Material: oak, Temperature: 40, Parts: []world.Part{{Form: world.Sphere, ObjectFromPart: spatial.Identity(), Radius: 0.02}}}
}

// A mirror that is gone, and whose moments are, is not held by a past: whoever starts again
// all day long takes no more memory.
func TestThePastHoldsNoMirrorThatIsGone(t *testing.T) {
	cups, err := world.LookupScene("cups")
	require.NoError(t, err)
	past := record.NewPast(1, record.PastBytes)
	var began weak.Pointer[mirror.Mirror]
	var stood weak.Pointer[world.Body] // what stood around it, which is in its world
	s, err := session.New(session.Options{
		Setup: session.Setup{Channels: 64, Gesture: "grasp", Scene: cups, Seed: 3}, Synchronous: true,
		OnStep: func(m *mirror.Mirror) {
			if past.Len() == 0 {
				began, stood = weak.Make(m), weak.Make(&m.World().Objects[0].Body)
			}
			past.Step(m)
		},
	})
	require.NoError(t, err)
	defer s.Close()
	require.NoError(t, s.Step(100))
	require.NotNil(t, began.Value())
	require.NotNil(t, stood.Value())
	require.NoError(t, s.Restart())
	require.NoError(t, s.Step(1200))
	runtime.GC()
	require.Nil(t, began.Value(), "the first one is still in memory")
	require.Nil(t, stood.Value(), "its world is")
}

// What is kept is what was shown, thirty times a second, over a change of persons.
func TestThePastIsWhatWasShown(t *testing.T) {
	r := remember(t, session.Setup{Channels: 64, Gesture: "grasp", Seed: 3})
	require.NoError(t, r.Step(1000))
	require.NoError(t, r.Do(session.NextPerson))
	require.NoError(t, r.Step(1000))
	require.InDelta(t, 2*record.PastRate, r.past.Len(), 1)
	described := map[*mirror.Description]int{}
	for i := range r.past.Len() {
		k := r.past.At(i)
		step := uint64(math.Round(k.Seconds() / mirror.Period))
		require.Equal(t, fmt.Sprintf("%+v", r.was[step]), fmt.Sprintf("%+v", k.Snapshot), "moment %d", i) // NaN and all
		described[k.Describe()]++
		if i > 0 {
			require.InDelta(t, 1.0/record.PastRate, k.Seconds()-r.past.At(i-1).Seconds(), 0.0011)
		}
	}
	require.Len(t, described, 2)
}

// So much is kept and no more, by time and by memory; a moment that has been lent stays
// as it was.
func TestThePastIsBounded(t *testing.T) {
	m, err := mirror.New(configOf(t, "grasp", "cups"))
	require.NoError(t, err)
	p, short := record.NewPast(2, record.PastBytes), record.NewPast(2, 500_000)
	step := 0
	run := func(seconds float64) {
		for range int(seconds / mirror.Period) {
			step++
			m.Step(float64(step) * mirror.Period)
			p.Step(m)
			short.Step(m)
			require.LessOrEqual(t, short.Bytes(), 500_000)
		}
	}
	run(1)
	lent := p.Lend()
	first := lent[0].Snapshot.Time
	run(2)
	require.Equal(t, 2*record.PastRate, p.Len())
	require.InDelta(t, 2, p.At(p.Len()-1).Seconds()-p.At(0).Seconds(), 0.05)
	require.Equal(t, first, lent[0].Snapshot.Time)
	require.Greater(t, short.Len(), 5)
	require.Equal(t, p.At(p.Len()-1).Snapshot.Time, short.At(short.Len()-1).Snapshot.Time, "the latest")
	whole := p.Bytes() / p.Len() * record.PastSeconds * record.PastRate
	require.Less(t, whole, record.PastBytes)
	t.Logf("of %d channels and 3 cups 30 s are %.1f MB", m.Channels(), float64(whole)/1e6)
	// Full, it takes no new memory.
	require.Zero(t, testing.AllocsPerRun(300, func() {
		step++
		m.Step(float64(step) * mirror.Period)
		p.Step(m)
	}))
}

// The past as a file: each moment a step of it, things and persons that came included; it
// can be read, mirrored and seen, but not had again.
func TestThePastAsAFile(t *testing.T) {
	cups, err := world.LookupScene("cups")
	require.NoError(t, err)
	r := remember(t, session.Setup{Channels: 64, Gesture: "grasp", Scene: cups, Seed: 3})
	require.NoError(t, r.Step(700))
	_, err = r.Mirror().Put(ball(t, "late ball"), spatial.At(r3.Vec{X: 0.4, Y: 0.6, Z: 0.3}), spatial.Twist{})
	require.NoError(t, err)
	require.NoError(t, r.Step(500))
	require.NoError(t, r.Do(session.NextPerson))
	require.NoError(t, r.Step(500))
	kept := r.past.Lend()
	var file bytes.Buffer
	result, err := record.WriteKept(&file, kept, record.Options{Version: "test"})
	require.NoError(t, err)
	require.EqualValues(t, len(kept), result.Steps)
	require.Empty(t, result.Digest)

	f, err := record.NewFilm(bytes.NewReader(file.Bytes()), nil)
	require.NoError(t, err)
	require.Equal(t, "30", f.Facts["moments_per_second"])
	require.EqualValues(t, len(kept), f.Steps())
	require.InDelta(t, 1.7, f.Seconds(), 0.05)
	seen := map[string]bool{}
	for i, k := range kept {
		var got mirror.Snapshot
		require.NoError(t, f.Show(k.Seconds()-kept[0].Seconds(), &got))
		requireShown(t, &k.Snapshot, &got, 0)
		require.Equal(t, k.Describe().Dims, f.Describe().Dims, i)
		for _, thing := range got.Things {
			seen[thing.Body.Name] = true
		}
	}
	require.True(t, seen["late ball"])

	src, err := record.NewSource("past.mcap", bytes.NewReader(file.Bytes()))
	require.NoError(t, err)
	require.InDelta(t, 1.2, src.Info().Duration, 0.1, "the first person's, from the beginning on")
	_, err = record.Replay(bytes.NewReader(file.Bytes()), record.ReplayOptions{})
	require.ErrorContains(t, err, "ran before it was recorded")
}

// requireShown compares what the screen showed with what a film shows, but for what no
// file tells; things may be as old as their poses are rare (s).
func requireShown(t *testing.T, want, got *mirror.Snapshot, old float64) {
	t.Helper()
	near := func(a, b spatial.Pose, within float64) {
		require.InDelta(t, 0, r3.Norm(r3.Sub(a.Pos, b.Pos)), within)
		require.InDelta(t, 0, a.Rot.Real*b.Rot.Real+a.Rot.Imag*b.Rot.Imag+a.Rot.Jmag*b.Rot.Jmag+a.Rot.Kmag*b.Rot.Kmag-1, 1e-9+5*old)
	}
	require.Equal(t, want.Person, got.Person)
	require.Equal(t, want.Arm.Coordinates, got.Arm.Coordinates)
	require.Equal(t, want.Arm.Target, got.Arm.Target)
	require.Len(t, got.Arm.WorldFromLink, len(want.Arm.WorldFromLink))
	for i := range want.Arm.WorldFromLink {
		near(want.Arm.WorldFromLink[i], got.Arm.WorldFromLink[i], 1e-9)
		near(want.Arm.WorldFromTarget[i], got.Arm.WorldFromTarget[i], 1e-9)
	}
	require.Equal(t, want.Glove, got.Glove)
	require.Len(t, got.Touch, len(want.Touch))
	require.Len(t, got.Warmth, len(want.Warmth))
	require.Len(t, got.Feel, len(want.Feel))
	require.Len(t, got.Things, len(want.Things))
	for i := range want.Things {
		require.Equal(t, want.Things[i].Body.Name, got.Things[i].Body.Name)
		require.Equal(t, *want.Things[i].Body, *got.Things[i].Body)
		near(want.Things[i].WorldFromObject, got.Things[i].WorldFromObject, 1e-9+5*old)
	}
}

// seeks counts how often a file is gone about in.
type seeks struct {
	*bytes.Reader
	n int
}

func (s *seeks) Seek(offset int64, whence int) (int64, error) {
	s.n++
	return s.Reader.Seek(offset, whence)
}

// What is done to things later does not reach what is kept of them.
func TestThePastDoesNotChange(t *testing.T) {
	m, err := mirror.New(configOf(t, "grasp", "cups"))
	require.NoError(t, err)
	p := record.NewPast(2, record.PastBytes)
	for step := 1; step <= 300; step++ {
		if step == 150 {
			require.NoError(t, m.World().Heat(0, 60))
		}
		m.Step(float64(step) * mirror.Period)
		p.Step(m)
	}
	first, last := p.At(0).Snapshot.Things, p.At(p.Len()-1).Snapshot.Things
	require.NotEqual(t, 60.0, first[0].Body.Temperature)
	require.Equal(t, 60.0, last[0].Body.Temperature)
	require.Same(t, first[1].Body, last[1].Body, "a copy serves as long as nothing changes")
	require.NotSame(t, &m.World().Objects[1].Body, last[1].Body)
}

// A film of a recording shows any moment as it was, in whatever order one looks.
func TestAFilmShowsASession(t *testing.T) {
	balls, err := world.LookupScene("balls")
	require.NoError(t, err)
	p := play(t, session.Setup{Channels: 64, Gesture: "grasp", Scene: balls, Seed: 3}, record.Options{})
	shots := map[int]mirror.Snapshot{}
	for i := 1; i <= 40; i++ {
		require.NoError(t, p.Step(100))
		switch i {
		case 12:
			_, err := p.Mirror().Put(ball(t, "thrown ball"), spatial.At(r3.Vec{X: 0.4, Y: 0.6, Z: 0.8}), spatial.Twist{})
			require.NoError(t, err)
		case 22:
			require.NoError(t, p.Do(session.OtherHand))
		case 30:
			require.NoError(t, p.Do(session.ClearAway))
		}
		var s mirror.Snapshot
		p.SnapshotTo(&s)
		shots[i] = s
	}
	_, err = p.rec.Close()
	require.NoError(t, err)
	f, err := record.NewFilm(bytes.NewReader(p.file.Bytes()), nil)
	require.NoError(t, err)
	require.NoError(t, f.Cut)
	require.InDelta(t, 3.999, f.Seconds(), 1e-9)
	look := func(i int) mirror.Snapshot {
		var got mirror.Snapshot
		require.NoError(t, f.Show(float64(100*i-1)*mirror.Period, &got))
		return got
	}
	// The step of an act itself is seen before the act.
	for _, i := range []int{1, 5, 11, 13, 14, 40, 21, 2, 23, 29, 35, 11, 31, 40} {
		want, got := shots[i], look(i)
		requireShown(t, &want, &got, 0.02)
	}

	// A film that stands still is not read again, wherever between two steps.
	counted := &seeks{Reader: bytes.NewReader(p.file.Bytes())}
	still, err := record.NewFilm(counted, nil)
	require.NoError(t, err)
	var one, same mirror.Snapshot
	require.NoError(t, still.Show(1.23456, &one))
	before := counted.n
	for range 60 {
		require.NoError(t, still.Show(1.23456, &same))
	}
	require.Equal(t, before, counted.n)
	require.Equal(t, one.Time, same.Time)

	// A film that is cut off is shown up to there.
	cut, err := record.NewFilm(bytes.NewReader(p.file.Bytes()[:p.file.Len()*2/3]), nil)
	require.NoError(t, err)
	require.ErrorIs(t, cut.Cut, io.ErrUnexpectedEOF)
	require.Less(t, cut.Seconds(), 3.5)
	require.Greater(t, cut.Seconds(), 0.5)
	var end mirror.Snapshot
	require.NoError(t, cut.Show(100, &end))
	require.NoError(t, cut.Show(0, &end))
	require.NoError(t, cut.Show(cut.Seconds(), &end))
}
