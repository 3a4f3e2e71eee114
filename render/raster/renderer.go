package raster

import (
	"image"
	"runtime"
	"slices"

	"mirrorarm/render/scene"
)

// bandRows is the height of the unit of work.
const bandRows = 16

// Options are what quality may trade against time.
type Options struct {
	Shadow      int  // side of the shadow map, a multiple of 256; default 1024
	HardEdge    bool // one shadow sample instead of a 4 × 4 tent
	NoOcclusion bool // leave creases unshaded
	Fine        bool // floor and glass mirror, skin wears its glove, contact is shaded by the pixel
	Workers     int  // default: one per core

	// Light is another renderer that has just drawn the same scene from another
	// place: its shadows are taken over, not computed again.
	Light *Renderer
}

// Renderer draws frames. It belongs to one goroutine; its workers
// sleep between frames and end with Close.
type Renderer struct {
	width, height int
	opt           Options
	pool          *pool
	out           *image.RGBA
	tone          *toneTable
	exposure      float32

	frame *scene.Frame
	view  view
	light lighting

	objects []object
	shades  []occlusion // of each object
	verts   []Vertex
	tris    []triangle
	planes  []plane
	front   []bool  // triangles that face the eye
	reaches []reach // the objects' lists
	marks   []mark  // the points of light
	seen    []reach // where they are

	solid  surface // opaque
	sheer  surface // the translucent layer
	bands  []band
	shadow *shadowMap

	mirrors [2]mirrorImage // of the floor, and of the glass
	image   *mirrorImage   // that this renderer draws: solids alone, on nothing
	placing bool           // it draws nothing: see Placement

	// The phases as function values, made once: a method value made in Render
	// would be an allocation per frame.
	phases struct {
		geometry, caster, softenRows, softenColumns, visible, smooth, finish func(int)
	}
}

// surface is a depth buffer, the triangle seen in each pixel and its colour.
type surface struct {
	depth []float32
	id    []uint32 // triangle + 1; 0 is none
	pix   []uint8  // RGBA, premultiplied

	// Of the translucent layer: the parts of the picture that may hold anything, which do
	// not overlap, and those that did in the last one.
	areas, last []area
}

// area is a part of the picture; the columns from minX to maxX − 1, rows likewise.
type area struct{ minX, maxX, minY, maxY int }

// band is the scratch of one band of rows.
type band struct {
	edits []edit // smoothed pixels of both surfaces
	split int    // the edits before it belong to the opaque surface
	// columns of the opaque surface that may hold something
	filled columns
}

// edit is a pixel's new colour.
type edit struct {
	at   int32
	rgba [4]uint8
}

// New makes a renderer for pictures of width × height pixels, each at least 16.
func New(width, height int, opt Options) *Renderer {
	r := &Renderer{}
	r.Resize(width, height, opt)
	r.bindPhases()
	return r
}

func (r *Renderer) bindPhases() {
	r.phases.geometry = r.geometry
	r.phases.caster = r.castBand
	r.phases.softenRows = func(b int) { r.shadow.softenRows(b) }
	r.phases.softenColumns = func(b int) { r.shadow.softenColumns(b) }
	r.phases.visible = r.drawBand
	r.phases.smooth = r.smoothBand
	r.phases.finish = r.finishBand
}

// Resize makes a renderer draw other pictures from now on. It reuses the memory
// that it has: one that goes from size to size holds what the largest needs.
func (r *Renderer) Resize(width, height int, opt Options) {
	width, height = max(width, 16), max(height, 16)
	if opt.Shadow == 0 {
		opt.Shadow = 1024
	}
	opt.Shadow = max(opt.Shadow/softSize*softSize, softSize)
	if opt.Workers <= 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	if r.pool == nil || r.opt.Workers != opt.Workers {
		r.Close()
		r.pool = newPool(opt.Workers)
	}
	lent := r.opt.Light != nil
	r.width, r.height, r.opt = width, height, opt
	if r.placing {
		r.shadow = &shadowMap{size: opt.Shadow}
		if opt.Light != nil {
			r.shadow = opt.Light.shadow
		}
		return
	}
	n := width * height
	r.solid.resize(n)
	r.sheer.resize(n)
	r.out = &image.RGBA{Pix: r.solid.pix, Stride: 4 * width, Rect: image.Rect(0, 0, width, height)}
	r.bands = slices.Grow(r.bands[:0], (height+bandRows-1)/bandRows)[:(height+bandRows-1)/bandRows]
	for i := range r.bands {
		r.bands[i].filled = columns{}
	}
	switch {
	case opt.Light != nil:
		r.shadow = opt.Light.shadow
	case r.shadow == nil, lent:
		r.shadow = newShadowMap(opt.Shadow)
	default:
		r.shadow.resize(opt.Shadow)
	}
}

// resize makes an empty surface of n pixels.
func (s *surface) resize(n int) {
	s.depth, s.id, s.pix = emptied(s.depth, n), emptied(s.id, n), emptied(s.pix, 4*n)
	s.areas, s.last = s.areas[:0], s.last[:0]
}

// emptied is a list of n zeros, in the memory that it has if there is enough.
func emptied[T any](list []T, n int) []T {
	if n > cap(list) {
		return make([]T, n)
	}
	list = list[:n]
	clear(list)
	return list
}

// Size is the picture's width and height in pixels.
func (r *Renderer) Size() (width, height int) { return r.width, r.height }

// Close ends the workers. Resize makes others.
func (r *Renderer) Close() {
	if r.pool != nil {
		r.pool.close()
		r.pool = nil
	}
}

// Forget lets go of the frame that was drawn last, which nobody draws again.
func (r *Renderer) Forget() {
	clear(r.objects[:cap(r.objects)])
	r.frame, r.objects = nil, r.objects[:0]
	for i := range r.mirrors {
		if m := &r.mirrors[i]; m.r != nil {
			m.frame = scene.Frame{}
			m.r.Forget()
		}
	}
}

// Render draws a frame. The image belongs to the renderer: the next call
// overwrites it.
func (r *Renderer) Render(f *scene.Frame) *image.RGBA {
	r.arrange(f)
	r.bound()
	if r.opt.Light == nil {
		r.pool.run(r.shadow.size/castRows, r.phases.caster)
		r.shadow.bound()
		r.pool.run(softBands, r.phases.softenRows)
		r.pool.run(softBands, r.phases.softenColumns)
	}
	r.drawMirrors()
	r.pool.run(len(r.bands), r.phases.visible)
	if r.image == nil {
		r.pool.run(len(r.bands), r.phases.smooth)
	}
	r.pool.run(len(r.bands), r.phases.finish)
	return r.out
}

// arrange finds where everything is in the picture and in the light.
func (r *Renderer) arrange(f *scene.Frame) {
	r.frame = f
	if r.tone == nil || r.exposure != f.Stage.Exposure {
		r.exposure = f.Stage.Exposure
		r.tone = newToneTable(float64(r.exposure))
	}
	r.view = newView(&f.Camera, r.width, r.height)
	if r.opt.Light == nil {
		r.shadow.aim(&f.Stage)
	}
	r.light.prepare(f, r.shadow)
	r.layOut()
	r.pool.run(len(r.objects)+1, r.phases.geometry)
}

// rows are the first and the last row + 1 of a band.
func (r *Renderer) rows(b int) (int, int) {
	return b * bandRows, min((b+1)*bandRows, r.height)
}
