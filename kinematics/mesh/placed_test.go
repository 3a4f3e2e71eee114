package mesh_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"

	"mirrorarm/kinematics/mesh"
)

// placing is what a node of a scene does to what hangs from it: turned about an axis,
// scaled along its own axes, moved.
type placing struct {
	move, scale, axis r3.Vec
	angle             float64
}

func anyPlacing(r *rand.Rand) placing {
	any3 := func() r3.Vec { return r3.Vec{X: r.NormFloat64(), Y: r.NormFloat64(), Z: r.NormFloat64()} }
	p := placing{move: any3(), axis: any3(), angle: (2*r.Float64() - 1) * math.Pi}
	p.scale = r3.Vec{X: 0.5 + r.Float64(), Y: 0.5 + r.Float64(), Z: 0.5 + r.Float64()}
	if r.IntN(2) == 0 {
		p.scale.Y = -p.scale.Y
	}
	return p
}

// apply is by Rodrigues' formula, without matrices or quaternions.
func (p *placing) apply(v r3.Vec) r3.Vec {
	v = r3.Vec{X: v.X * p.scale.X, Y: v.Y * p.scale.Y, Z: v.Z * p.scale.Z}
	k := r3.Unit(p.axis)
	sin, cos := math.Sincos(p.angle)
	turned := r3.Add(r3.Add(r3.Scale(cos, v), r3.Scale(sin, r3.Cross(k, v))), r3.Scale((1-cos)*r3.Dot(k, v), k))
	return r3.Add(turned, p.move)
}

// rotation of any length, as glTF writes it: x y z w.
func (p *placing) rotation(length float64) string {
	k := r3.Unit(p.axis)
	q := quat.Scale(length, quat.Exp(quat.Number{Imag: k.X * p.angle / 2, Jmag: k.Y * p.angle / 2, Kmag: k.Z * p.angle / 2}))
	return fmt.Sprintf("[%g,%g,%g,%g]", q.Imag, q.Jmag, q.Kmag, q.Real)
}

func numbers(v r3.Vec, separator string) string {
	return fmt.Sprintf("%.17g%s%.17g%s%.17g", v.X, separator, v.Y, separator, v.Z)
}

// What hangs from turned, scaled and moved nodes lies where these put it, in both
// formats that have scenes, and looks outward however often it was mirrored.
func TestNodesPlaceWhatHangsFromThem(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		outer, inner := anyPlacing(r), anyPlacing(r)
		node := func(p placing, rest string) string {
			return fmt.Sprintf(`{"translation":[%s],"rotation":%s,"scale":[%s],%s}`,
				numbers(p.move, ","), p.rotation(0.3+r.Float64()), numbers(p.scale, ","), rest)
		}
		dae := func(p placing, rest string) string {
			// Degrees; each transform is to the right of the one before, and a turn may come in two.
			half := fmt.Sprintf("<rotate>%s %.17g</rotate>", numbers(p.axis, " "), p.angle*90/math.Pi)
			return fmt.Sprintf("<node><translate>%s</translate>%s%s<scale>%s</scale>%s</node>", numbers(p.move, " "), half, half, numbers(p.scale, " "), rest)
		}
		text := strings.NewReplacer(`meter="0.01"`, `meter="1"`, "Y_UP", "Z_UP", "100", "1").Replace(tetraDAE)
		from, to := strings.Index(text, "<node>"), strings.LastIndex(text, "</visual_scene>")
		for name, data := range map[string][]byte{
			"t.glb": tetraGLB(t, node(outer, `"children":[1]`)+","+node(inner, `"mesh":0`)),
			"t.dae": []byte(text[:from] + dae(outer, dae(inner, `<instance_geometry url="#g"/>`)) + text[to:]),
		} {
			m, err := mesh.Read(name, data, beside)
			require.NoError(t, err)
			for i, got := range m.Positions {
				v := tetra[i%4]
				want := outer.apply(inner.apply(r3.Vec{X: float64(v[0]), Y: float64(v[1]), Z: float64(v[2])}))
				require.InDeltaSlice(t, []float64{want.X, want.Y, want.Z}, []float64{float64(got[0]), float64(got[1]), float64(got[2])}, 1e-5, name)
			}
			size := math.Abs(outer.scale.X * outer.scale.Y * outer.scale.Z * inner.scale.X * inner.scale.Y * inner.scale.Z)
			require.InDelta(t, size, volume(m), 1e-4*size, name)
		}
	}
}

// A GLB says how its numbers lie: indices of one, two or four bytes or none, vertices
// with something between them.
func TestHowABinaryLies(t *testing.T) {
	corners := make([]r3.Vec, 0, 12)
	for _, f := range tetraFaces {
		for _, v := range f {
			corners = append(corners, r3.Vec{X: float64(tetra[v][0]), Y: float64(tetra[v][1]), Z: float64(tetra[v][2])})
		}
	}
	for _, stride := range []int{12, 16, 20} {
		for component, index := range map[int]func(v int) any{
			0:    nil,
			5121: func(v int) any { return uint8(v) },
			5123: func(v int) any { return uint16(v) },
			5125: func(v int) any { return uint32(v) },
		} {
			var bin bytes.Buffer
			vertices := len(corners)
			if index != nil {
				vertices = len(tetra)
			}
			bin.Write([]byte{255, 255, 255, 255}) // before everything
			for i := range vertices {
				p := [3]float32{float32(corners[i].X), float32(corners[i].Y), float32(corners[i].Z)}
				if index != nil {
					p = tetra[i]
				}
				put(&bin, p)
				bin.Write(bytes.Repeat([]byte{0x7f}, stride-12))
			}
			at := bin.Len()
			indices := ""
			if index != nil {
				indices = `"indices":1,`
				for _, f := range tetraFaces {
					for _, v := range f {
						put(&bin, index(int(v)))
					}
				}
			} else {
				component = 5125
			}
			m, err := mesh.Read("t.glb", glb(t, fmt.Sprintf(`{"meshes":[{"primitives":[{%s"attributes":{"POSITION":0}}]}],
"accessors":[{"bufferView":0,"byteOffset":4,"componentType":5126,"count":%d,"type":"VEC3"},{"bufferView":1,"componentType":%d,"count":12,"type":"SCALAR"}],
"bufferViews":[{"byteLength":%d,"byteStride":%d},{"byteOffset":%d,"byteLength":%d}]}`, indices, vertices, component, at, stride, at, bin.Len()-at), bin.Bytes()), nil)
			require.NoError(t, err)
			require.Len(t, m.Positions, vertices)
			require.Len(t, m.Triangles, 4)
			require.InDelta(t, 1, volume(m), 1e-9)
			for k, c := range m.Triangles {
				for i, v := range []uint32{c.A, c.B, c.C} {
					require.Equal(t, tetra[tetraFaces[k][i]], m.Positions[v], "stride %d, indices %d", stride, component)
				}
			}
		}
	}
}

// What a file says of how its numbers lie is believed only as far as they are there.
func TestHowFarNumbersMayLieApart(t *testing.T) {
	dae := func(stride int) string {
		return strings.Replace(tetraDAE, `stride="3"`, fmt.Sprintf(`stride="%d"`, stride), 1)
	}
	binary := func(count, stride, bytes int) string {
		return string(glb(t, fmt.Sprintf(`{"meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}],"accessors":[{"bufferView":0,"componentType":5126,"count":%d,"type":"VEC3"}],"bufferViews":[{"byteLength":%d,"byteStride":%d}]}`, count, bytes, stride), make([]byte, bytes)))
	}
	for name, c := range map[string]struct{ text, want string }{
		"most.dae": {dae(64), "of 0 vertices"}, // of twelve numbers
		"more.dae": {dae(65), "want 3 to 64"},
		"less.dae": {dae(2), "want 3 to 64"},
		"most.glb": {binary(3, 4096, 2*4096+12), ""},
		"more.glb": {binary(3, 4097, 2*4097+12), "want 12 to 4096"},
		"less.glb": {binary(3, 8, 36), "want 12 to 4096"},
		"one.glb":  {binary(1, 12, 11), "1 of 12 bytes each in 11"},
		"none.glb": {binary(0, 12, 0), "no triangles"},
		"end.glb":  {binary(3, 12, 35), "3 of 12 bytes each in 35"},
		"huge.obj": {"v 1e39 0 0\n", `"1e39" is not a number`}, // of the four bytes that it is kept in
	} {
		_, err := mesh.Read(name, []byte(c.text), nil)
		if c.want == "" {
			require.NoError(t, err, name)
		} else {
			require.ErrorContains(t, err, c.want, name)
		}
	}
}

// However small a ball is, its normal is its radius, everywhere; nothing of it breaks but
// at the poles, where triangles have no area, and every triangle keeps its corners.
func TestASmallBallIsRoundToo(t *testing.T) {
	for _, size := range []float32{1, 0.01, 1e-4} {
		ball := blob(2000)
		for i, p := range ball.Positions {
			ball.Positions[i] = [3]float32{p[0] * size, p[1] * size, p[2] * size}
		}
		creased := ball.Crease(0.7)
		used := map[uint32]bool{}
		for i, c := range creased.Corners {
			tri := ball.Triangles[i]
			for k, v := range []uint32{tri.A, tri.B, tri.C} {
				require.Equal(t, ball.Positions[v], creased.Positions[c[k]])
				used[v] = true
			}
		}
		require.Less(t, len(creased.Positions), len(used)*11/10, "one normal at each vertex")
		for i, n := range creased.Normals {
			p := creased.Positions[i]
			if math.Abs(float64(p[2]/size)) > 0.98 {
				continue
			}
			require.InDelta(t, 1, float64(n[0]*p[0]+n[1]*p[1]+n[2]*p[2])/float64(size), 0.02)
			require.InDelta(t, 1, math.Sqrt(float64(n[0]*n[0]+n[1]*n[1]+n[2]*n[2])), 1e-5)
		}
	}
}

// A surface that looks outward is left so, one that looks inward is turned, of any size.
func TestOutwardOfAnySize(t *testing.T) {
	for _, size := range []float32{1, 0.1, 0.001} {
		ball := blob(500)
		for i, p := range ball.Positions {
			ball.Positions[i] = [3]float32{p[0]*size + 2, p[1] * size, p[2] * size}
		}
		for range 2 {
			ball.Outward()
			require.InEpsilon(t, 8*math.Pi*float64(size*size*size), volume(ball), 0.1, "%g m", size)
		}
		for i, c := range ball.Triangles {
			ball.Triangles[i].B, ball.Triangles[i].C = c.C, c.B
		}
		ball.Outward()
		require.Positive(t, volume(ball), "%g m", size)
	}
}

// A material of a GLB that says no colour is white, as the format has it.
func TestAMaterialWithoutAColour(t *testing.T) {
	const blue = `"pbrMetallicRoughness":{"baseColorFactor":[0,0,1,1]}`
	data := bytes.Replace(tetraGLB(t, `{"mesh":0}`), []byte(blue), bytes.Repeat([]byte(" "), len(blue)), 1)
	m, err := mesh.Read("t.glb", data, nil)
	require.NoError(t, err)
	require.Equal(t, [][4]float32{{1, 1, 1, 1}}, m.Colors)
}
