package hud

import (
	"image"
	"image/color"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/paint"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"

	"github.com/stretchr/testify/require"
)

// While an exhibit opens one line is read, from five metres: nothing else is there, and its
// capitals are a twenty-fifth of the picture's height, whatever the picture's shape.
func TestTheOpeningsLineIsReadFromAfar(t *testing.T) {
	desc := description(t, hand.Right)
	for _, size := range [...]image.Point{{1280, 720}, {1920, 1080}, {1024, 768}, {720, 1280}, {1080, 1920}, {2560, 1080}} {
		for l := range locale.Language(locale.NumLanguages) {
			h, err := New(desc, size.X, size.Y, 0, nil)
			require.NoError(t, err)
			s := State{Exhibit: true, Caption: locale.ActMirror, Made: "fist", Language: l, Opening: session.Opening{On: true, At: 1}}
			for p := range Panel(NumPanels) {
				require.False(t, s.Shows(p), p)
			}
			var words string
			listen := func(text string, at image.Rectangle, _ color.NRGBA, _ paint.Style) {
				require.True(t, at.In(image.Rectangle{Max: size}), "%q at %v of %v", text, at, size)
				words += text
			}
			h.painter.Heard, h.afar.Heard = listen, listen
			img, _ := h.Draw(s, &mirror.Snapshot{})
			require.NotEmpty(t, words)
			require.NotContains(t, words, "fist")
			lettered := inkRows(img, h.layout(&s).texts.caption)
			require.GreaterOrEqual(t, lettered, 0.04, "%v %v", size, l)
			s.Opening.At = 2
			_, changed := h.Draw(s, &mirror.Snapshot{})
			require.False(t, changed, "its time alone changes nothing")
		}
	}
}

// inkRows is how high the first letter of a caption is, as a share of the picture's height.
func inkRows(img *image.RGBA, caption image.Rectangle) float64 {
	left, rows := caption.Max.X, [2]int{img.Rect.Max.Y, 0}
	bright := func(x, y int) bool { return img.RGBAAt(x, y).G > 0xC0 }
	for y := caption.Min.Y; y < caption.Max.Y; y++ {
		for x := caption.Min.X; x < left; x++ {
			if bright(x, y) {
				left = x
			}
		}
	}
	for y := caption.Min.Y; y < caption.Max.Y; y++ {
		for x := left; x < left+img.Rect.Dy()/60; x++ {
			if bright(x, y) {
				rows[0], rows[1] = min(rows[0], y), max(rows[1], y+1)
			}
		}
		if rows[1] > 0 && y > rows[1] {
			break // the first line of it
		}
	}
	return float64(rows[1]-rows[0]) / float64(img.Rect.Dy())
}
