//go:build !linux && !windows

package browser

import (
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

func tie(cmd *exec.Cmd, _ string) error {
	cmd.SysProcAttr = ownGroup()
	return nil
}

// hold has a shell wait for the end of this program, which closes the pipe that
// the shell reads, and end the browser then.
func hold(cmd *exec.Cmd) {
	read, write, err := os.Pipe()
	if err != nil {
		return
	}
	watch := exec.Command("/bin/sh", "-c", "cat >/dev/null; kill -9 -"+strconv.Itoa(cmd.Process.Pid))
	watch.Stdin = read
	watch.SysProcAttr = ownGroup()
	if watch.Start() == nil {
		go func() {
			_ = watch.Wait()
			_ = write.Close() // kept open until then
		}()
	}
	_ = read.Close()
}

func end(cmd *exec.Cmd) { _ = cmd.Process.Signal(syscall.SIGKILL) }
