package hud

import "image"

// Action is what a key does.
type Action uint8

// The actions. None stands for the mouse, which moves the view.
const (
	None Action = iota
	Pause
	SlowMotion
	Step
	Restart
	ToggleOverview
	ToggleCloseUp
	ToggleSkin
	ToggleTiming
	ToggleJoints
	ToggleDecoder
	ToggleMisses
	ToggleAll
	Save
	FullScreen
	Help
	Quit
	NumActions = 17
)

// Binding is a key, under the name that Ebitengine has for it, and what it does.
type Binding struct {
	Action      Action
	Key         string
	Label, Does string
}

// Bindings are all keys of the window, in the order in which help lists them.
func Bindings() []Binding {
	return []Binding{
		{None, "", "drag", "orbit"},
		{None, "", "wheel", "zoom"},
		{Pause, "Space", "space", "pause"},
		{SlowMotion, "S", "S", "slow motion"},
		{Step, "N", "N", "one step, while paused"},
		{Restart, "R", "R", "start again"},
		{ToggleOverview, "O", "O", "overview"},
		{ToggleCloseUp, "C", "C", "close-up of the palm"},
		{ToggleSkin, "K", "K", "the skin, unrolled"},
		{ToggleTiming, "T", "T", "timing of the loop"},
		{ToggleJoints, "J", "J", "joints and limits"},
		{ToggleDecoder, "D", "D", "decoder"},
		{ToggleMisses, "M", "M", "why it misses"},
		{ToggleAll, "Tab", "tab", "nothing but the picture"},
		{Save, "P", "P", "save a picture"},
		{FullScreen, "F11", "F11", "full screen"},
		{Help, "H", "H", "hide this list"},
		{Quit, "Escape", "esc", "quit"},
	}
}

// PanelOf is the panel that an action shows or hides, if it does.
func PanelOf(a Action) (Panel, bool) {
	switch a {
	case ToggleOverview:
		return Overview, true
	case ToggleCloseUp:
		return CloseUp, true
	case ToggleSkin:
		return Skin, true
	case ToggleTiming:
		return Timing, true
	case ToggleJoints:
		return Joints, true
	case ToggleDecoder:
		return Decoder, true
	case ToggleMisses:
		return Misses, true
	default:
		return 0, false
	}
}

// drawHelp lists the keys.
func (h *HUD) drawHelp() {
	p, bounds := h.painter, h.overlay.Rect
	keys := Bindings()
	m := p.px(margin)
	width, height := p.px(248), 2*m+len(keys)*p.px(line)-p.px(4)
	r := image.Rect(bounds.Max.X-m-width, bounds.Max.Y-m-height, bounds.Max.X-m, bounds.Max.Y-m)
	p.panel(r)
	y := r.Min.Y + m + p.px(11)
	for _, k := range keys {
		p.text(r.Min.X+m, y, figure, textColor, k.Label)
		p.text(r.Min.X+m+p.px(56), y, body, dimColor, k.Does)
		y += p.px(line)
	}
}
