//go:build cgo || windows || js

package window

import (
	"runtime"
	"sync"
)

// How far what is made beside the pictures stands back behind them, as nice(1) counts: a
// poster is waited for, a moving picture is not. Design values: where no core is ever idle,
// they have a quarter and a tenth of one.
const (
	posterNice = 5
	filmNice   = 10
)

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
