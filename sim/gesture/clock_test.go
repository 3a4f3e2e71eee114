package gesture

import (
	"math"
	"slices"
	"strings"
	"testing"

	"mirrorarm/sim/gesture/format"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// clocked is a recording with nothing but stamps.
func clocked(unit format.Clock, stamps []float64) *recording {
	r := &recording{Recording: &format.Recording{Clock: unit}, name: "test"}
	for _, t := range stamps {
		r.Frames = append(r.Frames, format.Frame{Time: t})
	}
	return r
}

func (r *recording) times() []float64 {
	var times []float64
	for i := range r.Frames {
		times = append(times, r.Frames[i].Time)
	}
	return times
}

func TestClocksThatRecordersKeep(t *testing.T) {
	const n, dt = 60, 1.0 / 30
	regular := func(i int) float64 { return 17 + dt*float64(i) }
	tests := map[string]struct {
		unit   format.Clock
		stamp  func(i int) float64
		length float64 // s
		note   string
	}{
		"seconds":             {format.Seconds, regular, 59 * dt, ""},
		"milliseconds":        {format.Untold, func(i int) float64 { return 1000 * regular(i) }, 59 * dt, ""},
		"microseconds":        {format.Untold, func(i int) float64 { return 1e6 * regular(i) }, 59 * dt, ""},
		"nanoseconds":         {format.Untold, func(i int) float64 { return 1e9 * regular(i) }, 59 * dt, ""},
		"slow, in seconds":    {format.Untold, func(i int) float64 { return float64(i) }, 59, ""},
		"ms called s":         {format.Seconds, func(i int) float64 { return 1000 * regular(i) }, 59 * dt, "times count ms, not s"},
		"µs called ms":        {format.Milliseconds, func(i int) float64 { return 1e6 * regular(i) }, 59 * dt, "times count µs, not ms"},
		"one in the future":   {format.Seconds, with(regular, 20, 1000), 59 * dt, "one wild stamp replaced"},
		"one in the past":     {format.Seconds, with(regular, 20, -1000), 59 * dt, "one wild stamp replaced"},
		"the first one wild":  {format.Seconds, with(regular, 0, 0), 59 * dt, "one wild stamp replaced"},
		"the last one wild":   {format.Seconds, with(regular, 59, 1e9), 59 * dt, "one wild stamp replaced"},
		"two in a row":        {format.Seconds, with(with(regular, 30, 500), 31, -3), 59 * dt, "2 wild stamps replaced"},
		"none in one frame":   {format.Seconds, with(regular, 30, math.NaN()), 59 * dt, ""},
		"infinite":            {format.Seconds, with(regular, 30, math.Inf(1)), 59 * dt, ""},
		"a restart":           {format.Seconds, func(i int) float64 { return dt * float64(i%30) }, 59 * dt, "clock restarted once"},
		"it stands":           {format.Seconds, func(i int) float64 { return regular(i - i/20%2*(i%20)) }, 59 * dt, "stamps that did not rise"},
		"every stamp twice":   {format.Seconds, func(i int) float64 { return regular(i - i%2) }, 59 * dt, "30 stamps that did not rise"},
		"small steps back":    {format.Seconds, func(i int) float64 { return regular(i) - 0.05*float64(i%7/6) }, 59 * dt, "stamps that did not rise"},
		"a gap":               {format.Seconds, func(i int) float64 { return regular(i) + 3*float64(i/30) }, 59*dt + 3, ""},
		"a long pause":        {format.Seconds, func(i int) float64 { return regular(i) + 1000*float64(i/30) }, 58*dt + 10, "a pause cut to 10 s"},
		"stands for ever":     {format.Seconds, func(int) float64 { return 4 }, 59 * dt, "clock of no use; no times, taken as 30 frames/s"},
		"noise":               {format.Seconds, func(i int) float64 { return float64(i*7919%60) * 1000 }, 59 * dt, "clock of no use"},
		"absurdly fast":       {format.Seconds, func(i int) float64 { return float64(i) * 1e-7 }, 59 * dt, "clock of no use"},
		"frames are counted":  {format.Counted, func(i int) float64 { return float64(5 + i) }, 59 * dt, "no times, taken as 30 frames/s"},
		"counted, with drops": {format.Counted, func(i int) float64 { return float64(i + i/30) }, 60 * dt, "no times, taken as 30 frames/s"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			stamps := make([]float64, n)
			for i := range stamps {
				stamps[i] = test.stamp(i)
			}
			r := clocked(test.unit, stamps)
			require.NoError(t, r.keepTime(0))
			got := r.times()
			require.InDelta(t, test.length, got[n-1], 0.06)
			require.True(t, slices.IsSorted(got))
			require.Contains(t, strings.Join(r.Notes, "; "), test.note)
			if test.note == "" {
				require.Empty(t, r.Notes)
			}
		})
	}
}

// with is a clock with one other stamp.
func with(stamp func(int) float64, at int, other float64) func(int) float64 {
	return func(i int) float64 {
		if i == at {
			return other
		}
		return stamp(i)
	}
}

func TestWildStampsTakeTheirNeighboursPlace(t *testing.T) {
	r := clocked(format.Seconds, []float64{0, 0.1, 0.2, 900, 0.4, 0.5})
	require.NoError(t, r.keepTime(0))
	require.InDeltaSlice(t, []float64{0, 0.1, 0.2, 0.3, 0.4, 0.5}, r.times(), 1e-12)
}

func TestCallersFramesPerSecond(t *testing.T) {
	r := clocked(format.Seconds, []float64{0, 0.1, 0.2})
	require.NoError(t, r.keepTime(50))
	require.InDeltaSlice(t, []float64{0, 0.02, 0.04}, r.times(), 1e-12)
	require.Equal(t, []string{"times replaced by 50 frames/s, as asked"}, r.Notes)
	for _, fps := range []float64{-1, 0.01, 1e5, math.NaN(), math.Inf(1)} {
		require.ErrorContains(t, r.keepTime(fps), "want 0.1 to 10000")
	}
}

// Whatever the stamps, times start at zero and rise, and a recording is refused
// or lasts less than a day.
func TestMendedTimesAlwaysRise(t *testing.T) {
	stamp := rapid.OneOf(
		rapid.Float64(), rapid.Float64Range(0, 3), rapid.Float64Range(-1e10, 1e10),
		rapid.SampledFrom([]float64{0, 1, math.NaN(), math.Inf(1), math.Inf(-1), 1e308, -1e308}),
		rapid.Map(rapid.IntRange(0, 200), func(i int) float64 { return float64(i) / 30 }),
	)
	rapid.Check(t, func(t *rapid.T) {
		r := clocked(format.Clock(rapid.IntRange(0, int(format.Counted)).Draw(t, "clock")), rapid.SliceOfN(stamp, 1, 80).Draw(t, "stamps"))
		r.Rate = rapid.SampledFrom([]float64{0, 30, 1e-9, math.Inf(1), math.NaN()}).Draw(t, "rate")
		if r.keepTime(0) != nil {
			return
		}
		times := r.times()
		require.Zero(t, times[0])
		for i := 1; i < len(times); i++ {
			require.GreaterOrEqual(t, times[i]-times[i-1], 0.99*leastStep)
		}
		require.LessOrEqual(t, times[len(times)-1], maxLength)
	})
}
