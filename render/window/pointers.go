package window

import "math"

// Pointer is where a finger, or the mouse with its button down, is (px).
type Pointer struct {
	ID   int
	X, Y float64
}

// pointers turns fingers and the mouse into drags and zooms, by the same rules: one
// drags, two that move apart zoom.
type pointers struct {
	last  [2]Pointer
	count int
}

// read takes note of where the pointers are now and adds what they did to the
// input; scale is the number of pixels per unit.
func (p *pointers) read(in *Input, now []Pointer, scale float64) {
	n := min(len(now), len(p.last))
	// A finger that comes or goes starts a new movement: nothing may jump.
	same := n == p.count
	for i := range n {
		same = same && now[i].ID == p.last[i].ID
	}
	if same && n == 1 {
		in.DragX += (now[0].X - p.last[0].X) / scale
		in.DragY += (now[0].Y - p.last[0].Y) / scale
	}
	if same && n == 2 {
		before := math.Hypot(p.last[1].X-p.last[0].X, p.last[1].Y-p.last[0].Y)
		after := math.Hypot(now[1].X-now[0].X, now[1].Y-now[0].Y)
		if before > 1 && after > 1 {
			// Twice as far apart is twice as near.
			in.Wheel += math.Log(before/after) / math.Log(zoomPerNotch)
		}
	}
	if n > 0 {
		in.X, in.Y = now[0].X, now[0].Y
	}
	in.Down = n == 1
	in.Began = in.Down && !same && p.count < 2 // after a zoom, one finger is left over
	copy(p.last[:], now[:n])
	p.count = n
}
