package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/sim/bench"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/mirror"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

func TestBenchMeasuresAndCompares(t *testing.T) {
	dir := t.TempDir()
	result, report := filepath.Join(dir, "a.json"), filepath.Join(dir, "report")
	code, out, _ := command(t, "bench", "--case", "body", "--duration", "20ms", "--repeat", "3", "--json", "--out", result, "--report", report)
	require.Equal(t, exitDone, code)
	var r bench.Result
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	require.Len(t, r.Cases["body"].Repeats, 3)
	require.Positive(t, r.Cases["body"].LatencyUS["body"].P50.Float())
	require.FileExists(t, filepath.Join(report, "report.html"))
	require.FileExists(t, filepath.Join(report, "latency-body.png"))

	code, out, _ = command(t, "bench", "compare", result, result, "--fail-above", "1.1")
	require.Equal(t, exitDone, code)
	require.True(t, strings.HasPrefix(out, "no difference seen\n"), out)
}

func TestBenchFormatIsBenchstats(t *testing.T) {
	testdata.Long(t)
	code, out, _ := command(t, "bench", "--case", "body", "--duration", "10ms", "--repeat", "2", "--format", "gobench")
	require.Equal(t, exitDone, code)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	require.Len(t, lines, 6)
	require.Regexp(t, `^goos: \w+$`, lines[0])
	for _, l := range lines[4:] {
		require.Regexp(t, `^BenchmarkBody-\d+\t\d+\t[\d.]+ ns/op(\t[\d.]+ [\w/-]+)+$`, l)
	}
}

func TestBenchRefusesWhatMakesNoSense(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	old := file("old.json", `{"format":"mirrorarm-bench","version":0}`)
	here := file("here.json", `{"format":"mirrorarm-bench","version":1,"machine":{"cpu":"one"}}`)
	there := file("there.json", `{"format":"mirrorarm-bench","version":1,"machine":{"cpu":"two"}}`)
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"--case", "lop"}, exitUsage, "want one of loop, sense, decode"},
		{[]string{"--duration", "0s"}, exitUsage, "--duration 0s"},
		{[]string{"--repeat", "0"}, exitUsage, "--repeat 0"},
		{[]string{"--format", "xml"}, exitUsage, "--format"},
		{[]string{"--case", "body", "--slow", "hand=20%"}, exitUsage, "want one of sense, decode, retarget, body, skin"},
		{[]string{"--case", "loop", "--source", "moonwalk"}, exitFailed, "moonwalk"},
		{[]string{"compare", here, filepath.Join(dir, "none.json")}, exitFailed, "none.json"},
		{[]string{"compare", here, old}, exitFailed, "version 0 of the result format, this program reads version 1"},
		{[]string{"compare", here, there}, exitUsage, "--force"},
		{[]string{"compare", here, there}, exitUsage, "warning: different machines: one with 0 cores"},
		{[]string{"compare", here}, exitUsage, "want nothing, or compare A.json B.json"},
		{[]string{"measure"}, exitUsage, "bench measure: want nothing"},
		{[]string{"compare", here, here, "--fail-above", "0.5"}, exitUsage, "--fail-above 0.5"},
	} {
		code, out, stderr := command(t, append([]string{"bench"}, c.args...)...)
		require.Equal(t, c.code, code, c.args)
		require.Contains(t, stderr, c.want)
		require.Empty(t, out)
	}
	code, _, _ := command(t, "bench", "compare", here, there, "--force")
	require.Equal(t, exitDone, code)
}

func TestBenchFailsAboveALimit(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, ns float64) string {
		r := bench.NewResult()
		m := &bench.Measurement{Stages: []string{"skin"}, Steps: 20}
		for range 4 {
			m.Repeats = append(m.Repeats, bench.Repeat{ReferenceNS: figure.Of(5000), P50US: figure.Of(1), P99US: figure.Of(1), ProfileNS: map[string]bench.Series{"skin": {ns, ns}}})
		}
		r.Cases["skin"] = &bench.Case{Measurement: m}
		data, err := json.Marshal(r)
		require.NoError(t, err)
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, data, 0o600))
		return path
	}
	before, after := write("before.json", 1000), write("after.json", 1200)
	code, out, stderr := command(t, "bench", "compare", before, after, "--fail-above", "1.10", "--json")
	require.Equal(t, exitFailed, code)
	require.Contains(t, stderr, "bench: above 1.1: cost of skin ×1.200")
	var c bench.Comparison
	require.NoError(t, json.Unmarshal([]byte(out), &c))
	require.Equal(t, "skin is slower: ×1.200 (1.200 to 1.200)", c.Verdict)
	code, _, _ = command(t, "bench", "compare", before, after, "--fail-above", "1.25")
	require.Equal(t, exitDone, code)
	code, _, _ = command(t, "bench", "compare", after, before, "--fail-above", "1.10")
	require.Equal(t, exitDone, code, "faster is no failure")
}

func TestSlowIsRead(t *testing.T) {
	stage, share, err := parseSlow("skin=20%")
	require.NoError(t, err)
	require.Equal(t, mirror.StageSkin, stage)
	require.InDelta(t, 0.2, share, 1e-12)
	for _, bad := range []string{"", "skin", "skin=x", "skin=-5%", "loop=20%"} {
		_, _, err := parseSlow(bad)
		require.Error(t, err, bad)
	}
}
