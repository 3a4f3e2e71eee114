package session_test

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/gesture/format"
	"mirrorarm/sim/live"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// hall is where people come before a tracker, by a clock of the test's own.
type hall struct {
	now      float64
	follower *live.Follower
	sure     bool
	people   [2]gesture.Source // by side
	hands    [2]*hand.Hand
	next     float64 // s, of the next frame
	frames   int
}

// leaveAfter (s) is when a visitor of the hall's has left.
const leaveAfter = 2.0

func newHall(t testing.TB, name string) *hall {
	t.Helper()
	axes, err := format.ParseAxes("world")
	require.NoError(t, err)
	h := &hall{now: 1000, next: 1000} // another zero than the session's
	h.follower = live.NewFollower(live.Settings{Axes: axes, Position: true, Orientation: true, Depth: true, LeaveAfter: leaveAfter})
	for side, choice := range [2]gesture.Choice{hand.Right: gesture.RightHand, hand.Left: gesture.LeftHand} {
		h.people[side], err = gesture.Synth(name, gesture.Options{Hand: choice, Seed: 7})
		require.NoError(t, err)
		h.hands[side] = hand.New(hand.Side(side), h.people[side].Info().Dims)
	}
	return h
}

func (h *hall) Now() float64 { return h.now }

func (h *hall) Present(now float64) (hand.Side, bool) {
	side, there := h.follower.Visitor(now)
	return side, there && h.sure
}

func (h *hall) Source(side hand.Side, bones hand.Dimensions) gesture.Source {
	return h.follower.Source(side, bones)
}

// see lets the tracker see a hand of a side, if there is one, until the hall's time:
// 40 ms late, 30 times a second.
func (h *hall) see(side hand.Side, there bool) {
	for ; h.next+0.04 <= h.now; h.next += 1.0 / 30 {
		f := live.Frame{Time: h.next}
		if there {
			f.Hands = append(f.Hands, h.seen(side, h.next-1000))
		}
		v := h.follower.Push(&f, h.now)
		h.sure = v.Sure
		h.frames++
	}
}

// seen is a person's hand, somewhat away from where the session's own would be.
func (h *hall) seen(side hand.Side, t float64) format.Hand {
	var s gesture.Sample
	h.people[side].Sample(t, &s)
	h.hands[side].SetAngles(s.Angles)
	var lm hand.Landmarks
	h.hands[side].LandmarksTo(&lm)
	out := format.Hand{ID: -1, Confidence: 1, Side: side, Labelled: true}
	for i := range lm {
		out.Seen.Points[i] = r3.Add(s.WorldFromPalm.Apply(lm[i]), r3.Vec{Z: 0.05 * math.Sin(2*t)})
		out.Seen.Weight[i] = 1
	}
	out.Place = out.Seen.Points[0]
	return out
}

// watchman looks at every step of a session: no joint jumps.
type watchman struct {
	t       testing.TB
	last    []float64
	fastest float64 // of a joint's limit
}

func (w *watchman) look(m *mirror.Mirror) {
	q := m.Record().Coordinates
	for i := range w.last {
		limit := m.Config().Robot.Model.Coordinate(i).Limit
		rate := math.Abs(q[i]-w.last[i]) / mirror.Period / limit.Velocity
		w.fastest = max(w.fastest, rate)
		require.LessOrEqual(w.t, rate, 1+1e-6, "joint %d at %.3f s", i, m.Record().Time)
		require.False(w.t, math.IsNaN(q[i]))
	}
	w.last = append(w.last[:0], q...)
}

// advanceSeeing lets time pass for session and hall alike.
func advanceSeeing(t testing.TB, s *session.Session, h *hall, seconds float64, side hand.Side, there bool) {
	t.Helper()
	for range int(math.Round(seconds / frame)) {
		h.now += frame
		h.see(side, there)
		require.NoError(t, s.Advance(frame))
	}
}

// A right hand comes, goes, comes back where it went; a left hand; nobody: the arm of
// either side follows and no joint ever jumps, the program comes back by itself, and
// no hand needed to touch anything.
func TestVisitorsComeAndGo(t *testing.T) {
	h, w := newHall(t, "horns 550ms hold 6s, rest 550ms hold 800ms"), &watchman{t: t}
	program := []session.Act{
		{Gesture: "open", Seconds: 30, Caption: locale.ActMirror},
		{Gesture: "drum", Scene: "cups", Seconds: 30, Caption: locale.ActCatch},
	}
	s := open(t, session.Options{Kiosk: true, Program: program, OnStep: w.look})
	s.Welcome(h)
	advanceSeeing(t, s, h, 1, hand.Right, false)
	require.Equal(t, session.Attract, s.Status().Mode)

	advanceSeeing(t, s, h, 0.3, hand.Right, true)
	st := s.Status()
	require.True(t, st.Following)
	require.Equal(t, session.Visitor, st.Mode)
	require.Equal(t, locale.Mirrored, st.Caption)
	require.Equal(t, "live", st.Source)
	require.Zero(t, st.Version, "its mirror was there")
	advanceSeeing(t, s, h, 4, hand.Right, true)
	requireFollows(t, s, h, hand.Right)

	advanceSeeing(t, s, h, 1, hand.Right, false)
	require.True(t, look(s).Person.Lost)
	require.True(t, s.Status().Following, "has not left yet")
	advanceSeeing(t, s, h, 1, hand.Right, true)
	require.Equal(t, 1, s.Status().Takeovers, "is the same visitor")
	requireFollows(t, s, h, hand.Right)

	advanceSeeing(t, s, h, leaveAfter+0.2, hand.Right, false)
	require.False(t, s.Status().Following)
	advanceSeeing(t, s, h, 1.3, hand.Right, false)
	st = s.Status()
	require.Equal(t, session.Attract, st.Mode)
	require.Equal(t, 1, st.Act)
	require.Len(t, look(s).Things, 5)

	advanceSeeing(t, s, h, 0.3, hand.Left, true)
	st = s.Status()
	require.True(t, st.Following)
	require.Equal(t, hand.Left, st.Side)
	require.Equal(t, 1, st.Version, "the mirror of the other side is shown")
	advanceSeeing(t, s, h, 4, hand.Left, true)
	requireFollows(t, s, h, hand.Left)

	advanceSeeing(t, s, h, leaveAfter+1.5, hand.Left, false)
	st = s.Status()
	require.Equal(t, session.Attract, st.Mode)
	require.Equal(t, hand.Right, st.Side)
	require.Equal(t, 0, st.Act)
	require.Equal(t, 1, st.Loops)
	require.Equal(t, "open", st.Gesture)
	advanceSeeing(t, s, h, 1, hand.Left, false)
	require.InDelta(t, 0, look(s).Decoded[hand.IndexPIP], 0.3, "plays its act again")
	require.Greater(t, w.fastest, 0.1, "the arm has moved at all")
}

// requireFollows has the session show the very hand that is there.
func requireFollows(t testing.TB, s *session.Session, h *hall, side hand.Side) {
	t.Helper()
	require.Equal(t, side, s.Status().Side)
	var truth gesture.Sample
	var error, wrong float64
	other := h.people[side]
	n := 0
	for range 60 {
		h.now += frame
		h.see(side, true)
		require.NoError(t, s.Advance(frame))
		snap := look(s)
		other.Sample(h.now-1000-0.05, &truth)
		for _, a := range []hand.Angle{hand.IndexMCP, hand.MiddlePIP, hand.RingPIP, hand.LittlePIP} {
			error += math.Abs(snap.Decoded[a] - truth.Angles[a])
			wrong += math.Abs(truth.Angles[a] - hand.Rest()[a])
			n++
		}
	}
	require.Less(t, error/float64(n), 0.15, "rad, of a person with bones of their own")
	require.Less(t, error, 0.5*wrong, "a hand at rest would not do")
}

// Whoever takes the hand by the mouse leads until they give it back; without an exhibit
// what was played goes on when the visitor has left, another mirror finds them there.
func TestVisitorsAndHands(t *testing.T) {
	h, w := newHall(t, "wave"), &watchman{t: t}
	s := open(t, session.Options{Setup: session.Setup{Gesture: "rest", Seed: 2}, OnStep: w.look})
	s.Welcome(h)
	advanceSeeing(t, s, h, 0.5, hand.Right, true)
	require.True(t, s.Status().Following)
	require.NoError(t, s.Lead())
	advanceSeeing(t, s, h, 1, hand.Right, true)
	require.True(t, s.Status().Leading)
	require.False(t, s.Status().Following)
	require.NoError(t, s.EndLead())
	advanceSeeing(t, s, h, 0.1, hand.Right, true)
	require.True(t, s.Status().Following)
	require.NoError(t, s.Lead())
	advanceSeeing(t, s, h, 11, hand.Right, true)
	require.True(t, s.Status().Following, "who leads by hand has gone")

	next := s.Setup()
	next.Gesture = "fist"
	require.NoError(t, s.Change(next))
	require.True(t, s.Status().Following, "a gesture waits")
	w.last = nil // another mirror starts where it likes
	next.Profile = "ideal"
	require.NoError(t, s.Change(next))
	advanceSeeing(t, s, h, 0.2, hand.Right, true)
	require.True(t, s.Status().Following)
	advanceSeeing(t, s, h, leaveAfter+0.2, hand.Right, false)
	require.False(t, s.Status().Following)
	require.Equal(t, "fist", s.Status().Source)
	advanceSeeing(t, s, h, 1.5, hand.Right, false)
	require.Greater(t, look(s).Decoded[hand.IndexPIP], 1.0)

	advanceSeeing(t, s, h, 1, hand.Left, true)
	require.Equal(t, hand.Left, s.Status().Side)
	s.Welcome(nil)
	require.Equal(t, hand.Right, s.Status().Side)
	advanceSeeing(t, s, h, 1, hand.Left, true)
	require.False(t, s.Status().Following)
}

// Builds go on beside the show: a visitor of the other side is shown as soon as their
// mirror is ready, and the session that is closed meanwhile ends.
func TestTheOtherSideIsBuiltBesideTheShow(t *testing.T) {
	h := newHall(t, "open")
	s, err := session.New(session.Options{Setup: session.Setup{Channels: 64, Gesture: "rest"}})
	require.NoError(t, err)
	s.Welcome(h)
	for deadline := 0; s.Status().Side != hand.Left; deadline++ {
		require.Less(t, deadline, 100_000)
		advanceSeeing(t, s, h, frame, hand.Left, true)
	}
	require.True(t, s.Status().Following)
	s.Close()

	s, err = session.New(session.Options{Setup: session.Setup{Channels: 64, Gesture: "rest"}})
	require.NoError(t, err)
	s.Welcome(h)
	s.Close()
}

// A step that a visitor leads allocates nothing.
func TestFollowingAllocatesNothing(t *testing.T) {
	h := newHall(t, "wave")
	s := open(t, session.Options{Setup: session.Setup{Gesture: "rest"}})
	s.Welcome(h)
	advanceSeeing(t, s, h, 6, hand.Right, true)
	require.True(t, s.Status().Following)
	require.Zero(t, testing.AllocsPerRun(200, func() {
		h.now += mirror.Period
		if err := s.Advance(mirror.Period); err != nil {
			panic(err)
		}
	}))
}
