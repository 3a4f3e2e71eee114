package scene

import (
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// An opening stage gets lighter all along, never quite dark, and is the usual one in the end;
// where somebody comes, it is so within a second.
func TestTheStageDawns(t *testing.T) {
	desc := description(t, hand.Right)
	snap := still(&desc, spatial.At(r3.Vec{X: -0.3, Z: 1.2}), hand.Angles{})
	s := New(desc)
	usual := s.Build(snap, DefaultOrbit().Camera()).Stage
	skin := s.frame.Materials[MatSkin]
	lines, last := 0, float32(0)
	for at := 0.0; at < gesture.AwakeningSinks; at += 0.05 {
		s.Open(true, at)
		snap.Time += 0.05
		f := s.Build(snap, DefaultOrbit().Camera())
		light := f.Stage.Rim.Color.Z + f.Stage.Key.Color.Y
		require.GreaterOrEqual(t, light, last)
		require.Positive(t, light)
		require.Equal(t, usual.Exposure, f.Stage.Exposure)
		last = light
		if at > lineStarts+0.1 && at < lineStarts+lineTime-0.15 {
			require.Greater(t, len(f.Strokes), lineTrail/2, "the line of light")
			lines++
		} else if at < gesture.AwakeningRises {
			require.Less(t, f.Stage.Key.Color.X, 0.02*usual.Key.Color.X)
		}
	}
	require.Greater(t, lines, 5)
	require.Equal(t, usual, s.frame.Stage)
	require.Equal(t, skin, s.frame.Materials[MatSkin])

	s.Open(true, 0)
	snap.Time += 0.05
	require.Less(t, s.Build(snap, DefaultOrbit().Camera()).Stage.Key.Color.X, 0.02*usual.Key.Color.X)
	s.Open(false, 0)
	for range 70 {
		snap.Time += 1.0 / 60
		s.Build(snap, DefaultOrbit().Camera())
	}
	require.Equal(t, usual, s.frame.Stage)
	require.Equal(t, skin, s.frame.Materials[MatSkin])
}

// A finger wakes when the glove reads it open, and no other one with it.
func TestFingersWakeByThemselves(t *testing.T) {
	desc := description(t, hand.Right)
	s := New(desc)
	snap := still(&desc, spatial.At(r3.Vec{X: -0.3, Z: 1.2}), hand.Angles{})
	for f := range hand.NumFingers {
		for g := range hand.NumFingers {
			for i := 1; i < 4; i++ {
				snap.Decoded[hand.FingerAngle(hand.Finger(g), i)] = 1.6
				if f == g {
					snap.Decoded[hand.FingerAngle(hand.Finger(g), i)] = 0.05
				}
			}
		}
		s.Open(true, gesture.AwakeningFingers+0.5)
		snap.Time++
		s.Build(snap, DefaultOrbit().Camera())
		for g, tip := range desc.Robot.Tips {
			want := float32(0)
			if f == g {
				want = 1
			}
			require.Equal(t, want, s.dawn.wakes(tip), "%v of %v", g, f)
		}
		require.Zero(t, s.dawn.wakes(desc.Robot.Palm))
	}
}
