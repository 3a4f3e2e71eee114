package hud

import (
	"image"

	"mirrorarm/render/paint"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
)

// Usage is what the program takes of its machine, for who keeps an exhibit running.
// What is 0 has not been measured.
type Usage struct {
	LiveMB     float64 // of the heap, after the last collection
	LimitMB    float64 // of what Go manages
	ResidentMB float64 // as the system counts it, the graphics driver's part included
	Images     int     // that the engine holds for the window
	ImagesMB   float64
	Goroutines int
	Files      int // open, sockets included
	Seconds    float64
	Restarts   int // after panics
	Volume     int // % of all of it
	Today      Today
}

// Today is what has come of a day at an exhibit, since midnight.
type Today struct {
	Visitors int // who touched something, or came before the camera
	Gestures int // that have a name, made while they did something
	Named    int // things that the arm named for them
}

// Day is one, and when it was.
type Day struct {
	Date string // as 2026-05-17; empty for none
	Today
}

// usage is the operator's panel. Visitors' help does not name it.
type usage struct{}

const (
	usageWidth = 248
	usageRows  = 12
	usageUnit  = 40 // of that for the units
)

func (usage) size() (width, height float64) {
	return usageWidth, 2*paint.Margin + 16 + usageRows*paint.Line
}

func (usage) draw(p *paint.Painter, r image.Rectangle, s *State, _ *mirror.Snapshot) {
	m, u, say := p.Px(paint.Margin), &s.Usage, s.Language.Text
	left, right := r.Min.X+m, r.Max.X-m
	y := r.Min.Y + m + p.Px(10)
	p.Text(left, y, paint.Strong, paint.TextColor, say(locale.PanelUsage))
	y += p.Px(paint.Line + 6)
	minutes := int(u.Seconds) / 60
	for _, row := range [usageRows]struct {
		name  locale.Key
		known bool
		value string
		unit  string
	}{
		{locale.LiveHeap, u.LiveMB > 0, p.Phrase().Fixed(u.LiveMB, 1, 0).String(), "MB"},
		{locale.HeapLimit, u.LimitMB > 0, p.Phrase().Fixed(u.LimitMB, 0, 0).String(), "MB"},
		{locale.Resident, u.ResidentMB > 0, p.Phrase().Fixed(u.ResidentMB, 1, 0).String(), "MB"},
		{locale.ImagesHeld, u.Images > 0, p.Phrase().Int(u.Images, 0).Text(" · ").Fixed(u.ImagesMB, 1, 0).String(), "MB"},
		{locale.Goroutines, u.Goroutines > 0, p.Phrase().Int(u.Goroutines, 0).String(), ""},
		{locale.OpenFiles, u.Files > 0, p.Phrase().Int(u.Files, 0).String(), ""},
		{locale.Uptime, true, p.Phrase().Int(minutes/60, 0).Text(":").Digits(minutes%60, 2).String(), "h"},
		{locale.RestartsSoFar, true, p.Phrase().Int(u.Restarts, 0).String(), ""},
		{locale.Volume, true, p.Phrase().Int(u.Volume, 0).String(), "%"},
		{locale.VisitorsToday, true, p.Phrase().Int(u.Today.Visitors, 0).String(), ""},
		{locale.GesturesToday, true, p.Phrase().Int(u.Today.Gestures, 0).String(), ""},
		{locale.NamedToday, true, p.Phrase().Int(u.Today.Named, 0).String(), ""},
	} {
		if row.known {
			p.Row(left, right, unitColumn(p, s.Language, "MB"), y, say(row.name), row.value, s.Language.Unit(row.unit), paint.TextColor)
		} else {
			p.Text(left, y, paint.Body, paint.DimColor, say(row.name))
			p.TextRight(right, y, paint.Small, paint.DimColor, say(locale.NotMeasured))
		}
		y += p.Px(paint.Line)
	}
}
