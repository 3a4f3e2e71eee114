package glove

import (
	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/taxel"
)

// Naive is the decoder that others are measured against: robust least squares
// on each frame alone, held until the next one. It takes readings at their face
// value: no lag, no play, no creep.
type Naive struct {
	layout *Layout
	scale  float64
	blocks [NumBlocks]naiveBlock
}

type naiveBlock struct {
	first    hand.Angle
	joints   int
	channels []naiveChannel
	angle    vector4
	bow      [4]Bow
}

type naiveChannel struct {
	index  int
	gain   vector4
	offset float64
}

// NewNaive calibrates a naive decoder from a recording, which it reads as
// naively as it reads frames later.
func NewNaive(l *Layout, r *Recording, tell Progress) (*Naive, error) {
	face := *l
	p := &face.profile
	p.Hysteresis, p.PlaySpread, p.LoadTime, p.UnloadTime, p.Creep, p.Residual = 0, 0, 0, 0, 0, 0
	c, err := Calibrate(&face, r, tell)
	if err != nil {
		return nil, err
	}
	return newNaive(&face, c), nil
}

func newNaive(l *Layout, c *Calibration) *Naive {
	d := &Naive{layout: l, scale: l.profile.Ranges[taxel.Stretch].Width()}
	for b := range d.blocks {
		k := &d.blocks[b]
		k.first, k.joints = BlockAngles(b)
		for j := range k.joints {
			k.bow[j] = c.Bow[int(k.first)+j]
		}
		for _, i := range l.blocks[b] {
			if ch := &c.Channels[i]; ch.Health == Sound {
				k.channels = append(k.channels, naiveChannel{index: i, gain: ch.Gain, offset: ch.Offset})
			}
		}
	}
	return d
}

// Decode writes the angles that a frame tells, inside the anatomical ranges.
func (d *Naive) Decode(dst *hand.Angles, f *Frame) {
	for b := range d.blocks {
		k := &d.blocks[b]
		k.iterate(d, f.Counts)
		for j := range k.joints {
			dst[int(k.first)+j] = k.bow[j].invert(k.angle[j])
		}
	}
	*dst = dst.Clamped()
}

// iterate reweighs the least squares by what it left unexplained.
func (k *naiveBlock) iterate(d *Naive, counts []uint16) (info matrix4) {
	for range 3 {
		info = k.solve(d, counts)
	}
	return info
}

func (k *naiveBlock) solve(d *Naive, counts []uint16) (info matrix4) {
	const sigma = 4 * modelSigma
	limit := 1 / (sigma * sigma * d.scale * d.scale)
	var right matrix4
	codes := float64(d.layout.profile.Codes)
	for i := range k.channels {
		c := &k.channels[i]
		g := &c.gain
		if n := counts[c.index]; n == 0 || float64(n) >= codes {
			continue
		}
		strain := d.scale * d.layout.profile.Linearize(float64(counts[c.index])/codes)
		e := strain - c.offset
		for j := range 4 {
			e -= g[j] * k.angle[j]
		}
		w := 1 / (1 + e*e*limit)
		for j := range 4 {
			right[j][0] += w * g[j] * e
			for l := range 4 {
				info[j][l] += w * g[j] * g[l]
			}
		}
	}
	for j := range 4 {
		info[j][j] += 1e-9
	}
	if info.solveTo(&right) {
		for j := range k.joints {
			k.angle[j] += right[j][0]
		}
	}
	return info
}

// Solution is what one frame alone tells.
type Solution struct {
	Angles hand.Angles // rad, not clamped
	// Unit is the variance of each angle (rad²) per unit of the channels' variance
	// (strain²): the diagonal of (GᵀG)⁻¹ over the channels not on a rail.
	Unit hand.Angles
}

// LeastSquares solves one frame with no filter, no prior and no clamp.
func LeastSquares(l *Layout, c *Calibration, f *Frame) Solution {
	var s Solution
	d := newNaive(l, c)
	for b := range d.blocks {
		k := &d.blocks[b]
		info := k.iterate(d, f.Counts)
		unit := matrix4{{0: 1}, {1: 1}, {2: 1}, {3: 1}}
		solved := info.solveTo(&unit)
		for j := range k.joints {
			s.Angles[int(k.first)+j] = k.bow[j].invert(k.angle[j])
			if solved {
				s.Unit[int(k.first)+j] = unit[j][j]
			}
		}
	}
	return s
}
