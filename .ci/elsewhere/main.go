// Command elsewhere tries the program on machines that are not there: Windows by wine,
// arm64 by qemu, js/wasm by node. Every command runs once on each and here, and what
// comes out is compared; then the tests of the mathematics run there. It prints a table
// and exits with 1 if anything in it is wrong.
//
//	go run ./.ci/elsewhere [-only windows,arm64,js] [-tests=false]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// most is how long the whole may take.
const most = 20 * time.Minute

func main() {
	only := flag.String("only", "windows,arm64,js", "machines to try")
	tests := flag.Bool("tests", true, "run the tests of the mathematics there, too")
	flag.Parse()
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		fmt.Fprintf(os.Stderr, "left out: other machines are tried from linux/amd64, and this is %s/%s\n", runtime.GOOS, runtime.GOARCH)
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	ctx, cancel := context.WithTimeout(ctx, most)
	err := try(ctx, strings.Split(*only, ","), *tests)
	cancel()
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "elsewhere:", err)
		os.Exit(1)
	}
}

// try runs everything and prints the table.
func try(ctx context.Context, names []string, tests bool) error {
	began := time.Now()
	scratch, err := os.MkdirTemp("", "mirrorarm elsewhere ")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(scratch) }() // a scratch folder
	here := &machine{name: "linux/amd64", system: "linux", arch: "amd64", cgo: true}
	var t table
	if err := here.build(ctx, scratch); err != nil {
		return err
	}
	reference := here.smoke(ctx, nil)
	t.add(here, reference)
	machines, err := prepare(ctx, names)
	if err != nil {
		return err
	}
	for i, outcomes := range tryAll(ctx, machines, scratch, reference, tests) {
		t.add(machines[i], outcomes)
	}
	t.print(os.Stdout)
	fmt.Fprintf(os.Stderr, "%d lines, %d of them wrong, %.0f s\n", len(t.rows), t.wrong, time.Since(began).Seconds())
	if t.wrong > 0 {
		return fmt.Errorf("%d of the table's lines are wrong", t.wrong)
	}
	return ctx.Err()
}

// prepare makes the machines ready that can be had here, and says which cannot.
func prepare(ctx context.Context, names []string) (machines []*machine, err error) {
	all := map[string]func(context.Context) (*machine, error){"windows": byWine, "arm64": byQemu, "js": byNode}
	for _, name := range names {
		if all[name] == nil {
			return nil, fmt.Errorf("machine %q: unknown, want some of windows, arm64, js", name)
		}
	}
	for _, name := range names {
		m, err := all[name](ctx)
		if err != nil {
			fmt.Fprintf(os.Stderr, "left out: %s: %v\n", name, err)
			continue
		}
		machines = append(machines, m)
	}
	return machines, nil
}

// tryAll tries every machine. What says how long things take goes first and alone; what
// says only what comes out runs at once with the rest.
func tryAll(ctx context.Context, machines []*machine, scratch string, reference []outcome, tests bool) [][]outcome {
	out := make([][]outcome, len(machines))
	smoke := func(i int) {
		m := machines[i]
		if err := m.build(ctx, scratch); err != nil {
			out[i] = []outcome{{check: "builds", text: err.Error(), wrong: true}}
			return
		}
		out[i] = m.smoke(ctx, reference)
	}
	for i, m := range machines {
		if m.exact() {
			smoke(i)
		}
	}
	var wait sync.WaitGroup
	for i, m := range machines {
		wait.Go(func() {
			if !m.exact() {
				smoke(i)
			}
			if tests {
				out[i] = append(out[i], m.test(ctx)...)
			}
			if m.close != nil {
				m.close()
			}
		})
	}
	wait.Wait()
	return out
}

// machine is a kind of machine, and how its programs run here.
type machine struct {
	name, system, arch string
	cgo                bool
	exec               []string // what a program is started by
	env                []string // that it needs
	window             bool     // it can open one
	tests              []string // packages whose tests run there
	close              func()

	pardons func(line string) bool // a test's failure that is this way of running's own fault

	dir             string // in which it works
	program, states string // "" where there is none
}

func (m *machine) environment() []string {
	cgo := "0"
	if m.cgo {
		cgo = "1"
	}
	return append(os.Environ(), append([]string{"GOOS=" + m.system, "GOARCH=" + m.arch, "CGO_ENABLED=" + cgo}, m.env...)...)
}

// build makes the programs for the machine, in a folder whose name a careless program
// trips over.
func (m *machine) build(ctx context.Context, scratch string) error {
	m.dir = filepath.Join(scratch, strings.ReplaceAll(m.name, "/", "-")+" ünï 手's")
	if err := os.MkdirAll(m.dir, 0o755); err != nil {
		return err
	}
	if err := os.CopyFS(filepath.Join(m.dir, "testdata"), os.DirFS("testdata")); err != nil {
		return err
	}
	if m.system == "js" {
		return nil // its program needs a browser
	}
	fmt.Fprintln(os.Stderr, "building for", m.name)
	m.program, m.states = filepath.Join(m.dir, "mirrorarm"+m.suffix()), filepath.Join(m.dir, "states"+m.suffix())
	for out, pkg := range map[string]string{m.program: "./cmd/mirrorarm", m.states: "./.ci/elsewhere/states"} {
		cmd := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", out, pkg)
		cmd.Env = m.environment()
		if text, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("go build %s: %w: %s", pkg, err, firstLine(string(text)))
		}
	}
	return nil
}

func (m *machine) suffix() string {
	if m.system == "windows" {
		return ".exe"
	}
	return ""
}

// errSlow is the end of something that took too long.
var errSlow = errors.New("took too long")

// run starts a program of the machine's and returns what it printed on stdout.
func (m *machine) run(ctx context.Context, patience time.Duration, program string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	p, err := m.start(ctx, append([]string{program}, args...)...)
	if err != nil {
		return nil, err
	}
	defer p.forget()
	err = p.cmd.Wait()
	out, readErr := os.ReadFile(p.out.Name())
	switch {
	case ctx.Err() != nil:
		return out, errSlow
	case err != nil:
		return out, fmt.Errorf("%w: %s", err, p.complaint())
	}
	return out, readErr
}

// program is one that runs. What it prints goes to files: what it started, as wine does
// Windows's services, may outlive it and would hold a pipe open.
type program struct {
	cmd         *exec.Cmd
	out, errors *os.File
}

func (m *machine) start(ctx context.Context, args ...string) (*program, error) {
	out, err := os.CreateTemp(m.dir, "stdout")
	if err != nil {
		return nil, err
	}
	complaints, err := os.CreateTemp(m.dir, "stderr")
	if err != nil {
		return nil, err
	}
	line := append(slices.Clone(m.exec), args...)
	p := &program{exec.CommandContext(ctx, line[0], line[1:]...), out, complaints}
	p.cmd.Dir, p.cmd.Env = m.dir, append(os.Environ(), m.env...)
	p.cmd.Stdout, p.cmd.Stderr = out, complaints
	if err := p.cmd.Start(); err != nil {
		p.forget()
		return nil, err
	}
	return p, nil
}

// complaint is the last line on stderr.
func (p *program) complaint() string {
	text, err := os.ReadFile(p.errors.Name())
	if err != nil {
		return err.Error()
	}
	return lastLine(string(text))
}

// forget closes the files, which go with the scratch folder.
func (p *program) forget() {
	_, _ = p.out.Close(), p.errors.Close() // their content was read by name
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}

func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndexByte(text, '\n')+1:]
}
