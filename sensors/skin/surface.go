package skin

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/chain"

	"gonum.org/v1/gonum/spatial/r3"
)

// Element is a piece of the robot's surface: a taxel, or bare skin between and
// behind the taxels. All of it is in the frame of its link.
type Element struct {
	Centre, X, Y, Normal r3.Vec
	Area                 float64 // m²
	Reach                float64 // m: no point of it is further from Centre
	First, Last          int     // its integration points in Surface.Points
	Link, Region         int
	Taxel                int // its number, −1 for bare skin
}

// Point is one of the integration points of an element: a place on the skin
// (m, link frame) and the area (m²) that it stands for.
type Point struct {
	At   r3.Vec
	Area float64
}

// Region is a named part of the surface: elements First to Last−1, inside a
// ball (link frame). Bare regions sense nothing.
type Region struct {
	Name        string
	Link        int
	First, Last int
	Centre      r3.Vec
	Bound       float64 // m
	Bare        bool

	Blocks []Block
}

// Block is a run of elements, First to Last−1, inside a ball (link frame):
// contact skips all of them at once.
type Block struct {
	First, Last int
	Centre      r3.Vec
	Bound       float64 // m
}

// blockSize balances the tests of balls against those of elements.
const blockSize = 24

// Surface is the whole skin of a robot, resolved against its links. It does not
// change after NewSurface; its slices are to be read only.
type Surface struct {
	Elements []Element // the taxels come first, in the order of their numbers
	Points   []Point
	Regions  []Region
	Spots    []Spot
	Taxels   int

	cores     []core
	bodies    [][]int // solids of each link
	regionsOf [][]int // regions of each link
	links     int
}

// subdivisions of an element each way: 4 × 4 points bring the force on a ball
// pressed flat to 1 % at 1 N, a single one errs by 19 %.
const subdivisions = 4

// maxPerLink is the number of solids that one link may have: all are asked for each point.
const maxPerLink = 64

// NewSurface resolves a layout against the links of a model, whose neutral
// posture (all coordinates zero, or the nearest that the limits allow) tells
// which parts of the surface are never free.
func NewSurface(model *chain.Model, layout *Layout) (*Surface, error) {
	if err := layout.Check(); err != nil {
		return nil, err
	}
	b := builder{
		Surface: &Surface{
			Taxels: layout.Taxels(), links: model.NumLinks(),
			bodies: make([][]int, model.NumLinks()), regionsOf: make([][]int, model.NumLinks()),
		},
		neutral: chain.NewState(model), layout: layout, solid: map[string]int{},
	}
	for i := range layout.Solids {
		s := &layout.Solids[i]
		link, ok := model.LinkIndex(s.Link)
		if !ok {
			return nil, fmt.Errorf("skin: solid %q: link %q is not in model %q", s.Name, s.Link, model.Name())
		}
		b.solid[s.Name] = i
		b.cores = append(b.cores, newCore(s, link))
		if b.bodies[link] = append(b.bodies[link], i); len(b.bodies[link]) > maxPerLink {
			return nil, fmt.Errorf("skin: link %q: more than %d solids", s.Link, maxPerLink)
		}
	}
	for i := range layout.Pads {
		if err := b.addPad(&layout.Pads[i]); err != nil {
			return nil, fmt.Errorf("skin: pad %q: %w", layout.Pads[i].Region, err)
		}
	}
	for i := range layout.Solids {
		b.addBare(i)
	}
	for i := range layout.Patches {
		if err := b.addSpot(&layout.Patches[i]); err != nil {
			return nil, fmt.Errorf("skin: patch %d: %w", i, err)
		}
	}
	return b.Surface, nil
}

// NumLinks is the number of links of the model behind the surface.
func (s *Surface) NumLinks() int { return s.links }

// Distance is the signed distance (m) of a point, in a link's frame, from all
// solids of that link together; it is infinite for a link without solids.
func (s *Surface) Distance(link int, p r3.Vec) float64 {
	d := math.Inf(1)
	for _, i := range s.bodies[link] {
		d = min(d, s.cores[i].distance(p))
	}
	return d
}

// nearest is the same, and the centre of the nearest ball.
func (s *Surface) nearest(solids []int, p r3.Vec) (d float64, foot r3.Vec) {
	d = math.Inf(1)
	for _, i := range solids {
		if at := s.cores[i].distance(p); at < d {
			d, foot = at, s.cores[i].foot(p)
		}
	}
	return d, foot
}

// builder collects the elements of a surface.
type builder struct {
	*Surface
	layout  *Layout
	neutral *chain.State
	solid   map[string]int
}

// open starts an element; close computes what follows from its points, and
// drops it if it has none.
func (b *builder) open(link, region, taxel int) Element {
	return Element{First: len(b.Points), Link: link, Region: region, Taxel: taxel}
}

func (b *builder) close(e Element) {
	e.Last = len(b.Points)
	points := b.Points[e.First:e.Last]
	for _, p := range points {
		e.Area += p.Area
		e.Reach = max(e.Reach, r3.Norm(r3.Sub(p.At, e.Centre)))
	}
	if e.Area > 0 || e.Taxel >= 0 {
		b.Elements = append(b.Elements, e)
	}
}

// openRegion and closeRegion do the same for regions.
func (b *builder) openRegion(name string, link int, bare bool) Region {
	return Region{Name: name, Link: link, First: len(b.Elements), Bare: bare}
}

func (b *builder) closeRegion(r Region) {
	r.Last = len(b.Elements)
	if r.First == r.Last {
		return
	}
	r.Centre, r.Bound = ball(b.Elements[r.First:r.Last])
	for first := r.First; first < r.Last; first += blockSize {
		k := Block{First: first, Last: min(first+blockSize, r.Last)}
		k.Centre, k.Bound = ball(b.Elements[k.First:k.Last])
		r.Blocks = append(r.Blocks, k)
	}
	b.regionsOf[r.Link] = append(b.regionsOf[r.Link], len(b.Regions))
	b.Regions = append(b.Regions, r)
}

// ball encloses elements: their mean place, and the reach from there.
func ball(elements []Element) (centre r3.Vec, bound float64) {
	for i := range elements {
		centre = r3.Add(centre, r3.Scale(1/float64(len(elements)), elements[i].Centre))
	}
	for i := range elements {
		bound = max(bound, r3.Norm(r3.Sub(elements[i].Centre, centre))+elements[i].Reach)
	}
	return centre, bound
}

func (b *builder) addPad(p *Pad) error {
	if p.Wrap != nil {
		return b.addWrap(p)
	}
	link := -1
	for i := range b.cores {
		if b.layout.Solids[i].Link == p.Projection.Link {
			link = b.cores[i].link
		}
	}
	if link < 0 {
		return fmt.Errorf("link %q has no solids", p.Projection.Link)
	}
	return b.addProjection(p, link)
}

func (b *builder) addWrap(p *Pad) error {
	i := b.solid[p.Wrap.Solid]
	bend := newBend(&b.layout.Solids[i], p.Wrap.Zero)
	if limit := bend.extent(); p.Wrap.Along[1] > limit+1e-9 {
		return fmt.Errorf("along to %g m, beyond the pole of solid %q at %g m", p.Wrap.Along[1], p.Wrap.Solid, limit)
	}
	region := b.openRegion(p.Region, b.cores[i].link, false)
	for row := range p.Rows {
		for column := range p.Columns {
			along := slice(p.Wrap.Along, row, p.Rows)
			around := slice(p.Wrap.Around, column, p.Columns)
			e := b.open(region.Link, len(b.Regions), len(b.Elements))
			e.Centre, e.Normal, e.X = bend.at(mean(along), mean(around))
			e.Y = r3.Cross(e.Normal, e.X)
			b.Points = bend.fill(b.Points, along, around, nil)
			b.close(e)
		}
	}
	b.closeRegion(region)
	return nil
}

// slice is part i of n of a range.
func slice(r [2]float64, i, n int) [2]float64 {
	step := (r[1] - r[0]) / float64(n)
	return [2]float64{r[0] + step*float64(i), r[0] + step*float64(i+1)}
}

func mean(r [2]float64) float64 { return (r[0] + r[1]) / 2 }

// bend is the surface of a solid by arc length along its outline and angle
// around its axis.
type bend struct {
	meridian
	a, zero, side r3.Vec
}

func newBend(s *Solid, zero r3.Vec) bend {
	m := s.meridian()
	zero = r3.Sub(zero, r3.Scale(r3.Dot(zero, m.axis), m.axis))
	if r3.Norm(zero) < 1e-6 {
		zero = r3.Cross(m.axis, r3.Vec{X: m.axis.Y, Y: m.axis.Z, Z: -m.axis.X})
	}
	zero = r3.Unit(zero)
	return bend{meridian: m, a: s.A, zero: zero, side: r3.Cross(m.axis, zero)}
}

// at is the point at (s, angle), its outward normal and the unit tangent along
// the outline.
func (b *bend) at(s, angle float64) (p, normal, tangent r3.Vec) {
	axial, radial, na, nr := b.meridian.at(s)
	sin, cos := math.Sincos(angle)
	out := r3.Add(r3.Scale(cos, b.zero), r3.Scale(sin, b.side))
	p = r3.Add(b.a, r3.Add(r3.Scale(axial, b.axis), r3.Scale(radial, out)))
	normal = r3.Add(r3.Scale(na, b.axis), r3.Scale(nr, out))
	tangent = r3.Sub(r3.Scale(nr, b.axis), r3.Scale(na, out))
	return p, normal, tangent
}

// fill appends the integration points of one cell, those that skip refuses
// left out.
func (b *bend) fill(points []Point, along, around [2]float64, skip func(p, normal r3.Vec) bool) []Point {
	for i := range subdivisions {
		s := slice(along, i, subdivisions)
		strip := b.swept(s[0], s[1]) * math.Abs(around[1]-around[0]) / subdivisions
		for j := range subdivisions {
			p, normal, _ := b.at(mean(s), mean(slice(around, j, subdivisions)))
			if skip == nil || !skip(p, normal) {
				points = append(points, Point{At: p, Area: strip})
			}
		}
	}
	return points
}
