package poster

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg" // a logo may be one
	_ "image/png"  // likewise
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"mirrorarm/render/paint"

	"golang.org/x/image/draw"
	"golang.org/x/image/font/opentype"
)

// Mark is what an exhibit's maker has on the screen and on posters. The zero value is
// nothing.
type Mark struct {
	Logo *image.RGBA // nil for none
	Line string      // one that MarkLine has let pass; empty for none
}

// Bounds of a logo and of a line.
const (
	maxLogoFile = 16 << 20 // bytes
	maxLogo     = 16 << 20 // px
	leastLogo   = 16       // px, of each side
	keptLogo    = 1024     // px, of the longer side: no screen shows it larger
	maxLine     = 80       // characters
)

// ReadLogo reads a PNG or JPEG. Its size is looked at before it is decoded; a large one is
// made smaller.
func ReadLogo(r io.ReadSeeker) (*image.RGBA, error) {
	limited := func() io.Reader { return io.LimitReader(r, maxLogoFile) }
	size, kind, err := image.DecodeConfig(limited())
	switch {
	case errors.Is(err, image.ErrFormat), err == nil && kind != "png" && kind != "jpeg":
		return nil, errors.New("no picture that is known, want a PNG or JPEG")
	case err != nil:
		return nil, fmt.Errorf("%w, want a PNG or JPEG", err)
	case size.Width < leastLogo || size.Height < leastLogo || size.Width*size.Height > maxLogo:
		return nil, fmt.Errorf("%d × %d pixels, want at least %d each and at most %d million together", size.Width, size.Height, leastLogo, maxLogo>>20)
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	img, _, err := image.Decode(limited())
	if err != nil {
		return nil, fmt.Errorf("%w, want a PNG or JPEG of at most %d MB", err, maxLogoFile>>20)
	}
	return shrunk(img, image.Pt(keptLogo, keptLogo)), nil
}

// shrunk is a picture that fits into a size, no larger than it was.
func shrunk(img image.Image, most image.Point) *image.RGBA {
	size := img.Bounds().Size()
	k := min(float64(most.X)/float64(size.X), float64(most.Y)/float64(size.Y), 1)
	out := image.NewRGBA(image.Rect(0, 0, max(int(k*float64(size.X)), 1), max(int(k*float64(size.Y)), 1)))
	draw.CatmullRom.Scale(out, out.Rect, img, img.Bounds(), draw.Src, nil)
	return out
}

// MarkLine is a line of an exhibit's maker, or why it cannot be shown; han is as for
// paint.NewPainter.
func MarkLine(text string, han *opentype.Font) (string, error) {
	text = strings.TrimSpace(text)
	if n := utf8.RuneCountInString(text); n > maxLine {
		return "", fmt.Errorf("%d characters, want at most %d", n, maxLine)
	}
	p, err := paint.NewPainter(1, han)
	if err != nil {
		return "", fmt.Errorf("poster: %w", err)
	}
	for _, r := range text {
		if !unicode.IsPrint(r) || !p.Has(r) {
			return "", fmt.Errorf("%q: no font here has %q (%U), want letters that can be seen, in one line", text, r, r)
		}
	}
	return text, nil
}

// Of a mark, in shares of its height. Design values.
const (
	widestLogo = 4.0
	markGap    = 0.28
	cardEdge   = 0.10 // round a logo on white
	dark       = 0.4  // of white: below, a logo that is not opaque is taken for one on paper
)

// Draw draws the logo as high as r, or as wide as it may be, at its left, and the line
// beside it, in two lines if it must be. It tells how much of r is taken.
func (m *Mark) Draw(p *paint.Painter, dst *image.RGBA, r image.Rectangle) image.Rectangle {
	taken := image.Rectangle{r.Min, image.Pt(r.Min.X, r.Max.Y)}
	height := float64(r.Dy())
	if m.Logo != nil {
		widest := r.Dx()
		if m.Line != "" { // which has half of the room, at least
			widest /= 2
		}
		widest = min(widest, int(widestLogo*height))
		taken.Max.X = m.drawLogo(p, dst, image.Rect(r.Min.X, r.Min.Y, r.Min.X+widest, r.Max.Y))
		if m.Line != "" {
			taken.Max.X += int(markGap * height)
		}
	}
	if m.Line == "" {
		return taken
	}
	style := paint.Title
	lines := p.Wrapped(style, m.Line, r.Max.X-taken.Max.X)
	if len(lines) > 2 {
		lines = append(lines[:1], p.Fitted(style, strings.TrimSpace(m.Line[len(lines[0]):]), r.Max.X-taken.Max.X))
	}
	step := p.Px(1.3 * paint.SizeTitle)
	y := (r.Min.Y+r.Max.Y-step*(len(lines)-1))/2 + p.Px(0.36*paint.SizeTitle)
	longest := 0
	for _, line := range lines {
		longest = max(longest, p.Text(taken.Max.X, y, style, paint.TextColor, line))
		y += step
	}
	taken.Max.X += longest
	return taken
}

// drawLogo gives where the logo ends. One that is made for paper, dark and not opaque, is
// drawn on white.
func (m *Mark) drawLogo(p *paint.Painter, dst *image.RGBA, r image.Rectangle) int {
	edge := 0
	if onPaper(m.Logo) {
		edge = int(cardEdge * float64(r.Dy()))
	}
	size := m.Logo.Rect.Size()
	room := r.Inset(edge).Size()
	k := min(float64(room.X)/float64(size.X), float64(room.Y)/float64(size.Y))
	wide, high := max(int(k*float64(size.X)), 1), max(int(k*float64(size.Y)), 1)
	at := image.Rect(0, 0, wide, high).Add(image.Pt(r.Min.X+edge, r.Min.Y+edge+(room.Y-high)/2))
	if edge > 0 {
		p.Fill(image.Rect(r.Min.X, at.Min.Y-edge, at.Max.X+edge, at.Max.Y+edge), color.NRGBA{0xFF, 0xFF, 0xFF, 0xFF})
	}
	draw.CatmullRom.Scale(dst, at, m.Logo, m.Logo.Rect, draw.Over, nil)
	return at.Max.X + edge
}

// onPaper tells whether a logo is dark where it is, and is not everywhere.
func onPaper(img *image.RGBA) bool {
	light, cover, n := 0.0, 0.0, 0.0
	for i := 0; i < len(img.Pix); i += 4 {
		light += (0.3*float64(img.Pix[i]) + 0.59*float64(img.Pix[i+1]) + 0.11*float64(img.Pix[i+2])) / 255
		cover += float64(img.Pix[i+3]) / 255
		n++
	}
	return cover < 0.98*n && light < dark*cover
}
