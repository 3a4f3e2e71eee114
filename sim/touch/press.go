package touch

import (
	"fmt"
	"math"

	"mirrorarm/sensors/skin"
	"mirrorarm/sim/world"
)

// Press is a fingertip pressed on something flat and rigid: depth (m), the force
// (N) that the simulated skin gives, and two closed forms beside it.
type Press struct {
	Depth, Force float64
	// Foundation is what the skin is meant to be, an elastic foundation on a rigid
	// core: πR(K/h)δ² (Johnson, Contact Mechanics, §4.3).
	Foundation float64
	// Hertz is a solid ball of the same rubber, a half space in its own contact:
	// 4/3·E*·√R·δ^1.5 (ibid., §4.2). Without a core it gives way sooner.
	Hertz float64
}

// PressCurve presses the index fingertip to growing depths on steel.
func PressCurve() ([]Press, error) {
	p, err := newProbe(1)
	if err != nil {
		return nil, err
	}
	steel, err := world.LookupMaterial("steel")
	if err != nil {
		return nil, fmt.Errorf("touch: %w", err)
	}
	if err := p.plate(steel, coldest); err != nil {
		return nil, err
	}
	const steps, deepest = 60, 1.5e-3 // m
	tip := p.tips[0]
	modulus := skin.PadModulus / (1 - skin.PadPoisson*skin.PadPoisson)
	curve := make([]Press, steps)
	for i := range curve {
		depth := deepest * float64(i+1) / steps
		p.press([2]float64{depth, depth})
		curve[i] = Press{
			Depth:      depth,
			Force:      p.skin.Wrenches()[tip.link].Force.Z,
			Foundation: tip.force(depth),
			Hertz:      4.0 / 3 * modulus * math.Sqrt(tip.radius) * math.Pow(depth, 1.5),
		}
	}
	return curve, nil
}
