package touch

import (
	"testing"

	"mirrorarm/sensors/material"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// study runs with a change to the defaults.
func study(t *testing.T, trials int, change func(*Options)) *Result {
	t.Helper()
	o := Defaults()
	o.Trials = trials
	change(&o)
	r, err := Run(t.Context(), o)
	require.NoError(t, err)
	return r
}

func heatOnly(o *Options) {
	o.Channels = material.Channels{Thermal: true}
	o.Forced = true
}

// pairwise is the share of right answers among those within a pair.
func pairwise(r *Result, a, b string) float64 {
	i, j := index(r, a), index(r, b)
	right := r.Confusion[i][i] + r.Confusion[j][j]
	return float64(right) / float64(right+r.Confusion[i][j]+r.Confusion[j][i])
}

func index(r *Result, label string) int {
	for i, l := range r.Labels {
		if l == label {
			return i
		}
	}
	return -1
}

func TestHeatSeesSixGroupsAndNoMore(t *testing.T) {
	testdata.Long(t)
	r := study(t, 40, heatOnly)
	require.InDelta(t, 0.58, r.Accuracy, 0.10, "12 materials")
	require.GreaterOrEqual(t, r.Groups, 0.975)
	for _, p := range [][2]string{
		{"copper", "aluminium"}, {"aluminium", "steel"}, {"steel", "alumina"},
		{"leather", "rubber"}, {"rubber", "ABS"}, {"ABS", "leather"}, {"copper", "steel"},
	} {
		require.LessOrEqual(t, pairwise(r, p[0], p[1]), 0.80, "%v", p)
	}
}

func TestWhatHidesMaterialsFromHeat(t *testing.T) {
	testdata.Long(t)
	exact := study(t, 15, func(o *Options) { heatOnly(o); o.Spread, o.Train = 0, 30 })
	require.GreaterOrEqual(t, exact.Accuracy, 0.68, "specimens alike")
	silent := study(t, 8, func(o *Options) { heatOnly(o); o.Spread, o.Noise, o.Train = 0, 0, 30 })
	require.GreaterOrEqual(t, silent.Accuracy, 0.97, "and no noise")
	one := study(t, 15, func(o *Options) { heatOnly(o); o.OneHeat, o.Train = true, 30 })
	require.LessOrEqual(t, one.Accuracy, 0.58, "a single temperature cannot tell a colder object from a better conductor")
}

func TestAllSensesNameTheMaterial(t *testing.T) {
	testdata.Long(t)
	r := study(t, 20, func(o *Options) { o.Train = 25 })
	require.GreaterOrEqual(t, r.Accuracy, 0.94)
	require.Len(t, r.Alone, 3)
	for channel, alone := range r.Alone {
		require.LessOrEqual(t, alone, r.Accuracy+0.02, channel)
	}
}

// TestATwinCannotBeToldApart: a sample with steel's numbers under paper's name
// is steel to every sensor, so no name has leaked past them.
func TestATwinCannotBeToldApart(t *testing.T) {
	testdata.Long(t)
	r := study(t, 50, func(o *Options) {
		o.Materials = []string{"steel", "paper"}
		o.Channels = material.Channels{Thermal: true, Vibration: true}
		o.Forced = true
		o.Twin = [2]string{"steel", "paper"}
	})
	require.Equal(t, []string{"steel", "paper", "paper twin"}, r.Labels)
	require.InDelta(t, 0.5, pairwise(r, "steel", "paper twin"), 0.15)
	require.Equal(t, 1.0, r.Right[index(r, "paper")])
}

func TestSameSeedSameStudy(t *testing.T) {
	small := func(seed uint64) *Result {
		return study(t, 5, func(o *Options) {
			heatOnly(o)
			o.Train, o.Seed, o.Materials = 8, seed, []string{"copper", "steel", "ABS", "rubber"}
		})
	}
	require.Equal(t, small(1), small(1))
	require.NotEqual(t, small(1).Confusion, small(2).Confusion)
}

// TestReadoutReachesTheFeatures: other noise or coarser counts are other
// features, for they come from counts and nowhere else.
func TestReadoutReachesTheFeatures(t *testing.T) {
	features := func(change func(*Options)) []float64 {
		o := Defaults()
		o.Train, o.Trials = MinTrain, 1
		change(&o)
		samples, err := o.samples()
		require.NoError(t, err)
		p, err := newProbe(1)
		require.NoError(t, err)
		tr := trial{probe: p, opt: &o}
		e, err := tr.run(&samples[2], 7)
		require.NoError(t, err)
		return material.Features(e, o.Channels)
	}
	base := features(func(*Options) {})
	require.Equal(t, base, features(func(*Options) {}))
	require.NotEqual(t, base, features(func(o *Options) { o.Profile.Noise *= 2 }))
	require.NotEqual(t, base, features(func(o *Options) { o.Profile.Codes /= 2 }))
	require.NotEqual(t, base, features(func(o *Options) { o.Noise = 2 }))
}

func TestBadOptions(t *testing.T) {
	for want, change := range map[string]func(*Options){
		"0 trials":               func(o *Options) { o.Trials = 0 },
		"2 touches to learn":     func(o *Options) { o.Train = 2 },
		`unknown material "tin"`: func(o *Options) { o.Materials = []string{"tin", "steel"} },
		"named twice":            func(o *Options) { o.Materials = []string{"steel", "steel"} },
		"want at least 2":        func(o *Options) { o.Materials = []string{"steel"} },
		"no channels":            func(o *Options) { o.Channels = material.Channels{} },
		"twin: ":                 func(o *Options) { o.Twin = [2]string{"steel", "gold"} },
		"spread -1":              func(o *Options) { o.Spread = -1 },
	} {
		o := Defaults()
		change(&o)
		_, err := Run(t.Context(), o)
		require.ErrorContains(t, err, want)
	}
	_, err := ParseChannels([]string{"smell"})
	require.EqualError(t, err, `touch: unknown channel "smell", want one or more of force, thermal, vibration`)
}
