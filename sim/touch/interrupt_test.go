package touch

import (
	"context"
	"testing"

	"mirrorarm/sensors/material"
	"mirrorarm/sim/world"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// An interrupted study has the figures of the touches that were made: those of a
// study of so many.
func TestAnInterruptedStudyIsOfTheTouchesSoFar(t *testing.T) {
	o := Defaults()
	o.Materials, o.Channels = []string{"steel", "glass", "oak"}, material.Channels{Thermal: true}
	o.Train, o.Trials = MinTrain, 40
	ctx, stop := context.WithCancel(t.Context())
	o.Progress = func(done, total int) {
		require.Equal(t, 3*48, total)
		if done == 3*(MinTrain+5)+1 {
			stop()
		}
	}
	got, err := Run(ctx, o)
	require.NoError(t, err)
	require.True(t, got.Interrupted)
	require.GreaterOrEqual(t, got.Trials, 4)
	require.Less(t, got.Trials, 40)
	o.Trials, o.Progress = got.Trials, nil
	want, err := Run(t.Context(), o)
	require.NoError(t, err)
	want.Interrupted = true
	require.Equal(t, want, got)
}

// As long as nothing can be named, nothing is reported.
func TestAStudyThatIsInterruptedWhileItLearns(t *testing.T) {
	o := Defaults()
	o.Train, o.Trials = 10_000, 1
	ctx, stop := context.WithCancel(t.Context())
	o.Progress = func(done, _ int) {
		if done == 3 {
			stop()
		}
	}
	r, err := Run(ctx, o)
	require.ErrorIs(t, err, context.Canceled)
	require.Nil(t, r)
	_, err = Teach(ctx, o)
	require.ErrorIs(t, err, context.Canceled)
}

// An exploration ends in its midst, whatever the arm is about.
func TestAnExplorationIsBrokenOff(t *testing.T) {
	testdata.Long(t)
	steel, err := world.LookupMaterial("steel")
	require.NoError(t, err)
	for phase := Pressing; phase < Leaving; phase++ {
		x, err := NewExplorer(Defaults().Profile, 1)
		require.NoError(t, err)
		ctx, stop := context.WithCancel(t.Context())
		var last Phase
		e, err := x.explore(ctx, steel, 22, func(now Phase, _ *material.Exploration) {
			if last = now; now == phase {
				stop()
			}
		})
		require.ErrorIs(t, err, context.Canceled)
		require.Nil(t, e)
		require.Equal(t, phase, last)
	}
}
