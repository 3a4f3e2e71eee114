package hud

import (
	"image"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/paint"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"

	"golang.org/x/image/font/opentype"
)

// Panel names a panel that can be shown and hidden.
type Panel uint8

// The panels, in the order in which they are docked.
const (
	Overview Panel = iota
	CloseUp
	Skin
	Timing
	Vibration
	Joints
	Misses
	Decoder
	Operator  // what the program takes of its machine
	NumPanels = 9

	// label has no key: it is there while there is something to say. It is docked
	// last, so that nothing moves when it comes.
	label     Panel = NumPanels
	numPlaces       = NumPanels + 1
)

// State is what the panels show besides the snapshot.
type State struct {
	Language locale.Language
	Caption  locale.Key // what a visitor is told
	Exhibit  bool       // the caption is to be read from afar, and no keys are offered

	Source  string // name of the gesture source
	Gesture string // what it plays now, empty if it does not say
	FPS     float64
	LagMS   figure.Value
	Paused  bool
	Slow    bool // motion
	Help    bool // the key list is open
	Hidden  bool // no panel at all
	Warmth  bool // the skin panel shows temperature, not pressure
	Notice  string
	Usage   Usage      // of the machine
	Quality locale.Key // of the picture; nothing if it does not change
	Health  mirror.Health
	Lost    bool // the source has lost the hand
	Reached bool // the palm pose lies in reach

	Building bool    // another mirror is on its way
	Waiting  float64 // s, since something has been under way that takes its time; 0 is nothing

	Following bool       // a visitor's hand leads, that a tracker sees
	Budget    Budget     // of its lag
	Camera    locale.Key // how the camera stands; nothing if there is none
	CameraAt  string     // an address that goes with it

	Past      Past
	Recording Recording

	Exploring   bool // the arm explores by itself, and does not mirror
	Recognition Recognition

	Side     hand.Side // of the person
	Channels int       // of the glove
	Taxels   int       // of the robot's skin

	// Toggled are the panels shown otherwise than at first: at first only the
	// overview and the close-up are.
	Toggled [NumPanels]bool
}

// Shows tells whether a panel is visible.
func (s *State) Shows(p Panel) bool {
	if p == label {
		return !s.Hidden && s.Recognition.Doing != locale.Nothing
	}
	return !s.Hidden && s.Toggled[p] != (p == Overview || p == CloseUp)
}

// HUD draws all panels into an overlay of the picture's size, and only when
// what they show has changed.
type HUD struct {
	painter *paint.Painter
	overlay *image.RGBA
	docked  [numPlaces]panel // nil where a panel has a place of its own

	keys        []Binding  // that help lists
	exhibitKeys []Binding  // likewise, in an exhibit
	vibration   *vibration // the one that shows the past
	drawn       State
	tick        int
	valid       bool
}

// panel is one pane of the dock. Panels keep no state but what they are made of.
type panel interface {
	// size in units of the grid at scale 1.
	size() (width, height float64)
	// draw paints the inside of r.
	draw(p *paint.Painter, r image.Rectangle, s *State, snap *mirror.Snapshot)
}

// New prepares panels for pictures of width × height pixels of a mirror; scale 0
// takes the one that suits the height. han is as for NewPainter.
func New(desc *mirror.Description, width, height int, scale float64, han *opentype.Font) (*HUD, error) {
	if scale == 0 {
		scale = max(paint.ScaleOf(width, height), 1)
	}
	p, err := paint.NewPainter(scale, han)
	if err != nil {
		return nil, err
	}
	h := &HUD{painter: p, overlay: image.NewRGBA(image.Rect(0, 0, width, height))}
	h.docked[Skin] = newSkinMap(desc)
	h.docked[Timing] = timing{}
	h.vibration = newVibration()
	h.docked[Vibration] = h.vibration
	h.docked[Joints] = newJoints(desc)
	h.docked[Decoder] = newDecoder()
	h.docked[Misses] = newMisses(desc)
	h.docked[Operator] = usage{}
	h.docked[label] = recognition{}
	for exhibit, list := range [...]*[]Binding{&h.keys, &h.exhibitKeys} {
		for _, k := range Bindings() {
			if k.Listed(exhibit > 0) {
				*list = append(*list, k)
			}
		}
	}
	return h, nil
}

// liveRate (Hz of simulated time) is how often panels that show the snapshot are
// redrawn: figures that change faster cannot be read.
const liveRate = 15

// Follow sees a snapshot without drawing it: the spectrogram shows some seconds of
// the past.
func (h *HUD) Follow(snap *mirror.Snapshot) { h.vibration.follow(snap) }

// Draw returns the overlay (premultiplied alpha), and whether it differs from
// the one that the last call returned. The image belongs to the HUD.
func (h *HUD) Draw(state State, snap *mirror.Snapshot) (*image.RGBA, bool) {
	state = state.rounded()
	tick := 0
	for p, docked := range h.docked {
		if docked != nil && state.Shows(Panel(p)) {
			tick = 1 + int(snap.Time*liveRate)
		}
	}
	if h.valid && state == h.drawn && tick == h.tick {
		return h.overlay, false
	}
	h.drawn, h.tick, h.valid = state, tick, true
	s := &h.drawn // a pointer to state itself would be allocated in every picture
	clear(h.overlay.Pix)
	h.painter.Begin(h.overlay)
	if s.Shows(CloseUp) {
		h.frameCloseUp(s)
	}
	if at := h.place(s); !at[Overview].Empty() {
		h.drawOverview(s)
	}
	free := 0
	if s.Help {
		free = h.drawHelp(s) // in the dock's place
	} else {
		free = h.drawDock(s, snap)
		h.drawHint(s)
		h.drawCamera(s)
		h.drawRecording(s)
	}
	h.drawBar(s)
	h.drawCaption(s, free)
	h.drawNotice(s)
	return h.overlay, true
}

// place finds room for all visible panels: the docked ones are stacked from the
// top right downwards, and on to the left where a column is full. Hidden panels,
// and those that a small window has no room for, are empty.
func (h *HUD) place(s *State) (at [numPlaces]image.Rectangle) {
	p, b := h.painter, h.overlay.Rect
	if s.Shows(CloseUp) {
		at[CloseUp] = h.Inset()
	}
	if s.Shows(Overview) {
		at[Overview] = h.overviewRect(s)
	}
	m, gap := p.Px(paint.Margin), p.Px(paint.Grid)
	top := h.top(s)
	right, y, wide := b.Max.X-m, top, 0
	for i, docked := range h.docked {
		if docked == nil || !s.Shows(Panel(i)) {
			continue
		}
		w, t := docked.size()
		width, height := p.Px(w), p.Px(t)
		if y > top && y+height > b.Max.Y-m {
			right, y, wide = right-wide-gap, top, 0
		}
		if right-width < m {
			break
		}
		at[i] = image.Rect(right-width, y, right, y+height)
		if Panel(i) == label && (at[i].Overlaps(at[CloseUp]) || at[i].Overlaps(at[Overview])) {
			at[i] = image.Rectangle{} // panels that somebody has asked for come first
			break
		}
		y, wide = y+height+gap, max(wide, width)
		if s.Past.Open && at[i].Overlaps(at[Overview]) {
			at[Overview] = image.Rectangle{} // the bar takes room; what somebody has asked for comes first
		}
	}
	return at
}

// drawDock draws the docked panels, and returns the right end of what they leave
// free for a caption: the label alone, at the top, leaves its place to it.
func (h *HUD) drawDock(s *State, snap *mirror.Snapshot) (free int) {
	p := h.painter
	free = h.overlay.Rect.Max.X - p.Px(paint.Margin)
	for i, r := range h.place(s) {
		if h.docked[i] == nil || r.Empty() {
			continue
		}
		p.Panel(r)
		h.docked[i].draw(p, r, s, snap)
		if Panel(i) != label {
			free = min(free, r.Min.X-p.Px(paint.Grid))
		}
	}
	return free
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
