package material

import (
	"math"

	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"
)

// fullScale of a force channel (N).
const fullScale = 25.5

// Compensator undoes the nominal hysteresis of force taxels: the inverse of the
// play operator (Krejci and Kuhnen, Proc. IEE Control 148, 2001). While a reading
// rises the load is half the play's width above it, while it falls as much below.
// It is the scratch of one goroutine.
type Compensator struct {
	radius float64 // N, half the play's width
	faint  float64 // N, what noise and ghosts reach: less does not count
	jump   float64 // N, how far they swing: less is smoothed
	memory [][3]turning
	loads  []skin.Load
}

// turning is one channel's last extreme, on which side of the play it is, and
// its latest reading, smoothed.
type turning struct{ extreme, side, smooth float64 }

// smoothing is the weight of a new frame in a reading that changes by less than
// a jump.
const smoothing = 0.3

// NewCompensator is for taxels of a profile that nothing has touched yet.
func NewCompensator(p taxel.Profile, taxels int) *Compensator {
	step := 1 / float64(p.Codes)
	ghost := float64(p.GhostCodes)
	return &Compensator{
		radius: p.PlayRadius() * fullScale,
		faint:  max(ghost*step, step, p.NoiseBound, 3*p.Noise) * fullScale,
		jump:   max((ghost+1.5)*step, 2*p.NoiseBound, 6*p.Noise) * fullScale,
		memory: make([][3]turning, taxels), loads: make([]skin.Load, taxels),
	}
}

// Loads turns the readings of a frame into loads; the slice is reused.
func (c *Compensator) Loads(measured []skin.Load) []skin.Load {
	return c.follow(measured, 0, len(measured))
}

// follow turns the readings of taxels first to last−1 into loads, and returns those of all.
func (c *Compensator) follow(measured []skin.Load, first, last int) []skin.Load {
	for i := first; i < last; i++ {
		r := &measured[i]
		load := [3]float64{r.Normal, r.X, r.Y}
		for axis := range load {
			t := &c.memory[i][axis]
			off := t.follow(load[axis], c.jump)
			if load[axis] = 0; t.side != 0 || math.Abs(off) > c.faint {
				load[axis] = t.turn(off, c)
			}
		}
		c.loads[i] = skin.Load{Normal: load[0], X: load[1], Y: load[2]}
	}
	return c.loads
}

// follow smooths a reading, and tells by how much it is off the last extreme.
func (t *turning) follow(reading, jump float64) (off float64) {
	change := reading - t.smooth
	if math.Abs(change) <= jump {
		change *= smoothing
	}
	t.smooth += change
	return t.smooth - t.extreme
}

// turn is the load of a channel that is so far off its last extreme. Only a change beyond
// the smoothed noise is a change of direction; a channel that never moved carries nothing.
func (t *turning) turn(off float64, c *Compensator) float64 {
	switch {
	case off*t.side > 0:
		t.extreme = t.smooth
	case math.Abs(off) > c.faint, t.side != 0 && math.Abs(off) > c.faint/2:
		t.side = math.Copysign(1, off)
		t.extreme = t.smooth
	}
	return t.extreme + t.side*c.radius
}

// Rest tells that taxels first to last−1 carry nothing: what they still read is
// hysteresis, which a light load cannot clear.
func (c *Compensator) Rest(first, last int) {
	for i := first; i < last; i++ {
		for axis := range c.memory[i] {
			t := &c.memory[i][axis]
			t.extreme, t.side = t.smooth, 0
		}
	}
}

// Force is the sum of the normal and the size of the summed tangential loads of
// taxels (N), those that are too faint to count left out.
func (c *Compensator) Force(loads []skin.Load) (normal, shear float64) {
	x, y := 0.0, 0.0
	for i := range loads {
		if loads[i].Normal < c.faint {
			continue
		}
		normal += loads[i].Normal
		x += loads[i].X
		y += loads[i].Y
	}
	return normal, math.Hypot(x, y)
}
