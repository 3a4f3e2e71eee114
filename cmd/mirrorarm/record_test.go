package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/render/window"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// reported is the object that a command prints.
func reported(t *testing.T, args ...string) map[string]any {
	t.Helper()
	code, out, errs := command(t, append(args, "--json")...)
	require.Zero(t, code, errs)
	var object map[string]any
	require.NoError(t, json.Unmarshal([]byte(out), &object), out)
	return object
}

func TestRecordAndReplay(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "s.mcap")
	run := []string{"--channels", "64", "--source", "synth:grasp", "--scene", "cups", "--duration", "1500ms", "--seed", "9"}
	measured := reported(t, append([]string{"run"}, run...)...)
	recorded := reported(t, append([]string{"record", "--out", file}, run...)...)
	require.Equal(t, measured["digest"], recorded["digest"], "to be recorded changes nothing")
	require.Equal(t, "0", strings.TrimSpace(jsonText(t, recorded["allocs_per_step"])))
	kept, ok := recorded["recording"].(map[string]any)
	require.True(t, ok)
	require.EqualValues(t, 1500, kept["steps"])

	again := reported(t, "replay", file)
	require.Equal(t, true, again["identical"])
	require.EqualValues(t, 1500, again["steps"])
	require.Nil(t, again["first_difference"])
	require.Equal(t, measured["digest"], again["digest"])
	require.Equal(t, measured["arch"], again["arch"])
	require.Nil(t, again["tolerance"])
	require.NotNil(t, reported(t, "replay", "--tolerant", file)["tolerance"])

	// The person's hand again: by the same seed, all of it.
	code, out, errs := command(t, "run", "--source", file, "--channels", "64", "--scene", "cups", "--seed", "9", "--json")
	require.Zero(t, code, errs)
	var hand map[string]any
	require.NoError(t, json.Unmarshal([]byte(out), &hand))
	require.Equal(t, measured["digest"], hand["digest"])
	code, _, errs = command(t, "run", "--source", file, "--hand", "left")
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "of a right hand")

	code, _, errs = command(t, "record", "--out", file)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "no recording is written over")

	b, err := os.ReadFile(file)
	require.NoError(t, err)
	broken := filepath.Join(dir, "broken.mcap")
	require.NoError(t, os.WriteFile(broken, b[:len(b)*2/3], 0o600))
	code, _, errs = command(t, "replay", broken)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "mirrorarm record repair makes a whole file of it")
	require.Equal(t, 1, strings.Count(errs, "mirrorarm:"))
	for _, line := range [][]string{{"run", "--source", broken}, {"export", broken, "--out", filepath.Join(dir, "set")}} {
		code, _, errs = command(t, line...)
		require.Equal(t, exitFailed, code)
		require.Contains(t, errs, "mirrorarm record repair makes a whole file of it")
	}
	code, _, errs = command(t, "record", "repair")
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "the file to repair is missing")
	fixed := reported(t, "record", "repair", broken)
	require.Equal(t, false, fixed["whole"])
	again = reported(t, "replay", broken)
	require.Equal(t, true, again["identical"])
	require.Equal(t, false, again["ended"])
	require.Equal(t, fixed["steps"], again["steps"])
	require.Greater(t, again["steps"], 500.0)
	require.Equal(t, true, reported(t, "record", "repair", broken)["whole"])
}

func jsonText(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

// Record does what run does, so that what its flags do is run's to test.
func TestRecordTakesTheFlagsOfRun(t *testing.T) {
	has := map[string]bool{}
	for _, c := range commandLine(t).Model.Children {
		for _, f := range c.Flags {
			has[c.Name+" --"+f.Name] = true
		}
	}
	for name := range has {
		if flag, ok := strings.CutPrefix(name, "run "); ok {
			require.True(t, has["record "+flag], "record %s", flag)
		}
	}
	// Live hands are recorded, and had again without whoever showed them.
	file := filepath.Join(t.TempDir(), "live.mcap")
	live := reported(t, "record", "--channels", "64", "--live", testdata.Path("hands", "left-mirrorarm.jsonl"), "--out", file)
	again := reported(t, "replay", file)
	require.Equal(t, true, again["identical"], "%v", again["first_difference"])
	require.Equal(t, live["digest"], again["digest"])
}

func TestARobotOfOnesOwnIsInTheFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "own.mcap")
	made := reported(t, "record", "--channels", "64", "--duration", "300ms", "--robot", testdata.Path("robots", "four-finger.urdf"), "--out", file)
	again := reported(t, "replay", file)
	require.Equal(t, true, again["identical"], "%v", again["first_difference"])
	require.Equal(t, made["digest"], again["digest"])
}

func TestFilesThatAreNoSessions(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"empty.mcap": "", "text.mcap": "hello, this is no session at all"} {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		for _, line := range [][]string{{"replay", path}, {"record", "repair", path}, {"run", "--source", path}} {
			code, out, errs := command(t, line...)
			require.Equal(t, exitFailed, code, line)
			require.Empty(t, out)
			require.Equal(t, 1, strings.Count(errs, "mirrorarm:"), errs)
			require.Contains(t, errs, path)
			require.NotContains(t, errs, "record repair", "which would not help")
		}
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, text, string(b), "left alone")
	}
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 2)
}

// A demo is recorded from its beginning to its end.
func TestADemoIsRecorded(t *testing.T) {
	testdata.Long(t)
	if window.Available() {
		t.Setenv("DISPLAY", "") // there is a window, but no place for it
	}
	file := filepath.Join(t.TempDir(), "demo.mcap")
	code, out, errs := command(t, "demo", "--channels", "64", "--record", file, "--json")
	require.Zero(t, code, errs)
	require.Contains(t, errs, "recorded 10000 steps")
	var demo map[string]any
	require.NoError(t, json.Unmarshal([]byte(out), &demo))
	again := reported(t, "replay", file)
	require.Equal(t, true, again["identical"], "%v", again["first_difference"])
	require.Equal(t, demo["digest"], again["digest"])
	code, _, errs = command(t, "demo", "--channels", "64", "--record", file)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "is there already")
}
