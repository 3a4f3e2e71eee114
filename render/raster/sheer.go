package raster

import "mirrorarm/render/scene"

// Opacity of the translucent layer: seen straight on, and at its rim, where the
// eye looks through more of it. Design values.
const (
	sheerFace = 0.70
	sheerRim  = 0.96
)

// Things that the translucent layer holds beside skin: how opaque an x-rayed one is, and
// how much more where it turns away; likewise a clear one, which shows what it mirrors.
// Design values.
const (
	xrayFill, xrayRim   = 0.30, 0.45
	clearFill, clearRim = 0.10, 0.75
	leastHeld           = 0.02
)

// seenThrough is set in the surface of what is x-rayed.
const seenThrough = 1 << 31

// lightSheer colours the translucent layer's pixels in a part of the picture.
func (r *Renderer) lightSheer(a area) {
	var row surfaceRow
	for y := a.minY; y < a.maxY; y++ {
		row.start(r, &r.sheer, y)
		for x := a.minX; x < a.maxX; {
			from, to := row.next(x, a.maxX)
			row.draw(from, to)
			x = to
		}
	}
}

// scatter lights pixel x of skin: a broad diffuse term tinted red in the shadow, a
// soft highlight, and a bright rim. Skin scatters light below its surface, so its
// shading wraps far round the terminator. A mesh's shade is its opacity here.
func (w *surfaceRow) scatter(x int, s *sample) {
	l := w.light
	p := &w.planes[w.ids[x]-1]
	m := &l.looks[p.surface&0xff]
	if p.surface&seenThrough != 0 || m.clear {
		w.glaze(x, s)
		return
	}
	fx := float32(x)
	dx, dy := fx+0.5-p.x, w.y-p.y
	n := p.normal.Add(p.normX.Scale(dx)).Add(p.normY.Scale(dy)).Unit()
	toEye := w.ray.Add(w.rayX.Scale(fx)).Unit().Scale(-1)
	cosEye := n.Dot(toEye)
	ndl, ndv := n.Dot(l.key), max(cosEye, 0.02)
	wrap := max((ndl+0.45)*(1/1.45), 0)
	blood := scene.Vec{X: 1, Y: 0.72 + 0.28*wrap, Z: 0.62 + 0.38*wrap}
	grazing := 1 - ndv
	rim := max(n.Dot(l.rim)+0.3, 0)
	c := m.key.Times(blood).Scale(0.92 * wrap * (0.35 + 0.65*wrap))
	c = c.Add(m.ambient).Add(m.swing.Scale(n.Z)).Add(m.rim.Scale(0.35 * rim))
	if ndl > 0 {
		c = c.Add(l.keyColor.Scale(0.016 * ndl * m.ggx(cosEye+ndl, l.key.Dot(toEye), ndv, ndl)))
	}
	if m.strip > 0 { // a nail
		up := n.Scale(2 * cosEye).Sub(toEye)
		gloss := 1.6 * m.box * l.box.seen(w.eye.Add(w.ray.Add(w.rayX.Scale(fx)).Scale(1/w.depth[x])), up, m.edge)
		c = c.Add(l.keyColor.Scale(gloss * (m.specular + m.grazing*grazing*grazing*grazing)))
	}
	c = c.Add(m.emission.Scale(grazing * grazing * grazing))
	opacity := min(max(p.shade+dx*p.shadeX+dy*p.shadeY, 0), 1) * p.glow
	s.color = w.tone.show(c.X, c.Y, c.Z).times((sheerFace + (sheerRim-sheerFace)*grazing*grazing) * opacity)
	s.normal, s.surface, s.look = n, p.surface, m
}

// finishBand is the phase that writes the smoothed pixels, lays the translucent
// layer, the pane, the lines and the points over a band.
func (r *Renderer) finishBand(b int) {
	top, bottom := r.rows(b)
	list := &r.bands[b]
	for i := range list.edits {
		e := &list.edits[i]
		s := &r.solid
		if i >= list.split {
			s = &r.sheer
		}
		copy(s.pix[4*e.at:4*e.at+4], e.rgba[:])
	}
	for _, a := range r.sheer.areas {
		if part, ok := a.rows(top, bottom); ok {
			r.drawPane(part, true)
			r.composite(part)
		}
	}
	if r.image != nil {
		r.image.fade(top, bottom)
		return
	}
	r.drawPane(area{0, r.width, top, bottom}, false)
	r.drawOutlines(b, top, bottom)
	for i := range r.frame.Strokes {
		r.drawStroke(&r.frame.Strokes[i], top, bottom)
	}
	for i := range r.seen {
		if e := &r.seen[i]; e.in(b) {
			r.drawDot(&r.marks[e.item], top, bottom)
		}
	}
}

// composite lays the translucent layer over the opaque picture where it is the
// nearer one. A pixel that holds only a smoothed fringe has no depth of its own
// and is shown: its neighbour was.
func (r *Renderer) composite(a area) {
	s := &r.sheer
	for y := a.minY; y < a.maxY; y++ {
		for x := a.minX; x < a.maxX; x++ {
			i := y*r.width + x
			src := s.pix[4*i : 4*i+4 : 4*i+4]
			if src[3] == 0 || (s.id[i] != 0 && r.solid.depth[i] > s.depth[i]) {
				continue
			}
			dst := r.out.Pix[4*i : 4*i+4 : 4*i+4]
			k := 255 - uint32(src[3])
			for c := range dst {
				dst[c] = uint8(min(uint32(src[c])+(uint32(dst[c])*k+127)/255, 255))
			}
		}
	}
}

// ink is a colour ready to be blended: display values and nothing else.
type ink [3]int32

func (r *Renderer) ink(c scene.Vec) ink {
	return ink{int32(r.tone.at(c.X) >> 8), int32(r.tone.at(c.Y) >> 8), int32(r.tone.at(c.Z) >> 8)}
}

// mix blends ink over pixel i by alpha.
func (r *Renderer) mix(i int, c ink, alpha float32) {
	k := int32(min(max(alpha, 0), 1)*256 + 0.5)
	dst := r.out.Pix[4*i : 4*i+3 : 4*i+3]
	for j := range dst {
		dst[j] = uint8(int32(dst[j]) + (c[j]-int32(dst[j]))*k>>8)
	}
}
