package raster

import "mirrorarm/render/scene"

// The person's skin: a thin knitted glove over it, from its cuff to the fingertips, and the
// folds over the knuckles. Lengths (m) and depths are design values.
const (
	cuffFrom, cuffTo = -0.046, -0.026 // along the palm's X
	cuffRib          = 0.0026
	gloveGain        = 0.93 // how much darker the thin glove makes what is below it
	knitDepth        = 0.62
	foldApart        = 0.0021
	foldWidth        = 0.00055
	foldDepth        = 0.30
)

// wearBand lays glove and folds over the skins in a part of the picture.
func (r *Renderer) wearBand(a area) {
	if !r.opt.Fine {
		return
	}
	for i := range r.objects {
		if o := &r.objects[i]; o.sheer && o.solid.Mesh.Rest != nil && o.maxX >= a.minX && o.minX < a.maxX {
			for y := max(a.minY, o.minY); y < min(a.maxY, o.maxY+1); y++ {
				r.skinRow(o, y)
			}
		}
	}
}

// skinRow lays glove and folds over one row of a skin. Where a pixel was at rest is what its
// triangle's corners tell, with the perspective taken out.
func (r *Renderer) skinRow(o *object, y int) {
	first, last := uint32(o.tri+1), uint32(o.tri+len(o.shown))
	m := o.solid.Mesh
	verts := r.verts[o.vert : o.vert+len(m.Positions)]
	var at, atX, atY scene.Vec
	var p *plane
	var face facing
	var fold *scene.Fold
	id := uint32(0)
	s := spot{lu: 0, lv: 0}
	for x := o.minX; x <= o.maxX; x++ {
		i := y*r.width + x
		now := r.sheer.id[i]
		if now < first || now > last {
			id = 0
			continue
		}
		if now != id {
			id, p = now, &r.planes[now-1]
			t := &m.Triangles[p.item]
			at, atX, atY = rest(m, t, verts)
			face, fold = skinFace(m, t)
		}
		far := 1 / r.sheer.depth[i]
		dx, dy := float32(x)+0.5-p.x, float32(y)+0.5-p.y
		q := at.Add(atX.Scale(dx)).Add(atY.Scale(dy)).Scale(far)
		s.pixel = far / r.view.scale
		c := [3]float32{q.X, q.Y, q.Z}
		s.u, s.v, s.w = c[face.u], c[face.v], c[face.w]
		gain := s.glove()
		if fold != nil {
			gain -= s.shown(1.6*foldApart) * foldDepthAt(fold, q)
		}
		scalePixel(r.sheer.pix[4*i:4*i+3:4*i+3], gain)
	}
}

// skinFace is how a triangle of a skin lies at rest, and the knuckle whose folds it may show.
func skinFace(m *scene.Mesh, t *scene.Triangle) (facing, *scene.Fold) {
	corner := m.Rest[t.A]
	normal := m.Rest[t.B].Sub(corner).Cross(m.Rest[t.C].Sub(corner))
	return facings[0][widest(normal)], nearFold(m.Folds, corner, normal.Z)
}

// rest gives where on the resting mesh the points of a triangle are, times their depth, as a
// linear function of the pixel from the triangle's first corner on.
func rest(m *scene.Mesh, t *scene.Triangle, verts []Vertex) (at, atX, atY scene.Vec) {
	const px = 1.0 / subpixels
	a, b, c := &verts[t.A], &verts[t.B], &verts[t.C]
	x1, y1 := float32(b.x-a.x)*px, float32(b.y-a.y)*px
	x2, y2 := float32(c.x-a.x)*px, float32(c.y-a.y)*px
	inv := 1 / (x1*y2 - x2*y1)
	at = m.Rest[t.A].Scale(a.depth)
	d1, d2 := m.Rest[t.B].Scale(b.depth).Sub(at), m.Rest[t.C].Scale(c.depth).Sub(at)
	atX = d1.Scale(y2 * inv).Sub(d2.Scale(y1 * inv))
	atY = d2.Scale(x1 * inv).Sub(d1.Scale(x2 * inv))
	return at, atX, atY
}

// glove is the gain of the glove: its cuff is ribbed.
func (s *spot) glove() float32 {
	switch {
	case s.u < cuffFrom:
		return 1
	case s.u < cuffTo:
		_, rib := cell(s.v * (1 / cuffRib))
		edge := min((s.u-cuffFrom)*(1/0.0012), 1)
		return 1 - edge*(0.22-s.shown(cuffRib)*(0.30*rib*(1-rib)*4-0.2))
	}
	return gloveGain + knitDepth*(s.knit()-1)
}

// nearFold is the knuckle whose folds a triangle of the back of the hand may show.
func nearFold(folds []scene.Fold, p scene.Vec, up float32) *scene.Fold {
	if up <= 0 {
		return nil
	}
	for i := range folds {
		f := &folds[i]
		if d := p.Sub(f.At); d.Dot(d) < f.Reach*f.Reach {
			return f
		}
	}
	return nil
}

// foldDepthAt is how much darker the folds of a knuckle make a point: three lines across the
// finger, the middle one deepest, that end at its flanks.
func foldDepthAt(f *scene.Fold, p scene.Vec) float32 {
	d := p.Sub(f.At)
	side := 1.4 * d.Dot(f.Side) / f.Reach
	along := abs(d.Dot(f.Along) - 0.0006*side*side*4)
	deep := float32(foldDepth)
	if along > 0.5*foldApart {
		along, deep = abs(along-foldApart), 0.6*foldDepth
	}
	along *= 1 / float32(foldWidth)
	return deep * max(1-0.5*along*along, 0) * max(1-side*side, 0)
}
