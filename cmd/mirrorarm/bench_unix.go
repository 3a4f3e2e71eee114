//go:build unix

package main

import (
	"runtime"
	"syscall"
	"time"
)

// cpuTime is what the process has used of all cores so far.
func cpuTime() time.Duration {
	u := processUsage()
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peakMemory is the most that the process has held in memory so far (bytes).
func peakMemory() uint64 {
	const kilobyte = 1024 // getrusage counts these, except on macOS
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		return uint64(processUsage().Maxrss)
	}
	return uint64(processUsage().Maxrss) * kilobyte
}

func processUsage() syscall.Rusage {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return syscall.Rusage{}
	}
	return u
}
