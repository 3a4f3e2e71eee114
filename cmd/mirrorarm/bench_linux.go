package main

import (
	"errors"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// pinThread keeps the calling thread on one core.
func pinThread(core int) error {
	if core >= runtime.NumCPU() {
		return fmt.Errorf("this program may use cores 0 to %d", runtime.NumCPU()-1)
	}
	var set unix.CPUSet
	set.Set(core)
	return unix.SchedSetaffinity(0, &set)
}

// sleepFor sleeps by the kernel's own timer: the runtime's waits in epoll, which
// counts whole milliseconds.
func sleepFor(d time.Duration) {
	left := unix.NsecToTimespec(int64(d))
	for {
		err := unix.ClockNanosleep(unix.CLOCK_MONOTONIC, 0, &left, &left)
		if !errors.Is(err, unix.EINTR) {
			return
		}
	}
}
