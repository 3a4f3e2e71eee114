package glove

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTogetherTellsAndEndsAsOne: parts side by side tell one rising share, by what they
// weigh; an error of either side ends all of them, and is told once; a panic reaches
// whoever waits.
func TestTogetherTellsAndEndsAsOne(t *testing.T) {
	sizes := []int{1, 3, 0, 4}
	steps := func(_ int, part Progress) error {
		for i := range 101 {
			if err := part.At(float64(i) / 100); err != nil {
				return err
			}
		}
		return nil
	}
	last := 0.0
	require.NoError(t, Progress(func(share float64) error {
		require.GreaterOrEqual(t, share, last-1e-12)
		require.LessOrEqual(t, share-last, 0.005+1e-12)
		last = share
		return nil
	}).together(sizes, steps))
	require.InDelta(t, 1, last, 1e-12)
	require.NoError(t, Progress(nil).together(sizes, steps))

	enough, told := errors.New("enough"), 0
	err := Progress(func(share float64) error {
		if share < 0.5 {
			return nil
		}
		told++
		return enough
	}).together(sizes, steps)
	require.ErrorIs(t, err, enough)
	require.Equal(t, 1, told)

	err = Progress(nil).together(sizes, func(i int, part Progress) error {
		if i == 1 {
			return enough
		}
		return steps(i, part)
	})
	require.ErrorIs(t, err, enough)
	require.PanicsWithValue(t, "broken", func() {
		_ = Progress(nil).together(sizes, func(int, Progress) error { panic("broken") })
	})
}
