package skin

import (
	"math"
	"math/rand/v2"

	"mirrorarm/sensors/taxel"

	"gonum.org/v1/gonum/spatial/r3"
)

// axes of a taxel, in the order of its channels.
const numAxes = 3

// Force ranges of the skin's channels (N), those of the Hall profile in steps of
// 0.1 N, whatever the profile: normal 0…25.5, shear ±12.7.
var forceRange = [numAxes]taxel.Range{{Lower: 0, Upper: 25.5}, {Lower: -12.7, Upper: 12.8}, {Lower: -12.7, Upper: 12.8}}

// Sensor is the electronics of a skin's force taxels: one scanned array per
// region. A scan reads the regions one after the other, so that each has its
// own moment in the frame and the work spreads over the steps of the loop.
type Sensor struct {
	profile  taxel.Profile
	scans    []scan
	rest     []float64 // counts of each channel at rest
	zero     []float64 // the same through the nominal curve, as fractions
	felt     []float64 // each count through that curve; nil where it is straight
	counts   []uint16  // as delivered
	measured []Load
	fresh    []int // regions delivered in the last step
}

// scan is one region's array and its moment.
type scan struct {
	first, last int // taxels
	array       *taxel.Array
	spread      *taxel.Spread
	due         float64 // s, of the next reading
	stimulus    []float64
	spreadOut   []float64
	pending     []uint16 // read, not yet delivered
	quiet       bool     // spreadOut is what nothing that touches gives
}

// NewSensor is the electronics for the taxels of a layout, switched on while
// nothing touches; rng, which it keeps, is what differs between two of a kind.
func NewSensor(surface *Surface, layout *Layout, p taxel.Profile, rng *rand.Rand) (*Sensor, error) {
	s := &Sensor{
		profile:  p,
		rest:     make([]float64, numAxes*surface.Taxels),
		zero:     make([]float64, numAxes*surface.Taxels),
		counts:   make([]uint16, numAxes*surface.Taxels),
		measured: make([]Load, surface.Taxels),
	}
	if p.Exponent != 1 {
		s.felt = make([]float64, p.Codes+1)
		for n := range s.felt {
			s.felt[n] = p.Linearize(float64(n) / float64(p.Codes))
		}
	}
	first := 0
	for i := range layout.Pads {
		pad := &layout.Pads[i]
		last := first + pad.Rows*pad.Columns
		array, err := taxel.NewArray(p, numAxes*(last-first), p.Period(), rng)
		if err != nil {
			return nil, err
		}
		n := numAxes * (last - first)
		s.scans = append(s.scans, scan{
			first: first, last: last, array: array,
			spread:   newSpread(p, surface.Elements[first:last], pad.Rows, pad.Columns),
			due:      p.Scan * p.Period() * float64(first) / float64(surface.Taxels),
			stimulus: make([]float64, n), spreadOut: make([]float64, n), pending: make([]uint16, n),
		})
		first = last
	}
	s.fresh = make([]int, 0, len(s.scans))
	for i := range s.scans {
		s.tare(&s.scans[i], rng)
	}
	return s, nil
}

// newSpread is the crosstalk within a grid; the axes do not mix.
func newSpread(p taxel.Profile, elements []Element, rows, columns int) *taxel.Spread {
	places := make([]r3.Vec, 0, numAxes*len(elements))
	neighbours := make([][4]int, 0, cap(places))
	for i := range elements {
		row, column := i/columns, i%columns
		beside := [4]int{i - columns, i + columns, i - 1, i + 1}
		inside := [4]bool{row > 0, row < rows-1, column > 0, column < columns-1}
		for axis := range numAxes {
			var n [4]int
			for k := range n {
				if n[k] = taxel.NoNeighbour; inside[k] {
					n[k] = numAxes*beside[k] + axis
				}
			}
			places = append(places, elements[i].Centre)
			neighbours = append(neighbours, n)
		}
	}
	return taxel.NewSpread(p, places, neighbours)
}

// tareFrames are averaged at switch-on, with nothing touching.
const tareFrames = 32

// tare brings an array to rest and measures its zero, as a driver does at
// switch-on. Where in its gap hysteresis left a shear element is anyone's
// guess; a normal one has never been pulled.
func (s *Sensor) tare(c *scan, rng *rand.Rand) {
	s.excite(c, nil)
	for i, rest := range c.spreadOut {
		c.stimulus[i] = rest
		if rest > 0 {
			// Settling comes from below, which leaves the output behind by the radius.
			c.stimulus[i] += 2 * s.profile.PlayRadius() * rng.Float64()
		}
	}
	const long = 1e6 // s: nothing creeps any more
	c.array.Settle(c.stimulus, long)
	for range tareFrames {
		c.array.Advance(c.spreadOut, 0)
		c.array.Read(0, c.array.Len(), nil, c.pending)
		for i, n := range c.pending {
			s.rest[numAxes*c.first+i] += float64(n) / tareFrames
		}
	}
	for i := numAxes * c.first; i < numAxes*c.last; i++ {
		s.zero[i] = s.profile.Linearize(s.rest[i] / float64(s.profile.Codes))
	}
	s.deliver(c)
}

// excite turns loads into fractions of full scale, crosstalk included; no loads
// mean nothing touches.
func (s *Sensor) excite(c *scan, loads []Load) {
	quiet := true
	for i := c.first; quiet && i < c.last; i++ {
		quiet = loads == nil || loads[i] == Load{}
	}
	if quiet && c.quiet {
		return
	}
	c.quiet = quiet
	for i := range c.last - c.first {
		var l Load
		if loads != nil {
			l = loads[c.first+i]
		}
		c.stimulus[numAxes*i] = forceRange[0].Fraction(l.Normal)
		c.stimulus[numAxes*i+1] = forceRange[1].Fraction(l.X)
		c.stimulus[numAxes*i+2] = forceRange[2].Fraction(l.Y)
	}
	c.spread.ApplyTo(c.spreadOut, c.stimulus)
}

// Step reads every region whose moment has come by t (s); loads are the true
// ones, one per taxel.
func (s *Sensor) Step(t float64, loads []Load) {
	s.fresh = s.fresh[:0]
	for i := range s.scans {
		c := &s.scans[i]
		if t < c.due {
			continue
		}
		// A loop that was held up reads once, not once per missed frame.
		s.fresh = append(s.fresh, i)
		c.due += s.profile.Period() * math.Ceil(max((t-c.due)/s.profile.Period(), 1))
		if s.profile.Latency > 0 {
			s.deliver(c)
		}
		s.excite(c, loads)
		c.array.Advance(c.spreadOut, 0)
		c.array.Read(0, c.array.Len(), nil, c.pending)
		if s.profile.Latency == 0 {
			s.deliver(c)
		}
	}
}

// Measured is the reading of each taxel: counts through the profile's nominal
// curve, less what they are at rest. The slice is the sensor's own, as that of Counts.
func (s *Sensor) Measured() []Load { return s.measured }

// Counts are the raw readings, three per taxel: normal, X, Y.
func (s *Sensor) Counts() []uint16 { return s.counts }

// Fresh are the regions, by their place among the layout's pads, of which the last step
// delivered new readings: the sensor's own slice.
func (s *Sensor) Fresh() []int { return s.fresh }

// Profile is the hardware.
func (s *Sensor) Profile() taxel.Profile { return s.profile }

// deliver makes a region's last reading visible.
func (s *Sensor) deliver(c *scan) {
	copy(s.counts[numAxes*c.first:], c.pending)
	scale := 1 / float64(s.profile.Codes)
	newtons := func(channel, axis int) float64 {
		n := s.counts[channel]
		felt := float64(n) * scale
		if s.felt != nil {
			felt = s.felt[n]
		}
		return (felt - s.zero[channel]) * forceRange[axis].Width()
	}
	for i := c.first; i < c.last; i++ {
		s.measured[i] = Load{Normal: newtons(numAxes*i, 0), X: newtons(numAxes*i+1, 1), Y: newtons(numAxes*i+2, 2)}
	}
}
