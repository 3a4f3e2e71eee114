package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// goSpeak is what no message for people has in it: types, stacks, the words of
// Go's own packages.
var goSpeak = regexp.MustCompile(`unmarshal|\b(main|kong|reflect|strconv|struct|goroutine|float64|float|int64|uint64|(64|32) bit|u?int|EOL|panic|nil pointer)\b|\*[a-z]+\.[A-Z]|%!`)

// What somebody new to the program gets wrong, and what it answers: one line that
// says what would be right, nothing on stdout, and no file.
func TestMistakesOfANewcomer(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	recording := file("hand.json", `{"a":1}`)
	noise := file("photo.png", "\x89PNG\r\n\x1a\n\x00\x00")
	table := file("poses.csv", "x,y\n1,2\n")
	arm := file("arm.urdf", elbowURDF)
	numbers := file("before.json", `{"format":3,"version":"one"}`)
	short := file("short.jsonl", readmeExample(t))
	var commands []string
	for _, c := range commandLine(t).Model.Children {
		commands = append(commands, c.Name)
	}
	for _, c := range []struct {
		line []string
		code int
		want string
	}{
		// Commands and flags.
		{[]string{"rnu"}, exitUsage, `no command "rnu", there are ` + strings.Join(commands, ", ") + "; did you mean run?"},
		{[]string{"retrget"}, exitUsage, "did you mean retarget?"},
		{[]string{"help", "shoot"}, exitUsage, "did you mean shot?"},
		{[]string{"--json", "run"}, exitUsage, "--json before the command; want mirrorarm COMMAND --json"},
		{[]string{"run", "--durration", "3s"}, exitUsage, "run has no flag --durration; did you mean --duration?"},
		{[]string{"run", "--at", "3s"}, exitUsage, "run has no flag --at, which goes with shot"},
		{[]string{"run", "--frobnicate"}, exitUsage, "run has no flag --frobnicate; it has --help, --version, --seed, --json, --source"},
		{[]string{"run", "-s"}, exitUsage, "run has no flag -s: flags begin with two hyphens"},
		{[]string{"run", recording}, exitUsage, "did you mean --source " + recording + "?"},
		{[]string{"fk", arm}, exitUsage, "did you mean --urdf " + arm + "?"},
		{[]string{"run", "synth:wave"}, exitUsage, "did you mean --source synth:wave?"},
		{[]string{"glove", "list"}, exitUsage, "did you mean --list?"},
		// Values that are missing.
		{[]string{"run", "--source"}, exitUsage, "--source: no value; want one such as --source synth:pinch"},
		{[]string{"run", "--source", "--json"}, exitUsage, "--source: no value before --json"},
		{[]string{"run", "--channels="}, exitUsage, "--channels: no value"},
		{[]string{"run", "--source", ""}, exitUsage, "--source: no value"},
		{[]string{"run", "--source", "synth:"}, exitUsage, "--source synth: names no gesture; want synth for the medley"},
		{[]string{"shot"}, exitUsage, "missing flags: --out=FILE.png"},
		{[]string{"retarget", "--urdf", arm}, exitUsage, "missing flags: --frames=FILE"},
		// Values of the wrong kind.
		{[]string{"run", "--duration", "10"}, exitUsage, `--duration: "10" is not a time with unit, such as 10s`},
		{[]string{"run", "--channels", "many"}, exitUsage, `--channels: "many" is not a whole number`},
		{[]string{"run", "--seed", "-1"}, exitUsage, `--seed: "-1" is not a whole number from 0 up`},
		{[]string{"run", "--json=maybe"}, exitUsage, `--json: "maybe" is neither yes nor no`},
		{[]string{"retarget", "--urdf", arm, "--frames", table, "--huber-mm", "x"}, exitUsage, `--huber-mm: "x" is not a finite number`},
		{[]string{"glove", "--evaluate", "--seconds", "NaN"}, exitUsage, `--seconds: "NaN" is not a finite number`},
		{[]string{"feel", "--noise", "+Inf"}, exitUsage, `--noise: "+Inf" is not a finite number`},
		// Values out of bounds.
		{[]string{"run", "--duration", "0s"}, exitUsage, "--duration 0s: want 1ms to 24h"},
		{[]string{"run", "--duration", "9999h"}, exitUsage, "want 1ms to 24h"},
		{[]string{"run", "--channels", "99999999999999999999"}, exitUsage, `"99999999999999999999" is too large a number`},
		{[]string{"glove", "--evaluate", "--people", "1000000000"}, exitUsage, "--people 1000000000: want 1 to 10000"},
		{[]string{"shot", "--out", "p.png", "--size", "100000x2"}, exitUsage, "want WIDTHxHEIGHT in pixels, 16 to 8192 each"},
		{[]string{"shot", "--out", "p.png", "--at", "2h"}, exitUsage, "want 0s to 1h"},
		{[]string{"shot", "--out", "p.png", "--source", short, "--at", "5s"}, exitUsage, "--at 5s: short.jsonl ends after 0.00 s"},
		{[]string{"fk", "--urdf", arm, "--q", "0 0 1e300"}, exitUsage, "--q: bend 1e+300, want -1e+06 to 1e+06"},
		// Names that are none.
		{[]string{"run", "--source", "pinch"}, exitFailed, "gesture: pinch: no such file; did you mean synth:pinch?"},
		{[]string{"run", "--source", "synth:pinhc"}, exitUsage, "did you mean pinch?"},
		{[]string{"run", "--source", "synth:pinch indx"}, exitUsage, `"indx" is no time, and no finger; a pinch takes one of index, middle, ring, little`},
		{[]string{"run", "--profile", "pizo"}, exitUsage, `--profile must be one of textile, hall, piezo, patch, ideal, hypothetical, but is "pizo"; did you mean piezo?`},
		{[]string{"run", "--scene", "cup"}, exitUsage, "did you mean cups?"},
		{[]string{"run", "--robot", "bionc"}, exitFailed, "bionc: " + missing(t) + "; did you mean bionic?"},
		{[]string{"shot", "--out", "p.png", "--lang", "de"}, exitUsage, `--lang must be one of en, zh, ru, but is "de"`},
		// Files of the wrong kind.
		{[]string{"run", "--source", recording}, exitFailed, "hand.json: line 1: "},
		{[]string{"run", "--source", noise}, exitFailed, "photo.png: line 1: "},
		{[]string{"run", "--source", dir}, exitFailed, "a directory"},
		{[]string{"run", "--robot", table}, exitFailed, "poses.csv: empty, want a <robot> element"},
		{[]string{"ik", "--urdf", arm, "--targets", table}, exitFailed, `poses.csv: no column "z"; it has x y`},
		{[]string{"bench", "compare", numbers, numbers}, exitFailed, "before.json: want the JSON object that bench --json prints: line 1: format is a number, want a string"},
		{[]string{"glove", "--check", numbers}, exitFailed, "before.json: glove: calibration file: format is a number, want a string"},
		{[]string{"shot", "--out", filepath.Join(dir, "p.bmp")}, exitUsage, "--out p.bmp: want a name that ends in .png, .jpg, .jpeg or .gif"},
		{[]string{"feel", "--out", filepath.Join(dir, "c.jpg")}, exitUsage, "--out c.jpg: want a name that ends in .png"},
		{[]string{"shot", "--out", filepath.Join(dir, "no", "p.png")}, exitFailed, "cannot write"},
	} {
		t.Run(strings.ReplaceAll(strings.Join(c.line, " "), dir, "DIR"), func(t *testing.T) {
			files, err := os.ReadDir(dir)
			require.NoError(t, err)
			code, out, errs := command(t, c.line...)
			require.Equal(t, c.code, code, errs)
			require.Contains(t, errs, c.want)
			require.Empty(t, out)
			// What is said on the way, of progress or a recording, comes before.
			lines := strings.SplitAfter(errs, "\n")
			answer, found := strings.CutPrefix(lines[len(lines)-2], "mirrorarm: ")
			require.True(t, found, errs)
			require.Equal(t, 1, strings.Count("\n"+errs, "\nmirrorarm: "), errs)
			require.NotRegexp(t, goSpeak, answer)
			after, err := os.ReadDir(dir)
			require.NoError(t, err)
			require.Len(t, after, len(files))
		})
	}
}

// readmeExample is the README's example of our own format.
func readmeExample(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	require.NoError(t, err)
	_, after, _ := strings.Cut(string(text), "```json\n")
	example, _, found := strings.Cut(after, "```\n")
	require.True(t, found)
	return example
}

// What the README shows of our own format can be pasted into a file and played.
func TestTheExampleOfOurFormatIsARecording(t *testing.T) {
	name := filepath.Join(t.TempDir(), "hand.jsonl")
	require.NoError(t, os.WriteFile(name, []byte(readmeExample(t)), 0o600))
	code, out, errs := command(t, "run", "--source", name)
	require.Zero(t, code, errs)
	require.Contains(t, out, "mirrorarm frames, m, right hand, 1 frame")
}

func TestNearestName(t *testing.T) {
	names := []string{"demo", "run", "retarget", "--duration", "thumbs-up"}
	for word, want := range map[string]string{
		"rnu": "run", "RUN": "run", "demmo": "demo", "retraget": "retarget", "ret": "retarget", "--durration": "--duration",
		"thumbsup": "thumbs-up", "moonwalk": "", "": "", "x": "",
	} {
		require.Equal(t, want, nearest(word, names), word)
	}
	require.Equal(t, 0, slips("same", "same"))
	require.Equal(t, 1, slips("wvae", "wave"))
	require.Equal(t, 4, slips("", "same"))
}

func TestHelpIsACommandToo(t *testing.T) {
	_, whole, _ := command(t, "--help")
	for _, line := range [][]string{{}, {"help"}} {
		code, out, errs := command(t, line...)
		require.Zero(t, code)
		require.Empty(t, errs)
		require.Equal(t, whole, out)
	}
	_, want, _ := command(t, "shot", "--help")
	code, out, errs := command(t, "help", "shot")
	require.Zero(t, code)
	require.Empty(t, errs)
	require.Equal(t, want, out)
	require.Contains(t, out, "--panels")
}

// missing is what this system says of a file that is not there: each has its own words.
func missing(t *testing.T) string {
	t.Helper()
	_, err := os.Stat(filepath.Join(t.TempDir(), "none"))
	full := (*fs.PathError)(nil)
	require.ErrorAs(t, err, &full)
	return full.Err.Error()
}
