package dataset

import (
	"context"
	"fmt"
	"sync"

	"mirrorarm/sim/record/frames"

	"golang.org/x/sync/errgroup"
)

// Tally counts what became of episodes.
type Tally struct {
	Episodes  int `json:"episodes"`
	Successes int `json:"successes"`
	Rows      int `json:"rows"`
}

// Add counts an episode.
func (t *Tally) Add(h frames.Head) {
	t.Episodes++
	t.Rows += h.Rows
	for _, f := range h.Facts {
		if f.Name == "success" && f.Is != nil && *f.Is {
			t.Successes++
		}
	}
}

// Generate makes those of the numbered episodes that the part does not have yet, by so
// many workers. It tells of every one of them when it is there. Interrupted, it leaves
// whole episodes behind and returns the context's error.
func Generate(ctx context.Context, m *Maker, part *Part, numbers []int, workers int, tell func(h frames.Head, made bool)) error {
	var missing []int
	for _, n := range numbers {
		// A file that cannot be read is made again.
		if h, err := part.Head(n); err == nil {
			tell(h, false)
		} else {
			missing = append(missing, n)
		}
	}
	var mu sync.Mutex
	work, ctx := errgroup.WithContext(ctx)
	next := make(chan int)
	work.Go(func() error {
		defer close(next)
		for _, n := range missing {
			select {
			case next <- n:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	for range min(workers, len(missing)) {
		work.Go(func() error {
			w := m.Worker()
			defer w.Close()
			for n := range next {
				e, err := w.Make(ctx, n)
				if err != nil {
					return err
				}
				bytes, err := e.Bytes()
				if err == nil {
					err = part.Put(n, bytes)
				}
				if err != nil {
					return fmt.Errorf("episode %d: %w", n, err)
				}
				mu.Lock()
				tell(e.Head(), true)
				mu.Unlock()
			}
			return nil
		})
	}
	return work.Wait()
}
