package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/sim/bench"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// contest holds one and gives its entries, ours first.
func contest(t *testing.T, name string, commands ...string) []*bench.Standing {
	t.Helper()
	args := []string{"bench", "--case", name, "--duration", "250ms", "--repeat", "2", "--json"}
	for _, c := range commands {
		args = append(args, "--against", c)
	}
	code, out, stderr := command(t, args...)
	require.Equal(t, exitDone, code, stderr)
	var r bench.Result
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	require.NotNil(t, r.Cases[name].Contest, out)
	entries := r.Cases[name].Contest.Entries
	require.Len(t, entries, 1+len(commands))
	require.Equal(t, "mirrorarm", entries[0].Name)
	require.Equal(t, r.Cases[name].Contest.Questions, entries[0].Answered, "ours is measured whatever the others do")
	require.Empty(t, entries[0].Failed)
	return entries
}

// A program that dies, prints nonsense, NaN or too little is named, with the question,
// and leaves ours measured, and those after it.
func TestRivalsThatFailAreNamed(t *testing.T) {
	t.Parallel()
	testdata.Long(t)
	python, dir := python3(t), t.TempDir()
	script := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return python + " '" + path + "'"
	}
	const loop = "import sys, json\nfor n, line in enumerate(sys.stdin):\n  m = json.loads(line)\n  if 'case' in m: continue\n"
	entries := contest(t, "ik",
		script("dies.py", loop+"  if m['i'] == 3: raise RuntimeError('out of ideas')\n  print(json.dumps({'q': m['start']}), flush=True)\n"),
		script("nonsense.py", loop+"  print('hello', flush=True)\n"),
		script("nan.py", loop+"  print('{\"q\": [NaN]}', flush=True)\n"),
		script("null.py", loop+"  print('{\"q\": [null]}', flush=True)\n"),
		script("short.py", loop+"  print('{\"q\": [1, 2]}', flush=True)\n"),
		script("hangs.py", loop+"  import time; time.sleep(1000)\n"),
		script("still.py", loop+"  print(json.dumps({'q': m['start'], 'us': 7}), flush=True)\n"))
	for i, want := range []string{"question 3: died (exit status 1): RuntimeError: out of ideas", "question 0: nonsense: \"hello\"", "question 0: nonsense",
		"question 0: number 0 of the answer is null", "question 0: an answer of 2 numbers", "question 0: hangs: no answer within"} {
		require.Contains(t, entries[i+1].Failed, want, entries[i+1].Name)
	}
	require.Equal(t, 3, entries[1].Answered)
	require.Positive(t, entries[1].PalmErrorMM.Float())
	still := entries[7]
	require.Empty(t, still.Failed)
	require.InDelta(t, 7, still.OwnUS.Float(), 1e-9)
	require.Greater(t, still.TransportUS.Float(), 7.0)
	require.Zero(t, still.SolvedPct.Float())
	require.Zero(t, still.LimitViolations.Float())
	require.Greater(t, entries[0].SolvedPct.Float(), 99.0)
	require.Greater(t, still.ErrorRatio.Float(), 1000.0)
}

// README's example decodes, worse than ours but far better than a hand at rest.
func TestTheRivalInREADMEWorks(t *testing.T) {
	t.Parallel()
	testdata.Long(t)
	python := python3(t)
	text := blockOf(t, "# rival.py")
	require.LessOrEqual(t, strings.Count(text, "\n"), 36)
	path := filepath.Join(t.TempDir(), "rival.py")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	entries := contest(t, "decode", python+" '"+path+"'")
	ours, theirs := entries[0], entries[1]
	require.Equal(t, "rival.py", theirs.Name)
	require.Empty(t, theirs.Failed)
	t.Logf("RMSE: ours %.2f°, theirs %.2f°", ours.JointRMSEDeg, theirs.JointRMSEDeg)
	require.Greater(t, theirs.JointRMSEDeg.Float(), ours.JointRMSEDeg.Float())
	require.Less(t, theirs.JointRMSEDeg.Float(), 20.0)
	require.Greater(t, theirs.ErrorRatio.Float(), 1.0)
	require.Positive(t, theirs.OwnUS.Float())
	still := contest(t, "retarget", python+" '"+path+"'")
	require.Less(t, still[0].TipErrorMM.Float(), 10.0)
	require.Greater(t, still[1].TipErrorMM.Float(), still[0].TipErrorMM.Float())
	require.Less(t, still[0].PalmErrorMM.Float(), 20.0)
	require.Zero(t, still[0].LimitViolations.Float())
	require.Zero(t, still[0].SpeedViolations.Float())
	code, out, _ := command(t, "bench", "--case", "ik", "--duration", "100ms", "--repeat", "2", "--against", python+" '"+path+"'")
	require.Equal(t, exitDone, code)
	require.Contains(t, out, "rival.py")
	require.Contains(t, out, "with transport")
}

func TestCommandsAreTakenApart(t *testing.T) {
	for text, want := range map[string][]string{
		"a b":            {"a", "b"},
		`a 'b c'  "d'e"`: {"a", "b c", "d'e"},
		"a ''":           {"a", ""},
	} {
		got, err := splitWords(text)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, bad := range []string{"", " ", "a 'b", "''"} {
		_, err := splitWords(bad)
		require.Error(t, err, bad)
	}
	code, _, stderr := command(t, "bench", "--case", "ik", "--against", "no-such-program x")
	require.Equal(t, exitUsage, code)
	require.Contains(t, stderr, "no-such-program")
	code, _, stderr = command(t, "bench", "--case", "body,loop", "--against", "go version")
	require.Equal(t, exitUsage, code)
	require.Contains(t, stderr, "--against goes with the cases decode, ik, retarget")
}
