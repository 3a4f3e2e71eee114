package hud

import (
	"image"

	"mirrorarm/render/paint"
	"mirrorarm/sim/locale"
)

// layout is where everything lies over the picture (px). What is not shown, or has no
// room, is empty. No two overlap, but for help, which lies over the texts while it is read.
type layout struct {
	at    [numPlaces]image.Rectangle // panels; of the close-up with its title
	bar   image.Rectangle
	game  image.Rectangle
	help  image.Rectangle
	texts texts
	room  image.Rectangle // that is left to the hands
}

// Shares of the picture. Design values.
const (
	leastRoom   = 0.29 // of the width, that panels leave to the hands
	leastHeight = 0.35 // of the height, likewise
	mostBudget  = 0.48 // of the height, that an overview with all parts of the lag may take
)

// shape is all that a layout depends on.
type shape struct {
	toggled                       [NumPanels]bool
	hidden, help, exhibit         bool
	label, past, budget, building bool
	plays                         bool
	recording                     int // 0 is none, 2 a long one, whose time has more digits
	language                      locale.Language
	camera                        locale.Key
	caption                       string
	cameraAt, notice, made        string
}

func shapeOf(s *State) shape {
	recording := 0
	if s.Recording.On {
		recording = 1 + min(int(s.Recording.Seconds)/(100*60), 1)
	}
	return shape{
		toggled: s.Toggled, hidden: s.Hidden, help: s.Help, exhibit: s.Exhibit,
		label: s.Shows(label), past: s.Past.Open, budget: s.Budget.Known, building: s.Building, plays: s.plays(), recording: recording,
		language: s.Language, caption: s.caption(), camera: s.Camera, cameraAt: s.CameraAt, notice: s.Notice, made: s.label(),
	}
}

// covers tells whether something that is written lies over a part of the picture.
func (l *layout) covers(r image.Rectangle) bool {
	for _, box := range l.at {
		if r.Overlaps(box) {
			return true
		}
	}
	for _, box := range l.texts.lines {
		if r.Overlaps(box) {
			return true
		}
	}
	return r.Overlaps(l.bar) || r.Overlaps(l.game) || r.Overlaps(l.help) || r.Overlaps(l.texts.caption) || r.Overlaps(l.texts.foot)
}

// layout is the one of a state; it is found anew only when that takes another shape.
func (h *HUD) layout(s *State) *layout {
	if now := shapeOf(s); !h.laid || now != h.shape {
		h.shape, h.laid = now, true
		h.laidOut = h.lay(s)
	}
	return &h.laidOut
}

func (h *HUD) lay(s *State) (l layout) {
	l.at, l.bar, l.game = h.place(s), h.barRect(s), h.gameRect(s)
	if s.Help && !s.Hidden {
		l.help = h.helpRect(s)
		for i := range l.at {
			if h.docked[i] != nil || l.at[i].Overlaps(l.help) {
				l.at[i] = image.Rectangle{} // it is read in their place
			}
		}
	}
	l.room = h.leave(s, &l)
	l.texts = h.layTexts(s, &l)
	return l
}

// tall tells whether panels belong below the hands, and not beside them.
func (h *HUD) tall() bool { return h.overlay.Rect.Dx() < h.overlay.Rect.Dy() }

// place finds room for all visible panels. Hidden panels are empty, as are those that
// there is no room for; Arrange closes others, so that there is.
func (h *HUD) place(s *State) (at [numPlaces]image.Rectangle) {
	if h.tall() {
		at = h.placeBelow(s)
	} else {
		at = h.placeBeside(s)
	}
	if !at[label].Empty() { // panels that somebody has asked for come first
		l := layout{at: at}
		if !h.roomy(h.leave(s, &l)) {
			at[label] = image.Rectangle{}
		}
	}
	return at
}

// placeBeside has close-up and overview at the bottom left, and stacks the docked ones from
// the top right downwards, and on to the left where a column is full.
func (h *HUD) placeBeside(s *State) (at [numPlaces]image.Rectangle) {
	p, b := h.painter, h.overlay.Rect
	m, gap := p.Px(paint.Margin), p.Px(paint.Grid)
	top := h.top(s)
	if s.Shows(CloseUp) {
		at[CloseUp] = h.closeUpRect()
	}
	if s.Shows(Overview) {
		at[Overview] = h.overviewRect(s)
	}
	for _, p := range [...]Panel{CloseUp, Overview} {
		if r := at[p]; r.Min.Y < top || r.Max.X > b.Max.X-m {
			at[p] = image.Rectangle{}
		}
	}
	right, y, wide := b.Max.X-m, top, 0
	for i, docked := range h.docked {
		if docked == nil || !s.Shows(Panel(i)) {
			continue
		}
		w, t := docked.size()
		width, height := p.Px(w), p.Px(t)
		if y > top && y+height > b.Max.Y-m {
			right, y, wide = right-wide-gap, top, 0
		}
		r := image.Rect(right-width, y, right, y+height)
		if r.Min.X < m || r.Max.Y > b.Max.Y-m || r.Overlaps(at[CloseUp].Inset(-gap)) || r.Overlaps(at[Overview].Inset(-gap)) {
			continue
		}
		at[i] = r
		y, wide = y+height+gap, max(wide, width)
	}
	return at
}

// placeBelow fills rows from the bottom up, each from the left.
func (h *HUD) placeBelow(s *State) (at [numPlaces]image.Rectangle) {
	p, b := h.painter, h.overlay.Rect
	m, gap := p.Px(paint.Margin), p.Px(paint.Grid)
	left, foot, tallest := b.Min.X+m, b.Max.Y-m, 0
	put := func(i Panel, width, height int) {
		if left > b.Min.X+m && left+width > b.Max.X-m {
			left, foot, tallest = b.Min.X+m, foot-tallest-gap, 0
		}
		r := image.Rect(left, foot-height, left+width, foot)
		if r.Min.Y < h.top(s) || r.Max.X > b.Max.X-m {
			return
		}
		at[i] = r
		left, tallest = r.Max.X+gap, max(tallest, height)
	}
	if s.Shows(CloseUp) {
		put(CloseUp, h.closeUpRect().Dx(), h.closeUpRect().Dy())
	}
	if s.Shows(Overview) {
		put(Overview, h.overviewRect(s).Dx(), h.overviewRect(s).Dy())
	}
	for i, docked := range h.docked {
		if docked != nil && s.Shows(Panel(i)) {
			w, t := docked.size()
			put(Panel(i), p.Px(w), p.Px(t))
		}
	}
	return at
}

// leave is the part of the picture that panels and help leave to the hands.
func (h *HUD) leave(s *State, l *layout) image.Rectangle {
	m, gap := h.painter.Px(paint.Margin), h.painter.Px(paint.Grid)
	room := h.overlay.Rect.Inset(m)
	room.Min.Y = h.top(s) + h.nameRoom(s)
	for i, r := range l.at {
		switch p := Panel(i); {
		case r.Empty() || p == label:
		case p == CloseUp || p == Overview || h.tall():
			room.Max.Y = min(room.Max.Y, r.Min.Y-gap)
		default:
			room.Max.X = min(room.Max.X, r.Min.X-gap)
		}
	}
	room = largest(room, l.at[label], gap)
	if beside := largest(room, l.help, gap); h.roomy(beside) {
		room = beside
	}
	return room
}

// roomy tells whether hands are shown in a part of the picture.
func (h *HUD) roomy(room image.Rectangle) bool {
	b := h.overlay.Rect
	return float64(room.Dx()) >= leastRoom*float64(b.Dx()) && float64(room.Dy()) >= leastHeight*float64(b.Dy())
}

// largest is the largest part of a room that lies on one side of a rectangle.
func largest(room, r image.Rectangle, gap int) image.Rectangle {
	if r = r.Inset(-gap); r.Empty() || !r.Overlaps(room) {
		return room
	}
	best := image.Rectangle{}
	for _, part := range [...]image.Rectangle{
		image.Rect(room.Min.X, room.Min.Y, r.Min.X, room.Max.Y), image.Rect(room.Min.X, r.Max.Y, room.Max.X, room.Max.Y),
		image.Rect(room.Min.X, room.Min.Y, room.Max.X, r.Min.Y), image.Rect(r.Max.X, room.Min.Y, room.Max.X, room.Max.Y),
	} {
		// Rect puts corners in order: a part that is none reaches out of the room.
		if part.In(room) && !part.Overlaps(r) && part.Dx()*part.Dy() > best.Dx()*best.Dy() {
			best = part
		}
	}
	return best
}

// Room is the part of the picture that all that a state shows leaves to the hands.
func (h *HUD) Room(s *State) image.Rectangle { return h.layout(s).room }
