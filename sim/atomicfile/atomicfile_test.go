package atomicfile_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"mirrorarm/sim/atomicfile"

	"github.com/stretchr/testify/require"
)

func TestAWholeFileOrNone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.txt")
	require.NoError(t, os.WriteFile(path, []byte("old"), 0o600))

	broken := errors.New("half way")
	err := atomicfile.Write(path, func(w io.Writer) error {
		_, err := io.WriteString(w, "new, but")
		require.NoError(t, err)
		return broken
	})
	require.ErrorIs(t, err, broken)
	requireContent(t, path, "old")
	require.Equal(t, []string{"a.txt"}, names(t, dir))

	require.NoError(t, atomicfile.Write(path, func(w io.Writer) error {
		_, err := io.WriteString(w, "new")
		return err
	}))
	requireContent(t, path, "new")
	require.Equal(t, []string{"a.txt"}, names(t, dir))
}

func TestTryLeavesNoTrace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.txt")
	require.NoError(t, atomicfile.Try(path))
	require.Empty(t, names(t, dir))
	require.NoError(t, os.WriteFile(path, []byte("old"), 0o600))
	require.NoError(t, atomicfile.Try(path))
	requireContent(t, path, "old")

	err := atomicfile.Try(filepath.Join(dir, "absent", "a.txt"))
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.NotContains(t, err.Error(), "-", "the temporary name only confuses")
	require.ErrorContains(t, atomicfile.Try(dir), "folder")
}

// A folder that is not there yet is tried where it would be made.
func TestTryFolderLeavesNoTrace(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, atomicfile.TryFolder(dir))
	require.NoError(t, atomicfile.TryFolder(filepath.Join(dir, "a", "b", "..", "c")))
	require.Empty(t, names(t, dir))

	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.ErrorContains(t, atomicfile.TryFolder(file), "no folder")
	require.Error(t, atomicfile.TryFolder(filepath.Join(file, "a")))
	if _, err := os.Stat("/proc/self"); err == nil {
		err := atomicfile.TryFolder("/proc/self/pages")
		require.ErrorContains(t, err, "cannot write /proc/self/pages")
		require.NotContains(t, err.Error(), ".mirrorarm")
	}
	require.Equal(t, []string{"file"}, names(t, dir))
}

func TestPermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
	path := filepath.Join(t.TempDir(), "a.txt")
	f, err := atomicfile.Create(path)
	require.NoError(t, err)
	require.NoError(t, f.CommitAs(0o600))
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o600), info.Mode())
}

// A name may be as long as the file system allows, and of any letters.
func TestNames(t *testing.T) {
	for _, name := range []string{"with space.txt", "ümläut 手.txt", strings.Repeat("n", 250)} {
		path := filepath.Join(t.TempDir(), name)
		require.NoError(t, atomicfile.Write(path, func(io.Writer) error { return nil }))
		require.FileExists(t, path)
	}
	dir := t.TempDir()
	require.ErrorContains(t, atomicfile.Try(filepath.Join(dir, strings.Repeat("n", 256))), "cannot write")
	require.Empty(t, names(t, dir))
}

func requireContent(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, want, string(got))
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}
