package animation_test

import (
	"bytes"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"mirrorarm/render/animation"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
	xdraw "golang.org/x/image/draw"
	"pgregory.net/rapid"
)

// photo is one of README's pictures, at an animation's size.
func photo(t *testing.T, name string) *image.RGBA {
	f, err := os.Open(testdata.Path("pictures", name))
	require.NoError(t, err)
	defer f.Close() //nolint:errcheck // only read from
	img, err := jpeg.Decode(f)
	require.NoError(t, err)
	out := image.NewRGBA(image.Rect(0, 0, 480, 270))
	xdraw.BiLinear.Scale(out, out.Rect, img, img.Bounds(), xdraw.Src, nil)
	return out
}

// misses is the root mean square distance of the colours of two pictures.
func misses(a, b image.Image) float64 {
	sum, r := 0.0, a.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			p, q := color.RGBAModel.Convert(a.At(x, y)).(color.RGBA), color.RGBAModel.Convert(b.At(x, y)).(color.RGBA)
			for _, d := range [3]float64{float64(p.R) - float64(q.R), float64(p.G) - float64(q.G), float64(p.B) - float64(q.B)} {
				sum += d * d
			}
		}
	}
	return math.Sqrt(sum / float64(r.Dx()*r.Dy()))
}

// drawnWith is a picture in the nearest colours of a palette.
func drawnWith(img image.Image, p color.Palette) image.Image {
	out := image.NewPaletted(img.Bounds(), p)
	for y := out.Rect.Min.Y; y < out.Rect.Max.Y; y++ {
		for x := out.Rect.Min.X; x < out.Rect.Max.X; x++ {
			out.Set(x, y, img.At(x, y))
		}
	}
	return out
}

func colours(p animation.Palette) (out color.Palette) {
	for _, c := range p {
		out = append(out, color.RGBA{c[0], c[1], c[2], 255})
	}
	return out
}

// A palette that is made for a picture errs by a third of what one made for all does, and
// by less than an eye sees.
func TestThePaletteIsMadeForThePicture(t *testing.T) {
	for _, name := range []string{"mirror.jpg", "grasp.jpg", "copper.jpg"} {
		img := photo(t, name)
		var h animation.Histogram
		h.Add(img)
		own := misses(img, drawnWith(img, colours(h.Palette(animation.MostColours))))
		common := misses(img, drawnWith(img, color.Palette(palette.Plan9)))
		t.Logf("%s: rms %.2f of 441, Plan 9's palette %.2f, 64 colours %.2f", name, own, common, misses(img, drawnWith(img, colours(h.Palette(64)))))
		require.Less(t, own, 3.0, name)
		require.Less(t, own, common/3, name)
	}
}

// A few colours are all kept, however little there is of some.
func TestFewColoursAreKept(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 64, 64))
	draw.Draw(img, img.Rect, image.NewUniform(color.RGBA{10, 20, 30, 255}), image.Point{}, draw.Src)
	img.SetRGBA(3, 3, color.RGBA{200, 20, 30, 255})
	img.SetRGBA(4, 3, color.RGBA{20, 200, 30, 255})
	var h animation.Histogram
	h.Add(img)
	require.ElementsMatch(t, animation.Palette{{10, 20, 30}, {200, 20, 30}, {20, 200, 30}}, h.Palette(animation.MostColours))
	require.Len(t, h.Palette(2), 2)
	require.Equal(t, animation.Palette{{}}, (&animation.Histogram{}).Palette(5), "of nothing")
}

// encoded makes an animation, and has it again from a reader that is not ours.
func encoded(t require.TestingT, o animation.Options, frames []*image.RGBA) (*gif.GIF, int) {
	var out bytes.Buffer
	if o.Palette == nil {
		var h animation.Histogram
		for _, f := range frames {
			h.Add(f)
		}
		o.Palette = h.Palette(animation.MostColours)
	}
	o.Width, o.Height, o.Frames = frames[0].Rect.Dx(), frames[0].Rect.Dy(), len(frames)
	e, err := animation.NewEncoder(&out, o)
	require.NoError(t, err)
	for _, f := range frames {
		require.NoError(t, e.Add(f))
	}
	require.NoError(t, e.Close())
	require.Equal(t, out.Len(), e.Written())
	size := out.Len()
	g, err := gif.DecodeAll(&out)
	require.NoError(t, err)
	return g, size
}

// screens are what a viewer shows, one for each picture in the file.
func screens(g *gif.GIF) (out []*image.RGBA) {
	now := image.NewRGBA(image.Rect(0, 0, g.Config.Width, g.Config.Height))
	for _, f := range g.Image {
		draw.Draw(now, f.Rect, f, f.Rect.Min, draw.Over)
		copied := image.NewRGBA(now.Rect)
		copy(copied.Pix, now.Pix)
		out = append(out, copied)
	}
	return out
}

// moved is a picture pushed to the side, as one that comes later.
func moved(img *image.RGBA, by int) *image.RGBA {
	out := image.NewRGBA(img.Rect)
	copy(out.Pix, img.Pix)
	part := image.Rect(100, 40, 300, 230)
	draw.Draw(out, part.Add(image.Pt(by, 0)), img, part.Min, draw.Src)
	return out
}

// Every picture of the file is what was given, within what an eye sees.
func TestPicturesComeAsTheyWere(t *testing.T) {
	img := photo(t, "mirror.jpg")
	var frames []*image.RGBA
	for i := range 15 {
		frames = append(frames, moved(img, 4*i))
	}
	g, size := encoded(t, animation.Options{Rate: 15}, frames)
	require.Len(t, g.Image, 15)
	require.Zero(t, g.LoopCount, "again and again")
	total := 0
	for i, shown := range screens(g) {
		require.Less(t, misses(frames[i], shown), 4.0, "picture %d", i)
		total += g.Delay[i]
		require.GreaterOrEqual(t, g.Delay[i], 6)
		require.LessOrEqual(t, g.Delay[i], 7)
	}
	require.Equal(t, 100, total, "a second")
	require.Less(t, g.Image[3].Rect.Dx(), 480, "what does not change is not written")
	t.Logf("%d bytes", size)
}

// A picture that changes nothing makes the last one stand longer.
func TestNothingNewIsNotWritten(t *testing.T) {
	img := photo(t, "mirror.jpg")
	g, _ := encoded(t, animation.Options{Rate: 10}, []*image.RGBA{img, img, img, moved(img, 30), moved(img, 30)})
	require.Len(t, g.Image, 2)
	require.Equal(t, []int{30, 20}, g.Delay)
}

// noise is what compresses worst.
func noise(seed uint64, w, h int) *image.RGBA {
	r := rand.New(rand.NewPCG(seed, 1))
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range out.Pix {
		out.Pix[i] = uint8(r.Uint32())
	}
	return out
}

// However much changes, the file is no larger than it may be, and lasts as long.
func TestTheLimitIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 90).Draw(t, "width"), rapid.IntRange(1, 60).Draw(t, "height")
		rate, n := rapid.IntRange(1, 50).Draw(t, "rate"), rapid.IntRange(1, 12).Draw(t, "frames")
		limit := 900 + 2*w*h + rapid.IntRange(0, 2*w*h*n).Draw(t, "limit")
		var frames []*image.RGBA
		for i := range n {
			frames = append(frames, noise(uint64(i/rapid.IntRange(1, 3).Draw(t, "each stands")), w, h))
		}
		g, size := encoded(t, animation.Options{Rate: rate, Limit: limit, Palette: animation.Palette{{}, {255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}}}, frames)
		require.LessOrEqual(t, size, limit)
		total := 0
		for _, d := range g.Delay {
			total += d
		}
		require.Equal(t, 100*n/rate, total)
	})
}

// grainy is a picture with noise of some amplitude.
func grainy(img *image.RGBA, seed uint64, amplitude int) *image.RGBA {
	r, out := rand.New(rand.NewPCG(seed, 2)), image.NewRGBA(img.Rect)
	for i, v := range img.Pix {
		out.Pix[i] = uint8(min(max(int(v)+r.IntN(2*amplitude+1)-amplitude, 0), 255))
	}
	return out
}

// With less room what hardly changes is left as it was; no picture is lost to that.
func TestLessRoomMakesWorsePictures(t *testing.T) {
	img := photo(t, "grasp.jpg")
	var frames []*image.RGBA
	for i := range 12 {
		frames = append(frames, grainy(moved(img, i), uint64(i), 8))
	}
	g, free := encoded(t, animation.Options{Rate: 15}, frames)
	fine := screens(g)
	g, size := encoded(t, animation.Options{Rate: 15, Limit: free / 2}, frames)
	require.LessOrEqual(t, size, free/2)
	require.Greater(t, size, free/4, "what is allowed is used")
	require.Len(t, g.Image, 12)
	coarse := screens(g)
	require.Less(t, misses(frames[11], fine[11]), misses(frames[11], coarse[11]))
	require.Less(t, misses(frames[11], coarse[11]), 20.0)
	t.Logf("rms %.1f in %d bytes, %.1f in %d", misses(frames[11], fine[11]), free, misses(frames[11], coarse[11]), size)
}

// Where even that is too much, pictures are missing here and there, not at the end.
func TestMuchLessRoomMakesFewerPictures(t *testing.T) {
	img := photo(t, "grasp.jpg")
	var frames []*image.RGBA
	for i := range 30 {
		frames = append(frames, moved(img, 5*i))
	}
	_, free := encoded(t, animation.Options{Rate: 15}, frames)
	g, size := encoded(t, animation.Options{Rate: 15, Limit: free * 6 / 10}, frames)
	require.LessOrEqual(t, size, free*6/10)
	require.Greater(t, len(g.Image), 15)
	require.LessOrEqual(t, slices.Max(g.Delay), 60, "never a second without a picture")
}

func TestWhatIsNoAnimation(t *testing.T) {
	p := animation.Palette{{1, 2, 3}}
	for name, o := range map[string]animation.Options{
		"want 1 to 65535 each":          {Width: 0, Height: 5, Rate: 15, Palette: p},
		"want 1 to 50":                  {Width: 5, Height: 5, Rate: 51, Palette: p},
		"colours, want 1 to 255":        {Width: 5, Height: 5, Rate: 15},
		"70000 × 5 pixels, want":        {Width: 70000, Height: 5, Rate: 15, Palette: p},
		"0 pictures a second, want 1":   {Width: 5, Height: 5, Palette: p},
		"256 colours, want 1 to 255":    {Width: 5, Height: 5, Rate: 15, Palette: make(animation.Palette, 256)},
		"5 × -1 pixels, want 1 to 6553": {Width: 5, Height: -1, Rate: 15, Palette: p},
	} {
		_, err := animation.NewEncoder(&bytes.Buffer{}, o)
		require.ErrorContains(t, err, name)
	}
	e, err := animation.NewEncoder(&bytes.Buffer{}, animation.Options{Width: 5, Height: 5, Rate: 15, Palette: p, Limit: 790})
	require.NoError(t, err)
	require.ErrorContains(t, e.Close(), "without a picture")
	require.ErrorContains(t, e.Add(noise(1, 5, 6)), "5 × 6 pixels, want 5 × 5")
	require.ErrorIs(t, e.Add(noise(1, 5, 5)), animation.ErrLimit)
}

// The limit is used up to its last byte: a picture that makes a file of so many bytes is
// taken where there are so many, and not where there is one less.
func TestTheLimitIsUsedToItsLastByte(t *testing.T) {
	picture := []*image.RGBA{noise(3, 40, 30)}
	g, size := encoded(t, animation.Options{Rate: 10}, picture)
	limited, same := encoded(t, animation.Options{Rate: 10, Limit: size}, picture)
	require.Equal(t, size, same)
	require.Equal(t, g, limited)
	e, err := animation.NewEncoder(io.Discard, animation.Options{Rate: 10, Limit: size - 1, Width: 40, Height: 30, Frames: 1, Palette: paletteOf(picture[0])})
	require.NoError(t, err)
	require.ErrorIs(t, e.Add(picture[0]), animation.ErrLimit)
}

func paletteOf(img *image.RGBA) animation.Palette {
	var h animation.Histogram
	h.Add(img)
	return h.Palette(animation.MostColours)
}
