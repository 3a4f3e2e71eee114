package hud

import (
	"image"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/paint"
	"mirrorarm/sim/locale"

	"github.com/stretchr/testify/require"
)

// The label has its place beside whatever is shown, and takes none from the
// others.
func TestTheLabelCoversNothing(t *testing.T) {
	desc := description(t, hand.Left)
	for _, size := range []image.Point{{1280, 720}, {3840, 2160}} {
		h, err := New(desc, size.X, size.Y, 0, nil)
		require.NoError(t, err)
		for _, s := range []State{{}, {Toggled: [NumPanels]bool{Skin: true, Vibration: true}}, everything()} {
			before := h.place(&s)
			require.True(t, before[label].Empty())
			s.Recognition = Recognition{Doing: locale.PhaseHolding, Name: locale.Plastics, Share: 0.87}
			after := h.place(&s)
			for i := range NumPanels {
				require.Equal(t, before[i], after[i])
				require.False(t, after[label].Overlaps(after[i]))
			}
			if s.Toggled[Decoder] {
				continue // all panels leave no room at the smaller size
			}
			require.False(t, after[label].Empty())
			require.True(t, after[label].In(h.overlay.Rect))
			s.Hidden = true
			require.True(t, h.place(&s)[label].Empty())
		}
	}
}

// All that the label may say fits into it, in every language.
func TestTheLabelHasRoomForEveryName(t *testing.T) {
	p, err := paint.NewPainter(1, nil)
	require.NoError(t, err)
	room := recognitionWidth - 3*paint.Margin - p.Width(paint.Headline, percent(p, 1))
	for l := range locale.Language(locale.NumLanguages) {
		for k := locale.NotSure; k < locale.NumKeys; k++ {
			require.LessOrEqual(t, len(p.Wrapped(paint.Title, l.Text(k), room)), 2, l.Text(k))
		}
		for k := locale.PhaseReaching; k <= locale.Felt; k++ {
			require.LessOrEqual(t, p.Width(paint.Body, l.Text(k)), recognitionWidth-2*paint.Margin, l.Text(k))
		}
		senses := 3 * (paint.Margin + 8)
		for _, k := range []locale.Key{locale.SenseForce, locale.SenseHeat, locale.PanelVibration} {
			senses += p.Width(paint.Small, l.Text(k))
		}
		require.Less(t, senses, recognitionWidth-2*paint.Margin-100, "the second-best has room")
	}
}

// The label shows what it is given: more of it, more of the bar; another name,
// another picture.
func TestTheLabelIsRedrawnForWhatIsSeen(t *testing.T) {
	desc := description(t, hand.Left)
	h, err := New(desc, 1280, 720, 0, nil)
	require.NoError(t, err)
	var s State
	snap := snapshot(desc)
	h.Draw(s, snap)
	s.Recognition = Recognition{Doing: locale.PhaseHolding}
	img, changed := h.Draw(s, snap)
	require.True(t, changed)
	require.Positive(t, painted(img, h.place(&s)[label]))
	for _, next := range []Recognition{
		{Doing: locale.PhaseHolding, Name: locale.Glass, Share: 0.6, Heat: true},
		{Doing: locale.PhaseHolding, Name: locale.Glass, Share: 0.7, Heat: true},
		{Doing: locale.PhaseHolding, Name: locale.Glass, Share: 0.7, Second: locale.Steel, SecondShare: 0.2, Heat: true},
		{Doing: locale.Felt, Name: locale.Steel, Share: 0.7, Second: locale.Steel, SecondShare: 0.2, Heat: true, Vibration: true},
	} {
		before := append([]uint8(nil), img.Pix...)
		s.Recognition = next
		img, changed = h.Draw(s, snap)
		require.True(t, changed)
		require.NotEqual(t, before, img.Pix)
	}
	s.Recognition.Share += 0.001
	_, changed = h.Draw(s, snap)
	require.False(t, changed, "the same figure on the screen")
}
