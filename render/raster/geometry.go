package raster

import (
	"math"

	"mirrorarm/render/scene"
)

// view takes world points to pixels.
type view struct {
	scene.Camera
	scale, cx, cy float32 // focal length (px), principal point (px)
	width, height float32 // px
}

func newView(c *scene.Camera, w, h int) view {
	return view{
		Camera: *c,
		scale:  c.Focal * float32(h),
		cx:     float32(w) / 2,
		cy:     float32(h) / 2,
		width:  float32(w), height: float32(h),
	}
}

// project gives the pixel and the depth of a world point; depth ≤ 0 is behind
// the eye.
func (v *view) project(p scene.Vec) (x, y, depth float32) {
	d := p.Sub(v.Eye)
	z := d.Dot(v.Forward)
	if !(z >= nearPlane) { // nor is what is not a number drawn
		return 0, 0, 0
	}
	depth = 1 / z
	s := v.scale * depth
	return v.cx + s*d.Dot(v.Right), v.cy - s*d.Dot(v.Up), depth
}

// sees tells whether any of a ball may lie in the picture.
func (v *view) sees(center scene.Vec, radius float32) bool {
	d := center.Sub(v.Eye)
	z := d.Dot(v.Forward)
	if z < nearPlane-radius {
		return false
	}
	// Each side of the picture is a plane through the eye.
	beyond := func(along, edge float32) bool {
		slope := edge / v.scale
		return along-slope*z > radius*scene.Sqrt(1+slope*slope)
	}
	x, y := d.Dot(v.Right), d.Dot(v.Up)
	return !beyond(x, v.width-v.cx) && !beyond(-x, v.cx) && !beyond(y, v.cy) && !beyond(-y, v.height-v.cy)
}

// nearPlane (m): what is nearer is not drawn.
const nearPlane = 0.05

// subpixels per pixel: vertices are rounded to this grid, so that edge functions
// are exact integers and triangles that share an edge neither gap nor overlap.
const subpixels = 16

// object is one solid with its places in the shared arrays.
type object struct {
	solid        *scene.Solid
	sheer        bool
	vert, tri    int // first
	edge         int
	outlines     int // edges to be smoothed
	minX, maxX   int // pixel bounds of the front faces
	minY, maxY   int
	litTop, litB int // shadow-map rows that it may cover
	litLeft      int // and columns
	litRight     int
}

// vertex is a mesh's vertex in the picture, in the world and in the light.
type vertex struct {
	x, y   int32   // subpixels
	depth  float32 // 1/m; 0 behind the near plane
	shade  float32
	normal scene.Vec
	light  [3]float32 // shadow-map column, row, height towards the light
}

// triangle is a front-facing triangle, or an empty one if hidden.
type triangle struct {
	x, y                   [3]int32 // clockwise on screen, subpixels
	minX, maxX, minY, maxY int16    // pixels, inclusive
	front                  bool
}

// plane holds what varies over a triangle as linear functions of the pixel.
type plane struct {
	x, y                  float32 // where the values below hold (px)
	depth, depthX, depthY float32
	normal, normX, normY  scene.Vec
	shade, shadeX, shadeY float32
	surface               uint32 // object ≪ 8 | material
	glow                  float32
}

// layOut gives every solid its place in the arrays, which grow when needed and
// never shrink.
func (r *Renderer) layOut() {
	r.objects = r.objects[:0]
	var nv, nt, ne int
	add := func(list []scene.Solid, sheer bool) {
		for i := range list {
			m := list[i].Mesh
			r.objects = append(r.objects, object{solid: &list[i], sheer: sheer, vert: nv, tri: nt, edge: ne})
			nv += len(m.Positions)
			nt += len(m.Triangles)
			ne += len(m.Edges)
		}
	}
	add(r.frame.Solids, false)
	add(r.frame.Sheer, true)
	if nv > len(r.verts) {
		r.verts = make([]vertex, nv+nv/4)
	}
	if nt > len(r.tris) {
		r.tris = make([]triangle, nt+nt/4)
		r.planes = make([]plane, nt+nt/4)
	}
	if ne > len(r.outline) {
		r.outline = make([]int32, ne+ne/4)
	}
}

// geometry is the phase that transforms one object, sets its triangles up and
// finds its outline.
func (r *Renderer) geometry(i int) {
	o := &r.objects[i]
	m := o.solid.Mesh
	verts := r.verts[o.vert : o.vert+len(m.Positions)]
	o.minX, o.minY, o.maxX, o.maxY = math.MaxInt32, math.MaxInt32, -1, -1
	o.outlines = 0
	if r.opt.Light != nil && !r.view.sees(o.solid.WorldFromModel.T, m.Radius) {
		return // it casts its shadow in the other renderer
	}
	r.transform(o, verts)
	tris := r.tris[o.tri : o.tri+len(m.Triangles)]
	planes := r.planes[o.tri : o.tri+len(m.Triangles)]
	for t := range m.Triangles {
		mt := &m.Triangles[t]
		r.setUp(o, &tris[t], &planes[t], &verts[mt.A], &verts[mt.B], &verts[mt.C])
		planes[t].surface, planes[t].glow = uint32(i)<<8|uint32(mt.Material), o.solid.Glow
	}
	if o.maxX < 0 {
		return
	}
	for e := range m.Edges {
		edge := &m.Edges[e]
		left := tris[edge.Left].front
		right := edge.Right >= 0 && tris[edge.Right].front
		if left != right || (edge.Crease && left) {
			r.outline[o.edge+o.outlines] = int32(e)
			o.outlines++
		}
	}
}

func (r *Renderer) transform(o *object, verts []vertex) {
	m, t, v := o.solid.Mesh, &o.solid.WorldFromModel, &r.view
	s := r.shadow
	top, bottom := float32(math.MaxInt32), float32(math.MinInt32)
	left, right := top, bottom
	lit := r.opt.Light == nil && !o.solid.NoShadow
	var occluded occlusion
	done := r.shaded(o, len(verts))
	if !r.opt.NoOcclusion && done == nil {
		occluded.gather(r.frame.Occluders, o.solid)
	}
	for i := range verts {
		p := t.Apply(m.Positions[i])
		x, y, depth := v.project(p)
		out := &verts[i]
		out.depth = depth
		// Far outside is as good as outside, and keeps the integers small.
		out.x = int32(math.Floor(float64(min(max(x, -4096), 20480)*subpixels) + 0.5))
		out.y = int32(math.Floor(float64(min(max(y, -4096), 20480)*subpixels) + 0.5))
		out.normal = t.Rotate(m.Normals[i])
		out.shade = m.Shade[i]
		if done != nil {
			out.shade = done[i].shade
		} else if occluded.count > 0 {
			out.shade *= occluded.at(p, out.normal)
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

// shaded are the vertices of the same object in the renderer that lent its
// light, if it drew the same solids: what shade they lie in does not depend on
// the eye.
func (r *Renderer) shaded(o *object, n int) []vertex {
	l := r.opt.Light
	if l == nil || len(r.frame.Solids) == 0 || len(l.frame.Solids) != len(r.frame.Solids) || &l.frame.Solids[0] != &r.frame.Solids[0] {
		return nil
	}
	return l.verts[o.vert : o.vert+n]
}

// setUp fills one triangle and its planes, or marks it hidden.
func (r *Renderer) setUp(o *object, t *triangle, p *plane, a, b, c *vertex) {
	t.front = false
	if a.depth == 0 || b.depth == 0 || c.depth == 0 {
		return
	}
	// Counter-clockwise from outside is clockwise where y points down.
	b, c = c, b
	area := int64(b.x-a.x)*int64(c.y-a.y) - int64(c.x-a.x)*int64(b.y-a.y)
	if area <= 0 {
		return
	}
	t.front = true
	t.x, t.y = [3]int32{a.x, b.x, c.x}, [3]int32{a.y, b.y, c.y}
	// Centres lie half a pixel in: pixel i is covered from subpixel 16i + 8 on.
	const half = subpixels / 2
	minX := max((min(a.x, b.x, c.x)-half+subpixels-1)>>4, 0)
	minY := max((min(a.y, b.y, c.y)-half+subpixels-1)>>4, 0)
	maxX := min((max(a.x, b.x, c.x)-half)>>4, int32(r.width-1))
	maxY := min((max(a.y, b.y, c.y)-half)>>4, int32(r.height-1))
	t.minX, t.minY, t.maxX, t.maxY = int16(minX), int16(minY), int16(maxX), int16(maxY)
	if minX > maxX || minY > maxY {
		t.minY, t.maxY = 1, 0
		return
	}
	o.minX, o.maxX = min(o.minX, int(minX)), max(o.maxX, int(maxX))
	o.minY, o.maxY = min(o.minY, int(minY)), max(o.maxY, int(maxY))
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

// bound finds the part of the picture that the translucent layer touches.
func (r *Renderer) bound() {
	s := &r.sheer
	s.minX, s.minY, s.maxX, s.maxY = r.width, r.height, 0, 0
	for i := range r.objects {
		o := &r.objects[i]
		if o.sheer && o.maxX >= 0 {
			// One pixel of margin: smoothing writes outside of the outline.
			s.minX, s.maxX = min(s.minX, max(o.minX-1, 0)), max(s.maxX, min(o.maxX+2, r.width))
			s.minY, s.maxY = min(s.minY, max(o.minY-1, 0)), max(s.maxY, min(o.maxY+2, r.height))
		}
	}
}
