package locale

var english = catalogue{
	ActMirror:  "One hand moves. The arm mirrors it, at once.",
	ActFingers: "Sensors all over the glove read every finger. No camera sees them.",
	ActTouch:   "Thumb meets finger: the skin feels where, and how hard.",
	ActSigns:   "It spells and signs.",
	ActArm:     "Shoulder, elbow, wrist: the whole arm follows.",
	ActBroken:  "A fifth of the glove's sensors has just broken. The arm copes.",
	ActSlow:    "Time runs four times slower. Can you see how late the arm is?",
	ActCatch:   "The hand catches a ball. Its skin feels the weight.",
	ActSamples: "Metal, glass, wood, foam: the fingertips feel the difference.",
	ActInvite:  "Your turn: drag a fingertip.",

	YourTurn:      "Drag a fingertip or the wrist. The arm mirrors you.",
	Leading:       "You lead",
	Carrying:      "Let go to drop it, or throw it",
	Building:      "Calibrating the glove…",
	Recovering:    "One moment…",
	Paused:        "Paused",
	SlowMotion:    "Slow motion",
	BrokenSensors: "Broken sensors",
}
