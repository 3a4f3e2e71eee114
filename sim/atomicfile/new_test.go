package atomicfile_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"mirrorarm/sim/atomicfile"

	"github.com/stretchr/testify/require"
)

func says(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

// A name that is taken is left alone: the next one is free.
func TestWriteNewNeverOverwrites(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.b.gif")
	for i, want := range []string{"a.b.gif", "a.b-2.gif", "a.b-3.gif"} {
		name, err := atomicfile.WriteNew(path, says(want))
		require.NoError(t, err)
		require.Equal(t, filepath.Join(dir, want), name, i)
	}
	file, err := atomicfile.OpenNew(path)
	require.NoError(t, err)
	require.NoError(t, file.Close())
	require.Equal(t, filepath.Join(dir, "a.b-4.gif"), file.Name())
	for _, name := range []string{"a.b.gif", "a.b-2.gif", "a.b-3.gif"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		require.Equal(t, name, string(b))
		info, err := os.Stat(filepath.Join(dir, name))
		require.NoError(t, err)
		if runtime.GOOS != "windows" { // which has no such modes
			require.Equal(t, os.FileMode(0o644), info.Mode().Perm())
		}
	}
	_, err = atomicfile.WriteNew(path, func(io.Writer) error { return errors.New("half") })
	require.ErrorContains(t, err, "half")
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 4, "nothing is left of what failed")
	_, err = atomicfile.WriteNew(filepath.Join(dir, "none", "a.gif"), says(""))
	require.Error(t, err)
}

// Of many who want a name at once each gets one.
func TestWriteNewAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.png")
	var all sync.WaitGroup
	names := make([]string, 12)
	for i := range names {
		all.Go(func() { names[i], _ = atomicfile.WriteNew(path, says("x")) })
	}
	all.Wait()
	seen := map[string]bool{}
	for _, name := range names {
		require.NotEmpty(t, name)
		seen[name] = true
	}
	require.Len(t, seen, len(names))
}
