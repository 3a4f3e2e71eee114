package mirror

import (
	"math"
	"testing"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// trackersOf a synthetic source, a recorded one and a live one.
func trackersOf(t *testing.T) (noisy, recorded, live *tracker) {
	src := synth(t, "open")
	return newTracker(src, 5),
		newTracker(altered{Source: src, change: func(i *gesture.Info) { i.Frames = 10 }}, 5),
		newTracker(altered{Source: src, change: func(i *gesture.Info) { i.Live = true }}, 5)
}

var someForearm = spatial.Pose{Rot: spatial.FromRPY(0.4, -0.3, 1.2), Pos: r3.Vec{X: -0.3, Y: -0.1, Z: 1.2}}

// TestATrackerErrsByTwoMillimetresAndHalfADegree per axis, unless the source has
// been through one; smoothed, by what a g-h filter lets through of it: of its
// variance (2g² + 2h − 3gh)/(g·(4 − 2g − h)) (Brookner, Tracking and Kalman
// Filtering Made Easy, 1998, eq. 1.2-15 and following).
func TestATrackerErrsByTwoMillimetresAndHalfADegree(t *testing.T) {
	noisy, recorded, live := trackersOf(t)
	errs := func(tr *tracker, tracked bool) float64 {
		s := gesture.Sample{WorldFromForearm: someForearm, Tracked: tracked}
		tr.reset(&s)
		tr.update(10e-3, &s)
		return r3.Norm(spatial.Difference(someForearm, tr.forearmAt(10e-3)).Lin)
	}
	require.InDelta(t, 0, errs(recorded, false), 1e-12)
	require.InDelta(t, 0, errs(live, false), 1e-12)
	require.InDelta(t, 0, errs(noisy, true), 1e-12, "a live hand that leads a synthetic one's mirror")
	require.Greater(t, errs(noisy, false), 1e-6)

	const n = 20_000
	var shift, turn, smooth, smoothTurn float64
	s := gesture.Sample{WorldFromForearm: someForearm}
	noisy.reset(&s)
	require.Equal(t, someForearm, noisy.forearmAt(3), "at rest at first")
	spread := func(p spatial.Pose) (lin, ang float64) {
		d := spatial.Difference(someForearm, p)
		return r3.Norm2(d.Lin) / 3 / n, r3.Norm2(d.Ang) / 3 / n
	}
	for range n {
		lin, ang := spread(noisy.measure(someForearm))
		shift, turn = shift+lin, turn+ang
	}
	require.InEpsilon(t, 2e-3, math.Sqrt(shift), 0.02)
	require.InEpsilon(t, 0.5, math.Sqrt(turn)*180/math.Pi, 0.02)
	for i := range n {
		now := float64(i+1) * 10e-3
		noisy.update(now, &s)
		lin, ang := spread(noisy.forearmAt(now))
		smooth, smoothTurn = smooth+lin, smoothTurn+ang
	}
	const theta = 0.75
	g, h := 1-theta*theta, (1-theta)*(1-theta)
	through := math.Sqrt((2*g*g + 2*h - 3*g*h) / (g * (4 - 2*g - h)))
	require.InEpsilon(t, 2e-3*through, math.Sqrt(smooth), 0.04)
	require.InEpsilon(t, 0.5*through, math.Sqrt(smoothTurn)*180/math.Pi, 0.04)
}

// TestATrackerWithoutNoiseForgetsAStepByPowers: critically damped, what is left of
// it after n measurements is θⁿ·(1 − n·(1 − θ)), and a steady motion is followed
// without lag, in between by prediction.
func TestATrackerWithoutNoiseForgetsAStepByPowers(t *testing.T) {
	const theta = 0.4
	_, tracker, _ := trackersOf(t)
	s := gesture.Sample{WorldFromForearm: someForearm, Time: 0.5}
	tracker.reset(&s)
	step := spatial.Twist{Lin: r3.Vec{X: 0.01, Y: -0.02, Z: 0.03}, Ang: r3.Vec{Z: 0.02}}
	s.WorldFromForearm = moved(someForearm, step)
	for n := 1; n <= 6; n++ {
		for i := 1; i <= 10; i++ {
			now := 0.5 + float64(10*n-10+i)*1e-3
			before := tracker.forearmAt(now)
			tracker.update(now+1e-9, &s)
			if i < 10 {
				require.Equal(t, before, tracker.forearmAt(now), "it measures 100 times a second")
			}
		}
		left := math.Pow(theta, float64(n)) * (1 - float64(n)*(1-theta))
		d := spatial.Difference(tracker.forearmAt(tracker.at), s.WorldFromForearm)
		require.InDelta(t, 0, r3.Norm(r3.Sub(d.Lin, r3.Scale(left, step.Lin))), 1e-6)
		require.InDelta(t, 0, r3.Norm(r3.Sub(d.Ang, r3.Scale(left, step.Ang))), 1e-6)
	}

	drift := func(at float64) spatial.Pose {
		return spatial.Pose{
			Rot: quat.Mul(spatial.FromRotationVector(r3.Scale(at, r3.Vec{X: 0.5, Y: 0.2, Z: -1})), someForearm.Rot),
			Pos: r3.Add(someForearm.Pos, r3.Scale(at, r3.Vec{X: 0.3, Y: -0.2, Z: 0.1})),
		}
	}
	s = gesture.Sample{WorldFromForearm: drift(0)}
	tracker.reset(&s)
	for i := 1; i <= 605; i++ {
		now := float64(i) * 1e-3
		s.WorldFromForearm = drift(now)
		tracker.update(now, &s)
		if i > 400 {
			d := spatial.Difference(tracker.forearmAt(now), drift(now))
			require.InDelta(t, 0, r3.Norm(d.Lin), 1e-6)
			require.InDelta(t, 0, r3.Norm(d.Ang), 1e-6)
		}
	}
}
