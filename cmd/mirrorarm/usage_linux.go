package main

import (
	"fmt"
	"os"
)

// residentMB is the memory that the system has given the program, the graphics
// driver's part of it included; 0 if it does not say.
func residentMB() float64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var size, resident int
	if _, err := fmt.Sscan(string(text), &size, &resident); err != nil {
		return 0
	}
	return float64(resident*os.Getpagesize()) / bytesPerMB
}

// openFiles counts files, sockets and the like; 0 if the system does not say.
func openFiles() int {
	d, err := os.Open("/proc/self/fd")
	if err != nil {
		return 0
	}
	names, err := d.Readdirnames(-1)
	if closed := d.Close(); err != nil || closed != nil {
		return 0
	}
	return len(names) - 1 // d itself
}
