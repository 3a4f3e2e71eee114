package hud

import (
	"fmt"
	"image"
	"math"

	"mirrorarm/sim/mirror"
)

// timing shows how long each stage of a step takes, and how the whole loop's
// time went over the last seconds.
type timing struct {
	median, worst [historyLen]float64 // µs, of the loop
	next          int
	last          float64 // simulated time of the newest (s)
}

const (
	historyLen                = 108 // of the strip chart
	timingWidth, timingHeight = 248, 248
	microLow, microHigh       = 1.0, 10e3 // µs: ends of the logarithmic scale
	budget                    = 1000.0    // µs: one step of real time
)

func (t *timing) size() (width, height float64) { return timingWidth, timingHeight }

func (t *timing) draw(p *Painter, r image.Rectangle, s *State, snap *mirror.Snapshot) {
	pad := p.px(margin)
	left, right := r.Min.X+pad, r.Max.X-pad
	y := r.Min.Y + pad + p.px(10)
	p.text(left, y, strong, textColor, "timing")
	p.textRight(right, y, small, dimColor, "µs a step: median, 99 %")
	y += p.px(24)
	for stage := range mirror.Stage(mirror.NumStages) {
		l := s.Health.LatencyUS[stage]
		p.text(left, y, body, dimColor, stage.String())
		track := image.Rect(left+p.px(60), y-p.px(8), right-p.px(76), y-p.px(2))
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
	t.remember(s, snap)
	t.chart(p, image.Rect(left, y, right, r.Max.Y-pad))
}

// onLog is the column of a time (µs) on a logarithmic scale.
func onLog(track image.Rectangle, us float64) int {
	f := math.Log(max(us, microLow)/microLow) / math.Log(microHigh/microLow)
	return track.Min.X + int(min(f, 1)*float64(track.Dx()))
}

func (t *timing) remember(s *State, snap *mirror.Snapshot) {
	if snap.Time == t.last {
		return
	}
	t.last = snap.Time
	l := s.Health.LatencyUS[mirror.StageLoop]
	t.median[t.next], t.worst[t.next] = l.P50, l.P99
	t.next = (t.next + 1) % historyLen
}

// chart draws the loop's median and 99th percentile as columns, oldest left.
func (t *timing) chart(p *Painter, r image.Rectangle) {
	high := 100.0
	for _, v := range t.worst {
		high = max(high, v)
	}
	step := float64(r.Dx()) / historyLen
	at := func(us float64) int { return r.Max.Y - int(us/high*float64(r.Dy())) }
	for i := range historyLen {
		k := (t.next + i) % historyLen
		x0, x1 := r.Min.X+int(float64(i)*step), r.Min.X+int(float64(i+1)*step)
		p.fill(image.Rect(x0, at(t.worst[k]), x1, r.Max.Y), faint)
		p.fill(image.Rect(x0, at(t.median[k]), x1, r.Max.Y), accent)
	}
	p.fill(image.Rect(r.Min.X, r.Max.Y, r.Max.X, r.Max.Y+1), hairline)
	p.text(r.Min.X, r.Min.Y+p.px(9), small, dimColor, fmt.Sprintf("loop, %.0f µs full scale", high))
}
