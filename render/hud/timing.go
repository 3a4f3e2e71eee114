package hud

import (
	"cmp"
	"image"
	"math"

	"mirrorarm/render/paint"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
)

// timing shows how long each stage of a step takes, and how the last second's
// steps are spread.
type timing struct{}

const (
	timingWidth, timingHeight = 272, 248
	timingFigure              = 46        // of the width, for one of the two columns of figures: seven digits
	microLow, microHigh       = 1.0, 10e3 // µs: ends of the logarithmic scale
	budget                    = 1000.0    // µs: one step of real time
)

// stageNames as they are told.
var stageNames = [mirror.NumStages]locale.Key{
	locale.Sense, locale.Decode, locale.Retarget, locale.Body, locale.PanelSkin, locale.Loop,
}

func (timing) size() (width, height float64) { return timingWidth, timingHeight }

func (t timing) draw(p *paint.Painter, r image.Rectangle, s *State, snap *mirror.Snapshot) {
	pad := p.Px(paint.Margin)
	left, right := r.Min.X+pad, r.Max.X-pad
	y := r.Min.Y + pad + p.Px(10)
	p.Text(left, y, paint.Strong, paint.TextColor, s.Language.Text(locale.PanelTiming))
	p.TextRight(right, y, paint.Small, paint.DimColor, p.Phrase().Text(s.Language.Unit("µs")).Text(" ").Text(s.Language.Text(locale.MedianWorst)).String())
	y += p.Px(24)
	for stage, name := range stageNames {
		l := s.Health.LatencyUS[stage]
		usual := cmp.Or(l.P50, l.Mean) // a coarse clock tells the mean at best
		p.Text(left, y, paint.Body, paint.DimColor, p.Fitted(paint.Body, s.Language.Text(name), p.Px(72)))
		track := image.Rect(left+p.Px(76), y-p.Px(8), right-p.Px(2*timingFigure+4), y-p.Px(2))
		p.Fill(track, paint.TrackFill)
		p.Fill(late(p, onLog(track, budget), track.Min.Y-p.Px(3), track.Max.Y+p.Px(3)), paint.DimColor)
		c := paint.Accent
		if l.P99 > budget {
			c = paint.Fault
		}
		p.Fill(image.Rect(track.Min.X, track.Min.Y, onLog(track, usual), track.Max.Y), c)
		if x := onLog(track, l.P99); l.P99 > 0 {
			p.Fill(image.Rect(x-p.Px(1), track.Min.Y-p.Px(2), x+p.Px(1), track.Max.Y+p.Px(2)), paint.TextColor)
		}
		p.TextRight(right-p.Px(timingFigure), y, paint.FigureSmall, paint.TextColor, figureOf(p, usual > 0, usual, 0, 0))
		p.TextRight(right, y, paint.FigureSmall, paint.DimColor, figureOf(p, l.P99 > 0, l.P99, 0, 0))
		y += p.Px(paint.Line - 2)
	}
	t.histogram(p, image.Rect(left, y-p.Px(4), right, r.Max.Y-pad), s, &snap.Health.LoopHistogram)
}

// late is the line at a step's time, so that what is beyond it is told by more than its
// colour.
func late(p *paint.Painter, x, top, bottom int) image.Rectangle {
	return image.Rect(x, top, x+p.Px(1), bottom)
}

// onLog is the column of a time (µs) on a logarithmic scale.
func onLog(track image.Rectangle, us float64) int {
	f := math.Log(max(us, microLow)/microLow) / math.Log(microHigh/microLow)
	return track.Min.X + int(min(f, 1)*float64(track.Dx()))
}

// histogram draws how many of the last second's steps took how long. Counts are
// shown by their square root, so that one slow step is seen beside a thousand.
func (timing) histogram(p *paint.Painter, r image.Rectangle, s *State, counts *[mirror.HistogramBins]int) {
	p.Text(r.Min.X, r.Min.Y+p.Px(9), paint.Small, paint.DimColor, p.Phrase().Text(s.Language.Text(locale.StepsBy)).Text(" ").Text(s.Language.Unit("µs")).String())
	area := image.Rect(r.Min.X, r.Min.Y+p.Px(14), r.Max.X, r.Max.Y-p.Px(12))
	most := 1
	for _, n := range counts {
		most = max(most, n)
	}
	at := func(bin int) int { return area.Min.X + bin*area.Dx()/mirror.HistogramBins }
	for i, n := range counts {
		c := paint.Accent
		if mirror.HistogramEdge(i) >= budget {
			c = paint.Fault
		}
		h := int(math.Ceil(math.Sqrt(float64(n)/float64(most)) * float64(area.Dy())))
		p.Fill(image.Rect(at(i), area.Max.Y-h, at(i+1)-p.Px(1), area.Max.Y), c)
	}
	p.Fill(image.Rect(area.Min.X, area.Max.Y, area.Max.X, area.Max.Y+1), paint.Hairline)
	for i := range counts {
		if mirror.HistogramEdge(i) >= budget {
			p.Fill(late(p, at(i)-p.Px(1), area.Min.Y, area.Max.Y+p.Px(3)), paint.DimColor)
			break
		}
	}
	for i := 0; i < mirror.HistogramBins; i += 8 {
		p.Text(at(i), r.Max.Y, paint.FigureSmall, paint.DimColor, p.Phrase().Fixed(mirror.HistogramEdge(i), 0, 0).String())
	}
}
