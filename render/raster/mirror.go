package raster

import "mirrorarm/render/scene"

// mirrorShift is the binary logarithm of how much coarser than the picture what it mirrors
// is: reflections are faint, and a floor blurs them.
const mirrorShift = 2

// How much of what is above it the floor mirrors: its reflectance straight on and what
// grazing adds (Schlick 1994), as glossy as it is; and the height (m) by which that is lost.
// And how much the glass does, more where one looks along it. Design values.
const (
	floorFacing, floorGrazing = 0.05, 1.0
	floorLost                 = 0.42
	glassFacing, glassGrazing = 0.24, 0.5
)

// mirrorImage is what a plane mirrors: the scene drawn by another renderer from behind the
// plane, whose picture is the other way round.
type mirrorImage struct {
	r      *Renderer
	frame  scene.Frame
	n      scene.Vec // the plane's normal, towards the eye
	offset float32   // the plane: n·p = offset
	shown  bool      // anything is to be seen in it
	seen   area      // the part of the picture where it may be
	ratio  float32   // its pixels over the picture's
	cx, cy float32   // its middle (px)
	mx, my float32   // and the picture's
}

// drawMirrors draws what floor and glass mirror.
func (r *Renderer) drawMirrors() {
	for i := range r.mirrors {
		m := &r.mirrors[i]
		m.shown = false
		if n, offset, ok := r.mirrorPlane(i); ok {
			m.aim(r, n, offset)
			m.r.Render(&m.frame)
			m.bound(r)
		}
	}
}

// mirrorPlane is the plane of the floor (0) or of the glass (1), its normal towards the eye;
// ok if it mirrors anything.
func (r *Renderer) mirrorPlane(i int) (n scene.Vec, offset float32, ok bool) {
	st, p := &r.frame.Stage, &r.frame.Pane
	switch {
	case !r.opt.Fine:
	case i == 0:
		return scene.Vec{Z: 1}, st.FloorZ, r.view.Eye.Z > st.FloorZ
	case p.Alpha > 0:
		n = p.U.Cross(p.V).Unit()
		if offset = n.Dot(p.Corner); n.Dot(r.view.Eye) < offset {
			n, offset = n.Scale(-1), -offset
		}
		return n, offset, true
	}
	return n, 0, false
}

// aim makes it ready for what a plane mirrors of main's frame.
func (m *mirrorImage) aim(main *Renderer, n scene.Vec, offset float32) {
	w, h := main.width>>mirrorShift, main.height>>mirrorShift
	o := Options{Shadow: main.opt.Shadow, Workers: main.opt.Workers, Light: main, NoOcclusion: true, HardEdge: true}
	if m.r == nil {
		m.r = &Renderer{pool: main.pool, opt: o, image: m, placing: main.placing}
		m.r.Resize(w, h, o)
		m.r.bindPhases()
	} else if m.r.width != max(w, 16) || m.r.height != max(h, 16) || m.r.opt != o || m.r.pool != main.pool {
		m.r.pool, m.r.opt.Workers = main.pool, o.Workers
		m.r.Resize(w, h, o)
	}
	m.n, m.offset = n, offset
	m.frame = *main.frame
	m.frame.Camera = m.reflected(&main.frame.Camera)
	m.frame.Dots, m.frame.Strokes, m.frame.Pane.Alpha = nil, nil, 0
	m.ratio = float32(m.r.height) / float32(main.height)
	m.cx, m.cy, m.mx, m.my = float32(m.r.width)/2, float32(m.r.height)/2, float32(main.width)/2, float32(main.height)/2
}

// reflected is the camera behind the plane. Its right and left change places, or else all
// triangles would be seen from inside.
func (m *mirrorImage) reflected(c *scene.Camera) scene.Camera {
	turn := func(v scene.Vec) scene.Vec { return v.Sub(m.n.Scale(2 * m.n.Dot(v))) }
	return scene.Camera{
		Eye:   turn(c.Eye).Add(m.n.Scale(2 * m.offset)),
		Right: turn(c.Right).Scale(-1), Up: turn(c.Up), Forward: turn(c.Forward),
		Focal: c.Focal, ShiftX: -c.ShiftX, ShiftY: c.ShiftY,
	}
}

// before tells whether a point is on the eye's side of the plane: the rest is not mirrored.
func (m *mirrorImage) before(p scene.Vec) bool { return p.Dot(m.n) > m.offset }

// bound finds where in the picture anything of it may be seen.
func (m *mirrorImage) bound(main *Renderer) {
	a := area{minX: main.width, minY: main.height}
	for i := range m.r.objects {
		o := &m.r.objects[i]
		if o.maxX < 0 {
			continue
		}
		left, right := m.mx-(float32(o.maxX+2)-m.cx)/m.ratio, m.mx-(float32(o.minX-1)-m.cx)/m.ratio
		top, bottom := m.my+(float32(o.minY-1)-m.cy)/m.ratio, m.my+(float32(o.maxY+2)-m.cy)/m.ratio
		a.minX, a.maxX = min(a.minX, max(int(left), 0)), max(a.maxX, min(int(right), main.width))
		a.minY, a.maxY = min(a.minY, max(int(top), 0)), max(a.maxY, min(int(bottom), main.height))
	}
	m.seen, m.shown = a, a.minX < a.maxX && a.minY < a.maxY
}

// at is what the picture's pixel mirrors: display values, premultiplied by how much of it
// is not empty.
func (m *mirrorImage) at(x, y int) (c [3]float32) {
	u := m.cx - (float32(x)+0.5-m.mx)*m.ratio - 0.5
	v := m.cy + (float32(y)+0.5-m.my)*m.ratio - 0.5
	iu, fu := cell(u)
	iv, fv := cell(v)
	w, h := int32(m.r.width), int32(m.r.height)
	if iu < 0 || iv < 0 || iu+1 >= w || iv+1 >= h {
		return c
	}
	i := 4 * (iv*w + iu)
	a, b := m.r.solid.pix[i:i+8:i+8], m.r.solid.pix[i+4*w:i+4*w+8:i+4*w+8]
	if a[3]|a[7]|b[3]|b[7] == 0 {
		return c
	}
	for k := range c {
		p := float32(a[k]) + fu*(float32(a[k+4])-float32(a[k]))
		q := float32(b[k]) + fu*(float32(b[k+4])-float32(b[k]))
		c[k] = p + fv*(q-p)
	}
	return c
}

// fade dims what a floor's mirror image shows in some of its rows, by how high above it
// that is.
func (m *mirrorImage) fade(top, bottom int) {
	if m.n.Z < 0.5 {
		return // a pane's
	}
	r := m.r
	v := &r.view
	inv := 1 / v.scale
	for y := top; y < bottom; y++ {
		ray := v.Forward.Add(v.Up.Scale((v.cy - float32(y) - 0.5) * inv)).Sub(v.Right.Scale((v.cx - 0.5) * inv))
		rise, step := ray.Dot(m.n), v.Right.Dot(m.n)*inv
		eye := v.Eye.Dot(m.n) - m.offset
		for x := range r.width {
			i := y*r.width + x
			depth := max(r.solid.depth[i], r.sheer.depth[i])
			if depth == 0 {
				continue
			}
			height := eye + (rise+float32(x)*step)/depth
			k := lanes(256 * max(1-max(height, 0)*(1/floorLost), 0))
			p := r.solid.pix[4*i : 4*i+4 : 4*i+4]
			for c := range p {
				p[c] = uint8(lanes(p[c]) * k >> 8)
			}
		}
	}
}

// mirrorFloor adds what the floor mirrors to some rows.
func (r *Renderer) mirrorFloor(top, bottom int) {
	m := &r.mirrors[0]
	if !m.shown {
		return
	}
	v := &r.view
	inv := 1 / v.scale
	for y := max(top, m.seen.minY); y < min(bottom, m.seen.maxY); y++ {
		ray := v.Forward.Add(v.Up.Scale((v.cy - float32(y) - 0.5) * inv)).Unit()
		if ray.Z > -1e-3 {
			continue // above the floor
		}
		g := 1 + ray.Z
		k := floorFacing + floorGrazing*g*g*g*g*g
		for x := m.seen.minX; x < m.seen.maxX; x++ {
			if i := y*r.width + x; r.solid.id[i] == 0 {
				screen(r.solid.pix[4*i:4*i+3:4*i+3], m.at(x, y), k)
			}
		}
	}
}

// screen adds a share of a colour to a pixel, less the brighter that is: display values do
// not add up.
func screen(p []uint8, c [3]float32, share float32) {
	for i := range p {
		have := float32(p[i])
		p[i] = uint8(have + share*c[i]*(1-have*(1.0/255)) + 0.5)
	}
}
