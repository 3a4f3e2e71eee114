package clock

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const millisecond = time.Millisecond

// paced is a pacer on a fake clock whose sleep is late by what late says.
func paced(f *Fake, share float64, late func(n int) time.Duration) *Pacer {
	f.Late = late
	return NewPacer(f, Sleep{For: f.Sleep}, millisecond, share)
}

func fine() *Fake { return &Fake{Cost: 100 * time.Nanosecond} }

// about is a lateness of 70 µs, spread by 20, and 300 once in a hundred times.
func about(n int) time.Duration {
	if n%100 == 99 {
		return 300 * time.Microsecond
	}
	return time.Duration(60+n*7%20) * time.Microsecond
}

func TestPacedStepsBeginWhenDue(t *testing.T) {
	f := fine()
	p := paced(f, Spin, about)
	var late []time.Duration
	for i := range 5000 {
		l := p.Next()
		require.GreaterOrEqual(t, l, time.Duration(0), "never before it is due")
		if i >= 1000 { // it has learnt
			late = append(late, l)
		}
		f.Pass(150 * time.Microsecond) // the step
	}
	slices.Sort(late)
	require.LessOrEqual(t, late[len(late)/2], time.Microsecond)
	require.LessOrEqual(t, late[len(late)*95/100], time.Microsecond)
	require.LessOrEqual(t, float64(p.Spun()), 0.1*float64(f.True()))
	require.InEpsilon(t, float64(5000*millisecond), float64(p.Due()), 1e-3, "no delay shifts the schedule")
}

func TestARestingPacerNeverPolls(t *testing.T) {
	f := fine()
	p := paced(f, Rest, about)
	readings := f.True() - f.Slept
	for range 1000 {
		require.GreaterOrEqual(t, p.Next(), time.Duration(0))
	}
	require.Zero(t, p.Spun())
	require.LessOrEqual(t, f.True()-f.Slept-readings, 1000*2*f.Cost, "it reads the clock twice a step")
	require.InEpsilon(t, float64(1000*millisecond), float64(p.Due()), 1e-3)
}

// However late sleep is, and however long steps take: nothing begins before it is due,
// and no more than the granted share goes into polling.
func TestPollingIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := &Fake{Cost: time.Microsecond}
		typical := rapid.IntRange(-200, 3000).Draw(t, "late (µs)")
		spread := rapid.IntRange(1, 2000).Draw(t, "spread (µs)")
		step := time.Duration(rapid.IntRange(0, 1500).Draw(t, "step (µs)")) * time.Microsecond
		share := rapid.Float64Range(0, 0.3).Draw(t, "share")
		p := paced(f, share, func(n int) time.Duration {
			return time.Duration(typical+n*7919%spread) * time.Microsecond
		})
		for range 500 {
			require.GreaterOrEqual(t, p.Next(), time.Duration(0))
			f.Pass(step)
		}
		require.LessOrEqual(t, float64(p.Spun()), share*float64(f.True()+2*millisecond)+float64(f.Cost))
	})
}

func TestACoarseClockIsNotPolled(t *testing.T) {
	f := &Fake{Tick: 15600 * time.Microsecond, Cost: 100 * time.Nanosecond}
	p := paced(f, Spin, func(int) time.Duration { return 0 })
	for range 100 {
		p.Next()
	}
	require.Zero(t, p.Spun())
}

// The machine sleeps for hours: the schedule goes on from now, with no burst of steps.
func TestAClockThatJumps(t *testing.T) {
	for _, share := range []float64{Rest, Spin} {
		f := fine()
		p := paced(f, share, about)
		for range 100 {
			p.Next()
		}
		f.Pass(8 * time.Hour)
		require.Zero(t, p.Next(), "what was missed is no lateness")
		require.Equal(t, 1, p.Jumps())
		before := f.True()
		const steps = 50
		for range steps {
			require.Less(t, p.Next(), millisecond)
		}
		require.Greater(t, f.True()-before, (steps-1)*millisecond)
		require.Equal(t, 1, p.Jumps())
	}
}

// The machine sleeps while the pacer does.
func TestAClockThatJumpsInSleep(t *testing.T) {
	f := fine()
	p := paced(f, Spin, func(n int) time.Duration {
		if n == 300 {
			return 8 * time.Hour
		}
		return about(n)
	})
	for range 1000 {
		require.LessOrEqual(t, p.Next(), millisecond)
	}
	require.Equal(t, 1, p.Jumps())
	require.LessOrEqual(t, p.margin, 300*time.Microsecond, "nothing was learnt of it")
}

// The machine sleeps while the pacer polls: that was no polling.
func TestAClockThatJumpsInPolling(t *testing.T) {
	f := fine()
	p := paced(f, Spin, func(int) time.Duration { return -200 * time.Microsecond })
	p.margin = 100 * time.Microsecond
	c := &jumping{Fake: f}
	p.clock = c
	for range 100 {
		p.Next()
	}
	c.at = c.readings + 10 // among the readings of the next polling
	for range 100 {
		p.Next()
	}
	require.Equal(t, 1, p.Jumps())
	require.Less(t, p.Spun(), 40*millisecond)
}

// jumping is a clock that jumps by hours at one of its readings.
type jumping struct {
	*Fake
	at, readings int
}

func (j *jumping) Now() time.Duration {
	if j.readings++; j.readings == j.at {
		j.Pass(8 * time.Hour)
	}
	return j.Fake.Now()
}

// A stall that is no jump is made up for: a controller's steps are all to be made.
func TestAStallIsMadeUpFor(t *testing.T) {
	f := fine()
	p := paced(f, Spin, about)
	for range 100 {
		p.Next()
	}
	f.Pass(20 * millisecond)
	late := p.Next()
	require.Greater(t, late, 18*millisecond)
	for range 18 {
		require.Less(t, p.Next(), late)
	}
	require.Zero(t, p.Jumps())
}
