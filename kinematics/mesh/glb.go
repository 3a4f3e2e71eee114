package mesh

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// readGLB reads the triangles of a binary glTF 2.0 file (Khronos Group, glTF 2.0
// Specification, 2021) by its scene, nodes, meshes, accessors and base colours. Buffers
// outside the file, sparse accessors and compressed ones are not read.
func readGLB(data []byte) (*Mesh, error) {
	text, bin, err := glbChunks(data)
	if err != nil {
		return nil, err
	}
	g := &gltf{bin: bin, out: &Mesh{}}
	if err := json.Unmarshal(text, &g.doc); err != nil {
		return nil, fmt.Errorf("its JSON: %w", err)
	}
	if len(g.doc.Required) > 0 {
		return nil, fmt.Errorf("needs the extension %q, which is not read here", g.doc.Required[0])
	}
	for i, m := range g.doc.Materials {
		if i == maxMaterials {
			break
		}
		color := [4]float32{1, 1, 1, 1}
		if c := m.PBR.Color; len(c) == 4 {
			for k := range color {
				color[k] = clamp01(c[k])
			}
		}
		g.out.Colors = append(g.out.Colors, color)
	}
	return g.out, g.scene()
}

// glbChunks are the JSON and the binary chunk.
func glbChunks(data []byte) (text, bin []byte, err error) {
	const header = 12
	if len(data) < header+8 || string(data[:4]) != "glTF" {
		return nil, nil, errors.New("no binary glTF file")
	}
	if v := binary.LittleEndian.Uint32(data[4:]); v != 2 {
		return nil, nil, fmt.Errorf("glTF version %d, want 2", v)
	}
	rest := data[header:]
	for len(rest) >= 8 {
		n, kind := uint64(binary.LittleEndian.Uint32(rest)), string(rest[4:8])
		if n > uint64(len(rest)-8) {
			return nil, nil, fmt.Errorf("a chunk of %d bytes in a file that has %d more", n, len(rest)-8)
		}
		body := rest[8 : 8+n]
		switch {
		case kind == "JSON" && text == nil:
			text = body
		case kind == "BIN\x00" && bin == nil:
			bin = body
		}
		rest = rest[8+n:]
	}
	if text == nil {
		return nil, nil, errors.New("no JSON chunk")
	}
	return text, bin, nil
}

type gltf struct {
	doc struct {
		Required []string `json:"extensionsRequired"`
		Scene    *int
		Scenes   []struct{ Nodes []int }
		Nodes    []gltfNode
		Meshes   []struct {
			Primitives []struct {
				Attributes map[string]int
				Indices    *int
				Material   *int
				Mode       *int
			}
		}
		Materials []struct {
			PBR struct {
				Color []float32 `json:"baseColorFactor"`
			} `json:"pbrMetallicRoughness"`
		}
		Accessors []gltfAccessor
		Views     []struct {
			Buffer int
			Offset int `json:"byteOffset"`
			Length int `json:"byteLength"`
			Stride int `json:"byteStride"`
		} `json:"bufferViews"`
	}
	bin   []byte
	out   *Mesh
	nodes int // visited
}

type gltfNode struct {
	Mesh        *int
	Children    []int
	Matrix      []float64
	Translation []float64
	Rotation    []float64 // x y z w
	Scale       []float64
}

type gltfAccessor struct {
	View      *int `json:"bufferView"`
	Offset    int  `json:"byteOffset"`
	Component int  `json:"componentType"`
	Count     int
	Type      string
	Sparse    *struct{}
}

// Bounds of a node tree.
const (
	maxNodes = 100_000
	maxDepth = 64
)

func (g *gltf) scene() error {
	scene := 0
	if g.doc.Scene != nil {
		scene = *g.doc.Scene
	}
	if len(g.doc.Scenes) == 0 { // every mesh as it is
		for i := range g.doc.Meshes {
			if err := g.mesh(i, identity()); err != nil {
				return err
			}
		}
		return nil
	}
	if scene < 0 || scene >= len(g.doc.Scenes) {
		return fmt.Errorf("scene %d of %d", scene, len(g.doc.Scenes))
	}
	for _, n := range g.doc.Scenes[scene].Nodes {
		if err := g.node(n, identity(), 0); err != nil {
			return err
		}
	}
	return nil
}

func (g *gltf) node(i int, above matrix, depth int) error {
	if i < 0 || i >= len(g.doc.Nodes) {
		return fmt.Errorf("node %d of %d", i, len(g.doc.Nodes))
	}
	if g.nodes++; g.nodes > maxNodes || depth > maxDepth {
		return fmt.Errorf("more than %d nodes, or deeper than %d: a loop?", maxNodes, maxDepth)
	}
	n := &g.doc.Nodes[i]
	here := above.mul(n.transform())
	if n.Mesh != nil {
		if err := g.mesh(*n.Mesh, here); err != nil {
			return err
		}
	}
	for _, c := range n.Children {
		if err := g.node(c, here, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (n *gltfNode) transform() matrix {
	m := identity()
	if len(n.Matrix) == 16 { // column by column
		for r := range 3 {
			for c := range 4 {
				m[r][c] = n.Matrix[4*c+r]
			}
		}
		return m
	}
	if r := n.Rotation; len(r) == 4 {
		m = rotation(r[0], r[1], r[2], r[3])
	}
	if s := n.Scale; len(s) == 3 {
		for r := range 3 {
			for c := range 3 {
				m[r][c] *= s[c]
			}
		}
	}
	if t := n.Translation; len(t) == 3 {
		for r := range 3 {
			m[r][3] = t[r]
		}
	}
	return m
}

func (g *gltf) mesh(i int, at matrix) error {
	if i < 0 || i >= len(g.doc.Meshes) {
		return fmt.Errorf("mesh %d of %d", i, len(g.doc.Meshes))
	}
	for _, p := range g.doc.Meshes[i].Primitives {
		const triangles = 4
		position, ok := p.Attributes["POSITION"]
		if !ok || p.Mode != nil && *p.Mode != triangles {
			continue // points, lines, strips: nothing that robots are drawn with
		}
		material := int32(-1)
		if p.Material != nil && *p.Material >= 0 && *p.Material < maxMaterials {
			material = int32(*p.Material)
		}
		if err := g.primitive(position, p.Indices, material, at); err != nil {
			return err
		}
	}
	return nil
}

func (g *gltf) primitive(position int, indices *int, material int32, at matrix) error {
	const float = 5126
	a, data, stride, err := g.accessor(position, "VEC3", map[int]int{float: 12})
	if err != nil {
		return err
	}
	corners := a.Count
	var index func(k int) uint32
	if indices != nil {
		const ubyte, ushort, uint = 5121, 5123, 5125
		b, bytes, step, err := g.accessor(*indices, "SCALAR", map[int]int{ubyte: 1, ushort: 2, uint: 4})
		if err != nil {
			return err
		}
		corners = b.Count
		index = func(k int) uint32 {
			switch at := bytes[k*step:]; b.Component {
			case ubyte:
				return uint32(at[0])
			case ushort:
				return uint32(binary.LittleEndian.Uint16(at))
			default:
				return binary.LittleEndian.Uint32(at)
			}
		}
	}
	if err := g.out.room(a.Count, corners/3); err != nil {
		return err
	}
	first := uint32(len(g.out.Positions))
	for i := range a.Count {
		var p [3]float64
		for k := range p {
			p[k] = float64(math.Float32frombits(binary.LittleEndian.Uint32(data[i*stride+4*k:])))
		}
		g.out.Positions = append(g.out.Positions, at.apply(p))
	}
	flip := at.flips()
	for k := 0; k+2 < corners; k += 3 {
		t := [3]uint32{uint32(k), uint32(k + 1), uint32(k + 2)}
		if index != nil {
			t = [3]uint32{index(k), index(k + 1), index(k + 2)}
		}
		for _, v := range t {
			if int64(v) >= int64(a.Count) {
				return fmt.Errorf("a triangle's corner %d of %d vertices", v, a.Count)
			}
		}
		if flip {
			t[1], t[2] = t[2], t[1]
		}
		g.out.Triangles = append(g.out.Triangles, Triangle{first + t[0], first + t[1], first + t[2], material})
	}
	return nil
}

// accessor finds an accessor's bytes, which are all there; sizes are those of the
// component types that are taken.
func (g *gltf) accessor(i int, kind string, sizes map[int]int) (a *gltfAccessor, data []byte, stride int, err error) {
	if i < 0 || i >= len(g.doc.Accessors) {
		return nil, nil, 0, fmt.Errorf("accessor %d of %d", i, len(g.doc.Accessors))
	}
	a = &g.doc.Accessors[i]
	size, ok := sizes[a.Component]
	switch {
	case a.Type != kind || !ok:
		return nil, nil, 0, fmt.Errorf("accessor %d: %s of component type %d, which is not read here", i, a.Type, a.Component)
	case a.Sparse != nil || a.View == nil:
		return nil, nil, 0, fmt.Errorf("accessor %d is sparse or compressed, which is not read here", i)
	case *a.View < 0 || *a.View >= len(g.doc.Views):
		return nil, nil, 0, fmt.Errorf("accessor %d: buffer view %d of %d", i, *a.View, len(g.doc.Views))
	}
	v := g.doc.Views[*a.View]
	if v.Buffer != 0 || g.bin == nil {
		return nil, nil, 0, fmt.Errorf("accessor %d: its buffer is outside the file", i)
	}
	if stride = v.Stride; stride == 0 {
		stride = size
	}
	const most = MaxBytes
	for _, n := range []int{v.Offset, v.Length, a.Offset, a.Count} {
		if n < 0 || n > most {
			return nil, nil, 0, fmt.Errorf("accessor %d: offset, length or count %d, want 0 to %d", i, n, most)
		}
	}
	if stride < size || stride > 4096 {
		return nil, nil, 0, fmt.Errorf("accessor %d: stride %d, want %d to 4096", i, stride, size)
	}
	if v.Offset > len(g.bin) || v.Length > len(g.bin)-v.Offset || a.Offset > v.Length {
		return nil, nil, 0, fmt.Errorf("accessor %d: beyond the file's %d bytes", i, len(g.bin))
	}
	data = g.bin[v.Offset : v.Offset+v.Length][a.Offset:]
	if a.Count > 0 && int64(a.Count-1)*int64(stride)+int64(size) > int64(len(data)) {
		return nil, nil, 0, fmt.Errorf("accessor %d: %d of %d bytes each in %d", i, a.Count, stride, len(data))
	}
	return a, data, stride, nil
}

// matrix is an affine transform: three rows, the last column the translation.
type matrix [3][4]float64

func identity() matrix { return matrix{{0: 1}, {1: 1}, {2: 1}} }

func (a matrix) mul(b matrix) (m matrix) {
	for r := range 3 {
		for c := range 4 {
			for k := range 3 {
				m[r][c] += a[r][k] * b[k][c]
			}
		}
		m[r][3] += a[r][3]
	}
	return m
}

func (a matrix) apply(p [3]float64) (q [3]float32) {
	for r := range 3 {
		q[r] = float32(a[r][0]*p[0] + a[r][1]*p[1] + a[r][2]*p[2] + a[r][3])
	}
	return q
}

// flips tells whether the transform mirrors, which turns triangles inside out.
func (a matrix) flips() bool {
	return a[0][0]*(a[1][1]*a[2][2]-a[1][2]*a[2][1])-
		a[0][1]*(a[1][0]*a[2][2]-a[1][2]*a[2][0])+
		a[0][2]*(a[1][0]*a[2][1]-a[1][1]*a[2][0]) < 0
}

// rotation is that of a quaternion, whose length does not count.
func rotation(x, y, z, w float64) matrix {
	n := math.Sqrt(x*x + y*y + z*z + w*w)
	if !(n > 0) || math.IsInf(n, 0) {
		return identity()
	}
	x, y, z, w = x/n, y/n, z/n, w/n
	return matrix{
		{1 - 2*(y*y+z*z), 2 * (x*y - z*w), 2 * (x*z + y*w), 0},
		{2 * (x*y + z*w), 1 - 2*(x*x+z*z), 2 * (y*z - x*w), 0},
		{2 * (x*z - y*w), 2 * (y*z + x*w), 1 - 2*(x*x+y*y), 0},
	}
}
