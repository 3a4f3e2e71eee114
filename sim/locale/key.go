package locale

// Key names a text. The zero value is the empty text.
type Key uint8

// The texts: captions of the exhibit's acts, what a visitor is told, and what
// the picture says of the session's state.
const (
	Nothing Key = iota

	ActMirror
	ActFingers
	ActTouch
	ActSigns
	ActArm
	ActBroken
	ActSlow
	ActCatch
	ActSamples
	ActInvite

	YourTurn
	Leading
	Carrying
	Building
	Recovering
	Paused
	SlowMotion
	BrokenSensors

	// What a visitor's commands do, in the order of session.Command.
	DoNextGesture
	DoPreviousGesture
	DoNextPerson
	DoNextScene
	DoOtherSide
	DoOtherHand
	DoNextProfile
	DoMoreChannels
	DoFewerChannels
	DoPause
	DoSingleStep
	DoSlowMotion
	DoBreakSensors
	DoHealSensors
	DoDropBall
	DoClearAway
	DoEndLead
	DoTurnDown
	DoTurnUp
	DoNextLanguage
	DoCurl
	DoStraighten

	NumKeys = iota
)
