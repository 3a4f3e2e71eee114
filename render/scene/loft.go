package scene

import "math"

// ring is a cross-section of a shell: a superellipse across the link's +X axis,
// with its own height above and below.
type ring struct {
	x        float32
	y, z     float32 // centre
	half     float32 // half width along Y
	up, down float32 // heights along +Z and −Z
	square   float32 // exponent: 2 is an ellipse, 4 nearly a box; 0 means 2
	tilt     float32 // the ring leans: x grows by tilt per metre of y
}

// round is a circular cross-section.
func round(x, r float32) ring { return ring{x: x, half: r, up: r, down: r} }

// at is the point of the ring at angle φ from +Y towards +Z.
func (r *ring) at(phi float64) Vec {
	s, c := math.Sincos(phi)
	n := float64(r.square)
	if n == 0 {
		n = 2
	}
	power := func(v float64) float32 {
		return float32(math.Copysign(math.Pow(math.Abs(v), 2/n), v))
	}
	y := r.y + r.half*power(c)
	h := r.up
	if s < 0 {
		h = r.down
	}
	return Vec{r.x + r.tilt*y, y, r.z + h*power(s)}
}

// mix interpolates two rings.
func (r ring) mix(q ring, t float32) ring {
	l := func(a, b float32) float32 { return a + (b-a)*t }
	if r.square == 0 {
		r.square = 2
	}
	if q.square == 0 {
		q.square = 2
	}
	return ring{
		l(r.x, q.x), l(r.y, q.y), l(r.z, q.z), l(r.half, q.half),
		l(r.up, q.up), l(r.down, q.down), l(r.square, q.square), l(r.tilt, q.tilt),
	}
}

// grown is the ring moved outwards by d on every side.
func (r ring) grown(d float32) ring {
	r.half, r.up, r.down = r.half+d, r.up+d, r.down+d
	return r
}

// hull is a shell's form: cross-sections joined by a smooth curve, at rising x.
type hull []ring

// at is the cross-section at x: monotone cubic interpolation (Fritsch and
// Carlson 1980), which never bulges beyond its control rings.
func (h hull) at(x float32) ring {
	i := 0
	for i < len(h)-2 && x > h[i+1].x {
		i++
	}
	a, b := h[i], h[i+1]
	t := min(max((x-a.x)/(b.x-a.x), 0), 1)
	before, after := a, b
	if i > 0 {
		before = h[i-1]
	}
	if i+2 < len(h) {
		after = h[i+2]
	}
	cubic := func(f func(*ring) float32) float32 {
		va, vb := f(&a), f(&b)
		d := (vb - va) / (b.x - a.x)
		da, db := d, d
		if i > 0 {
			da = limitSlope((va-f(&before))/(a.x-before.x), d)
		}
		if i+2 < len(h) {
			db = limitSlope(d, (f(&after)-vb)/(after.x-b.x))
		}
		w := b.x - a.x
		t2, t3 := t*t, t*t*t
		return va*(2*t3-3*t2+1) + da*w*(t3-2*t2+t) + vb*(3*t2-2*t3) + db*w*(t3-t2)
	}
	out := a.mix(b, t)
	out.half = cubic(func(r *ring) float32 { return r.half })
	out.up = cubic(func(r *ring) float32 { return r.up })
	out.down = cubic(func(r *ring) float32 { return r.down })
	out.y = cubic(func(r *ring) float32 { return r.y })
	out.z = cubic(func(r *ring) float32 { return r.z })
	return out
}

// limitSlope is the harmonic mean of two slopes of one sign, else 0.
func limitSlope(a, b float32) float32 {
	if a*b <= 0 {
		return 0
	}
	return 2 * a * b / (a + b)
}

// strip is a run of rings whose normals are smooth, of one material.
type strip struct {
	rings    []ring
	material MaterialID
}

// sampled is a smooth strip of the hull between two places.
func (h hull) sampled(from, to float32, n int, material MaterialID) strip {
	s := strip{material: material}
	for i := range n + 1 {
		s.rings = append(s.rings, h.at(from+(to-from)*float32(i)/float32(n)))
	}
	return s
}

// domed closes the hull's end at x with a rounded edge of radius r: rings that
// shrink by a quarter circle. sign is +1 for the end, −1 for the start.
func (h hull) domed(x, r float32, sign float32, n int, material MaterialID) strip {
	s := strip{material: material}
	for i := range n + 1 {
		sin, cos := math.Sincos(float64(i) / float64(n) * math.Pi / 2)
		q := h.at(x).grown(-r * float32(1-cos))
		q.x = x + sign*r*float32(sin)
		s.rings = append(s.rings, q)
	}
	if sign < 0 {
		for i, j := 0, len(s.rings)-1; i < j; i, j = i+1, j-1 {
			s.rings[i], s.rings[j] = s.rings[j], s.rings[i]
		}
	}
	return s
}

// upright stands a loft, which runs along +X, on a place.
func upright(at Vec) Affine { return Affine{X: Vec{Z: 1}, Y: Vec{Y: 1}, Z: Vec{X: -1}, T: at} }

// loft skins strips of rings with a given number of sides, and closes both ends.
func loft(sides int, strips ...strip) *Mesh {
	m := &Mesh{}
	for _, s := range strips {
		m.addStrip(s, sides, 0, 2*math.Pi)
	}
	first, last := strips[0], strips[len(strips)-1]
	m.addCap(first.rings[0], sides, -1, first.material)
	m.addCap(last.rings[len(last.rings)-1], sides, 1, last.material)
	return m.finish()
}

// addStrip adds the part of a strip between two angles; over the full circle it
// closes on itself.
func (m *Mesh) addStrip(s strip, sides int, from, to float64) {
	closed := to-from > 2*math.Pi-1e-6
	columns := sides
	if !closed {
		columns++
	}
	base := uint32(len(m.Positions))
	angle := func(j int) float64 { return from + (to-from)*float64(j)/float64(sides) }
	for i := range s.rings {
		before, after := &s.rings[max(i-1, 0)], &s.rings[min(i+1, len(s.rings)-1)]
		for j := range columns {
			phi := angle(j)
			m.Positions = append(m.Positions, s.rings[i].at(phi))
			const d = 0.05
			around := s.rings[i].at(phi + d).Sub(s.rings[i].at(phi - d))
			if around.Norm() < 1e-7 {
				around = before.at(phi + d).Sub(before.at(phi - d)).Add(after.at(phi + d).Sub(after.at(phi - d)))
			}
			along := after.at(phi).Sub(before.at(phi))
			m.Normals = append(m.Normals, around.Cross(along).Unit())
		}
	}
	for i := range len(s.rings) - 1 {
		for j := range sides {
			k := (j + 1) % columns
			a, b := base+uint32(i*columns+j), base+uint32(i*columns+k)
			c, d := a+uint32(columns), b+uint32(columns)
			m.addQuad(a, b, d, c, s.material)
		}
	}
}

// addQuad adds a four-sided face, split along its shorter diagonal, without the
// triangles that have no area.
func (m *Mesh) addQuad(a, b, c, d uint32, material MaterialID) {
	add := func(a, b, c uint32) {
		pa, pb, pc := m.Positions[a], m.Positions[b], m.Positions[c]
		if pb.Sub(pa).Cross(pc.Sub(pa)).Norm() > 1e-12 {
			m.Triangles = append(m.Triangles, Triangle{a, b, c, material})
		}
	}
	if m.Positions[a].Sub(m.Positions[c]).Norm() < m.Positions[b].Sub(m.Positions[d]).Norm() {
		add(a, b, c)
		add(a, c, d)
	} else {
		add(a, b, d)
		add(b, c, d)
	}
}

// addCap closes a ring with a flat face; sign is the side of X that it faces.
func (m *Mesh) addCap(r ring, sides int, sign float32, material MaterialID) {
	if r.half < 1e-5 {
		return
	}
	base := uint32(len(m.Positions))
	normal := Vec{X: sign, Y: -sign * r.tilt}.Unit()
	m.Positions = append(m.Positions, Vec{r.x + r.tilt*r.y, r.y, r.z})
	m.Normals = append(m.Normals, normal)
	for j := range sides {
		m.Positions = append(m.Positions, r.at(2*math.Pi*float64(j)/float64(sides)))
		m.Normals = append(m.Normals, normal)
	}
	for j := range sides {
		a, b := base+1+uint32(j), base+1+uint32((j+1)%sides)
		if sign > 0 {
			m.Triangles = append(m.Triangles, Triangle{base, a, b, material})
		} else {
			m.Triangles = append(m.Triangles, Triangle{base, b, a, material})
		}
	}
}

// plate is an open shell over part of the circle, with a rim that turns in by
// depth: armour that lies on a body.
func plate(sides int, s strip, from, to float64, depth float32) *Mesh {
	m := &Mesh{}
	m.addStrip(s, sides, from, to)
	columns := sides + 1
	rows := len(s.rings)
	// The border, once round, counter-clockwise seen from outside.
	var border []uint32
	for j := range columns {
		border = append(border, uint32(j))
	}
	for i := 1; i < rows; i++ {
		border = append(border, uint32(i*columns+sides))
	}
	for j := sides - 1; j >= 0; j-- {
		border = append(border, uint32((rows-1)*columns+j))
	}
	for i := rows - 2; i > 0; i-- {
		border = append(border, uint32(i*columns))
	}
	base := uint32(len(m.Positions))
	n := len(border)
	for i, v := range border {
		before, after := m.Positions[border[(i+n-1)%n]], m.Positions[border[(i+1)%n]]
		out := after.Sub(before).Cross(m.Normals[v]).Unit()
		p := m.Positions[v]
		m.Positions = append(m.Positions, p, p.Sub(m.Normals[v].Scale(depth)))
		m.Normals = append(m.Normals, out, out)
	}
	for i := range border {
		a, b := base+uint32(2*i), base+uint32(2*((i+1)%n))
		m.addQuad(b, a, a+1, b+1, s.material)
	}
	return m.finish()
}
