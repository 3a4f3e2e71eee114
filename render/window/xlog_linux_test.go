//go:build cgo && linux

package window_test

import (
	"path/filepath"
	"testing"

	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// A display that asks for no password is nothing to speak of.
func TestTheConnectionToTheDisplayIsSilent(t *testing.T) {
	c := child(testdata.Display(t), filepath.Join(t.TempDir(), "window.png"))
	c.Env = append(c.Env, "HOME="+t.TempDir(), "XAUTHORITY=")
	out, err := c.CombinedOutput()
	require.NoError(t, err, string(out))
	require.NotContains(t, string(out), "XGB")
}
