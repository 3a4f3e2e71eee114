package skin

import (
	"math"

	"gonum.org/v1/gonum/spatial/r3"
)

// meridian is a tapered capsule seen in a half plane through its axis: axial
// coordinate from A to B, radial coordinate from the axis. Between the balls
// the outline is their common tangent, whose normal leans towards the thinner
// end by the angle lean.
type meridian struct {
	axis           r3.Vec // unit, from A to B
	length         float64
	lean, sin, cos float64
	ra, rb         float64
}

func (s *Solid) meridian() meridian {
	axis := r3.Sub(s.B, s.A)
	m := meridian{length: r3.Norm(axis), axis: r3.Vec{X: 1}, cos: 1, ra: s.Ra, rb: s.Rb}
	if m.length == 0 {
		return m
	}
	m.axis = r3.Scale(1/m.length, axis)
	m.sin = (s.Ra - s.Rb) / m.length
	m.lean = math.Asin(m.sin)
	m.cos = math.Cos(m.lean)
	return m
}

// straight is the length of the outline between the balls.
func (m *meridian) straight() float64 { return m.length * m.cos }

// extent is the length of the whole outline, from where it leaves ball A to the
// pole of ball B.
func (m *meridian) extent() float64 { return m.straight() + m.rb*(math.Pi/2-m.lean) }

// at is the outline's point at arc length s, and its outward normal: a negative
// s lies on ball A, behind the tangent.
func (m *meridian) at(s float64) (axial, radial, normalAxial, normalRadial float64) {
	centre, radius, angle := 0.0, m.ra, m.lean
	switch flat := m.straight(); {
	case s < 0:
		angle += s / m.ra
	case s > flat:
		centre, radius, angle = m.length, m.rb, m.lean+(s-flat)/m.rb
	case flat > 0:
		centre = m.length * s / flat
		radius += (m.rb - m.ra) * s / flat
	}
	sin, cos := math.Sincos(angle)
	return centre + radius*sin, radius * cos, sin, cos
}

// swept is the integral of the outline's radius from arc length s0 to s1: times
// an angle around the axis it is the area of that strip of skin.
func (m *meridian) swept(s0, s1 float64) float64 {
	// On a ball ∫ r·cos dα·r = r²·Δsin; on the cone the radius is linear in s.
	integral := func(s float64) float64 {
		flat := m.straight()
		switch {
		case s < 0:
			return m.ra * m.ra * (math.Sin(m.lean+s/m.ra) - m.sin)
		case s <= flat:
			return m.cos * (m.ra*s + (m.rb-m.ra)*s*s/(2*max(flat, 1e-12)))
		default:
			return m.cos*(m.ra+m.rb)/2*flat + m.rb*m.rb*(math.Sin(m.lean+(s-flat)/m.rb)-m.sin)
		}
	}
	return integral(s1) - integral(s0)
}

// core is a solid prepared for distance queries. In its own frame A is the origin and
// X the axis, on towards B.
type core struct {
	a, axis      r3.Vec // link frame
	ownFromLink  frame
	length       float64
	slope, slant float64 // tangent of the lean, and the reciprocal of its cosine
	ra, taper    float64 // radius at A, and its change per metre
	thick        float64 // largest radius
	centre       r3.Vec  // of the bounding ball
	bound        float64 // its radius
	link         int
}

func newCore(s *Solid, link int) core {
	m := s.meridian()
	c := core{
		a: s.A, axis: m.axis, length: m.length, slope: m.sin / m.cos, slant: 1 / m.cos, ra: s.Ra, thick: max(s.Ra, s.Rb),
		centre: r3.Scale(0.5, r3.Add(s.A, s.B)), bound: m.length/2 + max(s.Ra, s.Rb),
		link: link,
	}
	if m.length > 0 {
		c.taper = (s.Rb - s.Ra) / m.length
	}
	c.ownFromLink = frameAlong(s.A, m.axis)
	return c
}

// distance is the signed distance (m) from the solid's surface to p, both in the
// link's frame.
func (c *core) distance(p r3.Vec) float64 {
	near := c.reach(c.place(c.ownFromLink.apply(p)))
	return near.surface
}

// foot is the centre of the ball that is nearest to p: the outward normal points from
// it to p.
func (c *core) foot(p r3.Vec) r3.Vec {
	near := c.reach(c.place(c.ownFromLink.apply(p)))
	return r3.Add(c.a, r3.Scale(near.along, c.axis))
}

// placed is where a point is to a solid's axis (m, m²): along it, beyond its ends, and
// the square of its distance from the line.
type placed struct{ axial, beyond, radial2 float64 }

// place says where p is, a point in the solid's own frame.
func (c *core) place(p r3.Vec) placed {
	near := placed{axial: p.X, radial2: p.Y*p.Y + p.Z*p.Z}
	if p.X < 0 {
		near.beyond = p.X
	} else if p.X > c.length {
		near.beyond = p.X - c.length
	}
	return near
}

// reached is the ball of a solid that is nearest to a point (m): where along the axis
// it is, how far its centre is away, and its surface, below 0 inside.
type reached struct{ along, centre, surface float64 }

// reach finds it. A tapered capsule is a family of balls along the axis; the nearest one
// is where the tangent's normal through the point meets the axis.
func (c *core) reach(p placed) (near reached) {
	if c.slope != 0 {
		radial := math.Sqrt(p.radial2)
		near.along = p.axial - radial*c.slope
		near.centre = radial * c.slant
		if near.along >= 0 && near.along <= c.length {
			near.surface = near.centre - (c.ra + c.taper*near.along)
			return near
		}
		near.along = min(max(near.along, 0), c.length)
	} else {
		near.along = p.axial - p.beyond
	}
	off := p.axial - near.along
	near.centre = math.Sqrt(p.radial2 + off*off)
	near.surface = near.centre - (c.ra + c.taper*near.along)
	return near
}
