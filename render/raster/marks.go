package raster

import (
	"math"

	"mirrorarm/render/scene"
)

// lift (m) is how far behind a surface's depth a mark that lies on it may be
// and still be drawn: surfaces are faceted, marks are not.
const lift = 0.0025

// mark is a point of light as it is in the picture.
type mark struct {
	x, y, radius float32 // px
	depth        float32
	alpha        float32
	through      float32 // alpha where what is held hides it
	color        ink
	sheer, away  bool // sits on the translucent layer; looks away
}

// placeDots is the part of the geometry phase that finds the points of light.
func (r *Renderer) placeDots() {
	dots := r.frame.Dots
	if len(dots) > len(r.marks) {
		r.marks = make([]mark, len(dots)+len(dots)/4)
		r.seen = make([]reach, 0, len(r.marks))
	}
	r.seen = r.seen[:0]
	for i := range dots {
		m := &r.marks[len(r.seen)]
		if !r.place(m, &dots[i]) {
			continue
		}
		top, bottom := int(m.y-m.radius-0.5), int(m.y+m.radius+0.5)
		if bottom >= 0 && top < r.height {
			r.seen = append(r.seen, bandsOf(int32(len(r.seen)), max(top, 0), min(bottom, r.height-1)))
		}
	}
}

// place finds where a dot is seen, and tells whether it is. It dims as its
// surface turns away.
func (r *Renderer) place(m *mark, d *scene.Dot) bool {
	v := &r.view
	toEye := v.Eye.Sub(d.At)
	facing := toEye.Dot(d.Normal) / scene.Sqrt(toEye.Dot(toEye))
	m.sheer, m.away = d.Sheer, !(facing > 0)
	if d.Sheer {
		// The layer is translucent: its far side glimmers through.
		m.alpha = d.Alpha * (0.22 + 0.78*scene.Smoothstep(-0.05, 0.3, facing))
	} else {
		m.alpha = d.Alpha * scene.Smoothstep(0, 0.35, facing)
	}
	m.through = d.Alpha * d.Through
	if max(m.alpha, m.through) <= 0.004 {
		return false
	}
	m.x, m.y, m.depth = v.project(d.At)
	m.radius = d.Radius * v.scale * m.depth
	// A dot below a pixel keeps its light by losing contrast, not by vanishing.
	if m.radius < 0.7 {
		dim := m.radius * m.radius / 0.49
		m.alpha, m.through, m.radius = m.alpha*dim, m.through*dim, 0.7
	}
	m.color = r.ink(d.Color)
	return m.depth > 0
}

// drawDot draws a point of light as a disc with a smooth edge.
func (r *Renderer) drawDot(m *mark, top, bottom int) {
	slack := lift * m.depth * m.depth
	reach := m.radius + 0.5
	minX, maxX := max(int(m.x-reach), 0), min(int(m.x+reach)+1, r.width)
	minY, maxY := max(int(m.y-reach), top), min(int(m.y+reach)+1, bottom)
	for py := minY; py < maxY; py++ {
		dy := float32(py) + 0.5 - m.y
		for px := minX; px < maxX; px++ {
			dx := float32(px) + 0.5 - m.x
			d2 := dx*dx + dy*dy
			if d2 >= reach*reach {
				continue
			}
			cover := min(reach-scene.Sqrt(d2), 1)
			i := py*r.width + px
			alpha := m.alpha
			if r.solid.depth[i] > m.depth+slack {
				if alpha = m.through; alpha == 0 || !r.held(i) {
					continue
				}
			}
			if m.sheer && !m.away && r.sheer.depth[i] > m.depth+slack {
				cover *= 0.25
			}
			r.mix(i, m.color, cover*alpha)
		}
	}
}

// held tells whether the solid that pixel i shows is one that the robot holds: what it feels
// of it shines through that, and through nothing else.
func (r *Renderer) held(i int) bool {
	id := r.solid.id[i]
	return id != 0 && r.objects[r.planes[id-1].surface>>8].solid.Held > leastHeld
}

// drawStroke draws a line of constant width on the screen.
func (r *Renderer) drawStroke(s *scene.Stroke, top, bottom int) {
	if l, hidden, ok := r.strokeLine(s); ok {
		r.drawLine(&l, r.ink(s.Color), s.Alpha, hidden, top, bottom)
	}
}

// strokeLine is where a stroke is on the screen, and the share of it that is seen where a
// solid is in front; ok if it is before the eye.
func (r *Renderer) strokeLine(s *scene.Stroke) (l line, hidden float32, ok bool) {
	l.ax, l.ay, l.da = r.view.project(s.A)
	l.bx, l.by, l.db = r.view.project(s.B)
	l.half = max(s.Width*float32(r.height)/720, 0.8) / 2
	if s.Ghost {
		hidden = 0.25
	}
	return l, hidden, l.da != 0 && l.db != 0
}

// line is a line on the screen (px), with the depths of its ends. It ends round, or butt, as
// one that others join.
type line struct {
	ax, ay, da, bx, by, db float32
	half                   float32
	butt                   bool
}

// drawLine draws a line, and the share hidden of it where a solid is in front.
func (r *Renderer) drawLine(l *line, c ink, alpha, hidden float32, top, bottom int) {
	reach := l.half + 1
	if max(l.ay, l.by)+reach < float32(top) || min(l.ay, l.by)-reach >= float32(bottom) {
		return
	}
	dx, dy := l.bx-l.ax, l.by-l.ay
	length := scene.Sqrt(dx*dx + dy*dy)
	if length < 1e-3 {
		return
	}
	ux, uy := dx/length, dy/length
	loY := max(int(math.Floor(float64(min(l.ay, l.by)-reach))), top)
	hiY := min(int(max(l.ay, l.by)+reach)+1, bottom)
	for py := loY; py < hiY; py++ {
		loX, hiX := r.strokeSpan(float32(py)+0.5, l.ax, l.ay, l.bx, ux, uy, reach)
		for px := loX; px < hiX; px++ {
			qx, qy := float32(px)+0.5-l.ax, float32(py)+0.5-l.ay
			at := qx*ux + qy*uy
			if l.butt && (at < 0 || at >= length) {
				continue
			}
			along := min(max(at, 0), length)
			ex, ey := qx-along*ux, qy-along*uy
			cover := min(l.half+0.5-scene.Sqrt(ex*ex+ey*ey), 1)
			if cover <= 0 {
				continue
			}
			depth := l.da + (l.db-l.da)*along/length
			i := py*r.width + px
			if r.solid.depth[i] > depth*(1+lift*depth) {
				if hidden == 0 {
					continue
				}
				cover *= hidden
			}
			r.mix(i, c, cover*alpha)
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
