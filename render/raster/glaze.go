package raster

import "mirrorarm/render/scene"

// glaze lights pixel x of what is seen through though it is no skin: glass, and what is
// held and x-rayed. Either is fuller where it turns away from the eye, since there is more
// of it to look through.
func (w *surfaceRow) glaze(x int, s *sample) {
	l := w.light
	p := &w.planes[w.ids[x]-1]
	m := &l.looks[p.surface&0xff]
	fx := float32(x)
	dx, dy := fx+0.5-p.x, w.y-p.y
	n := p.normal.Add(p.normX.Scale(dx)).Add(p.normY.Scale(dy)).Unit()
	ray := w.ray.Add(w.rayX.Scale(fx))
	toEye := ray.Unit().Scale(-1)
	cosEye := n.Dot(toEye)
	ndv, ndl := max(cosEye, 0.02), n.Dot(l.key)
	grazing := 1 - ndv
	g2 := grazing * grazing
	c := m.key.Scale(max(0.7*ndl+0.3, 0)).Add(m.ambient).Add(m.swing.Scale(n.Z))
	s.normal, s.surface, s.look, s.lit = n, p.surface, m, 1
	if !m.clear {
		s.color = w.tone.show(c.X, c.Y, c.Z).times(min(xrayFill+xrayRim*g2*grazing, 1))
		return
	}
	fresnel := m.specular + m.grazing*g2*g2*grazing
	up := n.Scale(2 * cosEye).Sub(toEye)
	at := w.eye.Add(ray.Scale(1 / w.depth[x]))
	bright := l.keyColor.Scale(m.box * l.box.seen(at, up, m.edge))
	bright = bright.Add(l.rimColor.Scale(m.strip * l.strip.strip(at, up, m.edge)))
	bright = bright.Add(l.ambient).Add(l.swing.Scale(up.Z)).Scale(fresnel)
	if ndl > 0 {
		bright = bright.Add(l.keyColor.Scale(ndl * fresnel * m.ggx(cosEye+ndl, l.key.Dot(toEye), ndv, ndl)))
	}
	opacity := min(clearFill+clearRim*g2*grazing+max(bright.X, bright.Y, bright.Z), 1)
	c = c.Add(scene.Vec{X: 0.5, Y: 0.62, Z: 0.66}.Scale(g2 * grazing)).Scale(1 - fresnel).Add(bright)
	s.color = w.tone.show(c.X, c.Y, c.Z).times(opacity)
}

// outlineWidth (px at 720 lines) and alpha of the lines round what is x-rayed, and alpha of
// those of what is clear. Design values.
const (
	outlineWidth = 1.4
	xrayLine     = 0.85
	clearLine    = 0.38
)

// drawOutlines draws the outlines and creases of what is seen through.
func (r *Renderer) drawOutlines(b, top, bottom int) {
	for i := range r.objects {
		o := &r.objects[i]
		if !o.sheer || o.maxX < 0 || (!o.xray && !o.solid.Clear) {
			continue
		}
		alpha := outlineAlpha(o.solid, o.xray)
		c, m := r.ink(scene.Glass), o.solid.Mesh
		for e := range o.outline {
			if e := &o.outline[e]; e.in(b) {
				edge := &m.Edges[e.item]
				r.drawEdge(&r.verts[o.vert+int(edge.A)], &r.verts[o.vert+int(edge.B)], c, alpha, top, bottom)
			}
		}
	}
}

// outlineAlpha is that of the lines round a solid that is seen through.
func outlineAlpha(s *scene.Solid, xray bool) float32 {
	if xray {
		return xrayLine * s.Held
	}
	return clearLine
}

// drawEdge draws an edge of a mesh as a line.
func (r *Renderer) drawEdge(a, b *Vertex, c ink, alpha float32, top, bottom int) {
	if l, ok := r.edgeLine(a, b); ok {
		r.drawLine(&l, c, alpha, 0, top, bottom)
	}
}

// edgeLine is an edge of a mesh as a line; ok if it is before the eye.
func (r *Renderer) edgeLine(a, b *Vertex) (l line, ok bool) {
	const px = 1.0 / subpixels
	return line{
		ax: float32(a.x) * px, ay: float32(a.y) * px, da: a.depth,
		bx: float32(b.x) * px, by: float32(b.y) * px, db: b.depth,
		half: max(outlineWidth*float32(r.height)/720, 0.8) / 2, butt: true,
	}, a.depth != 0 && b.depth != 0
}
