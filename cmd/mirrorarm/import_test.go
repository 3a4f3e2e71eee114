package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/gesture/format"

	"github.com/stretchr/testify/require"
)

// recordedFile is two seconds of a left hand, in the program's own format, with
// one bad line.
func recordedFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "recorded.jsonl")
	src, err := gesture.Synth("fist", gesture.Options{Hand: gesture.LeftHand})
	require.NoError(t, err)
	file, err := atomicfile.Create(path)
	require.NoError(t, err)
	require.NoError(t, gesture.Write(file, src, 2, 4, 30))
	_, err = file.WriteString("{\"t_s\":4.02,\"landmarks_m\":[[1]]}\n{\"t_s\":4.05,\"landmarks_m\":null}\n")
	require.NoError(t, err)
	require.NoError(t, file.Commit())
	return path
}

// decisionKeys are those that scripts rely on.
var decisionKeys = []string{
	"source_report", "format", "frames", "frames_skipped", "side", "side_from", "unit", "axes", "fps", "duration_s", "fit_error_mm", "doubtful",
}

func TestImportWritesOurFormatAndSaysWhatWasDecided(t *testing.T) {
	path, out := recordedFile(t), filepath.Join(t.TempDir(), "hand.jsonl")
	code, stdout, stderr := command(t, "import", path, "--out", out, "--json")
	require.Zero(t, code, stderr)
	var r map[string]any
	require.NoError(t, json.Unmarshal([]byte(stdout), &r))
	for _, key := range decisionKeys {
		require.Contains(t, r, key)
	}
	require.Equal(t, "left", r["side"])
	require.InDelta(t, 1, r["frames_skipped"], 0)
	require.InDelta(t, 62, r["frames"], 0)
	require.Equal(t, false, r["doubtful"])
	// Where the machine is slow, progress was told before it.
	require.True(t, strings.HasSuffix("\n"+stderr, "\nrecorded.jsonl: "+r["source_report"].(string)+"\n"), stderr)

	text, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, 63, strings.Count(string(text), "\n"), "a header and the frames")
	require.True(t, strings.HasPrefix(string(text), `{"format":"mirrorarm-hand","version":1,"hand":"left","axes":"world"}`))

	code, stdout, stderr = command(t, "import", path, "--out", out)
	require.Zero(t, code, stderr)
	require.Equal(t, out+": left hand, 62 frames\n", stdout)
}

func TestEveryCommandSaysWhatWasDecided(t *testing.T) {
	path := recordedFile(t)
	picture := filepath.Join(t.TempDir(), "hand.png")
	for _, args := range [][]string{
		{"run", "--source", path, "--duration", "20ms", "--json"},
		{"shot", "--source", path, "--at", "20ms", "--size", "320x180", "--out", picture, "--json"},
	} {
		code, stdout, stderr := command(t, args...)
		require.Zero(t, code, stderr)
		require.Contains(t, stderr, "recorded.jsonl: mirrorarm frames, m, left hand, 62 frames in 2.0 s, a bad one skipped (line ")
		var r map[string]any
		require.NoError(t, json.Unmarshal([]byte(stdout), &r))
		for _, key := range decisionKeys {
			require.Contains(t, r, key, args[0])
		}
	}
}

func TestImportRefusals(t *testing.T) {
	path, dir := recordedFile(t), t.TempDir()
	out := filepath.Join(dir, "hand.jsonl")
	tests := map[string]struct {
		args []string
		code int
		want string
	}{
		"no output":         {[]string{path}, exitUsage, "--out"},
		"onto itself":       {[]string{path, "--out", path}, exitUsage, "is the recording itself"},
		"unknown axes":      {[]string{path, "--out", out, "--axes", "moon"}, exitUsage, `--axes "moon": unknown, want one of world, camera`},
		"frame rate":        {[]string{path, "--out", out, "--fps", "0.01"}, exitUsage, "--fps 0.01: want 0.1 to 10000"},
		"aspect":            {[]string{path, "--out", out, "--aspect", "-2"}, exitUsage, "--aspect -2: want 0.2 to 5"},
		"a directory":       {[]string{dir, "--out", out}, exitFailed, "a directory, want a file"},
		"the other hand":    {[]string{path, "--out", out, "--hand", "right"}, exitFailed, "no right hand: it shows a left one"},
		"nowhere to write":  {[]string{path, "--out", filepath.Join(dir, "none", "hand.jsonl")}, exitFailed, "cannot write"},
		"no such recording": {[]string{filepath.Join(dir, "none.json"), "--out", out}, exitFailed, "gesture: " + filepath.Join(dir, "none.json") + ": no such file\n"},
		"as it was given":   {[]string{"my-none.json", "--out", out}, exitFailed, "gesture: my-none.json: no such file\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := command(t, append([]string{"import"}, test.args...)...)
			require.Equal(t, test.code, code, stderr)
			require.Empty(t, stdout)
			require.Contains(t, stderr, test.want)
			left, err := os.ReadDir(dir)
			require.NoError(t, err)
			require.Empty(t, left, "no part of a file")
		})
	}
}

func TestHelpNamesAllAxes(t *testing.T) {
	_, help, _ := command(t, "import", "--help")
	for _, name := range format.AxesNames() {
		require.Contains(t, help, name)
	}
}
