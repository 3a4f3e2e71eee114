package rendertest

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"mirrorarm/sim/clock"

	"github.com/stretchr/testify/require"
)

// XServer is the display to use: a virtual one, started for this test; the test is skipped
// where there is none.
func XServer(t testing.TB) string { return XServerOf(t, "1280x720") }

// XServerOf is one with a screen of another size, as WIDTHxHEIGHT.
func XServerOf(t testing.TB, size string) string {
	path, err := exec.LookPath("Xvfb")
	if err != nil {
		if d := os.Getenv("DISPLAY"); d != "" {
			return d
		}
		t.Skip("no display: DISPLAY is not set and Xvfb is not installed (Debian: apt-get install xvfb)")
	}
	read, write, err := os.Pipe()
	require.NoError(t, err)
	server := exec.Command(path, "-displayfd", "3", "-screen", "0", size+"x24", "-nolisten", "tcp")
	server.ExtraFiles = []*os.File{write}
	require.NoError(t, server.Start())
	t.Cleanup(func() {
		require.NoError(t, server.Process.Kill())
		_ = server.Wait() // killed, as it should be
	})
	require.NoError(t, write.Close())
	require.NoError(t, read.SetReadDeadline(clock.Wall().Add(20*time.Second)))
	number, err := bufio.NewReader(read).ReadString('\n')
	require.NoError(t, err, "Xvfb did not start")
	return ":" + strings.TrimSpace(number)
}
