package scene

import "math"

// field is a signed distance (m), negative inside.
type field func(p Vec) float32

// isosurface is the surface of a field inside a box, by surface nets (Gibson
// 1998) with vertices then moved onto the surface along the field's gradient,
// which is also their normal. cell is the grid's spacing (m), and place where a
// point of the grid is: a grid that is stretched somewhere has fewer cells there.
// lo and hi are the grid's.
func isosurface(f field, lo, hi Vec, cell float32, place func(Vec) Vec, material MaterialID) *Mesh {
	n := [3]int{
		int((hi.X-lo.X)/cell) + 2, int((hi.Y-lo.Y)/cell) + 2, int((hi.Z-lo.Z)/cell) + 2,
	}
	corner := func(i, j, k float32) Vec { return place(lo.Add(Vec{i, j, k}.Scale(cell))) }
	index := func(i, j, k int) int { return (k*n[1]+j)*n[0] + i }
	values := f.sample(corner, index, n)
	m := &Mesh{}
	vertex := make([]uint32, len(values))
	for k := range n[2] - 1 {
		for j := range n[1] - 1 {
			for i := range n[0] - 1 {
				p, ok := cellVertex(values, index, i, j, k)
				if !ok {
					continue
				}
				vertex[index(i, j, k)] = uint32(len(m.Positions))
				at := corner(float32(i)+p.X, float32(j)+p.Y, float32(k)+p.Z)
				for range 3 {
					at = at.Sub(f.gradient(at).Scale(f(at)))
				}
				m.Positions = append(m.Positions, at)
				m.Normals = append(m.Normals, f.gradient(at).Unit())
			}
		}
	}
	m.joinCells(values, vertex, n, index, material)
	return m
}

// sampleBlock is the side, in cells, of the blocks that sample may skip.
const sampleBlock = 8

// sample is the field at every corner of the grid. A field changes by at most
// the distance gone, so where it exceeds the way from a block's middle to its
// corners no surface passes, and only its sign is needed.
func (f field) sample(corner func(i, j, k float32) Vec, index func(i, j, k int) int, n [3]int) []float32 {
	values := make([]float32, n[0]*n[1]*n[2])
	const side, half = sampleBlock, float32(sampleBlock) / 2
	for k := 0; k < n[2]; k += side {
		for j := 0; j < n[1]; j += side {
			for i := 0; i < n[0]; i += side {
				x, y, z := float32(i), float32(j), float32(k)
				at := corner(x+half, y+half, z+half)
				middle := f(at)
				way := max(corner(x, y, z).Sub(at).Norm(), corner(x+side, y+side, z+side).Sub(at).Norm())
				near := abs(middle) <= 1.05*way
				for c := k; c < min(k+side, n[2]); c++ {
					for b := j; b < min(j+side, n[1]); b++ {
						for a := i; a < min(i+side, n[0]); a++ {
							values[index(a, b, c)] = middle
							if near {
								values[index(a, b, c)] = f(corner(float32(a), float32(b), float32(c)))
							}
						}
					}
				}
			}
		}
	}
	return values
}

// gradient is the field's, by central differences.
func (f field) gradient(p Vec) Vec {
	const d = 5e-4
	const k = 1 / (2 * d)
	return Vec{
		(f(Vec{p.X + d, p.Y, p.Z}) - f(Vec{p.X - d, p.Y, p.Z})) * k,
		(f(Vec{p.X, p.Y + d, p.Z}) - f(Vec{p.X, p.Y - d, p.Z})) * k,
		(f(Vec{p.X, p.Y, p.Z + d}) - f(Vec{p.X, p.Y, p.Z - d})) * k,
	}
}

// cellVertex is the mean of the points where the surface crosses the edges of a
// cell, in cells; false if it crosses none.
func cellVertex(values []float32, index func(i, j, k int) int, i, j, k int) (Vec, bool) {
	var v [8]float32
	for c := range v {
		v[c] = values[index(i+c&1, j+c>>1&1, k+c>>2)]
	}
	var sum Vec
	var count float32
	for c := range v {
		for axis := range 3 {
			d := c | 1<<axis
			if d == c || (v[c] < 0) == (v[d] < 0) {
				continue
			}
			t := v[c] / (v[c] - v[d])
			p := [3]float32{float32(c & 1), float32(c >> 1 & 1), float32(c >> 2)}
			p[axis] = t
			sum = sum.Add(Vec{p[0], p[1], p[2]})
			count++
		}
	}
	if count == 0 {
		return Vec{}, false
	}
	return sum.Scale(1 / count), true
}

// joinCells adds a face for every grid edge that the surface crosses, between
// the four cells round it.
func (m *Mesh) joinCells(values []float32, vertex []uint32, n [3]int, index func(i, j, k int) int, material MaterialID) {
	for k := 1; k < n[2]-1; k++ {
		for j := 1; j < n[1]-1; j++ {
			for i := 1; i < n[0]-1; i++ {
				inside := values[index(i, j, k)] < 0
				faces := [3][5]int{
					{index(i+1, j, k), index(i, j-1, k-1), index(i, j, k-1), index(i, j, k), index(i, j-1, k)},
					{index(i, j+1, k), index(i-1, j, k-1), index(i-1, j, k), index(i, j, k), index(i, j, k-1)},
					{index(i, j, k+1), index(i-1, j-1, k), index(i, j-1, k), index(i, j, k), index(i-1, j, k)},
				}
				for _, q := range faces {
					if (values[q[0]] < 0) == inside {
						continue
					}
					a, b, c, d := vertex[q[1]], vertex[q[2]], vertex[q[3]], vertex[q[4]]
					if !inside {
						b, d = d, b
					}
					m.addQuad(a, b, c, d, material)
				}
			}
		}
	}
}

// roundCone is the distance to the hull of two spheres, in the closed form of
// Quilez (2016): the surface of a tapering finger.
func roundCone(p, a, b Vec, ra, rb float32) float32 {
	ba, pa := b.Sub(a), p.Sub(a)
	l2 := ba.Dot(ba)
	rr := ra - rb
	a2 := l2 - rr*rr
	if l2 == 0 || a2 <= 0 {
		return min(pa.Norm()-ra, p.Sub(b).Norm()-rb)
	}
	y := pa.Dot(ba)
	z := y - l2
	across := pa.Scale(l2).Sub(ba.Scale(y))
	x2, y2, z2 := across.Dot(across), y*y*l2, z*z*l2
	k := rr * rr * x2
	if rr < 0 {
		k = -k
	}
	switch {
	case sign(z)*a2*z2 > k:
		return Sqrt(x2+z2)/l2 - rb
	case sign(y)*a2*y2 < k:
		return Sqrt(x2+y2)/l2 - ra
	}
	return (Sqrt(x2*a2/l2)+y*rr)/l2 - ra
}

// distanceToSegment is the distance from p to the segment ab.
func distanceToSegment(p, a, b Vec) float32 {
	ab, ap := b.Sub(a), p.Sub(a)
	l2 := ab.Dot(ab)
	if l2 == 0 {
		return ap.Norm()
	}
	return ap.Sub(ab.Scale(min(max(ap.Dot(ab)/l2, 0), 1))).Norm()
}

func sign(x float32) float32 { return float32(math.Copysign(1, float64(x))) }

// smoothMin joins two bodies with a fillet of about size k (m): the polynomial
// smooth minimum of Quilez (2013).
func smoothMin(a, b, k float32) float32 {
	h := max(k-max(a-b, b-a), 0) / k
	return min(a, b) - h*h*k/4
}
