package hud

import "image"

// closeUp frames the picture-in-picture of the robot's palm.
type closeUp struct{}

func (closeUp) draw(h *HUD, _ *State) {
	p, r := h.painter, h.Inset()
	p.frame(r)
	const caption = "what the robot's palm feels"
	tag := image.Rect(0, 0, p.types[small].width(caption)+p.px(2*grid), p.px(24)).Add(r.Min).Add(image.Pt(p.px(grid), p.px(grid)))
	p.text(tag.Min.X, tag.Min.Y+p.px(12), small, dimColor, caption)
}
