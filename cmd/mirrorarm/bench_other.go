//go:build !unix && !windows

package main

import (
	"runtime"
	"time"
)

// cpuTime is not known here.
func cpuTime() time.Duration { return 0 }

// peakMemory is what the runtime has had from the system so far (bytes).
func peakMemory() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Sys
}
