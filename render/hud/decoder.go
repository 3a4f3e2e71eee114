package hud

import (
	"fmt"
	"image"
	"math"
	"strings"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
)

// decoder shows each of the hand's angles as the glove's decoder sees it, with
// the band that it is sure of, and the person's own angle as a tick.
type decoder struct{}

const (
	decoderWidth = 248
	sureDeg      = 5.0 // σ above this is marked
)

func (decoder) size() (width, height float64) {
	return decoderWidth, 2*margin + 24 + jointLine*hand.NumAngles
}

func (decoder) draw(p *Painter, r image.Rectangle, s *State, snap *mirror.Snapshot) {
	pad := p.px(margin)
	left, right := r.Min.X+pad, r.Max.X-pad
	y := r.Min.Y + pad + p.px(10)
	p.text(left, y, strong, textColor, s.Language.Text(locale.ShowDecoder))
	p.textRight(right, y, figureSmall, dimColor, fmt.Sprintf("%d · %.1f°", s.Channels, s.Health.DecodeRMSDeg))
	y += p.px(22)
	for a := range hand.Angle(hand.NumAngles) {
		p.text(left, y, small, dimColor, strings.ReplaceAll(a.String(), "_", " "))
		track := image.Rect(left+p.px(104), y-p.px(6), right-p.px(36), y-p.px(3))
		p.fill(track, trackFill)
		at := func(v float64) float64 {
			f := (v - hand.Ranges[a].Lower) / (hand.Ranges[a].Upper - hand.Ranges[a].Lower)
			return float64(track.Min.X) + min(max(f, 0), 1)*float64(track.Dx())
		}
		sigma := snap.Sigma[a] * 180 / math.Pi
		c := accent
		if sigma > sureDeg {
			c = warning
		}
		mid := float64(track.Min.Y+track.Max.Y) / 2
		lo, hi := at(snap.Decoded[a]-2*snap.Sigma[a]), at(snap.Decoded[a]+2*snap.Sigma[a])
		p.segment(lo, mid, max(hi, lo+1), mid, 5*p.scale, c)
		x := int(at(snap.Person.Angles[a]))
		p.fill(image.Rect(x-p.px(1), track.Min.Y-p.px(4), x+p.px(1), track.Max.Y+p.px(4)), textColor)
		p.textRight(right, y, figureSmall, dimColor, fmt.Sprintf("±%.1f°", 2*sigma))
		y += p.px(jointLine)
	}
}
