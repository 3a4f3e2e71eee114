package raster

import "mirrorarm/render/scene"

// lightBand colours every pixel of some rows: solids, which lie in some columns,
// by their nearest triangle, the rest as floor and backdrop.
func (r *Renderer) lightBand(top, bottom int, filled columns) {
	var floor floorRow
	var solid surfaceRow
	for y := top; y < bottom; y++ {
		if r.image != nil {
			r.lightSolids(&solid, y, filled)
			continue
		}
		floor.start(r, y)
		if filled.from >= filled.to {
			floor.draw(r, 0, r.width)
			continue
		}
		solid.start(r, &r.solid, y)
		bare := 0 // the floor is drawn up to here
		for x := filled.from; x < filled.to; {
			from, to := solid.next(x, filled.to)
			floor.draw(r, bare, from)
			solid.draw(from, to)
			x, bare = to, to
		}
		floor.draw(r, bare, r.width)
	}
}

// lightSolids colours the solids alone in a row, and nothing elsewhere.
func (r *Renderer) lightSolids(solid *surfaceRow, y int, filled columns) {
	clear(r.solid.pix[4*y*r.width : 4*(y+1)*r.width])
	if filled.from >= filled.to {
		return
	}
	solid.start(r, &r.solid, y)
	for x := filled.from; x < filled.to; {
		from, to := solid.next(x, filled.to)
		solid.draw(from, to)
		x = to
	}
}

// surfaceRow lights the solids, or the translucent layer, along one row of pixels.
// Whatever depends on the line of sight alone is linear along it.
type surfaceRow struct {
	light   *lighting
	shadow  *shadowMap
	tone    *toneTable
	planes  []plane
	objects []object
	ids     []uint32
	depth   []float32
	pix     []uint8
	dither  *[4]uint32
	sheer   bool // it is the translucent layer
	hard    bool
	fine    bool // shade is found by the pixel where things are touched

	y                        float32
	eye                      scene.Vec
	ray, rayX                scene.Vec  // line of sight of length 1 along the view, and its step
	key, keyX                float32    // its component towards the key light, …
	rim, rimX                float32    // the rim light
	box, boxX                [3]float32 // and along the soft box's axes
	boxEye                   [2]float32 // how far the box's image is off in the eye's place
	shadowEye                [3]float32 // the eye's place in the shadow map
	shadowRay, shadowRayStep [2]float32 // columns and rows of the map per metre of depth
}

// start aims the walker at row y.
func (w *surfaceRow) start(r *Renderer, on *surface, y int) {
	l, s, v := &r.light, r.shadow, &r.view
	w.sheer = on == &r.sheer
	w.light, w.shadow, w.tone, w.planes, w.hard = l, s, r.tone, r.planes, r.opt.HardEdge
	w.objects, w.fine = r.objects, r.opt.Fine
	w.ids = on.id[y*r.width : (y+1)*r.width]
	w.depth = on.depth[y*r.width : (y+1)*r.width]
	w.pix = on.pix[4*y*r.width : 4*(y+1)*r.width]
	w.dither = &dither[y&3]
	w.y = float32(y) + 0.5
	w.eye = v.Eye
	inv := 1 / v.scale
	w.rayX = v.Right.Scale(inv)
	w.ray = v.Forward.Add(v.Up.Scale((v.cy - w.y) * inv)).Sub(w.rayX.Scale(v.cx - 0.5))
	w.key, w.keyX = w.ray.Dot(l.key), w.rayX.Dot(l.key)
	w.rim, w.rimX = w.ray.Dot(l.rim), w.rayX.Dot(l.rim)
	for i, axis := range [3]scene.Vec{l.box.n, l.box.u, l.box.v} {
		w.box[i], w.boxX[i] = w.ray.Dot(axis), w.rayX.Dot(axis)
	}
	from := v.Eye.Sub(l.box.center).Scale(boxNear)
	w.boxEye = [2]float32{from.Dot(l.box.u), from.Dot(l.box.v)}
	w.shadowEye = s.project(v.Eye)
	w.shadowEye[2] += 2.4 * l.bias
	w.shadowRay = [2]float32{w.ray.Dot(s.u) * s.scale, w.ray.Dot(s.v) * s.scale}
	w.shadowRayStep = [2]float32{w.rayX.Dot(s.u) * s.scale, w.rayX.Dot(s.v) * s.scale}
}

// next is the next run of pixels of the surface at or after x, up to end.
func (w *surfaceRow) next(x, end int) (from, to int) {
	ids := w.ids[:end]
	for x < len(ids) && ids[x] == 0 {
		x++
	}
	from = x
	for x < len(ids) && ids[x] != 0 {
		x++
	}
	return from, x
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

// lit lights one pixel.
func (w *surfaceRow) lit(x int, s *sample) {
	if w.sheer {
		w.scatter(x, s)
	} else {
		w.reflect(x, s)
	}
	s.color.put(w.pix[4*x:], lanes(w.dither[x&3])*inAll)
}

// draw lights the pixels x…end−1, a run of the surface.
func (w *surfaceRow) draw(x, end int) {
	if x >= end {
		return
	}
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
func (w *surfaceRow) between(x, next int, a, b *sample) {
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

// fold (m) is how much deeper a sample may be than its neighbour. More is a fold
// of the surface, and what is seen between them may not look like either.
const fold = 0.01

// same tells whether one surface reaches from pixel x, which a is of, to b's.
func (w *surfaceRow) same(x, next int, a, b *sample) bool {
	far := w.depth[x] * w.depth[x]
	if a.surface != b.surface || abs(w.depth[x]-w.depth[next]) > fold*far {
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
func (w *surfaceRow) blend(x, n int, a, b *sample) {
	c, step := a.color, a.color.step(b.color, n>>1)
	for i := x + 1; i < x+n; i++ {
		c += step
		c.put(w.pix[4*i:], lanes(w.dither[i&3])*inAll)
	}
}
