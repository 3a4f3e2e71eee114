package scene

import (
	"math"

	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/kinematics/urdf"

	"gonum.org/v1/gonum/spatial/r3"
)

// creaseAngle is from which angle on between two triangles of a mesh its shading breaks.
// Design value.
const creaseAngle = 35 * math.Pi / 180

// paints are the colours of somebody's robot, beside our own materials.
type paints struct {
	list []Material
	ids  map[[3]uint8]MaterialID
}

// paint is the material of a colour, each part 0–1 as displays have it; what has none is
// our shell's.
func (p *paints) paint(rgba [4]float64) MaterialID {
	if rgba == ([4]float64{}) {
		return MatShell
	}
	var key [3]uint8
	for i := range key {
		key[i] = uint8(255 * min(max(rgba[i], 0), 1))
		key[i] &^= 7 // colours that look the same are one
	}
	if id, ok := p.ids[key]; ok {
		return id
	}
	id := int(numMaterials) + len(looks) + len(p.list)
	if id > math.MaxUint8 {
		return MatShell
	}
	c := Hex(uint32(key[0])<<16 | uint32(key[1])<<8 | uint32(key[2]))
	// What is drawn as pitch black or snow white has no form in this light.
	c = Vec{min(max(c.X, 0.012), 0.55), min(max(c.Y, 0.012), 0.55), min(max(c.Z, 0.012), 0.55)}
	p.list = append(p.list, Material{Base: c, Roughness: 0.42, Specular: 0.05, Sheen: 0.5})
	p.ids[key] = MaterialID(id)
	return MaterialID(id)
}

// foreignLinks are the links of somebody's robot as its file has them drawn; nil where it
// has nothing for a link.
func foreignLinks(r *robot.Robot) ([]*Mesh, []Material) {
	p := &paints{ids: map[[3]uint8]MaterialID{}}
	parts := make([][]*Mesh, r.Model.NumLinks())
	for _, l := range r.Looks(robot.MostTriangles) {
		if m := p.shape(&l); m != nil {
			parts[l.Link] = append(parts[l.Link], m)
		}
	}
	out := make([]*Mesh, len(parts))
	for i := range parts {
		if len(parts[i]) > 0 {
			out[i] = join(parts[i]...)
		}
	}
	return out, p.list
}

// shape is one visual in its link's frame.
func (p *paints) shape(l *robot.Look) *Mesh {
	s := &l.Shape
	color := p.paint(s.Color)
	half := FromR3(r3.Scale(0.5, s.Size))
	along := func(h float64) *Mesh {
		a, b := Vec{Z: -float32(h)}, Vec{Z: float32(h)}
		return rod(a, b, float32(s.Radius), float32(s.Radius), color)
	}
	var m *Mesh
	switch s.Kind {
	case urdf.Box:
		if s.Size.X <= 0 || s.Size.Y <= 0 || s.Size.Z <= 0 {
			return nil
		}
		m = box(half, 0.06*min(half.X, half.Y, half.Z), color)
	case urdf.Sphere:
		m = ball(float32(s.Radius), 24, color)
	case urdf.Capsule:
		m = along(s.Length / 2)
	case urdf.Cylinder:
		r, h := float32(s.Radius), float32(s.Length/2)
		chamfer := min(0.06*r, 0.3*h)
		m = loft(28, strip{rings: []ring{round(-h, r-chamfer), round(-h+chamfer, r), round(h-chamfer, r), round(h, r-chamfer)}, material: color}).moved(upright(Vec{}))
	case urdf.Mesh:
		m = p.meshOf(l, color)
	}
	if m == nil {
		return nil
	}
	pose := s.Origin
	if l.Mirrored {
		pose = spatial.FlipY(pose)
	}
	return m.moved(FromPose(pose))
}

// meshOf is a file's mesh in its visual's frame. A colour of the description's goes before
// those of the file.
func (p *paints) meshOf(l *robot.Look, color MaterialID) *Mesh {
	scaled := *l.Mesh
	scale := [3]float32{float32(l.Shape.Scale.X), float32(l.Shape.Scale.Y), float32(l.Shape.Scale.Z)}
	if l.Mirrored {
		scale[1] = -scale[1]
	}
	scaled.Positions = make([][3]float32, len(l.Mesh.Positions))
	for i, q := range l.Mesh.Positions {
		scaled.Positions[i] = [3]float32{q[0] * scale[0], q[1] * scale[1], q[2] * scale[2]}
	}
	scaled.Triangles = append(scaled.Triangles[:0:0], l.Mesh.Triangles...)
	scaled.Outward()
	c := scaled.Crease(creaseAngle)
	positions, normals := make([]Vec, len(c.Positions)), make([]Vec, len(c.Positions))
	for i := range positions {
		positions[i] = Vec{c.Positions[i][0], c.Positions[i][1], c.Positions[i][2]}
		normals[i] = Vec{c.Normals[i][0], c.Normals[i][1], c.Normals[i][2]}
	}
	triangles := make([]Triangle, len(c.Corners))
	for i, t := range c.Corners {
		mat := color
		if k := scaled.Triangles[i].Material; l.Shape.Color == ([4]float64{}) && k >= 0 {
			rgba := scaled.Colors[k]
			mat = p.paint([4]float64{float64(rgba[0]), float64(rgba[1]), float64(rgba[2]), 1})
		}
		triangles[i] = Triangle{t[0], t[1], t[2], mat}
	}
	if len(triangles) == 0 {
		return nil
	}
	return NewMesh(positions, normals, triangles)
}
