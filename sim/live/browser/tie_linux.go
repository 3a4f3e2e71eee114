package browser

import (
	"os"
	"os/exec"
	"syscall"
)

// nobody is a user without rights: a browser's sandbox does not start as root.
const nobody = 65534

// tie has the system kill the browser when this program dies, however it does.
func tie(cmd *exec.Cmd, profile string) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	if os.Geteuid() != 0 {
		return nil
	}
	cmd.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	return os.Chown(profile, nobody, nobody)
}

func hold(*exec.Cmd) {}

// end kills the browser and what it has started.
func end(cmd *exec.Cmd) {
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // it may be gone
}
