package testdata

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// displayPatience is how long a virtual display may take to start.
const displayPatience = 20 * time.Second

// Display is an X display of 1280 × 720 pixels of the test's own. Where none can be made
// the test is skipped.
func Display(t testing.TB) string {
	t.Helper()
	return DisplayOf(t, 1280, 720)
}

// DisplayOf is one of another size.
func DisplayOf(t testing.TB, width, height int) string {
	t.Helper()
	path, err := exec.LookPath("Xvfb")
	if own := os.Getenv("DISPLAY"); err != nil && own != "" {
		return own // somebody's screen, of whatever size
	}
	if err != nil {
		t.Skip("no display: DISPLAY is not set and Xvfb is not installed (Debian: apt-get install xvfb)")
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	server := exec.Command(path, "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height), "-nolisten", "tcp")
	server.ExtraFiles = []*os.File{write}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait() // killed, as it should be
	})
	_ = write.Close()
	defer read.Close() //nolint:errcheck // only read from
	_ = read.SetReadDeadline(time.Now().Add(displayPatience))
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatal("Xvfb did not start: ", err)
	}
	return ":" + strings.TrimSpace(number)
}
