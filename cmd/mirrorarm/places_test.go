package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// inputFlags are the paths that commands read. Every other one is written to.
var inputFlags = map[string]bool{
	"fk --urdf": true, "ik --urdf": true, "ik --targets": true,
	"retarget --urdf": true, "retarget --frames": true, "retarget --truth": true,
	"camera --folder": true, // or a cache, which makes itself
	"glove --check":   true, "teach --robot": true, "teach --recording": true,
}

// pathFlags are the paths of all commands, by command and flag.
func pathFlags() []string {
	var names []string
	for _, command := range (&app{stdout: io.Discard, stderr: io.Discard}).parser(&cli{}).Model.Leaves(false) {
		for _, f := range command.Flags {
			if f.Tag.Type == "path" {
				names = append(names, strings.Fields(command.Path())[0]+" --"+f.Name)
			}
		}
	}
	return names
}

// Every output of every command is tried before the work, which here would take
// minutes, and nothing is created where it is.
func TestOutputsAreTriedBeforeWorkBegins(t *testing.T) {
	work := map[string]string{ // AT is the place
		"run --out":          "run --channels 65536 --duration 10h --out AT.csv",
		"run --save":         "run --camera --duration 10h --save AT.jsonl",
		"record --out":       "record --channels 65536 --duration 10h --out AT.mcap",
		"record --save":      "record --camera --duration 10h --out DIR/r.mcap --save AT.jsonl",
		"shot --out":         "shot --channels 65536 --at 1h --out AT.png",
		"import --out":       "import DIR/frames.csv --out AT.jsonl",
		"ik --out":           "ik --urdf DIR/elbow.urdf --targets DIR/poses.csv --passes 100 --out AT.csv",
		"retarget --out":     "retarget --urdf DIR/snake.urdf --frames DIR/frames.csv --setup ignore --out AT.csv",
		"demo --record":      "demo --record AT.mcap",
		"demo --poster-dir":  "demo --kiosk --poster-dir AT/",
		"demo --best":        "demo --game --best AT.json",
		"demo --save":        "demo --camera --save AT.jsonl",
		"bench --out":        "bench --duration 1h --out AT.json",
		"bench --report":     "bench --duration 1h --report AT/",
		"bench --cpuprofile": "bench --duration 1h --cpuprofile AT.pprof",
		"bench --trace":      "bench --duration 1h --trace AT.out",
		"glove --calibrate":  "glove --channels 65536 --calibrate AT.json",
		"glove --out":        "glove --evaluate --study sweep --out AT.png",
		"robot --save":       "robot DIR/pipe --save AT.yaml",
		"robot --out":        "robot DIR/pipe --out AT.png",
		"feel --out":         "feel --trials 100000 --out AT.png",
		"feel --press":       "feel --trials 100000 --press AT.png",
		"generate --out":     "generate --task reach --episodes 100000 --out AT/",
		"merge --out":        "merge DIR/none --out AT/",
		"export --out":       "export DIR/none.mcap --out AT/",
		"teach --handout":    "teach --all --handout AT/",
		"teach --progress":   "teach jacobian --text --progress AT.json",
	}
	dir := longInputs(t)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "file"), nil, 0o600))
	for _, name := range pathFlags() {
		if inputFlags[name] {
			continue
		}
		t.Run(name, func(t *testing.T) {
			line, ok := work[name]
			require.True(t, ok, "a new path: one that is read, or one that is tried?")
			line, folder := strings.CutSuffix(line, "/") // which may be made
			taken := filepath.Join(dir, strings.ReplaceAll(name, " ", ""))
			places := map[string]string{"below a file": filepath.Join(dir, "file", "x"), "another kind": taken}
			if !folder {
				places["in no folder"] = filepath.Join(dir, "none", "x")
			}
			for what, place := range places {
				args := strings.Fields(strings.NewReplacer("DIR", dir, "AT", place).Replace(line))
				path := args[len(args)-1]
				if what == "another kind" && folder {
					require.NoError(t, os.WriteFile(path, nil, 0o600))
				} else if what == "another kind" {
					require.NoError(t, os.Mkdir(path, 0o700))
				}
				requireRefused(t, dir, path, args)
			}
		})
	}
}

// requireRefused runs a command that cannot write where it is told to.
func requireRefused(t *testing.T, dir, path string, args []string) {
	t.Helper()
	before := listing(t, dir)
	ctx, stop := context.WithTimeout(t.Context(), childPatience) // if it works instead
	defer stop()
	var out, errs strings.Builder
	code := run(&app{ctx: ctx, stdout: &out, stderr: &errs}, args)
	require.Equal(t, exitFailed, code, errs.String())
	require.Regexp(t, `^mirrorarm: cannot write (into )?`+regexp.QuoteMeta(path)+`: .+\n$`, errs.String())
	require.Empty(t, out.String())
	require.Equal(t, before, listing(t, dir))
}

func listing(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
