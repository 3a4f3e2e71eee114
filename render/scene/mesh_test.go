package scene

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"

	"github.com/stretchr/testify/require"
)

// volume of a closed mesh by the divergence theorem (m³).
func volume(m *Mesh) float64 {
	sum := 0.0
	for _, t := range m.Triangles {
		a, b, c := m.Positions[t.A], m.Positions[t.B], m.Positions[t.C]
		sum += float64(a.Dot(b.Cross(c))) / 6
	}
	return sum
}

// requireSound checks what the renderer relies on: unit normals on the side that
// the triangles face, and edges that name their triangles.
func requireSound(t *testing.T, m *Mesh) {
	t.Helper()
	require.Len(t, m.Normals, len(m.Positions))
	require.Len(t, m.Shade, len(m.Positions))
	for i, n := range m.Normals {
		require.InDelta(t, 1, n.Norm(), 1e-3, "normal %d", i)
	}
	against := 0
	for _, tri := range m.Triangles {
		a, b, c := m.Positions[tri.A], m.Positions[tri.B], m.Positions[tri.C]
		face := b.Sub(a).Cross(c.Sub(a)).Unit()
		mean := m.Normals[tri.A].Add(m.Normals[tri.B]).Add(m.Normals[tri.C]).Unit()
		if face.Dot(mean) < 0.1 {
			against++
		}
	}
	require.LessOrEqual(t, against, len(m.Triangles)/100, "triangles that face against their normals")
	for _, e := range m.Edges {
		require.Less(t, int(e.Left), len(m.Triangles))
		require.Less(t, int(e.Right), len(m.Triangles))
	}
}

func TestSphereMeshes(t *testing.T) {
	want := 4.0 / 3 * math.Pi * 0.05 * 0.05 * 0.05
	turned := ball(0.05, 96, MatShell)
	requireSound(t, turned)
	require.InEpsilon(t, want, volume(turned), 0.005)
	sphere := func(p Vec) float32 { return p.Norm() - 0.05 }
	for _, stretch := range []float32{1, 2} {
		lo, hi := Vec{-0.06 / stretch, -0.06, -0.06}, Vec{0.06 / stretch, 0.06, 0.06}
		net := isosurface(sphere, lo, hi, 0.004, func(p Vec) Vec { return Vec{stretch * p.X, p.Y, p.Z} }, MatShell).finish()
		requireSound(t, net)
		require.InEpsilon(t, want, volume(net), 0.01)
		for _, e := range net.Edges {
			require.GreaterOrEqual(t, e.Right, int32(0), "the net is closed")
		}
	}
}

func TestLoftOfCirclesIsACylinder(t *testing.T) {
	h := hull{round(0, 0.03), round(0.2, 0.03)}
	m := loft(120, h.sampled(0, 0.2, 4, MatShell))
	requireSound(t, m)
	require.InEpsilon(t, math.Pi*0.03*0.03*0.2, volume(m), 0.002)
}

func TestHullNeverBulgesBeyondItsRings(t *testing.T) {
	h := hull{round(0, 0.01), round(0.03, 0.04), round(0.05, 0.04), round(0.2, 0.02)}
	for x := float32(0); x <= 0.2; x += 0.001 {
		r := h.at(x)
		require.LessOrEqual(t, r.half, float32(0.04)+1e-6)
		require.GreaterOrEqual(t, r.half, float32(0.01)-1e-6)
	}
}

// The distance to a rounded cone, against the definition: the least of
// |p − c(t)| − r(t) over the balls that the cone is the hull of.
func TestRoundConeIsTheHullOfItsBalls(t *testing.T) {
	a, b := Vec{0.01, 0, 0.02}, Vec{0.06, 0.01, 0}
	for _, radii := range [][2]float32{{0.01, 0.006}, {0.005, 0.012}, {0.008, 0.008}} {
		for i := range 200 {
			p := Vec{0.1 * float32(math.Sin(float64(i))), 0.1 * float32(math.Sin(2.3*float64(i))), 0.1 * float32(math.Cos(1.7*float64(i)))}
			least := math.Inf(1)
			for i := range 2001 {
				k := float32(i) / 2000
				least = min(least, float64(p.Sub(a.Lerp(b, k)).Norm()-(radii[0]+k*(radii[1]-radii[0]))))
			}
			require.InDelta(t, least, roundCone(p, a, b, radii[0], radii[1]), 5e-5)
		}
	}
}

func TestShippedArmIsSoundOnBothSides(t *testing.T) {
	for _, s := range []hand.Side{hand.Right, hand.Left} {
		r, err := robot.Bionic(s)
		require.NoError(t, err)
		triangles := 0
		links, _ := linkMeshes(r)
		for i, m := range links {
			if m == nil {
				continue
			}
			triangles += len(m.Triangles)
			t.Run(s.String()+" "+r.Model.LinkName(i), func(t *testing.T) { requireSound(t, m) })
		}
		require.Less(t, triangles, 40_000)
	}
}

// The shells follow the solids that the physics knows, so that what touches in
// the one touches in the other.
func TestFingerShellsFollowTheSolids(t *testing.T) {
	r, err := robot.Bionic(hand.Right)
	require.NoError(t, err)
	meshes, _ := linkMeshes(r)
	for _, c := range r.Shapes {
		name := r.Model.LinkName(c.Link)
		if _, finger := fingerSegment(name); !finger {
			continue
		}
		for _, p := range meshes[c.Link].Positions {
			d := roundCone(p, FromR3(c.A), FromR3(c.B), float32(c.Ra), float32(c.Rb))
			require.Less(t, d, float32(0.0022), "%s stands out of its solid at %v", name, p)
		}
	}
}
