package session_test

import (
	"testing"

	"mirrorarm/sim/session"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestAThingIsCarriedNoFasterThanAHandGoes: however far the pointer leaps, the ball
// goes there at 3 m/s at most, and nearly so while it is far away.
func TestAThingIsCarriedNoFasterThanAHandGoes(t *testing.T) {
	balls, err := world.LookupScene("balls")
	require.NoError(t, err)
	s := open(t, session.Options{Setup: session.Setup{Gesture: "rest", Scene: balls}})
	advance(t, s, 0.1)
	var ball *world.Object
	for _, o := range s.Mirror().World().Objects {
		if o != nil && !o.Fixed() && (ball == nil || o.WorldFromObject.Pos.Z > ball.WorldFromObject.Pos.Z) {
			ball = o
		}
	}
	require.NotNil(t, ball)
	at := ball.WorldFromObject.Pos
	eye := r3.Add(at, r3.Vec{Y: -1.5, Z: 0.6})
	hit, err := s.Press(session.Ray{Origin: eye, Direction: r3.Sub(at, eye)})
	require.NoError(t, err)
	require.Equal(t, session.ObjectHit, hit.Kind)
	goal := r3.Add(hit.At, r3.Vec{X: 0.2, Z: 1.2})
	require.NoError(t, s.DragTo(session.Ray{Origin: eye, Direction: r3.Sub(goal, eye)}))
	fastest := 0.0
	last := ball.WorldFromObject.Pos
	for range 200 {
		require.NoError(t, s.Advance(1e-3))
		now := ball.WorldFromObject.Pos
		fastest = max(fastest, r3.Norm(r3.Sub(now, last))/1e-3)
		last = now
	}
	require.LessOrEqual(t, fastest, 3.05)
	require.Greater(t, fastest, 2.9)
}
