//go:build (cgo || windows || js) && !linux

package window

// hasDisplay tells whether there is a display to open a window on; these systems
// always have one.
func hasDisplay() bool { return true }
