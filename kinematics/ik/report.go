package ik

import "math"

// report tells a watcher of the iterations of a descent.
type report struct {
	to func(Iteration)
	n  int
}

// tell reports where the last step led. Coordinates that the box kept from
// moving as the step wanted count as stopped by a limit.
func (r *report) tell(d *descent) {
	r.n++
	now := d.result()
	it := Iteration{
		N: r.n, Q: append([]float64(nil), d.q[:d.arm.coords]...), Damping: d.lambda,
		Position: now.Position, Rotation: now.Rotation,
	}
	for i := range d.arm.coords {
		it.Step = max(it.Step, math.Abs(d.move[i]))
		if !d.free[i] {
			it.AtLimit = append(it.AtLimit, d.arm.names[i])
		}
	}
	r.to(it)
}
