//go:build !windows

package main

import (
	"fmt"
	"os"
)

// doubleClicked tells whether the program was started with a mouse and nobody sees what
// it prints: other systems open a terminal for it, or start it by a file that names its
// arguments.
func doubleClicked() bool { return false }

func showError(text string) { fmt.Fprint(os.Stderr, text) }

func prepareConsole() {}
