package hud

import (
	"image"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/mirror"
)

// State is what the panels show.
type State struct {
	Source  string // name of the gesture source
	Gesture string // what it plays now, empty if it does not say
	FPS     float64
	LagMS   float64
	Paused  bool
	Help    bool // the key list is open
	Health  mirror.Health
	Lost    bool // the source has lost the hand
	Reached bool // the palm pose lies in reach

	Side             hand.Side // of the person
	Channels, Taxels int
}

// HUD draws all panels into an overlay of the picture's size, and only when
// what they show has changed.
type HUD struct {
	painter *Painter
	overlay *image.RGBA
	panels  []panel
	drawn   State
	valid   bool
}

// panel is one thing on the screen.
type panel interface {
	// draw paints the panel, if the state wants it shown.
	draw(h *HUD, s *State)
}

// New prepares panels for pictures of width × height pixels; scale 0 takes the
// one that suits the height.
func New(width, height int, scale float64) (*HUD, error) {
	if scale == 0 {
		scale = max(float64(height)/720, 1)
	}
	p, err := NewPainter(scale)
	if err != nil {
		return nil, err
	}
	return &HUD{
		painter: p,
		overlay: image.NewRGBA(image.Rect(0, 0, width, height)),
		panels:  []panel{closeUp{}, overview{}, hint{}, help{}},
	}, nil
}

// Inset is where the close-up lies in the picture.
func (h *HUD) Inset() image.Rectangle {
	m, b := h.painter.px(margin), h.overlay.Rect
	w, t := h.painter.px(384), h.painter.px(312)
	return image.Rect(m, b.Max.Y-m-t, m+w, b.Max.Y-m).Intersect(b)
}

// Draw returns the overlay (premultiplied alpha), and whether it differs from
// the one that the last call returned. The image belongs to the HUD.
func (h *HUD) Draw(s State) (*image.RGBA, bool) {
	s = s.rounded()
	if h.valid && s == h.drawn {
		return h.overlay, false
	}
	h.drawn, h.valid = s, true
	clear(h.overlay.Pix)
	h.painter.dst = h.overlay
	for _, p := range h.panels {
		p.draw(h, &s)
	}
	return h.overlay, true
}

// Over lays an overlay with premultiplied alpha over an opaque picture of the
// same size, in place.
func Over(dst, overlay *image.RGBA) {
	for i := 0; i+3 < len(dst.Pix) && i+3 < len(overlay.Pix); i += 4 {
		a := uint32(overlay.Pix[i+3])
		if a == 0 {
			continue
		}
		k := 255 - a
		for c := range 3 {
			dst.Pix[i+c] = uint8(min(uint32(overlay.Pix[i+c])+(uint32(dst.Pix[i+c])*k+127)/255, 255))
		}
	}
}
