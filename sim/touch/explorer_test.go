package touch

import (
	"testing"

	"mirrorarm/sensors/material"
	"mirrorarm/sim/world"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// TestTheArmExploresASampleByItself: what it measured is named right, or by
// another material of the same heat group, or not at all.
func TestTheArmExploresASampleByItself(t *testing.T) {
	testdata.Long(t)
	o := Defaults()
	o.Train = 20
	k, err := Teach(t.Context(), o)
	require.NoError(t, err)
	right := 0
	for _, name := range []string{"steel", "glass", "EVA foam"} {
		m, err := world.LookupMaterial(name)
		require.NoError(t, err)
		x, err := NewExplorer(o.Profile, 1)
		require.NoError(t, err)
		const temperature = 21.0
		e, err := x.explore(t.Context(), m, temperature, func(p Phase, _ *material.Exploration) {
			if p != SlidingFast && p != Leaving {
				return
			}
			for i := range x.tips {
				pushed := x.skin.Wrenches()[x.tips[i].link].Force.Z
				require.InDelta(t, slideForce, pushed, 0.9, "%s: by the motors, which stick", name)
			}
		})
		require.NoError(t, err)
		for i := range e.Fingers {
			f := &e.Fingers[i]
			require.InDelta(t, [2]float64{40, 30}[i], f.Baseline, 1, "warm again after the first touch")
			require.True(t, f.Force >= leastPress && f.Force <= mostPress, "%s: pressed with %g N", name, f.Force)
			require.Len(t, f.Slides, 2)
			for k, s := range f.Slides {
				require.InEpsilon(t, slideSpeeds[k], s.Speed, 0.02, name)
			}
		}
		require.InDelta(t, temperature, material.ObjectTemperature(e), 4, name)
		posterior := k.Posterior(material.Features(e, o.Channels))
		answer := material.Decide(posterior, false)
		if answer == material.Unsure {
			continue
		}
		t.Logf("%s: named %s, %.3f; felt %.1f °C", name, k.Labels()[answer], posterior[answer], material.ObjectTemperature(e))
		require.Equal(t, GroupOf(name), GroupOf(k.Labels()[answer]), name)
		if k.Labels()[answer] == name {
			right++
		}
	}
	require.GreaterOrEqual(t, right, 2)
}

// TestAnArmWithoutASampleSaysSo instead of groping on for ever.
func TestAnArmWithoutASampleSaysSo(t *testing.T) {
	x, err := NewExplorer(Defaults().Profile, 1)
	require.NoError(t, err)
	_, err = x.search(&material.Exploration{})
	require.ErrorContains(t, err, "found no sample")
}
