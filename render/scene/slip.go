package scene

import (
	"mirrorarm/sensors/skin"
	"mirrorarm/sim/mirror"
)

// slips runs a short white flash along every region of the skin that slips, from
// its near to its far end.
type slips struct {
	names  []string  // of the skin's regions
	region []int     // of each taxel
	along  []float32 // where in its region each taxel is: 0 near, 1 far
	phase  []float32 // of each region's flash, in its times; 0 is none, from 1 on it rests
}

// How a flash looks. Design values.
const (
	flashTime   = 0.22 // s from end to end
	flashPeriod = 0.36 // s until the next may begin: fewer than three a second (WCAG 2.2, 2.3.1)
	flashWidth  = 0.22 // of the region's length, to each side
)

func newSlips(s *skin.Surface) slips {
	var f slips
	if s == nil {
		return f
	}
	for i := range s.Regions {
		f.names = append(f.names, s.Regions[i].Name)
	}
	near, far := make([]float64, len(f.names)), make([]float64, len(f.names))
	taxels := s.Elements[:s.Taxels]
	for i, e := range taxels {
		x := e.Centre.X
		if i == 0 || taxels[i-1].Region != e.Region {
			near[e.Region], far[e.Region] = x, x
		}
		near[e.Region], far[e.Region] = min(near[e.Region], x), max(far[e.Region], x)
	}
	for _, e := range taxels {
		f.region = append(f.region, e.Region)
		length := max(far[e.Region]-near[e.Region], 1e-3)
		f.along = append(f.along, float32((e.Centre.X-near[e.Region])/length))
	}
	f.phase = make([]float32, len(f.names))
	return f
}

// follow begins and moves the flashes; dt is the time (s) since the last picture.
// A flash that has begun runs to its end.
func (f *slips) follow(feel []mirror.Feel, dt float64) {
	step := float32(min(max(dt, 0), flashTime) / flashTime)
	for i := range feel {
		for r, name := range f.names {
			if name != feel[i].Region || (f.phase[r] == 0 && !feel[i].Slip) {
				continue
			}
			if f.phase[r] += step; f.phase[r] >= flashPeriod/flashTime {
				f.phase[r] = 0
			}
		}
	}
}

// at is how bright the flash is on a taxel, 0…1.
func (f *slips) at(taxel int) float32 {
	phase := f.phase[f.region[taxel]]
	if phase == 0 {
		return 0
	}
	d := (f.along[taxel] - phase*(1+2*flashWidth) + flashWidth) / flashWidth
	return max(1-d*d, 0)
}
