package paint

import (
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var white = color.NRGBA{255, 255, 255, 255}

func painter(t *testing.T, width, height int) *Painter {
	p, err := NewPainter(1, nil)
	require.NoError(t, err)
	p.dst = image.NewRGBA(image.Rect(0, 0, width, height))
	return p
}

// A disc covers πr², wherever its middle is between the pixels.
func TestDiscCoversItsArea(t *testing.T) {
	for _, r := range []float64{2, 5.5, 17} {
		for _, at := range []float64{30, 30.5, 30.3} {
			p := painter(t, 60, 60)
			p.Disc(at, 29.8, r, white)
			area, x, y := 0.0, 0.0, 0.0
			for j := range 60 {
				for i := range 60 {
					a := float64(p.dst.RGBAAt(i, j).A) / 255
					area, x, y = area+a, x+a*(float64(i)+0.5), y+a*(float64(j)+0.5)
				}
			}
			require.InDelta(t, math.Pi*r*r, area, 0.02*math.Pi*r*r+0.3, "radius %g", r)
			require.InDelta(t, at, x/area, 0.05)
			require.InDelta(t, 29.8, y/area, 0.05)
		}
	}
}

// A card has an edge of one pixel all along its sides, in the edge's colour, nothing of
// which is inside, and corners that are cut off.
func TestACardHasAnEdge(t *testing.T) {
	p := painter(t, 100, 80)
	red, blue := color.NRGBA{R: 255, A: 255}, color.NRGBA{B: 255, A: 255}
	r := image.Rect(10, 20, 90, 70)
	p.Card(r, blue, red)
	for _, at := range []image.Point{{50, 20}, {50, 69}, {10, 45}, {89, 45}} {
		require.Equal(t, color.RGBA{R: 255, A: 255}, p.dst.RGBAAt(at.X, at.Y), "%v", at)
	}
	for _, at := range []image.Point{{50, 22}, {50, 45}, {50, 67}, {12, 45}, {87, 45}, {17, 27}} {
		require.Equal(t, color.RGBA{B: 255, A: 255}, p.dst.RGBAAt(at.X, at.Y), "%v", at)
	}
	for _, at := range []image.Point{{10, 20}, {89, 20}, {10, 69}, {89, 69}, {50, 19}, {50, 70}, {9, 45}, {90, 45}} {
		require.Zero(t, p.dst.RGBAAt(at.X, at.Y).A, "%v", at)
	}
}

// Lines of a wrapped text are as long as they may be, and together the text.
func TestLinesAreAsLongAsTheyMayBe(t *testing.T) {
	p := painter(t, 10, 10)
	const text = "An arm that mirrors a hand has joints of its own; a handwithoutanyblank is cut where it must be."
	for _, width := range []int{60, 90, 150, 400, 2000} {
		lines := p.Wrapped(Body, text, width)
		require.Equal(t, strings.ReplaceAll(text, " ", ""), strings.ReplaceAll(strings.Join(lines, ""), " ", ""))
		for i, line := range lines {
			require.LessOrEqual(t, p.Width(Body, line), width)
			if i+1 < len(lines) {
				next, _, _ := strings.Cut(lines[i+1], " ")
				require.Greater(t, p.Width(Body, line+" "+next), width, "%q and %q fit", line, next)
			}
		}
	}
	require.Len(t, p.Wrapped(Body, text, 2000), 1)
	require.Len(t, p.Wrapped(Body, text, p.Width(Body, text)), 1, "what fits exactly fits")
	require.Len(t, p.Wrapped(Body, text, p.Width(Body, text)-1), 2)
	require.Equal(t, []string{"W", "W", "W"}, p.Wrapped(Body, "WWW", 1), "a character at least")
}
