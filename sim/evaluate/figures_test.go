package evaluate

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sensors/wearer"

	"github.com/stretchr/testify/require"
)

// same is one number for every angle.
func same(x float64) *hand.Angles {
	var a hand.Angles
	for j := range a {
		a[j] = x
	}
	return &a
}

// TestFiguresOfAStudyAreWhatTheySay: errors and what the decoder expects of itself
// are told beforehand, of one person and of two.
func TestFiguresOfAStudyAreWhatTheySay(t *testing.T) {
	var a, b Errors
	truth := same(0.3)
	a.Add(same(0.3+3*degree), same(2*degree), truth, true)
	a.Add(same(0.3-1*degree), same(2*degree), truth, false)
	one := *same(0.3)
	one[hand.RingPIP] += 5 * degree
	b.Add(&one, same(4*degree), truth, false)
	b.AddNaive(same(0.3+6*degree), truth)
	require.InDelta(t, math.Sqrt((9+1)/2.0), a.RMSE(), 1e-9)
	require.InDelta(t, 1, rms(a.holdSum, a.holds), 1e-9)
	require.InDelta(t, 2, rms(a.predicted, a.count), 1e-9)
	require.InDelta(t, math.Sqrt(5), a.JointRMSE(hand.IndexPIP), 1e-9)
	require.InDelta(t, 1.05, a.Percentile(0.25), 0.051)
	require.InDelta(t, 3.05, a.Percentile(0.75), 0.051)
	require.InDelta(t, 5, b.JointRMSE(hand.RingPIP), 1e-9)
	require.InDelta(t, 0, b.JointRMSE(hand.IndexPIP), 1e-9)
	require.InDelta(t, 6, rms(b.naive, b.naiveCount), 1e-9)
	a.Merge(&b)
	const n = hand.NumAngles
	require.InDelta(t, math.Sqrt((10*n+25)/(3.0*n)), a.RMSE(), 1e-9)
	require.InDelta(t, math.Sqrt((4+4+16)/3.0), rms(a.predicted, a.count), 1e-9)
	require.InDelta(t, math.Sqrt((n+25)/(2.0*n)), rms(a.holdSum, a.holds), 1e-9)
	require.InDelta(t, math.Sqrt((10+25)/3.0), a.JointRMSE(hand.RingPIP), 1e-9)
	require.InDelta(t, 6, rms(a.naive, a.naiveCount), 1e-9)
	require.InDelta(t, 5.05, a.Percentile(1), 0.051)
	require.InDelta(t, 0.05, a.Percentile(0.3), 1e-9, "a third but one had none")
	require.Zero(t, rms(3, 0))
	// What is beyond 90° counts as that.
	var wild Errors
	wild.Add(same(3), same(0), same(0), true)
	require.InDelta(t, 90, wild.Percentile(0.5), 1e-9)
}

// TestTheOneEuroFilterFollowsASpeedTheCloser: of a ramp of v rad/s it is late by the
// time constant 1/2πf of its cutoff f = f₀ + β·|speed| (Casiez, Roussel and Vogel
// 2012), whose speed is that from the filtered value to the new one, once per step.
func TestTheOneEuroFilterFollowsASpeedTheCloser(t *testing.T) {
	for _, c := range []struct{ cutoff, beta, v float64 }{{1.5, 0, 2}, {1.5, 8, 0.01}, {1.5, 8, 2}, {3, 2, 1}} {
		f := &oneEuro{cutoff: c.cutoff, beta: c.beta}
		var out hand.Angles
		const steps = 20_000
		for i := range steps {
			out = f.Smooth(same(c.v * float64(i) / loopRate))
		}
		late := (float64(steps-1)/loopRate - out[hand.RingPIP]/c.v)
		// Its own speed: v over a step, and what it is behind, in one step.
		want := 0.0
		for range 200 {
			want = 1 / (2 * math.Pi * (c.cutoff + c.beta*c.v*(1+want*loopRate)))
		}
		require.InEpsilon(t, want, late, 1e-3, "%+v", c)
	}
	// At rest it is a low-pass of its least cutoff: from a step 1/e is left after a
	// time constant.
	f := &oneEuro{cutoff: 1.5}
	f.Smooth(same(0))
	var out hand.Angles
	for range int(math.Round(loopRate / (2 * math.Pi * 1.5))) {
		out = f.Smooth(same(1))
	}
	require.InDelta(t, 1-1/math.E, out[0], 0.01)
}

// TestLowPassesHoldInBetween: at its own rate a filter steps, and starts where the
// hand is.
func TestLowPassesHoldInBetween(t *testing.T) {
	f := &lowPass{alpha: 0.25, every: 3}
	require.InDelta(t, 2, f.Smooth(same(2))[0], 1e-12)
	for i, want := range []float64{2, 2, 2.25, 2.25, 2.25, 2.4375} {
		require.InDelta(t, want, f.Smooth(same(3))[5], 1e-12, "step %d", i)
	}
	g := newFixedLag(0.002)
	require.Len(t, g.window, 5)
	require.InDelta(t, 7, g.Smooth(same(7))[0], 1e-12)
	require.InDelta(t, 8, g.Smooth(same(12))[0], 1e-12)
	require.InDelta(t, 9, g.Smooth(same(12))[0], 1e-12)
}

// TestTheBestShiftIsTheParabolasLowest point.
func TestTheBestShiftIsTheParabolasLowest(t *testing.T) {
	var by [maxShift + 1]sumOfSquares
	for _, want := range []float64{31, 57.25, 100.4} {
		for d := range by {
			by[d] = sumOfSquares{sum: 3 + (float64(d)-want)*(float64(d)-want), count: 1}
		}
		require.InDelta(t, want, bestShift(&by), 1e-6)
	}
	for d := range by {
		by[d] = sumOfSquares{sum: float64(d), count: 1}
	}
	require.Zero(t, bestShift(&by))
	for d := range by {
		by[d] = sumOfSquares{sum: 1000 - float64(d), count: 1}
	}
	require.Equal(t, float64(maxShift), bestShift(&by))
}

// TestJitterIsWhatIsLeftInAHold: a constant error is none, and what comes before a
// second and a half of calm does not count.
func TestJitterIsWhatIsLeftInAHold(t *testing.T) {
	var k track
	var history [maxShift + 1]hand.Angles
	add := func(i int, error, still float64, moving bool) { k.add(same(error), &history, i, moving, still) }
	for i := range 300 {
		add(i, 9, 1.5, false)
	}
	for i := range 300 {
		add(i, 0.4+0.01*float64(i%2*2-1), 1.6, false)
	}
	require.Zero(t, k.jitter.count)
	add(0, 0.4, 0, true)
	require.InDelta(t, 0.01/degree, k.jitter.rms(), 1e-9)
	require.Equal(t, 300.0*hand.NumAngles, k.jitter.count)
	// A movement that comes out three steps later is like the truth three steps ago.
	k = track{}
	for i := range 1000 {
		history[i%len(history)] = *same(math.Sin(float64(i) / 50))
		k.add(same(math.Sin(float64(i-3)/50)), &history, i, i > 300, 0)
	}
	require.InDelta(t, 0, k.shifted[3].rms(), 1e-9)
	require.Greater(t, k.shifted[2].rms(), 0.1)
	require.Equal(t, 699.0*hand.NumAngles, k.shifted[3].count)
}

// TestChannelsThatAreCalledBrokenAreCounted: those that are, and those that are not.
func TestChannelsThatAreCalledBrokenAreCounted(t *testing.T) {
	profile, err := taxel.Lookup("textile")
	require.NoError(t, err)
	s := setup{
		profile: profile, channels: 128, calibration: wearer.Reference, poses: 24,
		tolerances: wearer.DesignTolerances(), draw: randomPerson,
	}
	n, err := s.begin(3, nil)
	require.NoError(t, err)
	broken := map[int]bool{}
	for i := range n.layout.Len() {
		if n.layout.Channel(i).Kind == taxel.Stretch && n.calibration.Channels[i].Health == glove.Sound && len(broken) < 6 && i%7 == 0 {
			broken[i] = true
			n.wearer.Fail(i, taxel.Dead, 0)
		}
	}
	require.Len(t, broken, 6)
	frame := glove.NewFrame(n.layout.Len())
	m := NewMotion(6, rand.New(rand.NewPCG(1, 1)))
	for i := range 6 * loopRate {
		at := float64(i) / loopRate
		truth, _ := m.At(at)
		if n.wearer.Sense(n.start+at, truth, frame) {
			n.decoder.Update(frame)
		}
	}
	told := make([]bool, n.layout.Len())
	sound := 0
	for i := range told {
		if n.layout.Channel(i).Kind == taxel.Stretch && n.calibration.Channels[i].Health == glove.Sound {
			sound++
		}
	}
	// Nobody is said to have broken any: those that were are false alarms.
	var r faultRun
	r.count(n, told)
	require.Equal(t, 6, r.falseAlarms)
	require.Equal(t, sound, r.sound)
	require.Zero(t, r.named+r.failed)
	// Half of them, and one that is whole.
	r = faultRun{}
	whole, left := -1, 3
	for i := range told {
		switch {
		case broken[i] && left > 0:
			told[i], left = true, left-1
		case whole < 0 && !broken[i] && n.layout.Channel(i).Kind == taxel.Stretch && n.calibration.Channels[i].Health == glove.Sound:
			whole, told[i] = i, true
		}
	}
	r.count(n, told)
	require.Equal(t, faultRun{named: 3, failed: 4, falseAlarms: 3, sound: sound - 4}, r)
	twice := r
	twice.merge(&r)
	require.Equal(t, faultRun{named: 6, failed: 8, falseAlarms: 6, sound: 2 * (sound - 4)}, twice)
}
