package raster

import "mirrorarm/render/scene"

// floorRow walks the floor along one row of pixels. The camera is level, so all
// points of a row have the same depth and lie on a line: neither the floor's
// point nor its place in the shadow mask needs a division or a projection.
type floorRow struct {
	y            int
	onFloor      bool
	x0, y0       float32 // floor point of pixel 0, from the stage's centre (m)
	stepX, stepY float32 // from pixel to pixel
	u0, v0       float32 // its place in the shadow mask (texels)
	stepU, stepV float32
	background   scene.Vec
	ambient, key scene.Vec // floor colour × light, of the sky and of the key
	pools        [2]pooled
}

// pooled is a pool of light on the floor, as seen from the stage's centre.
type pooled struct {
	x, y, inv float32
	color     scene.Vec // floor colour × light
}

// newPooled is one of the stage's pools; without reach it is none.
func newPooled(st *scene.Stage, i int) (p pooled) {
	if from := &st.Pools[i]; from.Reach > 0 {
		p = pooled{from.At.X - st.Center.X, from.At.Y - st.Center.Y, 1 / (from.Reach * from.Reach), st.Floor.Times(from.Color)}
	}
	return p
}

// away is 1 in the middle of the pool, and grows with the distance from it.
func (p *pooled) away(x, y float32) float32 {
	x, y = x-p.x, y-p.y
	return 1 + (x*x+y*y)*p.inv
}

// floorShift is the binary logarithm of the number of pixels between two points
// where the floor is lit; between them its colour is linear. Unless no shadow
// falls on either, a third point half-way is lit too: the softest edge is wider.
const floorShift = 4

// start aims the walker at row y.
func (f *floorRow) start(r *Renderer, y int) {
	v, st := &r.view, &r.frame.Stage
	f.y = y
	inv := 1 / v.scale
	ray := v.Forward.Add(v.Up.Scale((v.cy - float32(y) - 0.5) * inv)).Sub(v.Right.Scale((v.cx - 0.5) * inv))
	// The backdrop brightens a little towards the floor.
	f.background = st.Background.Scale(1 + 0.9*scene.Smoothstep(0.35, -0.1, ray.Z))
	f.onFloor = ray.Z < -1e-3 && v.Eye.Z > st.FloorZ
	if !f.onFloor {
		return
	}
	t := (st.FloorZ - v.Eye.Z) / ray.Z
	at, step := v.Eye.Add(ray.Scale(t)), v.Right.Scale(inv*t)
	f.x0, f.y0 = at.X-st.Center.X, at.Y-st.Center.Y
	f.stepX, f.stepY = step.X, step.Y
	s := r.shadow
	k := float32(softSize) / float32(s.size)
	l := s.project(at)
	f.u0, f.v0 = l[0]*k-0.5, l[1]*k-0.5
	f.stepU, f.stepV = step.Dot(s.u)*s.scale*k, step.Dot(s.v)*s.scale*k
	f.ambient = st.Floor.Times(st.Up)
	f.key = st.Floor.Times(st.Key.Color).Scale(st.Key.Toward.Z)
	for i := range f.pools {
		f.pools[i] = newPooled(st, i)
	}
}

// draw colours the pixels x…end−1.
func (f *floorRow) draw(r *Renderer, x, end int) {
	pix := r.solid.pix[4*f.y*r.width : 4*(f.y+1)*r.width]
	if !f.onFloor {
		ramp(pix, &dither[f.y&3], x, end, r.tone.show(f.background.X, f.background.Y, f.background.Z), 0)
		return
	}
	// Lit points lie on a fixed grid of columns, whatever covers the floor.
	const wide, narrow = 1 << floorShift, 1 << (floorShift - 1)
	dither := &dither[f.y&3]
	cell := x &^ (wide - 1)
	a, open := f.shown(r, cell)
	for ; x < end; cell += wide {
		b, still := f.shown(r, cell+wide)
		if open && still {
			step := a.step(b, floorShift)
			ramp(pix, dither, x, min(cell+wide, end), a+step*lanes(x-cell), step)
		} else {
			mid, _ := f.shown(r, cell+narrow)
			if x < cell+narrow {
				step := a.step(mid, floorShift-1)
				ramp(pix, dither, x, min(cell+narrow, end), a+step*lanes(x-cell), step)
				x = cell + narrow
			}
			step := mid.step(b, floorShift-1)
			ramp(pix, dither, x, min(cell+wide, end), mid+step*lanes(x-cell-narrow), step)
		}
		x, a, open = cell+wide, b, still
	}
}

// ramp colours the pixels x…end−1 of a row, each by a step more than the last.
func ramp(pix []uint8, dither *[4]uint32, x, end int, c, step lanes) {
	for ; x < end; x++ {
		c.put(pix[4*x:], lanes(dither[x&3])*inAll)
		c += step
	}
}

// shown is the colour of pixel x, and whether no shadow falls there.
func (f *floorRow) shown(r *Renderer, x int) (lanes, bool) {
	n := float32(x)
	mask := r.shadow.maskAt(f.u0+n*f.stepU, f.v0+n*f.stepV)
	c := f.radiance(n, mask)
	return r.tone.show(c.X, c.Y, c.Z), mask > 0.999
}

// radiance is the light that pixel n of the row sends if some of the key light
// arrives: the floor in its pool of light, lost in the backdrop with distance so
// that no horizon shows.
func (f *floorRow) radiance(n, mask float32) scene.Vec {
	dx, dy := f.x0+n*f.stepX, f.y0+n*f.stepY
	d2 := dx*dx + dy*dy
	dim, haze := 1+d2*(0.55+0.35*d2), 1+0.09*d2
	inv := 1 / (dim * haze) // one division for both
	pool, near := haze*inv, dim*inv
	near *= near // 1 at the centre, lost in the haze far away
	c := f.ambient.Scale(0.4 + 0.6*pool).Add(f.key.Scale(mask * pool))
	warm, cool := &f.pools[0], &f.pools[1]
	a, b := warm.away(dx, dy), cool.away(dx, dy)
	both := 1 / (a * b) // one division for both
	c = c.Add(warm.color.Scale(b * both * b * both * (0.4 + 0.6*mask)))
	c = c.Add(cool.color.Scale(a * both * a * both * (0.4 + 0.6*mask)))
	return f.background.Add(c.Sub(f.background).Scale(near))
}
