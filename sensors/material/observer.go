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
// the errors of hysteresis add up to. Light loads leave readings behind, so that
// contact is over as well when little is left of its peak. No contact weaker than
// leastContact counts.
const (
	contactLeft  = 0.12
	contactOn    = 4.0
	contactOff   = 2.4
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

// Slip by force: from static to kinetic friction the shear falls while the grip
// does not. Shares of the region's own, between two frames.
const (
	slipDrop      = 0.05
	gripDrop      = 0.03
	leastShear    = 0.5 // N
	shearFrameMin = 3   // frames of contact before a drop counts
)

// Observer watches a whole skin. It is the scratch of one goroutine; its methods
// allocate nothing.
type Observer struct {
	surface *skin.Surface
	undo    *Compensator
	regions []region
	touches []Touch
}

// region is what is remembered of one.
type region struct {
	index       int // in the surface
	spots       []int
	window      [][slipWindow]float64 // squares of the last samples, one per patch
	sums        []float64
	at          int
	quiet       int // ms until a slip is over
	shear, grip float64
	peak        float64 // N, of this contact
	frames      int
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
		o.regions = append(o.regions, r)
		o.touches = append(o.touches, Touch{Temperature: math.NaN()})
	}
	return o
}

// Touches is what each sensing region feels, in the order of the surface's: the
// observer's own slice, to be read only.
func (o *Observer) Touches() []Touch { return o.touches }

// Name is that of region i of Touches.
func (o *Observer) Name(i int) string { return o.surface.Regions[o.regions[i].index].Name }

// Frame takes in a frame of the force taxels.
func (o *Observer) Frame(measured []skin.Load) {
	loads := o.undo.Loads(measured)
	for i := range o.regions {
		r, t := &o.regions[i], &o.touches[i]
		region := &o.surface.Regions[r.index]
		t.Normal, t.Shear = o.undo.Force(loads[region.First:region.Last])
		t.Centre = o.centre(loads, region)
		o.decide(r, t, region)
		if r.frames++; len(r.spots) == 0 {
			t.Slip = r.frames > shearFrameMin && r.shear > leastShear &&
				t.Shear < (1-slipDrop)*r.shear && t.Normal > (1-gripDrop)*r.grip
		}
		r.shear, r.grip = t.Shear, t.Normal
	}
}

// decide tells contact from none.
func (o *Observer) decide(r *region, t *Touch, region *skin.Region) {
	one := max(o.undo.faint, leastContact/contactOn)
	r.peak = max(r.peak, t.Normal)
	switch {
	case !t.Contact:
		t.Contact = t.Normal > contactOn*one
	case t.Normal < contactOff*one || t.Normal < contactLeft*r.peak:
		*t = Touch{Temperature: t.Temperature}
		o.undo.Rest(region.First, region.Last)
	}
	if !t.Contact {
		r.peak, r.frames = 0, 0
	}
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

// Loads are the latest frame's, hysteresis undone: the observer's own slice.
func (o *Observer) Loads() []skin.Load { return o.undo.loads }
