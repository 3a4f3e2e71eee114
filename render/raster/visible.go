package raster

// drawBand is the phase that finds what is visible in a band, and lights it.
func (r *Renderer) drawBand(b int) {
	top, bottom := r.rows(b)
	filled := &r.bands[b].filled
	for row := top * r.width; row < bottom*r.width; row += r.width {
		clear(r.solid.depth[row+filled.from : row+filled.to])
		clear(r.solid.id[row+filled.from : row+filled.to])
	}
	*filled = columns{}
	r.sheer.wipe(top, bottom, r.width)
	for i := range r.objects {
		o := &r.objects[i]
		if o.maxX < 0 || o.minY >= bottom || o.maxY < top {
			continue
		}
		s := &r.solid
		if o.sheer {
			s = &r.sheer
		} else {
			filled.add(o.minX, o.maxX+1)
		}
		for e := range o.shown {
			if e := &o.shown[e]; e.in(b) {
				t := o.tri + int(e.item)
				s.fill(&r.tris[t], &r.planes[t], uint32(t+1), top, bottom, r.width)
			}
		}
	}
	r.lightBand(top, bottom, *filled)
	r.weaveBand(top, bottom)
	r.mirrorFloor(top, bottom)
	for _, a := range r.sheer.areas {
		if part, ok := a.rows(top, bottom); ok {
			r.lightSheer(part)
			r.wearBand(part)
		}
	}
}

// wipe forgets the last picture in some rows.
func (s *surface) wipe(top, bottom, width int) {
	for _, a := range s.last {
		for y := max(top, a.minY); y < min(bottom, a.maxY); y++ {
			from, to := y*width+a.minX, y*width+a.maxX
			clear(s.depth[from:to])
			clear(s.id[from:to])
			clear(s.pix[4*from : 4*to])
		}
	}
}

// fill draws a triangle's rows from top to bottom into the depth buffer. Its
// edge functions are exact, so it is watertight.
func (s *surface) fill(t *triangle, p *plane, id uint32, top, bottom, width int) {
	x0, y0 := int(t.x[0]), int(t.y[0])
	x1, y1 := int(t.x[1]), int(t.y[1])
	x2, y2 := int(t.x[2]), int(t.y[2])
	minX, maxX := int(t.minX), int(t.maxX)
	minY, maxY := max(int(t.minY), top), min(int(t.maxY), bottom-1)
	// Twice the area of (edge, pixel), positive inside.
	a0, b0 := y0-y1, x1-x0
	a1, b1 := y1-y2, x2-x1
	a2, b2 := y2-y0, x0-x2
	px, py := minX*subpixels+subpixels/2, minY*subpixels+subpixels/2
	e0 := a0*(px-x0) + b0*(py-y0)
	e1 := a1*(px-x1) + b1*(py-y1)
	e2 := a2*(px-x2) + b2*(py-y2)
	a0, a1, a2 = a0*subpixels, a1*subpixels, a2*subpixels
	b0, b1, b2 = b0*subpixels, b1*subpixels, b2*subpixels
	dx := float32(minX) + 0.5 - p.x
	n := maxX - minX + 1
	for row := minY*width + minX; minY <= maxY; minY++ {
		dy := float32(minY) + 0.5 - p.y
		if n > wideTriangle {
			from, to := inside(e0, a0, 0, n)
			from, to = inside(e1, a1, from, to)
			from, to = inside(e2, a2, from, to)
			if from < to {
				w := p.depth + (dx+float32(from))*p.depthX + dy*p.depthY
				s.span(row+from, row+to, w, p.depthX, id)
			}
		} else {
			depth, ids := s.depth[row:row+n], s.id[row:row+n]
			f0, f1, f2, w := e0, e1, e2, p.depth+dx*p.depthX+dy*p.depthY
			for i := range depth {
				if f0|f1|f2 >= 0 && w > depth[i] {
					depth[i] = w
					ids[i] = id
				}
				f0, f1, f2, w = f0+a0, f1+a1, f2+a2, w+p.depthX
			}
		}
		e0, e1, e2 = e0+b0, e1+b1, e2+b2
		row += width
	}
}

// span draws the pixels from…to−1, all of them inside.
func (s *surface) span(from, to int, w, step float32, id uint32) {
	depth, ids := s.depth[from:to], s.id[from:to]
	for i := range depth {
		if w > depth[i] {
			depth[i] = w
			ids[i] = id
		}
		w += step
	}
}

// wideTriangle is the width (px) above which it pays to divide for the ends of
// every row of a triangle, rather than to test what lies outside of it too.
const wideTriangle = 4

// inside narrows a range of pixels to those on the inner side of an edge whose
// function is e at pixel 0 and grows by a from one to the next.
func inside(e, a, from, to int) (int, int) {
	switch {
	case a > 0 && e < 0:
		from = max(from, (a-1-e)/a)
	case a < 0 && e >= 0:
		to = min(to, e/-a+1)
	case e < 0:
		to = from
	}
	return from, to
}

// reach is an item of a list and the bands of rows that it lies in: what a band
// needs to know of an item that is none of its own.
type reach struct {
	item        int32
	first, last int16
}

// in tells whether the item lies in band b.
func (e *reach) in(b int) bool { return int(e.first) <= b && b <= int(e.last) }

// bandsOf are the bands of the rows from top to bottom, both in the picture.
func bandsOf(item int32, top, bottom int) reach {
	return reach{item, int16(top / bandRows), int16(bottom / bandRows)}
}
