package world

import (
	"fmt"
	"testing"

	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// heap is a tray above which a hundred boxes hang, in layers of 25.
func heap(t testing.TB) (*World, []spatial.Pose) {
	w, poses := bare(t)
	tray := block("tray", 0, r3.Vec{})
	tray.Parts = nil
	for _, p := range []struct{ half, at r3.Vec }{
		{r3.Vec{X: 0.2, Y: 0.2, Z: 0.01}, r3.Vec{Z: 0.01}},
		{r3.Vec{X: 0.01, Y: 0.2, Z: 0.1}, r3.Vec{X: 0.21, Z: 0.1}},
		{r3.Vec{X: 0.01, Y: 0.2, Z: 0.1}, r3.Vec{X: -0.21, Z: 0.1}},
		{r3.Vec{X: 0.2, Y: 0.01, Z: 0.1}, r3.Vec{Y: 0.21, Z: 0.1}},
		{r3.Vec{X: 0.2, Y: 0.01, Z: 0.1}, r3.Vec{Y: -0.21, Z: 0.1}},
	} {
		tray.Parts = append(tray.Parts, Part{Form: Box, ObjectFromPart: spatial.At(p.at), Half: p.half})
	}
	_, err := w.Put(tray, spatial.Identity(), spatial.Twist{})
	require.NoError(t, err)
	for i := range 100 {
		layer, x, y := i/25, i%5, i/5%5
		at := spatial.Pose{
			Rot: spatial.FromRPY(0.1*float64(x), 0.07*float64(y), 0.2*float64(i)),
			Pos: r3.Vec{X: 0.07 * float64(x-2), Y: 0.07 * float64(y-2), Z: 0.1 + 0.06*float64(layer)},
		}
		_, err := w.Put(block(fmt.Sprint("box ", i), 0.05, r3.Vec{X: 0.02, Y: 0.015, Z: 0.02}), at, spatial.Twist{})
		require.NoError(t, err)
	}
	return w, poses
}

// TestAHundredBoxesFallIntoATray and stay there, come to rest and sleep; no step
// allocates, and all of it goes the same way twice.
func TestAHundredBoxesFallIntoATray(t *testing.T) {
	run := func() []r3.Vec {
		w, poses := heap(t)
		for range 500 {
			w.Step(dt, poses)
		}
		require.Zero(t, testing.AllocsPerRun(200, func() { w.Step(dt, poses) }))
		for range 2300 {
			w.Step(dt, poses)
		}
		var places []r3.Vec
		asleep := 0
		for i, o := range w.Objects {
			if !o.Fixed() {
				places = append(places, o.WorldFromObject.Pos)
				p := o.WorldFromObject.Pos
				require.Greater(t, p.Z, 0.02+0.0145, "box %d", i)
				require.Less(t, max(p.X, -p.X, p.Y, -p.Y), 0.2, "box %d", i)
				if o.asleep() {
					asleep++
				}
				for _, other := range w.Objects[i+1:] {
					require.Less(t, overlap(o, other), 0.2e-3)
				}
			}
		}
		t.Logf("%d of them sleep", asleep)
		require.Greater(t, asleep, 90)
		return places
	}
	require.Equal(t, run(), run())
}

// BenchmarkAHundredBoxes is a step of the heap as it falls and settles, none asleep.
func BenchmarkAHundredBoxes(b *testing.B) {
	w, poses := heap(b)
	w.restless = true
	for range 600 {
		w.Step(dt, poses)
	}
	b.ReportAllocs()
	for b.Loop() {
		w.Step(dt, poses)
	}
}
