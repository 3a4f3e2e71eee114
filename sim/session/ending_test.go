package session_test

import (
	"context"
	"testing"
	"time"

	"mirrorarm/sensors/glove"
	"mirrorarm/sim/session"

	"github.com/stretchr/testify/require"
)

// A session that is closed, or whose context ends, waits for no build: here, of one
// that takes a minute.
func TestTheEndWaitsForNoBuild(t *testing.T) {
	vast := session.Setup{Channels: glove.MaxChannels}
	s, err := session.New(session.Options{Setup: session.Setup{Channels: 64}})
	require.NoError(t, err)
	require.NoError(t, s.Change(vast))
	closed := make(chan struct{})
	go func() {
		s.Close()
		close(closed)
	}()
	select {
	case <-closed:
	case <-time.After(20 * time.Second):
		require.Fail(t, "the build is waited for")
	}

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
