package raster

import (
	"sync"
	"sync/atomic"
)

// pool runs the items of one phase on a fixed set of goroutines, which sleep
// between phases and cost no allocation to wake.
type pool struct {
	work  func(item int)
	items int64
	next  atomic.Int64
	wake  []chan struct{}
	done  sync.WaitGroup
}

// newPool has as many workers as given, the caller of run among them.
func newPool(workers int) *pool {
	p := &pool{wake: make([]chan struct{}, max(workers, 1)-1)}
	for i := range p.wake {
		p.wake[i] = make(chan struct{}, 1)
		go p.serve(p.wake[i])
	}
	return p
}

func (p *pool) serve(wake <-chan struct{}) {
	for range wake {
		p.drain()
		p.done.Done()
	}
}

func (p *pool) drain() {
	for {
		i := p.next.Add(1) - 1
		if i >= p.items {
			return
		}
		p.work(int(i))
	}
}

// run calls work for every item below n and returns when all are done.
func (p *pool) run(n int, work func(item int)) {
	p.work, p.items = work, int64(n)
	p.next.Store(0)
	p.done.Add(len(p.wake))
	for _, w := range p.wake {
		w <- struct{}{}
	}
	p.drain()
	p.done.Wait()
}

// close ends the workers.
func (p *pool) close() {
	for _, w := range p.wake {
		close(w)
	}
	p.wake = nil
}
