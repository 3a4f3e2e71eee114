package world

import (
	"testing"

	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// What is remembered of what was near leaves out no element that a search of all finds,
// however hand and thing move.
func TestNoElementInReachIsForgotten(t *testing.T) {
	f := newFingerOn(t, 1e-3)
	near := false
	rapid.Check(t, func(t *rapid.T) {
		within := func(most float64) r3.Vec {
			v := rapid.Float64Range(-most, most)
			return r3.Vec{X: v.Draw(t, "x"), Y: v.Draw(t, "y"), Z: v.Draw(t, "z")}
		}
		f.Clear()
		form := rapid.SampledFrom([]Form{Box, Sphere, Cylinder}).Draw(t, "form")
		part := Part{Form: form, ObjectFromPart: spatial.Identity(), Half: r3.Vec{X: 0.02, Y: 0.015, Z: 0.03}}
		if form != Box {
			part.Radius = 0.02
		}
		id, err := f.Put(Body{Name: "thing", Mass: 0.2, Parts: []Part{part}}, spatial.At(r3.Vec{Z: 1}), spatial.Twist{})
		require.NoError(t, err)
		o := f.Objects[id]
		o.WorldFromObject.Pos = r3.Add(f.poses[f.link].Pos, within(0.04))
		found := 0
		for range 40 {
			o.Velocity = spatial.Twist{Lin: within(1.5), Ang: within(30)}
			o.WorldFromObject = turnBy(o.WorldFromObject, r3.Scale(dt, o.Velocity.Ang))
			o.WorldFromObject.Pos = r3.Add(o.WorldFromObject.Pos, r3.Scale(dt, o.Velocity.Lin))
			f.follow(dt, f.poses)
			f.touches = f.touches[:0]
			f.gather(o, dt, f.poses)
			listed := map[int]bool{}
			for _, touch := range f.touches {
				listed[touch.element] = true
			}
			for i := range f.surface.Elements {
				e := &f.surface.Elements[i]
				at := o.WorldFromObject.Inverse().Apply(f.poses[e.Link].Apply(e.Centre))
				if d, _ := o.Distance(at); d <= e.Reach+reachMargin {
					found++
					require.True(t, listed[i], "element %d", i)
				}
			}
		}
		near = near || found > 0
	})
	require.True(t, near)
}
