//go:build linux

package browser

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// asChild names the variable that, set, makes the test's program one that starts a
// browser and waits: its value is the browser's path.
const asChild = "MIRRORARM_BROWSER_CHILD"

func TestMain(m *testing.M) {
	if path := os.Getenv(asChild); path != "" {
		if _, err := Start(context.Background(), "about:blank", Options{Path: path}); err != nil {
			os.Exit(1)
		}
		time.Sleep(time.Minute)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// pretended is a browser that writes down who it is, and who its child is, and stays.
func pretended(t *testing.T) (path, note string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "mirrorarm-browser-test-*")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	require.NoError(t, os.Chmod(dir, 0o777)) // as root, a browser is somebody else's
	path, note = filepath.Join(dir, "browser"), filepath.Join(dir, "note")
	script := "#!/bin/sh\necho $$ >" + note + ".new\necho \"$@\" >>" + note + ".new\nmv " + note + ".new " + note + "\nexec sleep 60\n"
	require.NoError(t, os.WriteFile(path, []byte(script), 0o755))
	return path, note
}

// noted waits for what the browser has written down.
func noted(t *testing.T, note string) (pid int, args string) {
	t.Helper()
	for range 2000 {
		if text, err := os.ReadFile(note); err == nil {
			first, rest, _ := strings.Cut(string(text), "\n")
			pid, err := strconv.Atoi(first)
			require.NoError(t, err)
			return pid, rest
		}
		time.Sleep(5 * time.Millisecond)
	}
	require.Fail(t, "the browser did not start")
	return 0, ""
}

// requireGone waits for a process to end; one that nobody has asked after is gone too.
func requireGone(t *testing.T, pid int) {
	t.Helper()
	for range 2000 {
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if err != nil || strings.Contains(string(stat), ") Z ") {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	require.Fail(t, "the browser lives on")
}

// A program that is killed without a word takes its browser with it.
func TestTheBrowserDiesWithTheProgram(t *testing.T) {
	path, note := pretended(t)
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), asChild+"="+path)
	require.NoError(t, child.Start())
	pid, args := noted(t, note)
	require.NotContains(t, args, "no-sandbox")
	require.Contains(t, args, "--headless=new")
	profile := args[strings.Index(args, "--user-data-dir=")+len("--user-data-dir="):]
	profile, _, _ = strings.Cut(profile, " ")
	defer os.RemoveAll(profile) //nolint:errcheck // who is killed tidies nothing up
	require.NoError(t, child.Process.Signal(syscall.SIGKILL))
	require.Error(t, child.Wait())
	requireGone(t, pid)
}

// Close and the end of the context end the browser, and its profile goes.
func TestTheBrowserIsClosed(t *testing.T) {
	for _, by := range []string{"close", "context"} {
		path, note := pretended(t)
		ctx, cancel := context.WithCancel(t.Context())
		b, err := Start(ctx, "about:blank", Options{Path: path, Window: true})
		require.NoError(t, err)
		pid, args := noted(t, note)
		require.Contains(t, args, "--app=about:blank")
		if by == "close" {
			b.Close()
		} else {
			cancel()
			<-b.Ended()
		}
		cancel()
		requireGone(t, pid)
		require.NoDirExists(t, b.profile)
	}
}
