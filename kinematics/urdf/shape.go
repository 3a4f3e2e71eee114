package urdf

import (
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/gonum/spatial/r3"
)

func (d *document) link(e *element, colors map[string][4]float64) (Link, error) {
	var l Link
	var err error
	if l.Name, err = d.required(e, "name"); err != nil {
		return l, err
	}
	for _, c := range e.children {
		switch c.name {
		case "inertial":
			l.Inertial, err = d.inertial(c, l.Name)
		case "visual":
			l.Visuals, err = d.appendShape(l.Visuals, c, l.Name, colors)
		case "collision":
			l.Collisions, err = d.appendShape(l.Collisions, c, l.Name, colors)
		}
		if err != nil {
			return l, err
		}
	}
	return l, nil
}

func (d *document) inertial(e *element, link string) (*Inertial, error) {
	in := &Inertial{}
	var err error
	if e.hasNaN() {
		d.note("line %d: link %q: an <inertial> with numbers that are none is left out", e.line, link)
		return nil, nil
	}
	if in.Origin, err = d.origin(e); err != nil {
		return nil, err
	}
	if m := e.child("mass"); m != nil {
		if in.Mass, err = d.number(m, "value", 0); err != nil {
			return nil, err
		}
		if in.Mass < 0 {
			return nil, d.errorf(m.line, "link %q: mass %g < 0 kg", link, in.Mass)
		}
	}
	tag := e.child("inertia")
	if tag == nil {
		return in, nil
	}
	for _, entry := range []struct {
		name string
		to   *float64
	}{
		{"ixx", &in.Ixx}, {"ixy", &in.Ixy}, {"ixz", &in.Ixz}, {"iyy", &in.Iyy}, {"iyz", &in.Iyz}, {"izz", &in.Izz},
	} {
		if *entry.to, err = d.number(tag, entry.name, 0); err != nil {
			return nil, err
		}
	}
	return in, nil
}

// hasNaN tells whether an element, or one below it, says NaN somewhere.
func (e *element) hasNaN() bool {
	for _, a := range e.attrs {
		for _, f := range strings.Fields(a.Value) {
			if f = strings.ToLower(strings.TrimLeft(f, "+-")); f == "nan" || f == "inf" || f == "-nan(ind)" || f == "1.#qnan" {
				return true
			}
		}
	}
	return slices.ContainsFunc(e.children, (*element).hasNaN)
}

// mostNotes bounds what is told of one file.
const mostNotes = 50

// note remembers something that was let pass.
func (d *document) note(format string, args ...any) {
	if len(d.notes) < mostNotes {
		d.notes = append(d.notes, fmt.Sprintf(format, args...))
	}
}

func (d *document) appendShape(to []Shape, e *element, link string, colors map[string][4]float64) ([]Shape, error) {
	var s Shape
	var err error
	s.Name, _ = e.attr("name")
	if s.Origin, err = d.origin(e); err != nil {
		return nil, err
	}
	geometry := e.child("geometry")
	if geometry == nil { // as other readers do
		d.note("line %d: link %q: a <%s> without <geometry> is left out", e.line, link, e.name)
		return to, nil
	}
	known, err := d.geometry(&s, geometry, link)
	if err != nil {
		return nil, err
	}
	if !known { // an extension, which a reader may ignore
		return to, nil
	}
	if m := e.child("material"); m != nil {
		if s.Color, err = d.color(m, colors); err != nil {
			return nil, err
		}
	}
	return append(to, s), nil
}

// geometry fills s and reports whether the geometry is one of URDF's.
func (d *document) geometry(s *Shape, geometry *element, link string) (bool, error) {
	for _, g := range geometry.children {
		for _, kind := range []ShapeKind{Box, Cylinder, Sphere, Capsule, Mesh} {
			if g.name == kind.String() {
				s.Kind = kind
				return true, d.size(s, g, link)
			}
		}
	}
	return false, nil
}

// size reads the measures that each kind needs.
func (d *document) size(s *Shape, g *element, link string) error {
	if s.Kind == Mesh {
		file, err := d.required(g, "filename")
		if err != nil {
			return err
		}
		scale := [3]float64{1, 1, 1}
		if text, ok := g.attr("scale"); ok && len(strings.Fields(text)) == 1 {
			scale[0], err = d.number(g, "scale", 1) // one number for all axes
			scale[1], scale[2] = scale[0], scale[0]
		} else {
			err = d.numbers(scale[:], g, "scale")
		}
		s.File, s.Scale = file, r3.Vec{X: scale[0], Y: scale[1], Z: scale[2]}
		return err
	}
	if s.Kind == Box {
		edge, err := d.measure(g, link, "size", 3)
		s.Size = r3.Vec{X: edge[0], Y: edge[1], Z: edge[2]}
		return err
	}
	radius, err := d.measure(g, link, "radius", 1)
	if err != nil {
		return err
	}
	s.Radius = radius[0]
	if s.Kind == Sphere {
		return nil
	}
	length, err := d.measure(g, link, "length", 1)
	s.Length = length[0]
	return err
}

// measure reads n lengths that must be there and not be negative.
func (d *document) measure(g *element, link, name string, n int) ([3]float64, error) {
	var v [3]float64
	if _, err := d.required(g, name); err != nil {
		return v, err
	}
	if err := d.numbers(v[:n], g, name); err != nil {
		return v, err
	}
	for _, x := range v[:n] {
		if x < 0 {
			return v, d.errorf(g.line, "link %q: <%s> %s %g < 0 m", link, g.name, name, x)
		}
	}
	return v, nil
}

// color is the RGBA of a material, its own or that of the name it refers to.
func (d *document) color(m *element, colors map[string][4]float64) ([4]float64, error) {
	if c := m.child("color"); c != nil {
		rgba := [4]float64{3: 1}
		if text, ok := c.attr("rgba"); ok && len(strings.Fields(text)) == 3 {
			return rgba, d.numbers(rgba[:3], c, "rgba") // opaque
		}
		err := d.numbers(rgba[:], c, "rgba")
		return rgba, err
	}
	name, _ := m.attr("name")
	return colors[name], nil
}
