package locale

// Key names a text. The zero value is the empty text.
type Key uint16

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
	ActExplores
	ActInvite
	ActDuel

	// Whose hands they are.
	NameYou
	NameRobot

	// Of the game of one minute.
	GameCopy
	GameOver
	GamePoints
	GameSeconds
	GameBest
	GameIsBest

	YourTurn
	Mirrored
	Leading
	Carrying
	Exploring
	Building
	GettingReady
	OpeningBench
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
	DoEarlier
	DoLater
	DoToEnd
	DoNextLanguage
	DoGame
	DoCurl
	DoStraighten

	// What the window's keys and mouse do.
	SpaceBar
	MouseDrag
	MouseWheel
	DoOrbit
	DoZoom
	DoRestart
	DoBreakByHand
	DoHeat
	DoCool
	DoExplore
	DoCamera
	ShowOverview
	ShowFigures
	ShowCloseUp
	ShowSkin
	ShowTemperature
	ShowVibration
	ShowTiming
	ShowJoints
	ShowDecoder
	ShowMisses
	HideAll
	SavePicture
	SaveMoving
	SaveSession
	DoRecord
	DoSound
	DoSwitchRenderer

	// Of what a visitor takes home.
	PosterTitle
	PosterFelt
	ToFullScreen
	HideHelp
	ToQuit
	ToEndExhibit

	// What stands on the panels.
	PanelSkin
	PanelVibration
	PanelTiming
	PanelJoints
	PanelUsage
	LiveHeap
	HeapLimit
	Resident
	ImagesHeld
	Goroutines
	OpenFiles
	Uptime
	RestartsSoFar
	Volume
	VisitorsToday
	GesturesToday
	NamedToday
	NotMeasured
	PalmFeels
	Picture
	QualityHigh
	QualityDefault
	QualityLow
	QualityFloor
	QualityGPU
	NoGPU
	Loop
	LoopWorst
	TipError
	Lag
	LagCamera
	LagTracker
	LagTransport
	LagWaiting
	LagMirror
	LagSum
	LagLive
	LeftHand
	RightHand
	YourHand
	CameraStarting
	CameraPermission
	CameraDenied
	CameraNone
	CameraUnplugged
	CameraNoHand
	CameraHand
	CameraDark
	CameraSlow
	CameraMustShow
	CameraBroken
	CameraClosed
	CameraOpenPage
	CameraListens
	CameraFailed
	HandLost
	OutOfReach
	MedianWorst
	StepsBy
	BetweenLimits
	Channels
	FromGlove
	FromSolver
	FromMotors
	FromAll
	PalmReached
	PalmNotReached
	Sense
	Decode
	Retarget
	Body
	Thumb
	Index
	Middle
	Ring
	Little
	Hint
	HintKeys
	Saved
	SavingMoving
	SavingSession
	ThePast
	PastNow
	RecordedOne
	RecordsNow
	NothingKept
	AlreadySaving
	IsASession
	Breaking
	NoRoomFor
	NoPatches

	// The class: its buttons, and the views of the robot.
	ClassNext
	ClassBack
	ClassCheck
	ClassHint
	ClassReveal
	ClassErase
	ClassNextKnob
	ClassPreviousKnob
	ClassMore
	ClassLess
	ClassNextIterate
	ClassPreviousIterate
	ClassNextMethod
	ClassReset
	ClassLessons
	ClassLeave
	ClassDrag
	ClassBench
	ClassKnobs
	ClassViews
	ClassIterate
	ClassMethod
	ClassSwing
	ClassRight
	ClassNotYet
	ClassExercise
	ClassAnswer
	ClassOneAnswer
	ClassStart
	ClassOrder
	ViewFrames
	ViewTipFrame
	ViewColumns
	ViewVelocity
	ViewForce
	ViewGhosts
	ViewGoals
	ViewTransform
	ViewJacobian
	ViewDH
	ViewScrews

	// What an arm does that explores a thing, in the order of touch.Phase, and when
	// it has done so.
	PhaseReaching
	PhasePressing
	PhaseWarming
	PhaseHolding
	PhaseSlidingSlowly
	PhaseSlidingFast
	PhaseLeaving
	Felt

	// What it makes of it.
	NotSure
	Learning
	SecondBest
	SenseForce
	SenseHeat
	Copper
	Aluminium
	Steel
	Alumina
	Glass
	ABS
	Rubber
	Oak
	Paper
	Cotton
	EVAFoam
	Leather
	Metals
	Plastics

	// What a hand does, in the words of package gesture; some have a letter or a number
	// behind them.
	Rest
	OpenHand
	FlatHand
	Fist
	PointFinger
	Pinch
	Victory
	ThumbsUp
	CountTo
	Wave
	WristBends
	WristTurns
	ForearmTurns
	Grasp
	Drum
	ComeHere
	AllRight
	Horns
	Love
	Shaka
	LetterSign
	NumberSign
	TableHand
	HookHand
	Medley
	Sequence

	// Parts of an arm, and how their joints move; the fingers stand above.
	Shoulder
	Elbow
	Forearm
	Wrist
	Flexion
	Abduction
	Rotation
	Deviation
	SideSpread

	NumKeys = iota
)
