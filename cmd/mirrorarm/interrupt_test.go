package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// programEnv makes TestProgram the program itself; its value are the arguments.
const programEnv = "MIRRORARM_ARGUMENTS"

// listening is what such a program says when signals reach it.
const listening = "listening"

// TestProgram is no test: it is what the children of other tests run.
func TestProgram(t *testing.T) {
	text := os.Getenv(programEnv)
	if text == "" {
		t.Skip("the child of other tests")
	}
	var args []string
	require.NoError(t, json.Unmarshal([]byte(text), &args))
	ctx, stop := untilSignal()
	defer stop()
	fmt.Fprintln(os.Stderr, listening)
	os.Exit(run(&app{ctx: ctx, stdout: os.Stdout, stderr: os.Stderr}, args))
}

// longRun is a command that would take minutes or for ever, or else seconds and is
// interrupted but once, at its beginning. In its arguments DIR is a
// folder of its own, and SHARED one with inputs.
type longRun struct {
	name string
	args string
	part string // "once", or a figure of its JSON that tells how much was measured; "" where there are no parts
}

// once is in place of a figure of commands that take but seconds.
const once = "once"

func longRuns() []longRun {
	return []longRun{
		{"run", "run --channels 64 --duration 10h --out DIR/steps.csv --json", "sim_seconds"},
		{"run, many channels", "run --channels 65536 --duration 10h --json", ""},
		{"record", "record --channels 64 --duration 10h --out DIR/s.mcap --json", "sim_seconds"},
		{"record, many channels", "record --channels 65536 --duration 10h --out DIR/s.mcap --json", ""},
		{"replay", "replay SHARED/long.mcap --json", once},
		{"export", "export SHARED/long.mcap --pictures 640x480 --out DIR/set --json", once},
		{"shot", "shot --channels 64 --at 1h --out DIR/p.png --json", ""},
		{"shot, exploring", "shot --scene samples --explore glass --at 1h --out DIR/p.png --json", ""},
		{"shot, many channels", "shot --channels 65536 --out DIR/p.png --json", ""},
		{"demo", "demo --channels 65536 --json", ""},
		{"shot, before its scene", "shot --scene SHARED/pipe.yaml --out DIR/p.png --json", ""},
		{"run, before its source", "run --source SHARED/hand.jsonl --json", once},
		{"import", "import SHARED/hand.jsonl --out DIR/hand.jsonl --json", once},
		{"robot", "robot SHARED/pipe --json", ""},
		{"fk", "fk --urdf SHARED/pipe --json", ""},
		{"ik", "ik --urdf SHARED/elbow.urdf --targets SHARED/poses.csv --passes 100 --out DIR/q.csv --json", "targets"},
		{"ik, on a path", "ik --urdf SHARED/elbow.urdf --targets SHARED/poses.csv --track --passes 100 --json", "targets"},
		{"retarget", "retarget --urdf SHARED/snake.urdf --frames SHARED/frames.csv --setup ignore --out DIR/q.csv --json", "frames"},
		{"glove, accuracy", "glove --evaluate --channels 64 --poses 4 --seconds 0.5 --people 10000 --json", "people"},
		{"glove, faults", "glove --evaluate --study faults --channels 64 --poses 4 --seconds 12 --people 10000 --json", "people"},
		{"glove, smoothing", "glove --evaluate --study smoothing --channels 64 --poses 4 --seconds 0.5 --people 10000 --json", "people"},
		{"glove, sweep", "glove --evaluate --study sweep --poses 4 --out DIR/sweep.png --json", "rows"},
		{"glove, check", "glove --check SHARED/pipe --json", ""},
		{"glove, calibration", "glove --calibrate DIR/mine.json --channels 65536 --json", ""},
		{"feel", "feel --materials steel,glass --channels thermal --train 8 --trials 100000 --out DIR/feel.png --json", "trials"},
		{"feel, exploring", "feel --explore glass --train 100000 --json", ""},
		{"bench", "bench --duration 1h --out DIR/bench.json --report DIR/report --json", ""},
		{"bench, a stage", "bench --case body --duration 1h --repeat 1000 --out DIR/bench.json --json", "cases"},
		{"bench, a contest", "bench --case ik --duration 1h --repeat 1000 --against cat --json", ""},
		{"bench, compare", "bench compare SHARED/pipe SHARED/pipe --json", ""},
		{"serve", "serve --env --listen 127.0.0.1:0", ""},
		{"web", "web --folder SHARED/site --listen 127.0.0.1:0", ""},
		{"generate", "generate --task reach --episodes 100000 --out DIR/set --json", "episodes"},
		{"generate, a part", "generate --task grasp --episodes 100000 --shard 3/7 --out DIR/part --json", "episodes"},
		{"merge", "merge SHARED --out DIR/set --json", ""},
		{"scene, check", "scene check SHARED/pipe --json", ""},
		{"teach, all", "teach --all --json", "lessons"},
		{"teach, handouts", "teach --all --handout DIR/pages --json", "handouts"},
		{"teach, a file", "teach --file SHARED/pipe --text", ""},
		{"teach, a file's handout", "teach --file SHARED/pipe --handout DIR/page.html", ""},
		{"teach, typed", "teach jacobian --text --progress DIR/progress.json", ""},
	}
}

// child is the program while it runs.
type child struct {
	*exec.Cmd
	stdout bytes.Buffer
	lines  chan string // of stderr
	dir    string
}

// childPatience is how long a child may take to end after a signal: a hundred times
// what it needs on a quiet machine, and less than its work.
const childPatience = 60 * time.Second

func startChild(t *testing.T, shared, line string) *child {
	t.Helper()
	return startChildWith(t, shared, line, nil)
}

// startChildWith starts a child whose results go somewhere; nil keeps them.
func startChildWith(t *testing.T, shared, line string, stdout io.Writer) *child {
	t.Helper()
	c := &child{Cmd: exec.Command(os.Args[0], "-test.run=^TestProgram$"), lines: make(chan string, 1000), dir: t.TempDir()}
	args := strings.Fields(strings.NewReplacer("DIR", c.dir, "SHARED", shared).Replace(line))
	text, err := json.Marshal(args)
	require.NoError(t, err)
	c.Env = append(os.Environ(), programEnv+"="+string(text), "DISPLAY=")
	if c.Stdout = stdout; stdout == nil {
		c.Stdout = &c.stdout
	}
	typed, err := c.StdinPipe() // nobody types, and the input does not end
	require.NoError(t, err)
	told, err := c.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	t.Cleanup(func() {
		_ = typed.Close()
		_ = c.Process.Kill() // it has ended, unless the test failed
	})
	go func() {
		defer close(c.lines)
		for s := bufio.NewScanner(told); s.Scan(); {
			c.lines <- s.Text()
		}
		_, _ = io.Copy(io.Discard, told)
	}()
	require.Equal(t, listening, c.next(t))
	return c
}

// next is the next line of stderr.
func (c *child) next(t *testing.T) string {
	t.Helper()
	select {
	case line := <-c.lines:
		return line
	case <-time.After(childPatience):
		require.Fail(t, "says nothing")
		return ""
	}
}

// interrupt sends a signal and waits for the end; what the child printed must be
// whole. It returns the object that it printed, nil of none.
func (c *child) interrupt(t *testing.T, sig os.Signal, asJSON bool) map[string]any {
	t.Helper()
	require.NoError(t, c.Process.Signal(sig), "it had ended by itself")
	last := ""
	for line := range c.within(t, childPatience) {
		last = line
	}
	require.Equal(t, "mirrorarm: interrupted", last)
	err := c.Wait()
	require.Equal(t, exitInterrupted, c.ProcessState.ExitCode(), "%v", err)
	for _, e := range c.files(t) {
		require.False(t, strings.HasPrefix(filepath.Base(e), "."), "%s is left", e)
	}
	if !asJSON {
		return nil
	}
	var object map[string]any
	require.NoError(t, json.Unmarshal(c.stdout.Bytes(), &object), c.stdout.String())
	require.Equal(t, true, object["interrupted"])
	return object
}

// within are the lines until stderr is closed, which must be soon.
func (c *child) within(t *testing.T, d time.Duration) func(func(string) bool) {
	late := time.After(d)
	return func(yield func(string) bool) {
		for {
			select {
			case line, ok := <-c.lines:
				if !ok || !yield(line) {
					return
				}
			case <-late:
				require.Fail(t, "does not end")
			}
		}
	}
}

// files are those in the child's folder.
func (c *child) files(t *testing.T) (files []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(c.dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			files = append(files, path)
		}
		return err
	}))
	return files
}

// Every command ends when it is told to: at once, while it gets ready, and in the
// midst of its work; with what it had measured by then, and with nothing half done.
func TestASignalEndsEveryCommand(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows sends no signals to a child")
	}
	shared := longInputs(t)
	makePipe(t, filepath.Join(shared, "pipe"))
	makePipe(t, filepath.Join(shared, "pipe.yaml"))
	makePipe(t, filepath.Join(shared, "part.json"))
	two := make(chan struct{}, 2)
	for _, l := range longRuns() {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			two <- struct{}{}
			defer func() { <-two }()
			asJSON := strings.Contains(l.args, "--json")

			nothing := startChild(t, shared, l.args).interrupt(t, os.Interrupt, asJSON)
			if asJSON {
				require.Contains(t, nothing, "not_measured")
			}
			if l.part == once {
				return
			}
			for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
				c := startChild(t, shared, l.args)
				if asJSON && !strings.Contains(l.args, "/pipe") { // at which nothing is said
					require.NotEmpty(t, c.next(t), "what takes long says so")
				}
				c.interrupt(t, sig, asJSON)
			}
			wait := 300 * time.Millisecond
			for ; ; wait *= 4 {
				c := startChild(t, shared, l.args)
				time.Sleep(wait)
				object := c.interrupt(t, os.Interrupt, asJSON)
				if l.part == "" || amount(object[l.part]) > 0 {
					break
				}
				require.Less(t, wait, childPatience, "nothing of %s was measured by then: %v", l.part, object)
			}
		})
	}
}

// amount is how much a figure, a list or an object is.
func amount(v any) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case []any:
		return float64(len(v))
	case map[string]any:
		return float64(len(v))
	}
	return 0
}

// longInputs is a folder with problems that take minutes.
func longInputs(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	require.NoError(t, os.Mkdir(filepath.Join(dir, "site"), 0o755))
	write("site/index.html", "<!doctype html>")
	write("elbow.urdf", elbowURDF)
	var poses strings.Builder
	poses.WriteString("x,y,z,qw,qx,qy,qz\n")
	for range 50_000 {
		poses.WriteString("0.5,0.1,0.2,1,0,0,0\n") // which cannot be reached with that turn
	}
	write("poses.csv", poses.String())
	hand, err := os.ReadFile(filepath.Join("..", "..", "testdata", "hands", "left-mirrorarm.jsonl"))
	require.NoError(t, err)
	head, frames, _ := strings.Cut(string(hand), "\n")
	var long strings.Builder
	long.WriteString(head + "\n")
	for i := range 1000 {
		for line := range strings.Lines(frames) {
			at, rest, _ := strings.Cut(line, ",")
			seconds, err := strconv.ParseFloat(strings.TrimPrefix(at, `{"t_s":`), 64)
			require.NoError(t, err)
			fmt.Fprintf(&long, `{"t_s":%.3f,%s`, seconds+float64(2*i), rest)
		}
	}
	write("hand.jsonl", long.String())
	code, _, errs := command(t, "record", "--channels", "64", "--duration", "5s", "--out", filepath.Join(dir, "long.mcap"))
	require.Zero(t, code, errs)
	write("snake.urdf", snakeURDF(60))
	write("frames.csv", "tip_x,tip_y,tip_z\n"+strings.Repeat("0.3,0.2,0.1\n0.2,-0.3,0.4\n", 100_000))
	return dir
}

// snakeURDF is a chain of so many joints that bend about y and z in turn.
func snakeURDF(joints int) string {
	var s strings.Builder
	s.WriteString(`<robot name="snake"><link name="l0"/><link name="tip"/>`)
	for i := range joints {
		axis := [2]string{"0 1 0", "0 0 1"}[i%2]
		fmt.Fprintf(&s, `<link name="l%d"/><joint name="j%d" type="revolute"><parent link="l%d"/><child link="l%d"/>`+
			`<origin xyz="0.02 0 0"/><axis xyz="%s"/><limit lower="-0.5" upper="0.5"/></joint>`, i+1, i, i, i+1, axis)
	}
	fmt.Fprintf(&s, `<joint name="end" type="fixed"><parent link="l%d"/><child link="tip"/><origin xyz="0.02 0 0"/></joint></robot>`, joints)
	return s.String()
}

// A second signal waits for nothing: here, for somebody who takes no more of the
// results.
func TestASecondSignalEndsAtOnce(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows sends no signals to a child")
	}
	read, write, err := os.Pipe()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, errors.Join(read.Close(), write.Close())) })
	c := startChildWith(t, t.TempDir(), "glove --list --channels 65536 --json", write)
	_, err = read.Read(make([]byte, 1)) // it is at it
	require.NoError(t, err)
	require.NoError(t, c.Process.Signal(os.Interrupt))
	require.NoError(t, c.Process.Signal(syscall.SIGTERM))
	for range c.within(t, childPatience) {
	}
	_ = c.Wait()
	require.Equal(t, exitInterrupted, c.ProcessState.ExitCode())
}
