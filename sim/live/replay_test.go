package live_test

import (
	"testing"

	"mirrorarm/sim/gesture"
	"mirrorarm/sim/live"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// A replay begins in the posture of its first frame; without that the hand is come
// to from where arms rest. Frames come a delay after they were seen, and not before.
func TestReplayBeginsInTheFirstPosture(t *testing.T) {
	path := testdata.Path("hands", "left-leap-playback.json.lz")
	whole, err := gesture.Open(path, gesture.Options{})
	require.NoError(t, err)
	rec, err := gesture.Frames(path, gesture.Options{})
	require.NoError(t, err)
	info := whole.Info()
	var want, now gesture.Sample
	whole.Sample(0, &want)
	far := func() (sum float64) {
		for i := range want.Angles {
			sum += (want.Angles[i] - now.Angles[i]) * (want.Angles[i] - now.Angles[i])
		}
		return sum
	}
	opt := live.ReplayOptions{Delay: 0.2, Bones: &info.Dims}
	came := 0
	saw := func(*live.Frame, live.Verdict) { came++ }

	plain := live.NewReplay(rec, opt)
	plain.Until(0, saw)
	require.Zero(t, came)
	plain.Source(info.Side, info.Dims).Sample(0, &now)
	require.Equal(t, gesture.Lost, now.State)
	require.Greater(t, far(), 0.05, "this hand does not rest")

	begun := live.NewReplay(rec, opt)
	begun.Begin(saw)
	begun.Begin(saw)
	require.Equal(t, 1, came, "it begins once")
	begun.Source(info.Side, info.Dims).Sample(0, &now)
	require.Equal(t, gesture.OK, now.State)
	require.Less(t, far(), 0.02)
	require.Less(t, r3.Norm(r3.Sub(now.WorldFromForearm.Pos, gesture.DefaultWrist())), 0.05)

	last := rec.Frames[len(rec.Frames)-1].Time
	begun.Until(last+opt.Delay-1e-6, saw)
	require.False(t, begun.Over())
	begun.Until(last+opt.Delay+1e-6, saw)
	require.True(t, begun.Over())
	require.Len(t, rec.Frames, came)
}

// What is shown is compared only while both have the hand, and at rest only while
// it is still.
func TestComparisonOfTheTruthItself(t *testing.T) {
	path := testdata.Path("hands", "left-leap-playback.json.lz")
	whole, err := gesture.Open(path, gesture.Options{})
	require.NoError(t, err)
	rec, err := gesture.Frames(path, gesture.Options{})
	require.NoError(t, err)
	c := live.NewComparison(whole)
	var s gesture.Sample
	whole.Sample(0, &s)
	c.Add(0, &s)
	require.Zero(t, c.Live().Moments(), "no frame has come")
	c.Saw(&live.Frame{Time: 0, Hands: rec.Frames[0].Hands}, live.Verdict{})
	for k := range 1000 {
		at := 0.001 * float64(k)
		whole.Sample(at, &s)
		c.Add(at, &s)
	}
	require.Positive(t, c.Live().Moments())
	require.Zero(t, c.Live().MM())
	require.Positive(t, c.Hold().MM(), "the first frame is held all the time")
	require.Less(t, c.Rest().Moments(), c.Live().Moments())
	before := c.Live().Moments()
	s.State = gesture.Lost
	c.Add(0.5, &s)
	require.Equal(t, before, c.Live().Moments())
}
