package main

import (
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// cpuTime is what the process has used of all cores so far.
func cpuTime() time.Duration {
	var created, ended, kernel, user windows.Filetime
	if err := windows.GetProcessTimes(windows.CurrentProcess(), &created, &ended, &kernel, &user); err != nil {
		return 0
	}
	const tick = 100 // ns, in which these two count
	count := func(t windows.Filetime) int64 { return int64(t.HighDateTime)<<32 + int64(t.LowDateTime) }
	return time.Duration((count(kernel) + count(user)) * tick)
}

// peakMemory is the most that the process has held in memory so far (bytes).
func peakMemory() uint64 {
	// PROCESS_MEMORY_COUNTERS, of which the third word is the peak.
	var counters struct {
		size, faults uint32
		peak         uintptr
		others       [7]uintptr
	}
	counters.size = uint32(unsafe.Sizeof(counters))
	get := windows.NewLazySystemDLL("kernel32.dll").NewProc("K32GetProcessMemoryInfo")
	if get.Find() != nil {
		return 0
	}
	done, _, _ := get.Call(uintptr(windows.CurrentProcess()), uintptr(unsafe.Pointer(&counters)), uintptr(counters.size))
	if done == 0 {
		return 0
	}
	return uint64(counters.peak)
}
