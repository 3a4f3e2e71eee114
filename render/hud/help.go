package hud

import (
	"image"

	"mirrorarm/render/paint"
	"mirrorarm/sim/locale"
)

// Size of the list of keys at scale 1.
const (
	helpWidth  = 384 // of a column at most
	helpLabels = 112 // of that for the keys
	smallLine  = 12  // of small type, where a window has no room for more
	tightLine  = 11  // likewise, without a hair between lines
)

// helped is how the list of keys is laid out.
type helped struct {
	columns      int
	width, keys  int // px: of a column, and of that for the keys
	line, pad    int
	label, words paint.Style
}

// listed are the keys that help tells of.
func (h *HUD) listed(s *State) []Binding {
	if s.Exhibit {
		return h.exhibitKeys
	}
	return h.keys
}

// helpLayout is the first way to lay out the list that fits into a picture, by its columns
// and the size of its letters; the last one if none does.
func (h *HUD) helpLayout(s *State) (as helped, size image.Point) {
	p, keys := h.painter, h.listed(s)
	m, b := p.Px(paint.Margin), h.overlay.Rect
	for _, as = range [...]helped{
		{columns: 2, line: p.Px(paint.Line), pad: m, label: paint.Figure, words: paint.Body},
		{columns: 1, line: p.Px(paint.Line), pad: m, label: paint.Figure, words: paint.Body},
		{columns: 2, line: p.Px(smallLine), pad: p.Px(paint.Grid), label: paint.FigureSmall, words: paint.Small},
		{columns: 2, line: p.Px(tightLine), pad: p.Px(paint.Grid), label: paint.FigureSmall, words: paint.Small},
		{columns: 3, line: p.Px(smallLine), pad: p.Px(paint.Grid), label: paint.FigureSmall, words: paint.Small},
		{columns: 1, line: p.Px(smallLine), pad: p.Px(paint.Grid), label: paint.FigureSmall, words: paint.Small},
	} {
		words := 0
		for i := range keys {
			face := as.label
			if keys[i].Mouse != locale.Nothing {
				face = as.words
			}
			as.keys = max(as.keys, p.Width(face, keys[i].Name(s.Language.Text)))
			words = max(words, p.Width(as.words, s.Language.Text(keys[i].Does)))
		}
		as.keys += as.pad
		as.width = as.keys + words + as.pad
		rows := (len(keys) + as.columns - 1) / as.columns
		size = image.Pt(as.columns*as.width+as.pad, 2*as.pad+rows*as.line-p.Px(4))
		if size.X <= b.Dx()-2*m && size.Y <= b.Max.Y-m-h.top(s) {
			break
		}
	}
	return as, size
}

// helpRect is where the list of keys lies.
func (h *HUD) helpRect(s *State) image.Rectangle {
	_, size := h.helpLayout(s)
	corner := image.Pt(h.overlay.Rect.Max.X-h.painter.Px(paint.Margin), h.top(s))
	return image.Rect(corner.X-size.X, corner.Y, corner.X, corner.Y+size.Y).Intersect(h.overlay.Rect)
}

// drawHelp lists the keys.
func (h *HUD) drawHelp(s *State, r image.Rectangle) {
	p := h.painter
	as, _ := h.helpLayout(s)
	keys := h.listed(s)
	rows := (len(keys) + as.columns - 1) / as.columns
	p.Panel(r)
	for i := range keys {
		k := &keys[i]
		x := r.Min.X + as.pad + i/rows*as.width
		y := r.Min.Y + as.pad + as.line*11/20 + i%rows*as.line
		face := as.label
		if k.Mouse != locale.Nothing {
			face = as.words
		}
		p.Text(x, y, face, paint.TextColor, k.Name(s.Language.Text))
		p.Text(x+as.keys, y, as.words, paint.DimColor, s.Language.Text(k.Does))
	}
}
