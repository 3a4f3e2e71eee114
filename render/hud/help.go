package hud

import "image"

// Size of the list of keys at scale 1.
const (
	helpColumns = 2
	helpWidth   = 352 // of a column
	helpLabels  = 80  // of that for the keys
)

// drawHelp lists the keys, and returns the right end of what it leaves free.
func (h *HUD) drawHelp(s *State) (free int) {
	p, bounds := h.painter, h.overlay.Rect
	var keys []Binding
	for _, k := range Bindings() {
		if k.Label != "" || k.Mouse != 0 {
			keys = append(keys, k)
		}
	}
	rows := (len(keys) + helpColumns - 1) / helpColumns
	m := p.px(margin)
	width, height := helpColumns*p.px(helpWidth)+m, 2*m+rows*p.px(line)-p.px(4)
	r := image.Rect(bounds.Max.X-m-width, m, bounds.Max.X-m, m+height)
	p.panel(r)
	for i, k := range keys {
		x := r.Min.X + m + i/rows*p.px(helpWidth)
		y := r.Min.Y + m + p.px(11) + i%rows*p.px(line)
		if k.Mouse != 0 {
			p.text(x, y, body, textColor, s.Language.Text(k.Mouse))
		} else {
			p.text(x, y, figure, textColor, k.Label)
		}
		x += p.px(helpLabels)
		p.text(x, y, body, dimColor, p.fitted(body, s.Language.Text(k.Does), p.px(helpWidth-helpLabels-margin)))
	}
	return r.Min.X - p.px(grid)
}
