package scene

import (
	"math"
	"testing"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// Feet stand on the floor and reach into the top above them, however it is placed
// and turned about the vertical; a top that is tilted, or lies below the floor, has
// none.
func TestTablesStandOnTheirFeet(t *testing.T) {
	const deg = math.Pi / 180
	half := r3.Vec{X: 0.25, Y: 0.45, Z: 0.02}
	body := &world.Body{Name: "desk", Parts: []world.Part{{
		Form: world.Box, Half: half, Radius: 0.005, ObjectFromPart: spatial.At(r3.Vec{X: 0.1, Z: 0.03}),
	}}}
	turned := func(roll, yaw float64) *Affine {
		a := FromPose(spatial.Pose{Rot: spatial.FromRPY(roll, 0, yaw), Pos: r3.Vec{X: 0.3, Y: -0.1, Z: 0.96}})
		return &a
	}
	for _, yaw := range []float64{0, 30, 90} {
		table := newThing(body)
		at := turned(0, yaw*deg)
		worldFromFeet, ok := table.stand(at)
		require.True(t, ok)
		objectFromTop := FromPose(body.Parts[0].ObjectFromPart)
		worldFromTop := at.Mul(&objectFromTop)
		lowest, highest := float32(math.Inf(1)), float32(math.Inf(-1))
		for _, p := range table.feet.Positions {
			q := worldFromFeet.Apply(p)
			lowest, highest = min(lowest, q.Z), max(highest, q.Z)
			d := q.Sub(worldFromTop.T)
			require.Less(t, abs(d.Dot(worldFromTop.X)), float32(half.X))
			require.Less(t, abs(d.Dot(worldFromTop.Y)), float32(half.Y))
		}
		require.InDelta(t, floorZ, lowest, 1e-6)
		require.InDelta(t, 0.99, highest, 1e-6)
	}
	table := newThing(body)
	_, ok := table.stand(turned(10*deg, 0))
	require.False(t, ok)
	sunk := turned(0, 0)
	sunk.T.Z = 0.5
	_, ok = table.stand(sunk)
	require.False(t, ok)
	small := newThing(&world.Body{Name: "brick", Parts: []world.Part{{Form: world.Box, Half: r3.Vec{X: 0.05, Y: 0.05, Z: 0.02}, ObjectFromPart: spatial.Identity()}}})
	_, ok = small.stand(turned(0, 0))
	require.False(t, ok)
}

func TestBoxIsARoundedBox(t *testing.T) {
	half, r := Vec{0.25, 0.45, 0.02}, float32(0.01)
	m := box(half, r, MatTable)
	requireSound(t, m)
	a, b, c := 2*float64(half.X-r), 2*float64(half.Y-r), 2*float64(half.Z-r)
	d := float64(r)
	want := a*b*c + 2*d*(a*b+b*c+c*a) + math.Pi*d*d*(a+b+c) + 4.0/3*math.Pi*d*d*d // Steiner
	require.InEpsilon(t, want, volume(m), 0.003)
	for _, e := range m.Edges {
		require.GreaterOrEqual(t, e.Right, int32(0), "it is closed")
		require.Less(t, m.Positions[e.A].Sub(m.Positions[e.B]).Norm(), float32(1.5*boxCell))
	}
}
