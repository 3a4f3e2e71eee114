package clock

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestSystemClockRises(t *testing.T) {
	c := New()
	require.Positive(t, c.Resolution())
	require.Less(t, time.Duration(c.Resolution()), 20*time.Millisecond, "of any system that this runs on")
	last := c.Now()
	require.GreaterOrEqual(t, last, time.Duration(0))
	for range 1000 {
		now := c.Now()
		require.GreaterOrEqual(t, now, last)
		last = now
	}
}

func TestReadingTheClockAllocatesNothing(t *testing.T) {
	var c Clock = New()
	require.Zero(t, testing.AllocsPerRun(1000, func() { _ = c.Now() }))
}

func TestResolutionIsMeasured(t *testing.T) {
	for _, tick := range []time.Duration{15600 * time.Microsecond, time.Millisecond, 100 * time.Microsecond, time.Microsecond} {
		f := &Fake{Tick: tick, Cost: 70 * time.Nanosecond}
		require.InEpsilon(t, float64(tick), float64(measure(f.Now)), 1e-9, "%s", tick)
	}
	f := &Fake{Cost: 40 * time.Nanosecond}
	require.Equal(t, Resolution(40*time.Nanosecond), measure(f.Now), "what reading takes, of a clock that is finer")

	readings := 0
	interrupted := measure(func() time.Duration {
		if readings++; readings%4 == 0 {
			f.Pass(3 * time.Millisecond)
		}
		return f.Now()
	})
	require.Equal(t, Resolution(40*time.Nanosecond), interrupted, "the machine does something else now and then")

	require.Equal(t, Resolution(Jump), measure(func() time.Duration { return time.Second }), "a clock that stands still")
}

// A clock that ticks at any rate, and steps that take any time: whatever single time is
// told is right to within half of it or a tick more, whatever mean is told is near the
// true one, and a clock that is fine enough tells them.
func TestWhatIsToldIsTrue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tick := time.Duration(rapid.Int64Range(1, int64(16*time.Millisecond)).Draw(t, "tick"))
		step := time.Duration(rapid.Int64Range(100, int64(5*time.Millisecond)).Draw(t, "step"))
		other := time.Duration(rapid.Int64Range(0, int64(3*time.Millisecond)).Draw(t, "between"))
		const n = 4000
		f := &Fake{Tick: tick}
		r := f.Resolution()
		var sum time.Duration
		for i := range n {
			before := f.Now()
			f.Pass(step)
			took := f.Now() - before
			sum += took
			if r.Tells(took) {
				require.InDelta(t, 1, float64(step)/float64(took), 0.5)
			}
			// Steps are strangers to the ticks: what lies between them varies.
			f.Pass(other + time.Duration(i*7919%1009)*tick/1009)
		}
		if us := r.MicroMean(sum, n); !math.IsNaN(us) {
			require.InEpsilon(t, float64(step)*1e-3, us, 4*share, "four times its spread")
		}
		if tick < step/10 {
			require.True(t, r.Tells(step))
			require.False(t, math.IsNaN(r.MicroMean(sum, n)))
		}
	})
}

func TestBelowTheResolutionNothingIsTold(t *testing.T) {
	r := Resolution(time.Millisecond)
	require.True(t, math.IsNaN(r.Micro(0)))
	require.True(t, math.IsNaN(r.Micro(time.Millisecond)), "one tick says nothing")
	require.InDelta(t, 2000, r.Micro(2*time.Millisecond), 1e-9)
	require.True(t, math.IsNaN(r.MicroMean(0, 0)))
	require.True(t, math.IsNaN(r.MicroMean(0, 1e6)), "no tick in a million steps is no time of 0")
	require.True(t, math.IsNaN(r.MicroMean(10*100*time.Microsecond, 10)))
	require.InDelta(t, 100, r.MicroMean(10000*100*time.Microsecond, 10000), 1e-9)
}
