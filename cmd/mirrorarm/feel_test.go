package main

import (
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

func TestFeelReport(t *testing.T) {
	dir := t.TempDir()
	confusion, press := filepath.Join(dir, "confusion.png"), filepath.Join(dir, "press.png")
	code, out, errs := command(t, "feel", "--trials", "6", "--train", "10", "--materials", "steel,glass,EVA foam",
		"--channels", "thermal", "--forced", "--json", "--out", confusion, "--press", press)
	require.Zero(t, code, errs)
	var got feelReport
	require.NoError(t, json.Unmarshal([]byte(out), &got))
	require.Equal(t, []string{"steel", "glass", "EVA foam"}, got.Labels)
	require.Equal(t, 6, got.Trials)
	for i, row := range got.Confusion {
		sum := got.Unsure[i]
		for _, n := range row {
			sum += n
		}
		require.Equal(t, 6, sum, "every touch got one answer")
	}
	require.Greater(t, got.Accuracy, 0.9, "three materials of three heat groups")
	require.Contains(t, got.PerMaterial, "glass")
	require.Equal(t, map[string]float64{"thermal": got.Accuracy}, got.Alone)
	for _, path := range []string{confusion, press} {
		f, err := os.Open(path)
		require.NoError(t, err)
		picture, err := png.Decode(f)
		require.NoError(t, err)
		require.NoError(t, f.Close())
		require.Greater(t, picture.Bounds().Dx(), 300)
	}
	code, out, _ = command(t, "feel", "--trials", "3", "--train", "8", "--materials", "steel,glass", "--channels", "thermal")
	require.Zero(t, code)
	require.Contains(t, out, "touched \\ named")
}

func TestFeelRejects(t *testing.T) {
	for want, args := range map[string][]string{
		`unknown channel "smell"`:      {"--channels", "smell"},
		`unknown material "tin"`:       {"--materials", "tin,steel"},
		"--trials 0: want 1 to 100000": {"--trials", "0"},
		`--twin "steel"`:               {"--twin", "steel"},
		"--finish must be one of":      {"--finish", "shiny"},
		"--slides must be one of":      {"--slides", "20"},
		"--spread -1: want 0 to 10":    {"--spread=-1"},
	} {
		code, out, errs := command(t, append([]string{"feel"}, args...)...)
		require.Equal(t, exitUsage, code, errs)
		require.Empty(t, out)
		require.Contains(t, errs, want)
	}
}

func TestFeelExplore(t *testing.T) {
	testdata.Long(t)
	code, out, errs := command(t, "feel", "--explore", "glass", "--train", "10", "--materials", "steel,glass,EVA foam", "--json")
	require.Zero(t, code, errs)
	var got exploreReport
	require.NoError(t, json.Unmarshal([]byte(out), &got))
	require.Equal(t, "glass", got.Material)
	require.Contains(t, []string{"glass", "unsure"}, got.Answer)
	require.Greater(t, got.Probability, 1.0/3)
	require.InDelta(t, exploreTemperature, got.Temperature, 4)

	code, out, errs = command(t, "feel", "--explore", "tin")
	require.Equal(t, exitUsage, code)
	require.Empty(t, out)
	require.Contains(t, errs, `--explore: world: unknown material "tin"`)
}
