package poster_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"mirrorarm/render/paint"
	"mirrorarm/render/poster"

	"github.com/stretchr/testify/require"
)

// plain is a picture of one colour.
func plain(width, height int, c color.Color) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.Set(x, y, c)
		}
	}
	return img
}

func encoded(t *testing.T, img image.Image) *bytes.Reader {
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, img))
	return bytes.NewReader(b.Bytes())
}

// claiming is a PNG whose head claims a size, and that has nothing else.
func claiming(width, height uint32) string {
	head := append([]byte("IHDR"), binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)...)
	head = append(head, 8, 6, 0, 0, 0)
	out := binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n"), 13)
	return string(binary.BigEndian.AppendUint32(append(out, head...), crc32.ChecksumIEEE(head)))
}

// TestALogoIsRead, and is made smaller where no screen would show it as large.
func TestALogoIsRead(t *testing.T) {
	red := color.NRGBA{200, 10, 20, 255}
	logo, err := poster.ReadLogo(encoded(t, plain(300, 100, red)))
	require.NoError(t, err)
	require.Equal(t, image.Pt(300, 100), logo.Rect.Size())
	require.Equal(t, color.RGBA{200, 10, 20, 255}, logo.RGBAAt(150, 50))

	logo, err = poster.ReadLogo(encoded(t, plain(3000, 1500, red)))
	require.NoError(t, err)
	require.Equal(t, image.Pt(1024, 512), logo.Rect.Size())
	require.Equal(t, color.RGBA{200, 10, 20, 255}, logo.RGBAAt(1023, 0))

	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, plain(64, 64, red), nil))
	logo, err = poster.ReadLogo(bytes.NewReader(b.Bytes()))
	require.NoError(t, err)
	require.InDelta(t, 200, logo.RGBAAt(30, 30).R, 4)
}

// TestWhatIsNoLogo is refused, a huge picture by its head alone.
func TestWhatIsNoLogo(t *testing.T) {
	var other bytes.Buffer
	require.NoError(t, gif.Encode(&other, plain(64, 64, color.White), nil))
	whole, err := bytes.NewBuffer(nil), error(nil)
	_, err = encoded(t, plain(64, 64, color.White)).WriteTo(whole)
	require.NoError(t, err)
	for what, want := range map[string]string{
		"":                     "want a PNG or JPEG",
		"<svg/>":               "want a PNG or JPEG",
		other.String():         "want a PNG or JPEG",
		whole.String()[:60]:    "want a PNG or JPEG",
		claiming(10000, 10000): "10000 × 10000 pixels, want at least 16 each and at most 16 million together",
		claiming(15, 4000):     "15 × 4000 pixels, want at least 16",
		claiming(0, 4000):      "want a PNG or JPEG",
		claiming(1<<31-1, 2):   "pixels, want at least 16 each",
		claiming(1<<30, 1<<30): "want",
		"\xff\xd8\xff\xe0":     "want a PNG or JPEG",
	} {
		_, err := poster.ReadLogo(strings.NewReader(what))
		require.ErrorContains(t, err, want)
	}
}

// TestALineIsOneThatCanBeShown.
func TestALineIsOneThatCanBeShown(t *testing.T) {
	for text, want := range map[string]string{
		"Night of Science 2026 · hall 2": "", "Ночь науки": "", "": "", "  trimmed ": "",
		strings.Repeat("a", 80): "", strings.Repeat("a", 81): "81 characters, want at most 80",
		"two\nlines": "want letters that can be seen", "\u200b": "want letters", "🤖": "no font here has '🤖' (U+1F916)",
	} {
		got, err := poster.MarkLine(text, nil)
		if want == "" {
			require.NoError(t, err)
			require.Equal(t, strings.TrimSpace(text), got)
			continue
		}
		require.ErrorContains(t, err, want)
	}
}

// TestAMarkKeepsToItsPlace, whatever the shapes of logo and place: nothing is painted
// outside, nor what is not told to be taken.
func TestAMarkKeepsToItsPlace(t *testing.T) {
	p, err := paint.NewPainter(1.5, nil)
	require.NoError(t, err)
	for _, size := range []image.Point{{16, 1000}, {1000, 16}, {300, 300}} {
		for _, c := range []color.NRGBA{{255, 255, 0, 255}, {0, 0, 40, 128}} {
			logo, err := poster.ReadLogo(encoded(t, plain(size.X, size.Y, c)))
			require.NoError(t, err)
			for _, line := range []string{"", "short", strings.TrimSpace(strings.Repeat("a long line ", 6))} {
				dst := image.NewRGBA(image.Rect(0, 0, 700, 200))
				p.Begin(dst)
				r := image.Rect(40, 50, 640, 140)
				mark := poster.Mark{Logo: logo, Line: line}
				taken := mark.Draw(p, dst, r)
				require.True(t, taken.In(r), "%v of %v", taken, r)
				for y := range 200 {
					for x := range 700 {
						if dst.RGBAAt(x, y).A != 0 {
							require.True(t, image.Pt(x, y).In(taken), "%d, %d with %v and %q", x, y, size, line)
						}
					}
				}
				require.NotZero(t, taken.Dx())
			}
		}
	}
}

// TestALogoForPaperIsOnWhite: a dark one with nothing round it would not be seen.
func TestALogoForPaperIsOnWhite(t *testing.T) {
	p, err := paint.NewPainter(1, nil)
	require.NoError(t, err)
	corner := func(c color.NRGBA) color.RGBA {
		ring := plain(100, 100, color.NRGBA{})
		for y := 30; y < 70; y++ {
			for x := 30; x < 70; x++ {
				ring.Set(x, y, c)
			}
		}
		logo, err := poster.ReadLogo(encoded(t, ring))
		require.NoError(t, err)
		dst := image.NewRGBA(image.Rect(0, 0, 100, 100))
		p.Begin(dst)
		mark := poster.Mark{Logo: logo}
		mark.Draw(p, dst, dst.Rect)
		return dst.RGBAAt(2, 2)
	}
	require.Equal(t, color.RGBA{255, 255, 255, 255}, corner(color.NRGBA{10, 20, 60, 255}))
	require.Zero(t, corner(color.NRGBA{250, 200, 60, 255}))
}
