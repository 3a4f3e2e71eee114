package dataset

import (
	"fmt"
	"strconv"
	"strings"

	"mirrorarm/sim/record/frames"
)

// How many frames of the skin a window has. Design values: the usual one lasts 90 ms at
// the shipped skin's 91 Hz, and the longest makes rows of 430 kB.
const (
	usualWindow = 8
	maxWindow   = 32
)

// cutWindow takes the number of frames off SeeWindow in a list of sights; 0 if it is not
// in it.
func cutWindow(list []string) (sights []string, k int, err error) {
	for _, name := range list {
		sight, number, told := strings.Cut(name, ":")
		if sight != SeeWindow {
			sights = append(sights, name)
			continue
		}
		n := usualWindow
		if told {
			if n, err = strconv.Atoi(number); err != nil || n < 1 || n > maxWindow {
				return nil, 0, fmt.Errorf("observe %q: want %s:K for the K latest frames of the skin, 1 to %d", name, SeeWindow, maxWindow)
			}
		}
		if k > 0 && n != k {
			return nil, 0, fmt.Errorf("observe: %s of %d frames and of %d, want one", SeeWindow, k, n)
		}
		sights, k = append(sights, sight), n
	}
	return sights, k, nil
}

// windowSight is SeeWindow of so many frames.
func windowSight(k int) string { return fmt.Sprintf("%s:%d", SeeWindow, k) }

// Window keeps the latest frames of the skin. Where fewer have come than it has room
// for, the first one stands in for those before it.
type Window struct {
	list [][]float32 // a ring
	next int
	any  bool
}

// NewWindow is that of a sight of Inputs; nil of any other.
func NewWindow(sight string) *Window {
	name, number, _ := strings.Cut(sight, ":")
	k, err := strconv.Atoi(number)
	if name != SeeWindow || err != nil {
		return nil
	}
	return &Window{list: make([][]float32, k)}
}

// Clear forgets all frames.
func (w *Window) Clear() { w.next, w.any = 0, false }

// Empty tells whether no frame has come yet.
func (w *Window) Empty() bool { return !w.any }

// Push takes a frame: it is appended to an empty slice.
func (w *Window) Push(appendTo func(frame []float32) []float32) {
	if w.any {
		w.list[w.next] = appendTo(w.list[w.next][:0])
		w.next = (w.next + 1) % len(w.list)
		return
	}
	w.any = true
	for i := range w.list {
		w.list[i] = appendTo(w.list[i][:0])
	}
}

// AppendTo adds a cell of a column: the frames, the oldest first.
func (w *Window) AppendTo(c *frames.Column) {
	for i := range w.list {
		c.Float32 = append(c.Float32, w.list[(w.next+i)%len(w.list)]...)
	}
}

// Feature is the column's, of so many numbers a frame.
func (w *Window) Feature(numbers int) frames.Feature {
	return frames.Feature{Name: WindowColumn, Kind: frames.Float32, Shape: []int{len(w.list), numbers}, Names: []string{"frame", "number"}}
}
