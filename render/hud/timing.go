package hud

import (
	"fmt"
	"image"
	"math"

	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
)

// timing shows how long each stage of a step takes, and how the last second's
// steps are spread.
type timing struct{}

const (
	timingWidth, timingHeight = 248, 248
	microLow, microHigh       = 1.0, 10e3 // µs: ends of the logarithmic scale
	budget                    = 1000.0    // µs: one step of real time
)

// stageNames as they are told.
var stageNames = [mirror.NumStages]locale.Key{
	locale.Sense, locale.Decode, locale.Retarget, locale.Body, locale.PanelSkin, locale.Loop,
}

func (timing) size() (width, height float64) { return timingWidth, timingHeight }

func (t timing) draw(p *Painter, r image.Rectangle, s *State, snap *mirror.Snapshot) {
	pad := p.px(margin)
	left, right := r.Min.X+pad, r.Max.X-pad
	y := r.Min.Y + pad + p.px(10)
	p.text(left, y, strong, textColor, s.Language.Text(locale.PanelTiming))
	p.textRight(right, y, small, dimColor, "µs "+s.Language.Text(locale.MedianWorst))
	y += p.px(24)
	for stage, name := range stageNames {
		l := s.Health.LatencyUS[stage]
		p.text(left, y, body, dimColor, p.fitted(body, s.Language.Text(name), p.px(72)))
		track := image.Rect(left+p.px(76), y-p.px(8), right-p.px(76), y-p.px(2))
		p.fill(track, trackFill)
		c := accent
		if l.P99 > budget {
			c = fault
		}
		p.fill(image.Rect(track.Min.X, track.Min.Y, onLog(track, l.P50), track.Max.Y), c)
		x := onLog(track, l.P99)
		p.fill(image.Rect(x-p.px(1), track.Min.Y-p.px(2), x+p.px(1), track.Max.Y+p.px(2)), textColor)
		p.textRight(right-p.px(36), y, figureSmall, textColor, fmt.Sprintf("%.0f", l.P50))
		p.textRight(right, y, figureSmall, dimColor, fmt.Sprintf("%.0f", l.P99))
		y += p.px(line - 2)
	}
	t.histogram(p, image.Rect(left, y-p.px(4), right, r.Max.Y-pad), s, &snap.Health.LoopHistogram)
}

// onLog is the column of a time (µs) on a logarithmic scale.
func onLog(track image.Rectangle, us float64) int {
	f := math.Log(max(us, microLow)/microLow) / math.Log(microHigh/microLow)
	return track.Min.X + int(min(f, 1)*float64(track.Dx()))
}

// histogram draws how many of the last second's steps took how long. Counts are
// shown by their square root, so that one slow step is seen beside a thousand.
func (timing) histogram(p *Painter, r image.Rectangle, s *State, counts *[mirror.HistogramBins]int) {
	p.text(r.Min.X, r.Min.Y+p.px(9), small, dimColor, s.Language.Text(locale.StepsBy)+" µs")
	area := image.Rect(r.Min.X, r.Min.Y+p.px(14), r.Max.X, r.Max.Y-p.px(12))
	most := 1
	for _, n := range counts {
		most = max(most, n)
	}
	at := func(bin int) int { return area.Min.X + bin*area.Dx()/mirror.HistogramBins }
	for i, n := range counts {
		c := accent
		if mirror.HistogramEdge(i) >= budget {
			c = fault
		}
		h := int(math.Ceil(math.Sqrt(float64(n)/float64(most)) * float64(area.Dy())))
		p.fill(image.Rect(at(i), area.Max.Y-h, at(i+1)-p.px(1), area.Max.Y), c)
	}
	p.fill(image.Rect(area.Min.X, area.Max.Y, area.Max.X, area.Max.Y+1), hairline)
	for i := 0; i < mirror.HistogramBins; i += 8 {
		p.text(at(i), r.Max.Y, figureSmall, dimColor, fmt.Sprintf("%.0f", mirror.HistogramEdge(i)))
	}
}
