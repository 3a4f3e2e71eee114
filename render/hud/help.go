package hud

import "image"

// Binding is a key and what it does.
type Binding struct{ Key, Does string }

// Bindings are the keys of the window, in the order in which help lists them.
func Bindings() []Binding {
	return []Binding{
		{"drag", "orbit"},
		{"wheel", "zoom"},
		{"space", "pause"},
		{"N", "one step, while paused"},
		{"R", "start again"},
		{"O", "overview"},
		{"C", "close-up of the palm"},
		{"K", "the skin, unrolled"},
		{"T", "timing"},
		{"J", "joints and their limits"},
		{"D", "decoder"},
		{"P", "save a picture"},
		{"F11", "full screen"},
		{"H", "hide this list"},
		{"Esc", "quit"},
	}
}

// drawHelp lists the keys.
func (h *HUD) drawHelp() {
	p, bounds := h.painter, h.overlay.Rect
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
