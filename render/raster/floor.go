package raster

import (
	"math"

	"mirrorarm/render/scene"
)

// floorRow walks the floor along one row of pixels. The camera is level, so all
// points of a row have the same depth and lie on a line: no division per pixel.
type floorRow struct {
	y          int
	onFloor    bool
	at, step   scene.Vec // floor point of pixel 0, and from pixel to pixel
	background scene.Vec
}

// floorStep is the number of pixels between two points where the floor is lit;
// between them radiance is linear.
const floorStep = 4

// start aims the walker at row y.
func (f *floorRow) start(r *Renderer, y int) {
	v, st := &r.view, &r.frame.Stage
	f.y = y
	inv := 1 / v.scale
	ray := v.Forward.Add(v.Up.Scale((v.cy - float32(y) - 0.5) * inv)).Sub(v.Right.Scale((v.cx - 0.5) * inv))
	// The backdrop brightens a little towards the floor.
	f.background = st.Background.Scale(1 + 0.9*scene.Smoothstep(0.35, -0.1, ray.Z))
	f.onFloor = ray.Z < -1e-3 && v.Eye.Z > st.FloorZ
	if f.onFloor {
		t := (st.FloorZ - v.Eye.Z) / ray.Z
		f.at = v.Eye.Add(ray.Scale(t))
		f.step = v.Right.Scale(inv * t)
	}
}

// draw colours the pixels x…end−1.
func (f *floorRow) draw(r *Renderer, x, end int) {
	pix := r.solid.pix[4*f.y*r.width : 4*(f.y+1)*r.width]
	dither := &dither[f.y&3]
	tone := r.tone
	// Lit points lie on a fixed grid of columns, whatever covers the floor.
	for x < end {
		cell := x &^ (floorStep - 1)
		c := f.radiance(r, cell)
		next := f.radiance(r, cell+floorStep)
		step := next.Sub(c).Scale(1.0 / floorStep)
		c = c.Add(step.Scale(float32(x - cell)))
		for stop := min(cell+floorStep, end); x < stop; x++ {
			d := dither[x&3]
			pix[4*x] = uint8((tone.at(c.X) + d) >> 8)
			pix[4*x+1] = uint8((tone.at(c.Y) + d) >> 8)
			pix[4*x+2] = uint8((tone.at(c.Z) + d) >> 8)
			pix[4*x+3] = 255
			c = c.Add(step)
		}
	}
}

// radiance is the light that pixel x of the row sends: the floor in its pool of
// light, lost in the backdrop with distance so that no horizon shows.
func (f *floorRow) radiance(r *Renderer, x int) scene.Vec {
	if !f.onFloor {
		return f.background
	}
	st := &r.frame.Stage
	p := f.at.Add(f.step.Scale(float32(x)))
	dx, dy := p.X-st.Center.X, p.Y-st.Center.Y
	d2 := dx*dx + dy*dy
	pool := 1 / (1 + d2*d2*0.35 + d2*0.55)
	lit := r.shadow.onFloor(p) * pool
	light := st.Up.Scale(0.4 + 0.6*pool).Add(st.Key.Color.Scale(st.Key.Toward.Z * lit))
	haze := 1 - float32(math.Exp(float64(-0.16*d2)))
	return st.Floor.Times(light).Lerp(f.background, haze)
}
