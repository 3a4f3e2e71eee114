package glove

import (
	"errors"
	"sync"
)

// Progress is told what share of a long work is done, from 0 to 1, and asked
// whether it is to go on: an error ends the work, and is the work's. The nil
// Progress lets it.
type Progress func(share float64) error

// At tells a share.
func (p Progress) At(share float64) error {
	if p == nil {
		return nil
	}
	return p(share)
}

// Part is the progress of a part of the work, which begins and ends at the given
// shares of the whole.
func (p Progress) Part(from, to float64) Progress {
	if p == nil {
		return nil
	}
	return func(share float64) error { return p(from + (to-from)*share) }
}

// together does parts of a work side by side and waits for them; sizes are in
// proportion to what they cost. The progress is told by one part at a time, and the
// first error that it, or a part, has ends them all. So does a panic, which is the
// caller's then.
func (p Progress) together(sizes []int, do func(i int, part Progress) error) error {
	var mutex sync.Mutex
	var group sync.WaitGroup
	var failed error
	var panicked any
	shares, total := make([]float64, len(sizes)), 0
	for _, s := range sizes {
		total += s
	}
	tell := func(i int, share float64) error {
		mutex.Lock()
		defer mutex.Unlock()
		if failed != nil {
			return failed
		}
		shares[i] = share
		sum := 0.0
		for k, s := range shares {
			sum += s * float64(sizes[k]) / float64(total)
		}
		failed = p.At(sum)
		return failed
	}
	for i := range sizes {
		group.Go(func() {
			var err error
			defer func() {
				mutex.Lock()
				defer mutex.Unlock()
				if r := recover(); r != nil {
					panicked, err = r, errPanicked
				}
				if failed == nil {
					failed = err
				}
			}()
			err = do(i, func(share float64) error { return tell(i, share) })
		})
	}
	group.Wait()
	if panicked != nil {
		panic(panicked)
	}
	return failed
}

// errPanicked ends the other parts of a work of which one has panicked.
var errPanicked = errors.New("glove: a part of the work has panicked")
