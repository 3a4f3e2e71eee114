package task

import (
	"fmt"
	"slices"
	"strings"

	"mirrorarm/sensors/glove"
	"mirrorarm/sim/world"
)

// Action says what an action is.
type Action string

// The kinds of action.
const (
	// Joints: the targets of all joints, each scaled to −1 … 1 over its limits.
	Joints Action = "joints"
	// Hand: a palm pose and how the fingers close, which the retargeter follows.
	Hand Action = "hand"
)

// The names of what can be observed. A task has more, of its own.
const (
	SeeJoints = "joints" // positions and velocities
	SeePalm   = "palm"
	SeeTouch  = "touch" // what each region of the skin perceives
	SeeSkin   = "skin"  // every force taxel
	SeeWarmth = "warmth"
	SeeGlove  = "glove"
)

// Task describes one of the tasks.
type Task struct {
	Name    string   `json:"name"`
	About   string   `json:"about"`
	Actions []Action `json:"actions"` // the first is the default
	Scene   string   `json:"scene"`   // the default
	Observe []string `json:"observe"` // the default, in the order of Sights
	Seconds float64  `json:"seconds"` // after which an episode is truncated
	Runs    string   `json:"runs"`    // which of the mirror's stages run

	make    func(*Kit) (work, error)
	prepare func(*Kit, glove.Progress) error // what the script needs; nil if nothing
	follows bool                             // the retargeter is needed whatever the action
}

// Tasks are all tasks.
func Tasks() []Task {
	return []Task{
		{
			Name: "mirror", About: "Do with the robot's hand what the person's does, from what the glove's channels say and from where the forearm is.",
			Actions: []Action{Joints}, Scene: "empty", Observe: []string{SeeJoints, SeePalm, SeeGlove}, Seconds: 10,
			Runs: "the glove is simulated; no decoder and no retargeter but in the script", make: newMirror, prepare: calibrate, follows: true,
		},
		{
			Name: "reach", About: "Bring the palm to a pose within 10 mm and 6° and keep it there for 0.2 s.",
			Actions: []Action{Joints, Hand}, Scene: "empty", Observe: []string{SeeJoints, SeePalm}, Seconds: 4,
			Runs: "the retargeter only for hand actions, the glove only if observed, never a decoder", make: newReach,
		},
		{
			Name: "grasp", About: "Take the thing, lift it by 40 mm and hold it for 0.5 s.",
			Actions: []Action{Joints, Hand}, Scene: "cups", Observe: []string{SeeJoints, SeePalm, SeeTouch}, Seconds: 6,
			Runs: "the retargeter only for hand actions, the glove only if observed, never a decoder", make: newGrasp,
		},
		{
			Name: "explore", About: "Touch a sample and name its material.",
			Actions: []Action{Joints}, Scene: "samples", Observe: []string{SeeJoints, SeePalm, SeeTouch, SeeWarmth}, Seconds: 40,
			Runs: "the glove only if observed, never a decoder or the retargeter", make: newExplore, prepare: teach,
		},
	}
}

// Lookup finds a task by name.
func Lookup(name string) (Task, error) {
	var names []string
	for _, t := range Tasks() {
		if t.Name == name {
			return t, nil
		}
		names = append(names, t.Name)
	}
	return Task{}, fmt.Errorf("task %q: unknown, want one of %s", name, strings.Join(names, ", "))
}

// Sights are what can be observed of every task's robot, in the order in which
// observations have it.
func Sights() []string {
	return []string{SeeJoints, SeePalm, SeeTouch, SeeSkin, SeeWarmth, SeeGlove}
}

// Options are what a kit is asked for. Zero values stand for the task's defaults.
type Options struct {
	Task      string
	Scene     *world.Scene
	Action    Action
	Observe   []string // of Sights; the task's own observations come in any case
	FrameSkip int      // physics steps of 1 ms in a control step; default 10
	Seed      uint64   // of the hardware: the glove, the person's hand, the taxels
}

// Limits of a control step.
const (
	defaultFrameSkip = 10
	maxFrameSkip     = 100
)

// resolve fills in the defaults and refuses what makes no sense.
func (o Options) resolve() (Options, Task, error) {
	t, err := Lookup(o.Task)
	if err != nil {
		return o, t, err
	}
	if o.FrameSkip == 0 {
		o.FrameSkip = defaultFrameSkip
	}
	if o.FrameSkip < 1 || o.FrameSkip > maxFrameSkip {
		return o, t, fmt.Errorf("frame skip %d: want 1 to %d", o.FrameSkip, maxFrameSkip)
	}
	if o.Action == "" {
		o.Action = t.Actions[0]
	}
	if !slices.Contains(t.Actions, o.Action) {
		return o, t, fmt.Errorf("action %q: task %s takes %v", o.Action, t.Name, t.Actions)
	}
	if o.Observe == nil {
		o.Observe = t.Observe
	}
	for _, name := range o.Observe {
		if !slices.Contains(Sights(), name) {
			return o, t, fmt.Errorf("observe %q: unknown, want some of %s", name, strings.Join(Sights(), ", "))
		}
	}
	o.Observe = slices.DeleteFunc(Sights(), func(name string) bool { return !slices.Contains(o.Observe, name) })
	if o.Scene == nil {
		if o.Scene, err = world.LookupScene(t.Scene); err != nil {
			return o, t, err
		}
	}
	return o, t, nil
}

// Resolved are the options with the defaults filled in.
func (o Options) Resolved() (Options, error) {
	r, _, err := o.resolve()
	return r, err
}
