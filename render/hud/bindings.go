package hud

import (
	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/locale"
)

// Action is what a key does.
type Action uint8

// The actions. None stands for the mouse, which moves the view and whatever it
// takes hold of. Curl and Straighten stand for five each, by finger.
const (
	None Action = iota

	// What is seen.
	ToggleOverview
	ToggleCloseUp
	ToggleSkin
	ToggleTemperature
	ToggleVibration
	ToggleTiming
	ToggleJoints
	ToggleDecoder
	ToggleMisses
	ToggleAll
	Save
	Workbench
	FullScreen
	Help
	Quit
	EndExhibit
	ToggleUsage

	// What a pointer needs.
	BreakByHand
	Heat
	Cool
	Explore

	// What the simulation does.
	Pause
	SlowMotion
	Step
	Restart
	NextGesture
	PreviousGesture
	NextPerson
	NextScene
	OtherSide
	OtherHand
	NextProfile
	MoreChannels
	FewerChannels
	BreakSensors
	HealSensors
	DropBall
	ClearAway
	EndLead
	TurnDown
	TurnUp
	NextLanguage
	ToggleCamera
	Curl
	Straighten = Curl + hand.NumFingers
	NumActions = int(Straighten) + hand.NumFingers
)

// Audience is who a key is for. For everybody else it is dead.
type Audience uint8

// The audiences.
const (
	Everybody Audience = iota
	NoExhibit          // not for an exhibit's visitors
	Exhibits           // for exhibits alone
	Operators          // for who keeps an exhibit running: help does not tell of it
)

// Binding is a key, under the name that Ebitengine has for it, and what it does.
type Binding struct {
	Action  Action
	Key     string
	Shift   bool // held with it
	Control bool // likewise
	For     Audience
	Label   string     // as the keyboard has it; empty where another line of the list tells of it
	Mouse   locale.Key // in place of Label
	Does    locale.Key
}

// Bindings are all keys of the window, in the order in which help lists them.
func Bindings() []Binding {
	all := []Binding{
		{Mouse: locale.MouseDrag, Does: locale.DoOrbit},
		{Mouse: locale.MouseWheel, Does: locale.DoZoom},
		{Action: Pause, Key: "Space", Label: "space", Does: locale.DoPause},
		{Action: SlowMotion, Key: "S", Label: "S", Does: locale.DoSlowMotion},
		{Action: Step, Key: "N", Label: "N", Does: locale.DoSingleStep},
		{Action: Restart, Key: "R", Label: "R", Does: locale.DoRestart},
		{Action: NextGesture, Key: "G", Label: "G", Does: locale.DoNextGesture},
		{Action: PreviousGesture, Key: "G", Shift: true, Label: "shift G", Does: locale.DoPreviousGesture},
		{Action: NextPerson, Key: "Y", Label: "Y", Does: locale.DoNextPerson},
		{Action: NextScene, Key: "E", Label: "E", Does: locale.DoNextScene},
		{Action: OtherSide, Key: "X", Label: "X", Does: locale.DoOtherSide},
		{Action: OtherHand, Key: "A", Label: "A", Does: locale.DoOtherHand},
		{Action: NextProfile, Key: "F", Label: "F", Does: locale.DoNextProfile},
		{Action: MoreChannels, Key: "Equal", Label: "+", Does: locale.DoMoreChannels},
		{Action: FewerChannels, Key: "Minus", Label: "−", Does: locale.DoFewerChannels},
		{Action: BreakByHand, Key: "B", Label: "B", Does: locale.DoBreakByHand},
		{Action: BreakSensors, Key: "B", Shift: true, Label: "shift B", Does: locale.DoBreakSensors},
		{Action: HealSensors, Key: "U", Label: "U", Does: locale.DoHealSensors},
		{Action: DropBall, Key: "Z", Label: "Z", Does: locale.DoDropBall},
		{Action: Heat, Key: "W", Label: "W", Does: locale.DoHeat},
		{Action: Cool, Key: "W", Shift: true, Label: "shift W", Does: locale.DoCool},
		{Action: Explore, Key: "Q", Label: "Q", Does: locale.DoExplore},
		{Action: ClearAway, Key: "Backspace", Label: "back", Does: locale.DoClearAway},
		{Action: EndLead, Key: "Enter", Label: "enter", Does: locale.DoEndLead},
		{Action: TurnDown, Key: "ArrowDown", Label: "down", Does: locale.DoTurnDown},
		{Action: TurnUp, Key: "ArrowUp", Label: "up", Does: locale.DoTurnUp},
	}
	all = append(all, fingerBindings()...)
	return append(all,
		Binding{Action: ToggleOverview, Key: "O", Label: "O", Does: locale.ShowOverview},
		Binding{Action: ToggleCloseUp, Key: "C", Label: "C", Does: locale.ShowCloseUp},
		Binding{Action: ToggleSkin, Key: "K", Label: "K", Does: locale.ShowSkin},
		Binding{Action: ToggleTemperature, Key: "T", Label: "T", Does: locale.ShowTemperature},
		Binding{Action: ToggleVibration, Key: "V", Label: "V", Does: locale.ShowVibration},
		Binding{Action: ToggleTiming, Key: "I", Label: "I", Does: locale.ShowTiming},
		Binding{Action: ToggleJoints, Key: "J", Label: "J", Does: locale.ShowJoints},
		Binding{Action: ToggleDecoder, Key: "D", Label: "D", Does: locale.ShowDecoder},
		Binding{Action: ToggleMisses, Key: "M", Label: "M", Does: locale.ShowMisses},
		Binding{Action: ToggleAll, Key: "Tab", Label: "tab", Does: locale.HideAll},
		Binding{Action: NextLanguage, Key: "L", Label: "L", Does: locale.DoNextLanguage},
		Binding{Action: Save, Key: "P", For: NoExhibit, Label: "P", Does: locale.SavePicture},
		Binding{Action: Workbench, Key: "F2", For: NoExhibit, Label: "F2", Does: locale.ClassBench},
		Binding{Action: ToggleCamera, Key: "F3", For: NoExhibit, Label: "F3", Does: locale.DoCamera},
		Binding{Action: FullScreen, Key: "F11", For: NoExhibit, Label: "F11", Does: locale.ToFullScreen},
		Binding{Action: Help, Key: "H", Label: "H", Does: locale.HideHelp},
		Binding{Action: Quit, Key: "Escape", For: NoExhibit, Label: "esc", Does: locale.ToQuit},
		Binding{Action: EndExhibit, Key: "Q", Control: true, Shift: true, For: Exhibits, Label: "ctrl shift Q", Does: locale.ToEndExhibit},
		Binding{Action: ToggleUsage, Key: "I", Control: true, Shift: true, For: Operators, Does: locale.PanelUsage},
	)
}

// Listed tells whether help tells of a key, in an exhibit or elsewhere.
func (b *Binding) Listed(exhibit bool) bool {
	return (b.Label != "" || b.Mouse != locale.Nothing) && b.Lives(exhibit) && b.For != Operators
}

// Lives tells whether a key does anything, in an exhibit or elsewhere.
func (b *Binding) Lives(exhibit bool) bool {
	return (b.For != NoExhibit || !exhibit) && (b.For != Exhibits || exhibit)
}

// fingerBindings bend the fingers: 1 is the thumb. Help tells of all five in one
// line.
func fingerBindings() []Binding {
	var curl, straighten []Binding
	for f, key := range [hand.NumFingers]string{"Digit1", "Digit2", "Digit3", "Digit4", "Digit5"} {
		curl = append(curl, Binding{Action: Curl + Action(f), Key: key, Does: locale.DoCurl})
		straighten = append(straighten, Binding{Action: Straighten + Action(f), Key: key, Shift: true, Does: locale.DoStraighten})
	}
	curl[0].Label, straighten[0].Label = "1…5", "shift 1…5"
	return append(curl, straighten...)
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
	case ToggleVibration:
		return Vibration, true
	case ToggleTiming:
		return Timing, true
	case ToggleJoints:
		return Joints, true
	case ToggleDecoder:
		return Decoder, true
	case ToggleMisses:
		return Misses, true
	case ToggleUsage:
		return Operator, true
	default:
		return 0, false
	}
}

// ToSimulation tells whether an action is one for the simulation, not for the
// picture.
func (a Action) ToSimulation() bool { return a >= Pause && int(a) < NumActions }
