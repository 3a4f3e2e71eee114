package window

import "golang.org/x/sys/windows"

// nudgeScreen resets Windows's count of the time without input. The state that would
// hold until it is taken back belongs to a thread, and these come and go in Go.
func nudgeScreen() {
	const systemRequired, displayRequired = 0x1, 0x2 // ES_SYSTEM_REQUIRED, ES_DISPLAY_REQUIRED
	_, _, _ = windows.NewLazySystemDLL("kernel32.dll").NewProc("SetThreadExecutionState").Call(systemRequired | displayRequired)
}

func wakefulHelper() []string { return nil }
