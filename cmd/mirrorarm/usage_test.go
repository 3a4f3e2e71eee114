package main

import (
	"runtime"
	"runtime/debug"
	"testing"

	"mirrorarm/render/hud"

	"github.com/stretchr/testify/require"
)

// An exhibit sets its limits by its screen, no other window does, and what the user
// has set stays.
func TestAnExhibitLimitsItsMemory(t *testing.T) {
	limit, share := debug.SetMemoryLimit(-1), debug.SetGCPercent(-1)
	debug.SetGCPercent(share)
	t.Cleanup(func() {
		debug.SetMemoryLimit(limit)
		debug.SetGCPercent(share)
	})
	t.Setenv("GOMEMLIMIT", "")
	t.Setenv("GOGC", "")
	housekeeper{}.Sized(1280 * 720)
	require.Equal(t, limit, debug.SetMemoryLimit(-1))
	housekeeper{exhibit: true}.Sized(1280 * 720)
	small := debug.SetMemoryLimit(-1)
	require.Less(t, small, int64(200<<20))
	housekeeper{exhibit: true}.Sized(1920 * 1080)
	require.Greater(t, debug.SetMemoryLimit(-1), small)
	require.Equal(t, garbageShare, debug.SetGCPercent(share))

	housekeeper{exhibit: true}.Sized(1280 * 720)
	var more loan
	more.take()
	more.take()
	require.Equal(t, small+limitPoster, debug.SetMemoryLimit(-1))
	more.back()
	require.Equal(t, small+limitPoster, debug.SetMemoryLimit(-1), "another is being made")
	more.back()
	require.Equal(t, small, debug.SetMemoryLimit(-1))
	more.take()
	housekeeper{exhibit: true}.Sized(1920 * 1080)
	large := debug.SetMemoryLimit(-1)
	more.back()
	require.Equal(t, large, debug.SetMemoryLimit(-1), "the new screen's")

	t.Setenv("GOMEMLIMIT", "4GiB")
	debug.SetMemoryLimit(4 << 30)
	housekeeper{exhibit: true}.Sized(1280 * 720)
	more.take()
	require.Equal(t, int64(4<<30), debug.SetMemoryLimit(-1), "the user's")
}

func TestUsageIsMeasured(t *testing.T) {
	runtime.GC()
	var u hud.Usage
	housekeeper{}.Measure(&u)
	require.Positive(t, u.LiveMB)
	require.Positive(t, u.Goroutines)
	if runtime.GOOS == "linux" {
		require.Greater(t, u.ResidentMB, u.LiveMB)
		require.GreaterOrEqual(t, u.Files, 3, "standard input, output and error")
	} else {
		require.Zero(t, u.ResidentMB, "not measured")
	}
}
