package hud

import (
	"image"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/paint"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"

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
	Caption  locale.Key      // what a visitor is told
	Words    string          // in the caption's place; empty is none
	Mark     image.Rectangle // px: where an exhibit's maker's mark is; names keep clear of it
	Exhibit  bool            // the caption is to be read from afar, and no keys are offered
	Opening  session.Opening
	Invites  bool         // an exhibit shows what a visitor may take hold of
	Game     session.Play // of one minute

	Source  string // name of the gesture source
	Gesture string // what it plays now, empty if it does not say
	Made    string // the gesture that the hand is nearest to; empty if nobody knows it
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
	Faults   *session.Faults
	Taxels   int // of the robot's skin

	// Toggled are the panels shown otherwise than at first: at first only the
	// close-up is, and the overview where nobody passes by who wants no figures.
	Toggled [NumPanels]bool
}

// Shows tells whether a panel is visible.
func (s *State) Shows(p Panel) bool {
	if p == label {
		return !s.Hidden && s.Recognition.Doing != locale.Nothing
	}
	if s.Opening.On && p != Operator {
		return false // one line is read, and nothing else
	}
	return !s.Hidden && s.Toggled[p] != (p == Overview && !s.Exhibit || p == CloseUp && !s.plays() && !s.isNear())
}

// isNear tells whether the picture itself is a close-up: of an exhibit's fingers, whose warmth
// is looked at.
func (s *State) isNear() bool { return s.Exhibit && s.Warmth }

// HUD draws all panels into an overlay of the picture's size, and only when
// what they show has changed.
type HUD struct {
	painter *paint.Painter
	afar    *paint.Painter // of what is to be read from afar, whatever the picture's shape
	overlay *image.RGBA
	docked  [numPlaces]panel // nil where a panel has a place of its own

	keys        []Binding // that help lists
	exhibitKeys []Binding // likewise, in an exhibit
	names       names
	vibration   *vibration // the one that shows the past
	drawn       State
	tick        int
	valid       bool

	shape   shape // that laidOut is for
	laidOut layout
	laid    bool
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
	h := &HUD{painter: p, afar: p, overlay: image.NewRGBA(image.Rect(0, 0, width, height))}
	if big := farther * float64(height) / linesOfScale; big > scale {
		if h.afar, err = paint.NewPainter(big, han); err != nil {
			return nil, err
		}
	}
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

// A headline's capitals are a twenty-fifth of the height of a picture of so many lines at a
// scale that is so much larger.
const (
	linesOfScale = 720
	farther      = 1.05
)

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
	same := h.valid && state == h.drawn && tick == h.tick
	if !same {
		h.drawn = state
	}
	renamed := h.lead(&h.drawn, snap.Time)
	if same && !renamed {
		return h.overlay, false
	}
	if same { // names lie over nothing else
		h.painter.Begin(h.overlay)
		h.afar.Begin(h.overlay)
		h.eraseNames()
		h.drawNames(&h.drawn)
		h.drawPointer()
		return h.overlay, true
	}
	h.tick, h.valid = tick, true
	s := &h.drawn // a pointer to state itself would be allocated in every picture
	clear(h.overlay.Pix)
	h.painter.Begin(h.overlay)
	h.afar.Begin(h.overlay)
	l := h.layout(s)
	if r := l.at[CloseUp]; !r.Empty() {
		h.frameCloseUp(s, r)
	}
	if r := l.at[Overview]; !r.Empty() {
		h.drawOverview(s, r)
	}
	for i, r := range l.at {
		if h.docked[i] != nil && !r.Empty() {
			h.painter.Panel(r)
			h.docked[i].draw(h.painter, r, s, snap)
		}
	}
	if !l.help.Empty() {
		h.drawHelp(s, l.help)
	}
	h.drawBar(s)
	h.drawGame(s)
	h.drawTexts(s, &l.texts)
	h.drawNames(s)
	h.drawPointer()
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
