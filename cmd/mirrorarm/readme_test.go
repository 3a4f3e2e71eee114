package main

import (
	"encoding/csv"
	"image/gif"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// slowExamples (beginnings of commands) take more than five seconds: make soak runs
// them, and other tests the same commands on less.
var slowExamples = []string{
	"mirrorarm bench --case",
	"mirrorarm glove --evaluate",
	"mirrorarm feel --trials",
	"mirrorarm generate --task grasp",
	"mirrorarm generate --task reach --episodes 8 --vary",
	"mirrorarm shot --scene samples --explore",
}

// opensWindow are the examples that wait for a person.
var opensWindow = regexp.MustCompile(`^mirrorarm (demo|teach [a-z]+$)`)

// Every example in README runs, word for word, in a folder that has the clone's
// testdata and nothing else.
func TestReadmeExamplesRun(t *testing.T) {
	t.Parallel()
	testdata.Long(t)
	if runtime.GOOS == "windows" || runtime.GOOS == "js" {
		t.Skip("examples are written for a shell")
	}
	commands := readmeCommands(t)
	require.Greater(t, len(commands), 15)
	bin := t.TempDir()
	build, err := exec.Command("go", "build", "-o", filepath.Join(bin, "mirrorarm"), ".").CombinedOutput()
	require.NoError(t, err, string(build))
	dir := t.TempDir()
	require.NoError(t, os.Symlink(testdata.Path(), filepath.Join(dir, "testdata")))
	for _, command := range commands {
		t.Run(command, func(t *testing.T) {
			if opensWindow.MatchString(command) {
				t.Skip("opens the window")
			}
			for _, slow := range slowExamples {
				if strings.HasPrefix(command, slow) && os.Getenv("MIRRORARM_SOAK") == "" {
					understood(t, command)
					t.Skip("takes more than 5 s: set MIRRORARM_SOAK=1, or run make soak")
				}
			}
			shell := exec.Command("sh", "-c", command)
			shell.Dir = dir
			shell.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"),
				"HOME="+dir, "XDG_CONFIG_HOME="+dir, "XDG_CACHE_HOME="+dir, "DISPLAY=")
			out, err := shell.CombinedOutput()
			require.NoError(t, err, string(out))
			require.NotContains(t, string(out), "NaN")
		})
	}
	requireFilled(t, filepath.Join(dir, "p.png"), filepath.Join(dir, "my-lesson.html"))
}

// understood takes a command's flags and arguments as the program does, without doing it.
func understood(t *testing.T, command string) {
	t.Helper()
	_, err := parse((&app{ctx: t.Context()}).parser(&cli{}), strings.Fields(command)[1:])
	require.NoError(t, err, command)
}

// readmeCommands are the lines of README's shell blocks and the code in its tables
// that call the program, in their order.
func readmeCommands(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(testdata.Path(), "..", "README.md"))
	require.NoError(t, err)
	var commands []string
	inShell := false
	cell := regexp.MustCompile("^\\| `(mirrorarm [^`]+)` \\|")
	comment := regexp.MustCompile(` {2,}#.*$`)
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "```"):
			inShell = line == "```sh"
		case inShell && strings.HasPrefix(line, "mirrorarm "):
			commands = append(commands, comment.ReplaceAllString(line, ""))
		case !inShell && cell.MatchString(line):
			commands = append(commands, cell.FindStringSubmatch(line)[1])
		}
	}
	return commands
}

func requireFilled(t *testing.T, paths ...string) {
	t.Helper()
	for _, path := range paths {
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Positive(t, info.Size(), path)
	}
}

// Poses of the samples are solved and stay solved, and what ik writes can be read.
func TestSamplePosesAreSolved(t *testing.T) {
	out := filepath.Join(t.TempDir(), "q.csv")
	code, stdout, stderr := command(t, "ik", "--urdf", testdata.Path("robots", "six-axis.urdf"), "--tip", "flange",
		"--targets", testdata.Path("poses", "six-axis-path.csv"), "--track", "--passes", "1", "--out", out)
	require.Zero(t, code, stderr)
	require.Contains(t, stdout, "1000 of 1000")
	f, err := os.Open(out)
	require.NoError(t, err)
	defer f.Close() //nolint:errcheck // read only
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 1001)
}

// README opens with a moving picture that a slow line can bear.
func TestReadmeOpensWithAMovingPicture(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(testdata.Path(), "..", "README.md"))
	require.NoError(t, err)
	require.Regexp(t, `^# mirrorarm\n\n!\[[^]]+\]\(testdata/pictures/mirror\.gif\)\n`, string(text))
	f, err := os.Open(testdata.Path("pictures", "mirror.gif"))
	require.NoError(t, err)
	defer f.Close() //nolint:errcheck // only read from
	info, err := f.Stat()
	require.NoError(t, err)
	require.LessOrEqual(t, info.Size(), int64(shotLimit))
	g, err := gif.DecodeAll(f)
	require.NoError(t, err)
	require.Equal(t, [2]int{480, 270}, [2]int{g.Config.Width, g.Config.Height})
	require.Greater(t, len(g.Image), 60)
}
