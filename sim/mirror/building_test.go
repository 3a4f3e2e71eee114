package mirror_test

import (
	"errors"
	"testing"

	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"

	"github.com/stretchr/testify/require"
)

// smallest is a mirror that is soon built.
func smallest(t *testing.T, building func(float64) error) mirror.Config {
	t.Helper()
	src, err := gesture.Synth("open", gesture.Options{Seed: 1})
	require.NoError(t, err)
	arm, err := robot.Bionic(retarget.Mirror.RobotSide(src.Info().Side))
	require.NoError(t, err)
	return mirror.Config{Source: src, Robot: arm, Channels: 64, Building: building}
}

// What is told while a mirror is built rises from 0 to 1 in small steps.
func TestBuildingIsToldOf(t *testing.T) {
	last, most := 0.0, 0.0
	_, err := mirror.New(smallest(t, func(share float64) error {
		require.GreaterOrEqual(t, share, last-1e-12)
		most = max(most, share-last)
		last = share
		return nil
	}))
	require.NoError(t, err)
	require.Greater(t, last, 0.99)
	require.Less(t, last, 1.01)
	require.Less(t, most, 0.02)
}

// An error ends the building at once, whichever part of it is under way.
func TestBuildingEndsWithAnError(t *testing.T) {
	enough := errors.New("enough")
	for _, share := range []float64{0, 0.3, 0.6, 0.8, 0.95} {
		told := 0
		m, err := mirror.New(smallest(t, func(now float64) error {
			if now < share {
				return nil
			}
			told++
			return enough
		}))
		require.ErrorIs(t, err, enough)
		require.Nil(t, m)
		require.Equal(t, 1, told, "asked again after %g", share)
	}
}
