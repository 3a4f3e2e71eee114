package hud

// closeUp frames the picture-in-picture of the robot's palm.
type closeUp struct{}

func (closeUp) draw(h *HUD, _ *State) {
	p, r := h.painter, h.Inset()
	p.frame(r)
	p.text(r.Min.X+p.px(12), r.Max.Y-p.px(12), small, dimColor, "what the robot's palm feels")
}
