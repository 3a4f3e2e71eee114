package raster

import (
	"math"

	"mirrorarm/render/scene"
)

// lighting is what is constant over a frame, folded for the inner loop.
type lighting struct {
	key, rim       scene.Vec // towards the light
	keyColor       scene.Vec
	rimColor       scene.Vec
	ambient, swing scene.Vec // ambient = ambient + swing·n_z
	softbox        scene.Vec // direction of the studio's soft box, seen in reflections
	liftU, liftV   scene.Vec // normal → shift in the shadow map (texels), see shadowOffset
	bias, offset   float32   // m, of the shadow test
	looks          []look    // by material
}

// look is a material under the frame's lights.
type look struct {
	key, rim, ambient, swing scene.Vec // albedo × light
	emission                 scene.Vec
	specular, grazing        float32 // Fresnel term, straight on and what grazing adds
	a, a2                    float32 // roughness² of the GGX lobe, and its square
	lobe                     float32 // a2 / 2π
	box, sheen               float32 // of the soft box, and of the rim light
	spread                   float32 // how far normals of samples to be blended may differ, squared
}

// prepare folds the frame's lights and materials.
func (l *lighting) prepare(f *scene.Frame, s *shadowMap) {
	st := &f.Stage
	l.key, l.rim = st.Key.Toward.Unit(), st.Rim.Toward.Unit()
	l.keyColor, l.rimColor = st.Key.Color, st.Rim.Color
	l.ambient, l.swing = st.Up.Add(st.Down).Scale(0.5), st.Up.Sub(st.Down).Scale(0.5)
	l.softbox = l.key.Add(scene.Vec{Z: 0.4}).Unit()
	coarse := max(biasScale/s.scale, 1)
	l.bias, l.offset = shadowBias*coarse, shadowOffset*coarse
	l.liftU, l.liftV = s.u.Scale(s.scale*l.offset), s.v.Scale(s.scale*l.offset)
	if len(l.looks) < len(f.Materials) {
		l.looks = make([]look, len(f.Materials))
	}
	for i := range f.Materials {
		m := &f.Materials[i]
		a := m.Roughness * m.Roughness
		l.looks[i] = look{
			key: m.Base.Times(l.keyColor), rim: m.Base.Times(l.rimColor),
			ambient: m.Base.Times(l.ambient), swing: m.Base.Times(l.swing),
			emission: m.Emission,
			specular: m.Specular, grazing: (1 - m.Specular) * (1 - m.Roughness),
			a: a, a2: a * a, lobe: a * a / (2 * math.Pi),
			box: 1 - 0.7*m.Roughness, sheen: m.Sheen + 0.25,
			spread: blendSpread * blendSpread * a * a,
		}
	}
}

// Bias of the shadow test (m): what is closer to the light by less than this
// casts no shadow, more where light grazes; and how far the tested point is
// lifted off the surface. Design values, found by looking, for a map of
// biasScale texels per metre; a coarser map needs more.
const (
	shadowBias   = 0.0026
	shadowOffset = 0.0028
	biasScale    = 445
)

// lightBand colours every pixel of some rows: solids by their nearest triangle,
// the rest as floor and backdrop.
func (r *Renderer) lightBand(top, bottom int) {
	var floor floorRow
	var solid solidRow
	for y := top; y < bottom; y++ {
		ids := r.solid.id[y*r.width : (y+1)*r.width]
		floor.start(r, y)
		solid.start(r, y)
		for x := 0; x < r.width; {
			end := x
			if ids[x] == 0 {
				for end < r.width && ids[end] == 0 {
					end++
				}
				floor.draw(r, x, end)
			} else {
				for end < r.width && ids[end] != 0 {
					end++
				}
				solid.draw(x, end)
			}
			x = end
		}
	}
}

// solidRow lights the solids along one row of pixels. Whatever depends on the
// line of sight alone is linear along it.
type solidRow struct {
	light  *lighting
	shadow *shadowMap
	tone   *toneTable
	planes []plane
	ids    []uint32
	depth  []float32
	pix    []uint8
	dither *[4]uint32
	hard   bool

	y                        float32
	ray, rayX                scene.Vec  // line of sight of length 1 along the view, and its step
	key, keyX                float32    // its component towards the key light, …
	rim, rimX                float32    // the rim light
	box, boxX                float32    // and the soft box
	shadowEye                [3]float32 // the eye's place in the shadow map
	shadowRay, shadowRayStep [2]float32 // columns and rows of the map per metre of depth
}

// start aims the walker at row y.
func (w *solidRow) start(r *Renderer, y int) {
	l, s, v := &r.light, r.shadow, &r.view
	w.light, w.shadow, w.tone, w.planes, w.hard = l, s, r.tone, r.planes, r.opt.HardEdge
	w.ids = r.solid.id[y*r.width : (y+1)*r.width]
	w.depth = r.solid.depth[y*r.width : (y+1)*r.width]
	w.pix = r.solid.pix[4*y*r.width : 4*(y+1)*r.width]
	w.dither = &dither[y&3]
	w.y = float32(y) + 0.5
	inv := 1 / v.scale
	w.rayX = v.Right.Scale(inv)
	w.ray = v.Forward.Add(v.Up.Scale((v.cy - w.y) * inv)).Sub(w.rayX.Scale(v.cx - 0.5))
	w.key, w.keyX = w.ray.Dot(l.key), w.rayX.Dot(l.key)
	w.rim, w.rimX = w.ray.Dot(l.rim), w.rayX.Dot(l.rim)
	w.box, w.boxX = w.ray.Dot(l.softbox), w.rayX.Dot(l.softbox)
	w.shadowEye = s.project(v.Eye)
	w.shadowEye[2] += 2.4 * l.bias
	w.shadowRay = [2]float32{w.ray.Dot(s.u) * s.scale, w.ray.Dot(s.v) * s.scale}
	w.shadowRayStep = [2]float32{w.rayX.Dot(s.u) * s.scale, w.rayX.Dot(s.v) * s.scale}
}

// sample is a lit pixel.
type sample struct {
	color   lanes
	lit     float32 // the key light's share that arrives
	normal  scene.Vec
	surface uint32
	look    *look
}

// blendStep is the greatest distance (px) of two lit pixels of one surface. If
// they look alike, those between them are blended: most of a picture is smooth.
const blendStep = 4

// When samples look alike: their normals differ by less than blendSpread of the
// width of the material's highlight, their colours by less than blendRange (8.8
// bits), and their shadow by less than blendShadow. A shadow's edge cannot hide
// between them, for the test's tent is wider than blendStep. Samples that are
// farther apart may still be blended if a third one half-way is their mean by
// blendError. Design values, found by looking at what changes.
const (
	blendSpread = 0.7
	blendRange  = 6 << 8
	blendShadow = 0.1
	blendError  = 3 << 7
)

// draw lights the pixels x…end−1, all of them solid.
func (w *solidRow) draw(x, end int) {
	var a, b sample
	w.lit(x, &a)
	for {
		// Lit pixels lie on a fixed grid of columns, whatever hides parts of it.
		next := x&^(blendStep-1) + blendStep
		if next >= end {
			break
		}
		w.lit(next, &b)
		w.between(x, next, &a, &b)
		x, a = next, b
	}
	for x++; x < end; x++ {
		w.lit(x, &a)
	}
}

// between colours the pixels between two lit ones.
func (w *solidRow) between(x, next int, a, b *sample) {
	n := next - x
	if n < 2 {
		return
	}
	same := n != 3 && w.same(x, next, a, b)
	if same && a.alike(b, 1) && a.color.apart(b.color) < blendRange {
		w.blend(x, n, a, b)
		return
	}
	var m sample
	mid := x + n/2
	w.lit(mid, &m)
	if same && a.alike(b, 16) {
		half := a.color + a.color.step(b.color, 1)
		if half.apart(m.color) < blendError {
			w.blend(x, n/2, a, &m)
			w.blend(mid, n/2, &m, b)
			return
		}
	}
	w.between(x, mid, a, &m)
	w.between(mid, next, &m, b)
}

// same tells whether one surface reaches from pixel x, which a is of, to b's.
func (w *solidRow) same(x, next int, a, b *sample) bool {
	if a.surface != b.surface {
		return false
	}
	first, last := w.ids[x], w.ids[next]
	for _, id := range w.ids[x+1 : next] {
		if id != first && id != last {
			m := &w.planes[id-1]
			if m.surface != a.surface || m.normal.Dot(a.normal) < 0.9*m.depth {
				return false
			}
		}
	}
	return true
}

// alike tells whether two samples of one surface have nearly the same normal, up
// to slack times what its highlight allows, and the same shadow.
func (a *sample) alike(b *sample, slack float32) bool {
	d := a.normal.Sub(b.normal)
	return d.Dot(d) < slack*a.look.spread && abs(a.lit-b.lit) < blendShadow
}

// blend colours the pixels between x and x + n, a power of two.
func (w *solidRow) blend(x, n int, a, b *sample) {
	c, step := a.color, a.color.step(b.color, n>>1)
	for i := x + 1; i < x+n; i++ {
		c += step
		c.put(w.pix[4*i:], lanes(w.dither[i&3])*inAll)
	}
}

// lit lights pixel x: Lambert and GGX for the key light, GGX for the rim light, a
// two-tone sky for the rest.
func (w *solidRow) lit(x int, s *sample) {
	l := w.light
	p := &w.planes[w.ids[x]-1]
	fx := float32(x)
	dx, dy := fx+0.5-p.x, w.y-p.y
	nx := p.normal.X + dx*p.normX.X + dy*p.normY.X
	ny := p.normal.Y + dx*p.normX.Y + dy*p.normY.Y
	nz := p.normal.Z + dx*p.normX.Z + dy*p.normY.Z
	unit := 1 / scene.Sqrt(nx*nx+ny*ny+nz*nz)
	nx, ny, nz = nx*unit, ny*unit, nz*unit
	s.normal = scene.Vec{X: nx, Y: ny, Z: nz}
	shade := min(max(p.shade+dx*p.shadeX+dy*p.shadeY, 0), 1)

	rx, ry, rz := w.ray.X+fx*w.rayX.X, w.ray.Y+fx*w.rayX.Y, w.ray.Z+fx*w.rayX.Z
	toEye := -1 / scene.Sqrt(rx*rx+ry*ry+rz*rz) // × ray = unit vector to the eye
	cosEye := (nx*rx + ny*ry + nz*rz) * toEye
	ndv := max(cosEye, 0.02)
	ndl := nx*l.key.X + ny*l.key.Y + nz*l.key.Z
	ndr := nx*l.rim.X + ny*l.rim.Y + nz*l.rim.Z
	m := &l.looks[p.surface&0xff]
	s.surface, s.look = p.surface, m
	grazing := 1 - ndv
	g2 := grazing * grazing
	fresnel := m.specular + m.grazing*g2*g2*grazing
	mirrored := fresnel * shade

	// Of the key light: what is scattered, what is mirrored.
	lit, key, keyGloss := float32(0), float32(0), float32(0)
	if ndl > 0 {
		far := 1 / w.depth[x]
		lit = w.shadow.at(
			w.shadowEye[0]+(w.shadowRay[0]+fx*w.shadowRayStep[0])*far+nx*l.liftU.X+ny*l.liftU.Y+nz*l.liftU.Z,
			w.shadowEye[1]+(w.shadowRay[1]+fx*w.shadowRayStep[1])*far+nx*l.liftV.X+ny*l.liftV.Y+nz*l.liftV.Z,
			w.shadowEye[2]+(w.key+fx*w.keyX)*far+l.offset*ndl-1.6*l.bias*ndl, w.hard)
		if key = ndl * lit; key > 0 {
			keyGloss = key * m.ggx(cosEye+ndl, (w.key+fx*w.keyX)*toEye, ndv, key) * fresnel
		}
	}
	boxed := 2*ndv*(nx*l.softbox.X+ny*l.softbox.Y+nz*l.softbox.Z) - (w.box+fx*w.boxX)*toEye
	if boxed > 0.55 {
		box := (boxed - 0.55) * m.box
		keyGloss += 1.6 * box * box * (0.3 + 0.7*lit) * mirrored
	}
	// Of the rim light.
	rim, rimGloss := float32(0), float32(0)
	if ndr > -0.15 {
		rim = (ndr + 0.15) * (0.25 + 0.75*shade) * (0.22 + g2*m.sheen)
		if ndr > 0 {
			rimGloss = ndr * m.ggx(cosEye+ndr, (w.rim+fx*w.rimX)*toEye, ndv, ndr) * mirrored
		}
	}
	// And of the sky.
	swing := nz * shade
	swingGloss := (2*ndv*nz - rz*toEye) * mirrored
	s.lit = lit
	s.color = w.tone.show(
		m.key.X*key+l.keyColor.X*keyGloss+m.rim.X*rim+l.rimColor.X*rimGloss+
			m.ambient.X*shade+m.swing.X*swing+l.ambient.X*mirrored+l.swing.X*swingGloss+m.emission.X*p.glow,
		m.key.Y*key+l.keyColor.Y*keyGloss+m.rim.Y*rim+l.rimColor.Y*rimGloss+
			m.ambient.Y*shade+m.swing.Y*swing+l.ambient.Y*mirrored+l.swing.Y*swingGloss+m.emission.Y*p.glow,
		m.key.Z*key+l.keyColor.Z*keyGloss+m.rim.Z*rim+l.rimColor.Z*rimGloss+
			m.ambient.Z*shade+m.swing.Z*swing+l.ambient.Z*mirrored+l.swing.Z*swingGloss+m.emission.Z*p.glow)
	s.color.put(w.pix[4*x:], lanes(w.dither[x&3])*inAll)
}

// ggx is the microfacet distribution of Walter et al. (2007) times the
// visibility term in the approximation of Hammon (GDC 2017), from the cosines
// between normal, light and eye: ndh2 is n·(light + eye), ldv is light·eye.
// Both denominators are joined into one.
func (m *look) ggx(ndh, ldv, ndv, ndl float32) float32 {
	h2 := 2.0001 + 2*ldv // |light + eye|², never 0
	d := ndh*ndh*(m.a2-1) + h2
	return m.lobe * h2 * h2 / (d * d * (2*ndl*ndv*(1-m.a) + (ndl+ndv)*m.a + 1e-4))
}
