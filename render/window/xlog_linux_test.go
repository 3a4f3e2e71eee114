//go:build cgo && linux

package window_test

import (
	"path/filepath"

	"mirrorarm/render/internal/rendertest"
	"testing"

	"github.com/stretchr/testify/require"
)

// A display that asks for no password is nothing to speak of.
func TestTheConnectionToTheDisplayIsSilent(t *testing.T) {
	c := child(rendertest.XServer(t), filepath.Join(t.TempDir(), "window.png"))
	c.Env = append(c.Env, "HOME="+t.TempDir(), "XAUTHORITY=")
	out, err := c.CombinedOutput()
	require.NoError(t, err, string(out))
	require.NotContains(t, string(out), "XGB")
}
