package classroom

import (
	"image"
	"image/color"
	"math"

	"mirrorarm/render/paint"
	"mirrorarm/sim/lesson"
)

// Widths of the panels at scale 1. Design values: the page has about 45 letters to
// a line.
const (
	pageWidth  = 344
	knobsWidth = 316
	rowHeight  = 22 // of a knob
	leastRow   = 16 // of one among many
	chipHeight = 22
	letterSize = 13  // of labels at the robot
	stripLeast = 440 // of tables: seven columns of figures
)

// paint draws everything that lies over the robot.
func (r *Room) paint() {
	clear(r.overlay.Pix)
	r.painter.Begin(r.overlay)
	r.spots, r.tracks = r.spots[:0], r.tracks[:0]
	b := r.overlay.Rect
	m := r.painter.Px(paint.Margin)
	r.free = b.Inset(m)
	if r.hidden {
		r.paintDrawing()
		return
	}
	page := image.Rect(m, m, m+r.painter.Px(pageWidth), b.Max.Y-m)
	knobs := image.Rect(b.Max.X-m-r.painter.Px(knobsWidth), m, b.Max.X-m, b.Max.Y-m)
	gap := r.painter.Px(paint.Grid)
	r.free.Min.X, r.free.Max.X = page.Max.X+gap, knobs.Min.X-gap
	full := r.free
	if len(r.drawing.Tables) > 0 && full.Dx() < r.painter.Px(stripLeast) {
		full.Max.X = knobs.Max.X // below the knobs, which have room to spare
		knobs.Max.Y = r.strip(full, true)
	}
	r.free.Max.Y = r.strip(full, true)
	// Lines and handles lie under the panels.
	r.paintDrawing()
	r.strip(full, false)
	r.paintPage(page)
	if r.help {
		r.paintHelp(knobs)
	} else {
		r.paintKnobs(knobs)
	}
}

// paintDrawing draws lines, words and handles at the robot.
func (r *Room) paintDrawing() {
	pl := r.plane()
	over := pl.overlay(&r.drawing)
	for _, l := range over.Lines {
		paintLine(r.painter, l)
	}
	r.paintHandles(pl, r.class.Handles())
	for _, l := range over.Labels {
		paintLabel(r.painter, int(l.X), int(l.Y), l.Text)
	}
}

// plane is where the drawing lies in the picture, with what labels leave free.
func (r *Room) plane() *plane {
	p := r.painter
	pl := &plane{
		stage: r.stage, camera: r.camera(), width: float64(r.opt.Width), height: float64(r.opt.Height), letter: letterSize * p.Scale(),
		measure: func(s string) float64 { return float64(p.Width(paint.Body, s)) },
		within:  [4]float64{float64(r.free.Min.X), float64(r.free.Min.Y), float64(r.free.Max.X), float64(r.free.Max.Y)},
	}
	for _, h := range r.class.Handles() {
		if x, y, ok := pl.project(h.At); ok {
			pl.rings = append(pl.rings, [2]float64{x, y})
		}
	}
	return pl
}

// paintLine draws a line on its dark halo.
func paintLine(p *paint.Painter, l Line) {
	if l.Filled {
		fill := l.Color
		fill.A = uint8(255 * l.Opacity)
		switch n := len(l.Points); {
		case n == 3:
			a, b, c := l.Points[0], l.Points[1], l.Points[2]
			p.Triangle(a[0], a[1], b[0], b[1], c[0], c[1], fill)
		case n > 3: // a dot: its middle lies between two opposite corners
			a, b := l.Points[0], l.Points[n/2]
			p.Disc((a[0]+b[0])/2, (a[1]+b[1])/2, math.Hypot(a[0]-b[0], a[1]-b[1])/2, fill)
		}
		return
	}
	halo, c := haloColor, l.Color
	halo.A, c.A = uint8(160*l.Opacity), uint8(255*l.Opacity)
	for i := 1; i < len(l.Points); i++ {
		a, b := l.Points[i-1], l.Points[i]
		if l.Opacity == 1 {
			p.Segment(a[0], a[1], b[0], b[1], l.Halo(), halo)
		}
	}
	for i := 1; i < len(l.Points); i++ {
		a, b := l.Points[i-1], l.Points[i]
		p.Segment(a[0], a[1], b[0], b[1], l.Width, c)
	}
}

// paintLabel writes a word on a dark shadow of itself, on a plate that a white robot
// shines through.
func paintLabel(p *paint.Painter, x, y int, text string) {
	plate := image.Rect(x-p.Px(4), y-p.Px(13), x+p.Width(paint.Body, text)+p.Px(4), y+p.Px(5))
	p.Card(plate, labelPlate, labelPlate)
	by := max(p.Px(1), 1)
	for _, d := range [8]image.Point{{-by, 0}, {by, 0}, {0, -by}, {0, by}, {-by, -by}, {by, -by}, {-by, by}, {by, by}} {
		p.Text(x+d.X, y+d.Y, paint.Body, haloColor, text)
	}
	p.Text(x, y, paint.Body, paint.TextColor, text)
}

// Of a handle at scale 1 (px).
const (
	handleRadius = 7.0
	handleReach  = 14
)

// paintHandles marks the points that can be dragged.
func (r *Room) paintHandles(pl *plane, handles []lesson.Handle) {
	p := r.painter
	for i, h := range handles {
		x, y, ok := pl.project(h.At)
		at := image.Pt(int(x), int(y))
		if !ok || !at.In(r.overlay.Rect) {
			continue
		}
		reach := p.Px(handleReach)
		r.spots = append(r.spots, spot{image.Rect(at.X-reach, at.Y-reach, at.X+reach, at.Y+reach), handleSpot, i})
		c, size := paint.Target, handleRadius
		if i > 0 {
			size -= 2 // the tip's comes first, and is what the page is about
		}
		if (r.hover.kind == handleSpot && r.hover.n == i) || (r.held.kind == handleSpot && r.held.n == i) {
			c, size = paint.TextColor, size+2
		}
		p.Ring(x, y, size*p.Scale(), 3.6*p.Scale(), haloColor)
		p.Ring(x, y, size*p.Scale(), 2*p.Scale(), c)
	}
}

// card paints a button's ground, brighter under the pointer, and notes its spot.
func (r *Room) card(s spot, on bool) color.NRGBA {
	fill, ink := color.NRGBA{0xFF, 0xFF, 0xFF, 0x14}, paint.TextColor
	if on {
		fill, ink = color.NRGBA{paint.Accent.R, paint.Accent.G, paint.Accent.B, 0x50}, paint.TextColor
	}
	if r.hover == s {
		fill.A += 0x20
	}
	r.painter.Card(s.r, fill, paint.Hairline)
	r.spots = append(r.spots, s)
	return ink
}

// button paints a word to press.
func (r *Room) button(box image.Rectangle, kind spotKind, n int, word string, on bool) {
	p := r.painter
	ink := r.card(spot{box, kind, n}, on)
	word = p.Fitted(paint.Small, word, box.Dx()-p.Px(8))
	x := box.Min.X + (box.Dx()-p.Width(paint.Small, word))/2
	p.Text(x, box.Max.Y-(box.Dy()-p.Px(8))/2, paint.Small, ink, word)
}

// track paints a slider's groove and its knob at a share of it, and notes both.
func (r *Room) track(box image.Rectangle, s spot, at float64, free bool) {
	p := r.painter
	middle := float64(box.Min.Y+box.Max.Y) / 2
	p.Fill(image.Rect(box.Min.X, int(middle)-p.Px(1), box.Max.X, int(middle)+p.Px(1)), paint.TrackFill)
	r.tracks = append(r.tracks, spot{box, s.kind, s.n})
	x := float64(box.Min.X) + min(max(at, 0), 1)*float64(box.Dx())
	if !free {
		p.Disc(x, middle, 3*p.Scale(), paint.DimColor)
		return
	}
	size := 4.5
	if r.hover == s || (r.held.kind == s.kind && r.held.n == s.n) {
		size = 6
	}
	p.Disc(x, middle, size*p.Scale(), paint.Accent)
	r.spots = append(r.spots, s)
}

// shownViews are the views that the page can show, the drawn ones first.
func (r *Room) shownViews() (out []lesson.View) {
	for v := range lesson.View(lesson.NumViews) {
		if r.class.Offers(v) {
			out = append(out, v)
		}
	}
	return out
}
