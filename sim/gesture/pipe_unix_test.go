//go:build unix

package gesture_test

import (
	"path/filepath"
	"syscall"
	"testing"

	"mirrorarm/sim/gesture"

	"github.com/stretchr/testify/require"
)

// Nobody writes into the pipe: to open it would never return.
func TestAPipeIsRefusedAtOnce(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe.jsonl")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	_, err := gesture.Open(pipe, gesture.Options{})
	require.EqualError(t, err, "gesture: "+pipe+": a pipe, which need not end, want a file")
}
