package hud

import (
	"image"
	"image/color"

	"mirrorarm/render/paint"
)

// The pointer of an invitation is a mouse's arrow at a fingertip, as large as is seen from afar: it
// goes with the finger, as the finger would go with it.

// Of the pointer, at scale 1. Design values.
const (
	pointerSize = 61
	pointerEdge = 4.3
)

// PointAt tells where in the picture that is drawn next the thing is that an invitation points at
// (px).
func (h *HUD) PointAt(grip image.Point) { h.names.grip = grip }

// leadPointer finds its place: none where something is written.
func (h *HUD) leadPointer(s *State) {
	n := &h.names
	n.pointer = image.Rectangle{}
	if !s.Invites || s.Hidden || s.Help || n.grip == (image.Point{}) {
		return
	}
	size := h.painter.Px(pointerSize)
	r := image.Rectangle{n.grip, n.grip.Add(image.Pt(size, size))}
	if h.layout(s).covers(r) {
		return
	}
	for i := range n.tags {
		if n.tags[i].seen > 0 && r.Overlaps(h.nameRect(s, i)) {
			return
		}
	}
	if r.In(h.overlay.Rect) {
		n.pointer = r
	}
}

// drawPointer paints it: white, with a dark edge.
func (h *HUD) drawPointer() {
	n := &h.names
	if n.pointed = n.pointer; n.pointed.Empty() {
		return
	}
	edge := pointerEdge * h.painter.Scale()
	x, y, size := float64(n.pointer.Min.X), float64(n.pointer.Min.Y), float64(n.pointer.Dx())
	h.arrow(x, y, size, paint.Ground)
	h.arrow(x+edge, y+2*edge, size-4*edge, paint.TextColor)
}

// arrow is a mouse's arrow in a square whose upper left corner it points at.
func (h *HUD) arrow(x, y, size float64, c color.NRGBA) {
	p := h.painter
	at := func(u, v float64) (float64, float64) { return x + u*size, y + v*size }
	ax, ay := at(0, 0)
	bx, by := at(0, 0.86)
	mx, my := at(0.24, 0.63)
	dx, dy := at(0.62, 0.62)
	p.Triangle(ax, ay, bx, by, mx, my, c)
	p.Triangle(ax, ay, mx, my, dx, dy, c)
	p.Segment(ax, ay+2*p.Scale(), mx, my, 2*p.Scale(), c) // no seam between the two
	tx, ty := at(0.40, 0.88)
	p.Segment(mx, my, tx, ty, 0.13*size, c)
}
