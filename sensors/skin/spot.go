package skin

import (
	"math"

	"gonum.org/v1/gonum/spatial/r3"
)

// Spot is a patch, resolved: its place on a link and the taxels under it.
type Spot struct {
	Centre, Normal r3.Vec // link frame
	Link           int
	Region         string
	Shares         []Share
}

// Share is the part of a patch that lies on a taxel; the shares of a patch sum
// to 1.
type Share struct {
	Taxel  int
	Weight float64
}

// patchHalf is half the side of a vibration patch: L = 4 mm.
const patchHalf = 2e-3 // m

func (b *builder) addSpot(p *PatchPlace) error {
	middle, err := b.layout.patchTaxel(p)
	if err != nil {
		return err
	}
	m := &b.Elements[middle]
	spot := Spot{Centre: m.Centre, Normal: m.Normal, Link: m.Link, Region: p.Region}
	total := 0.0
	for k := range b.Elements[:b.Taxels] {
		e := &b.Elements[k]
		if e.Link != spot.Link {
			continue
		}
		area := 0.0
		for _, q := range b.Points[e.First:e.Last] {
			rel := r3.Sub(q.At, m.Centre)
			if math.Abs(r3.Dot(rel, m.X)) <= patchHalf && math.Abs(r3.Dot(rel, m.Y)) <= patchHalf && math.Abs(r3.Dot(rel, m.Normal)) <= 2*patchHalf {
				area += q.Area
			}
		}
		if area > 0 {
			spot.Shares = append(spot.Shares, Share{Taxel: k, Weight: area})
			total += area
		}
	}
	for k := range spot.Shares {
		spot.Shares[k].Weight /= total
	}
	b.Spots = append(b.Spots, spot)
	return nil
}
