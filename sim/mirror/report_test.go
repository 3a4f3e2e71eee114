package mirror

import (
	"maps"
	"math"
	"slices"
	"testing"

	"mirrorarm/sim/figure"
	"mirrorarm/sim/gesture"

	"github.com/stretchr/testify/require"
)

// altered is a hand of which a test changes what is known.
type altered struct {
	gesture.Source
	change func(*gesture.Info)
	lost   bool
}

func (s altered) Info() gesture.Info {
	info := s.Source.Info()
	if s.change != nil {
		s.change(&info)
	}
	return info
}

func (s altered) Sample(t float64, dst *gesture.Sample) {
	s.Source.Sample(t, dst)
	if s.lost {
		dst.State = gesture.Lost
	}
}

// A figure that nothing was measured for is not zero, and says why. Whatever the
// run, the other figures were.
func TestFiguresOfTinyRunsAreNotMeasured(t *testing.T) {
	const settles = "it counts after the first 1 s, in which the decoder finds the hand"
	decode := []string{"decode.joint_rmse_deg", "decode.joint_p95_deg", "decode.predicted_deg"}
	seen := []string{
		"retarget.tip_error_mm.mean", "retarget.tip_error_mm.p95", "retarget.tip_error_mm.max",
		"retarget.palm_error_mm", "retarget.palm_error_deg", "retarget.reachable_pct",
		"retarget.late_pct",
	}
	steps := []string{"retarget.lost_pct", "limits.position_violations", "limits.velocity_violations"}
	for name, c := range map[string]struct {
		steps  int
		source altered
		why    map[string][]string
	}{
		"no step":        {0, altered{}, map[string][]string{noStep: slices.Concat(decode, seen, steps)}},
		"1 ms":           {1, altered{}, map[string][]string{settles: decode}},
		"never seen":     {2, altered{lost: true}, map[string][]string{noSight: slices.Concat(decode, seen)}},
		"no position":    {1, altered{change: func(i *gesture.Info) { i.Position = false }}, map[string][]string{settles: decode, noPosition: {"retarget.palm_error_mm"}}},
		"no orientation": {1, altered{change: func(i *gesture.Info) { i.Orientation = false }}, map[string][]string{settles: decode, noTurn: {"retarget.palm_error_deg"}}},
	} {
		t.Run(name, func(t *testing.T) {
			c.source.Source = synth(t, "fist")
			m := newMirror(t, c.source)
			m.cfg.Clock = &metronome{}
			trace := NewTrace()
			for i := range c.steps {
				m.Step(float64(i+1) * Period)
				trace.Add(m)
			}
			want := map[string]string{
				"lag_ms": "it takes more than 0.46 s of a hand in sight", "allocs_per_step": "allocations were not counted",
				"retarget.fit_error_mm": noFit,
				"world.energy_gain_j":   noThings, "world.penetration_mm_max": noThings, "world.speed_max_m_s": noThings,
				"touch.lit_in_air_pct": touchTooShort, "touch.false_contacts_per_1000_s": touchTooShort,
				"touch.false_contact_pct": touchTooShort, "touch.missed_contact_pct": touchTooShort,
			}
			for why, keys := range c.why {
				for _, key := range keys {
					want[key] = why
				}
			}
			got := figure.Reasons(trace.Report(m))
			if c.steps == 0 {
				require.Equal(t, noStep, got["latency_us.loop.p99"])
				maps.DeleteFunc(got, func(key, why string) bool { return why == noStep && want[key] == "" })
			}
			require.Equal(t, want, got)
		})
	}
}

// Without a clock no stage was timed.
func TestLatencyWithoutAClockIsNotMeasured(t *testing.T) {
	m := newMirror(t, synth(t, "fist"))
	trace := NewTrace()
	m.Step(Period)
	trace.Add(m)
	none := figure.Missing(noClock)
	require.Equal(t, LatencyReport{none, none, none, none, none}, trace.Report(m).LatencyUS["loop"])
}

// A finger that the robot lacks is left out of the mean, and does not count as
// one that is exact.
func TestAMissingFingerHasNoTipError(t *testing.T) {
	m := newMirror(t, synth(t, "fist"))
	four := *m.cfg.Robot
	four.Tips[4] = -1
	m.cfg.Robot = &four
	trace := NewTrace()
	var snap Snapshot
	sum := 0.0
	const steps = 50
	for i := range steps {
		m.Step(float64(i+1) * Period)
		trace.Add(m)
		for _, e := range m.record.TipError[:4] {
			sum += e * 1e3
		}
		require.True(t, math.IsNaN(m.record.TipError[4]))
	}
	m.SnapshotTo(&snap)
	require.InDelta(t, sum/(4*steps), trace.Report(m).Retarget.TipErrorMM.Mean.Float(), 1e-9)
	require.InDelta(t, sum/(4*steps), snap.Health.TipErrorMM, 1e-4)
}
