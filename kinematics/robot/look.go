package robot

import (
	"mirrorarm/kinematics/mesh"
	"mirrorarm/kinematics/urdf"
)

// MostTriangles is what a robot's meshes are drawn with at most: as many as half of our
// own scene has.
const MostTriangles = 30_000

// leastTriangles is what a mesh keeps however heavy the others are, if they are not very many.
const leastTriangles = 120

// Look is a mesh that a link is drawn with: points in the file's own place, before Origin,
// Scale and mirroring, which are Visual's.
type Look struct {
	Visual
	Mesh *mesh.Mesh // nil of a primitive shape
}

// Looks are how the links are drawn, with meshes as heavy as most triangles in all allow.
// A mesh that cannot be had is left out; the robot's Meshes says which.
func (r *Robot) Looks(most int) []Look {
	var out []Look
	total, meshes := 0, 0
	for _, v := range r.Visuals {
		l := Look{Visual: v}
		if v.Shape.Kind == urdf.Mesh {
			if r.Meshes != nil {
				l.Mesh = r.Meshes.Open(v.Shape.File)
			}
			if l.Mesh == nil {
				continue
			}
			total += len(l.Mesh.Triangles)
			meshes++
		}
		out = append(out, l)
	}
	if total <= most {
		return out
	}
	// Each has its least, and the rest is shared by what they have beyond it.
	least := func(m *mesh.Mesh) int { return min(len(m.Triangles), leastTriangles, most/meshes) }
	kept := 0
	for i := range out {
		if m := out[i].Mesh; m != nil {
			kept += least(m)
		}
	}
	share := float64(most-kept) / float64(total-kept)
	for i := range out {
		if m := out[i].Mesh; m != nil {
			out[i].Mesh = m.Simplify(least(m) + int(share*float64(len(m.Triangles)-least(m))))
		}
	}
	return out
}

// Triangles is how many the meshes of a robot are drawn with.
func (r *Robot) Triangles() int {
	n := 0
	for _, l := range r.Looks(MostTriangles) {
		if l.Mesh != nil {
			n += len(l.Mesh.Triangles)
		}
	}
	return n
}
