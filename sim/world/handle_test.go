package world

import (
	"math"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// A ball that has fallen asleep on a plate flies as high as its speed takes it.
func TestThrownObjectFlies(t *testing.T) {
	w, r := bionicWorld(t, "ideal")
	poses := make([]spatial.Pose, r.Model.NumLinks())
	state := chain.NewState(r.Model)
	for i := range poses {
		poses[i] = spatial.At(r3.Vec{Z: 3}).Mul(state.RootFromLink(i))
	}
	steel, err := LookupMaterial("steel")
	require.NoError(t, err)
	plate, err := w.Put(Body{Name: "plate", Material: steel, Temperature: 22, Parts: []Part{
		{Form: Box, ObjectFromPart: spatial.Identity(), Half: r3.Vec{X: 0.1, Y: 0.1, Z: 0.01}},
	}}, spatial.At(r3.Vec{Z: 1}), spatial.Twist{})
	require.NoError(t, err)
	ball, err := w.Put(ball(0.02, 0.1), spatial.At(r3.Vec{Z: 1.03}), spatial.Twist{})
	require.NoError(t, err)
	for range 1000 {
		w.Step(dt, poses)
	}
	rest := w.Objects[ball].WorldFromObject.Pos.Z
	require.NoError(t, w.Throw(ball, spatial.Twist{Lin: r3.Vec{Z: 1}}))
	top := rest
	for range 200 {
		w.Step(dt, poses)
		top = max(top, w.Objects[ball].WorldFromObject.Pos.Z)
	}
	require.InEpsilon(t, 1/(2*Gravity), top-rest, 0.03)

	require.EqualError(t, w.Throw(plate, spatial.Twist{}), `world: object "plate": is fixed, want a movable one`)
	require.EqualError(t, w.Throw(7, spatial.Twist{}), "world: object 7: there is none")
	require.ErrorContains(t, w.Throw(ball, spatial.Twist{Lin: r3.Vec{X: math.NaN()}}), "moves at NaN m/s")
}

// A remade thing is what it is then in every respect: it gives way, and rubs otherwise.
func TestARemadeThingIsOfTheOtherMaterial(t *testing.T) {
	foam, err := LookupMaterial("EVA foam")
	require.NoError(t, err)
	f := newFingerOn(t, 1e-3)
	hard := f.settled()
	require.NoError(t, f.Remake(0, foam))
	require.Less(t, f.settled(), hard/2)
	require.Equal(t, foam.Effusivity, f.Objects[0].counterface.Effusivity)
	steel, err := LookupMaterial("steel")
	require.NoError(t, err)
	require.NoError(t, f.Remake(0, steel))
	require.InEpsilon(t, hard, f.settled(), 1e-9)
	require.EqualError(t, f.Remake(7, foam), "world: object 7: there is none")
}

func TestHeatedObjectIsWarmToTheTouch(t *testing.T) {
	w, _ := bionicWorld(t, "ideal")
	i, err := w.Put(ball(0.02, 0.1), spatial.At(r3.Vec{Z: 1}), spatial.Twist{})
	require.NoError(t, err)
	require.NoError(t, w.Heat(i, 60))
	require.Equal(t, 60.0, w.Objects[i].counterface.Temperature)
	require.ErrorContains(t, w.Heat(i, 400), "temperature 400 °C, want -50 to 150")
	require.Equal(t, 60.0, w.Objects[i].Temperature)
}
