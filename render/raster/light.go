package raster

import (
	"math"

	"mirrorarm/render/scene"
)

// lighting is what is constant over a frame, folded for the inner loop.
type lighting struct {
	key, rim         scene.Vec // towards the light
	keyColor         scene.Vec
	rimColor         scene.Vec
	ambient, swing   scene.Vec // ambient = ambient + swing·n_z
	softbox          scene.Vec // direction of the studio's soft box, seen in reflections
	shadowU, shadowV scene.Vec // world → shadow map, in texels
	shadow0          [3]float32
	toward           scene.Vec
	bias, offset     float32 // m, of the shadow test
}

func (r *Renderer) lighting() lighting {
	st := &r.frame.Stage
	s := r.shadow
	l := lighting{
		key: st.Key.Toward.Unit(), rim: st.Rim.Toward.Unit(),
		keyColor: st.Key.Color, rimColor: st.Rim.Color,
		ambient: st.Up.Add(st.Down).Scale(0.5), swing: st.Up.Sub(st.Down).Scale(0.5),
		shadowU: s.u.Scale(s.scale), shadowV: s.v.Scale(s.scale), toward: s.toward,
	}
	l.softbox = l.key.Add(scene.Vec{Z: 0.4}).Unit()
	l.shadow0 = s.project(scene.Vec{})
	coarse := max(biasScale/s.scale, 1)
	l.bias, l.offset = shadowBias*coarse, shadowOffset*coarse
	return l
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
	l := r.lighting()
	var row floorRow
	for y := top; y < bottom; y++ {
		ids := r.solid.id[y*r.width : (y+1)*r.width]
		row.start(r, y)
		for x := 0; x < r.width; {
			end := x
			if ids[x] == 0 {
				for end < r.width && ids[end] == 0 {
					end++
				}
				row.draw(r, x, end)
			} else {
				for end < r.width && ids[end] != 0 {
					end++
				}
				r.lightSpan(&l, y, x, end)
			}
			x = end
		}
	}
}

// lightSpan lights the solid pixels x…end−1 of row y.
func (r *Renderer) lightSpan(l *lighting, y, x, end int) {
	v, tone := &r.view, r.tone
	ids := r.solid.id[y*r.width : (y+1)*r.width]
	depth := r.solid.depth[y*r.width : (y+1)*r.width]
	pix := r.solid.pix[4*y*r.width : 4*(y+1)*r.width]
	dither := &dither[y&3]
	inv := 1 / v.scale
	fy := float32(y) + 0.5
	rayRow := v.Forward.Add(v.Up.Scale((v.cy - fy) * inv))
	materials := r.frame.Materials
	hard := r.opt.HardEdge
	for ; x < end; x++ {
		fx := float32(x) + 0.5
		p := &r.planes[ids[x]-1]
		dx, dy := fx-p.x, fy-p.y
		n := scene.Vec{
			X: p.normal.X + dx*p.normX.X + dy*p.normY.X,
			Y: p.normal.Y + dx*p.normX.Y + dy*p.normY.Y,
			Z: p.normal.Z + dx*p.normX.Z + dy*p.normY.Z,
		}
		n = n.Scale(1 / scene.Sqrt(n.Dot(n)))
		ray := rayRow.Add(v.Right.Scale((fx - v.cx) * inv))
		at := v.Eye.Add(ray.Scale(1 / depth[x]))
		toEye := ray.Scale(-1 / scene.Sqrt(ray.Dot(ray)))
		shade := min(max(p.shade+dx*p.shadeX+dy*p.shadeY, 0), 1)
		m := &materials[p.material]
		lit := float32(0)
		ndl := n.Dot(l.key)
		if ndl > 0 {
			q := at.Add(n.Scale(l.offset))
			lit = r.shadow.at(
				l.shadow0[0]+q.Dot(l.shadowU), l.shadow0[1]+q.Dot(l.shadowV),
				l.shadow0[2]+q.Dot(l.toward)+l.bias*(2.4-1.6*ndl), hard)
		}
		c := l.reflect(m, n, toEye, ndl, lit, shade, p.glow)
		d := dither[x&3]
		pix[4*x] = uint8((tone.at(c.X) + d) >> 8)
		pix[4*x+1] = uint8((tone.at(c.Y) + d) >> 8)
		pix[4*x+2] = uint8((tone.at(c.Z) + d) >> 8)
		pix[4*x+3] = 255
	}
}

// reflect is the light that a surface sends to the eye: Lambert and GGX for the
// key, GGX for the rim light, a two-tone sky for the rest. lit is the key's
// share that arrives, shade the sky's.
func (l *lighting) reflect(m *scene.Material, n, toEye scene.Vec, ndl, lit, shade, glow float32) scene.Vec {
	ndv := max(n.Dot(toEye), 0.02)
	ndl *= lit
	grazing := 1 - ndv
	g2 := grazing * grazing
	fresnel := m.Specular + (1-m.Specular)*g2*g2*grazing*(1-m.Roughness)
	a := m.Roughness * m.Roughness
	a2 := a * a

	// Sky, and the soft box that the surface mirrors.
	sky := l.ambient.Add(l.swing.Scale(n.Z)).Scale(shade)
	back := n.Scale(2 * ndv).Sub(toEye)
	mirrored := l.ambient.Add(l.swing.Scale(back.Z))
	box := max(back.Dot(l.softbox)-0.55, 0) * (1 - 0.7*m.Roughness)
	mirrored = mirrored.Add(l.keyColor.Scale(1.6 * box * box * (0.3 + 0.7*lit)))

	// Diffuse.
	light := l.keyColor.Scale(max(ndl, 0)).Add(sky)
	ndr := n.Dot(l.rim)
	wrap := max(ndr+0.15, 0) * (0.25 + 0.75*shade)
	edge := g2 * (m.Sheen + 0.25)
	light = light.Add(l.rimColor.Scale(wrap * (0.22 + edge)))
	c := m.Base.Times(light)

	// Specular.
	if ndl > 0 {
		c = c.Add(l.keyColor.Scale(ndl * ggx(n, l.key, toEye, ndv, ndl, a, a2) * fresnel))
	}
	if ndr > 0 {
		c = c.Add(l.rimColor.Scale(ndr * ggx(n, l.rim, toEye, ndv, ndr, a, a2) * fresnel * shade))
	}
	c = c.Add(mirrored.Scale(fresnel * shade))
	return c.Add(m.Emission.Scale(glow))
}

// ggx is the microfacet distribution of Walter et al. (2007) times the
// visibility term in the approximation of Hammon (GDC 2017).
func ggx(n, light, toEye scene.Vec, ndv, ndl, a, a2 float32) float32 {
	h := light.Add(toEye)
	ndh := n.Dot(h)
	d := ndh*ndh/h.Dot(h)*(a2-1) + 1
	return a2 / (math.Pi * d * d) * 0.5 / (2*ndl*ndv*(1-a) + (ndl+ndv)*a + 1e-4)
}
