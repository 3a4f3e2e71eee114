package main

import (
	"fmt"
	"runtime"

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
