package window

import "math"

// pointer is where a finger, or the mouse with its button down, is (px).
type pointer struct {
	id   int
	x, y float64
}

// pointers turns fingers and the mouse into drags and zooms, by the same rules: one
// drags, two that move apart zoom.
type pointers struct {
	last  [2]pointer
	count int
}

// read takes note of where the pointers are now and adds what they did to the
// input; scale is the number of pixels per unit.
func (p *pointers) read(in *Input, now []pointer, scale float64) {
	n := min(len(now), len(p.last))
	// A finger that comes or goes starts a new movement: nothing may jump.
	same := n == p.count
	for i := range n {
		same = same && now[i].id == p.last[i].id
	}
	if same && n == 1 {
		in.DragX += (now[0].x - p.last[0].x) / scale
		in.DragY += (now[0].y - p.last[0].y) / scale
	}
	if same && n == 2 {
		before := math.Hypot(p.last[1].x-p.last[0].x, p.last[1].y-p.last[0].y)
		after := math.Hypot(now[1].x-now[0].x, now[1].y-now[0].y)
		if before > 1 && after > 1 {
			// Twice as far apart is twice as near.
			in.Wheel += math.Log(before/after) / math.Log(zoomPerNotch)
		}
	}
	if n > 0 {
		in.X, in.Y = now[0].x, now[0].y
	}
	in.Down = n == 1
	in.Began = in.Down && !same && p.count < 2 // after a zoom, one finger is left over
	copy(p.last[:], now[:n])
	p.count = n
}
