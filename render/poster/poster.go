package poster

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"time"

	"mirrorarm/render/hud"
	"mirrorarm/render/paint"
	"mirrorarm/render/picture"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"

	"golang.org/x/image/font/opentype"
)

// Size of a poster (px): upright, 9 : 16, as phones show and printers take it.
const (
	Width  = 1080
	Height = 1920
)

// Where things lie (px).
const (
	scale      = 1.5 // of type and panels
	band       = 132 // of the maker's mark, or of the program's name
	markLine   = 24  // above and below it
	dateWidth  = 140 // right of it, of the date
	head       = 210 // above the picture
	foot       = 560 // below it
	margin     = 48
	skinWidth  = 460
	titleLine  = 92
	secondLine = 160
	codeMost   = 460
)

// name stands on every poster.
const name = "mirrorarm"

// Content is what a poster tells beside the picture.
type Content struct {
	Language locale.Language
	Gesture  string     // that was made, in words; empty is none
	Material locale.Key // that the robot named by touch; nothing where it did not
	Date     time.Time  // zero is none
	Code     [][]bool   // a QR code, by rows from above, margin included, true is black; nil for none
	Link     string     // what it says, for those who type
	Warmth   bool       // the skin is shown by temperature, not by pressure
	Mark     Mark       // of who makes the exhibit
}

// Draw makes a poster of a moment.
func Draw(desc mirror.Description, snap *mirror.Snapshot, c Content, workers int, han *opentype.Font) (*image.RGBA, error) {
	view, err := picture.New(desc, picture.Options{Width: Width, Height: Height - band - head - foot, Workers: workers, Han: han})
	if err != nil {
		return nil, fmt.Errorf("poster: %w", err)
	}
	defer view.Close()
	p, err := paint.NewPainter(scale, han)
	if err != nil {
		return nil, fmt.Errorf("poster: %w", err)
	}
	out := image.NewRGBA(image.Rect(0, 0, Width, Height))
	p.Begin(out)
	p.Fill(out.Rect, paint.Ground)

	state := hud.State{Hidden: true, Language: c.Language}
	view.ShowTemperature(c.Warmth)
	seen := view.Compose(snap, view.Direct(snap, &state), state)
	draw.Draw(out, seen.Rect.Add(image.Pt(0, band+head)), seen, image.Point{}, draw.Src)

	c.drawBand(p, out)
	c.drawHead(p)
	skin := image.Rect(margin, Height-foot+24, Width-margin, Height-24)
	if len(c.Code) > 0 {
		skin.Max.X = margin + skinWidth
		c.drawCode(p, image.Rect(skin.Max.X+margin, skin.Min.Y, Width-margin, skin.Max.Y))
	}
	p.Panel(skin)
	hud.NewSkinMap(&desc).Draw(p, skin, c.Language, c.Warmth, snap)
	return out, nil
}

// drawBand shows whose exhibit it is, and when it was.
func (c *Content) drawBand(p *paint.Painter, out *image.RGBA) {
	mark, right := c.Mark, Width-margin
	r := image.Rect(margin, markLine, right-dateWidth, band-markLine)
	y := (band + p.Px(paint.Grid)) / 2
	switch {
	case mark == (Mark{}):
		mark.Line = name
	case c.Date.IsZero():
		p.TextRight(right, y, paint.Small, paint.DimColor, name)
	default:
		p.TextRight(right, y-p.Px(paint.Line)/2, paint.Small, paint.DimColor, name)
		y += p.Px(paint.Line) / 2
	}
	if !c.Date.IsZero() {
		p.TextRight(right, y, paint.FigureSmall, paint.DimColor, c.Date.Format(time.DateOnly))
	}
	mark.Draw(p, out, r)
	p.Fill(image.Rect(margin, band-1, Width-margin, band), paint.Hairline)
}

// drawHead writes what has happened.
func (c *Content) drawHead(p *paint.Painter) {
	say := c.Language.Text
	second := c.Gesture
	if c.Material != locale.Nothing {
		felt := p.Phrase().Text(say(locale.PosterFelt))
		if c.Language != locale.Chinese { // whose colon is as wide as a character
			felt = felt.Text(" ")
		}
		second = felt.Text(say(c.Material)).String()
	}
	y := band + titleLine
	if second == "" { // the title is alone
		y += (secondLine - titleLine) / 2
	}
	p.Text(margin, y, paint.Headline, paint.TextColor, say(locale.PosterTitle))
	p.Text(margin, band+secondLine, paint.Headline, paint.Accent, p.Fitted(paint.Headline, second, Width-2*margin))
}

// drawCode draws the code as large as whole modules allow, and its link below.
func (c *Content) drawCode(p *paint.Painter, r image.Rectangle) {
	y := r.Max.Y - p.Px(paint.Grid)
	p.TextRight(r.Max.X, y, paint.Small, paint.TextColor, p.Fitted(paint.Small, c.Link, r.Dx()))
	module := min(codeMost, y-p.Px(paint.Line)-r.Min.Y, r.Dx()) / len(c.Code)
	size := module * len(c.Code)
	corner := image.Pt(r.Max.X-size, r.Min.Y)
	p.Fill(image.Rectangle{corner, corner.Add(image.Pt(size, size))}, color.NRGBA{0xFF, 0xFF, 0xFF, 0xFF})
	for j, row := range c.Code {
		for i, black := range row {
			if black {
				dot := corner.Add(image.Pt(i*module, j*module))
				p.Fill(image.Rectangle{dot, dot.Add(image.Pt(module, module))}, color.NRGBA{A: 0xFF})
			}
		}
	}
}
