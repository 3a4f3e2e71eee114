package scene

import (
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/material"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// No surface sends back more light than comes.
func TestMaterialsLoseLight(t *testing.T) {
	for i, m := range materials() {
		tint := m.Tint
		if tint == (Vec{}) {
			tint = Vec{1, 1, 1}
		}
		for _, c := range [][2]float32{{m.Base.X, tint.X}, {m.Base.Y, tint.Y}, {m.Base.Z, tint.Z}} {
			require.LessOrEqual(t, c[0]+m.Specular*c[1], float32(1), "material %d", i)
		}
	}
	for _, m := range world.Materials() {
		require.NotEqual(t, MatShell, lookOf(m.Name), m.Name)
	}
}

// furnished puts a scene's things into a snapshot.
func furnished(t *testing.T, snap *mirror.Snapshot, name string) {
	bodies, err := world.LookupScene(name)
	require.NoError(t, err)
	for i := range bodies.Objects {
		o := &bodies.Objects[i]
		snap.Things = append(snap.Things, mirror.Thing{Body: &o.Body, WorldFromObject: o.WorldFromBody})
	}
}

// Beside each row of the samples' board is printed what it is made of, and nowhere else is
// anything printed.
func TestBoardNamesItsSamples(t *testing.T) {
	desc := description(t, hand.Right)
	s := NewAlone(desc)
	snap := still(&desc, spatial.Identity(), hand.Angles{})
	furnished(t, snap, "samples")
	s.Build(snap, DefaultOrbit().Camera())
	board := s.things[0]
	require.NotNil(t, board.decal)
	inked := func(y float32) (sum float32) {
		for x := float32(-0.13); x < 0.13; x += 0.0002 {
			for dy := float32(-0.004); dy < 0.004; dy += 0.0002 {
				sum += board.decal.At(x, y+dy, 0.0002)
			}
		}
		return sum
	}
	for row := range 12 {
		y := float32(-0.275 + 0.05*float64(row))
		require.Greater(t, inked(y), float32(100), "row %d", row)
		require.Zero(t, inked(y+0.025), "between two rows")
	}
	// Where there are no samples nothing is printed.
	snap.Things = snap.Things[:1]
	other := NewAlone(desc)
	other.Build(snap, DefaultOrbit().Camera())
	require.Nil(t, other.things[0].decal)
}

// A loose thing is held while a finger that feels something is at it; a fixed one never.
func TestHeldIsWhatIsLooseAndTouched(t *testing.T) {
	desc := description(t, hand.Right)
	snap := still(&desc, spatial.Identity(), hand.Angles{})
	s := NewAlone(desc)
	s.Build(snap, DefaultOrbit().Camera())
	region := &desc.Skin.Regions[0]
	centre := snap.Arm.WorldFromLink[region.Link].Pos
	for _, c := range []struct {
		mass, away, force float64
		held              float32
	}{{0.1, 0.02, 1, 1}, {0, 0.02, 1, 0}, {0.1, 0.04, 1, 0}, {0.1, 0.02, 0.01, 0}} {
		body := &world.Body{Name: "ball", Mass: c.mass, Parts: []world.Part{{Form: world.Sphere, Radius: 0.015, ObjectFromPart: spatial.Identity()}}}
		snap.Things = []mirror.Thing{{Body: body, WorldFromObject: spatial.At(r3.Add(centre, r3.Vec{X: c.away}))}}
		snap.Feel = []mirror.Feel{{Region: region.Name, Touch: material.Touch{Contact: true, Normal: c.force}}}
		s := NewAlone(desc)
		f := s.Build(snap, DefaultOrbit().Camera())
		found := false
		for i := range f.Solids {
			if f.Solids[i].Touched {
				require.InDelta(t, c.held, f.Solids[i].Held, 1e-3, "%+v", c)
				found = true
			}
		}
		require.True(t, found)
		require.False(t, f.XRay)
		require.True(t, s.CloseUp().XRay)
	}
}

// The distance to a part is never more than the true one, and 0 on its surface.
func TestPartDistance(t *testing.T) {
	box := world.Part{Form: world.Box, Half: r3.Vec{X: 0.03, Y: 0.02, Z: 0.01}, Radius: 0.001, ObjectFromPart: spatial.At(r3.Vec{X: 1})}
	require.InDelta(t, 0.01, partDistance(&box, Vec{X: 1.04}), 1e-6)
	require.InDelta(t, 0, partDistance(&box, Vec{X: 1, Y: 0.02}), 1e-6)
	ball := world.Part{Form: world.Sphere, Radius: 0.02, ObjectFromPart: spatial.Identity()}
	require.InDelta(t, 0.01, partDistance(&ball, Vec{Y: 0.03}), 1e-6)
	can := world.Part{Form: world.Cylinder, Radius: 0.03, Half: r3.Vec{Z: 0.05}, ObjectFromPart: spatial.Identity()}
	require.InDelta(t, 0.02, partDistance(&can, Vec{X: 0.05}), 1e-6)
	require.InDelta(t, 0.01, partDistance(&can, Vec{Z: 0.06}), 1e-6)
	rod := world.Part{Form: world.Capsule, Radius: 0.01, Half: r3.Vec{Z: 0.05}, ObjectFromPart: spatial.Identity()}
	require.InDelta(t, 0.01, partDistance(&rod, Vec{Z: 0.07}), 1e-6)
}

// All of the hand is in the close-up, below its title, while nothing is touched.
func TestCloseUpCutsNothing(t *testing.T) {
	desc := description(t, hand.Right)
	s := NewAlone(desc)
	snap := still(&desc, spatial.Identity(), hand.Angles{})
	s.Build(snap, DefaultOrbit().Camera())
	c := s.CloseUp().Camera
	require.NotEmpty(t, s.close.points)
	for _, p := range s.close.points {
		x, y, ok := c.Project(p, 4.0/3, 1)
		require.True(t, ok)
		require.InDelta(t, 4.0/6, x, 0.63)
		require.Greater(t, y, 0.12)
		require.Less(t, y, 0.97)
	}
}
