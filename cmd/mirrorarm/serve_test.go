package main

import (
	"bytes"
	"context"
	"encoding/json"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/sim/environment"
	"mirrorarm/sim/task"

	"github.com/stretchr/testify/require"
)

func TestServeListsItsTasks(t *testing.T) {
	code, out, _ := command(t, "serve", "--list", "--json")
	require.Equal(t, exitDone, code)
	var list struct {
		Tasks []map[string]any
	}
	require.NoError(t, json.Unmarshal([]byte(out), &list))
	require.Len(t, list.Tasks, len(task.Tasks()))
	for _, key := range []string{"name", "about", "actions", "scene", "observe", "seconds", "runs"} {
		require.Contains(t, list.Tasks[0], key)
	}
	code, out, _ = command(t, "serve", "--list")
	require.Equal(t, exitDone, code)
	for _, x := range task.Tasks() {
		require.Contains(t, out, x.Name)
		require.Contains(t, out, x.Runs)
	}
}

func TestServeRefusesWhatMakesNoSense(t *testing.T) {
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"serve", exitUsage, "want --env"},
		{"serve --env --listen 0.0.0.0:0", exitUsage, "can be reached by other machines: want --token"},
		{"serve --env --listen nowhere:x", exitFailed, "cannot listen on nowhere:x"},
		{"serve --env --json", exitUsage, "--json"},
		{"serve --list --token x", exitUsage, "--token"},
		{"serve --env --frame-skip 0", exitUsage, "--frame-skip"},
	} {
		code, out, stderr := command(t, strings.Fields(c.args)...)
		require.Equal(t, c.code, code, c.args)
		require.Contains(t, stderr, c.want)
		require.Empty(t, out)
	}
}

// The picture of a mirror is one that readers of PNG can read, of the wanted size.
func TestAMirrorOfAnEnvironmentIsDrawn(t *testing.T) {
	k, err := task.NewKit(task.Options{Task: "grasp"})
	require.NoError(t, err)
	e, err := k.New(1)
	require.NoError(t, err)
	snap := e.Snapshot()
	data, err := renderMirror(k.Describe(), snap, 320, 180)
	require.NoError(t, err)
	image, err := png.Decode(bytes.NewReader(data))
	require.NoError(t, err)
	require.Equal(t, 320, image.Bounds().Dx())
	require.Equal(t, 180, image.Bounds().Dy())
	colours := map[[3]uint32]bool{}
	for x := range 320 {
		for y := range 180 {
			r, g, b, _ := image.At(x, y).RGBA()
			colours[[3]uint32{r, g, b}] = true
		}
	}
	require.Greater(t, len(colours), 1000, "there is something to see")
	if to := os.Getenv("MIRRORARM_PICTURE"); to != "" {
		require.NoError(t, os.WriteFile(to, data, 0o600))
	}
}

// blockOf is the README's code block that begins with a line.
func blockOf(t *testing.T, first string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	require.NoError(t, err)
	_, rest, ok := strings.Cut(string(text), "```python\n"+first+"\n")
	require.True(t, ok, "README has no block that begins with %q", first)
	block, _, ok := strings.Cut(rest, "\n```")
	require.True(t, ok)
	return first + "\n" + block + "\n"
}

// python3 is an interpreter, where there is one.
func python3(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	return path
}

// README's client learns nothing yet, but steps 16 mirrors and sees all of them.
func TestTheClientInREADMEWorks(t *testing.T) {
	python := python3(t)
	ctx, cancel := context.WithCancel(context.Background())
	server, err := environment.Listen(ctx, environment.Options{Listen: "127.0.0.1:0", Token: "abc", Render: renderMirror})
	require.NoError(t, err)
	done := make(chan error, 1)
	go func() { done <- server.Serve() }()
	dir := t.TempDir()
	script := filepath.Join(dir, "mirrorarm_env.py")
	require.NoError(t, os.WriteFile(script, []byte(blockOf(t, "# mirrorarm_env.py")), 0o600))
	run := exec.Command(python, script, server.URL(), "abc", "20")
	run.Dir = dir
	out, err := run.CombinedOutput()
	require.NoError(t, err, string(out))
	t.Log(string(out))
	require.Regexp(t, `grasp in cups: 16 mirrors, 20 steps, \d+ physics steps a second`, string(out))
	picture, err := os.ReadFile(filepath.Join(dir, "grasp.png"))
	require.NoError(t, err)
	_, err = png.Decode(bytes.NewReader(picture))
	require.NoError(t, err)
	cancel()
	require.ErrorIs(t, <-done, context.Canceled)
}

func TestTheClientIsShort(t *testing.T) {
	require.LessOrEqual(t, strings.Count(blockOf(t, "# mirrorarm_env.py"), "\n"), 60)
}
