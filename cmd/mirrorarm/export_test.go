package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestExport(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for name, seed := range map[string]string{"a.mcap": "3", "b.mcap": "4"} {
		reported(t, "record", "--channels", "64", "--source", "synth:grasp", "--scene", "cups", "--duration", "500ms", "--seed", seed, "--out", at(name))
	}
	r := reported(t, "export", at("a.mcap"), at("b.mcap"), "--out", at("set"), "--task", "grasp the cup")
	require.EqualValues(t, 2, r["episodes"])
	require.EqualValues(t, 50, r["frames"], "half a second each, less what nothing was seen in")
	total := 0
	for _, text := range bytesBelow(t, at("set")) {
		total += len(text)
	}
	require.EqualValues(t, total, r["bytes"])
	var info map[string]any
	require.NoError(t, json.Unmarshal([]byte(contents(t, filepath.Join(at("set"), "meta", "info.json"))), &info))
	require.EqualValues(t, 50, info["fps"])
	require.Equal(t, "mirrorarm_bionic", info["robot_type"])

	code, out, errs := command(t, "export", at("a.mcap"), "--to", "csv", "--fps", "20", "--observe", "none", "--out", at("table"))
	require.Zero(t, code, errs)
	require.Contains(t, out, "table: 1 episode, 10 rows")
	require.Equal(t, "episode_index,task,length,session\n0,mirror,10,a.mcap\n", contents(t, filepath.Join(at("table"), "episodes.csv")))

	r = reported(t, "export", at("a.mcap"), "--out", at("seen"), "--pictures", "48x32", "--observe", "skin_window:2")
	require.EqualValues(t, 25, r["frames"])
	var seen struct {
		Features map[string]struct{ Shape []int }
	}
	require.NoError(t, json.Unmarshal([]byte(contents(t, filepath.Join(at("seen"), "meta", "info.json"))), &seen))
	require.Equal(t, []int{32, 48, 3}, seen.Features["observation.images.front"].Shape)
	require.Equal(t, []int{2, 3420}, seen.Features["observation.skin_window"].Shape)
	code, _, errs = command(t, "export", at("a.mcap"), filepath.Join(dir, "set", "..", "a.mcap"), at("b.mcap"), "--out", at("twice"))
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "a.mcap are the same; want each session once")

	// What is there stays, and what is damaged makes nothing.
	before := bytesBelow(t, dir)
	code, _, errs = command(t, "export", at("a.mcap"), "--out", at("set"))
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "it is not empty")
	b := contents(t, at("a.mcap"))
	cut := filepath.Join(t.TempDir(), "cut.mcap")
	_, end := chunksIn([]byte(b))
	require.NoError(t, os.WriteFile(cut, []byte(b[:end+10]), 0o600))
	code, out, errs = command(t, "export", at("a.mcap"), cut, "--out", at("other"), "--json")
	require.Equal(t, exitFailed, code)
	require.Empty(t, out)
	require.Contains(t, errs, cut+": mcap: byte ")
	require.Contains(t, errs, "mirrorarm record repair makes a whole file of it")
	require.Equal(t, 1, strings.Count(errs, "mirrorarm:"))
	require.Equal(t, before, bytesBelow(t, dir))
}

func TestExportRefusals(t *testing.T) {
	for line, why := range map[string]string{
		"export --out x":                       "session.mcap",
		"export a.mcap":                        "--out",
		"export a.mcap --fps 1001 --out x":     "1000",
		"export a.mcap --to zip --out x":       "must be one of",
		"export a.mcap --state wishes --out x": `state "wishes": unknown`,
		"export a.mcap --observe air --out x":  `observe "air": unknown`,
		"export a.mcap --task= --out x":        "task",

		"export a.mcap --observe none,skin --out x":          `"none" stands alone`,
		"export a.mcap --pictures 32x33 --video --out x":     "want an even width and height",
		"export a.mcap --to parquet --video --out x":         "video: want pictures as well",
		"export a.mcap --to csv --pictures 320x240 --out x":  "a table in CSV has none",
		"export a.mcap --observe skin_window:a,skin --out x": "want skin_window:K",
	} {
		code, out, errs := command(t, strings.Fields(line)...)
		require.Equal(t, exitUsage, code, "%s: %s", line, errs)
		require.Contains(t, errs, why)
		require.Empty(t, out)
	}
}
