package evaluate

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// An interrupted study has the figures of those people who were done, and of no
// others: those of a study of so many.
func TestAnInterruptedStudyIsOfThePeopleWhoWereDone(t *testing.T) {
	procs := runtime.GOMAXPROCS(1) // one person after the other
	t.Cleanup(func() { runtime.GOMAXPROCS(procs) })
	all := Options{People: 4, Channels: 64, Seconds: 2, Poses: 8, Seed: 5, WithoutContributions: true}
	ctx, stop := context.WithCancel(t.Context())
	all.Progress = func(share float64) {
		if share > 0.7 {
			stop()
		}
	}
	got, err := Accuracy(ctx, all)
	require.NoError(t, err)
	require.True(t, got.Interrupted)
	require.Greater(t, got.People, 0)
	require.Less(t, got.People, 4)
	few := all
	few.People, few.Progress = got.People, nil
	want, err := Accuracy(t.Context(), few)
	require.NoError(t, err)
	want.Interrupted = true
	require.Equal(t, want, got)
}

// Before anything was measured there is nothing to report but that.
func TestStudiesEndAtOnce(t *testing.T) {
	clock := func() time.Duration { return 0 }
	o := Options{People: 1000, Channels: 64, Seconds: 1000}
	for name, study := range map[string]func(context.Context) (any, error){
		"accuracy":  func(ctx context.Context) (any, error) { return Accuracy(ctx, o) },
		"scattered": func(ctx context.Context) (any, error) { return Scattered(ctx, o) },
		"torn":      func(ctx context.Context) (any, error) { return Torn(ctx, o) },
		"smoothing": func(ctx context.Context) (any, error) { return Smoothing(ctx, o) },
		"sweep":     func(ctx context.Context) (any, error) { return Sweep(ctx, o, []int{128, 64}, clock) },
	} {
		t.Run(name, func(t *testing.T) {
			for _, last := range []int{1, 1500, 5000} { // at the postures, and at what is made of them
				ctx, stop := context.WithCancel(t.Context())
				told := 0
				o.Progress = func(float64) {
					if told++; told == last {
						stop()
					}
				}
				r, err := study(ctx)
				require.ErrorIs(t, err, context.Canceled)
				require.Nil(t, r)
				require.Less(t, told-last, 100, "what goes on beside it ends as well")
			}
		})
	}
}

// What is told of rises from near 0 to 1, and often enough for a bar.
func TestProgressOfAStudyRises(t *testing.T) {
	last, told := 0.0, 0
	o := Options{People: 2, Channels: 64, Seconds: 2, Poses: 8, Seed: 5, WithoutContributions: true}
	o.Progress = func(share float64) {
		require.GreaterOrEqual(t, share, last-1e-9)
		require.Less(t, share-last, 0.1)
		last = share
		told++
	}
	_, err := Accuracy(t.Context(), o)
	require.NoError(t, err)
	require.InDelta(t, 1, last, 1e-9)
	require.Greater(t, told, 100)
}
