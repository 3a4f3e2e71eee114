package hud

import (
	"mirrorarm/kinematics/hand"
	"mirrorarm/render/keyboard"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/session"
)

// Action is what a key does.
type Action uint8

// The actions. None stands for the mouse, which moves the view and whatever it
// takes hold of.
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
	SaveMoving
	Workbench
	SwitchRenderer
	FullScreen
	Help
	Quit
	EndExhibit
	ToggleUsage
	ToggleFigures // all panels for engineers at once
	Mute
	Louder
	Softer

	// What a pointer needs.
	BreakByHand
	Heat
	Cool
	Explore

	// What the simulation does: from Commands on the session's commands.
	Restart
	ToggleCamera
	SaveSession
	Record
	Commands
	NumActions = int(Commands) + session.NumCommands
)

// Of is the action that asks the session for a command.
func Of(c session.Command) Action { return Commands + Action(c) }

// Command is the one that an action asks the session for, if it does.
func (a Action) Command() (c session.Command, ok bool) {
	if a < Commands || int(a) >= NumActions {
		return 0, false
	}
	return session.Command(a - Commands), true
}

// Binding is a key of the demo's window.
type Binding = keyboard.Binding[Action]

// Bindings are all keys of the window, in the order in which help lists them.
func Bindings() []Binding {
	all := []Binding{
		{Mouse: locale.MouseDrag, Does: locale.DoOrbit},
		{Mouse: locale.MouseWheel, Does: locale.DoZoom},
		command(session.Pause, "Space", "space"),
		command(session.SlowMotion, "S", "S"),
		command(session.SingleStep, "N", "N"),
		{Action: Restart, Key: "R", Label: "R", Does: locale.DoRestart},
		command(session.NextGesture, "G", "G"),
		shifted(command(session.PreviousGesture, "G", "shift G")),
		command(session.NextPerson, "Y", "Y"),
		command(session.NextScene, "E", "E"),
		command(session.OtherSide, "X", "X"),
		command(session.OtherHand, "A", "A"),
		command(session.NextProfile, "F", "F"),
		command(session.MoreChannels, "Equal", "+"),
		command(session.FewerChannels, "Minus", "−"),
		{Action: BreakByHand, Key: "B", Label: "B", Does: locale.DoBreakByHand},
		shifted(command(session.BreakSensors, "B", "shift B")),
		command(session.HealSensors, "U", "U"),
		command(session.DropBall, "Z", "Z"),
		{Action: Heat, Key: "W", Label: "W", Does: locale.DoHeat},
		{Action: Cool, Key: "W", Shift: true, Label: "shift W", Does: locale.DoCool},
		{Action: Explore, Key: "Q", Label: "Q", Does: locale.DoExplore},
		command(session.ClearAway, "Backspace", "backspace"),
		past(command(session.Earlier, "ArrowLeft", "←")),
		past(command(session.Later, "ArrowRight", "→")),
		past(command(session.ToEnd, "End", "end")),
		command(session.EndLead, "Enter", "enter"),
		command(session.TurnDown, "ArrowDown", "↓"),
		command(session.TurnUp, "ArrowUp", "↑"),
	}
	all = append(all, fingerBindings()...)
	return append(all,
		Binding{Action: ToggleOverview, Key: "O", Label: "O", Does: locale.ShowOverview},
		Binding{Action: ToggleFigures, Key: "O", Shift: true, Label: "shift O", Does: locale.ShowFigures},
		Binding{Action: ToggleCloseUp, Key: "C", Label: "C", Does: locale.ShowCloseUp},
		Binding{Action: ToggleSkin, Key: "K", Label: "K", Does: locale.ShowSkin},
		Binding{Action: ToggleTemperature, Key: "T", Label: "T", Does: locale.ShowTemperature},
		Binding{Action: ToggleVibration, Key: "V", Label: "V", Does: locale.ShowVibration},
		Binding{Action: ToggleTiming, Key: "I", Label: "I", Does: locale.ShowTiming},
		Binding{Action: ToggleJoints, Key: "J", Label: "J", Does: locale.ShowJoints},
		Binding{Action: ToggleDecoder, Key: "D", Label: "D", Does: locale.ShowDecoder},
		Binding{Action: ToggleMisses, Key: "M", Label: "M", Does: locale.ShowMisses},
		Binding{Action: ToggleAll, Key: "Tab", Label: "tab", Does: locale.HideAll},
		command(session.NextLanguage, "L", "L"),
		command(session.StartGame, "F6", "F6"),
		Binding{Action: Mute, Key: "V", Shift: true, Label: "shift V", Does: locale.DoSound},
		Binding{Action: Save, Key: "P", For: keyboard.NoExhibit, Label: "P", Does: locale.SavePicture},
		Binding{Action: SaveMoving, Key: "P", Shift: true, For: keyboard.NoExhibit, Label: "shift P", Does: locale.SaveMoving},
		Binding{Action: SaveSession, Key: "F4", Shift: true, For: keyboard.NoExhibit, Label: "shift F4", Does: locale.SaveSession},
		Binding{Action: Record, Key: "F4", For: keyboard.NoExhibit, Label: "F4", Does: locale.DoRecord},
		Binding{Action: Workbench, Key: "F2", For: keyboard.NoExhibit, Label: "F2", Does: locale.ClassBench},
		Binding{Action: ToggleCamera, Key: "F3", For: keyboard.NoExhibit, Label: "F3", Does: locale.DoCamera},
		Binding{Action: SwitchRenderer, Key: "D", Control: true, Shift: true, For: keyboard.Operators, Does: locale.DoSwitchRenderer},
		Binding{Action: FullScreen, Key: "F11", For: keyboard.NoExhibit, Label: "F11", Does: locale.ToFullScreen},
		Binding{Action: Help, Key: "H", Label: "H", Does: locale.HideHelp},
		Binding{Action: Quit, Key: "Escape", For: keyboard.NoExhibit, Label: "esc", Does: locale.ToQuit},
		Binding{Action: EndExhibit, Key: "Q", Control: true, Shift: true, For: keyboard.Exhibits, Label: "ctrl shift Q", Does: locale.ToEndExhibit},
		Binding{Action: ToggleUsage, Key: "I", Control: true, Shift: true, For: keyboard.Operators, Does: locale.PanelUsage},
		Binding{Action: Louder, Key: "ArrowUp", Control: true, Shift: true, For: keyboard.Operators, Does: locale.Volume},
		Binding{Action: Softer, Key: "ArrowDown", Control: true, Shift: true, For: keyboard.Operators, Does: locale.Volume},
	)
}

// command is the key of one of the session's commands.
func command(c session.Command, key, label string) Binding {
	return Binding{Action: Of(c), Key: key, Label: label, Does: c.Text()}
}

// past is a key of what an exhibit does not keep.
func past(b Binding) Binding {
	b.For = keyboard.NoExhibit
	return b
}

func shifted(b Binding) Binding {
	b.Shift = true
	return b
}

// fingerBindings bend the fingers: 1 is the thumb. Help tells of all five in one
// line.
func fingerBindings() []Binding {
	var curl, straighten []Binding
	for f, key := range [hand.NumFingers]string{"Digit1", "Digit2", "Digit3", "Digit4", "Digit5"} {
		curl = append(curl, command(session.Curl+session.Command(f), key, ""))
		straighten = append(straighten, shifted(command(session.Straighten+session.Command(f), key, "")))
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

// Figures are the panels that an engineer wants, those that may be spared first.
func Figures() []Panel { return []Panel{Misses, Vibration, Joints, Decoder, Skin, Timing, Overview} }

// ToSimulation tells whether an action is one for the simulation, not for the
// picture.
func (a Action) ToSimulation() bool { return a >= Restart && int(a) < NumActions }
