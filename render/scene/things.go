package scene

import (
	"strings"

	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"
)

// thing is an object of the world with its shape.
type thing struct {
	body   *world.Body
	mesh   *Mesh
	top    *world.Part // nil, or what stands on feet
	feet   *Mesh       // down to the floor
	height float32     // of the top's middle above it

	material MaterialID
	held     float32 // by the robot: 0…1, eased
	at       Affine  // worldFromObject
	decal    *Decal  // what is printed on it
}

// addThings places the objects of the snapshot. Shapes are made when an object
// first appears and kept as long as it stays at its place in the list.
func (s *Scene) addThings(snap *mirror.Snapshot, dt float64) {
	for len(s.things) < len(snap.Things) {
		s.things = append(s.things, thing{})
	}
	clear(s.things[len(snap.Things):])
	f := &s.frame
	anew := false
	for i := range snap.Things {
		t := &s.things[i]
		if t.body != snap.Things[i].Body {
			*t, anew = newThing(snap.Things[i].Body), true
		}
		t.at = FromPose(snap.Things[i].WorldFromObject)
	}
	if anew {
		s.label()
	}
	for i := range snap.Things {
		t := &s.things[i]
		at := t.at
		group := int32(len(s.links) + i)
		t.occlude(f, &at, group)
		t.held = s.grip(snap, t, &at, dt)
		f.Solids = append(f.Solids, Solid{
			Mesh: t.mesh, WorldFromModel: at, Occluded: true, Group: group, Held: t.held, Clear: f.Materials[t.material].Clear > 0, Decal: t.decal, Touched: true,
		})
		if foot, ok := t.stand(&at); ok {
			f.Solids = append(f.Solids, Solid{Mesh: t.feet, WorldFromModel: foot})
		}
	}
}

// occlude places the stand-ins for a small thing's parts, which shade the fingers at it.
func (t *thing) occlude(f *Frame, worldFromThing *Affine, group int32) {
	if t.mesh.Radius > smallThing {
		return
	}
	for i := range t.body.Parts {
		p := &t.body.Parts[i]
		objectFromPart := FromPose(p.ObjectFromPart)
		w := worldFromThing.Mul(&objectFromPart)
		r, end := float32(p.Radius), Vec{Z: max(float32(p.Half.Z-p.Radius), 0)}
		if p.Form == world.Box {
			h := FromR3(p.Half)
			r = min(h.X, h.Y, h.Z)
			end = [3]Vec{{X: h.X - r}, {Y: h.Y - r}, {Z: h.Z - r}}[t.mesh.Long]
		}
		f.Occluders = append(f.Occluders, Occluder{A: w.Apply(end.Scale(-1)), B: w.Apply(end), Ra: r, Rb: r, Group: group, Thing: true})
	}
}

// smallThing (m) is how large things are, from the middle, that are taken in a hand.
const smallThing = 0.13

// stand makes the feet under a table's top, and tells where on the floor they stand;
// false if there is none, or none that lies level above the floor.
func (t *thing) stand(worldFromObject *Affine) (worldFromFeet Affine, ok bool) {
	if t.top == nil {
		return Affine{}, false
	}
	objectFromTop := FromPose(t.top.ObjectFromPart)
	at := worldFromObject.Mul(&objectFromTop)
	height := at.T.Z - floorZ
	if !(at.Z.Z > 0.999 && height > 0) {
		return Affine{}, false
	}
	if t.feet == nil || t.height != height {
		t.feet, t.height = feet(FromR3(t.top.Half), height), height
	}
	at.T.Z = floorZ
	return at, true
}

func newThing(b *world.Body) thing {
	mat := materialOf(b)
	t := thing{body: b, material: mat}
	var parts []*Mesh
	for i := range b.Parts {
		part := &b.Parts[i]
		objectFromPart := FromPose(part.ObjectFromPart)
		parts = append(parts, partMesh(b, part, mat).moved(objectFromPart))
		if isTop(b, part) {
			t.top = part
		}
	}
	t.mesh = join(parts...)
	t.mesh.Long = t.mesh.longest()
	return t
}

// isTop tells a fixed table's top, which has to stand on something, from the
// smaller things that are fixed to it.
func isTop(b *world.Body, p *world.Part) bool {
	const large = 0.12 // m
	return b.Mass == 0 && p.Form == world.Box && p.Half.X > large && p.Half.Y > large
}

// partMesh is one solid about its own centre.
func partMesh(b *world.Body, p *world.Part, mat MaterialID) *Mesh {
	r, half := float32(p.Radius), float32(p.Half.Z)
	if m := toolPart(b, p); m != nil {
		return m
	}
	switch p.Form {
	case world.Sphere:
		return ball(r, 40, mat)
	case world.Capsule:
		return rod(Vec{Z: -half}, Vec{Z: half}, r, r, mat)
	case world.Cylinder:
		if isVessel(b) {
			return vessel(r, half, mat).moved(upright(Vec{}))
		}
		h := hull{round(-half, r), round(half, r)}
		rim := min(0.002, r/4, half/2)
		return loft(40,
			h.domed(-half+rim, rim, -1, 3, mat),
			h.sampled(-half+rim, half-rim, 2, mat),
			h.domed(half-rim, rim, 1, 3, mat),
		).moved(upright(Vec{}))
	}
	half3 := FromR3(p.Half)
	if isTop(b, p) {
		return box(half3, max(r, leastEdge), mat)
	}
	return cushion(half3, max(r, leastEdge), crown, mat)
}

// How boxes are drawn. Design values.
const (
	leastEdge = 0.0022 // m, of their roundness: less than two pixels of it would be dashes
	crown     = 0.10   // rad, see cushion
)

// isVessel tells what is hollow on the screen though the physics fills it.
func isVessel(b *world.Body) bool {
	for _, word := range [...]string{"cup", "mug", "glass", "bowl"} {
		if strings.Contains(b.Name, word) {
			return true
		}
	}
	return false
}

// vessel is a cup: outside, rim and inside in one turn.
func vessel(r, half float32, mat MaterialID) *Mesh {
	wall := min(0.0035, r/5)
	floor := -half + 2*wall
	return loft(44,
		strip{rings: []ring{round(-half, r-wall), round(-half+0.3*wall, r-0.3*wall), round(-half+wall, r)}, material: mat},
		strip{rings: []ring{round(-half+wall, r), round(half-0.4*wall, r)}, material: mat},
		strip{rings: []ring{round(half-0.4*wall, r), round(half, r-0.35*wall), round(half, r-0.65*wall), round(half-0.4*wall, r-wall)}, material: mat},
		strip{rings: []ring{round(half-0.4*wall, r-wall), round(floor+wall, r-wall)}, material: mat},
		strip{rings: []ring{round(floor+wall, r-wall), round(floor+0.3*wall, r-1.3*wall), round(floor, r-2*wall)}, material: mat},
	)
}

// box is a box with round edges.
func box(half Vec, r float32, mat MaterialID) *Mesh { return cushion(half, r, 0, mat) }

// cushion is a box with round edges: every face a grid whose outer rows bend round. Its
// faces are flat, and shaded as if they were crowned, so much at their ends: no face that
// is made is so flat that all of it mirrors one point.
func cushion(half Vec, r, crown float32, mat MaterialID) *Mesh {
	r = min(r, half.X, half.Y, half.Z)
	m := &Mesh{}
	axes := [3]Vec{{X: 1}, {Y: 1}, {Z: 1}}
	inner := half.Sub(Vec{r, r, r})
	rows := [3][]row{boxRows(inner.X), boxRows(inner.Y), boxRows(inner.Z)}
	for face := range 6 {
		w := axes[face%3]
		a, b := (face+1)%3, (face+2)%3
		if face >= 3 {
			w, a, b = w.Scale(-1), b, a
		}
		u, v := axes[a], axes[b]
		base, n := uint32(len(m.Positions)), uint32(len(rows[a]))
		for _, j := range rows[b] {
			for _, i := range rows[a] {
				out := w.Add(u.Scale(i.slope)).Add(v.Scale(j.slope)).Unit()
				bent := w.Add(u.Scale(i.bent(crown))).Add(v.Scale(j.bent(crown))).Unit()
				core := w.Times(inner).Add(u.Scale(i.at)).Add(v.Scale(j.at))
				m.Positions = append(m.Positions, core.Add(out.Scale(r)))
				m.Normals = append(m.Normals, bent)
			}
		}
		for j := range uint32(len(rows[b]) - 1) {
			for i := range n - 1 {
				q := base + j*n + i
				m.addQuad(q, q+1, q+n+1, q+n, mat)
			}
		}
	}
	return m.finish()
}

// row is a row of a box's face: where on the inner box it is, and how its surface
// is tilted there.
type row struct{ at, slope, share float32 }

// bent is how much a row is seen to be tilted.
func (r row) bent(crown float32) float32 {
	if r.slope != 0 {
		return r.slope
	}
	return crown * r.share
}

// boxCell (m) is about how large the quads of a flat face are. What reaches behind the
// eye is not drawn, so none may reach far: a table goes on under a close-up.
const boxCell = 0.09

// boxRows are the rows along an axis on which the inner box measures half from its
// middle.
func boxRows(half float32) []row {
	const tangent = 0.4142136 // of 22.5°
	rows := []row{{-half, -1, -1}, {-half, -tangent, -1}}
	n := max(int(2*half/boxCell+0.5), 1)
	for i := range n + 1 {
		share := 2*float32(i)/float32(n) - 1
		rows = append(rows, row{half * share, 0, share})
	}
	return append(rows, row{half, tangent, 1}, row{half, 1, 1})
}

// feet carry a table's top, whose half size is half and whose middle is height (m)
// above the floor: one near each corner, so that the table is seen to stand.
func feet(half Vec, height float32) *Mesh {
	const inset = 0.055 // m, from the top's sides
	var legs []*Mesh
	for i := range 4 {
		at := Vec{X: half.X - inset, Y: half.Y - inset}
		if i&1 != 0 {
			at.X = -at.X
		}
		if i&2 != 0 {
			at.Y = -at.Y
		}
		leg := hull{round(0, 0.017), round(height, 0.030)}
		legs = append(legs, loft(16, leg.sampled(0, height, 2, MatTable)).moved(upright(at)))
	}
	return join(legs...)
}

// materialOf chooses how a body looks by what it is made of; furniture stays in
// the background.
func materialOf(b *world.Body) MaterialID {
	for i := range b.Parts {
		if isTop(b, &b.Parts[i]) {
			return MatTable
		}
	}
	name := b.Material.Name
	if name == "paper" && isVessel(b) {
		name = paperVessel
	}
	return lookOf(name)
}

// lookOf is the look of a material of the world.
func lookOf(name string) MaterialID {
	for i := range looks {
		if looks[i].name == name {
			return numMaterials + MaterialID(i)
		}
	}
	return MatShell
}
