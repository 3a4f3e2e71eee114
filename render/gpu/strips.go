//go:build cgo || windows || js

package gpu

import (
	"math"

	"mirrorarm/render/raster"

	"github.com/hajimehoshi/ebiten/v2"
)

// strips are rectangles along edges, along lines and round points.
type strips struct {
	verts []ebiten.Vertex // four of each
}

// stripIndices are those of as many rectangles as one call draws.
var stripIndices = func() []uint16 {
	list := make([]uint16, 0, (math.MaxUint16/4)*len(wholeIndices))
	for i := range math.MaxUint16 / 4 {
		for _, k := range wholeIndices {
			list = append(list, uint16(4*i)+k)
		}
	}
	return list
}()

func (s *strips) begin() { s.verts = s.verts[:0] }

func (s *strips) draw(c *canvas, dst *ebiten.Image, p *program, blend ebiten.Blend, images ...*ebiten.Image) {
	const most = math.MaxUint16 / 4 * 4
	for verts := s.verts; len(verts) > 0; {
		n := min(len(verts), most)
		c.draw(dst, p, blend, verts[:n], stripIndices[:n/4*len(wholeIndices)], images...)
		verts = verts[n:]
	}
}

// smoothReach (px) is how far from an edge, across it, the middles of the pixels are that it
// blends.
const smoothReach = 0.55

// addOutline puts the edges to be smoothed of a body's outline into the list: as
// raster's crossing.walk, along the axis that an edge is longest along.
func (s *strips) addOutline(body *raster.Body, number float32) {
	edges := body.Solid.Mesh.Edges
	for _, item := range body.Outline {
		e := &edges[item.Index()]
		ax, ay, da := body.Vertices[e.A].Pixel()
		bx, by, db := body.Vertices[e.B].Pixel()
		flat := abs(bx-ax) >= abs(by-ay)
		if !flat {
			ax, ay, bx, by = ay, ax, by, bx
		}
		if ax > bx {
			ax, ay, bx, by, da, db = bx, by, ax, ay, db, da
		}
		first := float32(math.Floor(float64(ax+0.5))) + 0.5 // the first pixel's middle not before its beginning
		if first < ax {
			first++
		}
		if bx-ax < 1e-3 || first >= bx {
			continue // it crosses no pixel's middle
		}
		v := ebiten.Vertex{
			ColorR: ax, ColorG: ay, ColorB: bx, ColorA: by,
			Custom0: da, Custom1: db, Custom2: number,
		}
		corners := [4][2]float32{{ax, ay - smoothReach}, {bx, by - smoothReach}, {ax, ay + smoothReach}, {bx, by + smoothReach}}
		for _, at := range corners {
			v.DstX, v.DstY, v.SrcX = at[0], at[1], 1
			if !flat {
				v.DstX, v.DstY, v.SrcX = at[1], at[0], 0
			}
			s.verts = append(s.verts, v)
		}
	}
}

func abs(x float32) float32 { return max(x, -x) }

// gatherMarks finds the lines and the points of light.
func (v *view) gatherMarks(p *raster.Placement) {
	v.marks.begin()
	v.dots.begin()
	var body raster.Body
	var l raster.Line
	for i := range p.Bodies() {
		if p.Body(i, &body); !body.Sheer || (!body.XRay && !body.Solid.Clear) {
			continue
		}
		for _, e := range body.Outline {
			if p.Edge(&body, e, &l) {
				v.marks.addLine(&l)
			}
		}
	}
	f := p.Frame()
	for i := range f.Strokes {
		if p.Stroke(&f.Strokes[i], &l) {
			v.marks.addLine(&l)
		}
	}
	var m raster.Mark
	for i := range p.Marks() {
		p.Mark(i, &m)
		v.dots.addDot(&m)
	}
}

// addLine adds a line with room for its smooth rim.
func (s *strips) addLine(l *raster.Line) {
	dx, dy := l.BX-l.AX, l.BY-l.AY
	length := float32(math.Sqrt(float64(dx*dx + dy*dy)))
	if !(length >= 1e-3) {
		return
	}
	dx, dy = dx/length, dy/length
	reach := l.Half + 1
	end := length
	if l.Butt {
		end = -length
	}
	for i := range 4 {
		along, beside, depth := -reach, -reach, l.ADepth
		if i&1 != 0 {
			along, depth = length+reach, l.BDepth
		}
		if i&2 != 0 {
			beside = reach
		}
		// Beyond its ends the line has the depth that it has there.
		depth += (l.BDepth - l.ADepth) * reach / length * sign(i)
		s.verts = append(s.verts, ebiten.Vertex{
			DstX: l.AX + along*dx - beside*dy, DstY: l.AY + along*dy + beside*dx,
			SrcX: along, SrcY: beside,
			ColorR: l.Color[0], ColorG: l.Color[1], ColorB: l.Color[2], ColorA: l.Alpha,
			Custom0: depth, Custom1: l.Hidden, Custom2: l.Half, Custom3: end,
		})
	}
}

func sign(i int) float32 {
	if i&1 != 0 {
		return 1
	}
	return -1
}

// addDot adds a point of light.
func (s *strips) addDot(m *raster.Mark) {
	reach := m.Radius + 1
	on := float32(0)
	if m.Sheer && !m.Away {
		on = 1
	}
	for i := range 4 {
		x, y := -reach, -reach
		if i&1 != 0 {
			x = reach
		}
		if i&2 != 0 {
			y = reach
		}
		s.verts = append(s.verts, ebiten.Vertex{
			DstX: m.X + x, DstY: m.Y + y, SrcX: x, SrcY: y,
			ColorR: m.Color[0], ColorG: m.Color[1], ColorB: m.Color[2], ColorA: m.Alpha,
			Custom0: m.Radius, Custom1: m.Depth, Custom2: m.Through, Custom3: on,
		})
	}
}
