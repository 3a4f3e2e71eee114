package clock_test

import (
	"testing"
	"time"

	"mirrorarm/sim/clock"

	"github.com/stretchr/testify/require"
)

// Work gives way once in a turn, however often it asks, and a turn begins when it comes
// back.
func TestWorkGivesWayOnceATurn(t *testing.T) {
	f := &clock.Fake{}
	away := 7 * time.Millisecond
	given := 0
	turns := clock.NewTurns(f, clock.Sleep{For: func(time.Duration) { given++; f.Sleep(away) }}, 20*time.Millisecond)
	for range 100 {
		f.Sleep(5 * time.Millisecond) // of work
		turns.Give()
	}
	require.Equal(t, 25, given)
}
