package hud

import "image"

// help lists the keys.
type help struct{}

// Binding is a key and what it does.
type Binding struct{ Key, Does string }

// Bindings are the keys of the window, in the order in which help lists them.
func Bindings() []Binding {
	return []Binding{
		{"drag", "orbit"},
		{"wheel", "zoom"},
		{"space", "pause"},
		{"R", "reset the view"},
		{"F11", "full screen"},
		{"H", "hide this list"},
		{"Esc", "quit"},
	}
}

func (help) draw(h *HUD, s *State) {
	p, bounds := h.painter, h.overlay.Rect
	if !s.Help {
		return
	}
	keys := Bindings()
	m := p.px(margin)
	width, height := p.px(232), 2*m+len(keys)*p.px(line)
	r := image.Rect(bounds.Max.X-m-width, bounds.Max.Y-m-height, bounds.Max.X-m, bounds.Max.Y-m)
	p.panel(r)
	y := r.Min.Y + m + p.px(13)
	for _, k := range keys {
		p.text(r.Min.X+m, y, figure, textColor, k.Key)
		p.text(r.Min.X+m+p.px(64), y, body, dimColor, k.Does)
		y += p.px(line)
	}
}
