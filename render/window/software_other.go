//go:build (cgo || windows) && !js

package window

// softwareGL tells whether GL is known to be none of a GPU: the engine tells no driver's name,
// so that a trial has to show.
func softwareGL() bool { return false }
