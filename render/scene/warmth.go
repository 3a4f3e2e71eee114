package scene

import (
	"mirrorarm/sensors/skin"

	"gonum.org/v1/gonum/spatial/r3"
)

// The scale of temperatures (°C): white is what the skin is held at, and full
// colour is so much away from it. Warmed fingertips, at 30 and 40, are seen to
// differ; things that are hot or cold to the touch end up near the ends.
const (
	NeutralCelsius = skin.SkinTemperature
	FullContrast   = 12.0
)

// WarmthShare is where on the map of Warmth a temperature (°C) lies, 0…1.
func WarmthShare(celsius float32) float32 {
	return min(max((celsius-NeutralCelsius)/(2*FullContrast)+0.5, 0), 1)
}

// WarmthField spreads the temperatures of the skin's few patches over its many
// taxels: each has the mean of its region's patches, the nearer the weightier
// (Shepard, Proc. 23rd ACM National Conference, 1968).
type WarmthField struct {
	shares [][]warmthShare // of each taxel; none where its region has no patch
}

type warmthShare struct {
	spot   int
	weight float32
}

// warmthBlur (m) is how near to a patch its own reading is the only one that
// counts: half a patch. Design value.
const warmthBlur = 2e-3

// NewWarmthField is for the patches of a skin.
func NewWarmthField(s *skin.Surface) *WarmthField {
	f := &WarmthField{}
	if s == nil {
		return f
	}
	f.shares = make([][]warmthShare, s.Taxels)
	for i := range f.shares {
		e, total := &s.Elements[i], float32(0)
		for k := range s.Spots {
			if s.Spots[k].Region != s.Regions[e.Region].Name {
				continue
			}
			w := float32(1 / (r3.Norm2(r3.Sub(e.Centre, s.Spots[k].Centre)) + warmthBlur*warmthBlur))
			f.shares[i] = append(f.shares[i], warmthShare{k, w})
			total += w
		}
		for k := range f.shares[i] {
			f.shares[i][k].weight /= total
		}
	}
	return f
}

// At is the temperature (°C) at a taxel, by the readings of all patches; false if
// nothing is known there.
func (f *WarmthField) At(taxel int, readings []float32) (celsius float32, ok bool) {
	if taxel >= len(f.shares) || len(f.shares[taxel]) == 0 {
		return 0, false
	}
	for _, s := range f.shares[taxel] {
		if s.spot >= len(readings) {
			return 0, false
		}
		celsius += s.weight * readings[s.spot]
	}
	return celsius, true
}
