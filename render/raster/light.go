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
	box, strip     studio
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
	box, edge                float32 // radiance of the soft box's image, and 1 over the width of its edge
	least                    float32 // cosine to the box, below which none of its image is seen
	strip                    float32 // radiance of the strip's image
	horizon                  float32 // how sharp the room's is
	limit                    float32 // how much brighter than the sky and darker than the floor it gets
	sheen                    float32 // of the rim light
	tint                     mirrored
	clear                    bool
	spread                   float32 // how far normals of samples to be blended may differ, squared
}

// mirrored are the lights in the colour that a material mirrors them in.
type mirrored struct{ key, rim, ambient, swing scene.Vec }

// prepare folds the frame's lights and materials.
func (l *lighting) prepare(f *scene.Frame, s *shadowMap) {
	st := &f.Stage
	l.key, l.rim = st.Key.Toward.Unit(), st.Rim.Toward.Unit()
	l.keyColor, l.rimColor = st.Key.Color, st.Rim.Color
	l.ambient, l.swing = st.Up.Add(st.Down).Scale(0.5), st.Up.Sub(st.Down).Scale(0.5)
	l.box.aim(st)
	l.strip.aimStrip(st)
	coarse := max(biasScale/s.scale, 1)
	l.bias, l.offset = shadowBias*coarse, shadowOffset*coarse
	l.liftU, l.liftV = s.u.Scale(s.scale*l.offset), s.v.Scale(s.scale*l.offset)
	if len(l.looks) < len(f.Materials) {
		l.looks = make([]look, len(f.Materials))
	}
	for i := range f.Materials {
		m := &f.Materials[i]
		a := m.Roughness * m.Roughness
		smooth := max(1-m.Roughness/polished, 0)
		tint := m.Tint
		if tint == (scene.Vec{}) {
			tint = scene.Vec{X: 1, Y: 1, Z: 1}
		}
		l.looks[i] = look{
			key: m.Base.Times(l.keyColor), rim: m.Base.Times(l.rimColor),
			ambient: m.Base.Times(l.ambient), swing: m.Base.Times(l.swing),
			emission: m.Emission,
			specular: m.Specular, grazing: (1 - m.Specular) * (1 - m.Roughness) * (1 - m.Roughness),
			clear: m.Clear > 0,
			a:     a, a2: a * a, lobe: a * a / (2 * math.Pi),
			box: boxGain(m.Roughness), edge: boxEdge(m.Roughness), least: boxLeast(m.Roughness), strip: stripGain * smooth, horizon: 1 + (horizon-1)*smooth, limit: 1 + contrast*smooth, sheen: m.Sheen + 0.25,
			tint:   mirrored{l.keyColor.Times(tint), l.rimColor.Times(tint), l.ambient.Times(tint), l.swing.Times(tint)},
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

// reflect lights pixel x of a solid: Lambert and GGX for the key light, GGX for the
// rim light, a two-tone sky for the rest.
func (w *surfaceRow) reflect(x int, s *sample) {
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
	far := 1 / w.depth[x]
	rx, ry, rz := w.ray.X+fx*w.rayX.X, w.ray.Y+fx*w.rayX.Y, w.ray.Z+fx*w.rayX.Z
	if w.fine {
		shade *= w.contact(p, scene.Vec{X: rx, Y: ry, Z: rz}.Scale(far), s.normal)
	}
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
		lit = w.shadow.at(
			w.shadowEye[0]+(w.shadowRay[0]+fx*w.shadowRayStep[0])*far+nx*l.liftU.X+ny*l.liftU.Y+nz*l.liftU.Z,
			w.shadowEye[1]+(w.shadowRay[1]+fx*w.shadowRayStep[1])*far+nx*l.liftV.X+ny*l.liftV.Y+nz*l.liftV.Z,
			w.shadowEye[2]+(w.key+fx*w.keyX)*far+l.offset*ndl-1.6*l.bias*ndl, w.hard)
		if key = ndl * lit; key > 0 {
			keyGloss = key * m.ggx(cosEye+ndl, (w.key+fx*w.keyX)*toEye, ndv, key) * fresnel
		}
	}
	b, twice := &l.box, 2*ndv
	if toBox := twice*(nx*b.n.X+ny*b.n.Y+nz*b.n.Z) - (w.box[0]+fx*w.boxX[0])*toEye; toBox > m.least {
		inv := 1 / toBox
		off := boxNear * far
		along := (twice*(nx*b.u.X+ny*b.u.Y+nz*b.u.Z)-(w.box[1]+fx*w.boxX[1])*toEye)*inv + w.boxEye[0] + off*(w.box[1]+fx*w.boxX[1])
		across := (twice*(nx*b.v.X+ny*b.v.Y+nz*b.v.Z)-(w.box[2]+fx*w.boxX[2])*toEye)*inv + w.boxEye[1] + off*(w.box[2]+fx*w.boxX[2])
		keyGloss += m.box * covered(along, across, m.edge) * (boxShade + (1-boxShade)*lit) * mirrored
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
	up := twice*nz - rz*toEye
	swingGloss := min(max(up*m.horizon, -m.limit), m.limit) * mirrored
	if m.strip > 0 {
		to := scene.Vec{X: twice*nx - rx*toEye, Y: twice*ny - ry*toEye, Z: up}
		rimGloss += m.strip * mirrored * l.strip.strip(w.eye.Add(scene.Vec{X: rx, Y: ry, Z: rz}.Scale(far)), to, m.edge)
	}
	s.lit = lit
	t := &m.tint
	s.color = w.tone.show(
		m.key.X*key+t.key.X*keyGloss+m.rim.X*rim+t.rim.X*rimGloss+
			m.ambient.X*shade+m.swing.X*swing+t.ambient.X*mirrored+t.swing.X*swingGloss+m.emission.X*p.glow,
		m.key.Y*key+t.key.Y*keyGloss+m.rim.Y*rim+t.rim.Y*rimGloss+
			m.ambient.Y*shade+m.swing.Y*swing+t.ambient.Y*mirrored+t.swing.Y*swingGloss+m.emission.Y*p.glow,
		m.key.Z*key+t.key.Z*keyGloss+m.rim.Z*rim+t.rim.Z*rimGloss+
			m.ambient.Z*shade+m.swing.Z*swing+t.ambient.Z*mirrored+t.swing.Z*swingGloss+m.emission.Z*p.glow)
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
