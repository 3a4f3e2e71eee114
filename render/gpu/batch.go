//go:build cgo || windows || js

package gpu

import (
	"math"

	"mirrorarm/render/raster"
	"mirrorarm/render/scene"

	"github.com/hajimehoshi/ebiten/v2"
)

// batch is what one call draws: triangles of one material, of one solid where that counts.
type batch struct {
	verts    []ebiten.Vertex
	indices  []uint16
	body     int // −1: of several
	material scene.MaterialID
	sheer    bool
	look     look
}

// look is which shader a batch is drawn with.
type look uint8

const (
	opaqueLook look = iota
	skinLook
	glazeLook
)

// batches are those of one view, and what is needed to make them.
type batches struct {
	list  []batch // those beyond length have memory to be used again
	depth span

	// Of the mesh that is being added: which vertex of its batch each vertex has become, if
	// its token says that it is there.
	place  []uint16
	tokens []uint32
	token  uint32
	kinds  []kind
	skins  skinCache
}

// begin forgets what was there.
func (b *batches) begin() {
	b.list = b.list[:0]
	b.depth = noSpan()
}

// open is a batch for a body, −1 for any, of a material, with room for one more triangle.
func (b *batches) open(body int, material scene.MaterialID, l look) int {
	for i := range b.list {
		if have := &b.list[i]; have.body == body && have.material == material && have.look == l && len(have.verts) < math.MaxUint16-3 {
			return i
		}
	}
	if len(b.list) < cap(b.list) {
		b.list = b.list[:len(b.list)+1]
	} else {
		b.list = append(b.list, batch{})
	}
	last := &b.list[len(b.list)-1]
	last.verts, last.indices = last.verts[:0], last.indices[:0]
	last.body, last.material, last.look, last.sheer = body, material, l, l != opaqueLook
	return len(b.list) - 1
}

// ready makes room for the marks of a mesh's vertices.
func (b *batches) ready(n int) {
	if n > len(b.place) {
		b.place, b.tokens = make([]uint16, n+n/4), make([]uint32, n+n/4)
	}
}

// Solids are known by numbers 1…253: those that are held by the last of them.
const (
	freeNumbers = 199
	firstHeld   = 1 + freeNumbers
	heldNumbers = 54
)

func number(i int, held bool) float32 {
	if held {
		return float32(firstHeld + i%heldNumbers)
	}
	return float32(1 + i%freeNumbers)
}

// add puts what is seen of a body into batches.
func (b *batches) add(p *raster.Placement, i int, body *raster.Body) {
	if len(body.Shown) == 0 {
		return
	}
	m := body.Solid.Mesh
	b.ready(len(m.Positions))
	b.kinds = b.kinds[:0]
	a := adder{batches: b, p: p, body: body, index: i, number: number(i, body.Held), current: -1}
	if m.Rest != nil && body.Sheer {
		a.codes = b.skins.of(m)
	}
	for _, item := range body.Shown {
		a.triangle(item.Index())
	}
}

// adder puts one body into batches.
type adder struct {
	*batches
	p       *raster.Placement
	body    *raster.Body
	index   int
	number  float32
	codes   []uint16 // of a skin's triangles
	current int      // batch
	of      scene.MaterialID
	flat    bool // every triangle has its own corners
	axes    float32
	steep   float32
	code    uint16
	now     uint32 // the token of corners that are shared
}

func (a *adder) triangle(i int) {
	t := &a.body.Solid.Mesh.Triangles[i]
	if a.current < 0 || t.Material != a.of || len(a.list[a.current].verts) >= math.MaxUint16-3 {
		a.turn(t.Material)
	}
	if a.codes != nil && a.codes[i] != a.code {
		a.code = a.codes[i]
		a.now = a.alike(a.current, a.code)
	}
	if a.flat {
		u, v, w, steep := a.p.Face(a.body, i)
		a.axes, a.steep = axes(u, v, w), steep
		a.token++
		a.now = a.token
	}
	to := &a.list[a.current]
	to.indices = append(to.indices, a.corner(to, t.A), a.corner(to, t.B), a.corner(to, t.C))
}

func axes(u, v, w uint8) float32 { return float32(u) + 4*float32(v) + 16*float32(w) }

// turn goes on with another material.
func (a *adder) turn(material scene.MaterialID) {
	m, s := &a.p.Frame().Materials[material], a.body.Solid
	body, l := -1, opaqueLook
	switch {
	case a.body.XRay || (a.body.Sheer && m.Clear > 0):
		l = glazeLook
	case a.body.Sheer:
		l = skinLook
		if a.codes != nil {
			body = a.index
		}
	case m.Pattern != scene.Plain, s.Decal != nil, a.body.Rods() > 0:
		body = a.index
	}
	a.flat = body >= 0 && l == opaqueLook && m.Pattern != scene.Plain
	a.current, a.of = a.open(body, material, l), material
	a.now = a.alike(a.current, a.code)
}

// kind is what corners of a mesh have in common that may be shared: their batch, and the code
// of their triangles.
type kind struct {
	batch int
	code  uint16
	token uint32
}

// alike is the token of those corners.
func (a *adder) alike(batch int, code uint16) uint32 {
	for i := range a.kinds {
		if k := &a.kinds[i]; k.batch == batch && k.code == code {
			return k.token
		}
	}
	a.token++
	a.kinds = append(a.kinds, kind{batch, code, a.token})
	return a.token
}

// corner is a vertex of the mesh as one of the batch.
func (a *adder) corner(to *batch, v uint32) uint16 {
	if a.tokens[v] == a.now {
		return a.place[v]
	}
	at := uint16(len(to.verts))
	a.tokens[v], a.place[v] = a.now, at
	from := &a.body.Vertices[v]
	x, y, depth := from.Pixel()
	a.depth.add(depth)
	n := from.Normal().Scale(depth)
	vert := ebiten.Vertex{
		DstX: x, DstY: y, SrcX: a.number,
		ColorR: n.X, ColorG: n.Y, ColorB: n.Z, ColorA: depth,
	}
	if to.look == skinLook {
		vert.Custom3 = min(max(from.Shade(), 0), 1) * a.body.Solid.Glow
		if a.codes != nil {
			r := a.body.Solid.Mesh.Rest[v].Scale(depth)
			vert.SrcY, vert.Custom0, vert.Custom1, vert.Custom2 = float32(a.code), r.X, r.Y, r.Z
		}
	} else {
		vert.Custom0, vert.Custom1, vert.Custom2, vert.Custom3 = from.Shade(), a.body.Solid.Glow, a.axes, a.steep
	}
	to.verts = append(to.verts, vert)
	return at
}

// skinCache keeps how the triangles of skins lie at rest, of the last two persons.
type skinCache struct {
	mesh  [2]*scene.Mesh
	codes [2][]uint16
}

func (c *skinCache) of(m *scene.Mesh) []uint16 {
	for i := range c.mesh {
		if c.mesh[i] == m && len(c.codes[i]) == len(m.Triangles) {
			return c.codes[i]
		}
	}
	c.mesh[1], c.codes[1] = c.mesh[0], c.codes[0]
	codes := make([]uint16, len(m.Triangles))
	for i := range codes {
		u, v, w, fold := raster.SkinFace(m, i)
		codes[i] = uint16(axes(u, v, w)) + 64*uint16(fold+1)
	}
	c.mesh[0], c.codes[0] = m, codes
	return codes
}
