package world

import (
	"math"

	"mirrorarm/sensors/skin"
)

// A thing that is softer than rigidModulus gives way under the robot's skin: its
// surface sinks as that of a half space does under a flat punch, s = F/(2·E*·a)
// (Johnson, Contact Mechanics, 1985, §3.3), and the pad's elastic foundation is
// pressed in by what is left of the depth. The contact of a link is taken as one
// circle, a = √(A/π). Under 10 N on 3 mm a harder thing would give less than 2 µm.
const (
	rigidModulus = 1e9 // Pa
	// giveTime is how fast a soft surface sinks and comes back, s. Design value.
	giveTime = 2e-3
)

// Sink is how far (m) the surface of a half space of the material goes in under a
// force (N) on a circle of a radius (m).
func (m *Material) Sink(force, radius float64) float64 {
	return force * (1 - poisson*poisson) / (2 * m.Modulus * radius)
}

// give is how far an object's surface has sunk under each link of the robot, and
// what presses it there.
type give struct {
	sunk    []float64 // m, by link
	pressed []patch   // of the last step, by link
}

type patch struct{ force, area float64 } // N, m²

func newGive(links int) give {
	return give{sunk: make([]float64, links), pressed: make([]patch, links)}
}

// press notes what a touch does to the surface.
func (g *give) press(link int, t *touch) {
	p := &g.pressed[link]
	p.force, p.area = p.force+t.load, p.area+t.area
}

// yield lets the surface follow what has pressed it in the step. The pad's force falls
// as the surface sinks, F ∝ (d − s)² and a ∝ √(d − s) under a ball, which the step is
// shortened by, as Newton's method would; so it neither overshoots nor rings.
func (g *give) yield(m *Material, dt float64) {
	if m.Modulus >= rigidModulus {
		clear(g.pressed)
		return
	}
	share := -math.Expm1(-dt / giveTime)
	for link := range g.sunk {
		p := &g.pressed[link]
		wanted, stiffening := 0.0, 0.0
		if p.area > 0 {
			wanted = m.Sink(p.force, math.Sqrt(p.area/math.Pi))
			depth := 2 * p.force / (skin.NormalStiffness * p.area)
			stiffening = 1.5 * wanted / max(depth, leastDepth)
		}
		g.sunk[link] += share * (wanted - g.sunk[link]) / (1 + share*stiffening)
		*p = patch{}
	}
}

// leastDepth keeps the quotient of two vanishing depths finite, m.
const leastDepth = 1e-9
