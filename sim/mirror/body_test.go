package mirror

import (
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestABodyIsTheMirrorsLowerHalf: led by the targets that a mirror gave its own, it does
// what that did, but for what rounding makes of the length of a step; another one of the
// same make does the same to the bit.
func TestABodyIsTheMirrorsLowerHalf(t *testing.T) {
	cups, err := world.LookupScene("cups")
	require.NoError(t, err)
	m := small(t, synth(t, "fist"), func(c *Config) { c.Scene, c.Reflex, c.SkinProfile, c.Seed = cups, true, "piezo", 7 })
	config := BodyConfig{
		Robot: m.cfg.Robot, WorldFromBase: m.retarget.WorldFromBase(), SkinProfile: "piezo", Scene: cups, Reflex: true, Seed: 7,
	}
	b, err := NewBody(config)
	require.NoError(t, err)
	require.Equal(t, config, b.Config())
	another, err := b.Another()
	require.NoError(t, err)
	config.Seed = 8
	other, err := NewBody(config)
	require.NoError(t, err)
	start := append([]float64{}, m.motors.Position()...)
	for _, b := range []*Body{b, another, other} {
		b.Rest(start)
	}
	differ := 0
	for step := 1; step <= 400; step++ {
		m.Step(float64(step) * Period)
		for _, b := range []*Body{b, another, other} {
			b.Step(m.record.Target)
			require.InDelta(t, float64(step)*Period, b.Time(), 1e-12)
		}
		require.InDeltaSlice(t, m.motors.Position(), b.Position(), 1e-6, "step %d", step)
		require.InDeltaSlice(t, m.motors.Velocity(), b.Velocity(), 1e-3)
		require.InDelta(t, 0, r3.Norm(r3.Sub(m.record.WorldFromPalm.Pos, b.WorldFromPalm().Pos)), 1e-6)
		require.Equal(t, b.Position(), another.Position())
		require.Equal(t, b.Velocity(), another.Velocity())
		require.Equal(t, b.Effort(), another.Effort())
		require.Equal(t, b.WorldFromLink(), another.WorldFromLink())
		require.Equal(t, b.Skin().Counts(), another.Skin().Counts())
		for i, c := range other.Skin().Counts() {
			if c != b.Skin().Counts()[i] {
				differ++
			}
		}
	}
	require.Positive(t, differ, "a seed is another skin")
	require.Len(t, b.Feels(), len(m.observer.Touches()))
	require.Equal(t, m.Region(3), b.Region(3))
	require.Len(t, b.World().Objects, len(m.World().Objects))
	angles := b.FingerAngles(b.Position())
	require.InDeltaSlice(t, m.record.FingerAngles[:], angles[:hand.NumFingerAngles], 1e-6)
	require.Zero(t, angles[hand.WristFlexion])

	var s Snapshot
	b.SnapshotTo(&s)
	require.InDelta(t, 0.4, s.Time, 1e-12)
	require.True(t, s.Person.Lost)
	require.Equal(t, b.WorldFromLink(), s.Arm.WorldFromTarget)
	require.Equal(t, s.Arm.Coordinates, s.Arm.Target)
	require.True(t, s.Arm.Reachable)

	// Put elsewhere it is elsewhere.
	config.WorldFromBase = spatial.At(r3.Vec{X: 2}).Mul(config.WorldFromBase)
	config.Scene = nil
	moved, err := NewBody(config)
	require.NoError(t, err)
	moved.Rest(b.Position())
	require.InDelta(t, 2, moved.WorldFromPalm().Pos.X-b.WorldFromPalm().Pos.X, 1e-9)
	require.Empty(t, moved.World().Objects)
}
