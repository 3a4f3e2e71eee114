package main

import (
	"encoding/json"
	"testing"

	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// lived is what a test reads of a run's report.
type lived struct {
	Digest  string  `json:"digest"`
	Seconds float64 `json:"sim_seconds"`
	Live    struct {
		Frames  int      `json:"frames"`
		Refused int      `json:"refused"`
		Side    string   `json:"side"`
		Fit     *float64 `json:"fit_mm"`
		Lag     *float64 `json:"lag_ms"`
		Age     struct {
			P50 *float64 `json:"p50"`
			P99 *float64 `json:"p99"`
		} `json:"age_ms"`
		Error *float64 `json:"error_mm"`
		Hold  *float64 `json:"hold_error_mm"`
		Rest  *float64 `json:"rest_mm"`
	} `json:"live"`
}

func runLive(t *testing.T, args ...string) (r lived) {
	t.Helper()
	args = append([]string{"run", "--channels", "64", "--profile", "ideal", "--skin-profile", "ideal", "--json", "--live"}, args...)
	code, out, errs := command(t, args...)
	require.Zero(t, code, errs)
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	return r
}

// A recording that comes live gives the same twice, is the later the longer its
// frames take, and begins in the hand's posture.
func TestARecordingComesLive(t *testing.T) {
	testdata.Long(t)
	path := testdata.Path("hands", "left-leap-playback.json.lz")
	first := runLive(t, path, "--delay", "40ms")
	require.Equal(t, first, runLive(t, path, "--delay", "40ms"))
	require.InDelta(t, 40, *first.Live.Age.P50, 1)
	require.InDelta(t, 41, *first.Live.Age.P99, 1)
	require.Positive(t, first.Live.Frames)
	require.Zero(t, first.Live.Refused)
	require.Equal(t, "left", first.Live.Side)

	late := runLive(t, path, "--delay", "160ms")
	require.NotEqual(t, first.Digest, late.Digest)
	require.Greater(t, *late.Live.Hold, *first.Live.Hold)
	require.Greater(t, *late.Live.Error, *first.Live.Error)

	measured := runLive(t, path, "--delay", "40ms", "--bones", "measured")
	require.NotEqual(t, first.Digest, measured.Digest)
	require.Equal(t, first.Live.Hold, measured.Live.Hold, "the plain way knows the bones")
}
