//go:build cgo

package window

import (
	"os"
	"strconv"
)

func nudgeScreen() {}

// wakefulHelper is the system's own, and ends with this process.
func wakefulHelper() []string {
	return []string{"caffeinate", "-d", "-i", "-w", strconv.Itoa(os.Getpid())}
}
