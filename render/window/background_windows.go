package window

import "golang.org/x/sys/windows"

// standBack lowers the priority of the thread that calls it.
func standBack() {
	const itself, below = ^uintptr(1), ^uintptr(0) // (HANDLE)-2, THREAD_PRIORITY_BELOW_NORMAL
	_, _, _ = windows.NewLazySystemDLL("kernel32.dll").NewProc("SetThreadPriority").Call(itself, below)
}
