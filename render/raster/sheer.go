package raster

import "mirrorarm/render/scene"

// Opacity of the translucent layer: seen straight on, and at its rim, where the
// eye looks through more of it. Design values.
const (
	sheerFace = 0.70
	sheerRim  = 0.96
)

// lightSheer colours the translucent layer's pixels. Skin scatters light below
// its surface, so its shading wraps far round the terminator. A mesh's shade
// is its opacity here.
func (r *Renderer) lightSheer(top, bottom int) {
	s, v, tone := &r.sheer, &r.view, r.tone
	l := &r.light
	inv := 1 / v.scale
	for y := top; y < bottom; y++ {
		fy := float32(y) + 0.5
		rayRow := v.Forward.Add(v.Up.Scale((v.cy - fy) * inv))
		for x := s.minX; x < s.maxX; x++ {
			i := y*r.width + x
			if s.id[i] == 0 {
				continue
			}
			fx := float32(x) + 0.5
			p := &r.planes[s.id[i]-1]
			dx, dy := fx-p.x, fy-p.y
			n := p.normal.Add(p.normX.Scale(dx)).Add(p.normY.Scale(dy)).Unit()
			toEye := rayRow.Add(v.Right.Scale((fx - v.cx) * inv)).Unit().Scale(-1)
			opacity := min(max(p.shade+dx*p.shadeX+dy*p.shadeY, 0), 1) * p.glow
			m := &l.looks[p.surface&0xff]
			c := l.scatter(m, n, toEye)
			ndv := max(n.Dot(toEye), 0)
			rim := 1 - ndv
			alpha := (sheerFace + (sheerRim-sheerFace)*rim*rim) * opacity
			k := uint32(alpha*256 + 0.5)
			d := dither[y&3][x&3]
			s.pix[4*i] = uint8((tone.at(c.X) + d) * k >> 16)
			s.pix[4*i+1] = uint8((tone.at(c.Y) + d) * k >> 16)
			s.pix[4*i+2] = uint8((tone.at(c.Z) + d) * k >> 16)
			s.pix[4*i+3] = uint8(255 * k >> 8)
		}
	}
}

// scatter is skin: a broad diffuse term tinted red in the shadow, a soft
// highlight, and a bright rim.
func (l *lighting) scatter(m *look, n, toEye scene.Vec) scene.Vec {
	cosEye := n.Dot(toEye)
	ndv := max(cosEye, 0.02)
	ndl := n.Dot(l.key)
	wrap := max((ndl+0.45)/1.45, 0)
	blood := scene.Vec{X: 1, Y: 0.72 + 0.28*wrap, Z: 0.62 + 0.38*wrap}
	grazing := 1 - ndv
	rim := max(n.Dot(l.rim)+0.3, 0)
	c := m.key.Times(blood).Scale(0.92 * wrap * (0.35 + 0.65*wrap))
	c = c.Add(m.ambient).Add(m.swing.Scale(n.Z)).Add(m.rim.Scale(0.35 * rim))
	if ndl > 0 {
		c = c.Add(l.keyColor.Scale(0.016 * ndl * m.ggx(cosEye+ndl, l.key.Dot(toEye), ndv, ndl)))
	}
	return c.Add(m.emission.Scale(grazing * grazing * grazing))
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
	if r.sheer.minY < bottom && r.sheer.maxY > top {
		r.drawPane(max(top, r.sheer.minY), min(bottom, r.sheer.maxY), r.sheer.minX, r.sheer.maxX, true)
		r.composite(max(top, r.sheer.minY), min(bottom, r.sheer.maxY))
	}
	r.drawPane(top, bottom, 0, r.width, false)
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
func (r *Renderer) composite(top, bottom int) {
	s := &r.sheer
	for y := top; y < bottom; y++ {
		for x := s.minX; x < s.maxX; x++ {
			i := y*r.width + x
			src := s.pix[4*i : 4*i+4 : 4*i+4]
			if src[3] == 0 || (s.id[i] != 0 && r.solid.depth[i] > s.depth[i]) {
				continue
			}
			dst := r.out.Pix[4*i : 4*i+4 : 4*i+4]
			k := 255 - uint32(src[3])
			for c := range 3 {
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
