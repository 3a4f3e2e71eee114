package mirror

import (
	"mirrorarm/sensors/skin"
	"mirrorarm/sim/figure"

	"gonum.org/v1/gonum/spatial/r3"
)

// TouchReport compares what the skin's readings are taken for with what touches it, every
// hundredth of a second.
type TouchReport struct {
	// LitInAirPct are the taxels that a picture shows lit with nothing on them or beside them.
	LitInAirPct figure.Value `json:"lit_in_air_pct"`
	// FalseContactsPer1000S are contacts that a region tells of, in the whole skin, while
	// nothing touches it; FalseContactPct is their share of the time of regions in air.
	FalseContactsPer1000S figure.Value `json:"false_contacts_per_1000_s"`
	FalseContactPct       figure.Value `json:"false_contact_pct"`
	// MissedContactPct is the share of time in which a region tells of no contact, of that in
	// which one of its taxels has been pressed well for a while.
	MissedContactPct figure.Value `json:"missed_contact_pct"`
}

// DarkPressure is up to which pictures leave a taxel dark (Pa). Design value.
const DarkPressure = 1.5e3

// What counts. Design values.
const (
	touchEvery    = 10   // steps between looks
	touchBeside   = 6e-3 // m from a loaded element: the elastomer carries its load
	touchAfter    = 0.1  // s after a release, in which contact may still be told
	touchPressed  = 0.8  // N on one taxel: twice what hysteresis hides, below which counts do not tell
	touchWaiting  = 0.05 // s that it has been pressed for
	touchTooShort = "it takes more than a hundredth of a second"
	touchNothing  = "no region of the skin was free"
	touchNoPress  = "nothing pressed the skin well"
)

// touchErrors collects them.
type touchErrors struct {
	regions       []touchedRegion
	lit, dark     int // taxels in air: lit, and all of them; over looks
	toldFree, air int // regions in air: that told of contact, and all of them
	events        int
	missed        int
	pressed       int
	looks         int
	loaded        []r3.Vec // scratch
}

// touchedRegion is what is remembered of one.
type touchedRegion struct {
	free, pressed float64 // s for which it has been so
	telling       bool    // of a contact that is none
}

// add looks at a robot after a step.
func (e *touchErrors) add(b *body) {
	const dt = touchEvery * Period
	touches := b.observer.Touches()
	if e.regions == nil {
		e.regions = make([]touchedRegion, len(touches))
		for i := range e.regions {
			e.regions[i].free = touchAfter
		}
	}
	e.looks++
	loads, surface := b.skin.Elements(), b.skin.Surface()
	for i := range touches {
		region, r := &surface.Regions[b.observer.SurfaceRegion(i)], &e.regions[i]
		most, any := 0.0, false
		for _, l := range loads[region.First:region.Last] {
			most, any = max(most, l.Normal), any || l != skin.Load{}
		}
		if r.free += dt; any {
			r.free, r.telling = 0, false
		}
		if r.pressed += dt; most <= touchPressed {
			r.pressed = 0
		}
		e.judge(r, touches[i].Contact)
		e.addTaxels(b, region, any)
	}
}

// addTaxels counts a region's taxels that are in air, and those that are lit all the same.
func (e *touchErrors) addTaxels(b *body, region *skin.Region, any bool) {
	elements, loads := b.skin.Surface().Elements, b.skin.Elements()
	e.loaded = e.loaded[:0]
	for t := region.First; any && t < region.Last; t++ {
		if loads[t] != (skin.Load{}) {
			e.loaded = append(e.loaded, elements[t].Centre)
		}
	}
	for t := region.First; t < region.Last; t++ {
		beside := false
		for _, at := range e.loaded {
			beside = beside || r3.Norm2(r3.Sub(at, elements[t].Centre)) < touchBeside*touchBeside
		}
		if beside {
			continue
		}
		e.dark++
		if b.observer.Load(t).Normal > DarkPressure*elements[t].Area {
			e.lit++
		}
	}
}

// report sums up.
func (e *touchErrors) report() TouchReport {
	if e.looks == 0 {
		none := figure.Missing(touchTooShort)
		return TouchReport{none, none, none, none}
	}
	seconds := float64(e.looks) * touchEvery * Period
	return TouchReport{
		LitInAirPct:           figure.Ratio(100*float64(e.lit), float64(e.dark), touchNothing),
		FalseContactPct:       figure.Ratio(100*float64(e.toldFree), float64(e.air), touchNothing),
		FalseContactsPer1000S: figure.Ratio(1000*float64(e.events), seconds, touchNothing),
		MissedContactPct:      figure.Ratio(100*float64(e.missed), float64(e.pressed), touchNoPress),
	}
}

func (e *touchErrors) judge(r *touchedRegion, told bool) {
	if r.free > touchAfter {
		e.air++
		if told {
			e.toldFree++
			if !r.telling {
				e.events++
			}
		}
		r.telling = told
	}
	if r.pressed > touchWaiting {
		e.pressed++
		if !told {
			e.missed++
		}
	}
}
