package classroom

import (
	"math"

	"mirrorarm/sim/lesson"
)

// placing puts a drawing's words beside their points: none over another, over a handle
// or over an arrow's head, and where one has to go further, with a line back to its
// point. The first labels come first.
type placing struct {
	plane   *plane
	drawing *lesson.Drawing
	placed  []Label
	heads   [][2]float64 // of arrows (px)
	leaders []Line
}

// Of the places that are tried, in letters. Design values.
const (
	labelGap   = 0.45
	labelLine  = 1.25 // height of a label with its room
	labelRoom  = 0.3  // on each side
	labelRings = 6
	labelWays  = 16
	ringRoom   = 0.75 // half the size of a handle
	headRoom   = 0.35 // and of an arrow's head
	leaderFrom = 1.4  // further than this from its own place a label has a leader
)

// all places every label that can be seen; one that says the same at the same point as
// another is left out.
func (w *placing) all() []Label {
	p := w.plane
	for _, a := range w.drawing.Arrows {
		if x, y, ok := p.project(a.To); ok {
			w.heads = append(w.heads, [2]float64{x, y})
		}
	}
	said := map[string][2]float64{}
	for _, l := range w.drawing.Labels {
		x, y, ok := p.project(l.At)
		if last, twice := said[l.Text]; !ok || (twice && math.Hypot(last[0]-x, last[1]-y) < 4) {
			continue
		}
		said[l.Text] = [2]float64{x, y}
		w.place(l, x, y)
	}
	return w.placed
}

// place finds the cheapest place for a label whose point appears at x, y.
func (w *placing) place(l lesson.Label, x, y float64) {
	p := w.plane
	width := p.measure(l.Text)
	own := w.inside(w.beside(l, x, y, width), width)
	best, least := own, w.cost(own, own, width)
	for ring := 1; ring <= labelRings && least > float64(ring)*p.letter; ring++ {
		for way := range labelWays {
			sin, cos := math.Sincos(2 * math.Pi * float64(way) / labelWays)
			far := float64(ring) * p.letter
			// A word is wide: sideways it has to go further to come free.
			at := Label{X: x - width/2 + cos*(far+width/2), Y: y + 0.35*p.letter + sin*far, Text: l.Text}
			at = w.inside(at, width)
			if cost := w.cost(at, own, width); cost < least {
				best, least = at, cost
			}
		}
	}
	w.placed = append(w.placed, best)
	if math.Hypot(best.X-own.X, best.Y-own.Y) > leaderFrom*p.letter {
		w.lead(best, width, x, y)
	}
}

// lead draws a line from a label to its point.
func (w *placing) lead(at Label, width, x, y float64) {
	letter := w.plane.letter
	fromX := min(max(x, at.X), at.X+width)
	fromY := min(max(y, at.Y-0.75*letter), at.Y+0.2*letter)
	if math.Hypot(fromX-x, fromY-y) < 0.5*letter {
		return
	}
	w.leaders = append(w.leaders, Line{
		Points: [][2]float64{{fromX, fromY}, {x, y}}, Color: roleColor(lesson.Middle), Width: thinWidth * letter, Opacity: 0.7,
	})
}

// inside brings a label into the part of the picture that is free.
func (w *placing) inside(at Label, width float64) Label {
	p := w.plane
	at.X = min(max(at.X, p.within[0]), p.within[2]-width)
	at.Y = min(max(at.Y, p.within[1]+p.letter), p.within[3]-0.3*p.letter)
	return at
}

// cost is how far a place is from a label's own, in px, and much more for what it
// would cover.
func (w *placing) cost(at, own Label, width float64) float64 {
	letter := w.plane.letter
	out := math.Hypot(at.X-own.X, at.Y-own.Y)
	for _, o := range w.placed {
		acrossX := min(at.X+width, o.X+w.plane.measure(o.Text)) - max(at.X, o.X) + labelRoom*letter
		acrossY := labelLine*letter - math.Abs(at.Y-o.Y)
		if acrossX > 0 && acrossY > 0 {
			out += 40*letter + acrossX + acrossY
		}
	}
	middle := at.Y - 0.3*letter
	near := func(point [2]float64, room float64) bool {
		return point[0] > at.X-room*letter && point[0] < at.X+width+room*letter && math.Abs(point[1]-middle) < (room+0.5)*letter
	}
	for _, ring := range w.plane.rings {
		if near(ring, ringRoom) {
			out += 8 * letter
		}
	}
	for _, head := range w.heads {
		if near(head, headRoom) {
			out += 3 * letter
		}
	}
	return out
}

// beside is a label's own place: beyond the head of the arrow that ends at its point,
// else below the point, where the axes of a frame leave room.
func (w *placing) beside(l lesson.Label, x, y, width float64) Label {
	p := w.plane
	gap := labelGap * p.letter
	for _, a := range w.drawing.Arrows {
		if a.To != l.At {
			continue
		}
		fromX, fromY, ok := p.project(a.From)
		dx, dy := x-fromX, y-fromY
		length := math.Hypot(dx, dy)
		if !ok || length < 1 {
			break
		}
		dx, dy = dx/length, dy/length
		return Label{X: x + gap*dx + (dx-1)/2*width, Y: y + gap*dy + (dy+1)/2*0.7*p.letter, Text: l.Text}
	}
	return Label{X: x - width/2, Y: y + gap + p.letter, Text: l.Text}
}
