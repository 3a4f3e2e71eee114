package session

import (
	"fmt"
	"strings"

	"mirrorarm/sim/locale"

	"gonum.org/v1/gonum/spatial/r3"
)

// Acts are all that an exhibit can play, by name.
func Acts() []Act {
	return []Act{
		opening(),
		{Name: "greeting", Gesture: "wave, open, victory, thumbs-up", Seconds: 20, Caption: locale.ActMirror},
		{Name: "copycat", Gesture: "letter-l, ok, horns, shaka, love, count3", Seconds: 24, Caption: locale.ActSigns},
		{Name: "feel", Gesture: "grasp", Scene: "cups", Seconds: 22, Caption: locale.ActTouch},
		{Name: "duel", Gesture: "rest", Scene: "duel", Cues: touchBoth(), Warmth: true, Seconds: 22, Caption: locale.ActDuel},
		{Name: "name", Gesture: "rest", Scene: "samples", Explore: 1, Seconds: 34, Caption: locale.ActExplores},
		{Name: "broken", Gesture: "open, fist, count4, horns", Broken: 0.2, Seconds: 20, Caption: locale.ActBroken},
		{Name: "turn", Gesture: "rest, come-here", Invites: true, Seconds: 20, Caption: locale.ActInvite},

		{Name: "fingers", Gesture: "drum", Seconds: 10, Caption: locale.ActFingers},
		{Name: "arm", Gesture: "wave, come-here, shaka, pronation", Seconds: 16, Caption: locale.ActArm},
		{Name: "catch", Gesture: "rest", Cues: catchABall(), Seconds: 10, Caption: locale.ActCatch},
		{Name: "slow", Gesture: "fist 0.3s hold 0.3s, open 0.3s hold 0.3s", Speed: 0.25, Seconds: 14, Caption: locale.ActSlow},
		{Name: "stroke", Gesture: "rest", Scene: "samples", Cues: strokeSamples(), Seconds: 12, Caption: locale.ActSamples},
	}
}

// programLength is how many of the acts, the first ones, make the default program.
const programLength = 8

// Program is the default program of an exhibit: the opening, a greeting, what the robot does and feels,
// and an invitation, in less than three minutes.
func Program() []Act { return Acts()[:programLength] }

// ActNames are the names of all acts.
func ActNames() []string {
	var names []string
	for _, a := range Acts() {
		names = append(names, a.Name)
	}
	return names
}

// LookupAct is the act of a name.
func LookupAct(name string) (Act, error) {
	for _, a := range Acts() {
		if a.Name == name {
			return a, nil
		}
	}
	return Act{}, fmt.Errorf("session: no act %q, want one of %s", name, strings.Join(ActNames(), ", "))
}

// How far the forearm turns from any posture until its joint stops it.
const (
	palmUp   = -3.0
	palmDown = 3.0
)

// catchABall turns the palm up, lets a ball fall, and closes the fingers when it
// is there: a fall of 0.12 m takes 0.156 s, less the ball's radius and the
// fingers' way.
func catchABall() []Cue {
	low := r3.Vec{Z: -0.17}
	return []Cue{
		{At: 0, Gesture: "rest", Turn: palmUp, Wrist: low, Seconds: 1},
		{At: 2, Ball: 0.12, Wrist: low},
		{At: 2.1, Gesture: "fist", Turn: palmUp, Wrist: low},
		{At: 6, Turn: palmDown, Wrist: low},
		{At: 7.5, Gesture: "open", Wrist: r3.Vec{Z: -0.05}, Seconds: 1},
	}
}

// strokeSamples lets bent fingers down onto the samples and draws them across.
func strokeSamples() []Cue {
	const depth = -0.19
	return []Cue{
		{At: 0, Gesture: "table", Turn: 0.35, Wrist: r3.Vec{X: -0.07, Y: -0.07, Z: -0.08}, Seconds: 1.5},
		{At: 1.8, Wrist: r3.Vec{X: -0.07, Y: -0.07, Z: depth}, Seconds: 1},
		{At: 3.5, Wrist: r3.Vec{X: -0.07, Y: 0.07, Z: depth}, Seconds: 4},
		{At: 8.5, Gesture: "open", Wrist: r3.Vec{}, Seconds: 1.5},
	}
}

// touchBoth lays the middle finger on copper and the ring finger on oak, and lets them lie:
// what of heat each takes shows in one hand.
func touchBoth() []Cue {
	return []Cue{
		{At: 0, Gesture: "table", Turn: 0.35, Wrist: r3.Vec{X: -0.07, Z: -0.08}, Seconds: 1.5},
		{At: 1.8, Wrist: r3.Vec{X: -0.07, Z: -0.21}, Seconds: 1},
		{At: 18, Wrist: r3.Vec{X: -0.07, Z: -0.08}, Seconds: 1},
		{At: 19.5, Gesture: "open", Wrist: r3.Vec{}, Seconds: 1.5},
	}
}
