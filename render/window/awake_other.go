//go:build cgo && !linux && !darwin && !windows && !js

package window

func nudgeScreen() {}

func wakefulHelper() []string { return nil }
