package hud

import (
	"image"

	"mirrorarm/render/paint"
	"mirrorarm/sim/locale"
)

// frameCloseUp frames the picture-in-picture of the robot's palm.
func (h *HUD) frameCloseUp(s *State) {
	p, r := h.painter, h.Inset()
	p.Frame(r)
	at := r.Min.Add(image.Pt(p.Px(paint.Grid+4), p.Px(2*paint.Grid+4)))
	p.Text(at.X, at.Y, paint.Small, paint.DimColor, s.Language.Text(locale.PalmFeels))
}
