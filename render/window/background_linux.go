//go:build cgo

package window

import "syscall"

// standBack lowers the priority of the thread that calls it; where it may not, it does not.
func standBack() { _ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, behind) }
