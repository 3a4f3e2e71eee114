package bench

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"mirrorarm/sim/clock"
	"mirrorarm/sim/figure"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// worked is a clock between whose readings work of 30 µs lies: so long does a stage of
// the loop take, and the loop 150. At one reading the machine sleeps for hours.
type worked struct {
	clock.Fake
	sleepsAt, readings int
}

const work, loopWork = 30.0, 150.0 // µs

func (w *worked) Now() time.Duration {
	w.Pass(work * time.Microsecond)
	if w.readings++; w.readings == w.sleepsAt {
		w.Pass(8 * time.Hour)
	}
	return w.Fake.Now()
}

func (w *worked) host() Host {
	return Host{Clock: w, Sleep: clock.Sleep{Name: "fake", For: w.Sleep}}
}

// requireNear holds a figure, if it was told, near what is so.
func requireNear(t *testing.T, want float64, told figure.Value, within float64, what string) {
	t.Helper()
	if told.Measured() {
		require.InEpsilon(t, want, told.Float(), within, "%s", what)
	}
}

// Under a clock of any resolution a benchmark says what is so, or nothing.
func TestNothingBelowTheClocksResolutionIsTold(t *testing.T) {
	testdata.Long(t)
	for _, tick := range []time.Duration{15600 * time.Microsecond, time.Millisecond, 100 * time.Microsecond, time.Microsecond} {
		t.Run(tick.String(), func(t *testing.T) {
			opt, r := brief(), NewResult()
			opt.Duration = 600 * time.Millisecond
			c := &worked{Fake: clock.Fake{Tick: tick}}
			require.NoError(t, Run(t.Context(), c.host(), opt, []string{"body", "realtime"}, r))
			fine, means := tick <= time.Microsecond, tick <= 100*time.Microsecond
			for _, m := range []*Measurement{r.Cases["body"].Measurement, r.Cases["realtime"].Measurement} {
				for _, stage := range m.Stages {
					want := work
					if stage == "loop" {
						want = loopWork
					}
					l := m.LatencyUS[stage]
					for _, q := range []figure.Value{l.P50, l.P99, l.P999, l.Max} {
						requireNear(t, want, q, 0.6, stage)
					}
					requireNear(t, want, l.Mean, 0.3, stage)
					requireNear(t, want, m.CostUS[stage], 0.25, stage)
					require.Equal(t, fine || stage == "loop" && means, l.P99.Measured(), "%s", stage)
					require.Equal(t, means, l.Mean.Measured(), "%s", stage)
				}
				require.Equal(t, means, m.StepsPerSecond.Measured())
			}
			body := r.Cases["body"]
			require.Equal(t, fine, body.CostUS["body"].Measured())
			require.Equal(t, fine, len(body.CDF["body"]) > 0)
			paced := r.Cases["realtime"].Realtime
			require.Equal(t, tick < time.Millisecond, paced.DeadlinesMetPct.Measured(), "of a schedule of 1 ms")
			require.Equal(t, tick < time.Millisecond, paced.Missed.Measured())

			var text strings.Builder
			require.NoError(t, r.Print(&text))
			require.NotRegexp(t, `(?m)^  (sense|decode|retarget|body|skin|loop|response) .* 0\.0`, text.String())
			data, err := json.Marshal(r)
			require.NoError(t, err)
			back, err := ReadResult("coarse.json", strings.NewReader(string(data)))
			require.NoError(t, err)
			require.Equal(t, string(NoDifference), Compare(back, back).Verdict)
		})
	}
}

// The machine sleeps for eight hours in the midst of a benchmark: the step counts for
// nothing, and no figure is of hours.
func TestAClockThatJumpsIsNoCost(t *testing.T) {
	testdata.Long(t)
	for _, name := range []string{"body", "realtime"} {
		opt, r := brief(), NewResult()
		opt.Duration, opt.Repeats = 600*time.Millisecond, 3
		c := &worked{Fake: clock.Fake{Tick: 100}, sleepsAt: 2500}
		require.NoError(t, Run(t.Context(), c.host(), opt, []string{name}, r))
		require.Greater(t, c.readings, c.sleepsAt, "%s", name)
		data, err := json.Marshal(r.Cases[name])
		require.NoError(t, err)
		var figures map[string]any
		require.NoError(t, json.Unmarshal(data, &figures))
		most := 0.0
		for _, v := range []string{"latency_us", "realtime"} {
			most = max(most, largest(figures[v]))
		}
		require.Less(t, most, 1e5, "%s: no tenth of a second in µs", name)
		require.Less(t, r.Cases[name].WallSeconds.Float(), 2.0, "%s", name)
		require.GreaterOrEqual(t, r.Cases[name].Steps, 600, "%s: it goes on", name)
	}
}

// largest is the largest number of a report.
func largest(v any) (most float64) {
	switch v := v.(type) {
	case map[string]any:
		for _, x := range v {
			most = max(most, largest(x))
		}
	case []any:
		for _, x := range v {
			most = max(most, largest(x))
		}
	case float64:
		return v
	}
	return most
}
