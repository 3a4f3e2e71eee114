package world

import (
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

func TestShippedScenes(t *testing.T) {
	require.Equal(t, []string{"balls", "cups", "duel", "empty", "samples", "tools"}, SceneNames())
	for _, name := range SceneNames() {
		t.Run(name, func(t *testing.T) {
			s, err := LookupScene(name)
			require.NoError(t, err)
			require.Equal(t, name, s.Name)
			require.NotEmpty(t, s.About)
			w, r := bionicWorld(t, "ideal")
			require.NoError(t, w.Fill(s))
			state := chain.NewState(r.Model)
			poses := make([]spatial.Pose, r.Model.NumLinks())
			for i := range poses {
				poses[i] = spatial.At(r3.Vec{Z: 3}).Mul(state.RootFromLink(i))
			}
			start := make([]r3.Vec, len(w.Objects))
			for i, o := range w.Objects {
				start[i] = o.WorldFromObject.Pos
			}
			for range 3000 {
				w.Step(dt, poses)
			}
			for i, o := range w.Objects {
				require.True(t, o.WorldFromObject.IsFinite())
				require.Less(t, norm(o.Velocity.Lin), 0.2, "%s has come to rest", o.Name)
				require.Greater(t, o.WorldFromObject.Pos.Z, 0.0)
				if name == "cups" || name == "tools" {
					require.Less(t, norm(r3.Sub(o.WorldFromObject.Pos, start[i])), 0.02, "%s stays where it was put", o.Name)
				}
			}
		})
	}
	_, err := LookupScene("kitchen")
	require.EqualError(t, err, `world: unknown scene "kitchen", want one of balls, cups, duel, empty, samples, tools, or a file`)
}

func TestSamplesHaveEveryMaterialAtThreeTemperatures(t *testing.T) {
	s, err := LookupScene("samples")
	require.NoError(t, err)
	seen := map[string][]float64{}
	for _, o := range s.Objects[1:] {
		if o.Body.Mass > 0 {
			require.Equal(t, "can", o.Body.Name, "the one thing that can be taken")
			continue
		}
		seen[o.Body.Material.Name] = append(seen[o.Body.Material.Name], o.Body.Temperature)
	}
	require.Len(t, seen, 12)
	for material, temperatures := range seen {
		require.Equal(t, []float64{19, 22, 25}, temperatures, material)
	}
}

// TestFreeFallAndSpin: without contact a body falls by g, keeps its angular
// momentum about a principal axis, and its energy is that of the fall.
func TestFreeFallAndSpin(t *testing.T) {
	w, r := bionicWorld(t, "ideal")
	poses := make([]spatial.Pose, r.Model.NumLinks())
	for i := range poses {
		poses[i] = spatial.At(r3.Vec{X: 5 * float64(i+1), Z: 3})
	}
	id, err := w.Put(cup(0.3), spatial.At(r3.Vec{Z: 10}), spatial.Twist{Lin: r3.Vec{X: 1}, Ang: r3.Vec{Z: 20}})
	require.NoError(t, err)
	const steps = 500
	for range steps {
		w.Step(dt, poses)
	}
	o := w.Objects[id]
	require.InDelta(t, -Gravity*steps*dt, o.Velocity.Lin.Z, 1e-9)
	require.InDelta(t, 1, o.Velocity.Lin.X, 1e-12)
	require.InDelta(t, 20, o.Velocity.Ang.Z, 1e-9)
	const seconds = steps * dt
	fallen := Gravity * seconds * seconds / 2
	require.InDelta(t, 10-fallen, o.WorldFromObject.Pos.Z, Gravity*steps*dt*dt)
}

// TestTumblingKeepsAngularMomentum: a free body of three different moments turns
// about ever new axes, and yet keeps its angular momentum and its energy.
func TestTumblingKeepsAngularMomentum(t *testing.T) {
	w, r := bionicWorld(t, "ideal")
	poses := make([]spatial.Pose, r.Model.NumLinks())
	for i := range poses {
		poses[i] = spatial.At(r3.Vec{X: 5 * float64(i+1), Z: 3})
	}
	body := cup(0.3)
	body.Parts = []Part{{Form: Box, ObjectFromPart: spatial.Identity(), Half: r3.Vec{X: 0.02, Y: 0.05, Z: 0.09}}}
	id, err := w.Put(body, spatial.At(r3.Vec{Z: 15}), spatial.Twist{Ang: r3.Vec{X: 0.3, Y: 12, Z: 0.2}})
	require.NoError(t, err)
	o := w.Objects[id]
	momentum := func() r3.Vec {
		turned := o.inertia.rotated(o.WorldFromObject)
		return turned.mul(o.Velocity.Ang)
	}
	spinEnergy := func() float64 { return r3.Dot(momentum(), o.Velocity.Ang) / 2 }
	before, energy := momentum(), spinEnergy()
	flipped := false
	for range 1500 {
		w.Step(dt, poses)
		flipped = flipped || spatial.Rotate(o.WorldFromObject.Rot, r3.Vec{Y: 1}).Y < -0.5
	}
	require.InDelta(t, 0, norm(r3.Sub(momentum(), before)), 1e-9*norm(before))
	require.InEpsilon(t, energy, spinEnergy(), 0.02)
	require.True(t, flipped, "about its middle axis a body tumbles over")
}
