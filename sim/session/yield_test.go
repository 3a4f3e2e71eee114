package session_test

import (
	"sync/atomic"
	"testing"
	"time"

	"mirrorarm/sim/session"

	"github.com/stretchr/testify/require"
)

// What is built or taught gives way often, for those with whom it may share one thread.
func TestBuildingAndTeachingGiveWay(t *testing.T) {
	var given atomic.Int64
	s := withSamples(t, session.Options{
		Setup: session.Setup{Channels: 192, SkinProfile: "piezo"}, // of which no other test makes an expert
		Yield: func() { given.Add(1) },
	})
	require.Greater(t, given.Swap(0), int64(20), "the first mirror")
	next := s.Setup()
	next.Person = 5
	require.NoError(t, s.Change(next))
	for s.Status().Building {
		require.NoError(t, s.Advance(frame))
	}
	require.Greater(t, given.Swap(0), int64(20), "another one")
	_, ray := sample(t, s, "copper")
	require.NoError(t, s.Explore(ray))
	require.True(t, s.Status().Learning)
	require.Eventually(t, func() bool { return given.Load() > 3 }, time.Minute, time.Millisecond, "its expert")
}
