//go:build !linux && !windows

package clock

// sleeps is the runtime's timer, which is as fine as the system's here.
func sleeps() []Sleep { return []Sleep{UsualSleep()} }
