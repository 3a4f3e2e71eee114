package hud

import (
	"image"
	"mirrorarm/render/paint"
	"mirrorarm/sim/locale"
)

// Size of the list of keys at scale 1.
const (
	helpColumns = 2
	helpWidth   = 384 // of a column
	helpLabels  = 112 // of that for the keys
)

// drawHelp lists the keys, and returns the right end of what it leaves free.
func (h *HUD) drawHelp(s *State) (free int) {
	p, bounds := h.painter, h.overlay.Rect
	keys := h.keys
	if s.Exhibit {
		keys = h.exhibitKeys
	}
	rows := (len(keys) + helpColumns - 1) / helpColumns
	m := p.Px(paint.Margin)
	width, height := helpColumns*p.Px(helpWidth)+m, 2*m+rows*p.Px(paint.Line)-p.Px(4)
	top := h.top(s)
	r := image.Rect(bounds.Max.X-m-width, top, bounds.Max.X-m, top+height)
	p.Panel(r)
	for i := range keys {
		k := &keys[i]
		x := r.Min.X + m + i/rows*p.Px(helpWidth)
		y := r.Min.Y + m + p.Px(11) + i%rows*p.Px(paint.Line)
		font := paint.Figure
		if k.Mouse != locale.Nothing {
			font = paint.Body
		}
		p.Text(x, y, font, paint.TextColor, k.Name(s.Language.Text))
		x += p.Px(helpLabels)
		p.Text(x, y, paint.Body, paint.DimColor, p.Fitted(paint.Body, s.Language.Text(k.Does), p.Px(helpWidth-helpLabels-paint.Margin)))
	}
	return r.Min.X - p.Px(paint.Grid)
}
