package skin

import (
	"math"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// PadFriction is the coefficient of friction of the robot's skin on itself: silicone on
// silicone, a design value.
const PadFriction = 0.8

// rub is how two links drag at each other where they touch: one bristle for all of the
// contact, that follows the sliding and breaks away at Coulomb's limit, as those of a
// thing on the skin do. Both pads are sheared, each by half of the way.
type rub struct {
	bristle r3.Vec       // m, how far b has slid along a, in a's frame
	drag    r3.Vec       // the force on a by b along the contact, over what presses them together; likewise
	aFromB  spatial.Pose // when they touched last
	touched bool
}

// sum is what a meeting has come to: what presses (N) in all, where that acts, in which
// direction, and how deep the deepest point is (m).
type sum struct {
	push       float64
	at, normal r3.Vec
	deepest    float64
}

// part forgets what was between two links that do not touch.
func (r *rub) part() {
	if r.touched {
		*r = rub{}
	}
}

// follow lets the bristle follow what a step has moved, at the contact as a's elements see
// it (a's frame). Pressure grows from the contact's edge to its middle, so that the mean
// depth of a pad is half of the largest: the traction is Ks·s/2 on K·δ/2, δ being that.
func (r *rub) follow(s *sum, aFromB *spatial.Pose) {
	if s.push == 0 {
		r.part()
		return
	}
	if r.touched {
		at := r3.Scale(1/s.push, s.at)
		r.bristle = r3.Add(r.bristle, r3.Sub(aFromB.Apply(r.aFromB.Inverse().Apply(at)), at))
	}
	r.aFromB, r.touched = *aFromB, true
	normal := s.normal
	if n2 := r3.Dot(normal, normal); n2 > 0 {
		r.bristle = r3.Sub(r.bristle, r3.Scale(r3.Dot(r.bristle, normal)/n2, normal))
	}
	perWay := ShearStiffness / (NormalStiffness * max(s.deepest, close))
	r.drag = r3.Scale(perWay, r.bristle)
	if d := math.Sqrt(r3.Dot(r.drag, r.drag)); d > PadFriction {
		r.bristle = r3.Scale(PadFriction/d, r.bristle)
		r.drag = r3.Scale(PadFriction/d, r.drag)
	}
}
