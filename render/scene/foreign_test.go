package scene

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"

	"github.com/stretchr/testify/require"
)

// drawnHand is a hand of two fingers and a thumb, with something to be seen in its palm.
func drawnHand(visual string) string {
	text := `<robot name="drawn"><link name="carpus">` + visual + `</link>`
	for _, f := range []struct{ name, at, axis string }{{"index", "0.09 0.02 0", "0 1 0"}, {"middle", "0.09 -0.02 0", "0 1 0"}, {"thumb", "0.03 0.03 -0.01", "0 0 -1"}} {
		text += `<link name="` + f.name + `"/><link name="` + f.name + `_tip"/>
<joint name="` + f.name + `_j" type="revolute"><parent link="carpus"/><child link="` + f.name + `"/><origin xyz="` + f.at + `"/><axis xyz="` + f.axis + `"/><limit lower="0" upper="1.5" effort="1" velocity="1"/></joint>
<joint name="` + f.name + `_t" type="fixed"><parent link="` + f.name + `"/><child link="` + f.name + `_tip"/><origin xyz="0.06 0 0"/></joint>`
	}
	return text + `</robot>`
}

func drawn(t *testing.T, visual string, files map[string]string, side hand.Side) (palm *Mesh, own []Material) {
	dir := t.TempDir()
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	path := filepath.Join(dir, "hand.urdf")
	require.NoError(t, os.WriteFile(path, []byte(drawnHand(visual)), 0o600))
	r, err := robot.FromURDF(path, robot.Fit{})
	require.NoError(t, err)
	r, err = r.ForSide(side)
	require.NoError(t, err)
	links, own := linkMeshes(r)
	return links[r.Palm], own
}

// A link is drawn as its file has it: by its mesh, in the unit and the colour that are
// given there, a box as a box; on the other side as its mirror image, still outside out.
func TestLinksAreDrawnAsTheirFileHasThem(t *testing.T) {
	const corner = "v 0 0 0\nv 10 0 0\nv 0 20 0\nv 0 0 30\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n"
	visual := `<visual><origin xyz="0.1 0 0"/><geometry><mesh filename="palm.obj" scale="0.001"/></geometry><material name="m"><color rgba="1 0 0 1"/></material></visual>`
	for side, sign := range map[hand.Side]float32{hand.Right: 1, hand.Left: -1} {
		palm, own := drawn(t, visual, map[string]string{"palm.obj": corner}, side)
		require.Len(t, palm.Triangles, 4)
		var low, high Vec
		for i, p := range palm.Positions {
			if i == 0 {
				low, high = p, p
			}
			low, high = Vec{min(low.X, p.X), min(low.Y, p.Y), min(low.Z, p.Z)}, Vec{max(high.X, p.X), max(high.Y, p.Y), max(high.Z, p.Z)}
		}
		require.InDelta(t, 0.1, low.X, 1e-6)
		require.InDelta(t, 0.11, high.X, 1e-6)
		require.InDelta(t, 0.02*sign, map[bool]float32{true: high.Y, false: low.Y}[sign > 0], 1e-6)
		require.InDelta(t, 0.03, high.Z, 1e-6)
		for _, c := range palm.Triangles {
			a, b, d := palm.Positions[c.A], palm.Positions[c.B], palm.Positions[c.C]
			require.Positive(t, b.Sub(a).Cross(d.Sub(a)).Dot(palm.Normals[c.A]), "it looks outward")
		}
		require.Len(t, own, 1)
		require.Greater(t, own[0].Base.X, 10*own[0].Base.Y, "red")
		require.Equal(t, numMaterials+MaterialID(len(looks)), palm.Triangles[0].Material)
	}
	box, _ := drawn(t, `<visual><geometry><box size="0.08 0.06 0.02"/></geometry></visual>`, nil, hand.Right)
	for _, p := range box.Positions {
		require.LessOrEqual(t, max(p.X, -p.X), float32(0.0401))
		require.LessOrEqual(t, max(p.Z, -p.Z), float32(0.0101))
	}
	for _, shape := range []string{`<sphere radius="0.02"/>`, `<cylinder radius="0.02" length="0.05"/>`, `<capsule radius="0.02" length="0.05"/>`} {
		m, _ := drawn(t, `<visual><geometry>`+shape+`</geometry></visual>`, nil, hand.Right)
		require.NotEmpty(t, m.Triangles, shape)
	}
	// A mesh that is missing leaves the link's plain form.
	missing, _ := drawn(t, strings.Replace(visual, "palm.obj", "none.obj", 1), nil, hand.Right)
	require.NotNil(t, missing)
}
