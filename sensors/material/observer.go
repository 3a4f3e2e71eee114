package material

import (
	"math"

	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"

	"gonum.org/v1/gonum/spatial/r3"
)

// Touch is what one region of the skin feels.
type Touch struct {
	Contact     bool
	Normal      float64 // N, grip force of the region
	Shear       float64 // N
	Centre      r3.Vec  // m, centre of pressure, in the link's frame
	Slip        bool    // by the patches, or by the force taxels where there are none
	Temperature float64 // °C, of the patches; NaN without
}

// Contact begins when a region carries more than contactOn times what noise and
// ghosts can do to one taxel, and ends below contactOff: design values, above what
// single taxels are taken for loaded by chance. No contact weaker than leastContact
// counts.
const (
	contactOn    = 3.5
	contactOff   = 2.0
	leastContact = 0.05 // N
)

// Slip by vibration: the power over the last slipWindow samples against the
// readout's own. With noise of one count's SD a silent patch exceeds the
// threshold less than once in 10⁹ windows (the upper tail of χ² with 20 degrees
// of freedom), so all patches together once in some weeks.
const (
	slipWindow = 20  // samples: 10 ms
	slipRMS    = 5.5 // Pa
	slipHold   = 50  // ms that a slip is reported for
)

// Slip by force: under a round fingertip that sticks, shear spreads evenly and
// pressure does not, so that only the rim is near its limit; when it slips, all
// taxels drag in the same proportion to their load (Cattaneo 1938, Mindlin 1949).
// Slip is when more than half of the taxels are near the largest proportion.
const (
	nearLimit   = 0.85
	leastRatio  = 0.12 // of the region's shear to its load: less is no pull at all
	leastTaxels = 6
)

// Observer watches a whole skin. It is the scratch of one goroutine; its methods
// allocate nothing.
type Observer struct {
	surface *skin.Surface
	undo    *Compensator
	regions []region
	touches []Touch
	of      []int // of each taxel: which of the touches
}

// region is what is remembered of one.
type region struct {
	index  int // in the surface
	spots  []int
	window [][slipWindow]float64 // squares of the last samples, one per patch
	sums   []float64
	at     int
	quiet  int // ms until a slip is over
}

// NewObserver is for a skin that nothing has touched yet.
func NewObserver(surface *skin.Surface, p taxel.Profile) *Observer {
	o := &Observer{surface: surface, undo: NewCompensator(p, surface.Taxels)}
	for i := range surface.Regions {
		if surface.Regions[i].Bare {
			continue
		}
		r := region{index: i}
		for k := range surface.Spots {
			if surface.Spots[k].Region == surface.Regions[i].Name {
				r.spots = append(r.spots, k)
			}
		}
		r.window, r.sums = make([][slipWindow]float64, len(r.spots)), make([]float64, len(r.spots))
		for range surface.Regions[i].Last - surface.Regions[i].First {
			o.of = append(o.of, len(o.regions))
		}
		o.regions = append(o.regions, r)
		o.touches = append(o.touches, Touch{Temperature: math.NaN()})
	}
	return o
}

// Touches is what each sensing region feels, in the order of the surface's: the
// observer's own slice, to be read only.
func (o *Observer) Touches() []Touch { return o.touches }

// Name is that of region i of Touches.
func (o *Observer) Name(i int) string { return o.surface.Regions[o.SurfaceRegion(i)].Name }

// SurfaceRegion is the number of region i of Touches among the surface's.
func (o *Observer) SurfaceRegion(i int) int { return o.regions[i].index }

// Load is what taxel i carries by the last frame (N), its nominal hysteresis
// undone: nothing where that is no more than noise and ghosts, or where its region tells of
// no contact.
func (o *Observer) Load(i int) skin.Load {
	l := o.undo.loads[i]
	if l.Normal < o.undo.faint || !o.touches[o.of[i]].Contact {
		return skin.Load{}
	}
	return l
}

// Frame takes in a frame of the force taxels.
func (o *Observer) Frame(measured []skin.Load) {
	for i := range o.regions {
		o.Region(i, measured)
	}
}

// Region takes in the readings of the taxels of region i of Touches, those of the whole
// skin being given. A skin whose regions are read one after the other brings each when it
// has come.
func (o *Observer) Region(i int, measured []skin.Load) {
	r, t := &o.regions[i], &o.touches[i]
	region := &o.surface.Regions[r.index]
	loads := o.undo.follow(measured, region.First, region.Last)
	t.Normal, t.Shear = o.undo.Force(loads[region.First:region.Last])
	t.Centre = o.centre(loads, region)
	o.decide(t, region)
	if len(r.spots) == 0 {
		t.Slip = t.Contact && t.Shear > leastRatio*t.Normal && o.allDrag(loads, region)
	}
}

// decide tells contact from none.
func (o *Observer) decide(t *Touch, region *skin.Region) {
	one := max(o.undo.faint, leastContact/contactOn)
	switch {
	case !t.Contact:
		t.Contact = t.Normal > contactOn*one
	case t.Normal < contactOff*one:
		*t = Touch{Temperature: t.Temperature}
		o.undo.Rest(region.First, region.Last)
	}
}

// allDrag tells whether more than half of a region's loaded taxels drag in nearly
// the largest proportion to their load. Along and across are taken against the
// mean direction of the load, for the taxels of a round finger face many ways.
func (o *Observer) allDrag(loads []skin.Load, region *skin.Region) bool {
	force := func(i int) r3.Vec {
		e, l := &o.surface.Elements[i], &loads[i]
		return r3.Add(r3.Scale(-l.Normal, e.Normal), r3.Add(r3.Scale(l.X, e.X), r3.Scale(l.Y, e.Y)))
	}
	least := 2 * max(o.undo.faint, leastContact/contactOn)
	var mean r3.Vec
	for i := region.First; i < region.Last; i++ {
		if loads[i].Normal > least {
			mean = r3.Sub(mean, r3.Scale(loads[i].Normal, o.surface.Elements[i].Normal))
		}
	}
	if mean == (r3.Vec{}) {
		return false
	}
	mean = r3.Unit(mean)
	ratio := func(i int) float64 {
		f := force(i)
		along := r3.Dot(f, mean)
		return r3.Norm(r3.Sub(f, r3.Scale(along, mean))) / max(along, least)
	}
	loaded, near, largest := 0, 0, 0.0
	for i := region.First; i < region.Last; i++ {
		if loads[i].Normal > least {
			loaded++
			largest = max(largest, ratio(i))
		}
	}
	for i := region.First; i < region.Last; i++ {
		if loads[i].Normal > least && ratio(i) > nearLimit*largest {
			near++
		}
	}
	return loaded >= leastTaxels && 2*near > loaded
}

// centre is the centre of pressure.
func (o *Observer) centre(loads []skin.Load, region *skin.Region) (sum r3.Vec) {
	total := 0.0
	for i := region.First; i < region.Last; i++ {
		if n := loads[i].Normal; n >= o.undo.faint {
			sum = r3.Add(sum, r3.Scale(n, o.surface.Elements[i].Centre))
			total += n
		}
	}
	if total == 0 {
		return r3.Vec{}
	}
	return r3.Scale(1/total, sum)
}

// Millisecond takes in the patches' readings of one millisecond.
func (o *Observer) Millisecond(patches []*skin.Patch) {
	for i := range o.regions {
		r, t := &o.regions[i], &o.touches[i]
		if len(r.spots) == 0 {
			continue
		}
		warmth, loudest := 0.0, 0.0
		for k, spot := range r.spots {
			reading := patches[spot].Reading()
			warmth += reading.Temperature / float64(len(r.spots))
			for n, v := range reading.Vibration {
				slot := &r.window[k][(r.at+n)%slipWindow]
				r.sums[k] += v*v - *slot
				*slot = v * v
			}
			loudest = max(loudest, r.sums[k])
		}
		r.at = (r.at + len(skin.PatchReading{}.Vibration)) % slipWindow
		t.Temperature = warmth
		if loudest > slipWindow*slipRMS*slipRMS {
			r.quiet = slipHold
		}
		t.Slip = r.quiet > 0
		r.quiet = max(r.quiet-1, 0)
	}
}
