//go:build !unix

package main

import "testing"

// makePipe is what only Unix has.
func makePipe(t *testing.T, _ string) {
	t.Helper()
	t.Skip("this system has no named pipes")
}
