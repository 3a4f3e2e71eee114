package glove

import (
	"math"

	"mirrorarm/kinematics/hand"
)

// Geometry is what decides how a block's joints strain the fabric over them:
// where they are along the finger and how thick the finger is there. The
// designer knows the nominal one; a person has another.
type Geometry struct {
	Block     int
	Joint     [4]float64 // m along, of each angle's joint
	Thickness [4]float64 // of each joint, relative to the nominal hand
}

// NominalGeometry is the geometry of a hand with the given bone lengths and
// nominal thickness.
func NominalGeometry(dims hand.Dimensions, block int) Geometry {
	g := Geometry{Block: block, Thickness: [4]float64{1, 1, 1, 1}}
	if block == WristBlock {
		return g
	}
	// Two angles share the first joint, on the thumb (CMC) as on a finger (MCP).
	l := dims[block].Length
	g.Joint = [4]float64{0, 0, l[0], l[0] + l[1]}
	return g
}

// bend is how one angle strains the fabric: by a Gaussian along the finger.
type bend struct {
	peak     float64 // strain per rad on the middle of the back
	sigma    float64 // m
	sideways bool    // a bend in the plane of the hand: odd across the finger
}

// flexionOver is the bend of fabric at height h above an axis (m): the length
// that it gains per rad is h, whatever the width sigma over which it spreads.
func flexionOver(h, sigma float64) bend {
	return bend{peak: h / (sigma * math.Sqrt(2*math.Pi)), sigma: sigma}
}

// bends of a block's angles. Heights are joint half-thicknesses; they and the
// widths are design values.
func bends(block int) [4]bend {
	const mm = 1e-3
	switch {
	case block == WristBlock:
		return [4]bend{flexionOver(20*mm, 30*mm), {peak: 0.25, sigma: 25 * mm, sideways: true}}
	case hand.Finger(block) == hand.Thumb:
		return [4]bend{
			{peak: 0.20, sigma: 16 * mm, sideways: true}, {peak: 0.29, sigma: 16 * mm},
			flexionOver(9*mm, 12*mm), flexionOver(7.5*mm, 10*mm),
		}
	default:
		return [4]bend{
			{peak: 0.22, sigma: 13 * mm, sideways: true}, flexionOver(11*mm, 15*mm),
			flexionOver(8*mm, 11*mm), flexionOver(6*mm, 8*mm),
		}
	}
}

// Front fabric is shortened by flexion, less than the back is stretched; outer
// columns feel flexion less than the middle one. Design values.
const (
	frontFactor = -0.8
	outerFactor = 0.85
)

// Gain is the strain per rad of each of the block's angles at a place: along
// (m) and across (−1…1) the finger, on its back or front. On the back, a distance
// d along the finger from a joint that flexes, it is h/(σ√(2π))·e^(−d²/2σ²): the
// fabric lies at the height h above the joint's axis and so gains the length h
// per rad, over a width σ. All heights and widths are design values, h about half
// of the joint's thickness.
func (g Geometry) Gain(along, across float64, back bool) [4]float64 {
	var gain [4]float64
	for j, b := range bends(g.Block) {
		if b.sigma == 0 {
			continue
		}
		d := (along - g.Joint[j]) / b.sigma
		gain[j] = g.Thickness[j] * b.peak * math.Exp(-d*d/2) * b.profileAcross(across, back)
	}
	return gain
}

// Slope is how Gain changes with the place along (per m) and across (per unit).
func (g Geometry) Slope(along, across float64, back bool) (perMetre, perColumn [4]float64) {
	for j, b := range bends(g.Block) {
		if b.sigma == 0 {
			continue
		}
		d := (along - g.Joint[j]) / b.sigma
		k := g.Thickness[j] * b.peak * math.Exp(-d*d/2)
		perMetre[j] = -d / b.sigma * k * b.profileAcross(across, back)
		perColumn[j] = k * b.slopeAcross(across, back)
	}
	return perMetre, perColumn
}

func (b bend) profileAcross(across float64, back bool) float64 {
	if b.sideways {
		// A turn to the thumb's side shortens the fabric on that side.
		return -across
	}
	side := 1.0
	if !back {
		side = frontFactor
	}
	return side * (1 - (1-outerFactor)*across*across)
}

func (b bend) slopeAcross(across float64, back bool) float64 {
	if b.sideways {
		return -1
	}
	side := 1.0
	if !back {
		side = frontFactor
	}
	return side * -2 * (1 - outerFactor) * across
}
