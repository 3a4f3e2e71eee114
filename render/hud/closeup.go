package hud

import (
	"image"

	"mirrorarm/sim/locale"
)

// frameCloseUp frames the picture-in-picture of the robot's palm.
func (h *HUD) frameCloseUp(s *State) {
	p, r := h.painter, h.Inset()
	p.frame(r)
	at := r.Min.Add(image.Pt(p.px(grid+4), p.px(2*grid+4)))
	p.text(at.X, at.Y, small, dimColor, s.Language.Text(locale.PalmFeels))
}
