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
	require.Len(t, want, 5)

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
	code, _, errs = command(t, strings.Fields(smallSet+at("set"))...)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "cannot write into "+at("set")+": it is not empty")
	code, _, errs = command(t, "merge", at("p0"), "--out", at("set"))
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "it is not empty")
	require.Equal(t, want, bytesBelow(t, at("set")))
	code, _, errs = command(t, "merge", at("set"), "--out", at("other"))
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "is no part of a data set")
	code, _, errs = command(t, strings.Fields(smallSet+at("p0")+" --shard 0/2 --seed 9")...)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "p0: has episodes of another set, whose seed is 1 in one and 9 in the other")
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
