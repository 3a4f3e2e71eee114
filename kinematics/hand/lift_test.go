package hand_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// pictures are views of one person's hand that bends and turns, in a picture's
// own unit, with the truth. hint scales the depths; noise is in metres.
func pictures(seed uint64, side hand.Side, dims hand.Dimensions, n int, hint, noise float64) (seen []hand.Observation, truth []hand.Angles) {
	rng := rand.New(rand.NewPCG(seed, 2))
	const unit = 0.3 // m
	for i := range n {
		phase := 2 * math.Pi * float64(i) / float64(n)
		a := hand.Rest()
		for f := hand.Index; f <= hand.Little; f++ {
			bend := 40 * deg * (1 + math.Sin(phase+0.6*float64(f)))
			a[hand.FingerAngle(f, 1)] = 0.7 * bend
			a[hand.FingerAngle(f, 2)] = bend
			a[hand.FingerAngle(f, 3)] = 0.6 * bend
		}
		upright := spatial.FromAxes(r3.Vec{Y: -1}, r3.Vec{X: 1}, r3.Vec{Z: 1})
		rot := quat.Mul(spatial.FromRPY(0.5*math.Sin(phase), 0.6*math.Cos(2*phase), 0), upright)
		lm := posed(side, dims, a, spatial.Pose{Rot: rot})
		for k := range lm {
			jitter := r3.Vec{X: rng.NormFloat64(), Y: rng.NormFloat64(), Z: rng.NormFloat64()}
			p := r3.Scale(1/unit, r3.Add(lm[k], r3.Scale(noise, jitter)))
			lm[k] = r3.Vec{X: p.X + 0.5, Y: p.Y + 0.4, Z: hint * p.Z}
		}
		seen, truth = append(seen, hand.Seen(lm)), append(truth, a)
	}
	return seen, truth
}

// bendError is the mean error (rad) of the fingers' PIP angles in lifted
// landmarks.
func bendError(t *testing.T, side hand.Side, seen []hand.Observation, truth []hand.Angles, hinted bool) float64 {
	t.Helper()
	lifter := hand.NewLifter(side, hand.Nominal(), hinted)
	sum := 0.0
	for i := range seen {
		var o hand.Observation
		misfit, ok := lifter.Lift(&o, &seen[i])
		require.True(t, ok)
		require.Less(t, misfit, 0.006)
		for f := hand.Index; f <= hand.Little; f++ {
			p := func(j int) r3.Vec { return o.Points[hand.Landmark(f, j)] }
			bend := math.Acos(min(r3.Cos(r3.Sub(p(1), p(0)), r3.Sub(p(2), p(1))), 1))
			sum += math.Abs(bend - truth[i][hand.FingerAngle(f, 2)])
		}
	}
	return sum / float64(4*len(seen))
}

func TestLiftFindsTheDepth(t *testing.T) {
	for _, side := range []hand.Side{hand.Right, hand.Left} {
		guessed, truth := pictures(3, side, hand.Nominal().Scaled(0.9), 120, 0.8, 0.001)
		with := bendError(t, side, guessed, truth, true)
		none, truth := pictures(3, side, hand.Nominal().Scaled(0.9), 120, 0, 0.001)
		without := bendError(t, side, none, truth, false)
		t.Logf("%.1f° with guesses of the depth, %.1f° without", with/deg, without/deg)
		require.Less(t, with, 6*deg)
		require.Less(t, without, 6*deg)
	}
}

func TestGuessedDepthsTellTheSide(t *testing.T) {
	for _, want := range []hand.Side{hand.Right, hand.Left} {
		seen, _ := pictures(5, want, hand.Nominal(), 30, 0.8, 0.002)
		shape, ok := hand.ShapeOfPicture(seen, true)
		require.True(t, ok)
		require.Equal(t, want, shape.Side())
		require.True(t, shape.Clear(), shape)
		shape, ok = hand.ShapeOfPicture(seen, false)
		require.True(t, ok)
		require.False(t, shape.Clear(), "a picture alone is the other hand's from behind")
	}
}

// What a tracker is less sure of counts less, but as long as it is seen it is judged:
// with one doubt about all of it the misfit is still of that size.
func TestADoubtfulSightIsJudgedToo(t *testing.T) {
	seen, _ := pictures(4, hand.Right, hand.Nominal(), 40, 0.8, 0.002)
	misfits := func(weight float64) (sum float64) {
		lifter := hand.NewLifter(hand.Right, hand.Nominal(), true)
		for i := range seen {
			doubtful := seen[i]
			for k := range doubtful.Weight {
				doubtful.Weight[k] *= weight
			}
			var o hand.Observation
			misfit, ok := lifter.Lift(&o, &doubtful)
			require.True(t, ok)
			require.Positive(t, misfit)
			sum += misfit
		}
		return sum
	}
	ratio := misfits(0.1) / misfits(1)
	require.Greater(t, ratio, 0.5)
	require.Less(t, ratio, 2.0)
}

// Whatever is seen, what comes out is finite and in sight where it was.
func TestLiftIsFinite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var o, lifted hand.Observation
		coordinate := rapid.OneOf(rapid.Float64Range(0, 1), rapid.SampledFrom([]float64{0, 0.5, 1e-9, 1e6}))
		lifter := hand.NewLifter(drawSide(t), hand.Nominal(), rapid.Bool().Draw(t, "hinted"))
		for range 3 {
			for i := range o.Points {
				o.Points[i] = r3.Vec{X: coordinate.Draw(t, "x"), Y: coordinate.Draw(t, "y"), Z: coordinate.Draw(t, "z")}
				o.Weight[i] = rapid.SampledFrom([]float64{0, 1}).Draw(t, "weight")
			}
			misfit, ok := lifter.Lift(&lifted, &o)
			if !ok {
				continue
			}
			require.False(t, math.IsNaN(misfit) || math.IsInf(misfit, 0))
			require.Equal(t, o.Weight, lifted.Weight)
			for k, p := range lifted.Points {
				require.False(t, math.IsNaN(r3.Norm(p)) || math.IsInf(r3.Norm(p), 0), k)
			}
		}
	})
}

func TestLiftAllocatesNothing(t *testing.T) {
	seen, _ := pictures(1, hand.Right, hand.Nominal(), 8, 0.8, 0.001)
	lifter := hand.NewLifter(hand.Right, hand.Nominal(), true)
	var o hand.Observation
	i := 0
	require.Zero(t, testing.AllocsPerRun(100, func() {
		lifter.Lift(&o, &seen[i%len(seen)])
		i++
	}))
}

func BenchmarkLift(b *testing.B) {
	seen, _ := pictures(1, hand.Right, hand.Nominal(), 200, 0.8, 0.001)
	lifter := hand.NewLifter(hand.Right, hand.Nominal(), true)
	var o hand.Observation
	i := 0
	for b.Loop() {
		lifter.Lift(&o, &seen[i%len(seen)])
		i++
	}
}
