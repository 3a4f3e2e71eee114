package skin

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/spatial/r3"
)

// How finely bare skin is cut (m): a hand's solids like its taxels, thicker
// ones, the arm's, coarsely.
const (
	bareCell  = 3.2e-3
	armCell   = 12e-3
	armRadius = 18e-3
	// seam is how close to the solid before it skin counts as part of the joint.
	seam = 1e-4
)

// addBare covers what no pad covers of a solid.
func (b *builder) addBare(i int) {
	s := &b.layout.Solids[i]
	bend := newBend(s, r3.Vec{Z: 1})
	along := [2]float64{-s.Ra * (math.Pi/2 + bend.lean), bend.extent()}
	around := [2]float64{0, 2 * math.Pi}
	link := b.cores[i].link
	skip := b.covered(i, b.carrier(link))
	region := b.openRegion(s.Name, link, true)
	wrap := b.wrapOn(i)
	if wrap == nil {
		b.fillBare(&bend, &region, along, around, skip)
	} else {
		// A frame around the pad: before, beyond and behind it.
		bend = newBend(s, wrap.Zero)
		low, high := min(wrap.Around[0], wrap.Around[1]), max(wrap.Around[0], wrap.Around[1])
		b.fillBare(&bend, &region, [2]float64{along[0], wrap.Along[0]}, around, skip)
		b.fillBare(&bend, &region, wrap.Along, [2]float64{high, low + 2*math.Pi}, skip)
		b.fillBare(&bend, &region, [2]float64{wrap.Along[1], along[1]}, around, skip)
	}
	b.closeRegion(region)
}

// wrapOn is the pad around a solid, nil for none.
func (b *builder) wrapOn(solid int) *Wrap {
	for k := range b.layout.Pads {
		if w := b.layout.Pads[k].Wrap; w != nil && b.solid[w.Solid] == solid {
			return w
		}
	}
	return nil
}

// fillBare cuts a rectangle of skin into elements.
func (b *builder) fillBare(bend *bend, region *Region, along, around [2]float64, skip func(p, normal r3.Vec) bool) {
	thickest := max(bend.ra, bend.rb)
	cell := bareCell
	if thickest > armRadius {
		cell = armCell
	}
	const least = 1e-6 // m: less is rounding
	if along[1]-along[0] < least || (around[1]-around[0])*thickest < least {
		return
	}
	rows := int(math.Ceil((along[1] - along[0]) / cell))
	columns := max(2, int(math.Ceil((around[1]-around[0])*thickest/cell)))
	for row := range rows {
		for column := range columns {
			s, angle := slice(along, row, rows), slice(around, column, columns)
			e := b.open(region.Link, len(b.Regions), -1)
			e.Centre, e.Normal, e.X = bend.at(mean(s), mean(angle))
			e.Y = r3.Cross(e.Normal, e.X)
			b.Points = bend.fill(b.Points, s, angle, skip)
			b.close(e)
		}
	}
}

// carrier is the nearest link with solids among those that carry a link, −1
// for none.
func (b *builder) carrier(link int) int {
	model := b.neutral.Model()
	for up := model.LinkParent(link); up >= 0; up = model.LinkParent(up) {
		for i := range b.cores {
			if b.cores[i].link == up {
				return up
			}
		}
	}
	return -1
}

// covered tells of points on solid i whether they are no free bare skin: inside
// another solid of the link, in the joint with the link's carrier, or under a
// projected pad.
func (b *builder) covered(i, carrier int) func(p, normal r3.Vec) bool {
	own := b.cores[i].link
	var under []func(p, normal r3.Vec) bool
	for k := range b.layout.Pads {
		if q := b.layout.Pads[k].Projection; q != nil && q.Link == b.layout.Solids[i].Link {
			under = append(under, q.covers)
		}
	}
	return func(p, normal r3.Vec) bool {
		for k := range b.cores {
			if k == i || b.cores[k].link != own {
				continue
			}
			if b.cores[k].distance(p) < 0 {
				return true
			}
		}
		if carrier >= 0 {
			inCarrier := b.neutral.RootFromLink(carrier).Inverse().Mul(b.neutral.RootFromLink(own)).Apply(p)
			if b.Distance(carrier, inCarrier) < seam {
				return true
			}
		}
		for _, is := range under {
			if is(p, normal) {
				return true
			}
		}
		return false
	}
}

// covers tells whether a point lies in the trapezoid's shadow, on its side.
func (q *Projection) covers(p, normal r3.Vec) bool {
	rel := r3.Sub(p, q.Origin)
	along, across := r3.Dot(rel, q.Along)/q.Length, r3.Dot(rel, q.Across)
	left, right := q.edges(along)
	return along >= 0 && along <= 1 && across >= left && across <= right && r3.Dot(normal, q.Outward) > 0
}

// edges are the trapezoid's sides at a fraction of its length.
func (q *Projection) edges(along float64) (left, right float64) {
	return q.Start[0] + along*(q.End[0]-q.Start[0]), q.Start[1] + along*(q.End[1]-q.Start[1])
}

// addProjection lays a pad on the union of a link's solids.
func (b *builder) addProjection(p *Pad, link int) error {
	q := p.Projection
	region := b.openRegion(p.Region, link, false)
	for row := range p.Rows {
		for column := range p.Columns {
			along, across := slice([2]float64{0, 1}, row, p.Rows), slice([2]float64{0, 1}, column, p.Columns)
			e := b.open(link, len(b.Regions), len(b.Elements))
			var ok bool
			if e.Centre, e.Normal, ok = b.hit(q, link, mean(along), mean(across)); !ok {
				return fmt.Errorf("taxel in row %d, column %d misses the solids of link %q", row, column, q.Link)
			}
			e.X = r3.Unit(r3.Sub(q.Along, r3.Scale(r3.Dot(q.Along, e.Normal), e.Normal)))
			e.Y = r3.Cross(e.Normal, e.X)
			if err := b.fillProjection(q, link, along, across); err != nil {
				return err
			}
			b.close(e)
		}
	}
	b.closeRegion(region)
	return nil
}

func (b *builder) fillProjection(q *Projection, link int, along, across [2]float64) error {
	for i := range subdivisions {
		for j := range subdivisions {
			s, t := slice(along, i, subdivisions), slice(across, j, subdivisions)
			at, normal, ok := b.hit(q, link, mean(s), mean(t))
			if !ok {
				return errors.New("its edge misses the solids below")
			}
			left, right := q.edges(mean(s))
			flat := (s[1] - s[0]) * q.Length * (t[1] - t[0]) * (right - left)
			// A flank of the palm's arch is larger than its shadow.
			b.Points = append(b.Points, Point{At: at, Area: flat / max(r3.Dot(normal, q.Outward), 0.25)})
		}
	}
	return nil
}

// hit is where a ray against Outward first meets the link's solids, by walking
// the distance itself (sphere tracing, Hart 1996).
func (b *builder) hit(q *Projection, link int, along, across float64) (p, normal r3.Vec, ok bool) {
	left, right := q.edges(along)
	p = r3.Add(q.Origin, r3.Add(r3.Scale(along*q.Length, q.Along), r3.Scale(left+across*(right-left), q.Across)))
	p = r3.Add(p, r3.Scale(q.Length, q.Outward))
	for walked := 0.0; walked < 2*q.Length; {
		d, foot := b.nearest(b.bodies[link], p)
		if d < 1e-9 {
			return p, r3.Unit(r3.Sub(p, foot)), true
		}
		p = r3.Sub(p, r3.Scale(d, q.Outward))
		walked += d
	}
	return p, r3.Vec{}, false
}
