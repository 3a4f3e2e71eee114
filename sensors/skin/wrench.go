package skin

import "gonum.org/v1/gonum/spatial/r3"

// Wrench is a force (N) and its torque (N·m) about the world's origin, along
// the world's axes: so taken, wrenches on one link simply add up.
type Wrench struct{ Force, Torque r3.Vec }

// ForceAt is the wrench of a force that acts at a point (m) of the world.
func ForceAt(force, at r3.Vec) Wrench {
	return Wrench{Force: force, Torque: r3.Cross(at, force)}
}

// Add is the sum of two wrenches.
func (w Wrench) Add(v Wrench) Wrench {
	return Wrench{Force: r3.Add(w.Force, v.Force), Torque: r3.Add(w.Torque, v.Torque)}
}

// Scale is the wrench times a number.
func (w Wrench) Scale(f float64) Wrench {
	return Wrench{Force: r3.Scale(f, w.Force), Torque: r3.Scale(f, w.Torque)}
}

// TorqueAbout is the wrench's torque about another point (m) of the world.
func (w Wrench) TorqueAbout(at r3.Vec) r3.Vec {
	return r3.Sub(w.Torque, r3.Cross(at, w.Force))
}
