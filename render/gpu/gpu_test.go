//go:build cgo && linux

package gpu_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"testing"

	_ "mirrorarm/render/window" // has packages of the engine start where there is no display
	"mirrorarm/testdata"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"
)

// childEnv makes the test binary a game that draws what its value names and prints what it has
// seen, in place of running tests: Ebitengine wants the main goroutine, which tests do not
// have, and one game a process.
const childEnv = "MIRRORARM_GPU_TEST"

func TestMain(m *testing.M) {
	task := os.Getenv(childEnv)
	if task == "" {
		os.Exit(m.Run())
	}
	g := &game{task: tasks[task]}
	ebiten.SetWindowSize(320, 180)
	if err := ebiten.RunGame(g); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := json.NewEncoder(os.Stdout).Encode(g.result); err != nil {
		os.Exit(1)
	}
	os.Exit(0)
}

// tasks are what a child does in its Draws until it has a result, and what it tells of it.
var tasks = map[string]func() any{}

// game is a child's.
type game struct {
	task   func() any
	result any
	done   bool
}

func (g *game) Update() error {
	if g.done {
		return ebiten.Termination
	}
	return nil
}

func (g *game) Draw(*ebiten.Image) {
	if !g.done {
		g.result = g.task()
		g.done = g.result != nil
	}
}

func (g *game) Layout(int, int) (int, int) { return 320, 180 }

// run has a child do a task on a virtual display, and reads what it tells.
func run[T any](t *testing.T, task string) (result T) {
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), childEnv+"="+task, "DISPLAY="+testdata.Display(t), "LIBGL_ALWAYS_SOFTWARE=1")
	c.Stderr = os.Stderr
	out, err := c.Output()
	require.NoError(t, err, string(out))
	require.NoError(t, json.Unmarshal(out, &result), string(out))
	return result
}

// fatal stands for the test where there is none: in the child.
type fatal struct{}

func (fatal) Errorf(format string, args ...any) { fmt.Fprintf(os.Stderr, format, args...) }
func (fatal) FailNow()                          { os.Exit(1) }
