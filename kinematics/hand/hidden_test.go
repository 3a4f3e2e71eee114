package hand_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestHiddenJointsFingerIsAsLongAsWhenStretched: markers sit on knuckles, middles
// and tips, and never on the PIP joint. How long its two bones are shows in the
// few frames in which the finger is stretched, and a tracker's slip in one or two
// frames, however far, is no longer finger.
func TestHiddenJointsFingerIsAsLongAsWhenStretched(t *testing.T) {
	for _, longer := range []float64{1, 1.15} {
		person := hand.Nominal()
		person[hand.Middle].Length[0] *= longer
		person[hand.Middle].Length[1] *= longer
		rng := rand.New(rand.NewPCG(8, 8))
		var frames []hand.Observation
		for i := range 100 {
			a := hand.Rest()
			for f := hand.Index; f <= hand.Little; f++ {
				a[hand.FingerAngle(f, 2)] = (50 + 50*rng.Float64()) * deg
			}
			if i%9 == 4 { // in eleven of a hundred
				a[hand.MiddlePIP] = 0
			}
			o := hand.Seen(posed(hand.Right, person, a, spatial.Identity()))
			o.Weight[hand.Landmark(hand.Middle, 1)] = 0
			if i%50 == 7 {
				at := hand.Landmark(hand.Middle, 2)
				o.Points[at] = r3.Add(o.Points[at], r3.Vec{X: 0.03})
			}
			frames = append(frames, o)
		}
		dims, err := hand.Measure(hand.Right, frames)
		require.NoError(t, err)
		want := person[hand.Middle].Length[0] + person[hand.Middle].Length[1]
		got := dims[hand.Middle].Length[0] + dims[hand.Middle].Length[1]
		require.InEpsilon(t, want, got, 0.01)
		// The share of either is that of a usual finger.
		nominal := hand.Nominal()[hand.Middle].Length
		require.InEpsilon(t, nominal[0]/nominal[1], dims[hand.Middle].Length[0]/dims[hand.Middle].Length[1], 1e-9)
	}
}

// TestMeasuredBonesAreBounded: a tracker that makes a bone thrice as long, or a
// third, does not make a finger that does not exist: half more at most.
func TestMeasuredBonesAreBounded(t *testing.T) {
	for wrong, want := range map[float64]float64{3: 1.5, 1.0 / 3: 1 / 1.5, 1.3: 1.3} {
		frames, _ := recording(2, hand.Right, hand.Nominal(), 15, 0)
		tip, joint := hand.Landmark(hand.Ring, 3), hand.Landmark(hand.Ring, 2)
		for i := range frames {
			p := &frames[i].Points
			p[tip] = r3.Add(p[joint], r3.Scale(wrong, r3.Sub(p[tip], p[joint])))
		}
		dims, err := hand.Measure(hand.Right, frames)
		require.NoError(t, err)
		require.InEpsilon(t, want, dims[hand.Ring].Length[2]/hand.Nominal()[hand.Ring].Length[2], 1e-6)
	}
	// And a hand's size: from half of a mean adult's to 1.6 times.
	for size, ok := range map[float64]bool{0.48: false, 0.52: true, 1.57: true, 1.63: false} {
		frames, _ := recording(2, hand.Right, hand.Nominal().Scaled(size), 5, 0)
		_, err := hand.Measure(hand.Right, frames)
		require.Equal(t, ok, err == nil, "%g times", size)
	}
}

// gaussians is where a sum of squared misses is least: of each row the first two
// numbers weigh PIP and DIP, the third is the wanted value, the fourth the
// standard deviation (°).
func gaussians(t *testing.T, rows ...[4]float64) (pip, dip float64) {
	t.Helper()
	a, b := mat.NewDense(len(rows), 2, nil), mat.NewVecDense(len(rows), nil)
	for i, r := range rows {
		a.Set(i, 0, r[0]/r[3])
		a.Set(i, 1, r[1]/r[3])
		b.SetVec(i, r[2]/r[3])
	}
	var x mat.VecDense
	require.NoError(t, x.SolveVec(a, b))
	return x.AtVec(0), x.AtVec(1)
}

// TestHiddenAnglesAreTheLikeliest: what no landmark tells is where the design's
// Gaussians say: an angle stays within 90° of the frame before, a free DIP joint
// follows two thirds of PIP within 60° (15° where the joint between is hidden
// too), a finger spreads by 25° about its rest direction.
func TestHiddenAnglesAreTheLikeliest(t *testing.T) {
	pose := hand.Rest()
	pose[hand.RingPIP], pose[hand.RingDIP] = 75*deg, 20*deg
	pose[hand.RingSpread] = 15 * deg
	o := hand.Seen(posed(hand.Right, hand.Nominal(), pose, spatial.Identity()))
	fitter := hand.NewFitter(hand.Right, hand.Nominal())
	var fit hand.Fit

	tipless := o
	tipless.Weight[hand.Landmark(hand.Ring, 3)] = 0
	require.True(t, fitter.Fit(&fit, &tipless))
	pip := fit.Angles[hand.RingPIP] / deg
	rest := hand.Rest()[hand.RingDIP] / deg
	_, dip := gaussians(t, [4]float64{1, 0, pip, 1e-3}, [4]float64{0, 1, rest, 90}, [4]float64{-2. / 3, 1, 0, 60})
	require.InDelta(t, dip, fit.Angles[hand.RingDIP]/deg, 0.05)
	require.Equal(t, hand.Occluded, fit.Doubts[hand.RingDIP])

	fitter.Reset()
	require.True(t, fitter.Fit(&fit, &o))
	before := fit.Angles
	gone := o
	for i := range 4 {
		gone.Weight[hand.Landmark(hand.Ring, i)] = 0
	}
	require.True(t, fitter.Fit(&fit, &gone))
	pip, dip = gaussians(t, [4]float64{1, 0, before[hand.RingPIP] / deg, 90}, [4]float64{0, 1, before[hand.RingDIP] / deg, 90}, [4]float64{-2. / 3, 1, 0, 15})
	require.InDelta(t, pip, fit.Angles[hand.RingPIP]/deg, 0.05)
	require.InDelta(t, dip, fit.Angles[hand.RingDIP]/deg, 0.05)
	spread, _ := gaussians(t, [4]float64{1, 0, before[hand.RingSpread] / deg, 90}, [4]float64{1, 0, 0, 25}, [4]float64{0, 1, 0, 1})
	require.InDelta(t, spread, fit.Angles[hand.RingSpread]/deg, 0.05)
	require.InDelta(t, before[hand.RingMCP], fit.Angles[hand.RingMCP], 1e-4, "nothing else pulls at it")
	require.Equal(t, before[hand.IndexMCP], fit.Angles[hand.IndexMCP])

	// The thumb's last joint follows the one before in full, and it has no rest direction.
	for i := range 4 {
		gone.Weight[hand.Landmark(hand.Thumb, i)] = 0
	}
	fitter.Reset()
	require.True(t, fitter.Fit(&fit, &o))
	before = fit.Angles
	require.True(t, fitter.Fit(&fit, &gone))
	pip, dip = gaussians(t, [4]float64{1, 0, before[hand.ThumbMCP] / deg, 90}, [4]float64{0, 1, before[hand.ThumbIP] / deg, 90}, [4]float64{-1, 1, 0, 15})
	require.InDelta(t, pip, fit.Angles[hand.ThumbMCP]/deg, 0.05)
	require.InDelta(t, dip, fit.Angles[hand.ThumbIP]/deg, 0.05)
	require.InDelta(t, before[hand.ThumbAbduction], fit.Angles[hand.ThumbAbduction], 1e-4)
}

// TestImpossibleIsTenDegreesBeyond: what is shown a little outside of a range is a
// tracker's noise, and more is told. The joints before stand at their own ends, or
// they would take part of it over.
func TestImpossibleIsTenDegreesBeyond(t *testing.T) {
	for beyond, want := range map[float64]hand.Doubt{6: hand.Sure, 9.5: hand.Sure, 11: hand.Impossible, 30: hand.Impossible} {
		for _, over := range []bool{true, false} {
			a := hand.Rest()
			for i := 1; i < 4; i++ {
				k := hand.FingerAngle(hand.Middle, i)
				a[k] = hand.Ranges()[k].Lower
				if over {
					a[k] = hand.Ranges()[k].Upper
				}
			}
			if over {
				a[hand.MiddleDIP] += beyond * deg
			} else {
				a[hand.MiddleDIP] -= beyond * deg
			}
			o := hand.Seen(posed(hand.Right, hand.Nominal(), a, spatial.Identity()))
			var fit hand.Fit
			require.True(t, hand.NewFitter(hand.Right, hand.Nominal()).Fit(&fit, &o))
			require.Equal(t, want, fit.Doubts[hand.MiddleDIP], "%g° beyond, over %t", beyond, over)
		}
	}
}

// TestFitErrorIsTheMeanMiss: with every landmark off by the same from a hand at
// rest at the seen wrist, it is that; hidden ones do not count.
func TestFitErrorIsTheMeanMiss(t *testing.T) {
	frames, _ := recording(3, hand.Left, hand.Nominal(), 10, 0.004)
	for i := range frames {
		o := &frames[i]
		o.Weight[hand.Landmark(hand.Little, 2)] = 0
		var fit hand.Fit
		require.True(t, hand.NewFitter(hand.Left, hand.Nominal()).Fit(&fit, o))
		fitted := posed(hand.Left, hand.Nominal(), fit.Angles, fit.WorldFromPalm)
		shift := r3.Sub(o.Points[0], fitted[0]) // wrist on wrist
		sum, n := 0.0, 0.0
		for k := 1; k < hand.NumLandmarks; k++ {
			if o.Weight[k] > 0 {
				sum += r3.Norm(r3.Sub(r3.Add(fitted[k], shift), o.Points[k]))
				n++
			}
		}
		require.InDelta(t, sum/n, fit.Error, 1e-9)
		require.Less(t, fit.Error, 0.02)
	}
	require.False(t, math.IsNaN(frames[0].Points[0].X))
}
