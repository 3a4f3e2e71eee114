package session_test

import (
	"context"
	"testing"

	"mirrorarm/sensors/glove"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"

	"github.com/stretchr/testify/require"
)

// A session that is closed, or whose context ends, waits for no build: it is broken off
// in its calibration, here a minute's, and never comes to what follows it.
func TestTheEndWaitsForNoBuild(t *testing.T) {
	vast := session.Setup{Channels: glove.MaxChannels}
	calibrated := 0
	s, err := session.New(session.Options{Setup: session.Setup{Channels: 64}, Disturb: func(m mirror.Sensor) mirror.Sensor {
		calibrated++
		return m
	}})
	require.NoError(t, err)
	require.Equal(t, 1, calibrated)
	require.NoError(t, s.Change(vast))
	s.Close()
	require.Equal(t, 1, calibrated, "the build was waited for")

	ctx, stop := context.WithCancel(t.Context())
	told := 0
	_, err = session.New(session.Options{Setup: vast, Context: ctx, Building: func(float64) {
		if told++; told == 3 {
			stop()
		}
	}})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 3, told)
}
