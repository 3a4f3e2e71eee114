package lesson_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"mirrorarm/sim/lesson"

	"github.com/stretchr/testify/require"
)

func TestProgressIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mirrorarm", "lessons.json")
	p, notice, err := lesson.OpenProgress(path)
	require.NoError(t, err)
	require.Empty(t, notice)
	p.Record("ik", "a", false)
	p.Record("ik", "a", true)
	p.Record("ik", "a", false) // what is solved stays solved
	p.Record("ik", "b", false)
	require.NoError(t, p.Save())

	p, notice, err = lesson.OpenProgress(path)
	require.NoError(t, err)
	require.Empty(t, notice)
	require.Equal(t, 1, p.Solved("ik"))
	require.Equal(t, 0, p.Solved("limits"))
	p.Reset()
	require.NoError(t, p.Save())
	p, _, err = lesson.OpenProgress(path)
	require.NoError(t, err)
	require.Equal(t, 0, p.Solved("ik"))
	files, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, files, 1) // nothing temporary is left
}

func TestAStrangeProgressFileIsSetAside(t *testing.T) {
	for name, content := range map[string]string{
		"newer":   `{"format":"mirrorarm-lessons","version":2,"pupils":[]}`,
		"damaged": `{"format":"mirrorarm-lessons","ver`,
		"unknown": `{"format":"mirrorarm-lessons","version":1,"exercises":[],"extra":1}`,
		"foreign": `{"format":"shopping"}`,
		"empty":   ``,
		"huge":    strings.Repeat(" ", 1<<20+1),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "lessons.json")
			for n, aside := range []string{path + ".aside-1", path + ".aside-2"} {
				require.NoError(t, os.WriteFile(path, []byte(content), 0o644))
				p, notice, err := lesson.OpenProgress(path)
				require.NoError(t, err)
				require.Contains(t, notice, "set aside as "+aside)
				p.Record("ik", "a", true)
				require.NoError(t, p.Save(), n)
				kept, err := os.ReadFile(aside)
				require.NoError(t, err)
				require.Equal(t, content, string(kept))
			}
		})
	}
}

// reopened is what the file at path says.
func reopened(t *testing.T, path string) *lesson.Progress {
	t.Helper()
	p, notice, err := lesson.OpenProgress(path)
	require.NoError(t, err)
	require.Empty(t, notice)
	return p
}

// Two windows of the class have the file open: the later save keeps what the other
// one solved, in either order, and tries are counted once each.
func TestTwoWindowsMergeWhatTheySolved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lessons.json")
	a, b := reopened(t, path), reopened(t, path)
	a.Record("ik", "one", true)
	require.NoError(t, a.Save())
	b.Record("ik", "one", false)
	b.Record("ik", "two", true)
	require.NoError(t, b.Save())
	require.True(t, b.Has("ik", "one"), "the other window's is seen after a save")
	a.Record("ik", "three", true)
	require.NoError(t, a.Save())
	require.NoError(t, b.Save())
	require.NoError(t, b.Save(), "saving again adds nothing")
	for _, p := range []*lesson.Progress{a, reopened(t, path)} {
		for _, name := range []string{"one", "two", "three"} {
			require.True(t, p.Has("ik", name), name)
		}
		require.Equal(t, 3, p.Solved("ik"))
	}
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, 1, strings.Count(string(content), `"tries": 2`), "%s", content)
	require.Equal(t, 2, strings.Count(string(content), `"tries": 1`), "%s", content)
}

// A reset forgets what every window solved, and only what is answered after it
// counts, whichever window is asked.
func TestResetForgetsTheOtherWindowToo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lessons.json")
	a, b := reopened(t, path), reopened(t, path)
	a.Record("ik", "one", true)
	require.NoError(t, a.Save())
	b.Record("ik", "lost", true)
	b.Reset()
	require.NoError(t, b.Save())
	require.Equal(t, 0, reopened(t, path).Solved("ik"))
	a.Record("ik", "two", true)
	require.NoError(t, a.Save())
	require.False(t, a.Has("ik", "one"))
	require.True(t, reopened(t, path).Has("ik", "two"))
}

// A file that is damaged while the class goes on is set aside, and what the window
// knows is not lost with it.
func TestDamageDuringTheClassLosesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lessons.json")
	p := reopened(t, path)
	p.Record("ik", "one", true)
	require.NoError(t, p.Save())
	require.NoError(t, os.WriteFile(path, []byte("{"), 0o644))
	p.Record("ik", "two", true)
	require.NoError(t, p.Save())
	require.Equal(t, 2, reopened(t, path).Solved("ik"))
	aside, err := os.ReadFile(path + ".aside-1")
	require.NoError(t, err)
	require.Equal(t, "{", string(aside))
}

// pupil is the environment variable that makes this test's program one of the
// processes of the test below; its value is the pupil's name and the file.
const pupil = "MIRRORARM_TEST_PUPIL"

// Processes that save at the same time, over and over, lose nothing of each other.
func TestProcessesMergeWhatTheySolved(t *testing.T) {
	const pupils, exercises = 3, 25
	if name, path, asked := strings.Cut(os.Getenv(pupil), "@"); asked {
		p := reopened(t, path)
		for i := range exercises {
			p.Record("ik", fmt.Sprint(name, i), true)
			p.Record("ik", "shared", false)
			require.NoError(t, p.Save())
		}
		return
	}
	path := filepath.Join(t.TempDir(), "class", "lessons.json")
	var all []*exec.Cmd
	for i := range pupils {
		cmd := exec.Command(os.Args[0], "-test.run=^TestProcessesMergeWhatTheySolved$")
		cmd.Env = append(os.Environ(), fmt.Sprintf("%s=pupil%d@%s", pupil, i, path))
		cmd.Stdout, cmd.Stderr = t.Output(), t.Output()
		require.NoError(t, cmd.Start())
		all = append(all, cmd)
	}
	for _, cmd := range all {
		require.NoError(t, cmd.Wait())
	}
	require.Equal(t, pupils*exercises, reopened(t, path).Solved("ik"))
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(content), fmt.Sprintf(`"tries": %d`, pupils*exercises), "every try of the shared exercise counts")
	files, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, files, 1, "no lock is left behind")
}

// Without a path nothing is written; where nothing can be written that is told
// before the first answer.
func TestProgressWithoutAFile(t *testing.T) {
	p := reopened(t, "")
	p.Record("ik", "one", true)
	require.NoError(t, p.Try())
	require.NoError(t, p.Save())
	require.True(t, p.Has("ik", "one"))

	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	under, _, err := lesson.OpenProgress(filepath.Join(file, "lessons.json"))
	if err == nil {
		err = under.Try()
	}
	require.ErrorContains(t, err, "lesson: progress: ")

	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		return // to whom no folder is closed
	}
	closed := t.TempDir()
	require.NoError(t, os.Chmod(closed, 0o500))
	p = reopened(t, filepath.Join(closed, "lessons.json"))
	require.ErrorContains(t, p.Try(), "permission denied")
	require.ErrorContains(t, p.Save(), "permission denied")
}
