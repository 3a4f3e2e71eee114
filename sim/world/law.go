package world

import "math"

// law is how two materials rub, bounce and roll on each other.
type law struct {
	static, kinetic float64 // coefficients of friction
	restitution     float64
	rolling         float64 // coefficient of rolling resistance
	modulus         float64 // Pa: that of their contact, E*
}

// measured are coefficients of friction that were measured, static and kinetic, of dry
// surfaces (Marks' Standard Handbook for Mechanical Engineers, 10th ed., 1996, table
// 3.2.1; its "hard steel", and oak and leather along the grain).
var measured = [...]struct {
	a, b            string
	static, kinetic float64
}{
	{"steel", "steel", 0.78, 0.42},
	{"aluminium", "steel", 0.61, 0.47},
	{"copper", "steel", 0.53, 0.36},
	{"copper", "glass", 0.68, 0.53},
	{"glass", "glass", 0.94, 0.40},
	{"oak", "oak", 0.62, 0.48},
	{"leather", "oak", 0.61, 0.52},
}

// lawOf combines two materials. Friction is the pair's own where it was measured and
// neither was given another one, else the geometric mean of what each has against
// itself, and StaticRatio more at rest. Restitution is that of the pair in which
// each part of the work of impact is given back by the material that took it up,
// which it does by its compliance: e² = (e₁²/E₁ + e₂²/E₂)/(1/E₁ + 1/E₂) (Coaplen,
// Stronge and Ravani, Work equivalent composite coefficient of restitution,
// International Journal of Impact Engineering 30, 2004). Rolling resistances add up,
// since both materials are deformed.
func lawOf(a, b *Material) law {
	l := law{kinetic: math.Sqrt(a.Dry * b.Dry), rolling: a.Rolling + b.Rolling}
	l.static = StaticRatio * l.kinetic
	if a.usual() && b.usual() {
		for _, p := range measured {
			if p.a == a.Name && p.b == b.Name || p.a == b.Name && p.b == a.Name {
				l.static, l.kinetic = p.static, p.kinetic
			}
		}
	}
	softA, softB := 1/max(a.Modulus, minModulus), 1/max(b.Modulus, minModulus)
	l.restitution = math.Sqrt((a.Restitution*a.Restitution*softA + b.Restitution*b.Restitution*softB) / (softA + softB))
	l.modulus = 1 / ((1 - poisson*poisson) * (softA + softB))
	return l
}

const (
	minModulus = 1e4 // Pa
	poisson    = 0.3 // of all materials, in their contact's modulus
)

// at is the coefficient at a sliding speed: Stribeck's curve from the static to the
// kinetic one.
func (l *law) at(speed float64) float64 {
	return l.kinetic + (l.static-l.kinetic)*stribeck(speed)
}

// stribeck is how much of what friction is more at rest is left at a sliding speed
// (Stribeck's curve).
func stribeck(speed float64) float64 {
	r := speed / StribeckSpeed
	return math.Exp(-r * r)
}

// twist is the arm (m) of friction against spinning on the spot, of a load (N) on a
// curved contact: 3π/16 of the radius of Hertz's patch, a³ = 3·F·R/(4·E*) (Johnson,
// Contact Mechanics, 1985, §§4.2, 7.4), times the coefficient.
func (l *law) twist(load, radius float64) float64 {
	return l.kinetic * 3 * math.Pi / 16 * math.Cbrt(3*load*radius/(4*l.modulus))
}

// usual tells whether a material rubs as its name says.
func (m *Material) usual() bool {
	for i := range materials {
		if materials[i].Name == m.Name {
			return m.Dry == materials[i].Dry
		}
	}
	return false
}
