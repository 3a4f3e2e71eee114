package mesh

import (
	"errors"
	"fmt"
	"math"
	"strconv"
)

// readDAE reads the triangles and polygons of a COLLADA 1.4 or 1.5 file (Khronos Group,
// 2008), placed as its scene says and in the unit that it declares, with the diffuse
// colours of its materials. Skins are left out. The axis that it calls up is not turned:
// robot descriptions are drawn as their files' numbers stand.
func readDAE(data []byte) (*Mesh, error) {
	root, err := parseXML(data)
	if err != nil {
		return nil, err
	}
	if root.name != "COLLADA" {
		return nil, fmt.Errorf("outermost element is <%s>, want <COLLADA>", root.name)
	}
	unit := 1.0
	if text := root.child("asset", "unit").attr("meter"); text != "" {
		if unit, err = strconv.ParseFloat(text, 64); err != nil || !(unit > 0) || math.IsInf(unit, 0) {
			return nil, fmt.Errorf("<unit meter=%q>: want a positive number", text)
		}
	}
	d := &collada{out: &Mesh{}, ids: map[string]*element{}, colors: map[string]int32{}}
	root.each(func(e *element) {
		if id := e.attr("id"); id != "" {
			d.ids[id] = e
		}
	})
	scale := matrix{{0: unit}, {1: unit}, {2: unit}}
	scene := root.child("scene", "instance_visual_scene")
	if s, ok := d.ids[scene.reference("url")]; ok {
		return d.out, d.children(s, scale, 0)
	}
	for _, s := range root.child("library_visual_scenes").children {
		if err := d.children(s, scale, 0); err != nil {
			return nil, err
		}
	}
	if len(d.out.Triangles) > 0 {
		return d.out, nil
	}
	for _, g := range root.child("library_geometries").children {
		if err := d.geometry(g, nil, scale); err != nil {
			return nil, err
		}
	}
	return d.out, nil
}

type collada struct {
	out    *Mesh
	ids    map[string]*element
	colors map[string]int32 // material, by id
	nodes  int
}

// children places what hangs from a node.
func (d *collada) children(node *element, at matrix, depth int) error {
	if d.nodes++; d.nodes > maxNodes || depth > maxDepth {
		return fmt.Errorf("more than %d nodes, or deeper than %d: a loop?", maxNodes, maxDepth)
	}
	for _, c := range node.children {
		m, ok, err := c.transform()
		if err != nil {
			return err
		}
		if ok {
			at = at.mul(m)
		}
	}
	for _, c := range node.children {
		var err error
		switch c.name {
		case "node":
			err = d.children(c, at, depth+1)
		case "instance_node":
			if n, ok := d.ids[c.reference("url")]; ok {
				err = d.children(n, at, depth+1)
			}
		case "instance_geometry":
			if g, ok := d.ids[c.reference("url")]; ok {
				err = d.geometry(g, c, at)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// transform is what an element of a node does, if it is a transform.
func (e *element) transform() (m matrix, ok bool, err error) {
	need := map[string]int{"matrix": 16, "translate": 3, "rotate": 4, "scale": 3}[e.name]
	if need == 0 {
		return m, false, nil
	}
	v, err := e.floats(need)
	if err != nil {
		return m, false, err
	}
	if len(v) != need {
		return m, false, fmt.Errorf("<%s>: %d numbers, want %d", e.name, len(v), need)
	}
	m = identity()
	switch e.name {
	case "matrix":
		for r := range 3 {
			copy(m[r][:], v[4*r:4*r+4])
		}
	case "translate":
		for r := range 3 {
			m[r][3] = v[r]
		}
	case "scale":
		for r := range 3 {
			m[r][r] = v[r]
		}
	case "rotate":
		n := math.Sqrt(v[0]*v[0] + v[1]*v[1] + v[2]*v[2])
		if n > 0 {
			sin, cos := math.Sincos(v[3] * math.Pi / 360)
			m = rotation(v[0]/n*sin, v[1]/n*sin, v[2]/n*sin, cos)
		}
	}
	return m, true, nil
}

// geometry adds a geometry as an instance of it places and colours it.
func (d *collada) geometry(g, instance *element, at matrix) error {
	m := g.child("mesh")
	for _, p := range m.children {
		switch p.name {
		case "triangles", "polylist", "polygons":
			if err := d.primitive(p, d.material(p.attr("material"), instance), at); err != nil {
				return fmt.Errorf("geometry %q: %w", g.attr("id"), err)
			}
		}
	}
	return nil
}

// primitive adds one element of triangles or polygons.
func (d *collada) primitive(p *element, material int32, at matrix) error {
	var positions []float64
	step, offset, stride := 0, -1, 3
	for _, in := range p.children {
		if in.name != "input" {
			continue
		}
		o, err := in.count("offset")
		if err != nil || o > 64 {
			return errors.New("an <input> without an offset of 0 to 64")
		}
		step = max(step, o+1)
		if in.attr("semantic") != "VERTEX" {
			continue
		}
		offset = o
		if positions, stride, err = d.positions(in.reference("source")); err != nil {
			return err
		}
	}
	if offset < 0 {
		return nil
	}
	vertices := len(positions) / stride
	if err := d.out.room(vertices, 0); err != nil {
		return err
	}
	first := uint32(len(d.out.Positions))
	for i := range vertices {
		v := positions[i*stride:]
		d.out.Positions = append(d.out.Positions, at.apply([3]float64{v[0], v[1], v[2]}))
	}
	w := fan{out: d.out, first: first, vertices: vertices, material: material, flip: at.flips()}
	return p.polygons(step, offset, w.polygon)
}

// fan adds polygons as triangles about their first corners.
type fan struct {
	out      *Mesh
	first    uint32
	vertices int
	material int32
	flip     bool
}

func (w *fan) polygon(corners []int) error {
	if len(corners) < 3 {
		return nil
	}
	if err := w.out.room(0, len(corners)-2); err != nil {
		return err
	}
	for _, c := range corners {
		if c >= w.vertices {
			return fmt.Errorf("a corner %d of %d vertices", c, w.vertices)
		}
	}
	for k := 2; k < len(corners); k++ {
		t := Triangle{w.first + uint32(corners[0]), w.first + uint32(corners[k-1]), w.first + uint32(corners[k]), w.material}
		if w.flip {
			t.B, t.C = t.C, t.B
		}
		w.out.Triangles = append(w.out.Triangles, t)
	}
	return nil
}

// polygons hands on the vertices of every polygon of an element.
func (p *element) polygons(step, offset int, polygon func([]int) error) error {
	const most = 16 * MaxTriangles
	var sizes []int
	var err error
	if p.name == "polylist" {
		if sizes, err = p.child("vcount").ints(MaxTriangles); err != nil {
			return err
		}
	}
	var corners []int
	for _, c := range p.children {
		if c.name != "p" {
			continue
		}
		index, err := c.ints(most)
		if err != nil {
			return err
		}
		n := len(index) / step
		for k := 0; k < n; {
			size := 3
			switch p.name {
			case "polygons":
				size = n
			case "polylist":
				if len(sizes) == 0 {
					return errors.New("<vcount> has fewer polygons than <p>")
				}
				size, sizes = sizes[0], sizes[1:]
			}
			if size < 1 || size > n-k {
				return fmt.Errorf("a polygon of %d corners where %d are left", size, n-k)
			}
			corners = corners[:0]
			for i := range size {
				corners = append(corners, index[(k+i)*step+offset])
			}
			if err := polygon(corners); err != nil {
				return err
			}
			k += size
		}
	}
	return nil
}

// positions are the numbers of a <vertices> element's positions, and how many stand for
// one.
func (d *collada) positions(id string) ([]float64, int, error) {
	v, ok := d.ids[id]
	if !ok {
		return nil, 0, fmt.Errorf("no vertices %q", id)
	}
	for _, in := range v.children {
		if in.name == "input" && in.attr("semantic") == "POSITION" {
			v = d.ids[in.reference("source")]
		}
	}
	if v == nil {
		return nil, 0, fmt.Errorf("vertices %q have no positions", id)
	}
	stride := 3
	if a := v.child("technique_common", "accessor"); a.attr("stride") != "" {
		n, err := a.count("stride")
		if err != nil || n < 3 || n > 64 {
			return nil, 0, fmt.Errorf("source %q: stride %q, want 3 to 64", v.attr("id"), a.attr("stride"))
		}
		stride = n
	}
	numbers, err := v.child("float_array").floats(3 * MaxVertices)
	return numbers, stride, err
}

// material is the colour of a symbol, as an instance binds it.
func (d *collada) material(symbol string, instance *element) int32 {
	id := symbol
	if instance != nil {
		instance.each(func(e *element) {
			if e.name == "instance_material" && e.attr("symbol") == symbol {
				id = e.reference("target")
			}
		})
	}
	if i, ok := d.colors[id]; ok {
		return i
	}
	i := int32(-1)
	if m, ok := d.ids[id]; ok && len(d.out.Colors) < maxMaterials {
		if effect, ok := d.ids[m.child("instance_effect").reference("url")]; ok {
			if c, ok := diffuse(effect); ok {
				i = int32(len(d.out.Colors))
				d.out.Colors = append(d.out.Colors, c)
			}
		}
	}
	d.colors[id] = i
	return i
}

// diffuse is the colour of an effect in any of its shading models.
func diffuse(effect *element) (c [4]float32, ok bool) {
	effect.each(func(e *element) {
		if e.name != "diffuse" || ok {
			return
		}
		v, err := e.child("color").floats(4)
		if err != nil || len(v) != 4 {
			return
		}
		for i := range c {
			c[i] = clamp01(float32(v[i]))
		}
		ok = true
	})
	return c, ok
}
