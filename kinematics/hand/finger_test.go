package hand

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/spatial/r3"
)

// The solver's analytic gradient (it keeps half of it) against differences of
// its cost, at random postures and landmarks, hidden ones among them.
func TestGradientOfTheFit(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, side := range []Side{Right, Left} {
		h := New(side, Nominal())
		for f := Thumb; f <= Little; f++ {
			for range 20 {
				solver := newFingerSolver(h, f, Nominal()[f].Length)
				var seen Observation
				var at Angles
				for i := range at {
					at[i] = rng.Float64() - 0.3
				}
				h.LandmarksTo(&seen.Points)
				for i := range seen.Points {
					seen.Points[i] = r3.Add(seen.Points[i], r3.Vec{X: 0.01 * rng.NormFloat64(), Y: 0.01 * rng.NormFloat64(), Z: 0.01 * rng.NormFloat64()})
					seen.Weight[i] = max(rng.Float64()-0.2, 0)
				}
				anchor := Rest()
				solver.start(&seen, &anchor)
				first := FingerAngle(f, 0)
				cost := func(x []float64) float64 {
					posture := at
					copy(posture[first:first+4], x)
					h.SetAngles(posture)
					c, _, _ := solver.evaluate(h, &seen, [4]float64(x))
					return c
				}
				x := append([]float64(nil), at[first:first+4]...)
				want := fd.Gradient(nil, cost, x, &fd.Settings{Formula: fd.Central})
				cost(x)
				_, _, half := solver.evaluate(h, &seen, [4]float64(x))
				for i := range want {
					require.InDelta(t, want[i], 2*half[i], 1e-3*(1+max(want[i], -want[i])), "%v angle %d", f, i)
				}
			}
		}
	}
}

func TestJacobiDiagonalises(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		var a [4][4]float64
		for i := range a {
			for j := range i + 1 {
				a[i][j] = rng.NormFloat64()
				a[j][i] = a[i][j]
			}
		}
		d := a
		v := jacobi4(&d)
		for i := range a {
			for j := range a {
				back := 0.0
				for k := range a {
					back += v[i][k] * d[k][k] * v[j][k]
				}
				require.InDelta(t, a[i][j], back, 1e-12)
			}
		}
	}
}
