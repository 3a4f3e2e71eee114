package lesson

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// One holder at a time; who waits too long is told whose file it is, and after the
// release nothing is left behind.
func TestALockHasOneHolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lessons.json")
	release, err := lockBeside(path)
	require.NoError(t, err)
	_, err = lockBeside(path)
	require.ErrorContains(t, err, path+": another window has kept it locked")
	release()
	again, err := lockBeside(path)
	require.NoError(t, err)
	again()
	files, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Empty(t, files)
}
