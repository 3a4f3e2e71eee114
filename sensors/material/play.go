package material

import (
	"math"

	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"
)

// fullScale of a force channel (N).
const fullScale = 25.5

// Compensator is what a force skin's driver keeps of every taxel: where it reads with
// nothing on it, whether something is, and on which branch of its hysteresis it then is.
//
// A taxel with nothing on it carries nothing, whatever it reads: after a squeeze that is
// half of the play's width and what creep has left, and it drifts. Its zero follows
// slowly. A reading above what a taxel may keep is a load, beside which a rise of any of
// the region's others is one too. From then on the nominal hysteresis is undone, the
// inverse of the play operator (Krejci and Kuhnen, Proc. IEE Control 148, 2001): while a
// reading rises the load is half the play's width above it, while it falls as much below.
// A load ends where a falling reading is no more than what a taxel keeps, and with the last
// sure one of a region all others do.
//
// What this cannot tell, since a taxel that was pressed lightly reads the same before and
// after its release: loads up to some 2.7 times half the play's width, until a squeeze has
// shown what a taxel keeps; one that grows more slowly than the zero follows; and, at the
// end of a squeeze, less than what creep may have left. A steady touch above that is never
// taken for a zero.
// It is the scratch of one goroutine.
type Compensator struct {
	radius float64 // N, half the play's width
	faint  float64 // N, what noise and ghosts reach: less does not count
	jump   float64 // N, how far they swing: less is smoothed
	kept   float64 // N, that a taxel may read after a load, beside its share of the largest
	share  float64 // of the largest reading of a load, likewise
	rise   float64 // N, by which a zero rises in a frame at most
	memory []element
	loads  []skin.Load
}

// element is what is remembered of a taxel.
type element struct {
	axes   [3]turning // normal, X, Y
	loaded bool       // it carries something
	sure   bool       // its own reading tells so
	peak   float64    // N, the largest reading of the load
	kept   float64    // N, what it may read after the load, beside a share of its peak
	known  bool       // its zero is what a squeeze has left, and so what it keeps
}

// keeps is what a taxel that is not loaded may read without a load (N).
func (e *element) keeps(c *Compensator) float64 {
	if e.known {
		return min(c.kept, e.axes[0].extreme+0.5*c.faint)
	}
	return c.kept
}

// wakes is the reading above which a taxel that is not loaded is (N); together says that
// so many of its region read so much that it is a load.
func (e *element) wakes(c *Compensator, together bool) float64 {
	zero := e.axes[0].extreme
	switch {
	case e.known || zero > c.kept:
		return zero + c.faint
	case together:
		return max(playMargin*c.radius, zero+c.faint)
	}
	return max(c.kept, zero+c.faint/2)
}

// turning is one channel's last extreme, on which side of the play it is, and
// its latest reading, smoothed. With nothing on the taxel the extreme is its zero.
type turning struct{ extreme, side, smooth float64 }

// Design values of the driver.
const (
	smoothing  = 0.3  // the weight of a new frame in a reading that changes by less than a jump
	zeroing    = 0.01 // the weight of a new frame in the zero
	zeroRate   = 0.02 // N/s, by which a zero rises at most
	playMargin = 1.4  // over the nominal play: it differs from taxel to taxel
	creepLeft  = 3.0  // decades of creep that a load may have left
	stayMargin = 1.5  // over the nominal residual
	squeeze    = 4.0  // times half the play: a load that leaves what a taxel keeps
	besideRise = 1.3  // of what noise and ghosts reach: a rise beside a load that is one too

	// Where so many taxels of a region, a dozen, read a little more than taxels keep that
	// chance is no reason, it is a load that none of them tells alone: what all of them read
	// beyond that, over half the play, and how much of it each may without a load.
	togetherAll  = 2.0
	togetherEach = 0.08
)

// NewCompensator is for taxels of a profile that nothing has touched yet.
func NewCompensator(p taxel.Profile, taxels int) *Compensator {
	step := 1 / float64(p.Codes)
	ghost := float64(p.GhostCodes)
	c := &Compensator{
		radius: p.PlayRadius() * fullScale,
		faint:  max(ghost*step, step, p.NoiseBound, 3*p.Noise) * fullScale,
		jump:   max((ghost+1.5)*step, 2*p.NoiseBound, 6*p.Noise) * fullScale,
		share:  creepLeft*p.Creep + stayMargin*p.Residual,
		rise:   zeroRate * p.Period(),
		memory: make([]element, taxels), loads: make([]skin.Load, taxels),
	}
	c.kept = playMargin*c.radius + 0.5*c.faint
	return c
}

// Loads turns the readings of a frame into loads; the slice is reused.
func (c *Compensator) Loads(measured []skin.Load) []skin.Load {
	return c.follow(measured, 0, len(measured))
}

// follow turns the readings of taxels first to last−1, those of one region, into loads,
// and returns those of all.
func (c *Compensator) follow(measured []skin.Load, first, last int) []skin.Load {
	n, above, sure := 0.0, 0.0, false
	for i := first; i < last; i++ {
		e, r := &c.memory[i], &measured[i]
		e.axes[0].follow(r.Normal, c.jump)
		e.axes[1].follow(r.X, c.jump)
		e.axes[2].follow(r.Y, c.jump)
		sure = sure || e.sure
		if over := e.axes[0].smooth - playMargin*c.radius; over > 0 && !e.known && !e.sure {
			n++
			above += min(over, c.kept-playMargin*c.radius)
		}
	}
	together := above > togetherAll*c.radius+togetherEach*c.radius*n
	left := false
	for i := first; i < last; i++ {
		c.loads[i] = c.memory[i].load(c, together, sure)
		left = left || c.memory[i].sure
	}
	if sure && !left {
		c.Rest(first, last)
	}
	return c.loads
}

// load is what a taxel carries by its smoothed readings; together says that so many of
// its region read so much that it is a load, beside that another taxel of the region
// surely carries one.
func (e *element) load(c *Compensator, together, beside bool) skin.Load {
	off := [3]float64{e.axes[0].off(), e.axes[1].off(), e.axes[2].off()}
	if !e.sure && e.axes[0].smooth > e.wakes(c, together) {
		e.sure, e.kept = true, e.keeps(c)
	}
	if !e.loaded && (e.sure || beside && off[0] > besideRise*c.faint) {
		e.loaded = true
		e.axes[0].extreme, e.axes[0].side = e.axes[0].smooth, 1
	}
	if !e.loaded {
		e.axes[0].extreme += min(zeroing*off[0], c.rise)
		e.axes[1].extreme += zeroing * off[1]
		e.axes[2].extreme += zeroing * off[2]
		return skin.Load{}
	}
	e.peak = max(e.peak, e.axes[0].smooth)
	l := skin.Load{Normal: e.axes[0].turn(off[0], c), X: e.axes[1].turn(off[1], c), Y: e.axes[2].turn(off[2], c)}
	if e.sure && e.axes[0].side < 0 && e.axes[0].smooth < e.kept+c.share*e.peak {
		e.rest(c)
		return skin.Load{}
	}
	return l
}

// follow smooths a reading.
func (t *turning) follow(reading, jump float64) {
	change := reading - t.smooth
	if math.Abs(change) <= jump {
		change *= smoothing
	}
	t.smooth += change
}

// off is how far the reading is off the last extreme.
func (t *turning) off() float64 { return t.smooth - t.extreme }

// turn is the load of a channel that is so far off its last extreme. Only a change beyond
// the smoothed noise is a change of direction; a channel that never moved carries nothing.
func (t *turning) turn(off float64, c *Compensator) float64 {
	switch {
	case off*t.side > 0:
		t.extreme = t.smooth
	case math.Abs(off) > c.faint, t.side != 0 && math.Abs(off) > c.faint/2:
		t.side = math.Copysign(1, off)
		t.extreme = t.smooth
	case t.side == 0:
		return 0
	}
	return t.extreme + t.side*c.radius
}

// rest takes what a taxel reads for its zero: nothing is on it any more.
func (e *element) rest(c *Compensator) {
	e.known = e.known || e.peak > squeeze*c.radius
	e.loaded, e.sure, e.peak = false, false, 0
	for axis := range e.axes {
		t := &e.axes[axis]
		t.extreme, t.side = t.smooth, 0
	}
}

// Rest tells that taxels first to last−1 carry nothing: what they still read is
// hysteresis, which a light load cannot clear.
func (c *Compensator) Rest(first, last int) {
	for i := first; i < last; i++ {
		c.memory[i].rest(c)
		c.loads[i] = skin.Load{}
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
