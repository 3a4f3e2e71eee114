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
	// light frame: columns along u, rows along v, height along toward
	u, v, toward scene.Vec
	center       scene.Vec
	scale        float32 // texels per metre

	// The floor receives a mask of its own, blurred more the higher the
	// occluder is above it.
	floor0, floorU, floorV float32 // height of the floor: floor0 + floorU·column + floorV·row
	layers                 [softLayers][]float32
	scratch                [softLayers][]float32
	mask                   []float32 // light that reaches the floor, 0…1
}

const (
	softSize   = 256 // side of the floor's mask
	softLayers = 3
	softBands  = 16
	softRows   = softSize / softBands
)

// Penumbra of the floor's layers: occluder heights (m) at which a layer is
// reached, and its blur (radius of the box, mask texels). Design values.
var (
	softHeight = [softLayers]float32{0.02, 0.12, 0.42}
	softRadius = [softLayers]int{1, 4, 11}
)

func (s *shadowMap) init(size int) {
	s.size = size
	s.height = make([]float32, size*size)
	s.mask = make([]float32, softSize*softSize)
	for i := range s.layers {
		s.layers[i] = make([]float32, softSize*softSize)
		s.scratch[i] = make([]float32, softSize*softSize)
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
	s := &r.shadow
	top, bottom := b*bandRows, (b+1)*bandRows
	rows := s.height[top*s.size : bottom*s.size]
	for i := range rows {
		rows[i] = noCaster
	}
	for i := range r.objects {
		o := &r.objects[i]
		if o.solid.NoShadow || o.litTop >= bottom || o.litB < top {
			continue
		}
		m := o.solid.Mesh
		verts := r.verts[o.vert : o.vert+len(m.Positions)]
		for t := range m.Triangles {
			mt := &m.Triangles[t]
			s.fill(&verts[mt.A].light, &verts[mt.B].light, &verts[mt.C].light, top, bottom)
		}
	}
}

// fill draws one caster. Surfaces turned away from the light are left out: the
// ones that face it hide them.
func (s *shadowMap) fill(a, b, c *[3]float32, top, bottom int) {
	loY, hiY := min(a[1], b[1], c[1]), max(a[1], b[1], c[1])
	if hiY < float32(top) || loY >= float32(bottom) {
		return
	}
	x1, y1, x2, y2 := b[0]-a[0], b[1]-a[1], c[0]-a[0], c[1]-a[1]
	area := x1*y2 - x2*y1
	if area <= 0 {
		return
	}
	loX, hiX := min(a[0], b[0], c[0]), max(a[0], b[0], c[0])
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
		for i := range row {
			if p >= 0 && q >= 0 && p+q <= 1 && h > row[i] {
				row[i] = h
			}
			p, q, h = p+ux, q+vx, h+hx
		}
	}
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

// softenRows is the phase that sorts the map's texels into layers by their
// height above the floor and blurs them along the rows.
func (s *shadowMap) softenRows(b int) {
	step := s.size / softSize
	if step == 0 {
		step = 1
	}
	weight := 1 / float32(step*step)
	for y := b * softRows; y < (b+1)*softRows; y++ {
		for x := range softSize {
			var sum [softLayers]float32
			for j := range step {
				cy := min(y*step+j, s.size-1)
				for i := range step {
					cx := min(x*step+i, s.size-1)
					h := s.height[cy*s.size+cx]
					if h <= noCaster {
						continue
					}
					d := h - (s.floor0 + s.floorU*float32(cx) + s.floorV*float32(cy))
					switch {
					case d < softHeight[0]:
						if d > 0.003 {
							sum[0] += weight
						}
					case d < softHeight[1]:
						t := (d - softHeight[0]) / (softHeight[1] - softHeight[0])
						sum[0] += weight * (1 - t)
						sum[1] += weight * t
					default:
						t := min((d-softHeight[1])/(softHeight[2]-softHeight[1]), 1)
						sum[1] += weight * (1 - t)
						sum[2] += weight * t
					}
				}
			}
			for l := range sum {
				s.layers[l][y*softSize+x] = sum[l]
			}
		}
		for l := range s.layers {
			row := s.layers[l][y*softSize : (y+1)*softSize]
			tmp := s.scratch[l][y*softSize : (y+1)*softSize]
			boxBlur(tmp, row, 1, softRadius[l])
			boxBlur(row, tmp, 1, softRadius[l])
		}
	}
}

// softenColumns blurs some columns and joins the layers into the mask.
func (s *shadowMap) softenColumns(b int) {
	for x := b * softRows; x < (b+1)*softRows; x++ {
		for l := range s.layers {
			boxBlur(s.scratch[l][x:], s.layers[l][x:], softSize, softRadius[l])
			boxBlur(s.layers[l][x:], s.scratch[l][x:], softSize, softRadius[l])
		}
		for i := x; i < softSize*softSize; i += softSize {
			// A high occluder's edge is all penumbra: it never blocks the whole
			// of a large light.
			s.mask[i] = (1 - s.layers[0][i]) * (1 - s.layers[1][i]) * (1 - 0.85*s.layers[2][i])
		}
	}
}

// boxBlur is the running mean of 2·radius + 1 values along one line of the
// mask, whose elements are stride apart. Outside of the line is 0.
func boxBlur(dst, src []float32, stride, radius int) {
	inv := 1 / float32(2*radius+1)
	var sum float32
	for i := range radius {
		sum += src[i*stride]
	}
	for i := range softSize {
		if j := i + radius; j < softSize {
			sum += src[j*stride]
		}
		if j := i - radius - 1; j >= 0 {
			sum -= src[j*stride]
		}
		dst[i*stride] = sum * inv
	}
}

// onFloor is the light that reaches a point of the floor.
func (s *shadowMap) onFloor(p scene.Vec) float32 {
	l := s.project(p)
	k := float32(softSize) / float32(s.size)
	x, y := l[0]*k-0.5, l[1]*k-0.5
	ix, iy := int(math.Floor(float64(x))), int(math.Floor(float64(y)))
	if ix < 0 || iy < 0 || ix+1 >= softSize || iy+1 >= softSize {
		return 1
	}
	fx, fy := x-float32(ix), y-float32(iy)
	i := iy*softSize + ix
	a := s.mask[i] + fx*(s.mask[i+1]-s.mask[i])
	c := s.mask[i+softSize] + fx*(s.mask[i+softSize+1]-s.mask[i+softSize])
	return a + fy*(c-a)
}
