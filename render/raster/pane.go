package raster

import (
	"math"

	"mirrorarm/render/scene"
)

// paneView is the glass in the picture: its corners, and what is linear on the
// screen.
type paneView struct {
	x, y          [4]float32 // px
	depth, dx, dy float32    // depth at corner 0, and its gradient
	ux, uy        float32    // gradient of the share of the way along the first edge
	vx, vy        float32    // and along the other
}

// place projects the glass, and tells whether it is to be seen.
func (p *paneView) place(v *view, g *scene.Pane) bool {
	corners := [4]scene.Vec{g.Corner, g.Corner.Add(g.U), g.Corner.Add(g.U).Add(g.V), g.Corner.Add(g.V)}
	var d [4]float32
	for i, c := range corners {
		p.x[i], p.y[i], d[i] = v.project(c)
		if d[i] == 0 {
			return false
		}
	}
	ax, ay, bx, by := p.x[1]-p.x[0], p.y[1]-p.y[0], p.x[3]-p.x[0], p.y[3]-p.y[0]
	area := ax*by - bx*ay
	if abs(area) < 1 {
		return false
	}
	p.ux, p.uy, p.vx, p.vy = by/area, -bx/area, -ay/area, ax/area
	p.depth = d[0]
	p.dx = (d[1]-d[0])*p.ux + (d[3]-d[0])*p.vx
	p.dy = (d[1]-d[0])*p.uy + (d[3]-d[0])*p.vy
	return true
}

// span is where a row with its middle at y (px) cuts the glass.
func (p *paneView) span(y float32) (lo, hi float32) {
	lo, hi = math.MaxFloat32, -math.MaxFloat32
	for i := range 4 {
		j := (i + 1) % 4
		if (p.y[i] <= y) != (p.y[j] <= y) {
			at := p.x[i] + (y-p.y[i])/(p.y[j]-p.y[i])*(p.x[j]-p.x[i])
			lo, hi = min(lo, at), max(hi, at)
		}
	}
	return lo, hi
}

// drawPane blends the glass over a part of the picture: where it is behind the
// translucent layer first, later where it is before it.
func (r *Renderer) drawPane(part area, behind bool) {
	g := &r.frame.Pane
	var p paneView
	if g.Alpha == 0 || !p.place(&r.view, g) {
		return
	}
	c := r.ink(g.Tint)
	m := &r.mirrors[1]
	gloss := r.glassGloss()
	for row := part.minY; row < part.maxY; row++ {
		fy := float32(row) + 0.5
		lo, hi := p.span(fy)
		if lo >= hi {
			continue
		}
		from, to := max(int(lo), part.minX), min(int(hi)+1, part.maxX)
		for px := from; px < to; px++ {
			i := row*r.width + px
			fx := float32(px) + 0.5
			x, y := fx-p.x[0], fy-p.y[0]
			depth := p.depth + p.dx*x + p.dy*y
			if r.solid.depth[i] > depth || (r.sheer.depth[i] > depth) != behind {
				continue
			}
			cover := min(max(min(fx-lo, hi-fx)+0.5, 0), 1)
			s := (p.ux*x+p.uy*y)*0.45 + p.vx*x + p.vy*y
			r.mix(i, c, g.Alpha*(0.35+0.65*streak(s-0.72))*cover)
			if m.shown && px >= m.seen.minX && px < m.seen.maxX {
				screen(r.out.Pix[4*i:4*i+3:4*i+3], m.at(px, row), gloss*cover)
			}
		}
	}
}

// glassGloss is how much of what is before it the glass mirrors.
func (r *Renderer) glassGloss() float32 {
	grazing := 1 - abs(r.view.Forward.Dot(r.mirrors[1].n))
	return glassFacing + glassGrazing*grazing*grazing*grazing
}

// streak is the window's light that runs across the glass in a broad band and a
// narrow one beside it, s off the middle of the broad one.
func streak(s float32) float32 {
	return bump(s*(1/0.16)) + 0.6*bump((s-0.26)*(1/0.04))
}

// bump is 1 at 0 and falls smoothly to 0 at ±1.
func bump(x float32) float32 {
	t := max(1-abs(x), 0)
	return t * t * (3 - 2*t)
}
