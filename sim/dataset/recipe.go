package dataset

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"mirrorarm/sim/task"
)

// What can be varied from episode to episode.
const (
	VaryPerson = "person" // the person's hand, the glove's and the skin's hardware
	VarySeed   = "seed"   // what the task draws: goals, places, materials
	VaryScene  = "scene"  // how heavy the things are, or else what stands around the arm
	VaryNoise  = "noise"  // of the sensors
)

// Variations are their names.
func Variations() []string { return []string{VaryPerson, VarySeed, VaryScene, VaryNoise} }

// What a state, of which stock policies read nothing else, can be made of.
const (
	StateJoints = "joints" // motor positions (rad)
	StateSpeeds = "speeds" // rad/s
	StateSkin   = "skin"
	StateGlove  = "glove"
)

// States are their names, in the order in which a state has them.
func States() []string { return []string{StateJoints, StateSpeeds, StateSkin, StateGlove} }

// What is observed beside the state, each in a column of its own.
const (
	SeeEnvironment = "environment" // poses of what the task is about and of the things
	SeeGlove       = "glove"       // counts
	SeeSkin        = "skin"        // N, three a taxel, as measured
	SeeWindow      = "skin_window" // the latest frames of that; skin_window:K for K of them
	SeeTemperature = "temperature" // °C, of each patch
	SeeVibration   = "vibration"   // Pa, of each patch
)

// Sights are their names, in the order of their columns.
func Sights() []string {
	return []string{SeeEnvironment, SeeGlove, SeeSkin, SeeWindow, SeeTemperature, SeeVibration}
}

// Formats are what a set can be written as.
func Formats() []string { return []string{"lerobot", "parquet", "csv"} }

// Recipe says what a set is made of. Sets of equal recipes are equal.
type Recipe struct {
	Task     string   `json:"task"`
	Episodes int      `json:"episodes"`
	Seed     uint64   `json:"seed"`
	Vary     []string `json:"vary"`
	FPS      int      `json:"fps"`
	State    []string `json:"state"`
	Observe  []string `json:"observe"`
	Pictures string   `json:"pictures"` // WIDTHxHEIGHT of them; empty for none
	Video    bool     `json:"video"`    // the set has films of the pictures; its parts have the pictures
	To       string   `json:"to"`
	Build    string   `json:"build"` // which program on which architecture; other ones make other bytes
}

// Bounds of a recipe. The rate divides the 1,000 steps of a second.
const (
	MaxEpisodes = 10_000_000
	minFPS      = 10
	maxFPS      = 1000
)

// Resolved checks a recipe and puts its lists in order.
func (r Recipe) Resolved() (Recipe, error) {
	if _, err := task.Lookup(r.Task); err != nil {
		return r, err
	}
	switch {
	case r.Episodes < 1 || r.Episodes > MaxEpisodes:
		return r, fmt.Errorf("%d episodes, want 1 to %d", r.Episodes, MaxEpisodes)
	case r.FPS < minFPS || r.FPS > maxFPS || 1000%r.FPS != 0:
		return r, fmt.Errorf("%d frames per second: want a divisor of 1000 from %d up, such as 50", r.FPS, minFPS)
	case !slices.Contains(Formats(), r.To):
		return r, fmt.Errorf("format %q: unknown, want one of %s", r.To, strings.Join(Formats(), ", "))
	}
	err := CheckPictures(r.Pictures, r.Video, r.To)
	if err != nil {
		return r, err
	}
	if r.Vary, err = inOrder("vary", r.Vary, Variations()); err != nil {
		return r, err
	}
	r.State, r.Observe, err = Inputs(r.State, r.Observe)
	return r, err
}

// Inputs checks what a row has of state and of what is observed beside it, and puts both in order.
func Inputs(state, observe []string) (states, sights []string, err error) {
	if states, err = inOrder("state", state, States()); err != nil {
		return nil, nil, err
	}
	if len(states) == 0 {
		return nil, nil, fmt.Errorf("state: want some of %s", strings.Join(States(), ", "))
	}
	observe, k, err := cutWindow(observe)
	if err == nil {
		sights, err = inOrder("observe", observe, Sights())
	}
	if i := slices.Index(sights, SeeWindow); i >= 0 {
		sights[i] = windowSight(k)
	}
	return states, sights, err
}

// inOrder puts a list of known names into their own order, each once.
func inOrder(what string, list, known []string) ([]string, error) {
	for _, name := range list {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("%s %q: unknown, want some of %s", what, name, strings.Join(known, ", "))
		}
	}
	return slices.DeleteFunc(slices.Clone(known), func(name string) bool { return !slices.Contains(list, name) }), nil
}

// difference names what recipes differ in; empty if only in the number of episodes.
func (r *Recipe) difference(o *Recipe) string {
	fields := func(r *Recipe) map[string]any {
		var m map[string]any
		text, err := json.Marshal(r)
		if err == nil {
			err = json.Unmarshal(text, &m)
		}
		if err != nil {
			panic(err) // a recipe is plain data
		}
		delete(m, "episodes")
		return m
	}
	mine, theirs := fields(r), fields(o)
	for _, name := range []string{"build", "task", "seed", "vary", "fps", "state", "observe", "pictures", "video", "to"} {
		if a, b := fmt.Sprint(mine[name]), fmt.Sprint(theirs[name]); a != b {
			return fmt.Sprintf("%s is %s in one and %s in the other", name, cmp.Or(a, "none"), cmp.Or(b, "none"))
		}
	}
	return ""
}

// skip is how many physics steps of 1 ms a row lasts.
func (r *Recipe) skip() int { return 1000 / r.FPS }
