package raster

import "mirrorarm/render/scene"

// Placement finds where a frame's solids, outlines and points are in the picture and in the
// light, as Render does before it draws, for a renderer that draws them by other means. It
// belongs to one goroutine; its workers end with Close.
type Placement struct {
	r       *Renderer
	mirrors [2]*Placement // of the floor, and of the glass
}

// NewPlacement is for pictures of width × height pixels, each at least 16. Options.Light is
// taken from another placement by Near.
func NewPlacement(width, height int, opt Options) *Placement {
	p := &Placement{r: &Renderer{placing: true}}
	p.Resize(width, height, opt)
	p.r.bindPhases()
	return p
}

// Near is a placement of the same scene seen from another place, under the light that p has
// found last.
func (p *Placement) Near(width, height int, opt Options) *Placement {
	opt.Light = p.r
	return NewPlacement(width, height, opt)
}

// Resize makes it ready for other pictures. One that is Near another stays so.
func (p *Placement) Resize(width, height int, opt Options) {
	if opt.Light == nil {
		opt.Light = p.r.opt.Light
	}
	p.r.Resize(width, height, opt)
}

// Close ends the workers.
func (p *Placement) Close() { p.r.Close() }

// Forget lets go of the frame that was placed last.
func (p *Placement) Forget() { p.r.Forget() }

// Place finds where everything in a frame is.
func (p *Placement) Place(f *scene.Frame) { p.r.arrange(f) }

// Size is the picture's width and height in pixels.
func (p *Placement) Size() (width, height int) { return p.r.Size() }

// ShadowSize is the side of the shadow map in texels.
func (p *Placement) ShadowSize() int { return p.r.shadow.size }

// Frame is what was placed last.
func (p *Placement) Frame() *scene.Frame { return p.r.frame }

// Mirror places what the floor (0) or the glass (1) mirrors of the frame, coarser than that;
// nil if nothing.
func (p *Placement) Mirror(i int) *Placement {
	r := p.r
	n, offset, ok := r.mirrorPlane(i)
	if !ok {
		return nil
	}
	m := &r.mirrors[i]
	m.aim(r, n, offset)
	m.r.arrange(&m.frame)
	if p.mirrors[i] == nil {
		p.mirrors[i] = &Placement{}
	}
	p.mirrors[i].r = m.r
	return p.mirrors[i]
}

// Body is a solid with its places in the shared arrays.
type Body struct {
	Solid    *scene.Solid
	Sheer    bool     // the translucent layer has it
	XRay     bool     // it is held, and seen through
	Held     bool     // by the robot
	Vertices []Vertex // of the mesh
	Shown    []Item   // triangles that face the eye and are in the picture
	Casters  []Item   // triangles that face the light
	Outline  []Item   // edges to be smoothed
	near     *occlusion
	rods     int
}

// Item is an item of one of a mesh's lists.
type Item = reach

// Index is its place in the list.
func (e reach) Index() int { return int(e.item) }

// Bodies is how many solids there are.
func (p *Placement) Bodies() int { return len(p.r.objects) }

// Body tells of one of them.
func (p *Placement) Body(i int, b *Body) {
	o := &p.r.objects[i]
	*b = Body{
		Solid: o.solid, Sheer: o.sheer, XRay: o.xray, Held: o.solid.Held > leastHeld,
		Vertices: p.r.verts[o.vert : o.vert+len(o.solid.Mesh.Positions)],
		Shown:    o.shown, Casters: o.casters, Outline: o.outline,
		near: o.near,
	}
	if o.maxX < 0 {
		b.Shown, b.Outline = nil, nil
	}
	if o.near != nil {
		b.rods = o.near.count
	}
}

// Rods is how many occluders shade it by the pixel.
func (b *Body) Rods() int { return b.rods }

// Pixel is where in the picture a vertex is (px), and its depth (1/m).
func (v *Vertex) Pixel() (x, y, depth float32) {
	const px = 1.0 / subpixels
	return float32(v.x) * px, float32(v.y) * px, v.depth
}

// Shade is how much of the sky reaches it.
func (v *Vertex) Shade() float32 { return v.shade }

// Normal is its normal in the world.
func (v *Vertex) Normal() scene.Vec { return v.normal }

// Light is where it is in the shadow map: column, row, and height (m) towards the light.
func (v *Vertex) Light() (x, y, height float32) { return v.light[0], v.light[1], v.light[2] }

// Mark is a point of light as it is in the picture.
type Mark struct {
	X, Y, Radius, Depth float32 // px; 1/m
	Alpha, Through      float32
	Color               [3]float32 // display values, 0…1
	Sheer, Away         bool
}

// Marks is how many points of light are in the picture.
func (p *Placement) Marks() int { return len(p.r.seen) }

// Mark tells of one of them.
func (p *Placement) Mark(i int, to *Mark) {
	m := &p.r.marks[p.r.seen[i].item]
	*to = Mark{
		X: m.x, Y: m.y, Radius: m.radius, Depth: m.depth, Alpha: m.alpha, Through: m.through,
		Color: m.color.display(), Sheer: m.sheer, Away: m.away,
	}
}

func (c ink) display() [3]float32 {
	return [3]float32{float32(c[0]) / 255, float32(c[1]) / 255, float32(c[2]) / 255}
}

// Line is a line on the screen, as drawLine draws it.
type Line struct {
	AX, AY, ADepth, BX, BY, BDepth, Half float32
	Butt                                 bool
	Color                                [3]float32
	Alpha, Hidden                        float32
}

// Stroke finds a frame's stroke in the picture; false if it is not to be seen.
func (p *Placement) Stroke(s *scene.Stroke, to *Line) bool {
	l, hidden, ok := p.r.strokeLine(s)
	to.set(&l, p.r.ink(s.Color), s.Alpha, hidden)
	return ok
}

// Edge finds an edge of a body that is seen through; false if it is not to be seen.
func (p *Placement) Edge(b *Body, e Item, to *Line) bool {
	edge := &b.Solid.Mesh.Edges[e.item]
	l, ok := p.r.edgeLine(&b.Vertices[edge.A], &b.Vertices[edge.B])
	to.set(&l, p.r.ink(scene.Glass), outlineAlpha(b.Solid, b.XRay), 0)
	return ok
}

func (to *Line) set(l *line, c ink, alpha, hidden float32) {
	*to = Line{l.ax, l.ay, l.da, l.bx, l.by, l.db, l.half, l.butt, c.display(), alpha, hidden}
}

// Face tells in what axes of the model a pattern lies on a triangle of a body, and how much
// longer than wide a pixel is there (texture.go).
func (p *Placement) Face(b *Body, triangle int) (u, v, w uint8, steep float32) {
	normal := b.Vertices[b.Solid.Mesh.Triangles[triangle].A].normal
	face := facings[b.Solid.Mesh.Long][widest(intoModel(&b.Solid.WorldFromModel, normal))]
	return face.u, face.v, face.w, steepness(normal, &p.r.view)
}

// SkinFace tells likewise of a triangle of a mesh that is bent (skin.go), and which of its
// knuckles' folds it may show; −1 is none.
func SkinFace(m *scene.Mesh, triangle int) (u, v, w uint8, fold int) {
	face, f := skinFace(m, &m.Triangles[triangle])
	fold = -1
	for i := range m.Folds {
		if f == &m.Folds[i] {
			fold = i
		}
	}
	return face.u, face.v, face.w, fold
}
