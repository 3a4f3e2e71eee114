package clock

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTheSleepThatKeepsItsTimeIsChosen(t *testing.T) {
	f := &Fake{Cost: 50 * time.Nanosecond}
	way := func(name string, late time.Duration) Sleep {
		return Sleep{Name: name, For: func(d time.Duration) { f.Pass(d + late) }}
	}
	found := best(f, []Sleep{way("coarse", 14*time.Millisecond), way("good", 55*time.Microsecond), way("middling", 900*time.Microsecond)})
	require.Equal(t, "good", found.Name)
	require.InDelta(t, float64(55*time.Microsecond), float64(found.Late), 1e3)

	// One that wakes at ticks of 1 ms alone is late by half of one.
	ticking := Sleep{Name: "ticking", For: func(d time.Duration) {
		const tick = time.Millisecond
		f.Pass((f.True()+d+tick-1)/tick*tick - f.True())
	}}
	require.Equal(t, "steady", best(f, []Sleep{ticking, way("steady", 300*time.Microsecond)}).Name)
	require.Equal(t, "ticking", best(f, []Sleep{ticking, way("slow", 800*time.Microsecond)}).Name)

	require.Equal(t, "good", best(f, []Sleep{way("early", -300*time.Microsecond), way("good", 55*time.Microsecond)}).Name)
}

func TestSleepsOfThisSystemRest(t *testing.T) {
	c := New()
	ways := sleeps()
	require.NotEmpty(t, ways)
	for _, way := range ways {
		const long = 30 * time.Millisecond // than any system's tick
		began := c.Now()
		way.For(long)
		require.GreaterOrEqual(t, c.Now()-began, long/2, "%s", way.Name)
		if way.Name != "runtime" { // what that does is not ours
			require.Zero(t, testing.AllocsPerRun(10, func() { way.For(100 * time.Microsecond) }), "%s", way.Name)
		}
	}
	require.NotEmpty(t, BestSleep(c).Name)
}
