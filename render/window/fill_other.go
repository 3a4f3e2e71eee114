//go:build (cgo || windows) && !js

package window

// mayFill tells whether the screen may be filled now.
func mayFill() bool { return true }
