package lerobot_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"mirrorarm/sim/record/frames"
	"mirrorarm/sim/record/lerobot"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// byChannel are the values of a feature, in all episodes, by the places on its last axis.
func byChannel(columns []frames.Column) [][]float64 {
	values := make([][]float64, columns[0].Shape[len(columns[0].Shape)-1])
	for i := range columns {
		for k := range columns[i].Elements() {
			ch := k % len(values)
			values[ch] = append(values[ch], columns[i].At(k))
		}
	}
	return values
}

// requireStatistics holds told statistics against those of the values themselves, one
// list a channel: quantiles by sorting, to within a bin of 5,000.
func requireStatistics(t *testing.T, what string, told func(name string) []float64, values [][]float64, rows int) {
	t.Helper()
	require.Equal(t, []float64{float64(rows)}, told("count"), what)
	for ch, all := range values {
		all = slices.Sorted(slices.Values(all))
		low, high := all[0], all[len(all)-1]
		mean, deviation := stat.PopMeanStdDev(all, nil)
		near := 1e-9 * (1 + math.Abs(high) + math.Abs(low))
		require.Equal(t, low, told("min")[ch], what)
		require.Equal(t, high, told("max")[ch], what)
		require.InDelta(t, mean, told("mean")[ch], near, what)
		require.InDelta(t, deviation, told("std")[ch], near, what)
		for name, share := range map[string]float64{"q01": 0.01, "q10": 0.1, "q50": 0.5, "q90": 0.9, "q99": 0.99} {
			// Between the two values about the share's place anything is a quantile.
			at := share * float64(len(all))
			below, above := all[max(int(math.Ceil(at))-2, 0)], all[min(int(at)+1, len(all)-1)]
			bin := (high-low)/5000 + 1e-9
			require.GreaterOrEqual(t, told(name)[ch], below-bin, "%s, %s", what, name)
			require.LessOrEqual(t, told(name)[ch], above+bin, "%s, %s", what, name)
		}
	}
}

func TestStatisticsOfTheSetAreThoseOfItsRows(t *testing.T) {
	dir := written(t)
	text, err := os.ReadFile(filepath.Join(dir, "meta", "stats.json"))
	require.NoError(t, err)
	var told map[string]map[string][]float64
	require.NoError(t, json.Unmarshal(text, &told))
	require.Len(t, told, len(columns())+5)
	for i, f := range columns() {
		var all []frames.Column
		rows := 0
		for n := range episodes {
			e := episode(n)
			all, rows = append(all, e.Columns[i]), rows+e.Rows()
		}
		requireStatistics(t, f.Name, func(name string) []float64 { return told[f.Name][name] }, byChannel(all), rows)
	}
	require.Equal(t, []float64{0}, told["index"]["min"])
	require.Equal(t, told["index"]["count"][0]-1, told["index"]["max"][0])
}

// Columns of many pages, whose ends are no rows' ends, are counted by their channels.
func TestQuantilesOfManyPages(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "set")
	const n, rows = 701, 700
	f := frames.Feature{Name: "x", Kind: frames.Float32, Shape: []int{n}, Names: make([]string, n)}
	w, err := lerobot.Create(dir, lerobot.Options{FPS: 1, Features: []frames.Feature{f}})
	require.NoError(t, err)
	e := &frames.Episode{Task: "x", Columns: []frames.Column{{Feature: f}}}
	for row := range rows {
		for ch := range n {
			e.Columns[0].Append(float64(1000*ch + row))
		}
	}
	require.NoError(t, w.Add(e))
	require.NoError(t, w.Finish(t.Context()))
	text, err := os.ReadFile(filepath.Join(dir, "meta", "stats.json"))
	require.NoError(t, err)
	var told map[string]map[string][]float64
	require.NoError(t, json.Unmarshal(text, &told))
	requireStatistics(t, "x", func(name string) []float64 { return told["x"][name] }, byChannel(e.Columns), rows)
}

// Quantiles of many values, on average, are much nearer than a bin's width: they are
// interpolated.
func TestQuantilesAreInterpolated(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "set")
	line := []frames.Feature{frames.Scalar("x", frames.Float64)}
	w, err := lerobot.Create(dir, lerobot.Options{FPS: 1, Features: line})
	require.NoError(t, err)
	e := &frames.Episode{Task: "x", Columns: []frames.Column{{Feature: line[0]}}}
	const n = 100_001
	e.Columns[0].Float64 = floats.Span(make([]float64, n), -3, 7)
	require.NoError(t, w.Add(e))
	require.NoError(t, w.Finish(t.Context()))
	text, err := os.ReadFile(filepath.Join(dir, "meta", "stats.json"))
	require.NoError(t, err)
	var told map[string]map[string][]float64
	require.NoError(t, json.Unmarshal(text, &told))
	for name, want := range map[string]float64{"q01": -2.9, "q10": -2, "q50": 2, "q90": 6, "q99": 6.9} {
		require.InDelta(t, want, told["x"][name][0], 10.0/5000/10, name)
	}
}
