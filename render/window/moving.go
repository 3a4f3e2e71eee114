//go:build cgo || windows || js

package window

import (
	"errors"
	"io"
	"math"
	"sync/atomic"

	"mirrorarm/render/picture"
)

// moving is a moving picture that is made beside the window. The zero value is none.
type moving struct {
	done chan finished // nil for none
	made *atomic.Uint64
	stop *atomic.Bool
}

// finished is what came of it.
type finished struct {
	name string
	err  error
}

var errStopped = errors.New("window: closed before a moving picture was made")

// begin begins to make one.
func (m *moving) begin(take picture.Take, o picture.Moving, save saver, yield func()) {
	done, made, stop := make(chan finished, 1), &atomic.Uint64{}, &atomic.Bool{}
	m.done, m.made, m.stop = done, made, stop
	o.Tell = func(share float64) error {
		made.Store(math.Float64bits(share))
		if yield != nil {
			yield()
		}
		if stop.Load() {
			return errStopped
		}
		return nil
	}
	go func() {
		if c, ok := take.(io.Closer); ok {
			defer c.Close() //nolint:errcheck // only read from
		}
		name, err := save.writeNew(".gif", func(w io.Writer) error { return picture.Animate(w, take, o) })
		done <- finished{name, err}
	}()
}

// under tells whether one is being made, share how much of it is done.
func (m *moving) under() bool { return m.done != nil }

func (m *moving) share() float64 { return math.Float64frombits(m.made.Load()) }

// poll tells once what came of it.
func (m *moving) poll() (f finished, over bool) {
	select {
	case f = <-m.done:
		m.done = nil
		return f, true
	default:
		return f, false
	}
}

// close gives up what is being made, so that nothing is left of it.
func (m *moving) close() {
	if m.done != nil {
		m.stop.Store(true)
		<-m.done
		m.done = nil
	}
}
