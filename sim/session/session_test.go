package session_test

import (
	"bytes"
	"log/slog"
	"math"
	"runtime"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/glove"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"
	"mirrorarm/sim/world"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// frame is what a window lets pass between two pictures (s).
const frame = 1.0 / 60

func open(t testing.TB, o session.Options) *session.Session {
	t.Helper()
	o.Synchronous = true
	if o.Setup.Channels == 0 {
		o.Setup.Channels = 192 // calibrated sooner
	}
	s, err := session.New(o)
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s
}

func advance(t testing.TB, s *session.Session, seconds float64) {
	t.Helper()
	for range int(math.Round(seconds / frame)) {
		require.NoError(t, s.Advance(frame))
	}
}

func look(s *session.Session) mirror.Snapshot {
	var snap mirror.Snapshot
	s.SnapshotTo(&snap)
	return snap
}

// A session that nobody touches is the mirror itself.
func TestUntouchedSessionIsTheMirror(t *testing.T) {
	s := open(t, session.Options{Setup: session.Setup{Gesture: "fist", Seed: 4}})
	for range 800 {
		require.NoError(t, s.Step(1))
	}
	src, err := gesture.Synth("fist", gesture.Options{Seed: 4})
	require.NoError(t, err)
	cfg := s.Mirror().Config()
	cfg.Source, cfg.Disturb = src, nil
	m, err := mirror.New(cfg)
	require.NoError(t, err)
	for i := range 800 {
		m.Step(float64(i+1) * mirror.Period)
	}
	require.Equal(t, m.Record().Coordinates, s.Mirror().Record().Coordinates)
	require.Equal(t, m.Record().Counts, s.Mirror().Record().Counts)
}

// A dragged fingertip goes through glove and decoder: the arm's fingertip comes
// along, mirrored, and later.
func TestDraggedFingertipIsMirrored(t *testing.T) {
	s := open(t, session.Options{Setup: session.Setup{Gesture: "rest", Seed: 4}})
	advance(t, s, 0.5)
	h := hand.New(hand.Right, s.Describe().Dims)
	tip := func() r3.Vec {
		var places [gesture.NumHandles]r3.Vec
		r := &s.Mirror().Record().Sample
		gesture.HandlesTo(&places, h, r.Angles, r.WorldFromPalm)
		return places[hand.Index]
	}
	eye := r3.Vec{X: -0.3, Y: -2, Z: 1.3}
	towards := func(at r3.Vec) session.Ray { return session.Ray{Origin: eye, Direction: r3.Sub(at, eye)} }
	start := tip()
	before := look(s)
	hit, err := s.Press(towards(start))
	require.NoError(t, err)
	require.Equal(t, session.HandleHit, hit.Kind)
	require.Equal(t, gesture.Handle(hand.Index), hit.Handle)
	require.Equal(t, locale.Leading, s.Status().Caption)

	goal := r3.Add(start, r3.Vec{X: -0.03, Z: -0.05})
	for i := range 30 {
		at := r3.Add(start, r3.Scale(float64(i+1)/30, r3.Sub(goal, start)))
		require.NoError(t, s.DragTo(towards(at)))
		require.NoError(t, s.Advance(frame))
	}
	s.Release()
	advance(t, s, 1)
	require.Less(t, r3.Norm(r3.Sub(tip(), goal)), 0.01)
	after := look(s)
	bent := func(snap *mirror.Snapshot) float64 {
		return snap.Decoded[hand.IndexMCP] + snap.Decoded[hand.IndexPIP]
	}
	require.Greater(t, bent(&after)-bent(&before), 0.3)
	link, ok := s.Describe().Robot.Model.LinkIndex("index_tip")
	require.True(t, ok)
	moved := r3.Sub(after.Arm.WorldFromLink[link].Pos, before.Arm.WorldFromLink[link].Pos)
	require.Greater(t, moved.X, 0.01, "away from the mirror, as the person's fingertip is")
	require.Less(t, moved.Z, -0.03)

	require.NoError(t, s.EndLead())
	advance(t, s, 1.5)
	require.False(t, s.Status().Leading)
	require.Greater(t, r3.Norm(r3.Sub(tip(), goal)), 0.03)
}

func TestRaysThatMissLeaveTheCameraAlone(t *testing.T) {
	s := open(t, session.Options{})
	for _, ray := range []session.Ray{
		{},
		{Origin: r3.Vec{Z: 5}, Direction: r3.Vec{Z: 1}},
		{Origin: r3.Vec{X: math.NaN()}, Direction: r3.Vec{Z: 1}},
		{Direction: r3.Vec{X: math.Inf(1)}},
	} {
		hit, err := s.Press(ray)
		require.NoError(t, err)
		require.Equal(t, session.NothingHit, hit.Kind)
		require.NoError(t, s.DragTo(ray))
		require.Zero(t, s.BreakAt(ray, 0.01))
	}
	require.False(t, s.Status().Leading)
}

func TestKeysBendFingersAndForearm(t *testing.T) {
	s := open(t, session.Options{Setup: session.Setup{Gesture: "flat"}})
	advance(t, s, 1)
	before := look(s)
	require.NoError(t, s.Curl(hand.Ring, 0.8))
	require.NoError(t, s.Curl(hand.Thumb, 0.3))
	require.NoError(t, s.Bend(hand.WristFlexion, 0.4))
	require.NoError(t, s.Turn(0.5))
	advance(t, s, 1)
	after := look(s)
	require.InDelta(t, 0.8, after.Person.Angles[hand.RingMCP]-before.Person.Angles[hand.RingMCP], 0.05)
	require.InDelta(t, 0.3, after.Person.Angles[hand.ThumbIP]-before.Person.Angles[hand.ThumbIP], 0.05)
	require.InDelta(t, 0.4, after.Decoded[hand.WristFlexion]-before.Decoded[hand.WristFlexion], 0.15)
	turned := spatial.AngleBetween(before.Person.WorldFromForearm.Rot, after.Person.WorldFromForearm.Rot)
	require.InDelta(t, 0.5, turned, 0.1)

	require.ErrorContains(t, s.Curl(hand.NumFingers, 1), "finger 5")
	require.ErrorContains(t, s.Bend(hand.NumAngles, 1), "joint 22")
	require.ErrorContains(t, s.Turn(math.NaN()), "NaN")
}

// Another gesture or scene needs no other mirror; another person, side or glove
// does.
func TestChanges(t *testing.T) {
	s := open(t, session.Options{Setup: session.Setup{Gesture: "open"}})
	cups, err := world.LookupScene("cups")
	require.NoError(t, err)
	first := s.Mirror()
	next := s.Setup()
	next.Gesture, next.Scene = "fist", cups
	require.NoError(t, s.Change(next))
	require.Same(t, first, s.Mirror())
	require.Len(t, look(s).Things, len(cups.Objects))
	advance(t, s, 1.5)
	require.Equal(t, "fist", s.Status().Gesture)
	require.Greater(t, look(s).Decoded[hand.IndexPIP], 1.0)

	for name, change := range map[string]func(*session.Setup){
		"person":   func(p *session.Setup) { p.Person = 7 },
		"side":     func(p *session.Setup) { p.Follow = retarget.Same },
		"hand":     func(p *session.Setup) { p.Hand = gesture.LeftHand },
		"profile":  func(p *session.Setup) { p.Profile = "piezo" },
		"channels": func(p *session.Setup) { p.Channels = 256 },
	} {
		next, before := s.Setup(), s.Mirror()
		change(&next)
		require.NoError(t, s.Change(next), name)
		require.NotSame(t, before, s.Mirror(), name)
		require.Equal(t, next, s.Status().Setup, name)
		advance(t, s, 0.1)
	}
	require.Equal(t, 5, s.Status().Version)
	require.Equal(t, hand.Left, s.Describe().Side)
	require.Len(t, look(s).Glove, 256)

	for name, c := range map[string]struct {
		change func(*session.Setup)
		want   string
	}{
		"gesture":  {func(p *session.Setup) { p.Gesture = "juggle" }, "juggle"},
		"channels": {func(p *session.Setup) { p.Channels = 3 }, "3 channels, want 64 to 65536"},
		"profile":  {func(p *session.Setup) { p.Profile = "wool" }, "wool"},
	} {
		next, before := s.Setup(), s.Setup()
		c.change(&next)
		require.ErrorContains(t, s.Change(next), c.want, name)
		require.Equal(t, before, s.Setup(), name)
	}
}

// The old mirror goes on while the new one is built, and only the last wish
// counts.
func TestBuildsBesideTheRunningMirror(t *testing.T) {
	s, err := session.New(session.Options{Setup: session.Setup{Channels: 192}})
	require.NoError(t, err)
	defer s.Close()
	old := s.Mirror()
	for person := range uint64(3) {
		next := s.Setup()
		next.Person = person + 5
		require.NoError(t, s.Change(next))
	}
	require.True(t, s.Status().Building)
	require.Equal(t, locale.Building, s.Status().Caption)
	require.Same(t, old, s.Mirror())
	at := old.Record().Time
	for s.Status().Building {
		require.NoError(t, s.Advance(frame))
		runtime.Gosched()
	}
	require.Greater(t, old.Record().Time, at)
	require.Equal(t, 1, s.Status().Version)
	require.Equal(t, gesture.RandomPerson(7).Dims, s.Describe().Dims)
}

func TestLeadSurvivesAnotherGlove(t *testing.T) {
	s := open(t, session.Options{Setup: session.Setup{Gesture: "open"}})
	advance(t, s, 0.5)
	require.NoError(t, s.Curl(hand.Index, 1.2))
	advance(t, s, 0.7)
	before := look(s)
	next := s.Setup()
	next.Profile = "piezo"
	require.NoError(t, s.Change(next))
	advance(t, s, 0.7)
	require.True(t, s.Status().Leading)
	require.InDelta(t, before.Person.Angles[hand.IndexPIP], look(s).Person.Angles[hand.IndexPIP], 0.05)
}

func TestRecordingBeginsAnewWithoutAJump(t *testing.T) {
	src, err := gesture.Open(recording(t), gesture.Options{})
	require.NoError(t, err)
	s := open(t, session.Options{Setup: session.Setup{Recording: src}})
	end := src.Info().Duration
	require.NoError(t, s.Step(int((end-0.2)/mirror.Period)))
	var last, now mirror.Snapshot
	s.SnapshotTo(&last)
	for range 60 {
		require.NoError(t, s.Advance(frame))
		s.SnapshotTo(&now)
		step := r3.Norm(r3.Sub(now.Person.WorldFromPalm.Pos, last.Person.WorldFromPalm.Pos))
		require.Less(t, step, 0.05)
		last = now
	}
	require.Greater(t, s.Mirror().Record().Time, end)
	require.Equal(t, src.Info().Name, s.Status().Source)
}

func recording(t *testing.T) string {
	t.Helper()
	return testdata.Shared(t, "data", "mediapipe-camera", "hand-30fps.jsonl")
}

func TestTimeCanBeSlowedStoppedAndStepped(t *testing.T) {
	s := open(t, session.Options{})
	now := func() float64 { return s.Mirror().Record().Time }
	require.NoError(t, s.SetSpeed(0.25))
	advance(t, s, 1)
	require.InDelta(t, 0.25, now(), 2e-3)
	s.SetPaused(true)
	at := now()
	advance(t, s, 0.5)
	require.Equal(t, at, now())
	require.NoError(t, s.Step(1))
	require.InDelta(t, at+mirror.Period, now(), 1e-9)
	s.SetPaused(false)
	require.NoError(t, s.Restart())
	require.Zero(t, now())
	require.ErrorContains(t, s.SetSpeed(0), "speed 0, want 0.01 to 4")
	require.ErrorContains(t, s.SetSpeed(math.NaN()), "speed NaN")
	require.ErrorContains(t, s.Advance(-1), "advance by -1 s")
	require.ErrorContains(t, s.Advance(math.NaN()), "NaN")
}

// slow is a glove whose frames come late.
type slow struct {
	mirror.Sensor
	past [slowBy]hand.Angles
	next int
}

const slowBy = 50 // steps, 1 ms each

func (d *slow) Sense(t float64, a hand.Angles, f *glove.Frame) bool {
	late := d.past[d.next]
	d.past[d.next] = a
	d.next = (d.next + 1) % slowBy
	return d.Sensor.Sense(t, late, f)
}

func TestLagIsMeasured(t *testing.T) {
	measure := func(disturb func(mirror.Sensor) mirror.Sensor) float64 {
		s := open(t, session.Options{Setup: session.Setup{Gesture: "drum"}, Disturb: disturb})
		advance(t, s, 5.1)
		lag := s.Status().LagMS
		require.True(t, lag.Measured(), lag.Why())
		return lag.Float()
	}
	usual := measure(nil)
	late := measure(func(in mirror.Sensor) mirror.Sensor { return &slow{Sensor: in} })
	require.InDelta(t, usual+slowBy, late, 5)
}

// The same calls give the same bytes.
func TestSessionIsRepeatable(t *testing.T) {
	var runs [2]mirror.Snapshot
	for i := range runs {
		s := open(t, session.Options{Setup: session.Setup{Gesture: "open", Seed: 2}})
		advance(t, s, 0.3)
		require.NoError(t, s.Curl(hand.Index, 1))
		advance(t, s, 0.3)
		require.NoError(t, s.BreakShare(0.1, 1))
		next := s.Setup()
		next.Person = 3
		require.NoError(t, s.Change(next))
		advance(t, s, 0.3)
		runs[i] = look(s)
	}
	require.Equal(t, runs[0].Glove, runs[1].Glove)
	require.Equal(t, runs[0].Arm, runs[1].Arm)
}

func TestLogIsKept(t *testing.T) {
	var text bytes.Buffer
	s := open(t, session.Options{
		Kiosk: true, Program: []session.Act{{Gesture: "open", Seconds: 5, Caption: locale.ActMirror}},
		Log:     slog.New(slog.NewTextHandler(&text, nil)),
		Disturb: func(in mirror.Sensor) mirror.Sensor { return &bomb{Sensor: in, fuse: 1500} },
	})
	advance(t, s, 3)
	require.Equal(t, 1, bytes.Count(text.Bytes(), []byte("a stage panicked")))
	require.Contains(t, text.String(), "cable caught fire")
}

func TestStepsAllocateNothing(t *testing.T) {
	cups, err := world.LookupScene("cups")
	require.NoError(t, err)
	s := open(t, session.Options{Setup: session.Setup{Gesture: "drum", Scene: cups}})
	require.NoError(t, s.Step(2000))
	require.Zero(t, testing.AllocsPerRun(300, func() { _ = s.Step(1) }), "while a gesture plays")

	mug := look(s).Things[2].WorldFromObject.Pos
	eye := r3.Add(mug, r3.Vec{Y: -1})
	hit, err := s.Press(session.Ray{Origin: eye, Direction: r3.Vec{Y: 1}})
	require.NoError(t, err)
	require.Equal(t, session.ObjectHit, hit.Kind)
	require.NoError(t, s.Curl(hand.Index, 0.5))
	require.Zero(t, testing.AllocsPerRun(300, func() { _ = s.Step(1) }), "while something is carried and the hand led")
}
