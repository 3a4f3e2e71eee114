package paint

import (
	"image"
	"image/color"
	"math"
	"testing"

	"mirrorarm/sim/locale"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/font/gofont/goregular"
)

// painted counts the pixels of a rectangle that hold anything.
func painted(img *image.RGBA, r image.Rectangle) (n int) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if img.RGBAAt(x, y).A != 0 {
				n++
			}
		}
	}
	return n
}

func TestTextHasTheWidthThatItClaims(t *testing.T) {
	p, err := NewPainter(2, nil)
	require.NoError(t, err)
	p.dst = image.NewRGBA(image.Rect(0, 0, 400, 60))
	w := p.Text(10, 40, Figure, color.NRGBA{255, 255, 255, 255}, "1,140 taxels — ±2.5°")
	require.Equal(t, p.Width(Figure, "1,140 taxels — ±2.5°"), w)
	require.Zero(t, painted(p.dst, image.Rect(10+w+2, 0, 400, 60)))
	require.Positive(t, painted(p.dst, image.Rect(10+w-14, 0, 10+w, 60)))
	require.Equal(t, p.Width(Figure, "111"), p.Width(Figure, "888"), "figures stand still")
	require.LessOrEqual(t, p.Width(Body, p.Fitted(Body, "a very long name indeed", 80)), 80)
}

// Every text of every language can be drawn, none by the box of a missing
// character.
func TestEveryLanguageIsDrawn(t *testing.T) {
	p, err := NewPainter(1, nil)
	require.NoError(t, err)
	for l := range locale.Language(locale.NumLanguages) {
		for _, r := range l.Letters() {
			face := p.types[Body]
			require.True(t, face.has(r) || face.spare.has(r), "%s: %q is missing: go generate ./render/paint", l, r)
			require.Positive(t, face.glyph(r, 0).advance)
		}
	}
	_, err = ParseHan(goregular.TTF)
	require.ErrorContains(t, err, "none has every character")
	_, err = ParseHan([]byte("no font"))
	require.Error(t, err)
}

// What stands behind an underscore is lowered, what a caret's brackets hold raised,
// and nothing is lost.
func TestFormulasAreTakenApart(t *testing.T) {
	for formula, want := range map[string][]Piece{
		"p = q":           {{"p = q", 0}},
		"T_contact − T_s": {{"T", 0}, {"contact", -1}, {" − T", 0}, {"s", -1}},
		"e^([S₁]q₁) · M":  {{"e", 0}, {"[S₁]q₁", 1}, {" · M", 0}},
		"a^((b + c)·d)_2": {{"a", 0}, {"(b + c)·d", 1}, {"2", -1}},
		"a_ b^2 (c^(d":    {{"a_ b^2 (c^(d", 0}},
		"":                nil,
	} {
		require.Equal(t, want, Pieces(formula), formula)
	}
	p, err := NewPainter(1, nil)
	require.NoError(t, err)
	p.Begin(image.NewRGBA(image.Rect(0, 0, 400, 60)))
	const formula = "q_o = h^(2)·(T_o − T_s)"
	w := p.Text(10, 30, Formula, color.NRGBA{255, 255, 255, 255}, formula)
	require.InDelta(t, p.Width(Formula, formula), w, 5)
	require.Zero(t, painted(p.dst, image.Rect(10+w+2, 0, 400, 60)))
}

// Whatever its direction, a segment covers its length times its width and the
// round ends.
func TestSegmentCoversItsArea(t *testing.T) {
	p, err := NewPainter(1, nil)
	require.NoError(t, err)
	for degrees := 0.0; degrees < 360; degrees += 7.5 {
		p.Begin(image.NewRGBA(image.Rect(0, 0, 200, 200)))
		s, c := math.Sincos(degrees * math.Pi / 180)
		p.Segment(100, 100, 100+80*c, 100+80*s, 6, color.NRGBA{255, 255, 255, 255})
		area := 0.0
		for i := 3; i < len(p.dst.Pix); i += 4 {
			area += float64(p.dst.Pix[i]) / 255
		}
		require.InEpsilon(t, 80*6+math.Pi*9, area, 0.02, "at %g degrees", degrees)
	}
}

func TestTriangleCoversItsArea(t *testing.T) {
	p, err := NewPainter(1, nil)
	require.NoError(t, err)
	for _, c := range [][6]float64{{10, 10, 60, 15, 30, 70}, {10, 10, 30, 70, 60, 15}} {
		p.Begin(image.NewRGBA(image.Rect(0, 0, 100, 100)))
		p.Triangle(c[0], c[1], c[2], c[3], c[4], c[5], color.NRGBA{255, 255, 255, 255})
		area := 0.0
		for i := 3; i < len(p.dst.Pix); i += 4 {
			area += float64(p.dst.Pix[i]) / 255
		}
		require.InEpsilon(t, 0.5*(50*60-20*5), area, 0.02)
	}
}

// What lies partly or wholly beyond the image is cut off.
func TestShapesBeyondTheImageAreCut(t *testing.T) {
	p, err := NewPainter(1, nil)
	require.NoError(t, err)
	p.Begin(image.NewRGBA(image.Rect(0, 0, 20, 20)))
	white := color.NRGBA{255, 255, 255, 255}
	p.Segment(-1e5, -3, 1e5, 40, 3, white)
	p.Disc(19, 19, 5, white)
	p.Ring(0, 0, 5, 2, white)
	p.Fill(image.Rect(-5, -5, 3, 300), white)
	p.Panel(image.Rect(10, 10, 60, 60))
	p.Frame(image.Rect(-4, -4, 60, 60))
	p.Text(15, 15, Body, white, "beyond")
	require.Positive(t, painted(p.dst, p.dst.Rect))
}

// What is not known is a dash, as wide as a figure.
func TestAFigureThatIsNone(t *testing.T) {
	p, err := NewPainter(1, nil)
	require.NoError(t, err)
	require.Equal(t, "   –", p.Phrase().Fixed(math.NaN(), 1, 4).String())
	require.Equal(t, "–", p.Phrase().Fixed(math.NaN(), 1, 0).String())
	require.Equal(t, " 1.5", p.Phrase().Fixed(1.5, 1, 4).String())
	require.Equal(t, "0", p.Phrase().Fixed(-0.4, 0, 0).String(), "no minus before nothing")
	require.Equal(t, "-1", p.Phrase().Fixed(-0.6, 0, 0).String())
}
