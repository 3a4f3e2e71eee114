package mesh

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
)

// The binary form (3D Systems, 1989): 80 bytes of anything, the number of triangles, and
// for each its normal, three corners and two bytes. Files of it that begin with "solid",
// as the text form does, are about; their length tells them.
const (
	stlHeader   = 84
	stlTriangle = 50
)

func readSTL(data []byte) (*Mesh, error) {
	if len(data) >= stlHeader {
		n := uint64(binary.LittleEndian.Uint32(data[80:]))
		fits := n*stlTriangle <= uint64(len(data)-stlHeader)
		if n > 0 && fits && n*stlTriangle == uint64(len(data)-stlHeader) || !bytes.HasPrefix(bytes.TrimSpace(data), []byte("solid")) {
			if !fits {
				return nil, fmt.Errorf("says %d triangles, which take %d bytes, and has %d", n, n*stlTriangle, len(data)-stlHeader)
			}
			return readBinarySTL(data[stlHeader:], int(n))
		}
	}
	if !bytes.HasPrefix(bytes.TrimSpace(data), []byte("solid")) {
		return nil, fmt.Errorf("%d bytes, too short for an STL file", len(data))
	}
	return readTextSTL(data)
}

func readBinarySTL(data []byte, n int) (*Mesh, error) {
	w := newWelder()
	if err := w.mesh.room(0, n); err != nil {
		return nil, err
	}
	for i := range n {
		corners := data[i*stlTriangle+12:]
		var at [3]uint32
		for k := range at {
			var p [3]float32
			for axis := range p {
				p[axis] = math.Float32frombits(binary.LittleEndian.Uint32(corners[12*k+4*axis:]))
			}
			at[k] = w.vertex(p)
		}
		w.triangle(at, -1)
	}
	return w.mesh, nil
}

// readTextSTL takes every "vertex x y z"; three make a facet.
func readTextSTL(data []byte) (*Mesh, error) {
	w := newWelder()
	var at [3]uint32
	corner := 0
	for line := range bytes.Lines(data) {
		fields := bytes.Fields(line)
		if len(fields) == 0 || !bytes.EqualFold(fields[0], []byte("vertex")) {
			continue
		}
		if len(fields) != 4 {
			return nil, fmt.Errorf("%q: want vertex and three numbers", trimmed(line))
		}
		var p [3]float32
		for axis := range p {
			v, err := strconv.ParseFloat(string(fields[axis+1]), 32)
			if err != nil {
				return nil, fmt.Errorf("%q: %q is not a number", trimmed(line), fields[axis+1])
			}
			p[axis] = float32(v)
		}
		at[corner] = w.vertex(p)
		if corner++; corner == 3 {
			corner = 0
			if err := w.mesh.room(0, 1); err != nil {
				return nil, err
			}
			w.triangle(at, -1)
		}
	}
	if corner != 0 {
		return nil, fmt.Errorf("ends within a facet")
	}
	return w.mesh, nil
}

// trimmed is a line as an error shows it.
func trimmed(line []byte) []byte {
	line = bytes.TrimSpace(line)
	return line[:min(len(line), 60)]
}

// welder joins corners that are in one place.
type welder struct {
	mesh *Mesh
	at   map[[3]float32]uint32
}

func newWelder() *welder { return &welder{mesh: &Mesh{}, at: map[[3]float32]uint32{}} }

func (w *welder) vertex(p [3]float32) uint32 {
	if i, ok := w.at[p]; ok {
		return i
	}
	i := uint32(len(w.mesh.Positions))
	w.at[p] = i
	w.mesh.Positions = append(w.mesh.Positions, p)
	return i
}

// triangle adds one that has an area.
func (w *welder) triangle(at [3]uint32, material int32) {
	if at[0] != at[1] && at[1] != at[2] && at[0] != at[2] {
		w.mesh.Triangles = append(w.mesh.Triangles, Triangle{at[0], at[1], at[2], material})
	}
}
