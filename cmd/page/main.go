//go:build !js

package main

import (
	"fmt"
	"os"
)

// Elsewhere there is no page; the package is built all the same, for its tests.
func main() {
	fmt.Fprintln(os.Stderr, "page: runs in a browser: make web builds it, mirrorarm web serves it")
	os.Exit(1)
}
