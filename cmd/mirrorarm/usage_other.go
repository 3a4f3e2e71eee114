//go:build !linux

package main

// residentMB is not measured here.
func residentMB() float64 { return 0 }

// openFiles are not counted here.
func openFiles() int { return 0 }
