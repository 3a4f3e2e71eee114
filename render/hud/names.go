package hud

import (
	"image"
	"image/color"
	"math"

	"mirrorarm/render/paint"
	"mirrorarm/sim/locale"
)

// names are the words at an exhibit's two hands, which are read from afar: whose each is. They
// go with the hands, and lie over neither, nor over anything else that is written.
type names struct {
	hands [numNames]image.Rectangle // px: where they are in the picture; empty is nowhere
	tags  [numNames]tag
	time  float64 // s, of the last picture

	grip    image.Point     // px: what the pointer is at; zero is nothing
	pointer image.Rectangle // px: where it lies
	pointed image.Rectangle // likewise, as drawn
}

// The hands.
const (
	personName = iota
	robotName
	numNames
)

// tag is a word at a hand.
type tag struct {
	x, y  float64 // px: its upper left corner
	side  int     // of the hand that it stands at
	seen  float64 // 0…1, eased
	moves bool    // it is on its way
	spare float64 // s, that there has been room above the hand, where it is not
	drawn image.Rectangle
	alpha uint8 // as drawn
}

// The sides, the best ones first.
const (
	above = iota
	outside
	inside
	below
	numSides
)

// How names move. Design values.
const (
	nameFollow = 0.16  // s, time constant
	nameAppear = 0.12  // s, likewise
	nameRest   = 0.018 // of the height, that a hand may move by before its name goes with it
	nameStill  = 0.6   // px, that it stops within
	nameReturn = 1.2   // s of room above a hand, after which its name goes there again
	mostAway   = 1.0   // s since the last picture, after which it is not seen to move
	nameTones  = 16    // steps of its fading
)

// nameWords are the words; nameColours are the colours of the hands.
var (
	nameWords   = [numNames]locale.Key{locale.NameYou, locale.NameRobot}
	nameColours = [numNames]color.NRGBA{{0xFF, 0xD9, 0xBF, 0xFF}, paint.Target}
)

// Point tells where the hands are in the picture that is drawn next (px).
func (h *HUD) Point(person, robot image.Rectangle) {
	h.names.hands = [numNames]image.Rectangle{person, robot}
}

// named tells whether hands have names: an exhibit's, once it has opened.
func (s *State) named() bool {
	return s.Exhibit && !s.Hidden && !s.Help && !s.Opening.On && !s.Past.Open
}

// has tells whether one of the hands has its name.
func (s *State) has(name int) bool {
	return s.named() && (name == robotName || !s.Exploring && !s.Lost)
}

// nameSize is that of a name (px).
func (h *HUD) nameSize(s *State, name int) image.Point {
	p := h.afar
	return image.Pt(p.Width(paint.Headline, s.Language.Text(nameWords[name]))+2*p.Px(paint.Grid), p.Px(paint.SizeHeadline*tagLine))
}

// tagLine is how high a name is, in sizes.
const tagLine = 1.2

// nameRoom is what names need above the hands (px).
func (h *HUD) nameRoom(s *State) int {
	if !s.named() {
		return 0
	}
	return h.nameSize(s, robotName).Y + h.painter.Px(paint.Grid)
}

// lead moves the names on to the time of a picture (s), and tells whether that is seen.
func (h *HUD) lead(s *State, now float64) (changed bool) {
	n := &h.names
	dt := now - n.time
	n.time = now
	for i := range n.tags {
		t := &n.tags[i]
		h.leadOne(s, i, dt)
		alpha := uint8(math.Round(nameTones*t.seen) * 255 / nameTones)
		changed = changed || alpha != t.alpha || alpha > 0 && h.nameRect(s, i) != t.drawn
	}
	h.leadPointer(s)
	return changed || n.pointer != n.pointed
}

func (h *HUD) leadOne(s *State, i int, dt float64) {
	t := &h.names.tags[i]
	at, side, ok := h.placeName(s, i, dt)
	ok = ok && s.has(i)
	glides := dt >= 0 && dt < mostAway
	if !ok || t.seen > 0 && side != t.side {
		t.seen = eased(t.seen, 0, dt, nameAppear, glides) // it goes to another side unseen
		if t.seen > 0 && (h.nameRect(s, i).Overlaps(h.names.hands[i]) || !h.free(s, i, h.nameRect(s, i))) {
			t.seen = 0
		}
		if !ok || t.seen > 0 {
			return
		}
	}
	x, y := float64(at.X), float64(at.Y)
	if t.seen == 0 || !glides {
		t.x, t.y, t.side, t.moves = x, y, side, false
	}
	t.seen = eased(t.seen, 1, dt, nameAppear, glides)
	off := math.Hypot(x-t.x, y-t.y)
	if t.moves = off > nameStill && (t.moves || off > nameRest*float64(h.overlay.Rect.Dy())); t.moves {
		t.x, t.y = eased(t.x, x, dt, nameFollow, glides), eased(t.y, y, dt, nameFollow, glides)
	}
	if !h.free(s, i, h.nameRect(s, i)) {
		t.x, t.y = x, y // the hand pushes it
	}
}

// eased is a step from one value to another with a time constant (s).
func eased(from, to, dt, constant float64, glides bool) float64 {
	if !glides {
		return to
	}
	next := to + (from-to)*math.Exp(-dt/constant)
	if math.Abs(next-to) < 0.5/nameTones && to <= 1 {
		return to
	}
	return next
}

// nameRect is where a name lies.
func (h *HUD) nameRect(s *State, i int) image.Rectangle {
	t := &h.names.tags[i]
	at := image.Pt(int(math.Round(t.x)), int(math.Round(t.y)))
	return image.Rectangle{at, at.Add(h.nameSize(s, i))}
}

// placeName finds the place of a name: at the side where it is, if there is room still, and none
// at a better one for a while, or else at the first that has.
func (h *HUD) placeName(s *State, i int, dt float64) (at image.Point, side int, ok bool) {
	t := &h.names.tags[i]
	if _, best := h.atSide(s, i, above); best && t.side != above {
		t.spare += dt
	} else {
		t.spare = 0
	}
	if t.seen > 0 && t.spare < nameReturn {
		if at, ok = h.atSide(s, i, t.side); ok {
			return at, t.side, true
		}
	}
	for side := range numSides {
		if at, ok = h.atSide(s, i, side); ok {
			return at, side, true
		}
	}
	return at, 0, false
}

// atSide is a name's place at a side of its hand.
func (h *HUD) atSide(s *State, i, side int) (at image.Point, ok bool) {
	r := h.names.hands[i]
	if r.Empty() {
		return at, false
	}
	gap, m := h.painter.Px(paint.Grid), h.painter.Px(paint.Margin)
	size, b := h.nameSize(s, i), h.overlay.Rect.Inset(m)
	left := (side == outside) == (r.Min.X+r.Max.X < h.overlay.Rect.Dx())
	middle := r.Min.Add(r.Max).Sub(size).Div(2)
	switch side {
	case above:
		at = image.Pt(middle.X, r.Min.Y-gap-size.Y)
	case below:
		at = image.Pt(middle.X, r.Max.Y+gap)
	default:
		at = image.Pt(r.Max.X+gap, middle.Y)
		if left {
			at.X = r.Min.X - gap - size.X
		}
	}
	if side == above || side == below {
		at.X = min(max(at.X, b.Min.X), b.Max.X-size.X)
	} else {
		at.Y = min(max(at.Y, b.Min.Y), b.Max.Y-size.Y)
	}
	return at, h.free(s, i, image.Rectangle{at, at.Add(size)})
}

// free tells whether a name may lie somewhere: over no hand, over nothing written, and over no
// other name.
func (h *HUD) free(s *State, i int, r image.Rectangle) bool {
	n := &h.names
	if !r.In(h.overlay.Rect) || r.Overlaps(s.Mark) {
		return false
	}
	for k := range n.hands {
		if r.Overlaps(n.hands[k]) && (k == i || s.has(k)) || k != i && n.tags[k].seen > 0 && r.Overlaps(h.nameRect(s, k)) {
			return false
		}
	}
	return !h.layout(s).covers(r)
}

// drawNames paints the names; what was painted of them before is gone.
func (h *HUD) drawNames(s *State) {
	p := h.afar
	for i := range h.names.tags {
		t := &h.names.tags[i]
		t.alpha = uint8(math.Round(nameTones*t.seen) * 255 / nameTones)
		if t.drawn = (image.Rectangle{}); t.alpha == 0 {
			continue
		}
		r := h.nameRect(s, i)
		t.drawn = r
		h.painter.Card(r, faded(paint.Glass, t.alpha), faded(paint.Hairline, t.alpha))
		p.Text(r.Min.X+p.Px(paint.Grid), r.Min.Y+p.Px(paint.SizeHeadline*tagFoot), paint.Headline, faded(nameColours[i], t.alpha), s.Language.Text(nameWords[i]))
	}
}

// tagFoot is where a name's letters stand below its upper edge, in sizes.
const tagFoot = 0.94

func faded(c color.NRGBA, alpha uint8) color.NRGBA {
	c.A = uint8(int(c.A) * int(alpha) / 255)
	return c
}

// eraseNames takes the names out of the overlay, as they were drawn last.
func (h *HUD) eraseNames() {
	n := &h.names
	for _, r := range [...]image.Rectangle{n.tags[personName].drawn, n.tags[robotName].drawn, n.pointed} {
		r = r.Intersect(h.overlay.Rect)
		for y := r.Min.Y; y < r.Max.Y; y++ {
			clear(h.overlay.Pix[h.overlay.PixOffset(r.Min.X, y):][:4*r.Dx()])
		}
	}
}
