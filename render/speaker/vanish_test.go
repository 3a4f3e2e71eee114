//go:build linux && cgo && sound

package speaker_test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"mirrorarm/render/sound"
	"mirrorarm/render/speaker"

	"github.com/stretchr/testify/require"
)

// vanishing makes TestAnALSADeviceVanishes the program whose device does.
const vanishing = "MIRRORARM_DEVICE_VANISHES"

// TestAnALSADeviceVanishes: ALSA's own library plays into a pipe whose other end is closed
// after some frames. The speaker says so, uses no processor, and closes.
func TestAnALSADeviceVanishes(t *testing.T) {
	if os.Getenv(vanishing) != "" {
		s := speaker.Open(sound.New())
		require.Eventually(t, func() bool { return s.Err() != nil }, 30*time.Second, 10*time.Millisecond)
		fmt.Println(s.Err())
		s.Close()
		return
	}
	dir := t.TempDir()
	pipe, config := filepath.Join(dir, "pipe"), filepath.Join(dir, "asound.conf")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	require.NoError(t, os.WriteFile(config, []byte(`pcm.!default { type file; slave.pcm { type null }; file "`+pipe+`"; format raw }`), 0o600))
	c := exec.Command(os.Args[0], "-test.run=^TestAnALSADeviceVanishes$", "-test.v")
	c.Env = append(os.Environ(), vanishing+"=1", "ALSA_CONFIG_PATH="+config)
	heard := make(chan int64, 1)
	go func() {
		f, err := os.Open(pipe)
		if err != nil {
			heard <- 0
			return
		}
		n, _ := io.CopyN(io.Discard, f, 100_000)
		_ = f.Close() // here it is taken away
		heard <- n
	}()
	out, err := c.CombinedOutput()
	require.NoError(t, err, string(out))
	require.Contains(t, string(out), "speaker: oto: ALSA error")
	require.Equal(t, int64(100_000), <-heard)
}
