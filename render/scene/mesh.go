package scene

import "math"

// Mesh is a closed surface of triangles, counter-clockwise seen from outside.
type Mesh struct {
	Positions []Vec
	Normals   []Vec
	Shade     []float32 // ambient light that reaches a vertex, 0…1
	Triangles []Triangle
	Edges     []Edge
	Rest      []Vec   // of a mesh that is bent: where its vertices are at rest
	Folds     []Fold  // likewise: its knuckles
	Radius    float32 // of a sphere about the model's origin that holds the mesh
	Long      uint8   // which of the model's axes it is longest along: wood grows, and is sawn, that way
}

// Fold is a knuckle of a mesh at rest, whose skin lies in folds over it.
type Fold struct {
	At, Along, Side Vec     // on its back; along the finger, and across it
	Reach           float32 // m
}

// Triangle is three vertices and what they are made of.
type Triangle struct {
	A, B, C  uint32
	Material MaterialID
}

// Edge is shared by two triangles; Right is −1 where the surface ends. A crease
// is an edge where the shading breaks, so that it shows even when both of its
// triangles do.
type Edge struct {
	A, B        uint32
	Left, Right int32
	Crease      bool
	Bend        bool // lies within a rounding, which see bendWidth
}

// NewMesh is a mesh of given vertices, normals and triangles.
func NewMesh(positions, normals []Vec, triangles []Triangle) *Mesh {
	m := &Mesh{Positions: positions, Normals: normals, Triangles: triangles}
	return m.finish()
}

// finish computes what follows from positions and triangles: the edges, and
// the ambient light where none was given.
func (m *Mesh) finish() *Mesh {
	if m.Shade == nil {
		m.Shade = make([]float32, len(m.Positions))
		for i := range m.Shade {
			m.Shade[i] = 1
		}
	}
	for _, p := range m.Positions {
		m.Radius = max(m.Radius, p.Norm())
	}
	m.findEdges()
	return m
}

// findEdges pairs the triangles' sides. Vertices that lie in one place but have
// normals of their own are welded for this, and the edge is a crease.
func (m *Mesh) findEdges() {
	type cell [3]int32
	const grid = 1e-6 // m
	weld := make(map[cell]uint32, len(m.Positions))
	canon := make([]uint32, len(m.Positions))
	for i, p := range m.Positions {
		key := cell{int32(math.Round(float64(p.X) / grid)), int32(math.Round(float64(p.Y) / grid)), int32(math.Round(float64(p.Z) / grid))}
		first, ok := weld[key]
		if !ok {
			first = uint32(i)
			weld[key] = first
		}
		canon[i] = first
	}
	open := make(map[[2]uint32]int32, 3*len(m.Triangles)/2)
	for t, tri := range m.Triangles {
		v := [3]uint32{tri.A, tri.B, tri.C}
		for k := range 3 {
			a, b := v[k], v[(k+1)%3]
			ca, cb := canon[a], canon[b]
			if ca == cb {
				continue
			}
			if e, ok := open[[2]uint32{cb, ca}]; ok {
				other := &m.Edges[e]
				other.Right = int32(t)
				other.Crease = other.A != b || other.B != a || m.Triangles[other.Left].Material != tri.Material
				other.Bend = m.bends(other.Left, int32(t), a, b)
				delete(open, [2]uint32{cb, ca})
				continue
			}
			open[[2]uint32{ca, cb}] = int32(len(m.Edges))
			m.Edges = append(m.Edges, Edge{A: a, B: b, Left: int32(t), Right: -1})
		}
	}
}

// A rounding that is a few pixels wide changes its shade from row to row of its narrow
// triangles like a crease, and would be dashes if it weren't smoothed as one: from such an
// angle between two of them on, one of which is so narrow. Design values.
const (
	bendCosine = 0.930 // of 21.5°: a cylinder's sides turn by less
	bendWidth  = 0.003 // m
)

// bends tells whether the edge from a to b between two triangles is one within a rounding.
func (m *Mesh) bends(left, right int32, a, b uint32) bool {
	pa := m.Positions[a]
	along := m.Positions[b].Sub(pa)
	cross := func(t int32) Vec {
		tri := m.Triangles[t]
		p := m.Positions[tri.A]
		return m.Positions[tri.B].Sub(p).Cross(m.Positions[tri.C].Sub(p))
	}
	l, r := cross(left), cross(right)
	nl, nr, length := l.Norm(), r.Norm(), along.Norm()
	if length == 0 || nl == 0 || nr == 0 || min(nl, nr)/length > bendWidth {
		return false // twice the area over the edge is the height above it
	}
	return l.Dot(r) < bendCosine*nl*nr
}

// join puts several meshes of one link into one.
func join(parts ...*Mesh) *Mesh {
	out := &Mesh{}
	for _, p := range parts {
		base, first := uint32(len(out.Positions)), int32(len(out.Triangles))
		out.Positions = append(out.Positions, p.Positions...)
		out.Normals = append(out.Normals, p.Normals...)
		out.Shade = append(out.Shade, p.Shade...)
		for _, t := range p.Triangles {
			out.Triangles = append(out.Triangles, Triangle{t.A + base, t.B + base, t.C + base, t.Material})
		}
		for _, e := range p.Edges {
			e.A, e.B, e.Left = e.A+base, e.B+base, e.Left+first
			if e.Right >= 0 {
				e.Right += first
			}
			out.Edges = append(out.Edges, e)
		}
		out.Radius = max(out.Radius, p.Radius)
	}
	return out
}

// longest is the axis that the mesh is longest along.
func (m *Mesh) longest() uint8 {
	lo, hi := m.Positions[0], m.Positions[0]
	for _, p := range m.Positions {
		lo = Vec{min(lo.X, p.X), min(lo.Y, p.Y), min(lo.Z, p.Z)}
		hi = Vec{max(hi.X, p.X), max(hi.Y, p.Y), max(hi.Z, p.Z)}
	}
	switch d := hi.Sub(lo); {
	case d.X >= d.Y && d.X >= d.Z:
		return 0
	case d.Y >= d.Z:
		return 1
	}
	return 2
}

// moved is the mesh carried into another frame.
func (m *Mesh) moved(t Affine) *Mesh {
	for i := range m.Positions {
		m.Positions[i] = t.Apply(m.Positions[i])
		m.Normals[i] = t.Rotate(m.Normals[i])
	}
	m.Radius = 0
	for _, p := range m.Positions {
		m.Radius = max(m.Radius, p.Norm())
	}
	return m
}
