package raster

// smoothBand is the phase that finds the new colours of the pixels along the
// outlines that cross a band. It reads the whole picture and writes only its own
// list.
func (r *Renderer) smoothBand(b int) {
	list := &r.bands[b]
	list.edits = list.edits[:0]
	for i := range r.objects {
		if o := &r.objects[i]; !o.sheer {
			list.edits = r.smoothObject(list.edits, o, &r.solid, b)
		}
	}
	list.split = len(list.edits)
	for i := range r.objects {
		if o := &r.objects[i]; o.sheer {
			list.edits = r.smoothObject(list.edits, o, &r.sheer, b)
		}
	}
}

func (r *Renderer) smoothObject(edits []edit, o *object, s *surface, b int) []edit {
	top, bottom := r.rows(b)
	if o.maxX < 0 || o.minY-1 >= bottom || o.maxY+1 < top {
		return edits
	}
	m := o.solid.Mesh
	first := uint32(o.tri + 1)
	last := first + uint32(len(m.Triangles))
	c := crossing{r: r, s: s, first: first, last: last, top: top, bottom: bottom}
	for e := range o.outline {
		if e := &o.outline[e]; e.in(b) {
			edge := &m.Edges[e.item]
			edits = c.walk(edits, &r.verts[o.vert+int(edge.A)], &r.verts[o.vert+int(edge.B)])
		}
	}
	return edits
}

// crossing walks along one edge and blends the pixels that it cuts. Of a pixel
// pair across the edge the one whose centre lies within half a pixel of it takes
// its neighbour's colour by the exact area on the neighbour's side: the
// geometry-buffer anti-aliasing of Persson (2011), from the mesh's own edges.
type crossing struct {
	r           *Renderer
	s           *surface
	first, last uint32 // triangle numbers of the object
	top, bottom int
}

func (c *crossing) walk(edits []edit, a, b *Vertex) []edit {
	const px = 1.0 / subpixels
	ax, ay := float32(a.x)*px, float32(a.y)*px
	bx, by := float32(b.x)*px, float32(b.y)*px
	w, h := c.r.width, c.r.height
	flat := abs(bx-ax) >= abs(by-ay) // steps along x, crosses in y
	if !flat {
		ax, ay, bx, by = ay, ax, by, bx
		w, h = h, w
	}
	da, db := a.depth, b.depth
	if ax > bx {
		ax, ay, bx, by, da, db = bx, by, ax, ay, db, da
	}
	length := bx - ax
	if length < 1e-3 {
		return edits
	}
	slope, deep := (by-ay)/length, (db-da)/length
	lo, hi := max(int(ax+0.5), 0), min(int(bx-0.5), w-1)
	if bx < 0.5 {
		return edits
	}
	if !flat {
		lo, hi = max(lo, c.top), min(hi, c.bottom-1)
	}
	for i := lo; i <= hi; i++ {
		t := float32(i) + 0.5 - ax
		if t < 0 || t >= length {
			continue
		}
		cross := ay + t*slope
		j := int(cross)
		if cross < 0 || j >= h {
			continue
		}
		f := cross - float32(j)
		other, share := j-1, f // centre on the far side: the near side's share is f
		if f > 0.5+tie || (f > 0.5-tie && c.inside(i, j-1, flat)) {
			other, share = j+1, 1-f
		}
		if other < 0 || other >= h {
			continue
		}
		depth := da + t*deep
		if flat {
			if j >= c.top && j < c.bottom {
				edits = c.blend(edits, j*c.r.width+i, other*c.r.width+i, share, depth)
			}
		} else {
			edits = c.blend(edits, i*c.r.width+j, i*c.r.width+other, share, depth)
		}
	}
	return edits
}

// tie is how close (px) to a centre an edge goes through it: then the pixel is
// the object's, and its outer neighbour has to be found.
const tie = 1e-3

// inside tells whether a pixel, i along the edge's main direction and j across,
// shows the object or lies off the picture.
func (c *crossing) inside(i, j int, flat bool) bool {
	at := j*c.r.width + i
	if !flat {
		at = i*c.r.width + j
	}
	return j < 0 || (c.s.id[at] >= c.first && c.s.id[at] < c.last)
}

// seen bounds how far (m) the surface may fall away between the edge and the
// centre of the pixel beside it.
const seen = 0.022

// blend mixes a share of the neighbour's colour into pixel at, if the edge is
// what separates the two.
func (c *crossing) blend(edits []edit, at, neighbour int, share, depth float32) []edit {
	s := c.s
	ours := func(i int) bool { return s.id[i] >= c.first && s.id[i] < c.last }
	tolerance := seen * depth * depth
	if ours(at) {
		if abs(s.depth[at]-depth) > tolerance || (!ours(neighbour) && s.depth[neighbour] > depth) {
			return edits
		}
	} else if !ours(neighbour) || abs(s.depth[neighbour]-depth) > tolerance || s.depth[at] > depth {
		return edits
	}
	var e edit
	e.at = int32(at)
	k := int32(share*256 + 0.5)
	for i := range e.rgba {
		p, q := int32(s.pix[4*at+i]), int32(s.pix[4*neighbour+i])
		e.rgba[i] = uint8(p + ((q-p)*k+128)>>8)
	}
	return append(edits, e)
}

func abs(x float32) float32 { return max(x, -x) }
