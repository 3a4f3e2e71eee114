//go:build cgo || windows || js

package gpu

import (
	"math"

	"mirrorarm/render/raster"

	"github.com/hajimehoshi/ebiten/v2"
)

// strips are places along edges, along lines and round points: triangles that cover them, for
// the engine is paid by the vertex and the shader finds the rest to be outside.
type strips struct {
	verts []ebiten.Vertex // three of each
}

// stripIndices are those of as many triangles as one call draws.
var stripIndices = func() []uint16 {
	list := make([]uint16, math.MaxUint16/3*3)
	for i := range list {
		list[i] = uint16(i)
	}
	return list
}()

func (s *strips) begin() { s.verts = s.verts[:0] }

func (s *strips) draw(c *canvas, dst *ebiten.Image, p *program, blend ebiten.Blend, images ...*ebiten.Image) {
	for verts := s.verts; len(verts) > 0; {
		n := min(len(verts), len(stripIndices))
		c.draw(dst, p, blend, verts[:n], stripIndices[:n], images...)
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
		// Half of the triangle is the strip.
		corners := [3][2]float32{{ax, ay - smoothReach}, {2*bx - ax, 2*by - ay - smoothReach}, {ax, ay + 3*smoothReach}}
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
	// Half of the triangle is the line with its rim.
	for _, at := range [3][2]float32{{-reach, -reach}, {2*length + 3*reach, -reach}, {-reach, 3 * reach}} {
		along, beside := at[0], at[1]
		depth := l.ADepth + (l.BDepth-l.ADepth)*along/length
		s.verts = append(s.verts, ebiten.Vertex{
			DstX: l.AX + along*dx - beside*dy, DstY: l.AY + along*dy + beside*dx,
			SrcX: along, SrcY: beside,
			ColorR: l.Color[0], ColorG: l.Color[1], ColorB: l.Color[2], ColorA: l.Alpha,
			Custom0: depth, Custom1: l.Hidden, Custom2: l.Half, Custom3: end,
		})
	}
}

// addDot adds a point of light.
func (s *strips) addDot(m *raster.Mark) {
	reach := m.Radius + 1
	on := float32(0)
	if m.Sheer && !m.Away {
		on = 1
	}
	for _, at := range [3][2]float32{{-reach, -reach}, {3 * reach, -reach}, {-reach, 3 * reach}} {
		x, y := at[0], at[1]
		s.verts = append(s.verts, ebiten.Vertex{
			DstX: m.X + x, DstY: m.Y + y, SrcX: x, SrcY: y,
			ColorR: m.Color[0], ColorG: m.Color[1], ColorB: m.Color[2], ColorA: m.Alpha,
			Custom0: m.Radius, Custom1: m.Depth, Custom2: m.Through, Custom3: on,
		})
	}
}
