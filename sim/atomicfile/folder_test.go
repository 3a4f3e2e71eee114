package atomicfile_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"mirrorarm/sim/atomicfile"

	"github.com/stretchr/testify/require"
)

// fill writes a folder of two files.
func fill(t *testing.T, path string) *atomicfile.Folder {
	t.Helper()
	f, err := atomicfile.CreateFolder(path)
	require.NoError(t, err)
	for _, name := range []string{"a", "below/deep/b"} {
		require.NoError(t, f.Write(name, func(to io.Writer) error {
			_, err := io.WriteString(to, name)
			return err
		}))
	}
	return f
}

func requireFilled(t *testing.T, path string) {
	t.Helper()
	for _, name := range []string{"a", "below/deep/b"} {
		text, err := os.ReadFile(filepath.Join(path, name))
		require.NoError(t, err)
		require.Equal(t, name, string(text))
	}
}

func TestAFolderAppearsWhole(t *testing.T) {
	above := t.TempDir()
	for _, name := range []string{"new", filepath.Join("not", "yet", "there"), "empty/"} {
		path := filepath.Join(above, name)
		if name == "empty/" {
			require.NoError(t, os.Mkdir(path, 0o700))
			path += "/"
		}
		f := fill(t, path)
		_, err := os.Stat(filepath.Join(path, "a"))
		require.ErrorIs(t, err, os.ErrNotExist)
		require.NoError(t, f.Commit())
		f.Discard()
		requireFilled(t, path)
	}
	entries, err := os.ReadDir(above)
	require.NoError(t, err)
	require.Len(t, entries, 3, "and nothing beside it")
}

// Folders that are made on the way may be entered and read as any others.
func TestFoldersOnTheWayAreLikeOthers(t *testing.T) {
	above := t.TempDir()
	other := filepath.Join(above, "other")
	require.NoError(t, os.Mkdir(other, 0o755))
	want, err := os.Stat(other)
	require.NoError(t, err)
	f := fill(t, filepath.Join(above, "on", "the", "way"))
	require.NoError(t, f.Commit())
	for _, name := range []string{"on", "on/the", "on/the/way", "on/the/way/below", "on/the/way/below/deep"} {
		got, err := os.Stat(filepath.Join(above, filepath.FromSlash(name)))
		require.NoError(t, err)
		require.Equal(t, want.Mode()&0o700, got.Mode()&0o700, name) // the rest is as the umask has it
	}
}

func TestAFolderThatIsGivenUpLeavesNothing(t *testing.T) {
	above := t.TempDir()
	f := fill(t, filepath.Join(above, "x"))
	require.ErrorContains(t, f.Write("c", func(io.Writer) error { return errors.New("full") }), "x: full")
	f.Discard()
	entries, err := os.ReadDir(above)
	require.NoError(t, err)
	require.Empty(t, entries)
}

// What somebody else put there meanwhile stays.
func TestAFolderThatIsFilledMeanwhileStays(t *testing.T) {
	above := t.TempDir()
	path := filepath.Join(above, "x")
	f := fill(t, path)
	require.NoError(t, fill(t, path).Commit())
	require.ErrorContains(t, f.Commit(), "cannot write "+path)
	requireFilled(t, path)
	_, err := atomicfile.CreateFolder(path)
	require.ErrorContains(t, err, "it is not empty (it has ")
	require.Error(t, atomicfile.TryNewFolder(filepath.Join(path, "a")), "a file")
	entries, err := os.ReadDir(above)
	require.NoError(t, err)
	require.Len(t, entries, 1)
}
