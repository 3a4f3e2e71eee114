package raster

import (
	"math"

	"mirrorarm/render/scene"
)

// lift (m) is how far behind a surface's depth a mark that lies on it may be
// and still be drawn: surfaces are faceted, marks are not.
const lift = 0.0025

// drawDot draws a point of light as a disc with a smooth edge. It dims as its
// surface turns away.
func (r *Renderer) drawDot(d *scene.Dot, top, bottom int) {
	v := &r.view
	toEye := v.Eye.Sub(d.At)
	facing := toEye.Dot(d.Normal) / scene.Sqrt(toEye.Dot(toEye))
	alpha := d.Alpha * scene.Smoothstep(0, 0.35, facing)
	if d.Sheer {
		// The layer is translucent: its far side glimmers through.
		alpha = d.Alpha * (0.22 + 0.78*scene.Smoothstep(-0.05, 0.3, facing))
	}
	if alpha <= 0.004 {
		return
	}
	x, y, depth := v.project(d.At)
	radius := d.Radius * v.scale * depth
	reach := radius + 0.5
	if depth == 0 || y+reach < float32(top) || y-reach >= float32(bottom) {
		return
	}
	// A dot below a pixel keeps its light by losing contrast, not by vanishing.
	if radius < 0.7 {
		alpha *= radius * radius / 0.49
		radius, reach = 0.7, 1.2
	}
	c := r.ink(d.Color)
	slack := lift * depth * depth
	minX, maxX := max(int(x-reach), 0), min(int(x+reach)+1, r.width)
	minY, maxY := max(int(y-reach), top), min(int(y+reach)+1, bottom)
	for py := minY; py < maxY; py++ {
		dy := float32(py) + 0.5 - y
		for px := minX; px < maxX; px++ {
			dx := float32(px) + 0.5 - x
			cover := min(radius+0.5-scene.Sqrt(dx*dx+dy*dy), 1)
			if cover <= 0 {
				continue
			}
			i := py*r.width + px
			if r.solid.depth[i] > depth+slack {
				continue
			}
			if d.Sheer && r.sheer.depth[i] > depth+slack && facing > 0 {
				cover *= 0.25
			}
			r.mix(i, c, cover*alpha)
		}
	}
}

// drawStroke draws a line of constant width on the screen.
func (r *Renderer) drawStroke(s *scene.Stroke, top, bottom int) {
	ax, ay, da := r.view.project(s.A)
	bx, by, db := r.view.project(s.B)
	if da == 0 || db == 0 {
		return
	}
	half := max(s.Width*float32(r.height)/720, 0.8) / 2
	reach := half + 1
	if max(ay, by)+reach < float32(top) || min(ay, by)-reach >= float32(bottom) {
		return
	}
	dx, dy := bx-ax, by-ay
	length := scene.Sqrt(dx*dx + dy*dy)
	if length < 1e-3 {
		return
	}
	ux, uy := dx/length, dy/length
	c := r.ink(s.Color)
	loY := max(int(math.Floor(float64(min(ay, by)-reach))), top)
	hiY := min(int(max(ay, by)+reach)+1, bottom)
	for py := loY; py < hiY; py++ {
		loX, hiX := r.strokeSpan(float32(py)+0.5, ax, ay, bx, ux, uy, reach)
		for px := loX; px < hiX; px++ {
			qx, qy := float32(px)+0.5-ax, float32(py)+0.5-ay
			along := min(max(qx*ux+qy*uy, 0), length)
			ex, ey := qx-along*ux, qy-along*uy
			cover := min(half+0.5-scene.Sqrt(ex*ex+ey*ey), 1)
			if cover <= 0 {
				continue
			}
			depth := da + (db-da)*along/length
			i := py*r.width + px
			if r.solid.depth[i] > depth*(1+lift*depth) {
				if !s.Ghost {
					continue
				}
				cover *= 0.25
			}
			r.mix(i, c, cover*s.Alpha)
		}
	}
}

// strokeSpan bounds the pixels of a row that a line with some reach may touch.
func (r *Renderer) strokeSpan(y, ax, ay, bx, ux, uy, reach float32) (int, int) {
	lo, hi := min(ax, bx)-reach, max(ax, bx)+reach
	if abs(uy) > 0.02 {
		at := ax + (y-ay)*ux/uy
		wide := reach / abs(uy)
		lo, hi = max(lo, at-wide), min(hi, at+wide)
	}
	return max(int(lo), 0), min(int(hi)+1, r.width)
}
