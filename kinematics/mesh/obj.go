package mesh

import (
	"bytes"
	"fmt"
	"strconv"
)

// readOBJ reads v, f, usemtl and mtllib of a Wavefront OBJ file (Wavefront, Advanced
// Visualizer Manual, appendix B1); the rest of the format is nothing that is drawn here.
func readOBJ(data []byte, beside Files) (*Mesh, error) {
	o := &objReader{mesh: &Mesh{}, materials: map[string]int32{}, material: -1}
	number := 0
	for line := range bytes.Lines(data) {
		number++
		if err := o.line(line, beside); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
	return o.mesh, nil
}

type objReader struct {
	mesh      *Mesh
	materials map[string]int32
	material  int32
	corners   []uint32
}

func (o *objReader) line(line []byte, beside Files) error {
	fields := bytes.Fields(line)
	if len(fields) == 0 {
		return nil
	}
	switch string(fields[0]) {
	case "v":
		return o.vertex(fields[1:])
	case "f":
		return o.face(fields[1:])
	case "usemtl":
		o.material = -1
		if i, ok := o.materials[string(bytes.Join(fields[1:], []byte(" ")))]; ok {
			o.material = i
		}
	case "mtllib":
		if beside == nil {
			return nil
		}
		// Colours are no reason to refuse a shape: a library that is missing gives none.
		if text, err := beside(string(bytes.Join(fields[1:], []byte(" ")))); err == nil && len(text) <= MaxBytes {
			o.library(text)
		}
	}
	return nil
}

func (o *objReader) vertex(fields [][]byte) error {
	if len(fields) < 3 {
		return fmt.Errorf("v with %d numbers, want three", len(fields))
	}
	if err := o.mesh.room(1, 0); err != nil {
		return err
	}
	var p [3]float32
	for axis := range p {
		v, err := strconv.ParseFloat(string(fields[axis]), 32)
		if err != nil {
			return fmt.Errorf("v: %q is not a number", fields[axis])
		}
		p[axis] = float32(v)
	}
	o.mesh.Positions = append(o.mesh.Positions, p)
	return nil
}

// face is a fan of triangles about its first corner.
func (o *objReader) face(fields [][]byte) error {
	if len(fields) < 3 {
		return fmt.Errorf("f with %d corners, want three or more", len(fields))
	}
	if err := o.mesh.room(0, len(fields)-2); err != nil {
		return err
	}
	o.corners = o.corners[:0]
	for _, f := range fields {
		text, _, _ := bytes.Cut(f, []byte("/"))
		i, err := strconv.Atoi(string(text))
		if err != nil {
			return fmt.Errorf("f: corner %q is not a number", f)
		}
		n := len(o.mesh.Positions)
		if i < 0 { // counted back from the last vertex
			i += n + 1
		}
		if i < 1 || i > n {
			return fmt.Errorf("f: corner %q names no vertex of the %d before", f, n)
		}
		o.corners = append(o.corners, uint32(i-1))
	}
	for k := 2; k < len(o.corners); k++ {
		o.mesh.Triangles = append(o.mesh.Triangles, Triangle{o.corners[0], o.corners[k-1], o.corners[k], o.material})
	}
	return nil
}

// library reads the diffuse colours of an MTL file.
func (o *objReader) library(text []byte) {
	var name string
	color := [4]float32{0.8, 0.8, 0.8, 1}
	flush := func() {
		if name != "" && len(o.mesh.Colors) < maxMaterials {
			o.materials[name] = int32(len(o.mesh.Colors))
			o.mesh.Colors = append(o.mesh.Colors, color)
		}
	}
	for line := range bytes.Lines(text) {
		fields := bytes.Fields(line)
		switch {
		case len(fields) >= 2 && string(fields[0]) == "newmtl":
			flush()
			name, color = string(bytes.Join(fields[1:], []byte(" "))), [4]float32{0.8, 0.8, 0.8, 1}
		case len(fields) == 4 && string(fields[0]) == "Kd":
			for i := range 3 {
				if v, err := strconv.ParseFloat(string(fields[i+1]), 32); err == nil {
					color[i] = clamp01(float32(v))
				}
			}
		}
	}
	flush()
}

// clamp01 brings a part of a colour into its range; what is no number is none of it.
func clamp01(x float32) float32 {
	if !(x > 0) {
		return 0
	}
	return min(x, 1)
}
