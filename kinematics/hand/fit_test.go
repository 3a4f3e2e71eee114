package hand_test

import (
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

func drawSide(t *rapid.T) hand.Side {
	return rapid.SampledFrom([]hand.Side{hand.Right, hand.Left}).Draw(t, "side")
}

func TestFitReturnsTheAnglesThatMadeTheLandmarks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		side, want, pose := drawSide(t), drawAngles(t, 0.8), drawPose(t)
		dims := hand.Nominal().Scaled(rapid.Float64Range(0.8, 1.2).Draw(t, "size"))
		o := hand.Seen(posed(side, dims, want, pose))
		var fit hand.Fit
		require.True(t, hand.NewFitter(side, dims).Fit(&fit, &o))
		require.InDelta(t, 0, r3.Norm(r3.Sub(pose.Pos, fit.WorldFromPalm.Pos)), 1e-9)
		require.InDelta(t, 0, spatial.AngleBetween(pose.Rot, fit.WorldFromPalm.Rot), 1e-7)
		require.Less(t, fit.Error, 1.5e-3)
		for i := range fit.Doubts {
			// A spread hardly shows once the finger points away from the palm.
			spread := i >= 4 && i%4 == 0
			if fit.Doubts[i] != hand.Sure || spread && want[i+1] > 60*deg {
				continue
			}
			// The prior may pull a seen angle by a few degrees, not more.
			require.InDelta(t, want[i], fit.Angles[i], 4*deg, hand.Angle(i))
		}
	})
}

func TestFitStaysInsideTheRanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		side := drawSide(t)
		var o hand.Observation
		coordinate := rapid.Float64Range(-0.2, 0.2)
		for i := range o.Points {
			o.Points[i] = r3.Vec{X: coordinate.Draw(t, "x"), Y: coordinate.Draw(t, "y"), Z: coordinate.Draw(t, "z")}
			o.Weight[i] = rapid.Float64Range(0, 1).Draw(t, "weight")
		}
		var fit hand.Fit
		if !hand.NewFitter(side, hand.Nominal()).Fit(&fit, &o) {
			return
		}
		require.Equal(t, fit.Angles.Clamped(), fit.Angles)
		require.True(t, fit.WorldFromPalm.IsFinite())
	})
}

func TestFitFillsHiddenJoints(t *testing.T) {
	want := hand.Rest()
	want[hand.IndexPIP], want[hand.IndexDIP] = 60*deg, 40*deg
	o := hand.Seen(posed(hand.Right, hand.Nominal(), want, spatial.Identity()))
	o.Weight[hand.Landmark(hand.Index, 3)] = 0
	var fit hand.Fit
	fitter := hand.NewFitter(hand.Right, hand.Nominal())
	require.True(t, fitter.Fit(&fit, &o))
	require.Equal(t, hand.Occluded, fit.Doubts[hand.IndexDIP])
	require.Equal(t, hand.Sure, fit.Doubts[hand.IndexPIP])
	require.InDelta(t, 60*deg, fit.Angles[hand.IndexPIP], 3*deg)
	require.InDelta(t, 40*deg, fit.Angles[hand.IndexDIP], 10*deg, "two thirds of PIP, pulled a little to rest")

	for i := range 4 {
		o.Weight[hand.Landmark(hand.Little, i)] = 0
	}
	require.True(t, fitter.Fit(&fit, &o))
	for i := range 4 {
		a := hand.FingerAngle(hand.Little, i)
		require.Equal(t, hand.Occluded, fit.Doubts[a])
		require.InDelta(t, want[a], fit.Angles[a], 2*deg, "holds what it last saw: %v", a)
	}
}

func TestFitFlagsImpossibleJoints(t *testing.T) {
	lm := posed(hand.Right, hand.Nominal(), hand.Angles{}, spatial.Identity())
	// The distal index phalanx points back and up, 60° beyond straight.
	dip := lm[hand.Landmark(hand.Index, 2)]
	lm[hand.Landmark(hand.Index, 3)] = r3.Add(dip, r3.Vec{X: 0.01, Z: 0.0173})
	o := hand.Seen(lm)
	var fit hand.Fit
	require.True(t, hand.NewFitter(hand.Right, hand.Nominal()).Fit(&fit, &o))
	require.Equal(t, hand.Impossible, fit.Doubts[hand.IndexDIP])
	require.InDelta(t, hand.Ranges()[hand.IndexDIP].Lower, fit.Angles[hand.IndexDIP], 1e-12)
	require.Equal(t, hand.Sure, fit.Doubts[hand.MiddleDIP])
}

func TestFitRefusesAPalmThatIsNotThere(t *testing.T) {
	all := hand.Seen(posed(hand.Right, hand.Nominal(), hand.Rest(), spatial.Identity()))
	tests := map[string]func(o *hand.Observation){
		"nothing seen": func(o *hand.Observation) { o.Weight = [hand.NumLandmarks]float64{} },
		"two points": func(o *hand.Observation) {
			o.Weight = [hand.NumLandmarks]float64{0: 1, 5: 1}
		},
		"one place": func(o *hand.Observation) { o.Points = hand.Landmarks{} },
		"a line": func(o *hand.Observation) {
			for i := range o.Points {
				o.Points[i] = r3.Vec{X: float64(i) * 0.01}
			}
		},
	}
	for name, spoil := range tests {
		t.Run(name, func(t *testing.T) {
			o := all
			spoil(&o)
			fit := hand.Fit{Error: 42}
			require.False(t, hand.NewFitter(hand.Right, hand.Nominal()).Fit(&fit, &o))
			require.Equal(t, hand.Fit{Error: 42}, fit)
		})
	}
}

// recording is frames of one person in random postures, seen with noise (m).
func recording(seed uint64, side hand.Side, dims hand.Dimensions, n int, noise float64) ([]hand.Observation, []hand.Angles) {
	rng := rand.New(rand.NewPCG(seed, 1))
	var frames []hand.Observation
	var truth []hand.Angles
	for range n {
		a := hand.Rest()
		for i, r := range hand.Ranges() {
			// Around rest, as real recordings are: the middle half of the range.
			a[i] += (rng.Float64() - 0.5) * 0.5 * (r.Upper - r.Lower)
		}
		a = a.Clamped()
		lm := posed(side, dims, a, spatial.At(r3.Vec{Z: 1}))
		for i := range lm {
			lm[i] = r3.Add(lm[i], r3.Vec{X: noise * rng.NormFloat64(), Y: noise * rng.NormFloat64(), Z: noise * rng.NormFloat64()})
		}
		frames, truth = append(frames, hand.Seen(lm)), append(truth, a)
	}
	return frames, truth
}

func TestMeasureFindsThePerson(t *testing.T) {
	person := hand.Nominal().Scaled(1.1)
	person[hand.Ring].Length[0] *= 1.08
	for _, side := range []hand.Side{hand.Right, hand.Left} {
		frames, truth := recording(7, side, person, 200, 0.0015)
		dims, err := hand.Measure(side, frames)
		require.NoError(t, err)
		for f := range dims {
			require.InDelta(t, 0, r3.Norm(r3.Sub(dims[f].Base.Pos, person[f].Base.Pos)), 0.003, "base of %v", hand.Finger(f))
			for i := range dims[f].Length {
				require.InDelta(t, person[f].Length[i], dims[f].Length[i], 0.001, "bone %d of %v", i, hand.Finger(f))
			}
		}
		fitter := hand.NewFitter(side, dims)
		var fit hand.Fit
		sum, n := 0.0, 0
		for i := range frames {
			require.True(t, fitter.Fit(&fit, &frames[i]))
			require.Less(t, fit.Error, 0.008)
			for f := hand.Index; f <= hand.Little; f++ {
				for j := 1; j < 3; j++ {
					a := hand.FingerAngle(f, j)
					d := fit.Angles[a] - truth[i][a]
					sum, n = sum+d*d, n+1
				}
			}
		}
		require.Less(t, sum/float64(n), (6*deg)*(6*deg))
	}
}

func TestMeasureRefusesWrongUnits(t *testing.T) {
	frames, _ := recording(1, hand.Right, hand.Nominal().Scaled(1000), 5, 0)
	_, err := hand.Measure(hand.Right, frames)
	require.EqualError(t, err, "hand: size: 1e+03 times a mean adult hand, want 0.5 to 1.6")
	_, err = hand.Measure(hand.Right, nil)
	require.ErrorContains(t, err, "hand: palm: no frame of 0")
}

func TestFitAllocatesNothing(t *testing.T) {
	frames, _ := recording(5, hand.Right, hand.Nominal(), 8, 0.003)
	fitter := hand.NewFitter(hand.Right, hand.Nominal())
	var fit hand.Fit
	i := 0
	require.Zero(t, testing.AllocsPerRun(100, func() {
		fitter.Fit(&fit, &frames[i%len(frames)])
		i++
	}))
}

func BenchmarkFit(b *testing.B) {
	frames, _ := recording(5, hand.Right, hand.Nominal(), 64, 0.003)
	fitter := hand.NewFitter(hand.Right, hand.Nominal())
	var fit hand.Fit
	i := 0
	for b.Loop() {
		fitter.Fit(&fit, &frames[i%len(frames)])
		i++
	}
}
