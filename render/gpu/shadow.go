//go:build cgo || windows || js

package gpu

import (
	"math"

	"mirrorarm/render/raster"

	"github.com/hajimehoshi/ebiten/v2"
)

// shadows are the scene as the key light sees it, and the light that reaches the floor.
type shadows struct {
	casters batches
	high    *ebiten.Image
	keys    *ebiten.Image
	soft    [2]*ebiten.Image // the floor's mask is the first
}

// floorMask is the side of the mask of shadows on the floor; the raster has it as a constant.
var floorMask = func() int {
	for _, c := range raster.Constants() {
		if c.Name == "softSize" {
			return int(c.Value)
		}
	}
	panic("gpu: raster has no softSize")
}()

func (s *shadows) resize(c *canvas, size int) {
	s.high, s.keys = c.renewed(s.high, size, size), c.renewed(s.keys, size, size)
	for i := range s.soft {
		s.soft[i] = c.renewed(s.soft[i], floorMask, floorMask)
	}
}

func (s *shadows) close(c *canvas) {
	for _, img := range []*ebiten.Image{s.high, s.keys, s.soft[0], s.soft[1]} {
		c.drop(img)
	}
	s.high, s.keys, s.soft = nil, nil, [2]*ebiten.Image{}
}

// gather finds what casts shadows.
func (s *shadows) gather(p *raster.Placement) {
	s.casters.begin()
	var body raster.Body
	for i := range p.Bodies() {
		p.Body(i, &body)
		if len(body.Casters) > 0 {
			s.casters.cast(&body)
		}
	}
}

// cast adds the casters of a body.
func (b *batches) cast(body *raster.Body) {
	b.ready(len(body.Vertices))
	current := -1
	for _, item := range body.Casters {
		if current < 0 || len(b.list[current].verts) >= math.MaxUint16-3 {
			current = b.open(-1, 0, opaqueLook)
			b.token++
		}
		t := &body.Solid.Mesh.Triangles[item.Index()]
		to := &b.list[current]
		to.indices = append(to.indices, b.caster(to, body, t.A), b.caster(to, body, t.B), b.caster(to, body, t.C))
	}
}

func (b *batches) caster(to *batch, body *raster.Body, v uint32) uint16 {
	if b.tokens[v] == b.token {
		return b.place[v]
	}
	at := uint16(len(to.verts))
	b.tokens[v], b.place[v] = b.token, at
	x, y, height := body.Vertices[v].Light()
	b.depth.add(height)
	to.verts = append(to.verts, ebiten.Vertex{DstX: x, DstY: y, ColorA: height})
	return at
}

// draw draws the map and the mask.
func (s *shadows) draw(c *canvas, p *raster.Placement) {
	p.TellView(c.uniforms)
	p.TellFloor(c.uniforms)
	from, scale := s.casters.depth.key()
	c.uniforms.Float("KeyFrom", from)
	c.uniforms.Float("KeyScale", scale)
	c.uniforms.Float("ShadowKey", from, scale)
	c.nearest(s.high, s.keys, s.casters.list, false)
	c.fill(s.soft[0], &c.programs.sort, ebiten.BlendCopy, s.keys)
	c.uniforms.Float("Step", 1, 0)
	c.uniforms.Float("Join", 0)
	c.fill(s.soft[1], &c.programs.soften, ebiten.BlendCopy, s.soft[0])
	c.uniforms.Float("Step", 0, 1)
	c.uniforms.Float("Join", 1)
	c.fill(s.soft[0], &c.programs.soften, ebiten.BlendCopy, s.soft[1])
}
