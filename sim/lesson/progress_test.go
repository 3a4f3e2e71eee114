package lesson_test

import (
	"os"
	"path/filepath"
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
