package raster

import (
	"math"
	"slices"

	"mirrorarm/render/scene"
)

// subpixels per pixel: vertices are rounded to this grid, so that edge functions
// are exact integers and triangles that share an edge neither gap nor overlap.
const subpixels = 16

// object is one solid with its places in the shared arrays.
type object struct {
	solid        *scene.Solid
	sheer        bool
	xray         bool       // it is held, and seen through
	near         *occlusion // what shades it, if that is found by the pixel
	patterned    bool       // some of its materials have a pattern
	vert, tri    int        // first
	shown        []reach    // triangles that face the eye; the n-th is r.tris[tri + n]
	casters      []reach    // those that face the light, by rows of the shadow map
	outline      []reach    // edges to be smoothed
	minX, maxX   int        // pixel bounds of the front faces
	minY, maxY   int
	litTop, litB int // shadow-map rows that it may cover
	litLeft      int // and columns
	litRight     int
}

// Vertex is a mesh's vertex in the picture, in the world and in the light.
type Vertex struct {
	x, y   int32   // subpixels
	depth  float32 // 1/m; 0 behind the near plane
	shade  float32 // −1: not known yet
	normal scene.Vec
	light  [3]float32 // shadow-map column, row, height towards the light
}

// triangle is a triangle that faces the eye.
type triangle struct {
	x, y                   [3]int32 // clockwise on screen, subpixels
	minX, maxX, minY, maxY int16    // pixels, inclusive
}

// plane holds what varies over a triangle as linear functions of the pixel.
type plane struct {
	x, y                  float32 // where the values below hold (px)
	depth, depthX, depthY float32
	normal, normX, normY  scene.Vec
	shade, shadeX, shadeY float32
	surface               uint32 // object ≪ 8 | material
	glow                  float32
	item                  int32 // of the mesh's triangles
}

// layOut gives every solid its place in the arrays, which grow when needed and
// never shrink.
func (r *Renderer) layOut() {
	r.objects = r.objects[:0]
	var nv, nt, ne int
	add := func(list []scene.Solid, sheer bool) {
		for i := range list {
			m := list[i].Mesh
			xray := r.frame.XRay && list[i].Held > leastHeld
			r.objects = append(r.objects, object{solid: &list[i], sheer: sheer || list[i].Clear || xray, xray: xray, vert: nv, tri: nt})
			nv += len(m.Positions)
			nt += len(m.Triangles)
			ne += len(m.Edges)
		}
	}
	add(r.frame.Solids, false)
	add(r.frame.Sheer, true)
	r.shades = slices.Grow(r.shades[:0], len(r.objects))[:len(r.objects)]
	clear(r.objects[len(r.objects):cap(r.objects)]) // or frames of scenes long gone would be held
	if nv > len(r.verts) {
		r.verts = make([]Vertex, nv+nv/4)
	}
	if nt > len(r.front) {
		r.front = make([]bool, nt+nt/4)
	}
	if nt > len(r.tris) && !r.placing {
		r.tris = make([]triangle, nt+nt/4)
		r.planes = make([]plane, nt+nt/4)
	}
	if n := 2*nt + ne; n > len(r.reaches) {
		r.reaches = make([]reach, n+n/4)
	}
	free := r.reaches
	room := func(n int) (list []reach) {
		list, free = free[:0:n], free[n:]
		return list
	}
	for i := range r.objects {
		o := &r.objects[i]
		m := o.solid.Mesh
		o.shown, o.casters, o.outline = room(len(m.Triangles)), room(len(m.Triangles)), room(len(m.Edges))
	}
}

// geometry is the phase that transforms one object, sets its triangles up and
// finds its outline. One item more places the points of light.
func (r *Renderer) geometry(i int) {
	i = len(r.objects) - 1 - i // the person's skin, which is the largest, is last
	if i < 0 {
		r.placeDots()
		return
	}
	o := &r.objects[i]
	m := o.solid.Mesh
	o.minX, o.minY, o.maxX, o.maxY = math.MaxInt32, math.MaxInt32, -1, -1
	if r.opt.Light != nil && !r.shows(o) {
		return // it casts its shadow in the other renderer
	}
	near := &r.shades[i]
	near.count = 0
	if !r.opt.NoOcclusion {
		near.gather(r.frame.Occluders, o.solid)
	}
	byPixel := near.count > 0 && r.opt.Fine && o.solid.Touched
	o.near = nil
	if byPixel {
		o.near = near
	}
	verts := r.verts[o.vert : o.vert+len(m.Positions)]
	front := r.front[o.tri : o.tri+len(m.Triangles)]
	r.transform(o, verts, near.count == 0 || byPixel)
	surface := uint32(i) << 8
	if o.xray {
		surface |= seenThrough
	}
	r.face(o, surface, verts, front, near)
	if o.maxX < 0 {
		return
	}
	if r.image != nil {
		return // what is enlarged and faint needs no smooth outline
	}
	for e := range m.Edges {
		edge := &m.Edges[e]
		left := front[edge.Left]
		right := edge.Right >= 0 && front[edge.Right]
		if left != right || (left && (edge.Crease || (edge.Bend && r.opt.Fine))) {
			r.addOutline(o, int32(e), &verts[edge.A], &verts[edge.B])
		}
	}
}

// shows tells whether any of an object may be in the picture.
func (r *Renderer) shows(o *object) bool {
	m, t := o.solid.Mesh, &o.solid.WorldFromModel
	if r.image == nil {
		return r.view.sees(t.T, m.Radius)
	}
	if !o.solid.Bent {
		return r.image.before(t.T) && r.view.sees(t.T, m.Radius)
	}
	const step = 24 // vertices, which are not far apart
	for i := 0; i < len(m.Positions); i += step {
		if p := t.Apply(m.Positions[i]); r.image.before(p) && r.view.sees(p, 0.03) {
			return true
		}
	}
	return false
}

// face lists an object's triangles that face the light, and sets those up that
// face the eye.
func (r *Renderer) face(o *object, surface uint32, verts []Vertex, front []bool, near *occlusion) {
	lit := r.opt.Light == nil && !o.solid.NoShadow
	triangles := o.solid.Mesh.Triangles
	var spare triangle
	for i := range triangles {
		mt := &triangles[i]
		a, b, c := &verts[mt.A], &verts[mt.B], &verts[mt.C]
		if lit {
			if top, bottom := r.shadow.rows(&a.light, &b.light, &c.light); top <= bottom {
				o.casters = append(o.casters, reach{int32(i), int16(top / castRows), int16(bottom / castRows)})
			}
		}
		t, tri, shown := o.tri+len(o.shown), &spare, false
		if !r.placing {
			tri = &r.tris[t]
		}
		if front[i], shown = r.setUp(tri, a, b, c); !shown {
			continue
		}
		if near.count > 0 && o.near == nil {
			near.shade(o.solid, mt.A, a)
			near.shade(o.solid, mt.B, b)
			near.shade(o.solid, mt.C, c)
		}
		if r.placing {
			o.shown = append(o.shown, reach{item: int32(i)})
			o.maxX = 0
			continue
		}
		p := &r.planes[t]
		p.fit(a, b, c)
		p.surface, p.glow, p.item = surface|uint32(mt.Material), o.solid.Glow, int32(i)
		o.patterned = o.patterned || r.frame.Materials[mt.Material].Pattern != scene.Plain
		o.add(tri)
	}
}

// add puts a triangle into the list of those to be drawn.
func (o *object) add(t *triangle) {
	o.minX, o.maxX = min(o.minX, int(t.minX)), max(o.maxX, int(t.maxX))
	o.minY, o.maxY = min(o.minY, int(t.minY)), max(o.maxY, int(t.maxY))
	o.shown = append(o.shown, bandsOf(int32(len(o.shown)), int(t.minY), int(t.maxY)))
}

// addOutline puts an edge into the list of those to be smoothed, with a pixel of
// margin: smoothing writes beside the edge.
func (r *Renderer) addOutline(o *object, item int32, a, b *Vertex) {
	top, bottom := int(min(a.y, b.y))/subpixels-2, int(max(a.y, b.y))/subpixels+2
	if bottom >= 0 && top < r.height {
		o.outline = append(o.outline, bandsOf(item, max(top, 0), min(bottom, r.height-1)))
	}
}

// transform places an object's vertices in the picture and in the light. Their
// shade is left open where occluders are near.
func (r *Renderer) transform(o *object, verts []Vertex, open bool) {
	m, t, v := o.solid.Mesh, &o.solid.WorldFromModel, &r.view
	s := r.shadow
	top, bottom := float32(math.MaxInt32), float32(math.MinInt32)
	left, right := top, bottom
	lit := r.opt.Light == nil && !o.solid.NoShadow
	done := r.shaded(o, len(verts))
	for i := range verts {
		p := t.Apply(m.Positions[i])
		x, y, depth := v.project(p)
		out := &verts[i]
		out.depth = depth
		out.x, out.y = subpixel(x), subpixel(y)
		out.normal = t.Rotate(m.Normals[i])
		switch {
		case open:
			out.shade = m.Shade[i]
		case done != nil:
			out.shade = done[i].shade
		default:
			out.shade = -1
		}
		if lit {
			out.light = s.project(p)
			top, bottom = min(top, out.light[1]), max(bottom, out.light[1])
			left, right = min(left, out.light[0]), max(right, out.light[0])
		}
	}
	if lit {
		o.litTop, o.litB = int(top)-1, int(bottom)+1
		o.litLeft, o.litRight = int(left)-1, int(right)+2
	}
}

// subpixel rounds a coordinate to the grid. Far outside is as good as outside,
// and keeps the integers small, and positive while they are cut off.
func subpixel(x float32) int32 {
	const far = 4096 // px
	return int32(float64(min(max(x, -far), 20480)*subpixels)+(far*subpixels+0.5)) - far*subpixels
}

// shaded are the vertices of the same object in the renderer that lent its
// light, if it drew the same solids: what shade they lie in does not depend on
// the eye.
func (r *Renderer) shaded(o *object, n int) []Vertex {
	l := r.opt.Light
	if l == nil || l.frame == nil || len(r.frame.Solids) == 0 || len(l.frame.Solids) != len(r.frame.Solids) || &l.frame.Solids[0] != &r.frame.Solids[0] {
		return nil
	}
	return l.verts[o.vert : o.vert+n]
}

// setUp fills one triangle; it tells whether it faces the eye, and if so whether
// any pixel's centre may lie in it.
func (r *Renderer) setUp(t *triangle, a, b, c *Vertex) (front, shown bool) {
	if a.depth == 0 || b.depth == 0 || c.depth == 0 {
		return false, false
	}
	// Counter-clockwise from outside is clockwise where y points down.
	b, c = c, b
	area := int64(b.x-a.x)*int64(c.y-a.y) - int64(c.x-a.x)*int64(b.y-a.y)
	if area <= 0 {
		return false, false
	}
	// Centres lie half a pixel in: pixel i is covered from subpixel 16i + 8 on.
	const half = subpixels / 2
	minX := max((min(a.x, b.x, c.x)-half+subpixels-1)>>4, 0)
	minY := max((min(a.y, b.y, c.y)-half+subpixels-1)>>4, 0)
	maxX := min((max(a.x, b.x, c.x)-half)>>4, int32(r.width-1))
	maxY := min((max(a.y, b.y, c.y)-half)>>4, int32(r.height-1))
	if minX > maxX || minY > maxY {
		return true, false
	}
	t.x, t.y = [3]int32{a.x, b.x, c.x}, [3]int32{a.y, b.y, c.y}
	t.minX, t.minY, t.maxX, t.maxY = int16(minX), int16(minY), int16(maxX), int16(maxY)
	return true, true
}

// fit finds the linear functions of a triangle.
func (p *plane) fit(a, b, c *Vertex) {
	b, c = c, b // as in setUp
	const px = 1.0 / subpixels
	x1, y1 := float32(b.x-a.x)*px, float32(b.y-a.y)*px
	x2, y2 := float32(c.x-a.x)*px, float32(c.y-a.y)*px
	inv := 1 / (x1*y2 - x2*y1)
	ux, uy := y2*inv, -x2*inv // gradient of b's weight
	vx, vy := -y1*inv, x1*inv // of c's
	p.x, p.y = float32(a.x)*px, float32(a.y)*px
	d1, d2 := b.depth-a.depth, c.depth-a.depth
	p.depth, p.depthX, p.depthY = a.depth, d1*ux+d2*vx, d1*uy+d2*vy
	// Normal × depth is linear on the screen, and its direction is all that
	// counts, so no division is needed per pixel.
	na := a.normal.Scale(a.depth)
	n1, n2 := b.normal.Scale(b.depth).Sub(na), c.normal.Scale(c.depth).Sub(na)
	p.normal = na
	p.normX = n1.Scale(ux).Add(n2.Scale(vx))
	p.normY = n1.Scale(uy).Add(n2.Scale(vy))
	s1, s2 := b.shade-a.shade, c.shade-a.shade
	p.shade, p.shadeX, p.shadeY = a.shade, s1*ux+s2*vx, s1*uy+s2*vy
}

// bound finds the parts of the picture that the translucent layer touches.
func (r *Renderer) bound() {
	s := &r.sheer
	s.areas, s.last = s.last[:0], s.areas
	for i := range r.objects {
		o := &r.objects[i]
		if o.sheer && o.maxX >= 0 {
			// One pixel of margin: smoothing writes outside of the outline.
			s.add(area{max(o.minX-1, 0), min(o.maxX+2, r.width), max(o.minY-1, 0), min(o.maxY+2, r.height)})
		}
	}
}

// add joins a part of the picture to those that it overlaps.
func (s *surface) add(a area) {
	for i := 0; i < len(s.areas); {
		b := s.areas[i]
		if a.minX >= b.maxX || b.minX >= a.maxX || a.minY >= b.maxY || b.minY >= a.maxY {
			i++
			continue
		}
		a = area{min(a.minX, b.minX), max(a.maxX, b.maxX), min(a.minY, b.minY), max(a.maxY, b.maxY)}
		s.areas[i] = s.areas[len(s.areas)-1]
		s.areas = s.areas[:len(s.areas)-1]
		i = 0
	}
	s.areas = append(s.areas, a)
}

// rows is the part of an area in some rows of the picture; ok if there is any.
func (a area) rows(top, bottom int) (part area, ok bool) {
	a.minY, a.maxY = max(a.minY, top), min(a.maxY, bottom)
	return a, a.minY < a.maxY
}
