//go:build cgo

package window

import "syscall"

// standBack has the thread that calls it run behind all others.
func standBack() {
	const thread, background = 3, 0x1000 // PRIO_DARWIN_THREAD, PRIO_DARWIN_BG
	_ = syscall.Setpriority(thread, 0, background)
}
