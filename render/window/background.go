//go:build cgo || windows || js

package window

import (
	"runtime"
	"sync"
)

// behind is how far what is made beside the pictures stands back behind them, as nice(1)
// counts. Where no core is ever idle it has a quarter of one: with less, whatever has to
// stop all threads, as the collection of garbage does, would wait for this one, and the
// pictures with it. Design value.
const behind = 5

// aside does something on a thread of its own, which may stand back and ends with it.
func aside(do func()) {
	oneMore()
	go func() {
		runtime.LockOSThread()
		do()
	}()
}

// oneMore lets the scheduler run a thread more than there are cores: one that stands back
// keeps its place while it waits, and the pictures' are to have all that they had.
var oneMore = sync.OnceFunc(func() { runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + 1) })
