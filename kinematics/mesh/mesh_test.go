package mesh_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/kinematics/mesh"

	"github.com/stretchr/testify/require"
)

// A tetrahedron with its corners at the origin and on the axes, in each format.
const (
	tetraOBJ = "mtllib t.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nusemtl red\nf 1 3 2\nf 1/1/1 2/2/2 4//3\nf -4 -1 -2\nf 2 3 4\n"
	tetraMTL = "newmtl red\nKd 1 0 0\nnewmtl blue\nKd 0 0 2\n"
	tetraDAE = `<?xml version="1.0"?><COLLADA><asset><unit meter="0.01"/><up_axis>Y_UP</up_axis></asset>
<library_effects><effect id="e"><profile_COMMON><technique><phong><diffuse><color>0 1 0 1</color></diffuse></phong></technique></profile_COMMON></effect></library_effects>
<library_materials><material id="m"><instance_effect url="#e"/></material></library_materials>
<library_geometries><geometry id="g"><mesh><source id="p"><float_array id="a" count="12">0 0 0 100 0 0 0 100 0 0 0 100</float_array><technique_common><accessor stride="3"/></technique_common></source>
<vertices id="v"><input semantic="POSITION" source="#p"/></vertices>
<triangles material="s" count="3"><input semantic="VERTEX" source="#v" offset="0"/><input semantic="NORMAL" source="#n" offset="1"/><p>0 0 2 0 1 0 0 0 1 0 3 0 0 0 3 0 2 0</p></triangles>
<polylist count="1"><input semantic="VERTEX" source="#v" offset="0"/><vcount>3</vcount><p>1 2 3</p></polylist></mesh></geometry></library_geometries>
<library_visual_scenes><visual_scene id="s"><node><translate>100 0 0</translate><node><matrix>1 0 0 0 0 1 0 0 0 0 1 50 0 0 0 1</matrix>
<instance_geometry url="#g"><bind_material><technique_common><instance_material symbol="s" target="#m"/></technique_common></bind_material></instance_geometry></node></node></visual_scene></library_visual_scenes>
<scene><instance_visual_scene url="#s"/></scene></COLLADA>`
)

var tetra = [][3]float32{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}}

var tetraFaces = [][3]uint32{{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}}

func tetraSTL() []byte {
	var out bytes.Buffer
	out.Write(make([]byte, 80))
	put(&out, uint32(len(tetraFaces)))
	for _, f := range tetraFaces {
		out.Write(make([]byte, 12))
		for _, v := range f {
			put(&out, tetra[v])
		}
		out.Write([]byte{0, 0})
	}
	return out.Bytes()
}

func tetraTextSTL() []byte {
	var out strings.Builder
	out.WriteString("solid t\n")
	for _, f := range tetraFaces {
		out.WriteString("facet normal 0 0 0\nouter loop\n")
		for _, v := range f {
			fmt.Fprintf(&out, "vertex %g %g %g\n", tetra[v][0], tetra[v][1], tetra[v][2])
		}
		out.WriteString("endloop\nendfacet\n")
	}
	return []byte(out.String() + "endsolid t\n")
}

func tetraGLB(t testing.TB, node string) []byte {
	var bin bytes.Buffer
	for _, p := range tetra {
		put(&bin, p)
	}
	for _, f := range tetraFaces {
		for _, v := range f {
			put(&bin, uint16(v))
		}
	}
	return glb(t, `{"asset":{"version":"2.0"},"scene":0,"scenes":[{"nodes":[0]}],"nodes":[`+node+`],
"meshes":[{"primitives":[{"attributes":{"POSITION":0},"indices":1,"material":0}]}],
"materials":[{"pbrMetallicRoughness":{"baseColorFactor":[0,0,1,1]}}],
"accessors":[{"bufferView":0,"componentType":5126,"count":4,"type":"VEC3"},{"bufferView":1,"componentType":5123,"count":12,"type":"SCALAR"}],
"bufferViews":[{"buffer":0,"byteLength":48},{"buffer":0,"byteOffset":48,"byteLength":24}],"buffers":[{"byteLength":72}]}`, bin.Bytes())
}

func glb(_ testing.TB, text string, bin []byte) []byte {
	for len(text)%4 != 0 {
		text += " "
	}
	var out bytes.Buffer
	out.WriteString("glTF")
	put(&out, uint32(2))
	put(&out, uint32(12+8+len(text)+8+len(bin)))
	put(&out, uint32(len(text)))
	out.WriteString("JSON" + text)
	put(&out, uint32(len(bin)))
	out.WriteString("BIN\x00")
	out.Write(bin)
	return out.Bytes()
}

func put(out *bytes.Buffer, v any) {
	if err := binary.Write(out, binary.LittleEndian, v); err != nil {
		panic(err)
	}
}

func beside(name string) ([]byte, error) {
	if name == "t.mtl" {
		return []byte(tetraMTL), nil
	}
	return nil, errors.New("no such file")
}

// volume is six times a closed surface's, positive where it looks outward.
func volume(m *mesh.Mesh) float64 {
	sum := 0.0
	for _, t := range m.Triangles {
		a, b, c := m.Positions[t.A], m.Positions[t.B], m.Positions[t.C]
		for k := range 3 {
			i, j := (k+1)%3, (k+2)%3
			sum += float64(a[k]) * (float64(b[i])*float64(c[j]) - float64(b[j])*float64(c[i]))
		}
	}
	return sum
}

func TestEveryFormat(t *testing.T) {
	for name, c := range map[string]struct {
		data  []byte
		low   [3]float32
		color [4]float32 // of the first triangle
	}{
		"t.stl":      {data: tetraSTL()},
		"text.STL":   {data: tetraTextSTL()},
		"t.obj":      {data: []byte(tetraOBJ), color: [4]float32{1, 0, 0, 1}},
		"t.dae":      {data: []byte(tetraDAE), low: [3]float32{1, 0, 0.5}, color: [4]float32{0, 1, 0, 1}},
		"t.glb":      {data: tetraGLB(t, `{"mesh":0}`), color: [4]float32{0, 0, 1, 1}},
		"moved.glb":  {data: tetraGLB(t, `{"mesh":0,"translation":[2,0,0],"rotation":[0,0,0,1]}`), low: [3]float32{2, 0, 0}, color: [4]float32{0, 0, 1, 1}},
		"within.glb": {data: tetraGLB(t, `{"children":[1],"translation":[0,3,0]},{"mesh":0,"matrix":[1,0,0,0,0,1,0,0,0,0,1,0,0,0,4,1]}`), low: [3]float32{0, 3, 4}, color: [4]float32{0, 0, 1, 1}},
		"mirror.glb": {data: tetraGLB(t, `{"mesh":0,"scale":[-1,1,1]}`), low: [3]float32{-1, 0, 0}, color: [4]float32{0, 0, 1, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := mesh.Read(name, c.data, beside)
			require.NoError(t, err)
			require.Len(t, m.Positions, map[bool]int{true: 8, false: 4}[name == "t.dae"], "each element of a COLLADA file brings its own")
			require.Len(t, m.Triangles, 4)
			low, high := m.Bounds()
			require.Equal(t, c.low, low)
			require.Equal(t, [3]float32{low[0] + 1, low[1] + 1, low[2] + 1}, high)
			require.InDelta(t, 1, volume(m), 1e-6, "it looks outward")
			if c.color == ([4]float32{}) {
				require.EqualValues(t, -1, m.Triangles[0].Material)
			} else {
				require.Equal(t, c.color, m.Colors[m.Triangles[0].Material])
			}
		})
	}
}

// What cannot be a mesh is refused in one line that names the file.
func TestBadMeshes(t *testing.T) {
	billions := tetraSTL()
	binary.LittleEndian.PutUint32(billions[80:], 4_000_000_000)
	far := tetraSTL()
	binary.LittleEndian.PutUint32(far[84+12:], math.Float32bits(float32(math.NaN())))
	loop := tetraGLB(t, `{"children":[0]}`)
	for name, c := range map[string]struct {
		data string
		want string
	}{
		"billions.stl":  {string(billions), "says 4000000000 triangles, which take 200000000000 bytes"},
		"nan.stl":       {string(far), "vertex 0 is at NaN m"},
		"short.stl":     {"abc", "too short"},
		"facet.stl":     {"solid\nvertex 1 2 3\n", "ends within a facet"},
		"words.stl":     {"solid\nvertex a b c\n", `"a" is not a number`},
		"none.stl":      {"solid x\nendsolid x\n", "has no triangles"},
		"corner.obj":    {"v 0 0 0\nf 1 2 3\n", `line 2: f: corner "2" names no vertex`},
		"two.obj":       {"v 0 0\n", "line 1: v with 2 numbers"},
		"letter.obj":    {"v 0 0 x\n", `line 1: v: "x" is not a number`},
		"unit.dae":      {`<COLLADA><asset><unit meter="-1"/></asset></COLLADA>`, "want a positive number"},
		"other.dae":     {`<html/>`, "want <COLLADA>"},
		"broken.dae":    {`<COLLADA><a`, "not well-formed XML"},
		"vertex.dae":    {strings.Replace(tetraDAE, "<p>1 2 3</p>", "<p>1 2 9</p>", 1), "a corner 9 of 4 vertices"},
		"polygon.dae":   {strings.Replace(tetraDAE, "<vcount>3</vcount>", "<vcount>4</vcount>", 1), "a polygon of 4 corners where 3 are left"},
		"deep.dae":      {strings.Repeat("<COLLADA>", 100), "deeper than 64"},
		"loop.dae":      {strings.Replace(tetraDAE, "<instance_geometry", `<instance_node url="#s"/><instance_geometry`, 1), "a loop?"},
		"loop.glb":      {string(loop), "a loop?"},
		"chunk.glb":     {"glTF\x02\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\x7fJSON{}", "a chunk of 2147483647 bytes"},
		"version.glb":   {"glTF\x01\x00\x00\x00aaaabbbbcccc", "glTF version 1, want 2"},
		"index.glb":     {strings.Replace(string(tetraGLB(t, `{"mesh":0}`)), `"count":4`, `"count":3`, 1), "corner 3 of 3 vertices"},
		"accessor.glb":  {strings.Replace(string(tetraGLB(t, `{"mesh":0}`)), `"count":4`, `"count":9`, 1), "9 of 12 bytes each in 48"},
		"extension.glb": {string(glb(t, `{"extensionsRequired":["KHR_draco_mesh_compression"]}`, nil)), `needs the extension "KHR_draco_mesh_compression"`},
		"what.txt":      {"hello", "want an STL, OBJ, DAE or GLB file"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := mesh.Read("folder/"+name, []byte(c.data), beside)
			require.ErrorContains(t, err, "mesh: "+name+": ")
			require.ErrorContains(t, err, c.want)
			require.NotContains(t, err.Error(), "\n")
		})
	}
}

// blob is a ball of about so many triangles.
func blob(n int) *mesh.Mesh {
	m := &mesh.Mesh{}
	rows := int(math.Sqrt(float64(n) / 4))
	for i := range rows + 1 {
		for j := range 2 * rows {
			theta, phi := math.Pi*float64(i)/float64(rows), math.Pi*float64(j)/float64(rows)
			m.Positions = append(m.Positions, [3]float32{float32(math.Sin(theta) * math.Cos(phi)), float32(math.Sin(theta) * math.Sin(phi)), float32(math.Cos(theta))})
			if i > 0 {
				a, b := uint32((i-1)*2*rows+j), uint32(i*2*rows+j)
				c, d := uint32((i-1)*2*rows+(j+1)%(2*rows)), uint32(i*2*rows+(j+1)%(2*rows))
				m.Triangles = append(m.Triangles, mesh.Triangle{A: a, B: b, C: c, Material: -1}, mesh.Triangle{A: c, B: b, C: d, Material: -1})
			}
		}
	}
	return m
}

// A heavy mesh keeps its form with fewer triangles.
func TestSimplify(t *testing.T) {
	heavy := blob(20000)
	require.InDelta(t, 8*math.Pi, volume(heavy), 0.05)
	for _, most := range []int{200, 1000, 5000} {
		light := heavy.Simplify(most)
		require.LessOrEqual(t, len(light.Triangles), most)
		require.Greater(t, len(light.Triangles), most/5)
		require.InDelta(t, 8*math.Pi, volume(light), 4, "%d triangles", most)
	}
	require.Same(t, heavy, heavy.Simplify(len(heavy.Triangles)))
	// Inside out and back.
	turned := blob(2000)
	for i, c := range turned.Triangles {
		turned.Triangles[i].B, turned.Triangles[i].C = c.C, c.B
	}
	require.Negative(t, volume(turned))
	turned.Outward()
	require.Positive(t, volume(turned))
}

// Normals break where a surface does.
func TestCrease(t *testing.T) {
	m, err := mesh.Read("t.stl", tetraSTL(), nil)
	require.NoError(t, err)
	require.Len(t, m.Crease(0.5).Positions, 12, "a corner of a tetrahedron has three faces")
	require.Len(t, m.Crease(3).Positions, 4)
	ball := blob(2000)
	for i, n := range ball.Crease(0.7).Normals {
		p := ball.Crease(0.7).Positions[i]
		require.InDelta(t, 1, float64(n[0]*p[0]+n[1]*p[1]+n[2]*p[2]), 0.02, "a ball's normal is its radius")
		if i > 50 {
			break
		}
	}
}

// A mesh is found by the names that descriptions use, once.
func TestLibrary(t *testing.T) {
	root := t.TempDir()
	write := func(path string) {
		path = filepath.Join(root, path)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, tetraSTL(), 0o600))
	}
	write("hand_description/meshes/a.stl")
	write("hand_description/urdf/near.stl")
	write("ros/other/meshes/b.stl")
	write("ament/share/third/meshes/c.stl")
	write("given/d.stl")
	env := map[string]string{"ROS_PACKAGE_PATH": filepath.Join(root, "ros"), "AMENT_PREFIX_PATH": filepath.Join(root, "ament")}
	l := mesh.Near(filepath.Join(root, "hand_description/urdf/hand.urdf"), []string{filepath.Join(root, "given")}, func(name string) string { return env[name] })
	for _, name := range []string{
		"package://hand_description/meshes/a.stl", "package://renamed/meshes/a.stl", "near.stl", "../meshes/a.stl", "file://" + filepath.Join(root, "given/d.stl"),
		"package://other/meshes/b.stl", "package://third/meshes/c.stl", "d.stl", "package://nowhere/d.stl", "model://hand_description/meshes/a.stl",
	} {
		require.NotNil(t, l.Open(name), name)
		require.Len(t, l.Points(name), 4)
	}
	require.Empty(t, l.Missing)
	require.Same(t, l.Open("near.stl"), l.Open("near.stl"))
	for range 2 {
		require.Nil(t, l.Open("package://none/none.stl"))
	}
	require.Len(t, l.Missing, 1, "told once")
	require.Contains(t, l.Missing[0], "--mesh-dir")
}

// The materials of an OBJ come from beside it and from nowhere else.
func TestMaterialsComeFromBeside(t *testing.T) {
	root := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(root, "a"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(root, "t.mtl"), []byte(tetraMTL), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(root, "a/t.obj"), []byte(strings.Replace(tetraOBJ, "t.mtl", "../t.mtl", 1)), 0o600))
	l := mesh.Near(filepath.Join(root, "a/r.urdf"), nil, os.Getenv)
	require.Empty(t, l.Open("t.obj").Colors)
}

func fuzz(f *testing.F, name string, seeds ...[]byte) {
	for _, s := range seeds {
		f.Add(s)
		f.Add(s[:len(s)/2])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := mesh.Read(name, data, beside)
		if err != nil {
			require.NotContains(t, err.Error(), "\n")
			return
		}
		require.NotEmpty(t, m.Triangles)
		for _, c := range m.Triangles {
			require.Less(t, int(max(c.A, c.B, c.C)), len(m.Positions))
			require.Less(t, int(c.Material), len(m.Colors))
		}
		m.Simplify(2)
		m.Crease(0.5)
	})
}

func FuzzSTL(f *testing.F) { fuzz(f, "f.stl", tetraSTL(), tetraTextSTL()) }
func FuzzOBJ(f *testing.F) { fuzz(f, "f.obj", []byte(tetraOBJ)) }
func FuzzDAE(f *testing.F) { fuzz(f, "f.dae", []byte(tetraDAE)) }
func FuzzGLB(f *testing.F) { fuzz(f, "f.glb", tetraGLB(f, `{"mesh":0}`)) }
