package evaluate

import (
	"bytes"
	"image/png"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sensors/wearer"
	"mirrorarm/sim/figure"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

func short(t *testing.T, o Options) *Report {
	t.Helper()
	o.WithoutContributions = true
	if o.People == 0 {
		o.People = 2
	}
	if o.Seconds == 0 {
		o.Seconds = 10
	}
	r, err := Accuracy(t.Context(), o)
	require.NoError(t, err)
	return r
}

func TestTextileIsHonest(t *testing.T) {
	testdata.Long(t)
	r := short(t, Options{Seed: 11})
	require.Less(t, r.JointRMSE.Float(), 1.3)
	require.Greater(t, r.JointRMSE.Float(), 0.5, "better than this means that the truth leaks")
	require.Greater(t, r.Naive.Float(), 2.2)
	require.Less(t, r.Predicted.Float()/r.JointRMSE.Float(), 1.6)
	require.Greater(t, r.Predicted.Float()/r.JointRMSE.Float(), 1/1.6)
	require.InDelta(t, 20, r.CalibrationSeconds, 0.1)
	require.Greater(t, r.Moves.Float(), r.Holds.Float())
	require.Greater(t, r.JointP95.Float(), r.JointRMSE.Float())
	require.Len(t, r.Joints, hand.NumAngles)
}

func TestReferenceBeatsNames(t *testing.T) {
	testdata.Long(t)
	named := short(t, Options{Calibration: wearer.Named, Seed: 12})
	reference := short(t, Options{Seed: 12})
	require.Less(t, reference.JointRMSE.Float(), named.JointRMSE.Float())
	require.Less(t, reference.PoseError.Float(), named.PoseError.Float())
	require.Less(t, named.JointRMSE.Float(), 1.8)
}

func TestOtherWearers(t *testing.T) {
	testdata.Long(t)
	other := short(t, Options{Wearer: Other, Calibration: wearer.Named, Seed: 13})
	require.Less(t, other.JointRMSE.Float(), 3.5)
	require.InDelta(t, 5, other.CalibrationSeconds, 0.1)
	measured := short(t, Options{Wearer: Measured, Calibration: wearer.Named, Seed: 13})
	require.Less(t, measured.JointRMSE.Float(), 2.5)
}

// In a millisecond of movement the hand either moves or holds still, and what it
// does not do has no figure.
func TestWhatDidNotHappenIsNotMeasured(t *testing.T) {
	r := short(t, Options{People: 1, Channels: 64, Poses: 8, Seconds: 1.5e-3, Seed: 5})
	require.True(t, r.JointRMSE.Measured())
	require.NotEqual(t, r.Holds.Measured(), r.Moves.Measured())
	r = short(t, Options{People: 1, Channels: 64, Poses: 8, Seconds: 1e-4, Seed: 5})
	for _, v := range []figure.Value{r.JointRMSE, r.JointP95, r.Predicted, r.Joints["index_mcp"]} {
		require.Equal(t, figure.Missing(noStep), v)
	}
	require.Equal(t, figure.Missing(noFrame), r.Naive)
	require.Equal(t, figure.Missing(noMove), r.Moves)
	require.True(t, r.PoseError.Measured())
}

func TestSameOptionsSameFigures(t *testing.T) {
	o := Options{People: 3, Channels: 64, Seconds: 2, Poses: 8, Seed: 5}
	require.Equal(t, short(t, o), short(t, o))
}

func TestPiezoBeatsTheNaiveDecoder(t *testing.T) {
	testdata.Long(t)
	r := short(t, Options{Profile: "piezo", People: 4, Seconds: 12, Seed: 1})
	require.Less(t, r.JointRMSE.Float(), 4.5)
	require.Less(t, r.JointRMSE.Float(), r.Naive.Float()/2)
}

func TestNoiseAloneReachesTheBound(t *testing.T) {
	for _, channels := range []int{128, 576} {
		p, err := taxel.Lookup("textile")
		require.NoError(t, err)
		b, err := Static(p, channels, 3, nil)
		require.NoError(t, err)
		require.Greater(t, b.Ratio().Float(), 0.95)
		require.Less(t, b.Ratio().Float(), 1.10)
	}
	require.Equal(t, figure.Missing(noBound), Bound{}.Ratio())
}

func TestContributionsRankAsPhysicsDoes(t *testing.T) {
	testdata.Long(t)
	p, err := taxel.Lookup("textile")
	require.NoError(t, err)
	cost := map[string]float64{}
	for _, c := range causes(p, 576) {
		switch c.name {
		case taxel.Hysteresis.String(), taxel.Quantisation.String(), "named_poses":
			r, err := c.cost(1, nil)
			require.NoError(t, err)
			cost[c.name] = r.rmse
		}
	}
	require.Less(t, cost["quantisation"], cost["hysteresis"])
	require.Less(t, cost["quantisation"], 0.2)
	require.Less(t, cost["hysteresis"], 1.0)
	require.Greater(t, cost["named_poses"], 0.3)
}

func TestFaults(t *testing.T) {
	testdata.Long(t)
	scattered, err := Scattered(t.Context(), Options{People: 2, Seconds: 16, Seed: 2})
	require.NoError(t, err)
	require.Less(t, scattered.Ratio.Float(), 1.25)
	require.Less(t, scattered.RatioAtOnce.Float(), 2.0)
	require.GreaterOrEqual(t, scattered.NamedPct.Float(), 95.0)
	require.LessOrEqual(t, scattered.FalsePct.Float(), 1.0)
	torn, err := Torn(t.Context(), Options{People: 2, Seconds: 16, Seed: 2})
	require.NoError(t, err)
	require.InDelta(t, tornChannels, torn.Failed, 2, "but those that had failed before")
	require.Less(t, torn.Ratio.Float(), 2.0)
	require.Greater(t, torn.SigmaRatio.Float(), 1.0, "the covariance says so")
	_, err = Scattered(t.Context(), Options{Seconds: 3})
	require.ErrorContains(t, err, "want at least")
}

func TestSmoothingFilters(t *testing.T) {
	testdata.Long(t)
	r, err := Smoothing(t.Context(), Options{People: 2, Seconds: 15, Seed: 3})
	require.NoError(t, err)
	decoder, lowPass := r.Rows[0], r.Rows[1]
	require.InDelta(t, 120, lowPass.Lag.Float(), 20, "the usual filter's lag")
	require.Less(t, decoder.Lag.Float(), 8.0)
	require.Less(t, decoder.RMSE.Float(), lowPass.RMSE.Float()/2.5)
}

// A ramp through a filter of known lag comes out that much later.
func TestFiltersOnARamp(t *testing.T) {
	for _, c := range []struct {
		filter Smoother
		lag    float64 // steps
	}{
		{passThrough{}, 0},
		{newFixedLag(0.020), 20},
		{&lowPass{alpha: 0.2, every: 1}, 4}, // (1 − α)/α
	} {
		var out hand.Angles
		for i := range 2000 {
			out = c.filter.Smooth(&hand.Angles{float64(i)})
		}
		require.InDelta(t, 1999-c.lag, out[0], 1e-6)
	}
}

func TestSweepAndItsPlot(t *testing.T) {
	var ticks time.Duration
	r, err := Sweep(t.Context(), Options{Seed: 4}, []int{64, 256}, func() time.Duration { ticks += time.Microsecond; return ticks })
	require.NoError(t, err)
	rows := r.Rows
	require.Len(t, rows, 2)
	require.Less(t, rows[1].JointRMSE, rows[0].JointRMSE, "more channels tell more")
	require.InDelta(t, 1, rows[0].Microsecs, 1e-9)
	var file bytes.Buffer
	require.NoError(t, PlotSweep(&file, rows, "textile"))
	_, err = png.Decode(&file)
	require.NoError(t, err)
}

func TestMotionIsWhatTheStudyAsksFor(t *testing.T) {
	m := NewMotion(300, rand.New(rand.NewPCG(1, 1)))
	var still, fast, moves float64
	for _, l := range m.legs {
		moves++
		still += l.end - l.start - l.move
		peak := 0.0
		for j := range l.from {
			// A minimum-jerk path's peak speed is 15/8 of its mean.
			peak = max(peak, 1.875*math.Abs(l.to[j]-l.from[j])/l.move)
		}
		if peak > 200*degree {
			fast++
		}
		require.Equal(t, l.to.Clamped(), l.to)
	}
	require.LessOrEqual(t, still/m.legs[len(m.legs)-1].end, 0.5)
	require.GreaterOrEqual(t, fast/moves, 0.25)
}

func TestUnknownNames(t *testing.T) {
	_, err := ParseWho("me")
	require.ErrorContains(t, err, "same, other or measured")
	_, err = Accuracy(t.Context(), Options{Profile: "wool"})
	require.ErrorContains(t, err, "textile, hall")
	_, err = Accuracy(t.Context(), Options{People: -1})
	require.Error(t, err)
	_, err = Accuracy(t.Context(), Options{Channels: 3})
	require.ErrorContains(t, err, "64 to 65536")
}

func TestErrorsPercentile(t *testing.T) {
	var e Errors
	var zero, sigma hand.Angles
	for i := range 100 {
		d := (float64(i) + 0.5) * 0.1 * degree
		var a hand.Angles
		for j := range a {
			a[j] = d
		}
		e.Add(&a, &sigma, &zero, true)
	}
	require.InDelta(t, 9.5, e.Percentile(0.95), 0.11)
	require.InDelta(t, 5.77, e.RMSE(), 0.05)
}

func TestCalibrateSomeone(t *testing.T) {
	p, err := taxel.Lookup("textile")
	require.NoError(t, err)
	l, err := glove.NewLayout(64, p)
	require.NoError(t, err)
	c, err := CalibrateSomeone(l, wearer.Reference, 24, 1, nil)
	require.NoError(t, err)
	require.Greater(t, c.PredictedRMS(), 0.1*degree)
	require.Less(t, c.PredictedRMS(), 5*degree)
}
