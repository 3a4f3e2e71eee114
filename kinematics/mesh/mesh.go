// Package mesh reads the triangles of the files that robot descriptions draw their links
// with: STL, binary and as text, Wavefront OBJ, COLLADA without skinning, and binary glTF.
//
// Positions are metres after what a file says of its own unit; axes are as in the file,
// and those of glTF, whose up is +Y, as their writers for robots leave them. Colours are
// those of a file's materials.
//
// A file is hostile until proven otherwise: its size, the number of its vertices,
// triangles and elements, and how deep it nests are bounded before memory is asked for,
// every number must be finite, and every error is one line that names the file and what
// was expected.
package mesh

import (
	"bytes"
	"fmt"
	"math"
	"path/filepath"
	"strings"
)

// Bounds of a file: above the heaviest meshes that robots are published with.
const (
	MaxBytes     = 128 << 20
	MaxVertices  = 4_000_000
	MaxTriangles = 4_000_000
	maxMaterials = 4096
	maxDistance  = 1e6 // m, of a vertex from its origin
)

// Mesh is a surface of triangles.
type Mesh struct {
	Positions [][3]float32 // m
	Triangles []Triangle
	Colors    [][4]float32 // RGBA, 0–1, by material
}

// Triangle is three vertices, counter-clockwise seen from outside, and a material, an
// index into Colors, −1 for none.
type Triangle struct {
	A, B, C  uint32
	Material int32
}

// Files gives the content of a file that another one names, such as an OBJ's colours; nil
// gives none.
type Files func(name string) ([]byte, error)

// Read reads a mesh; name is the file's, which errors give, and its ending says what it
// is where the content does not.
func Read(name string, data []byte, beside Files) (*Mesh, error) {
	file := filepath.Base(name)
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("mesh: %s: %d bytes, want at most %d", file, len(data), MaxBytes)
	}
	var m *Mesh
	var err error
	switch kind(file, data) {
	case "glb":
		m, err = readGLB(data)
	case "dae":
		m, err = readDAE(data)
	case "obj":
		m, err = readOBJ(data, beside)
	case "stl":
		m, err = readSTL(data)
	default:
		return nil, fmt.Errorf("mesh: %s: want an STL, OBJ, DAE or GLB file", file)
	}
	if err != nil {
		return nil, fmt.Errorf("mesh: %s: %w", file, err)
	}
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("mesh: %s: %w", file, err)
	}
	return m, nil
}

// kind is what a file is, by its content or, where that may be several things, by its name.
func kind(file string, data []byte) string {
	head := data[:min(len(data), 512)]
	switch {
	case bytes.HasPrefix(data, []byte("glTF")):
		return "glb"
	case bytes.Contains(head, []byte("<COLLADA")):
		return "dae"
	}
	return strings.TrimPrefix(strings.ToLower(filepath.Ext(file)), ".")
}

// check holds what a reader made to what a mesh is.
func (m *Mesh) check() error {
	for i, p := range m.Positions {
		for _, x := range p {
			if !(math.Abs(float64(x)) <= maxDistance) {
				return fmt.Errorf("vertex %d is at %g m, want a finite place within %g", i, x, float64(maxDistance))
			}
		}
	}
	n := uint32(len(m.Positions))
	for i, t := range m.Triangles {
		if t.A >= n || t.B >= n || t.C >= n {
			return fmt.Errorf("triangle %d has vertices %d, %d, %d of %d", i, t.A, t.B, t.C, n)
		}
		if int(t.Material) >= len(m.Colors) {
			m.Triangles[i].Material = -1
		}
	}
	if len(m.Triangles) == 0 {
		return fmt.Errorf("has no triangles")
	}
	return nil
}

// room tells whether a mesh may get so many more vertices and triangles.
func (m *Mesh) room(vertices, triangles int) error {
	if vertices > MaxVertices-len(m.Positions) {
		return fmt.Errorf("more than %d vertices", MaxVertices)
	}
	if triangles > MaxTriangles-len(m.Triangles) {
		return fmt.Errorf("more than %d triangles", MaxTriangles)
	}
	return nil
}
