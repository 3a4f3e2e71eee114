package classroom

import (
	"mirrorarm/render/keyboard"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/locale"
)

// Action is what a key does in a class.
type Action uint8

// The actions. ShowView stands for one per view.
const (
	None Action = iota
	NextPage
	PreviousPage
	Check
	Hint
	Reveal
	Erase
	NextKnob
	PreviousKnob
	More
	Less
	NextIterate
	PreviousIterate
	NextMethod
	Reset
	Lessons
	HidePanels
	Help
	Save
	FullScreen
	Leave
	ShowView
	NumActions = int(ShowView) + lesson.NumViews
)

// Binding is a key of a class.
type Binding = keyboard.Binding[Action]

// Bindings are all keys of a class, in the order in which help lists them.
func Bindings() []Binding {
	all := []Binding{
		{Mouse: locale.MouseDrag, Does: locale.ClassDrag},
		{Mouse: locale.MouseWheel, Does: locale.DoZoom},
		{Action: NextPage, Key: "PageDown", Label: "page ↓", Does: locale.ClassNext},
		{Action: PreviousPage, Key: "PageUp", Label: "page ↑", Does: locale.ClassBack},
		{Action: Check, Key: "Enter", Label: "enter", Does: locale.ClassCheck},
		{Action: Hint, Key: "F1", Label: "F1", Does: locale.ClassHint},
		{Action: Reveal, Key: "F3", Label: "F3", Does: locale.ClassReveal},
		{Action: Erase, Key: "Backspace", Label: "backspace", Does: locale.ClassErase},
		{Action: NextKnob, Key: "ArrowDown", Label: "↓", Does: locale.ClassNextKnob},
		{Action: PreviousKnob, Key: "ArrowUp", Label: "↑", Does: locale.ClassPreviousKnob},
		{Action: More, Key: "ArrowRight", Label: "→", Does: locale.ClassMore},
		{Action: Less, Key: "ArrowLeft", Label: "←", Does: locale.ClassLess},
		{Action: NextIterate, Key: "N", Label: "N", Does: locale.ClassNextIterate},
		{Action: PreviousIterate, Key: "B", Label: "B", Does: locale.ClassPreviousIterate},
		{Action: NextMethod, Key: "M", Label: "M", Does: locale.ClassNextMethod},
		{Action: Reset, Key: "R", Label: "R", Does: locale.ClassReset},
		{Action: Lessons, Key: "L", Label: "L", Does: locale.ClassLessons},
		{Action: HidePanels, Key: "Tab", Label: "tab", Does: locale.HideAll},
		{Action: Save, Key: "P", Label: "P", Does: locale.SavePicture},
		{Action: FullScreen, Key: "F11", Label: "F11", Does: locale.ToFullScreen},
		{Action: Help, Key: "H", Label: "H", Does: locale.HideHelp},
		{Action: Leave, Key: "Escape", Label: "esc", Does: locale.ClassLeave},
	}
	for v, key := range [lesson.NumViews]string{
		lesson.Frames: "F", lesson.TipFrame: "T", lesson.Columns: "C", lesson.VelocityEllipsoid: "V", lesson.ForceEllipsoid: "G",
		lesson.GhostArms: "O", lesson.GoalFrames: "Y", lesson.TransformTable: "X", lesson.JacobianTable: "J",
		lesson.DHTable: "D", lesson.ScrewTable: "S",
	} {
		all = append(all, Binding{Action: ShowView + Action(v), Key: key, Label: key, Does: viewWords[v]})
	}
	return all
}

// viewWords name the views.
var viewWords = [lesson.NumViews]locale.Key{
	lesson.Frames: locale.ViewFrames, lesson.TipFrame: locale.ViewTipFrame, lesson.Columns: locale.ViewColumns,
	lesson.VelocityEllipsoid: locale.ViewVelocity, lesson.ForceEllipsoid: locale.ViewForce,
	lesson.GhostArms: locale.ViewGhosts, lesson.GoalFrames: locale.ViewGoals, lesson.TransformTable: locale.ViewTransform,
	lesson.JacobianTable: locale.ViewJacobian, lesson.DHTable: locale.ViewDH, lesson.ScrewTable: locale.ViewScrews,
}
