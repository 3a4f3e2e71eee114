package hud

import (
	"image"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/paint"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
)

// decoder shows each of the hand's angles as the glove's decoder sees it, with
// the band that it is sure of, and the person's own angle as a tick.
type decoder struct {
	names [locale.NumLanguages][hand.NumAngles]string
}

func newDecoder() *decoder {
	d := &decoder{}
	for l := range d.names {
		for a := range d.names[l] {
			d.names[l][a] = locale.Language(l).Joint(hand.Angle(a).String())
		}
	}
	return d
}

const (
	decoderWidth = 272
	decoderNames = 128 // of that
	sureDeg      = 5.0 // σ above this is marked
)

func (*decoder) size() (width, height float64) {
	return decoderWidth, 2*paint.Margin + 24 + jointLine*hand.NumAngles
}

func (d *decoder) draw(p *paint.Painter, r image.Rectangle, s *State, snap *mirror.Snapshot) {
	pad := p.Px(paint.Margin)
	left, right := r.Min.X+pad, r.Max.X-pad
	y := r.Min.Y + pad + p.Px(10)
	p.Text(left, y, paint.Strong, paint.TextColor, s.Language.Text(locale.ShowDecoder))
	p.TextRight(right, y, paint.FigureSmall, paint.DimColor, p.Phrase().Int(s.Channels, 0).Text(" · ").Fixed(s.Health.DecodeRMSDeg, 1, 0).Text("°").String())
	y += p.Px(22)
	for a := range hand.Angle(hand.NumAngles) {
		p.Text(left, y, paint.Small, paint.DimColor, d.names[s.Language][a])
		track := image.Rect(left+p.Px(decoderNames), y-p.Px(6), right-p.Px(36), y-p.Px(3))
		p.Fill(track, paint.TrackFill)
		r := a.Range()
		at := func(v float64) float64 {
			f := (v - r.Lower) / (r.Upper - r.Lower)
			return float64(track.Min.X) + min(max(f, 0), 1)*float64(track.Dx())
		}
		sigma := snap.Sigma[a] * 180 / math.Pi
		c := paint.Accent
		if sigma > sureDeg {
			c = paint.Warning
		}
		mid := float64(track.Min.Y+track.Max.Y) / 2
		lo, hi := at(snap.Decoded[a]-2*snap.Sigma[a]), at(snap.Decoded[a]+2*snap.Sigma[a])
		p.Segment(lo, mid, max(hi, lo+1), mid, 5*p.Scale(), c)
		x := int(at(snap.Person.Angles[a]))
		p.Fill(image.Rect(x-p.Px(1), track.Min.Y-p.Px(4), x+p.Px(1), track.Max.Y+p.Px(4)), paint.TextColor)
		p.TextRight(right, y, paint.FigureSmall, paint.DimColor, p.Phrase().Text("±").Fixed(2*sigma, 1, 0).Text("°").String())
		y += p.Px(jointLine)
	}
}
