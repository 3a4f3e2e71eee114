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
	head       = 210 // above the picture
	foot       = 440 // below it
	margin     = 48
	skinWidth  = 420
	titleLine  = 92
	secondLine = 160
	codeMost   = 330
)

// Content is what a poster tells beside the picture.
type Content struct {
	Language locale.Language
	Gesture  string     // that was made, in words; empty is none
	Material locale.Key // that the robot named by touch; nothing where it did not
	Date     time.Time  // zero is none
	Code     [][]bool   // a QR code, by rows from above, margin included, true is black; nil for none
	Link     string     // what it says, for those who type
	Warmth   bool       // the skin is shown by temperature, not by pressure
}

// Draw makes a poster of a moment.
func Draw(desc mirror.Description, snap *mirror.Snapshot, c Content, workers int, han *opentype.Font) (*image.RGBA, error) {
	view, err := picture.New(desc, picture.Options{Width: Width, Height: Height - head - foot, Workers: workers, Han: han})
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
	draw.Draw(out, seen.Rect.Add(image.Pt(0, head)), seen, image.Point{}, draw.Src)

	c.drawHead(p)
	skin := image.Rect(margin, Height-foot+24, margin+skinWidth, Height-24)
	p.Panel(skin)
	hud.NewSkinMap(&desc).Draw(p, skin, c.Language, c.Warmth, snap)
	c.drawCode(p, image.Rect(skin.Max.X+margin, skin.Min.Y, Width-margin, skin.Max.Y))
	return out, nil
}

// drawHead writes what has happened.
func (c *Content) drawHead(p *paint.Painter) {
	say := c.Language.Text
	p.Text(margin, titleLine, paint.Headline, paint.TextColor, say(locale.PosterTitle))
	second := c.Gesture
	if c.Material != locale.Nothing {
		second = p.Phrase().Text(say(locale.PosterFelt)).Text(" ").Text(say(c.Material)).String()
	}
	p.Text(margin, secondLine, paint.Headline, paint.Accent, p.Fitted(paint.Headline, second, Width-2*margin))
}

// drawCode draws the code as large as whole modules allow, its link and the date beside.
func (c *Content) drawCode(p *paint.Painter, r image.Rectangle) {
	y := r.Max.Y - p.Px(paint.Grid)
	if !c.Date.IsZero() {
		p.TextRight(r.Max.X, y, paint.FigureSmall, paint.DimColor, c.Date.Format(time.DateOnly))
	}
	p.Text(r.Min.X, y, paint.Small, paint.DimColor, "mirrorarm")
	if len(c.Code) == 0 {
		return
	}
	y -= p.Px(paint.Line)
	p.Text(r.Min.X, y, paint.Small, paint.TextColor, p.Fitted(paint.Small, c.Link, r.Dx()))
	module := min(codeMost, y-p.Px(paint.Line)-r.Min.Y, r.Dx()) / len(c.Code)
	size := module * len(c.Code)
	at := image.Pt(r.Max.X-size, r.Min.Y)
	p.Fill(image.Rectangle{at, at.Add(image.Pt(size, size))}, color.NRGBA{0xFF, 0xFF, 0xFF, 0xFF})
	for j, row := range c.Code {
		for i, black := range row {
			if black {
				corner := at.Add(image.Pt(i*module, j*module))
				p.Fill(image.Rectangle{corner, corner.Add(image.Pt(module, module))}, color.NRGBA{A: 0xFF})
			}
		}
	}
}
