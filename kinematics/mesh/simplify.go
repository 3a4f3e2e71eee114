package mesh

import "math"

// Simplify is a mesh with at most so many triangles: vertices in one cell of a grid become
// one, at their mean (Rossignac and Borrel, Multi-resolution 3D approximations, 1993), the
// cells as small as the number allows. A mesh that has few enough is returned as it is.
func (m *Mesh) Simplify(most int) *Mesh {
	if len(m.Triangles) <= most {
		return m
	}
	low, high := m.Bounds()
	size := 0.0
	for k := range low {
		size = max(size, float64(high[k]-low[k]))
	}
	if !(size > 0) {
		return m
	}
	fine, coarse := 1.0, 1024.0 // cells across; fine enough, too coarse for the bound
	best := m.clustered(low, size)
	for range 10 {
		n := math.Sqrt(fine * coarse)
		if c := m.clustered(low, size/n); len(c.Triangles) <= most {
			best, fine = c, n
		} else {
			coarse = n
		}
	}
	return best
}

// Bounds are the corners of the box around a mesh.
func (m *Mesh) Bounds() (low, high [3]float32) {
	if len(m.Positions) == 0 {
		return low, high
	}
	low, high = m.Positions[0], m.Positions[0]
	for _, p := range m.Positions {
		for k := range p {
			low[k], high[k] = min(low[k], p[k]), max(high[k], p[k])
		}
	}
	return low, high
}

// clustered joins the vertices of every cell of a grid.
func (m *Mesh) clustered(low [3]float32, cell float64) *Mesh {
	type key [3]int32
	cluster := map[key]uint32{}
	of := make([]uint32, len(m.Positions))
	var sum [][3]float64
	var count []float64
	for i, p := range m.Positions {
		var k key
		for axis := range k {
			k[axis] = int32(float64(p[axis]-low[axis]) / cell)
		}
		c, ok := cluster[k]
		if !ok {
			c = uint32(len(sum))
			cluster[k] = c
			sum, count = append(sum, [3]float64{}), append(count, 0)
		}
		of[i] = c
		for axis := range p {
			sum[c][axis] += float64(p[axis])
		}
		count[c]++
	}
	out := &Mesh{Colors: m.Colors}
	for i, s := range sum {
		out.Positions = append(out.Positions, [3]float32{float32(s[0] / count[i]), float32(s[1] / count[i]), float32(s[2] / count[i])})
	}
	seen := map[[3]uint32]bool{}
	for _, t := range m.Triangles {
		a, b, c := of[t.A], of[t.B], of[t.C]
		if a == b || b == c || a == c {
			continue
		}
		k := [3]uint32{a, b, c} // from its least vertex on, which keeps its winding
		for k[0] > k[1] || k[0] > k[2] {
			k = [3]uint32{k[1], k[2], k[0]}
		}
		if !seen[k] {
			seen[k] = true
			out.Triangles = append(out.Triangles, Triangle{a, b, c, t.Material})
		}
	}
	return out
}

// Outward turns the triangles of a closed mesh whose inside is out.
func (m *Mesh) Outward() {
	low, high := m.Bounds()
	var middle [3]float64
	for k := range middle {
		middle[k] = float64(low[k]+high[k]) / 2
	}
	volume := 0.0
	for _, t := range m.Triangles {
		var v [3][3]float64
		for i, at := range []uint32{t.A, t.B, t.C} {
			for k := range 3 {
				v[i][k] = float64(m.Positions[at][k]) - middle[k]
			}
		}
		a, b, c := v[0], v[1], v[2]
		volume += a[0]*(b[1]*c[2]-b[2]*c[1]) - a[1]*(b[0]*c[2]-b[2]*c[0]) + a[2]*(b[0]*c[1]-b[1]*c[0])
	}
	if volume < 0 {
		for i, t := range m.Triangles {
			m.Triangles[i].B, m.Triangles[i].C = t.C, t.B
		}
	}
}

// Creased is where a vertex lies and how its surface looks there, for every corner of a
// mesh that breaks where two triangles meet at more than an angle (rad).
type Creased struct {
	Positions, Normals [][3]float32
	Corners            [][3]uint32 // per triangle
}

// Crease gives every vertex its normals.
func (m *Mesh) Crease(angle float64) *Creased {
	faces := make([][3]float32, len(m.Triangles)) // normals, as long as twice the area
	around := make([][]int32, len(m.Positions))
	for i, t := range m.Triangles {
		a, b, c := m.Positions[t.A], m.Positions[t.B], m.Positions[t.C]
		faces[i] = cross(sub(b, a), sub(c, a))
		for _, v := range []uint32{t.A, t.B, t.C} {
			around[v] = append(around[v], int32(i))
		}
	}
	out := &Creased{Corners: make([][3]uint32, len(m.Triangles))}
	limit := float32(math.Cos(angle))
	type corner struct {
		vertex uint32
		normal [3]int16
	}
	have := map[corner]uint32{}
	for i, t := range m.Triangles {
		own := unit(faces[i])
		for k, v := range []uint32{t.A, t.B, t.C} {
			var n [3]float32
			for _, f := range around[v] {
				if dot(unit(faces[f]), own) >= limit {
					n = add(n, faces[f])
				}
			}
			n = unit(n)
			key := corner{v, [3]int16{int16(n[0] * 1000), int16(n[1] * 1000), int16(n[2] * 1000)}}
			at, ok := have[key]
			if !ok {
				at = uint32(len(out.Positions))
				have[key] = at
				out.Positions, out.Normals = append(out.Positions, m.Positions[v]), append(out.Normals, n)
			}
			out.Corners[i][k] = at
		}
	}
	return out
}

func sub(a, b [3]float32) [3]float32 { return [3]float32{a[0] - b[0], a[1] - b[1], a[2] - b[2]} }
func add(a, b [3]float32) [3]float32 { return [3]float32{a[0] + b[0], a[1] + b[1], a[2] + b[2]} }
func dot(a, b [3]float32) float32    { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }

func cross(a, b [3]float32) [3]float32 {
	return [3]float32{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
}

func unit(v [3]float32) [3]float32 {
	n := float32(math.Sqrt(float64(dot(v, v))))
	if !(n > 0) {
		return [3]float32{0, 0, 1}
	}
	return [3]float32{v[0] / n, v[1] / n, v[2] / n}
}
