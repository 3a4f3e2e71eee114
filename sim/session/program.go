package session

import (
	"mirrorarm/sim/locale"

	"gonum.org/v1/gonum/spatial/r3"
)

// Program is the default program of an exhibit: about two and a half minutes.
func Program() []Act {
	return []Act{
		{Gesture: "open, victory, fist, thumbs-up, count3", Seconds: 13, Caption: locale.ActMirror},
		{Gesture: "drum", Seconds: 10, Caption: locale.ActFingers},
		{Gesture: "pinch index, pinch middle, pinch ring, pinch little", Seconds: 12, Caption: locale.ActTouch},
		{Gesture: "wave, come-here, shaka, pronation", Seconds: 16, Caption: locale.ActArm},
		{Gesture: "rest", Cues: catchABall(), Seconds: 10, Caption: locale.ActCatch},
		{Gesture: "letter-l, letter-o, letter-y, love, digit-8", Seconds: 13, Caption: locale.ActSigns},
		{Gesture: "grasp, count4, horns", Broken: 0.2, Seconds: 14, Caption: locale.ActBroken},
		{Gesture: "fist 0.3s hold 0.3s, open 0.3s hold 0.3s", Speed: 0.25, Seconds: 14, Caption: locale.ActSlow},
		{Gesture: "rest", Scene: "samples", Cues: strokeSamples(), Seconds: 12, Caption: locale.ActSamples},
		{Gesture: "rest", Scene: "samples", Explore: 1, Seconds: 34, Caption: locale.ActExplores},
		{Gesture: "rest, come-here", Seconds: 10, Caption: locale.ActInvite},
	}
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
