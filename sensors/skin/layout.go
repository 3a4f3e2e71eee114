package skin

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/spatial/r3"
)

// Layout describes a skin as data: what the robot is made of, where on it the
// taxels lie and where the patches. Links and solids are named, so that a file
// can describe any hand.
type Layout struct {
	Name    string
	Solids  []Solid
	Pads    []Pad
	Patches []PatchPlace
}

// Solid is a tapered capsule on a link: the convex hull of two balls, their
// centres in the link's frame. A ball alone has A = B.
type Solid struct {
	Name, Link string
	A, B       r3.Vec  // m
	Ra, Rb     float64 // m
}

// Pad is a grid of taxels, Rows along its link and Columns across, row by row.
// Exactly one of Wrap and Projection says where it lies.
type Pad struct {
	Region        string
	Rows, Columns int
	Wrap          *Wrap
	Projection    *Projection
}

// Wrap is a rectangle bent around a solid. Along is the range of arc length (m)
// over its outline, 0 where the outline leaves ball A; Around that of the angle
// (rad) about the axis from A to B, counted from Zero, a direction in the link's
// frame, by the right hand. The second Around may be the smaller one: columns
// then run the other way, as they do on the mirror image of a hand.
type Wrap struct {
	Solid         string
	Zero          r3.Vec
	Along, Around [2]float64
}

// Projection is a trapezoid that is projected, against its Outward normal, on
// all solids of a link together. Rows run along its axis, columns across;
// Start and End are the ranges (m) across at both ends of its Length.
type Projection struct {
	Link                           string
	Origin, Along, Across, Outward r3.Vec
	Length                         float64
	Start, End                     [2]float64
}

// PatchPlace is a spot that senses temperature, heat flux and vibration: it lies
// around the taxel in a row and a column, counted from 0, of a region's pad.
type PatchPlace struct {
	Region      string
	Row, Column int
}

// Taxels is the number of taxels of all pads.
func (l *Layout) Taxels() int {
	n := 0
	for i := range l.Pads {
		n += l.Pads[i].Rows * l.Pads[i].Columns
	}
	return n
}

// Limits of what a layout may ask for: a stated bound on memory and time.
const (
	maxTaxels  = 65536
	maxSolids  = 1024
	maxPads    = 1024
	maxPatches = 256
	maxLength  = 10.0 // m
)

// Check reports the first thing in the layout that cannot be built.
func (l *Layout) Check() error {
	switch n := l.Taxels(); {
	case n > maxTaxels:
		return fmt.Errorf("skin: layout %q: %d taxels, want at most %d", l.Name, n, maxTaxels)
	case len(l.Solids) > maxSolids || len(l.Pads) > maxPads || len(l.Patches) > maxPatches:
		return fmt.Errorf("skin: layout %q: %d solids, %d pads, %d patches, want at most %d, %d, %d",
			l.Name, len(l.Solids), len(l.Pads), len(l.Patches), maxSolids, maxPads, maxPatches)
	}
	solids := map[string]bool{}
	for i := range l.Solids {
		s := &l.Solids[i]
		if err := s.check(); err != nil {
			return fmt.Errorf("skin: solid %q: %w", s.Name, err)
		}
		if solids[s.Name] {
			return fmt.Errorf("skin: solid %q: defined twice", s.Name)
		}
		solids[s.Name] = true
	}
	wrapped := map[string]bool{}
	for i := range l.Pads {
		p := &l.Pads[i]
		if err := p.check(solids); err != nil {
			return fmt.Errorf("skin: pad %q: %w", p.Region, err)
		}
		if p.Wrap == nil {
			continue
		}
		if wrapped[p.Wrap.Solid] {
			return fmt.Errorf("skin: pad %q: solid %q already has a pad around it", p.Region, p.Wrap.Solid)
		}
		wrapped[p.Wrap.Solid] = true
	}
	for i := range l.Patches {
		if _, err := l.patchTaxel(&l.Patches[i]); err != nil {
			return fmt.Errorf("skin: patch %d: %w", i, err)
		}
	}
	return nil
}

func (s *Solid) check() error {
	length := r3.Norm(r3.Sub(s.B, s.A))
	switch {
	case s.Name == "" || s.Link == "":
		return errors.New("wants a name and a link")
	case !inside(length) || !inside(r3.Norm(s.A)):
		return fmt.Errorf("reaches further than %g m", maxLength)
	case !(s.Ra > 0 && s.Ra <= 1 && s.Rb > 0 && s.Rb <= 1):
		return fmt.Errorf("radii %g and %g m, want above 0 and at most 1", s.Ra, s.Rb)
	case length > 0 && math.Abs(s.Ra-s.Rb) >= length:
		return errors.New("one of its balls lies inside the other: give a ball, A = B")
	case length == 0 && s.Ra != s.Rb:
		return fmt.Errorf("radii %g and %g m about one point", s.Ra, s.Rb)
	}
	return nil
}

// patchTaxel is the number of the taxel in the middle of a patch.
func (l *Layout) patchTaxel(p *PatchPlace) (int, error) {
	first := 0
	for i := range l.Pads {
		pad := &l.Pads[i]
		if pad.Region == p.Region && p.Row >= 0 && p.Row < pad.Rows && p.Column >= 0 && p.Column < pad.Columns {
			return first + p.Row*pad.Columns + p.Column, nil
		}
		first += pad.Rows * pad.Columns
	}
	return 0, fmt.Errorf("no pad of region %q has row %d and column %d", p.Region, p.Row, p.Column)
}

func inside(length float64) bool { return length >= 0 && length <= maxLength }

func (p *Pad) check(solids map[string]bool) error {
	switch {
	case p.Region == "":
		return errors.New("wants a region")
	case p.Rows < 1 || p.Columns < 1 || p.Rows > maxTaxels || p.Columns > maxTaxels:
		return fmt.Errorf("%d rows and %d columns, want at least 1 and at most %d", p.Rows, p.Columns, maxTaxels)
	case (p.Wrap == nil) == (p.Projection == nil):
		return errors.New("wants exactly one of wrap and projection")
	case p.Wrap != nil:
		return p.Wrap.check(solids)
	}
	return p.Projection.check()
}

func (w *Wrap) check(solids map[string]bool) error {
	switch {
	case !solids[w.Solid]:
		return fmt.Errorf("lies on solid %q, which does not exist", w.Solid)
	case !unit(w.Zero):
		return fmt.Errorf("zero direction has length %g, want 1", r3.Norm(w.Zero))
	case !(w.Along[0] < w.Along[1]) || math.Abs(w.Along[0]) > maxLength || math.Abs(w.Along[1]) > maxLength:
		return fmt.Errorf("along from %g to %g m, want a rising range", w.Along[0], w.Along[1])
	case !(math.Abs(w.Around[1]-w.Around[0]) <= 2*math.Pi) || w.Around[0] == w.Around[1] || math.Abs(w.Around[0]) > 4*math.Pi:
		return fmt.Errorf("around from %g to %g rad, want a range of at most 2π", w.Around[0], w.Around[1])
	}
	return nil
}

func (p *Projection) check() error {
	orthogonal := math.Abs(r3.Dot(p.Along, p.Across)) + math.Abs(r3.Dot(p.Along, p.Outward)) + math.Abs(r3.Dot(p.Across, p.Outward))
	switch {
	case p.Link == "":
		return errors.New("wants a link")
	case !unit(p.Along) || !unit(p.Across) || !unit(p.Outward) || !(orthogonal < 1e-6):
		return errors.New("along, across and outward must be orthogonal and of length 1")
	case !(p.Length > 0) || !inside(p.Length) || !inside(r3.Norm(p.Origin)):
		return fmt.Errorf("length %g m, want above 0 and at most %g", p.Length, maxLength)
	case !(p.Start[0] < p.Start[1] && p.End[0] < p.End[1]) || !inside(p.Start[1]-p.Start[0]) || !inside(p.End[1]-p.End[0]):
		return fmt.Errorf("across from %g to %g and from %g to %g m, want rising ranges", p.Start[0], p.Start[1], p.End[0], p.End[1])
	}
	return nil
}

func unit(v r3.Vec) bool { return math.Abs(r3.Norm(v)-1) < 1e-6 }
