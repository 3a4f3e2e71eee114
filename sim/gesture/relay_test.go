package gesture_test

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

func TestRelayTakesOverSmoothly(t *testing.T) {
	fist, err := gesture.Synth("fist", gesture.Options{Seed: 1})
	require.NoError(t, err)
	open, err := gesture.Synth("open", gesture.Options{Seed: 2})
	require.NoError(t, err)
	relay := gesture.NewRelay(fist, 2)
	require.True(t, math.IsInf(relay.Info().Duration, 1))
	require.NoError(t, relay.Switch(1, 0.6, open, 3))

	var got, want, last gesture.Sample
	relay.Sample(0.5, &got)
	fist.Sample(2.5, &want)
	require.Equal(t, want.Angles, got.Angles)
	relay.Sample(4, &got)
	open.Sample(6, &want)
	require.Equal(t, want.Angles, got.Angles)
	require.InDelta(t, 0, r3.Norm(r3.Sub(want.WorldFromPalm.Pos, got.WorldFromPalm.Pos)), 1e-12)

	// A path of minimum jerk is 15/8 as fast at its middle as on the average.
	relay.Sample(0.9, &last)
	fist.Sample(3, &want)
	travel := want.Angles[hand.IndexPIP]
	open.Sample(3.3, &want)
	travel -= want.Angles[hand.IndexPIP]
	fastest := 0.0
	for i := range 1000 {
		relay.Sample(0.9+float64(i+1)*1e-3, &got)
		fastest = max(fastest, math.Abs(got.Angles[hand.IndexPIP]-last.Angles[hand.IndexPIP])/1e-3)
		last = got
	}
	require.InEpsilon(t, 15.0/8*travel/0.6, fastest, 0.1)

	source, at := relay.Current(4)
	require.Equal(t, "open", source.Info().Name)
	require.InDelta(t, 6, at, 1e-12)
	require.Equal(t, "open", relay.Playing(4))
	require.Equal(t, "open", relay.Made(4))
}

func TestRelayRefusesAnotherPerson(t *testing.T) {
	fist, err := gesture.Synth("fist", gesture.Options{})
	require.NoError(t, err)
	giant := gesture.RandomPerson(9)
	other, err := gesture.Synth("open", gesture.Options{Person: &giant})
	require.NoError(t, err)
	relay := gesture.NewRelay(fist, 0)
	require.ErrorContains(t, relay.Switch(1, 0.5, other, 0), "another person's hand")
	require.ErrorContains(t, relay.Switch(1, 0, fist, 0), "above 0")
}
