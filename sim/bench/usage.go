package bench

import (
	"runtime"
	"runtime/debug"
	"time"

	"mirrorarm/sim/figure"
)

// usage adds up what the process spent in measured stretches.
type usage struct {
	cpu           time.Duration
	allocs, bytes uint64
	cycles        int64
	pause, worst  time.Duration // of the garbage collector
	measured      bool          // the CPU's time

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
		u.measured = true
	}
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	u.allocs += mem.Mallocs - u.memBefore.Mallocs
	u.bytes += mem.TotalAlloc - u.memBefore.TotalAlloc
	var gc debug.GCStats
	debug.ReadGCStats(&gc)
	cycles := gc.NumGC - u.gcBefore.NumGC
	u.cycles += cycles
	u.pause += gc.PauseTotal - u.gcBefore.PauseTotal
	for _, d := range gc.Pause[:min(int(cycles), len(gc.Pause))] { // the latest first
		u.worst = max(u.worst, d)
	}
}

// cpuSeconds is the cores' time, which systems count in ticks of their own.
func (u *usage) cpuSeconds() figure.Value {
	switch {
	case !u.measured:
		return figure.Missing("this system does not tell it")
	case u.cpu <= 0:
		return figure.Missing("it is less than the system counts in")
	}
	return figure.Of(u.cpu.Seconds())
}

// report is what the garbage collector did. Its pauses are read off the runtime's own
// clock, which on some systems is coarser than they are.
func (u *usage) report() GCReport {
	r := GCReport{Cycles: u.cycles, PauseTotalUS: figure.Of(micro(u.pause)), PauseMaxUS: figure.Of(micro(u.worst))}
	if none := figure.Missing("the runtime's clock does not tell it"); u.cycles > 0 && u.pause == 0 {
		r.PauseTotalUS, r.PauseMaxUS = none, none
	}
	return r
}

func micro(d time.Duration) float64 { return float64(d) * 1e-3 }
