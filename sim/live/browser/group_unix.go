//go:build unix && !linux

package browser

import "syscall"

// ownGroup keeps a terminal's Ctrl-C from what it is given to.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
