package hud

import "image"

// frameCloseUp frames the picture-in-picture of the robot's palm.
func (h *HUD) frameCloseUp() {
	p, r := h.painter, h.Inset()
	p.frame(r)
	at := r.Min.Add(image.Pt(p.px(grid+4), p.px(2*grid+4)))
	p.text(at.X, at.Y, small, dimColor, "what the robot's palm feels")
}
