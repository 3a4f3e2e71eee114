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
	a, axis     r3.Vec // link frame
	ownFromLink frame
	length      float64
	sin, cos    float64 // of the lean
	slope       float64 // its tangent
	steep       float64 // the square of that, with its sign
	ra, rb      float64
	thick       float64 // largest radius
	centre      r3.Vec  // of the bounding ball
	bound       float64 // its radius
	link        int
}

func newCore(s *Solid, link int) core {
	m := s.meridian()
	slope := m.sin / m.cos
	return core{
		a: s.A, axis: m.axis, ownFromLink: frameAlong(s.A, m.axis), length: m.length,
		sin: m.sin, cos: m.cos, slope: slope, steep: slope * math.Abs(slope),
		ra: s.Ra, rb: s.Rb, thick: max(s.Ra, s.Rb),
		centre: r3.Scale(0.5, r3.Add(s.A, s.B)), bound: m.length/2 + max(s.Ra, s.Rb),
		link: link,
	}
}

// distance is the signed distance (m) from the solid's surface to p, both in the
// link's frame.
func (c *core) distance(p r3.Vec) float64 { return c.reach(c.ownFromLink.apply(p)).surface }

// foot is the centre of the ball that is nearest to p: the outward normal points from
// it to p.
func (c *core) foot(p r3.Vec) r3.Vec {
	at := c.ownFromLink.apply(p)
	return r3.Add(c.a, r3.Scale(at.X-c.reach(at).off, c.axis))
}

// reached is what a point has to do with the ball of a solid that is nearest to it (m):
// how far the point is from its surface, below 0 inside, and by how much farther along
// the axis than its centre. The outward normal is (off, y, z) times out over root.
type reached struct{ surface, off, out, root float64 }

// reach finds the ball that is nearest to a point, in the solid's own frame. A tapered
// capsule is a family of balls along the axis; the nearest one is where the tangent's
// normal through the point meets the axis. Where that is beyond an end, the squares tell
// without a root, and the ball is the one at that end.
func (c *core) reach(p r3.Vec) reached {
	radial2 := p.Y*p.Y + p.Z*p.Z
	lean2, beyond := radial2*c.steep, p.X-c.length
	if p.X*math.Abs(p.X) < lean2 {
		root := math.Sqrt(radial2 + p.X*p.X)
		return reached{surface: root - c.ra, off: p.X, out: 1, root: root}
	}
	if beyond*math.Abs(beyond) > lean2 {
		root := math.Sqrt(radial2 + beyond*beyond)
		return reached{surface: root - c.rb, off: beyond, out: 1, root: root}
	}
	root := math.Sqrt(radial2)
	return reached{surface: root*c.cos + p.X*c.sin - c.ra, off: root * c.slope, out: c.cos, root: root}
}
