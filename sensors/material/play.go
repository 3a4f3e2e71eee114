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
	for i := range measured {
		m := &c.memory[i]
		c.loads[i] = skin.Load{
			Normal: m[0].load(measured[i].Normal, c),
			X:      m[1].load(measured[i].X, c),
			Y:      m[2].load(measured[i].Y, c),
		}
	}
	return c.loads
}

// load follows a reading. Only a change beyond the smoothed noise is a change of
// direction; a channel that never moved carries nothing.
func (t *turning) load(reading float64, c *Compensator) float64 {
	if math.Abs(reading-t.smooth) > c.jump {
		t.smooth = reading
	}
	t.smooth += smoothing * (reading - t.smooth)
	switch off := t.smooth - t.extreme; {
	case off*t.side > 0:
		t.extreme = t.smooth
	case math.Abs(off) > c.faint, t.side != 0 && math.Abs(off) > c.faint/2:
		t.side = math.Copysign(1, off)
		t.extreme = t.smooth
	}
	if t.side == 0 {
		return 0
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
