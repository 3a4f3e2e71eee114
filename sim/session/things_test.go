package session_test

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/session"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// The decoder copes with broken channels under the pointer, and tells of its
// doubt.
func TestSensorsBreakAndHeal(t *testing.T) {
	s := open(t, session.Options{Setup: session.Setup{Gesture: "flat", Channels: glove.DefaultChannels}})
	advance(t, s, 1)
	place := look(s).Person.WorldFromPalm
	h := hand.New(hand.Right, s.Describe().Dims)
	h.SetAngles(look(s).Person.Angles)
	knuckle := place.Mul(h.PalmFromSegment(hand.Middle, 1))
	back := knuckle.Rotate(r3.Vec{Z: 1})
	ray := session.Ray{Origin: r3.Add(knuckle.Pos, back), Direction: r3.Scale(-1, back)}
	sigma := look(s).Sigma[hand.MiddlePIP]

	n := s.BreakAt(ray, 0.02)
	require.Greater(t, n, 5)
	require.Equal(t, n, s.Status().Broken)
	layout := s.Describe().Glove
	for i := range layout.Len() {
		if c := layout.Channel(i); !c.Back && c.Block == int(hand.Middle) {
			require.NoError(t, s.Break(i, taxel.Healthy, 0), "the palm's side is still whole")
		}
	}
	advance(t, s, 1)
	require.Greater(t, look(s).Sigma[hand.MiddlePIP], sigma)
	require.Positive(t, s.HealAt(ray, 0.02))
	require.Less(t, s.Status().Broken, n)
	s.HealAll()
	require.Zero(t, s.Status().Broken)

	require.NoError(t, s.BreakShare(0.2, 3))
	require.InDelta(t, 0.2*glove.DefaultChannels, s.Status().Broken, 5)
	require.NoError(t, s.BreakShare(0, 3))
	require.NoError(t, s.Break(5, taxel.Stuck, 100))
	require.Equal(t, 1, s.Status().Broken)
	require.NoError(t, s.Heal(5))
	require.Zero(t, s.Status().Broken)
	require.ErrorContains(t, s.Break(glove.DefaultChannels, taxel.Dead, 0), "channel 576, want 0 to 575")
	require.ErrorContains(t, s.Heal(-1), "channel -1")
	require.ErrorContains(t, s.BreakShare(math.NaN(), 0), "share NaN")
}

func TestThingsAreCarriedThrownHeatedAndTaken(t *testing.T) {
	cups, err := world.LookupScene("cups")
	require.NoError(t, err)
	s := open(t, session.Options{Setup: session.Setup{Gesture: "rest", Scene: cups}})
	advance(t, s, 0.3)
	find := func(name string) (int, *world.Object) {
		for i, o := range s.Mirror().World().Objects {
			if o != nil && o.Name == name {
				return i, o
			}
		}
		require.Fail(t, "no "+name)
		return 0, nil
	}
	id, mug := find("mug")
	at := mug.WorldFromObject.Pos
	eye := r3.Add(at, r3.Vec{Y: -1.5, Z: 0.6})
	hit, err := s.Press(session.Ray{Origin: eye, Direction: r3.Sub(at, eye)})
	require.NoError(t, err)
	require.Equal(t, session.Hit{Kind: session.ObjectHit, Object: id, At: hit.At}, hit)
	goal := r3.Add(at, r3.Vec{X: 0.1, Z: 0.2})
	require.NoError(t, s.DragTo(session.Ray{Origin: eye, Direction: r3.Sub(r3.Add(hit.At, r3.Sub(goal, at)), eye)}))
	advance(t, s, 0.6)
	require.Equal(t, locale.Carrying, s.Status().Caption)
	carried := mug.WorldFromObject.Pos
	require.Greater(t, carried.Z, at.Z+0.1)
	require.Greater(t, carried.X, at.X+0.05)
	s.Release()
	advance(t, s, 1)
	require.Less(t, mug.WorldFromObject.Pos.Z, carried.Z-0.1, "it has fallen")

	table, _ := find("table")
	top := s.Mirror().World().Objects[table].WorldFromObject.Pos
	hit, err = s.Press(session.Ray{Origin: r3.Add(top, r3.Vec{X: -0.2, Y: 0.4, Z: 1}), Direction: r3.Vec{Z: -1}})
	require.NoError(t, err)
	require.Equal(t, session.NothingHit, hit.Kind, "what is fixed is not carried")

	require.NoError(t, s.Throw(id, spatial.Twist{Lin: r3.Vec{Z: 2}}))
	require.NoError(t, s.Heat(id, 70))
	require.Equal(t, 70.0, mug.Temperature)
	n := len(look(s).Things)
	s.Take(id)
	require.Len(t, look(s).Things, n-1)
	put, err := s.Put(mug.Body, spatial.At(r3.Vec{X: 0.3, Z: 2}), spatial.Twist{})
	require.NoError(t, err)
	require.Error(t, s.Heat(put, 1000))
	require.Len(t, look(s).Things, n)
}
