package session_test

import (
	"math"
	"os"
	"slices"
	"testing"

	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"
	"mirrorarm/sim/world"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// aboutTouching are the captions of the acts whose hand touches things.
var aboutTouching = []locale.Key{locale.ActCatch, locale.ActSamples, locale.ActExplores, locale.ActTouch, locale.ActDuel}

// onlooker watches what the arm of an exhibit touches.
type onlooker struct {
	session *session.Session
	snap    mirror.Snapshot
	steps   int
	act     locale.Key
	since   int // steps of the act

	pushed  map[locale.Key]float64 // N, the largest force between robot and things in an act
	early   float64                // N, within an act's first 0.2 s
	reached map[locale.Key]float64 // m, the least gap between arm, wrist and things: what is not the hand
}

func (o *onlooker) look(m *mirror.Mirror) {
	caption := o.session.Status().Caption
	if caption != o.act {
		o.act, o.since = caption, 0
	}
	o.since++
	if _, ok := o.reached[caption]; !ok {
		o.reached[caption] = math.Inf(1)
	}
	for _, thing := range m.World().Objects {
		if thing == nil {
			continue
		}
		force := r3.Norm(thing.Touched.Force)
		o.pushed[caption] = max(o.pushed[caption], force)
		if o.since < 200 {
			o.early = max(o.early, force)
		}
	}
	if o.steps++; o.steps%20 == 0 {
		m.SnapshotTo(&o.snap)
		o.reached[caption] = min(o.reached[caption], gapOfTheArm(m.Describe().Robot, &o.snap, m.World()))
	}
}

// gapOfTheArm is how near the links above the palm are to a thing.
func gapOfTheArm(r *robot.Robot, snap *mirror.Snapshot, w *world.World) float64 {
	least := math.Inf(1)
	for _, s := range r.Shapes {
		if s.Link == r.Palm || r.Model.LinkJoint(s.Link) >= 0 && r.Model.Carries(r.Model.LinkJoint(r.Palm), s.Link) {
			continue
		}
		for _, thing := range w.Objects {
			if thing == nil {
				continue
			}
			thingFromLink := thing.WorldFromObject.Inverse().Mul(snap.Arm.WorldFromLink[s.Link])
			a, b := thingFromLink.Apply(s.A), thingFromLink.Apply(s.B)
			for i := range 31 {
				share := float64(i) / 30
				d, _ := thing.Distance(r3.Add(a, r3.Scale(share, r3.Sub(b, a))))
				least = min(least, d-s.Ra-share*(s.Rb-s.Ra))
			}
		}
	}
	return least
}

// watch plays acts and tells what was touched in them.
func watch(t *testing.T, setup session.Setup, acts []session.Act) *onlooker {
	t.Helper()
	o := &onlooker{pushed: map[locale.Key]float64{}, reached: map[locale.Key]float64{}}
	o.session = open(t, session.Options{
		Kiosk: true, Program: acts, Setup: setup, OnStep: func(m *mirror.Mirror) { o.look(m) },
	})
	for _, a := range acts {
		advance(t, o.session, a.Seconds)
	}
	return o
}

// require is what an act may touch: nothing at its start; then, if it is about
// touching, the hand may; arm and wrist never.
func (o *onlooker) require(t *testing.T, acts []session.Act) {
	t.Helper()
	require.Zero(t, o.early, "N, when an act begins")
	for _, a := range acts {
		name := locale.English.Text(a.Caption)
		require.Positive(t, o.reached[a.Caption], "m between the arm and a thing: %s", name)
		if slices.Contains(aboutTouching, a.Caption) {
			require.Positive(t, o.pushed[a.Caption], "it is about touching: %s", name)
			continue
		}
		require.Zero(t, o.pushed[a.Caption], "N: %s", name)
	}
}

// TestActsTouchWithTheHandAlone plays what an exhibit does with things around;
// the whole program is soaked, both ways and with both hands.
func TestActsTouchWithTheHandAlone(t *testing.T) {
	testdata.Long(t)
	var acts []session.Act
	for _, a := range session.Acts() {
		if len(a.Cues) > 0 {
			acts = append(acts, a)
		}
	}
	require.Len(t, acts, 3)
	watch(t, session.Setup{Seed: 1, Channels: 64}, acts).require(t, acts)
}

func TestSoakActsTouchWithTheHandAlone(t *testing.T) {
	if os.Getenv("MIRRORARM_SOAK") == "" {
		t.Skip("long: set MIRRORARM_SOAK=1, or run make soak")
	}
	for _, follow := range []retarget.Follow{retarget.Mirror, retarget.Same} {
		for _, side := range []gesture.Choice{gesture.RightHand, gesture.LeftHand} {
			t.Run(follow.String()+" "+side.String(), func(t *testing.T) {
				acts := session.Acts()
				watch(t, session.Setup{Seed: 1, Follow: follow, Hand: side}, acts).require(t, acts)
			})
		}
	}
}

// TestASceneThatAppearsRoundALowHandDoesNotThrowIt: a bench comes where the arm
// is, which goes to the nearest free place and is pressed from there by no more
// than whoever leads it presses.
func TestASceneThatAppearsRoundALowHandDoesNotThrowIt(t *testing.T) {
	var pushed []float64 // N, step by step
	s := open(t, session.Options{Setup: session.Setup{Gesture: "rest", Seed: 1, Channels: 64}, OnStep: func(m *mirror.Mirror) {
		most := 0.0
		for _, thing := range m.World().Objects {
			most = max(most, r3.Norm(thing.Touched.Force))
		}
		pushed = append(pushed, most)
	}})
	require.NoError(t, s.Handle(gesture.GripWrist, r3.Add(gesture.DefaultWrist(), r3.Vec{Z: -0.21})))
	advance(t, s, 1.5)
	next := s.Setup()
	var err error
	next.Scene, err = world.LookupScene("tools")
	require.NoError(t, err)
	require.NoError(t, s.Change(next))
	require.Contains(t, s.Mirror().Notice(), "the arm starts")
	pushed = nil
	advance(t, s, 2)
	t.Logf("%s; %.0f N within 50 ms, %.0f N in 2 s", s.Mirror().Notice(), slices.Max(pushed[:50]), slices.Max(pushed))
	require.Less(t, slices.Max(pushed[:50]), 20.0, "N")
	require.Less(t, slices.Max(pushed), 600.0, "N")
}
