package hud

import (
	"image"

	"mirrorarm/render/paint"
	"mirrorarm/sim/locale"
)

// Of the close-up at scale 1, and as shares of the picture. Design values.
const (
	insetWidth  = 0.34 // at most
	insetHeight = 0.40 // likewise
	tallInset   = 0.55 // of the width, where panels lie below the hands
	insetTitle  = 24   // above it
)

// closeUpRect is where the close-up lies with its title.
func (h *HUD) closeUpRect() image.Rectangle {
	m, b := h.painter.Px(paint.Margin), h.overlay.Rect
	w, t := h.painter.Px(352), h.painter.Px(264)
	wide := insetWidth
	if h.tall() {
		wide = tallInset
	}
	fits := min(1, wide*float64(b.Dx())/float64(w), insetHeight*float64(b.Dy())/float64(t))
	w, t = int(fits*float64(w)), int(fits*float64(t))
	return image.Rect(m, b.Max.Y-m-t, m+w, b.Max.Y-m).Intersect(b)
}

// Inset is where the close-up lies in the picture.
func (h *HUD) Inset() image.Rectangle {
	r := h.closeUpRect()
	r.Min.Y = min(r.Min.Y+h.painter.Px(insetTitle), r.Max.Y)
	return r
}

// HasCloseUp tells whether a state's close-up has its place.
func (h *HUD) HasCloseUp(s *State) bool { return !h.layout(s).at[CloseUp].Empty() }

// frameCloseUp frames the picture-in-picture of the robot's palm, and writes its title
// above it.
func (h *HUD) frameCloseUp(s *State, r image.Rectangle) {
	p, inset := h.painter, h.Inset()
	p.Fill(image.Rect(r.Min.X, r.Min.Y, r.Max.X, inset.Min.Y), paint.Glass)
	p.Frame(r)
	p.Text(r.Min.X+p.Px(paint.Grid), inset.Min.Y-p.Px(paint.Grid), paint.Small, paint.DimColor, s.Language.Text(locale.PalmFeels))
}
