package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"mirrorarm/sim/clock"
)

// outcome is what became of a fault.
type outcome string

const (
	killed     outcome = "killed"
	timedOut   outcome = "timed out" // noticed, too: the tests never end
	survived   outcome = "survived"
	uncompiled outcome = "not compiled" // no fault: nobody could build it
)

func (o outcome) noticed() bool { return o == killed || o == timedOut }

// suite is the tests of one package, as they look upon another.
type suite struct {
	pkg     *listed
	took    time.Duration
	covered map[string][]block // by file; the code of the package that is tried
}

// block is code between two places, and whether it was run.
type block struct {
	from, to spot
	run      bool
}

// spot is a line and a column, both from 1.
type spot struct{ line, column int }

func (a spot) before(b spot) bool { return a.line < b.line || a.line == b.line && a.column < b.column }

// reaches reports whether the tests run the code at a spot. What lies outside of
// functions they may, and the condition of a case, which is in no block.
func (s *suite) reaches(file string, at spot) bool {
	code := false
	for _, b := range s.covered[file] {
		if !at.before(b.from) && at.before(b.to) {
			if code = true; b.run {
				return true
			}
		}
	}
	return !code
}

// bench tries faults in a folder of its own.
type bench struct {
	module *module
	folder string
	clock  clock.Clock
	times  map[string]time.Duration // of packages' tests, without a fault; more than the longest if cut off
}

// compile builds the tests of a package, with a fault if there is one.
func (b *bench) compile(ctx context.Context, p *listed, extra ...string) (program string, ok bool, err error) {
	program = filepath.Join(b.folder, "tests")
	args := append([]string{"test", "-c", "-vet=off", "-o", program}, extra...)
	c := exec.CommandContext(ctx, "go", append(args, p.ImportPath)...)
	c.Dir = b.module.root
	said, err := c.CombinedOutput()
	var failed *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return "", false, ctx.Err()
	case errors.As(err, &failed):
		return string(said), false, nil
	}
	return program, true, err
}

// execute runs a package's tests until the first that fails.
func (b *bench) execute(ctx context.Context, p *listed, program string, longest time.Duration, args ...string) (outcome, string, error) {
	limited, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	c := exec.CommandContext(limited, program, append([]string{"-test.failfast"}, args...)...)
	c.Dir = p.Dir
	c.WaitDelay = 5 * time.Second
	alone(c)
	said, err := c.CombinedOutput()
	var failed *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return "", "", ctx.Err()
	case limited.Err() != nil:
		return timedOut, "", nil
	case errors.As(err, &failed):
		return killed, string(said), nil
	case err != nil:
		return "", "", err
	}
	return survived, "", nil
}

// enough is how long tests may take with a fault that take so long without one.
func enough(usual time.Duration) time.Duration { return 4*usual + 20*time.Second }

// mostWithout is how long tests may take without a fault.
const mostWithout = 20 * time.Minute

// errFails says that tests fail on code that has no fault.
var errFails = errors.New("tests that fail without any fault")

// watch runs a package's tests without a fault: what they take, and what of another
// package's code they reach. Nil if they take longer than is asked for.
func (b *bench) watch(ctx context.Context, p, at *listed, longest time.Duration) (*suite, error) {
	if b.times[p.ImportPath] > longest {
		return nil, nil
	}
	program, ok, err := b.compile(ctx, p, "-cover", "-coverpkg="+at.ImportPath)
	if err != nil {
		return nil, err
	} else if !ok {
		return nil, fmt.Errorf("%s does not compile: %s", p.ImportPath, program)
	}
	profile := filepath.Join(b.folder, "profile")
	began := b.clock.Now()
	did, said, err := b.execute(ctx, p, program, longest, "-test.coverprofile="+profile)
	if err != nil {
		return nil, err
	}
	took := b.clock.Now() - began
	b.times[p.ImportPath] = took
	switch did {
	case killed:
		return nil, fmt.Errorf("%s: %w: %s", p.ImportPath, errFails, lastLines(said, 5))
	case timedOut:
		b.times[p.ImportPath] = longest + 1
		return nil, nil
	}
	covered, err := readProfile(profile, at)
	return &suite{p, took, covered}, err
}

// readProfile reads which code was run.
func readProfile(path string, at *listed) (map[string][]block, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // read only
	covered := map[string][]block{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		// package/file.go:12.34,15.2 3 1: from, to, statements, times
		name, rest, ok := strings.Cut(lines.Text(), ":")
		if !ok || name == "mode" {
			continue
		}
		var fromLine, fromColumn, toLine, toColumn, statements, times int
		if _, err := fmt.Sscanf(rest, "%d.%d,%d.%d %d %d", &fromLine, &fromColumn, &toLine, &toColumn, &statements, &times); err != nil {
			return nil, fmt.Errorf("coverage profile: %q: %w", lines.Text(), err)
		}
		file := strings.TrimPrefix(name, at.ImportPath+"/")
		covered[file] = append(covered[file], block{spot{fromLine, fromColumn}, spot{toLine, toColumn}, times > 0})
	}
	return covered, nil
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// try puts a fault into the module's code and runs tests on it.
func (b *bench) try(ctx context.Context, m *mutant, s *suite) (outcome, error) {
	original := filepath.Join(b.module.root, filepath.FromSlash(m.File))
	source, err := os.ReadFile(original)
	if err != nil {
		return "", err
	}
	faulty := filepath.Join(b.folder, "faulty.go")
	if err := os.WriteFile(faulty, m.apply(source), 0o600); err != nil {
		return "", err
	}
	overlay := filepath.Join(b.folder, "overlay.json")
	text, err := json.Marshal(map[string]map[string]string{"Replace": {original: faulty}})
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(overlay, text, 0o600); err != nil {
		return "", err
	}
	program, ok, err := b.compile(ctx, s.pkg, "-overlay="+overlay)
	if err != nil {
		return "", err
	} else if !ok {
		return uncompiled, nil
	}
	did, _, err := b.execute(ctx, s.pkg, program, enough(s.took))
	return did, err
}
