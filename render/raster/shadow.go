package raster

import (
	"math"

	"mirrorarm/render/scene"
)

// shadowMap is the scene as the key light sees it: for every ray of light the
// height (m, towards the light) of the first surface that it meets.
type shadowMap struct {
	size   int
	height []float32
	filled []columns // of each band of rows: where casters are
	// light frame: columns along u, rows along v, height along toward
	u, v, toward scene.Vec
	center       scene.Vec
	scale        float32 // texels per metre

	// The floor receives a mask of its own, blurred more the higher the
	// occluder is above it.
	floor0, floorU, floorV float32               // height of the floor: floor0 + floorU·column + floorV·row
	layers                 [softLayers][]float32 // by columns
	mask                   []float32             // light that reaches the floor, 0…1, by columns
	soft                   columns               // of the mask that any shadow may reach
}

// castRows is the height of the unit of work in the map: higher than that of
// the picture, since little is done per texel. It divides the map.
const castRows = 64

// columns are the first and the last + 1; none if they are equal.
type columns struct{ from, to int }

// add joins others to them.
func (c *columns) add(from, to int) {
	if c.from >= c.to {
		*c = columns{from, to}
		return
	}
	c.from, c.to = min(c.from, from), max(c.to, to)
}

const (
	softSize   = 256 // side of the floor's mask
	softLayers = 3
	softBands  = 16
	softRows   = softSize / softBands
)

// contactGap (m): what is nearer to the floor lies on it and casts no shadow.
const contactGap = 0.003

// Penumbra of the floor's layers: occluder heights (m) at which a layer is
// reached, and its blur (radius of the box, mask texels). Design values.
var (
	softHeight = [softLayers]float32{0.02, 0.12, 0.42}
	softRadius = [softLayers]int{1, 4, 9}
)

func newShadowMap(size int) *shadowMap {
	s := &shadowMap{mask: make([]float32, softSize*softSize)}
	for i := range s.layers {
		s.layers[i] = make([]float32, softSize*softSize)
	}
	s.resize(size)
	return s
}

// resize makes the map one of another size, about whose texels nothing is known.
func (s *shadowMap) resize(size int) {
	s.size = size
	s.height = emptied(s.height, size*size)
	s.filled = emptied(s.filled, size/castRows)
	for i := range s.filled {
		s.filled[i].to = size
	}
}

// aim points the light at the stage.
func (s *shadowMap) aim(st *scene.Stage) {
	s.toward = st.Key.Toward.Unit()
	s.u = scene.Vec{Y: 1}.Cross(s.toward).Unit()
	s.v = s.toward.Cross(s.u)
	s.center = st.Center
	s.scale = float32(s.size) / (2 * st.Reach)
	half := float32(s.size) / 2
	inv := 1 / s.toward.Z
	s.floorU, s.floorV = -s.u.Z/s.scale*inv, -s.v.Z/s.scale*inv
	s.floor0 = (st.FloorZ-s.center.Z)*inv - half*(s.floorU+s.floorV)
}

// project gives column, row and height of a world point.
func (s *shadowMap) project(p scene.Vec) [3]float32 {
	d := p.Sub(s.center)
	half := float32(s.size) / 2
	return [3]float32{half + s.scale*d.Dot(s.u), half + s.scale*d.Dot(s.v), d.Dot(s.toward)}
}

// noCaster is the height of a ray that meets nothing.
const noCaster = -1e9

// castBand is the phase that draws the casters into some rows of the map.
func (r *Renderer) castBand(b int) {
	s := r.shadow
	top, bottom := b*castRows, (b+1)*castRows
	s.empty(top, bottom, s.filled[b])
	filled := columns{}
	for i := range r.objects {
		o := &r.objects[i]
		if o.solid.NoShadow || o.litTop >= bottom || o.litB < top {
			continue
		}
		m := o.solid.Mesh
		verts := r.verts[o.vert : o.vert+len(m.Positions)]
		filled.add(max(o.litLeft, 0), min(o.litRight, s.size))
		for e := range o.casters {
			if e := &o.casters[e]; e.in(b) {
				mt := &m.Triangles[e.item]
				s.fill(&verts[mt.A].light, &verts[mt.B].light, &verts[mt.C].light, top, bottom)
			}
		}
	}
	s.filled[b] = filled
}

// empty forgets what was drawn into some rows.
func (s *shadowMap) empty(top, bottom int, filled columns) {
	if filled.from >= filled.to {
		return
	}
	for y := top; y < bottom; y++ {
		row := s.height[y*s.size+filled.from : y*s.size+filled.to]
		for i := range row {
			row[i] = noCaster
		}
	}
}

// rows are the rows of the map, inclusive, that a caster reaches; none if it is
// turned away from the light: the surfaces that face it hide it.
func (s *shadowMap) rows(a, b, c *[3]float32) (top, bottom int) {
	if (b[0]-a[0])*(c[1]-a[1]) <= (c[0]-a[0])*(b[1]-a[1]) {
		return 1, 0
	}
	lo, hi := min(a[1], b[1], c[1]), max(a[1], b[1], c[1])
	if hi < 0.5 || lo > float32(s.size) {
		return 1, 0
	}
	return max(int(lo+0.5), 0), min(int(hi-0.5), s.size-1)
}

// fill draws one caster that faces the light.
func (s *shadowMap) fill(a, b, c *[3]float32, top, bottom int) {
	x1, y1, x2, y2 := b[0]-a[0], b[1]-a[1], c[0]-a[0], c[1]-a[1]
	area := x1*y2 - x2*y1
	loX, hiX := min(a[0], b[0], c[0]), max(a[0], b[0], c[0])
	loY, hiY := min(a[1], b[1], c[1]), max(a[1], b[1], c[1])
	minX, maxX := max(int(loX+0.5), 0), min(int(hiX-0.5), s.size-1)
	minY, maxY := max(int(loY+0.5), top), min(int(hiY-0.5), bottom-1)
	if minX > maxX || minY > maxY || hiX < 0.5 {
		return
	}
	inv := 1 / area
	ux, uy, vx, vy := y2*inv, -x2*inv, -y1*inv, x1*inv
	h1, h2 := b[2]-a[2], c[2]-a[2]
	hx, hy := h1*ux+h2*vx, h1*uy+h2*vy
	dx := float32(minX) + 0.5 - a[0]
	for y := minY; y <= maxY; y++ {
		dy := float32(y) + 0.5 - a[1]
		p, q := dx*ux+dy*uy, dx*vx+dy*vy
		h := a[2] + dx*hx + dy*hy
		row := s.height[y*s.size+minX : y*s.size+maxX+1]
		if len(row) > wideTriangle {
			from, to := float32(0), float32(len(row))
			from, to = within(p, ux, from, to)
			from, to = within(q, vx, from, to)
			from, to = within(1-p-q, -ux-vx, from, to)
			if from >= to {
				continue
			}
			first := float32(int(from))
			row = row[int(from):int(to)]
			p, q, h = p+first*ux, q+first*vx, h+first*hx
		}
		for i := range row {
			if p >= 0 && q >= 0 && p+q <= 1 && h > row[i] {
				row[i] = h
			}
			p, q, h = p+ux, q+vx, h+hx
		}
	}
}

// within narrows a range of texels to where a weight that is w at texel 0 and
// grows by step is not negative, or a texel more on each side: rounding must not
// tear neighbours apart.
func within(w, step, from, to float32) (float32, float32) {
	switch {
	case step > 0 && w < 0:
		from = min(max(from, -w/step-1), to)
	case step < 0:
		to = max(min(to, 2-w/step), from)
	}
	return from, to
}

// at is the part of the key light that reaches a point of the map's frame: a
// 4 × 4 tent of depth comparisons, 1 outside of the map.
func (s *shadowMap) at(x, y, h float32, hard bool) float32 {
	x, y = x-0.5, y-0.5
	ix, iy := int(math.Floor(float64(x))), int(math.Floor(float64(y)))
	if ix < 1 || iy < 1 || ix+2 >= s.size || iy+2 >= s.size {
		return 1
	}
	if hard {
		if s.height[iy*s.size+ix] > h {
			return 0
		}
		return 1
	}
	fx, fy := x-float32(ix), y-float32(iy)
	// Columns weigh 1−f, 1, 1, f over 3; rows likewise.
	var sum float32
	at := (iy-1)*s.size + ix - 1
	wy := [4]float32{1 - fy, 1, 1, fy}
	for j := range wy {
		row := s.height[at : at+4 : at+4]
		var lit float32
		if row[0] <= h {
			lit += 1 - fx
		}
		if row[1] <= h {
			lit++
		}
		if row[2] <= h {
			lit++
		}
		if row[3] <= h {
			lit += fx
		}
		sum += wy[j] * lit
		at += s.size
	}
	return sum * (1.0 / 9)
}

// bound finds the mask's columns that a shadow may reach, blurred twice.
func (s *shadowMap) bound() {
	s.soft = columns{}
	for _, c := range s.filled {
		if c.from < c.to {
			s.soft.add(c.from, c.to)
		}
	}
	if s.soft.from < s.soft.to {
		step, margin := s.size/softSize, 2*softRadius[softLayers-1]
		s.soft = columns{max(s.soft.from/step-margin, 0), min(s.soft.to/step+1+margin, softSize)}
	}
}

// softenRows is the phase that sorts the map's texels into layers by their
// height above the floor and blurs them along the rows.
func (s *shadowMap) softenRows(b int) {
	step := max(s.size/softSize, 1)
	for y := b * softRows; y < (b+1)*softRows; y++ {
		var row [softLayers][softSize]float32
		filled := s.filled[min(y*step, s.size-1)/castRows]
		occupied := filled.from < filled.to
		if occupied {
			for x := filled.from / step; x < min((filled.to+step-1)/step, softSize); x++ {
				s.sort(&row, x, y, step)
			}
		}
		for l := range s.layers {
			var line, again [softSize]float32
			if occupied {
				boxBlur(&line, row[l][:], softRadius[l])
				boxBlur(&again, line[:], softRadius[l])
			}
			// Stored by columns, so that the next phase reads in sequence.
			out := s.layers[l]
			for x := s.soft.from; x < s.soft.to; x++ {
				out[x*softSize+y] = again[x]
			}
		}
	}
}

// sort shares one texel of the mask out among the layers by the heights of its
// casters above the floor.
func (s *shadowMap) sort(row *[softLayers][softSize]float32, x, y, step int) {
	weight := 1 / float32(step*step)
	for cy := y * step; cy < min((y+1)*step, s.size); cy++ {
		floor := s.floor0 + s.floorV*float32(cy)
		for cx := x * step; cx < min((x+1)*step, s.size); cx++ {
			h := s.height[cy*s.size+cx]
			if h <= noCaster {
				continue
			}
			d := h - floor - s.floorU*float32(cx)
			switch {
			case d < contactGap:
			case d < softHeight[0]:
				row[0][x] += weight
			case d < softHeight[1]:
				t := (d - softHeight[0]) / (softHeight[1] - softHeight[0])
				row[0][x] += weight * (1 - t)
				row[1][x] += weight * t
			default:
				t := min((d-softHeight[1])/(softHeight[2]-softHeight[1]), 1)
				row[1][x] += weight * (1 - t)
				row[2][x] += weight * t
			}
		}
	}
}

// softenColumns blurs some columns and joins the layers into the mask.
func (s *shadowMap) softenColumns(b int) {
	var column [softLayers][softSize]float32
	for x := b * softRows; x < (b+1)*softRows; x++ {
		mask := s.mask[x*softSize : (x+1)*softSize]
		if x < s.soft.from || x >= s.soft.to {
			for y := range mask {
				mask[y] = 1
			}
			continue
		}
		for l := range s.layers {
			var line [softSize]float32
			boxBlur(&line, s.layers[l][x*softSize:(x+1)*softSize], softRadius[l])
			boxBlur(&column[l], line[:], softRadius[l])
		}
		for y := range mask {
			// A high occluder's edge is all penumbra: it never blocks the whole
			// of a large light.
			mask[y] = (1 - column[0][y]) * (1 - column[1][y]) * (1 - 0.9*column[2][y])
		}
	}
}

// boxBlur is the running mean of 2·radius + 1 values along one line of the
// mask. Outside of the line is 0.
func boxBlur(dst *[softSize]float32, src []float32, radius int) {
	src = src[:softSize]
	inv := 1 / float32(2*radius+1)
	var sum float32
	for _, v := range src[:radius] {
		sum += v
	}
	for i, v := range src[radius : 2*radius+1] {
		sum += v
		dst[i] = sum * inv
	}
	enters, out := src[2*radius+1:], dst[radius+1:]
	for i, v := range enters {
		sum += v - src[i]
		out[i] = sum * inv
	}
	for i := softSize - radius; i < softSize; i++ {
		sum -= src[i-radius-1]
		dst[i] = sum * inv
	}
}

// maskAt is the light that reaches the floor at a place of the mask.
func (s *shadowMap) maskAt(x, y float32) float32 {
	ix, iy := int(x), int(y)
	if x < 0 || y < 0 || ix >= softSize-1 || iy >= softSize-1 {
		return 1
	}
	fx, fy := x-float32(ix), y-float32(iy)
	fx, fy, ix, iy = fy, fx, iy, ix // the mask is stored by columns
	i := iy*softSize + ix
	m := s.mask[i : i+softSize+2 : i+softSize+2]
	a := m[0] + fx*(m[1]-m[0])
	b := m[softSize] + fx*(m[softSize+1]-m[softSize])
	return a + fy*(b-a)
}
