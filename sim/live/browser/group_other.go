//go:build !unix && !windows

package browser

import "syscall"

func ownGroup() *syscall.SysProcAttr { return nil }
