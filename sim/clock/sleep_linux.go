package clock

import (
	"errors"
	"time"

	"golang.org/x/sys/unix"
)

// sleeps are the kernel's own timer and the runtime's, which waits in epoll and so
// counts whole milliseconds where that is all that the kernel offers.
func sleeps() []Sleep {
	return []Sleep{{Name: "clock_nanosleep", For: nanosleep}, UsualSleep()}
}

func nanosleep(d time.Duration) {
	left := unix.NsecToTimespec(int64(d))
	for {
		err := unix.ClockNanosleep(unix.CLOCK_MONOTONIC, 0, &left, &left)
		if !errors.Is(err, unix.EINTR) {
			return
		}
	}
}
