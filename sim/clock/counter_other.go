//go:build !windows

package clock

import "time"

// counter reads Go's monotonic clock: CLOCK_MONOTONIC on Linux, mach_absolute_time on
// macOS, performance.now in a browser and in node.
type counter struct{ start time.Time }

func newCounter() *counter { return &counter{time.Now()} }

func (c *counter) read() time.Duration { return time.Since(c.start) }
