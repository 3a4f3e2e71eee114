//go:build js || (cgo && !linux && !darwin && !windows)

package window

func standBack() {}
