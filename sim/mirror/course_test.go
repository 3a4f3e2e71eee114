package mirror

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"mirrorarm/sim/gesture"
	"mirrorarm/sim/world"
	"mirrorarm/testdata"
	"mirrorarm/testdata/golden"

	"github.com/stretchr/testify/require"
)

// TestAMirrorDoesWhatItDid: the figures of runs of every kind, and where the arm was led
// on the way. Whoever meant to change nothing sees nothing here; whoever did sees by how
// much.
func TestAMirrorDoesWhatItDid(t *testing.T) {
	testdata.Long(t)
	if runtime.GOARCH != "amd64" {
		t.Skip("the last bits decide of counts here and there")
	}
	var table strings.Builder
	ran(t, &table, "medley", small(t, synth(t, gesture.Medley), nil), 2500, nil)
	ran(t, &table, "drum, reflex, piezo", small(t, synth(t, "drum"), func(c *Config) {
		c.Reflex, c.SkinProfile, c.Profile, c.Seed = true, "piezo", "piezo", 5
	}), 1500, nil)
	cups, err := world.LookupScene("cups")
	require.NoError(t, err)
	m := small(t, synth(t, "grasp"), func(c *Config) { c.Scene = cups })
	ran(t, &table, "grasp among cups", m, 1200, func(step int) {
		switch step {
		case 500:
			q := slices.Clone(m.mirrored)
			q[0] += 0.5
			m.TakeOver(q)
		case 800:
			require.NoError(t, m.Fill(nil))
		case 900:
			require.NoError(t, m.Fill(cups))
		}
	})
	src, err := gesture.Open(testdata.Path("hands", "left-mirrorarm.jsonl"), gesture.Options{})
	require.NoError(t, err)
	ran(t, &table, "recorded", small(t, src, nil), 1500, nil)

	golden.Same(t, filepath.Join("testdata", "course.txt"), table.String())
}

// ran makes steps and writes down what came of them.
func ran(t *testing.T, table *strings.Builder, name string, m *Mirror, steps int, act func(step int)) {
	fmt.Fprintf(table, "%s: %s\n", name, m.Notice())
	trace := NewTrace()
	for step := 1; step <= steps; step++ {
		if act != nil {
			act(step)
		}
		m.Step(float64(step) * Period)
		trace.Add(m)
		if step%250 != 0 {
			continue
		}
		r, target, at, sigma := m.Record(), 0.0, 0.0, 0.0
		for i := range r.Target {
			target += float64(i+1) * r.Target[i]
			at += float64(i+1) * r.Coordinates[i]
		}
		for i, s := range r.Estimate.Sigma {
			sigma += float64(i+1) * s
		}
		fmt.Fprintf(table, "  step %d: target %.5f, at %.5f rad, forearm %.5f m, mirrored %.5f m, sigma %.5f\n", step, target, at,
			r.Sample.WorldFromForearm.Pos, r.WorldFromMirrored.Pos, sigma)
	}
	text, err := json.Marshal(trace.Report(m))
	require.NoError(t, err)
	var figures map[string]any
	require.NoError(t, json.Unmarshal(text, &figures))
	for _, k := range []string{"digest", "arch", "latency_us", "allocs_per_step", "clock_resolution_us"} {
		delete(figures, k)
	}
	write(table, "  ", figures)
	var h Health
	m.rolled.healthTo(&h)
	fmt.Fprintf(table, "  the last second: tips %.4f mm, palm %.4f mm %.4f deg, decoded to %.4f deg\n", h.TipErrorMM, h.PalmErrorMM, h.PalmErrorDeg, h.DecodeRMSDeg)
}

// write writes figures to five digits.
func write(table *strings.Builder, name string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			write(table, name+" "+k, v[k])
		}
	case []any:
		for i := range v {
			write(table, name, v[i])
		}
	case float64:
		fmt.Fprintf(table, "%s %.5g\n", name, v)
	default:
		fmt.Fprintf(table, "%s %v\n", name, v)
	}
}
