package mirror

import (
	"testing"
	"time"

	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/figure"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// ticks are what clocks count in: Windows without its performance counter, a system
// with a fine tick, a browser, a good one.
var ticks = []time.Duration{15600 * time.Microsecond, time.Millisecond, 100 * time.Microsecond, time.Microsecond}

// worked is a clock that a stage's work lies between each reading of and the next; at
// one of them the machine sleeps for hours.
type worked struct {
	clock.Fake
	sleepsAt, readings int
}

func (w *worked) Now() time.Duration {
	w.Pass(stageTime)
	if w.readings++; w.readings == w.sleepsAt {
		w.Pass(8 * time.Hour)
	}
	return w.Fake.Now()
}

func timed(t *testing.T, c clock.Clock) *Mirror {
	t.Helper()
	src := synth(t, "open")
	arm, err := robot.Bionic(retarget.Mirror.RobotSide(src.Info().Side))
	require.NoError(t, err)
	m, err := New(Config{Source: src, Robot: arm, Seed: 3, Clock: c})
	require.NoError(t, err)
	return m
}

const stageTime, loopStages = 8300 * time.Nanosecond, 5

// What a run's report and the panels say of a stage is what it took, or nothing.
func TestNothingBelowTheClocksResolutionIsTold(t *testing.T) {
	testdata.Long(t)
	for _, tick := range ticks {
		t.Run(tick.String(), func(t *testing.T) {
			c := &worked{Fake: clock.Fake{Tick: tick}}
			m, trace := timed(t, c), NewTrace()
			for i := range rollingSteps {
				m.Step(float64(i+1) * Period)
				trace.Add(m)
				c.Pass(time.Duration(i*7919%1009) * time.Microsecond) // steps are strangers to the ticks
			}
			report := trace.Report(m)
			require.InDelta(t, float64(tick)/1e3, report.ClockResolutionUS, 1e-9)
			var snap Snapshot
			m.SnapshotTo(&snap)
			for s := range Stage(NumStages) {
				took := float64(stageTime) / 1e3
				if s == StageLoop {
					took *= loopStages
				}
				l, shown := report.LatencyUS[s.String()], snap.Health.LatencyUS[s]
				for _, told := range []figure.Value{l.P50, l.P99, l.P999, l.Max} {
					if told.Measured() {
						require.InEpsilon(t, took, told.Float(), 0.6, "%s", s)
					} else {
						require.Equal(t, clock.TooCoarse, told.Why())
					}
				}
				require.Equal(t, l.P50.Measured(), shown.P50 > 0, "%s", s)
				require.Equal(t, l.Mean.Measured(), shown.Mean > 0, "%s", s)
				if l.Mean.Measured() {
					require.InEpsilon(t, took, l.Mean.Float(), 0.4, "%s", s)
					require.InEpsilon(t, took, shown.Mean, 0.4, "%s", s)
				}
			}
			fine := tick <= time.Microsecond
			loop := report.LatencyUS["loop"]
			require.Equal(t, fine, loop.P50.Measured())
			require.Equal(t, tick <= 100*time.Microsecond, loop.Mean.Measured(), "a mean over 1000 steps")
			counted := 0
			for _, n := range snap.Health.LoopHistogram {
				counted += n
			}
			require.Equal(t, fine, counted > 0, "the panel's histogram")
		})
	}
}

// The machine sleeps for hours within a step: it is no step's time.
func TestAClockThatJumpsIsNoLatency(t *testing.T) {
	testdata.Long(t)
	c := &worked{Fake: clock.Fake{Tick: 1}, sleepsAt: 40}
	m, trace := timed(t, c), NewTrace()
	m.cfg.Handicap[StageSkin] = 0.5
	jumped := 0
	for i := range 50 {
		m.Step(float64(i+1) * Period)
		trace.Add(m)
		if m.Record().Jumped {
			jumped++
			require.Zero(t, m.Record().Duration)
		}
	}
	require.Equal(t, 1, jumped)
	for name, l := range trace.Report(m).LatencyUS {
		require.Less(t, l.Max.Float(), 100.0, "%s", name)
	}
	var snap Snapshot
	m.SnapshotTo(&snap)
	require.Less(t, snap.Health.LatencyUS[StageLoop].P99, 100.0)
}
