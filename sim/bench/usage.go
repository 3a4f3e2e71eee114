package bench

import (
	"runtime"
	"runtime/debug"
	"time"
)

// usage adds up what the process spent in measured stretches.
type usage struct {
	cpu           time.Duration
	allocs, bytes uint64
	gc            GCReport

	cpuBefore time.Duration
	memBefore runtime.MemStats
	gcBefore  debug.GCStats
}

func (u *usage) begin(h Host) {
	debug.ReadGCStats(&u.gcBefore)
	runtime.ReadMemStats(&u.memBefore)
	if h.CPU != nil {
		u.cpuBefore = h.CPU()
	}
}

func (u *usage) end(h Host) {
	if h.CPU != nil {
		u.cpu += h.CPU() - u.cpuBefore
	}
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	u.allocs += mem.Mallocs - u.memBefore.Mallocs
	u.bytes += mem.TotalAlloc - u.memBefore.TotalAlloc
	var gc debug.GCStats
	debug.ReadGCStats(&gc)
	cycles := gc.NumGC - u.gcBefore.NumGC
	u.gc.Cycles += cycles
	u.gc.PauseTotalUS += micro(gc.PauseTotal - u.gcBefore.PauseTotal)
	for _, d := range gc.Pause[:min(int(cycles), len(gc.Pause))] { // the latest first
		u.gc.PauseMaxUS = max(u.gc.PauseMaxUS, micro(d))
	}
}

func micro(d time.Duration) float64 { return float64(d) * 1e-3 }
