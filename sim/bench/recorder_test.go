package bench

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func testRecorder() *recorder {
	w := (&workload{stages: []string{"a", "b"}, whole: "ab"}).withDefaults()
	return newRecorder(w, time.Millisecond, 1)
}

// A stall of 5 ms at 1 kHz delays the steps behind it, each by what is left of it.
func TestStallCountsForEveryStepThatItDelays(t *testing.T) {
	r := testRecorder()
	for _, ms := range []float64{0.2, 5.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2} {
		r.queue(time.Duration(ms * 1e6))
	}
	// Step i is due at i ms and begins when the one before has ended.
	want := []float64{200, 200, 400, 1200, 2000, 2800, 3600, 4400, 5200} // µs, sorted
	for i, us := range want {
		require.InEpsilon(t, us*1e3, r.response.ValueAtQuantile(100*float64(i+1)/float64(len(want))), 1e-3)
	}
	require.Equal(t, 6, r.late)
}

func TestRecorderSumsBlocks(t *testing.T) {
	r := testRecorder()
	r.begin()
	for i := range 3 * usualBlock {
		r.laps[0], r.laps[1] = time.Duration(i/usualBlock+1)*time.Microsecond, 2*time.Microsecond
		whole, ok := r.add(2)
		require.True(t, ok)
		require.Equal(t, r.laps[0]+2*time.Microsecond, whole)
	}
	r.timeReference(&metronome{})
	out := r.end(30, time.Second)
	require.Equal(t, Series{1000, 2000, 3000}, out.ProfileNS["a"])
	require.Equal(t, Series{3000, 4000, 5000}, out.ProfileNS["ab"])
	require.Equal(t, 1000.0, out.ReferenceNS.Float())
	require.InDelta(t, 4, out.P50US.Float(), 0.01)
}

func TestRecordingAllocatesNothing(t *testing.T) {
	r, clock := testRecorder(), &metronome{}
	r.begin()
	require.Zero(t, testing.AllocsPerRun(100, func() {
		r.timeReference(clock)
		for range usualBlock {
			r.laps[0] = time.Microsecond
			whole, _ := r.add(2)
			r.queue(whole)
		}
	}))
}

// Where a step takes 3 ms, the two behind it miss their deadlines as well, and no
// later one does.
func TestPacerKeepsItsSchedule(t *testing.T) {
	c := &metronome{}
	p := newPace(c.host())
	began := c.now
	for i := range 20 {
		p.wait()
		require.GreaterOrEqual(t, c.now, p.pacer.Due())
		if c.now += 100 * time.Microsecond; i == 5 {
			c.now += 2900 * time.Microsecond
		}
		p.done()
	}
	require.Equal(t, 3, p.missed)
	require.Equal(t, 20*loopPeriod, p.pacer.Due()-began)
	require.EqualValues(t, 17, p.wake.TotalCount(), "steps that were held up do not count as woken late")
	require.InDelta(t, 3000, float64(p.response.Max())/1e3, 20)
}

func BenchmarkReference(b *testing.B) {
	x := 1.0
	for b.Loop() {
		x = reference(x)
	}
}

func BenchmarkRecorder(b *testing.B) {
	r := testRecorder()
	for b.Loop() {
		r.laps[0], r.laps[1] = 2*time.Microsecond, 3*time.Microsecond
		whole, _ := r.add(2)
		r.queue(whole)
	}
}
