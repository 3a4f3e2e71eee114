package hand

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestTrustIsRelative: a common factor of all weights changes nothing about where a
// hand is, and what has any weight at all is seen.
func TestTrustIsRelative(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 1))
	h := New(Right, Nominal())
	h.SetAngles(Rest())
	var lm Landmarks
	h.LandmarksTo(&lm)
	o := Seen(lm)
	for i := range o.Points {
		o.Points[i] = r3.Add(o.Points[i], r3.Scale(0.003, r3.Vec{X: rng.NormFloat64(), Y: rng.NormFloat64(), Z: rng.NormFloat64()}))
		o.Weight[i] = 0.2 + 0.8*rng.Float64()
	}
	palm := palmPoints(Right, Nominal())
	want, size, ok := alignPalm(palm, &o)
	require.True(t, ok)
	for _, k := range []float64{1e-6, 1e-3, 0.1, 30} {
		less := o
		for i := range less.Weight {
			less.Weight[i] *= k
		}
		got, other, ok := alignPalm(palm, &less)
		require.True(t, ok, "all of them by %g", k)
		require.InDelta(t, size, other, 1e-9)
		require.InDelta(t, 0, r3.Norm(r3.Sub(want.Pos, got.Pos)), 1e-9)
		require.InDelta(t, 0, spatial.AngleBetween(want.Rot, got.Rot), 1e-6)

		bones := Nominal()
		measureBones(&bones, []Observation{less, less})
		all := Nominal()
		measureBones(&all, []Observation{o, o})
		require.Equal(t, all, bones)
		require.InDelta(t, wristAlignedError(h, &o), wristAlignedError(h, &less), 1e-15)
	}
	// An angle is told by its landmarks however little they are trusted, while
	// nothing else tells it.
	for i := range o.Weight {
		o.Weight[i] = 1
	}
	bent := Rest()
	bent[IndexPIP] += 0.5
	h.SetAngles(bent)
	h.LandmarksTo(&o.Points)
	for k := 1; k < 4; k++ {
		o.Weight[Landmark(Index, k)] = 0.12
	}
	var fit Fit
	require.True(t, NewFitter(Right, Nominal()).Fit(&fit, &o))
	require.InDelta(t, bent[IndexPIP], fit.Angles[IndexPIP], 0.06)
	require.Equal(t, Sure, fit.Doubts[IndexPIP])
}

// TestALineIsAThousandthWide: what tells how a hand is rolled about a line of its points
// is Σ of the squares of their distances from it, of which Horn's gap is the double.
func TestALineIsAThousandthWide(t *testing.T) {
	for _, c := range []struct {
		share float64 // of the gap in the size
		ok    bool
	}{{0.9e-3, false}, {1.1e-3, true}} {
		h := math.Sqrt(c.share / 2)
		p := []r3.Vec{{X: -1, Y: h}, {X: 1, Y: h}, {X: -1, Y: -h}, {X: 1, Y: -h}}
		for _, k := range []float64{0.01, 1, 100} {
			seen := make([]r3.Vec, len(p))
			for i := range p {
				seen[i] = r3.Scale(k, p[i])
			}
			_, _, ok := Align(p, seen, []float64{1, 1, 1, 1})
			require.Equal(t, c.ok, ok, "%g, %g times as large", c.share, k)
		}
	}
}

// TestMedianIsInTheMiddle.
func TestMedianIsInTheMiddle(t *testing.T) {
	require.Equal(t, 2.0, median([]float64{9, 1, 2}))
	require.Equal(t, 3.0, median([]float64{9, 1, 2, 4}))
	require.Equal(t, 5.0, median([]float64{5}))
	require.Equal(t, 6.0, median([]float64{5, 7}))
}

// TestFramesAreTakenEvenly.
func TestFramesAreTakenEvenly(t *testing.T) {
	frames := make([]Observation, 100)
	for i := range frames {
		frames[i].Weight[0] = float64(i)
	}
	require.Len(t, evenly(frames, 100), 100)
	require.Len(t, evenly(frames[:3], 8), 3)
	for _, n := range []int{1, 7, 32, 99} {
		some := evenly(frames, n)
		require.Len(t, some, n)
		require.Zero(t, some[0].Weight[0])
		for i := 1; i < n; i++ {
			require.InDelta(t, 100/float64(n), some[i].Weight[0]-some[i-1].Weight[0], 1)
		}
		require.InDelta(t, 100-100/float64(n), some[n-1].Weight[0], 1)
	}
}

// TestAShapeIsClear where the other side fits worse by a fifth and by 0.3 mm, either way
// round.
func TestAShapeIsClear(t *testing.T) {
	for _, c := range []struct {
		own, other float64 // mm
		clear      bool
	}{{5, 5.95, false}, {5, 6.05, true}, {1, 1.28, false}, {1, 1.32, true}, {0.1, 0.39, false}, {0.1, 0.41, true}} {
		for _, own := range []Side{Right, Left} {
			var s Shape
			s.Misfit[own], s.Misfit[own.Other()] = c.own*1e-3, c.other*1e-3
			require.Equal(t, own, s.Side())
			require.Equal(t, c.clear, s.Clear(), "%+v", c)
		}
	}
}

// TestViewsBeginAllRound: the palm as the landmarks show it, then leaning by 40° and by
// 80° to each of the four sides of the picture, as large as it looks from there, and its
// middle, weighed by how well it was seen, where it was seen.
func TestViewsBeginAllRound(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 1))
	l, _, o := viewed(rng, Right, true, 0)
	straight, ok := l.start(&o, 0)
	require.True(t, ok)
	about := map[[2]float64]int{}
	for i := range liftStarts {
		v, ok := l.start(&o, i)
		require.True(t, ok)
		require.Equal(t, Rest(), v.angles)
		lean := spatial.AngleBetween(straight.rot, v.rot)
		want := []float64{0, 40, 80}[(i+3)/4] * math.Pi / 180
		require.InDelta(t, want, lean, 1e-6, "start %d", i)
		require.InEpsilon(t, straight.size/math.Cos(min(want, 1.2)), v.size, 1e-9)
		if i > 0 {
			turn := spatial.RotationVector(quat.Mul(v.rot, quat.Conj(straight.rot)))
			about[[2]float64{math.Round(turn.X / lean), math.Round(turn.Y / lean)}]++
			require.InDelta(t, 0, turn.Z, 1e-9)
		}
		var off r3.Vec
		for k, at := range palmLandmarks {
			p := r3.Add(spatial.Rotate(v.rot, l.palm()[k]), v.pos)
			off = r3.Add(off, r3.Scale(o.Weight[at], r3.Sub(p, r3.Scale(v.size, o.Points[at]))))
		}
		require.InDelta(t, 0, r3.Norm(off), 1e-9, "start %d", i)
	}
	require.Equal(t, map[[2]float64]int{{1, 0}: 2, {-1, 0}: 2, {0, 1}: 2, {0, -1}: 2}, about)
}
