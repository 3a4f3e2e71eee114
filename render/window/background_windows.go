package window

import "golang.org/x/sys/windows"

// standBack lowers the priority of the thread that calls it.
func standBack(nice int) {
	const itself, below, lowest = ^uintptr(1), ^uintptr(0), ^uintptr(1) // (HANDLE)-2; THREAD_PRIORITY_BELOW_NORMAL and LOWEST
	level := below
	if nice > posterNice {
		level = lowest
	}
	_, _, _ = windows.NewLazySystemDLL("kernel32.dll").NewProc("SetThreadPriority").Call(itself, level)
}
