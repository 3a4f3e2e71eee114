package evaluate

import (
	"context"
	"errors"
	"runtime"
	"sync"

	"mirrorarm/sensors/glove"
)

// Ending is how a study ended.
type Ending struct {
	Interrupted bool `json:"interrupted,omitempty"` // before all was measured
}

// Early tells whether it ended before all was measured.
func (e Ending) Early() bool { return e.Interrupted }

// work is what a study has to do, in parts of which several go on at once, until
// ctx ends.
type work struct {
	ctx         context.Context
	tell        func(share float64) // nil for nobody
	mutex       sync.Mutex
	done, total float64 // in the units of the parts' sizes
}

// ending is how the work ended.
func (w *work) ending() Ending { return Ending{Interrupted: w.ctx.Err() != nil} }

// part is the progress of a part of the work, of a size.
func (w *work) part(size float64) glove.Progress {
	last := 0.0
	return func(share float64) error {
		w.mutex.Lock()
		defer w.mutex.Unlock()
		w.done += size * (share - last)
		last = share
		if w.tell != nil {
			w.tell(w.done / w.total)
		}
		return w.ctx.Err()
	}
}

// inParallel works out f(0)…f(n−1), parts of the same size, on all processors. The
// results are in order whatever the timing; where the work ended before a part was
// done, there is nil.
func inParallel[T any](w *work, n int, size float64, f func(i int, tell glove.Progress) (T, error)) ([]*T, error) {
	out, errs := make([]*T, n), make([]error, n)
	var group sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range n {
		slots <- struct{}{}
		if w.ctx.Err() != nil {
			break
		}
		group.Go(func() {
			defer func() { <-slots }()
			tell := w.part(size)
			result, err := f(i, tell)
			if err == nil {
				out[i] = &result
				_ = tell(1) // what is done stays done
			} else if w.ctx.Err() == nil {
				errs[i] = err
			}
		})
	}
	group.Wait()
	return out, errors.Join(errs...)
}
