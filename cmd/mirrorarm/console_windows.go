package main

import (
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// doubleClicked tells whether the program was started with a mouse: Windows gave it a
// console of its own, which Ebitengine has given back, so that nobody sees what is
// printed. A program whose output goes into a pipe or a file has no console either, but
// that output has a kind.
func doubleClicked() bool {
	console, _, _ := windows.NewLazySystemDLL("kernel32.dll").NewProc("GetConsoleWindow").Call()
	if console != 0 {
		return false
	}
	kind, err := windows.GetFileType(windows.Handle(os.Stdout.Fd()))
	return err != nil || kind == windows.FILE_TYPE_UNKNOWN
}

// showError opens a box with what would have been printed.
func showError(text string) {
	title, err := windows.UTF16PtrFromString("mirrorarm")
	if err != nil {
		return
	}
	words, err := windows.UTF16PtrFromString(text)
	if err != nil {
		return
	}
	const iconError = 0x10
	_, _, _ = windows.NewLazySystemDLL("user32.dll").NewProc("MessageBoxW").Call(
		0, uintptr(unsafe.Pointer(words)), uintptr(unsafe.Pointer(title)), iconError)
}

// prepareConsole has the console take the sequences that rewrite a line, which it
// prints as letters otherwise.
func prepareConsole() {
	for _, f := range []*os.File{os.Stdout, os.Stderr} {
		var mode uint32
		if console := windows.Handle(f.Fd()); windows.GetConsoleMode(console, &mode) == nil {
			_ = windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) // an old console stays as it is
		}
	}
}
