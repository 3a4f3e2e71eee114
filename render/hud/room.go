package hud

import (
	"image"

	"mirrorarm/render/paint"
)

// Shares of the picture. Design values.
const (
	insetWidth  = 0.34 // of the close-up, at most
	insetHeight = 0.40 // likewise
	leastRoom   = 0.45 // of the width, that docked panels leave to the hands, or they are disregarded
)

// Inset is where the close-up lies in the picture.
func (h *HUD) Inset() image.Rectangle {
	m, b := h.painter.Px(paint.Margin), h.overlay.Rect
	w, t := h.painter.Px(352), h.painter.Px(264)
	wide := insetWidth
	if b.Dx() < b.Dy() {
		wide = 1 - leastRoom
	}
	fits := min(1, wide*float64(b.Dx())/float64(w), insetHeight*float64(b.Dy())/float64(t))
	w, t = int(fits*float64(w)), int(fits*float64(t))
	return image.Rect(m, b.Max.Y-m-t, m+w, b.Max.Y-m).Intersect(b)
}

// Room is the part of the picture that the panels of a state leave to the hands: above
// those at the bottom, and beside those that are docked.
func (h *HUD) Room(s *State) image.Rectangle {
	m, gap := h.painter.Px(paint.Margin), h.painter.Px(paint.Grid)
	room := h.overlay.Rect.Inset(m)
	for i, r := range h.place(s) {
		switch p := Panel(i); {
		case r.Empty() || p == label:
		case p == CloseUp || p == Overview:
			room.Max.Y = min(room.Max.Y, r.Min.Y-gap)
		case float64(r.Min.X-gap-room.Min.X) >= leastRoom*float64(h.overlay.Rect.Dx()):
			room.Max.X = min(room.Max.X, r.Min.X-gap)
		}
	}
	return room
}
