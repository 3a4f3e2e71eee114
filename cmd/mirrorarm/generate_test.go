package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// smallSet is a command that makes a set quickly; the folder follows.
const smallSet = "generate --task reach --episodes 4 --fps 10 --observe environment --out "

// generated runs a command that is to work, and gives what it printed.
func generated(t *testing.T, line string) map[string]any {
	t.Helper()
	code, out, errs := command(t, strings.Fields(line+" --json")...)
	require.Zero(t, code, errs)
	var object map[string]any
	require.NoError(t, json.Unmarshal([]byte(out), &object))
	return object
}

// bytesBelow are a folder's files, by name.
func bytesBelow(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			name, _ := filepath.Rel(dir, path)
			files[name] = contents(t, path)
		}
		return err
	}))
	return files
}

func TestGenerateAloneAndInParts(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	r := generated(t, smallSet+at("set"))
	require.EqualValues(t, 4, r["episodes"])
	require.EqualValues(t, 4, r["made"])
	require.EqualValues(t, 100, r["success_pct"], "the script reaches its goals")
	require.Contains(t, r, "seconds")
	require.NoDirExists(t, at("set.part"))
	want := bytesBelow(t, at("set"))
	require.Len(t, want, 6)

	t.Setenv("JOB_COMPLETION_INDEX", "1")
	require.EqualValues(t, 2, generated(t, smallSet+at("p0")+" --shard 0/2")["episodes"])
	merged := generated(t, "merge "+at("p0")+" --out "+at("half"))
	require.Equal(t, []any{1.0, 3.0}, merged["missing"])
	require.EqualValues(t, 2, merged["episodes"])
	code, out, errs := command(t, "merge", at("p0"), "--out", at("half2"))
	require.Zero(t, code, errs)
	require.Contains(t, out, "missing: episodes 1, 3\n")
	generated(t, smallSet+at("p1")+" --shard auto/2")
	merged = generated(t, "merge "+at("p1")+" "+at("p0")+" --out "+at("whole"))
	require.Equal(t, []any{}, merged["missing"])
	requireSameFiles(t, want, bytesBelow(t, at("whole")))

	// What is there stays.
	r = generated(t, smallSet+at("set"))
	require.EqualValues(t, 4, r["episodes"])
	require.EqualValues(t, 0, r["made"], "it is whole")
	require.EqualValues(t, 100, r["success_pct"])
	code, out, errs = command(t, strings.Fields(smallSet+at("whole"))...)
	require.Zero(t, code, errs)
	require.Contains(t, out, "whole: is complete: 4 episodes of reach, ", "merged sets as well")
	code, _, errs = command(t, strings.Fields(smallSet+at("half"))...)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "cannot write into "+at("half")+": it is not empty", "a set that misses episodes is none")
	code, _, errs = command(t, strings.Fields(smallSet+at("set")+" --seed 9")...)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "set: has another set: seed is 1 in one and 9 in the other; remove it, or write elsewhere")
	code, _, errs = command(t, strings.Fields(strings.Replace(smallSet, "4", "5", 1)+at("set"))...)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "has another set: it is of 4 episodes, and not of 5")
	code, _, errs = command(t, "merge", at("p0"), "--out", at("set"))
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "it is not empty")
	require.Equal(t, want, bytesBelow(t, at("set")))
	code, _, errs = command(t, "merge", at("set"), "--out", at("other"))
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "is a whole data set, with nothing to merge")
	for bad, why := range map[string]string{
		at("nowhere"):                 "nowhere is not there: want the folder of a part",
		at("set/meta/info.json"):      "info.json is a file: want the folder of a part",
		at("set/meta"):                "meta is no part of a data set: it has no part.json, which generate --shard writes",
		damagedPart(t, at("damaged")): "part.json: is damaged, or not what generate --shard wrote: ",
	} {
		code, _, errs = command(t, "merge", at("p0"), bad, "--out", at("other"))
		require.Equal(t, exitFailed, code)
		require.Contains(t, errs, why)
		require.Equal(t, 1, strings.Count(errs, "mirrorarm:"))
	}
	code, _, errs = command(t, "merge", at("p0"), at("p1"), at("p1/../p0"), "--out", at("other"))
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "p0 are the same; want each part once")
	require.NoDirExists(t, at("other"))
	code, _, errs = command(t, strings.Fields(smallSet+at("p0")+" --shard 0/2 --seed 9")...)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "p0: has episodes of another set, whose seed is 1 in one and 9 in the other")
}

// damagedPart is a part's folder whose recipe was cut short.
func damagedPart(t *testing.T, dir string) string {
	t.Helper()
	require.NoError(t, os.Mkdir(dir, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "part.json"), []byte(`{"task": "re`), 0o600))
	return dir
}

// Pictures are the same bytes whoever takes them, after whatever else.
func TestGeneratePictures(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	const line = "generate --task reach --episodes 4 --fps 10 --observe none --vary seed --pictures 48x32 --out "
	generated(t, line+at("set"))
	want := bytesBelow(t, at("set"))
	generated(t, line+at("p1")+" --shard 1/2")
	generated(t, line+at("p0")+" --shard 0/2")
	generated(t, "merge "+at("p1")+" "+at("p0")+" --out "+at("merged"))
	requireSameFiles(t, want, bytesBelow(t, at("merged")))
	require.Contains(t, want[filepath.Join("meta", "info.json")], `"observation.images.front"`)

	t.Setenv("PATH", "")
	code, _, errs := command(t, strings.Fields(line+at("film")+" --video")...)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "ffmpeg, which is not installed")
	require.Contains(t, errs, "without --video pictures are PNGs")
	require.Equal(t, 1, strings.Count(errs, "mirrorarm:"))
	require.NoDirExists(t, at("film.part"), "nothing is made in vain")
}

func TestGenerateRefusals(t *testing.T) {
	for line, why := range map[string]string{
		"generate --out x":                                           "want --task",
		"generate --task reach":                                      "want --out",
		"generate --task dance --out x":                              `task "dance": unknown`,
		"generate --task reach --fps 30 --out x":                     "want a divisor of 1000",
		"generate --task reach --vary hair --out x":                  `vary "hair": unknown`,
		"generate --task reach --shard 3 --out x":                    "want I/N",
		"generate --task reach --shard auto --out x":                 "SLURM_ARRAY_TASK_ID",
		"generate --task reach --episodes 0 --out x":                 "want 1 to 10000000",
		"generate --task reach --to zip --out x":                     "must be one of",
		"generate --task reach --state wishes --out x":               `state "wishes": unknown`,
		"generate --work nats://h --task reach":                      "want no --task",
		"generate --task reach --queue nats://h --shard 0/2 --out x": "not both",
		"merge --out x":                                              "PART",
		"generate --task reach --observe none,skin --out x":          `"none" stands alone`,
		"generate --task reach --observe skin_window:99 --out x":     "want skin_window:K for the K latest frames of the skin, 1 to 32",
		"generate --task reach --pictures 3x --out x":                `pictures "3x": want WIDTHxHEIGHT`,
		"generate --task reach --video --out x":                      "video: want pictures as well",
		"generate --task reach --pictures 32x32 --to csv --out x":    "a table in CSV has none",
		"generate --task reach --observe smell --out xx":             `observe "smell": unknown`,
	} {
		code, out, errs := command(t, strings.Fields(line)...)
		require.Equal(t, exitUsage, code, "%s: %s", line, errs)
		require.Contains(t, errs, why)
		require.Empty(t, out)
	}
}

func TestNumbersInRanges(t *testing.T) {
	require.Equal(t, "3, 7–9, 11", ranges([]int{3, 7, 8, 9, 11}))
	require.Empty(t, ranges(nil))
}
