package main

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"

	"mirrorarm/render/hud"
)

// How much memory an exhibit lets Go manage; what the graphics driver takes comes on
// top. What lives is bounded: at 1280 × 720 about 80 MB, most of it the picture's
// buffers of 75 bytes a pixel, and 35 MB more while a mirror of four times the usual
// channels is built beside the one that runs. The limit bounds what is dead and not yet
// collected, which a burst of visitors would otherwise pile up until the heap is twice
// what has ever lived at once. While a poster is made its picture lives beside the screen's
// (loan). Design values, a third above what was measured.
const (
	limitBase     = 96 << 20 // bytes
	limitPerPixel = 80       // bytes, of the screen
	limitPoster   = 96 << 20 // bytes
	garbageShare  = 50       // % of what lives that may be dead; Go's own is 100
)

// housekeeper looks after what the window takes of its machine; in an exhibit it also
// sees to it that this is not much.
type housekeeper struct {
	exhibit bool
	tell    func(string) // the operator; nil for nobody
}

// Sized sets an exhibit's limits, where the user has not set his own.
func (h housekeeper) Sized(pixels int) {
	if !h.exhibit {
		return
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(limitBase + limitPerPixel*int64(pixels))
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbageShare)
	}
}

// Rest gives back to the system what a visitor's mirrors and scenes have left behind.
func (h housekeeper) Rest() {
	if h.exhibit {
		go debug.FreeOSMemory() // it collects first, for which no picture is to wait
	}
}

// loan is what Go may have beside the limit while a poster or a moving picture is made.
type loan struct {
	mu    sync.Mutex
	taken int
	limit int64 // without it
}

// take raises the limit, unless the user has set it or there is none.
func (l *loan) take() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.taken++; l.taken > 1 || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	if l.limit = debug.SetMemoryLimit(-1); l.limit < math.MaxInt64 {
		debug.SetMemoryLimit(l.limit + limitPoster)
	}
}

// back sets the limit as it was, unless the screen has another size by now.
func (l *loan) back() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.taken--; l.taken == 0 && l.limit > 0 && debug.SetMemoryLimit(-1) == l.limit+limitPoster {
		debug.SetMemoryLimit(l.limit)
	}
}

const (
	bytesPerMB = 1 << 20
	liveHeap   = "/gc/heap/live:bytes"
)

// Measure tells what the program takes of its machine.
func (housekeeper) Measure(u *hud.Usage) {
	live := []metrics.Sample{{Name: liveHeap}}
	metrics.Read(live)
	u.LiveMB = float64(live[0].Value.Uint64()) / bytesPerMB
	if limit := debug.SetMemoryLimit(-1); limit != math.MaxInt64 {
		u.LimitMB = float64(limit) / bytesPerMB
	}
	u.Goroutines = runtime.NumGoroutine()
	u.ResidentMB, u.Files = residentMB(), openFiles()
}

// Ended tells the operator what came of a day at the exhibit.
func (h housekeeper) Ended(d hud.Day) {
	if h.exhibit && h.tell != nil && d.Date != "" {
		h.tell(fmt.Sprintf("%s: visitors %d, gestures %d, things named %d", d.Date, d.Visitors, d.Gestures, d.Named))
	}
}
