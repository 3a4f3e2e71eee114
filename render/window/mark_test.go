//go:build cgo || windows || js

package window

import (
	"image"
	"image/color"
	"testing"

	"mirrorarm/render/poster"

	"github.com/stretchr/testify/require"
)

// TestAMarkFitsItsScreen: it is made anew for every size, within its corner, and where there
// is none nothing is held.
func TestAMarkFitsItsScreen(t *testing.T) {
	var held images
	none := markLayer{}
	require.NoError(t, none.resize(&held, image.Pt(1280, 720), 1, nil))
	require.Nil(t, none.image)
	require.Zero(t, held.held)

	l := markLayer{mark: poster.Mark{Logo: image.NewRGBA(image.Rect(0, 0, 300, 100)), Line: "Night of Science, hall 2"}}
	for _, screen := range []image.Point{{1280, 720}, {3840, 2160}, {720, 1280}, {320, 180}} {
		require.NoError(t, l.resize(&held, screen, textScale(1, screen), nil))
		size := l.image.Bounds().Size()
		require.Equal(t, int(markHigh*float64(screen.Y)), size.Y)
		require.LessOrEqual(t, size.X, screen.X/2)
		require.Greater(t, size.X, size.Y)
		require.True(t, image.Rectangle{Min: l.at, Max: l.at.Add(size)}.In(image.Rectangle{Max: screen}))
		require.Equal(t, 1, held.held)
	}
}

// TestCut is a part of a picture.
func TestCut(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 4, 3))
	img.Set(2, 1, color.White)
	part := cut(img, image.Rect(1, 1, 4, 3))
	require.Equal(t, image.Rect(0, 0, 3, 2), part.Rect)
	require.Len(t, part.Pix, 24)
	require.Equal(t, color.RGBA{255, 255, 255, 255}, part.RGBAAt(1, 0))
	require.Zero(t, part.RGBAAt(0, 0))
}
