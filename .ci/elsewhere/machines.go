package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// install has the packages for a purpose installed, if they are not yet.
func install(ctx context.Context, purposes ...string) error {
	cmd := exec.CommandContext(ctx, "bash", append([]string{".ci/install"}, purposes...)...)
	cmd.Stderr = os.Stderr
	return cmd.Run()
}

// mathematics are the packages whose tests say whether a machine reckons as this one
// does; the rest is tried by running the program.
var mathematics = []string{
	"./kinematics/spatial", "./kinematics/chain", "./kinematics/urdf", "./kinematics/table", "./kinematics/analysis",
	"./kinematics/hand", "./kinematics/ik", "./sensors/taxel", "./sim/clock", "./sim/atomicfile",
}

// prng is the one function of Windows that Go's runtime needs and wine 8 lacks; what
// it stands for is the older function that it replaced.
const prng = `#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size) { return SystemFunction036(data, (ULONG)size); }
`

// byWine is Windows, with a prefix and a display of its own: Ebitengine wants a display
// when the program starts, whatever it is asked for.
func byWine(ctx context.Context) (*machine, error) {
	if err := install(ctx, "wine", "xvfb"); err != nil {
		return nil, err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	prefix := filepath.Join(cache, "mirrorarm", "elsewhere", "wine")
	if err := os.MkdirAll(prefix, 0o755); err != nil {
		return nil, err
	}
	display, closeDisplay, err := virtualDisplay(ctx)
	if err != nil {
		return nil, err
	}
	m := &machine{
		name: "windows/amd64", system: "windows", arch: "amd64", exec: []string{"wine"}, window: true, tests: mathematics,
		env: []string{"WINEPREFIX=" + prefix, "WINEDEBUG=-all", "WINEDLLOVERRIDES=mscoree,mshtml=", "DISPLAY=" + display},
		// A test's temporary folder cannot be removed under wine.
		pardons: func(line string) bool { return strings.Contains(line, "TempDir RemoveAll cleanup") },
	}
	m.close = func() {
		end := exec.Command("wineserver", "-k") // of this prefix
		end.Env = append(os.Environ(), m.env...)
		_ = end.Run() // it may have ended by itself
		closeDisplay()
	}
	err = m.prepareWine(ctx, prefix)
	if err == nil {
		err = m.stay(ctx)
	}
	if err != nil {
		m.close()
		return nil, err
	}
	return m, nil
}

// stay keeps a program of the prefix running, one that waits for commands which never
// come: with the last program Windows's services end, and one that starts meanwhile
// fails without a word. It ends with wineserver.
func (m *machine) stay(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, m.exec[0], "cmd", "/q")
	cmd.Env = append(os.Environ(), m.env...)
	commands, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	end := m.close
	m.close = func() {
		_ = commands.Close()
		end()
		_ = cmd.Wait() // it was ended
	}
	return nil
}

func (m *machine) prepareWine(ctx context.Context, prefix string) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	library := filepath.Join(prefix, "drive_c", "windows", "system32", "bcryptprimitives.dll")
	if _, err := os.Stat(library); err == nil {
		return nil
	}
	boot := exec.CommandContext(ctx, "wineboot", "-i")
	boot.Env = append(os.Environ(), m.env...)
	if text, err := boot.CombinedOutput(); err != nil {
		return fmt.Errorf("wineboot: %w: %s", err, lastLine(string(text)))
	}
	source := filepath.Join(prefix, "prng.c")
	if err := os.WriteFile(source, []byte(prng), 0o644); err != nil {
		return err
	}
	text, err := exec.CommandContext(ctx, "x86_64-w64-mingw32-gcc", "-O2", "-shared", "-o", library, source, "-ladvapi32").CombinedOutput()
	if err != nil {
		return fmt.Errorf("mingw: %w: %s", err, firstLine(string(text)))
	}
	return nil
}

// virtualDisplay starts an Xvfb that chooses its own number.
func virtualDisplay(ctx context.Context) (name string, end func(), err error) {
	cmd := exec.CommandContext(ctx, "Xvfb", "-displayfd", "1", "-screen", "0", "1280x720x24", "-nolisten", "tcp")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	end = func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
	}
	number, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		end()
		return "", nil, fmt.Errorf("Xvfb: no display: %w", err)
	}
	return ":" + strings.TrimSpace(number), end, nil
}

// byQemu is arm64, whose processor fuses products into sums, and so rounds otherwise.
func byQemu(ctx context.Context) (*machine, error) {
	if err := install(ctx, "qemu"); err != nil {
		return nil, err
	}
	return &machine{
		name: "linux/arm64", system: "linux", arch: "arm64", exec: []string{"qemu-aarch64"},
		tests: []string{"./kinematics/spatial", "./kinematics/chain", "./kinematics/ik", "./sim/clock"},
	}, nil
}

// byNode is js/wasm without a browser: what needs no picture.
func byNode(ctx context.Context) (*machine, error) {
	if err := install(ctx, "node"); err != nil {
		return nil, err
	}
	if _, err := exec.LookPath("node"); err != nil {
		return nil, errors.New("node is not to be had")
	}
	root, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	launcher := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "go_js_wasm_exec")
	return &machine{
		name: "js/wasm", system: "js", arch: "wasm", exec: []string{launcher},
		tests: []string{"./kinematics/spatial", "./kinematics/chain", "./kinematics/ik", "./sensors/taxel", "./sim/clock"},
	}, nil
}

// test runs the tests of the mathematics.
func (m *machine) test(ctx context.Context) []outcome {
	began := time.Now()
	fmt.Fprintln(os.Stderr, "tests on", m.name)
	left := most
	if end, ok := ctx.Deadline(); ok {
		left = max(time.Until(end), time.Second)
	}
	// Tests end by themselves with the whole: ending go test would not end them.
	args := []string{"test", "-short", "-timeout", left.Round(time.Second).String()}
	if len(m.exec) > 0 {
		args = append(args, "-exec", strings.Join(m.exec, " "))
	}
	cmd := exec.CommandContext(ctx, "go", append(args, m.tests...)...)
	cmd.Env, cmd.WaitDelay = m.environment(), 5*time.Second
	text, err := cmd.CombinedOutput()
	o := outcome{check: fmt.Sprintf("tests of %d packages", len(m.tests)), text: fmt.Sprintf("pass, %.0f s", time.Since(began).Seconds())}
	if err == nil {
		return []outcome{o}
	}
	failed := failures(string(text), m.pardons)
	if len(failed) == 0 && strings.Contains(string(text), "--- FAIL") {
		o.text += ", but for folders that could not be removed"
		return []outcome{o}
	}
	fmt.Fprintln(os.Stderr, string(text))
	o.text, o.wrong = fmt.Sprintf("%v: %s", err, strings.Join(failed, ", ")), true
	return []outcome{o}
}

// failures are the tests that failed by what go test printed, but for those all of
// whose lines are pardoned, and those that failed by their subtests alone.
func failures(text string, pardons func(string) bool) []string {
	var failed []string
	test := ""    // that failed, whose lines are being read
	wrong := true // of what is being read
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch name, found := strings.CutPrefix(line, "--- FAIL: "); {
		case found:
			test, _, _ = strings.Cut(name, " ")
			wrong = false
		case strings.HasPrefix(line, "panic:") || strings.Contains(line, "[build failed]") || strings.Contains(line, "[setup failed]"):
			failed = append(failed, line)
		case strings.HasPrefix(line, "--- ") || strings.HasPrefix(line, "=== ") || line == "FAIL" || line == "PASS" ||
			strings.HasPrefix(line, "FAIL\t") || strings.HasPrefix(line, "ok "):
			test = ""
		case test != "" && !wrong && line != "" && (pardons == nil || !pardons(line)):
			failed, wrong = append(failed, test), true
		}
	}
	return failed
}
