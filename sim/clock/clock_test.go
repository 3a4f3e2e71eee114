package clock

import (
	"testing"
	"time"

	"mirrorarm/sim/figure"

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
	// Reading takes longer than a tick, now 40 ns and now 43, and sometimes something
	// else comes in between.
	f, readings := &Fake{}, 0
	fine := func() time.Duration {
		readings++
		f.Pass(time.Duration(40 + readings%2*3))
		if readings%4 == 0 {
			f.Pass(3*time.Millisecond + time.Duration(readings))
		}
		return f.Now()
	}
	require.LessOrEqual(t, measure(fine), Resolution(3))
	f.Tick, readings = 100, 0
	require.Equal(t, Resolution(100), measure(fine))

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
		if us := r.MeanMicros(float64(sum)/n, n); us.Measured() {
			require.InEpsilon(t, float64(step)/1e3, us.Float(), 4*share, "four times its spread")
		}
		if tick < step/10 {
			require.True(t, r.Tells(step))
			require.True(t, r.MeanMicros(float64(sum)/n, n).Measured())
		}
	})
}

func TestBelowTheResolutionNothingIsTold(t *testing.T) {
	r := Resolution(time.Millisecond)
	require.False(t, r.Micros(0).Measured())
	require.False(t, r.Micros(time.Millisecond).Measured(), "one tick says nothing")
	require.Equal(t, figure.Of(2000), r.Micros(2*time.Millisecond))
	require.Equal(t, figure.Of(0.002), r.Seconds(2*time.Millisecond))
	require.False(t, r.MeanMicros(0, 0).Measured())
	require.False(t, r.MeanMicros(0, 1e6).Measured(), "no tick in a million steps is no time of 0")
	require.False(t, r.MeanMicros(1e5, 10).Measured())
	require.Equal(t, figure.Of(100), r.MeanMicros(1e5, 10000))
	require.Contains(t, r.Micros(0).Why(), "clock")
}
