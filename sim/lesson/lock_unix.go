//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package lesson

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// lockOpen locks an open file, or fails with errLocked. A file system that knows no
// locks has none.
func lockOpen(f *os.File) error {
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); errors.Is(err, unix.EWOULDBLOCK) {
		return errLocked
	}
	return nil
}
