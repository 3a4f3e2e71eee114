//go:build cgo || windows || js

package window

import (
	"image"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestAWindowFitsItsScreen(t *testing.T) {
	want := image.Pt(1280, 720)
	require.Equal(t, want, fitted(want, image.Pt(1920, 1080)))
	require.Equal(t, want, fitted(want, want))
	require.Equal(t, want, fitted(want, image.Pt(0, 0)), "a screen that does not say")
	require.Equal(t, image.Pt(883, 496), fitted(want, image.Pt(960, 540)), "1920 × 1080 at 200 %")
	rapid.Check(t, func(t *rapid.T) {
		screen := image.Pt(rapid.IntRange(1, 8000).Draw(t, "width"), rapid.IntRange(1, 8000).Draw(t, "height"))
		got := fitted(want, screen)
		require.True(t, got.X >= 1 && got.Y >= 1)
		require.True(t, got.X <= max(screen.X, 1) && got.Y <= max(screen.Y, 1))
		if got.Y > 100 {
			require.InEpsilon(t, 16.0/9, float64(got.X)/float64(got.Y), 0.01)
		}
	})
}

func TestAScreenThatLiesAboutItsScale(t *testing.T) {
	for _, lie := range []float64{0, -1, math.NaN(), math.Inf(1), 104, 1e-9} {
		require.InDelta(t, 1.5, textScale(lie, image.Pt(1920, 1080)), 1e-9, "as if it had said 1")
		require.Positive(t, pixels(1280, lie))
	}
	require.InDelta(t, 1.5, textScale(1.5, image.Pt(1920, 1080)), 1e-9, "1920 × 1080 at 150 %")
	require.InDelta(t, 2, textScale(2, image.Pt(2560, 1440)), 1e-9, "2560 × 1440 at 200 %")
	require.InDelta(t, 1.25*992/720, textScale(2, image.Pt(1763, 992)), 1e-9, "1920 × 1080 at 200 %: what does not fit is made smaller")
	require.InDelta(t, 3, textScale(1, image.Pt(3840, 2160)), 1e-9, "a full screen is read from afar")
	require.InDelta(t, 1080.0/640, textScale(1, image.Pt(1080, 1920)), 1e-9, "upright, two panels stand side by side")
	require.InDelta(t, 1.25, textScale(8, image.Pt(1280, 720)), 1e-9, "no more than leaves room")
}

func TestAMonitorIsChosenByNumberOrName(t *testing.T) {
	names := []string{"DELL U2720Q", "eDP-1", "Samsung 65"}
	for want, i := range map[string]int{"1": 0, "3": 2, "dell": 0, "edp": 1, "Samsung 65": 2} {
		got, err := chooseMonitor(names, want)
		require.NoError(t, err, "%s", want)
		require.Equal(t, i, got, "%s", want)
	}
	for _, want := range []string{"0", "4", "-1", "projector", "e", "1e9"} {
		_, err := chooseMonitor(names, want)
		require.ErrorContains(t, err, "2 (eDP-1)", "%s", want)
	}
	_, err := chooseMonitor(nil, "1")
	require.Error(t, err)
}
