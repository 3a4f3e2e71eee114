package hud

import (
	"image"
	"image/color"

	"mirrorarm/render/paint"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
)

// Recognition is what an arm that explores a thing makes of it. The zero value is
// none.
type Recognition struct {
	Doing       locale.Key // what the arm does; nothing while it explores nothing
	Name        locale.Key // of the material, or of the group, that it takes the thing for
	Share       float64    // how probable that is (0…1); 0 if it would rather not say
	Second      locale.Key // the next best, or the best of an unsure lot
	SecondShare float64
	Learning    bool // there is nobody yet who can judge

	Force, Heat, Vibration bool // the senses that have spoken
}

// recognition is the label that says what the arm takes a thing for, to be read
// from afar.
type recognition struct{}

// Of the label, at scale 1: where its lines stand below its top.
const (
	recognitionWidth, recognitionHeight = 368, 120

	titleLine  = 24
	nameLine   = 65
	shareTrack = 77
	secondLine = 106
	leastShown = 0.01 // of the second-best
	dotRadius  = 3.0
)

func (recognition) size() (width, height float64) { return recognitionWidth, recognitionHeight }

func (recognition) draw(p *paint.Painter, r image.Rectangle, s *State, _ *mirror.Snapshot) {
	pad, found := p.Px(paint.Margin), &s.Recognition
	left, right := r.Min.X+pad, r.Max.X-pad
	say := s.Language.Text
	p.Text(left, r.Min.Y+p.Px(titleLine), paint.Body, paint.DimColor, p.Fitted(paint.Body, say(found.Doing), r.Dx()-2*pad))

	y := r.Min.Y + p.Px(nameLine)
	name, ink := found.Name, paint.TextColor
	if name == locale.Nothing || found.Share == 0 {
		name, ink = locale.NotSure, paint.DimColor
	}
	if found.Learning {
		name = locale.Learning
	}
	room := right - left
	if found.Share > 0 {
		share := percent(p, found.Share)
		p.TextRight(right, y, paint.Headline, paint.Accent, share)
		room -= p.Width(paint.Headline, share) + p.Px(paint.Margin)
	}
	drawName(p, left, y, room, ink, say(name))

	track := image.Rect(left, r.Min.Y+p.Px(shareTrack), right, r.Min.Y+p.Px(shareTrack)+p.Px(4))
	if found.Learning {
		p.Waiting(track, s.Waiting)
	} else {
		p.Fill(track, paint.TrackFill)
		track.Max.X = left + int(found.Share*float64(track.Dx()))
		p.Fill(track, paint.Accent)
	}

	y = r.Min.Y + p.Px(secondLine)
	x := right
	for _, sense := range [...]struct {
		name  locale.Key
		spoke bool
	}{{locale.PanelVibration, found.Vibration}, {locale.SenseHeat, found.Heat}, {locale.SenseForce, found.Force}} {
		x = drawSense(p, x, y, say(sense.name), sense.spoke)
	}
	if found.Second != locale.Nothing && found.SecondShare >= leastShown {
		share := percent(p, found.SecondShare)
		second := p.Phrase().Text(say(found.Second)).Text(" ").Text(share).String()
		switch found.Name {
		case locale.Metals, locale.Plastics, locale.NotSure:
			// It is the likeliest of several, not another one beside them.
		default:
			second = p.Phrase().Text(say(locale.SecondBest)).Text(" ").Text(second).String()
		}
		p.Text(left, y, paint.Body, paint.DimColor, p.Fitted(paint.Body, second, x-left))
	}
}

// percent is a probability in words; nothing that is felt is certain.
func percent(p *paint.Painter, share float64) string {
	if share > 0.99 {
		return "> 99 %"
	}
	return p.Phrase().Fixed(100*share, 0, 0).Text(" %").String()
}

// drawName writes a name as large as it fits into a width: in one line or, where
// it names several things, in two smaller ones. y is its baseline.
func drawName(p *paint.Painter, x, y, width int, c color.NRGBA, name string) {
	for _, style := range [...]paint.Style{paint.Headline, paint.Title} {
		if p.Width(style, name) <= width {
			p.Text(x, y, style, c, name)
			return
		}
	}
	lines := p.Wrapped(paint.Title, name, width)
	for i, line := range lines[:min(len(lines), 2)] {
		p.Text(x, y+p.Px(paint.SizeTitle*1.1)*(i-1)+p.Px(4), paint.Title, c, line)
	}
}

// drawSense writes a sense's name that ends at x, its dot full if it has spoken, and
// returns where the next one ends.
func drawSense(p *paint.Painter, x, y int, name string, spoke bool) int {
	text := paint.DimColor
	if spoke {
		text = paint.TextColor
	}
	p.TextRight(x, y, paint.Small, text, name)
	x -= p.Width(paint.Small, name) + p.Px(paint.Grid)
	if middle := float64(y) - 4*p.Scale(); spoke {
		p.Disc(float64(x), middle, dotRadius*p.Scale(), paint.Accent)
	} else {
		p.Ring(float64(x), middle, (dotRadius-0.5)*p.Scale(), p.Scale(), paint.DimColor)
	}
	return x - p.Px(paint.Grid+4)
}
