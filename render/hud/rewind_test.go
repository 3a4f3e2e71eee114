package hud

import (
	"image"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/locale"

	"github.com/stretchr/testify/require"
)

// The bar has a place of its own in every language and shape of window: no panel lies
// under it, and its line of keys ends before what is being made.
func TestTheBarHasItsPlace(t *testing.T) {
	desc := description(t, hand.Left)
	for _, size := range []image.Point{{1280, 720}, {1024, 768}, {800, 600}, {3840, 2160}} {
		h, err := New(desc, size.X, size.Y, 0, nil)
		require.NoError(t, err)
		for l := range locale.Language(locale.NumLanguages) {
			s := everything()
			s.Language, s.Past = l, Past{Open: true, At: 10, Length: 30, Making: locale.SavingMoving, Made: 0.5}
			bar := h.barRect(&s)
			require.True(t, bar.In(h.overlay.Rect))
			for p, r := range h.place(&s) {
				require.False(t, r.Overlaps(bar), "panel %d at %v", p, size)
				require.False(t, r.Overlaps(h.place(&s)[Overview]) && Panel(p) != Overview, "panel %d at %v", p, size)
			}
			track := h.Track(&s)
			require.True(t, track.In(bar))
			require.Greater(t, track.Dx(), bar.Dx()/2)
			img, _ := h.Draw(s, snapshot(desc))
			edge := image.Rect(bar.Max.X+1, bar.Min.Y, size.X, bar.Max.Y)
			require.Zero(t, painted(img, edge), "%s at %v", l, size)
		}
	}
}

// The knob stands where the bar's part ends that is told in the accent colour.
func TestTheBarShowsThePlace(t *testing.T) {
	desc := description(t, hand.Left)
	h, err := New(desc, 1280, 720, 0, nil)
	require.NoError(t, err)
	at := func(share float64) int {
		s := State{Past: Past{Open: true, At: 30 * share, Length: 30}}
		img, _ := h.Draw(s, snapshot(desc))
		track := h.Track(&s)
		y, from, to := (track.Min.Y+track.Max.Y)/2, 0, 0
		for x := track.Min.X - 20; x < track.Max.X+20; x++ {
			if c := img.RGBAAt(x, y); c.R > 0xE0 && c.G > 0xE0 {
				if from == 0 {
					from = x
				}
				to = x
			}
		}
		return (from+to)/2 - track.Min.X
	}
	s := State{Past: Past{Open: true, Length: 30}}
	width := h.Track(&s).Dx()
	for _, share := range []float64{0, 0.25, 0.5, 1} {
		require.InDelta(t, share*float64(width), at(share), 3)
	}
	s.Hidden = true
	require.True(t, h.Track(&s).Empty(), "what is hidden cannot be taken hold of")
}

func TestTimesOfTheBar(t *testing.T) {
	h, err := New(description(t, hand.Left), 1280, 720, 0, nil)
	require.NoError(t, err)
	for seconds, want := range map[float64]string{0: "0.0 s", 12.44: "−12.4 s", 0.02: "0.0 s"} {
		require.Equal(t, want, h.ago(seconds, locale.English))
	}
	for seconds, want := range map[float64]string{0: "0:00.0", 59.96: "1:00.0", 605.3: "10:05.3", -1: "0:00.0"} {
		require.Equal(t, want, h.clock(seconds))
	}
}
