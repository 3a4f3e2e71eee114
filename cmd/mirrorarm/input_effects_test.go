//go:build cgo || windows || js

package main

import (
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/render/hud"
	"mirrorarm/render/scene"
	"mirrorarm/render/window"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// effects are what every key must do: each presses its key, through the window's
// input layer, and looks at what the session, the view or the panels are then.
var effects = map[hud.Action]func(*testing.T){
	hud.ToggleOverview:    panelShown(hud.Overview),
	hud.ToggleFigures:     showsFigures,
	hud.ToggleCloseUp:     panelShown(hud.CloseUp),
	hud.ToggleSkin:        panelShown(hud.Skin),
	hud.ToggleVibration:   panelShown(hud.Vibration),
	hud.ToggleTiming:      panelShown(hud.Timing),
	hud.ToggleJoints:      panelShown(hud.Joints),
	hud.ToggleDecoder:     panelShown(hud.Decoder),
	hud.ToggleMisses:      panelShown(hud.Misses),
	hud.ToggleTemperature: showsTemperature,
	hud.Mute:              mutes,
	hud.Louder:            setsTheVolume,
	hud.Softer:            setsTheVolume,
	hud.SwitchRenderer:    asksForTheOtherRenderer,
	hud.ToggleAll:         hidesAll,
	hud.Help:              showsHelp,
	hud.Save:              asksToSave,
	hud.Workbench:         opensTheWorkbench,
	hud.FullScreen:        fillsTheScreen,
	hud.Quit:              quits,
	hud.EndExhibit:        chordEnds,
	hud.ToggleUsage:       looksAtUsage,

	hud.BreakByHand: breaksByHand,
	hud.Heat:        func(t *testing.T) { brings(t, hud.Heat, 55) },
	hud.Cool:        func(t *testing.T) { brings(t, hud.Cool, 5) },
	hud.Explore:     explores,

	hud.Of(session.Pause):           pauses,
	hud.Of(session.SlowMotion):      slowsDown,
	hud.Of(session.SingleStep):      steps,
	hud.Restart:                     restarts,
	hud.Of(session.NextGesture):     func(t *testing.T) { plays(t, hud.Of(session.NextGesture), 1) },
	hud.Of(session.PreviousGesture): func(t *testing.T) { plays(t, hud.Of(session.PreviousGesture), -1) },
	hud.Of(session.NextPerson):      anotherPerson,
	hud.Of(session.NextScene):       anotherScene,
	hud.Of(session.OtherSide):       otherSide,
	hud.Of(session.OtherHand):       otherHand,
	hud.Of(session.NextProfile):     anotherProfile,
	hud.Of(session.MoreChannels):    func(t *testing.T) { wears(t, hud.Of(session.MoreChannels), 384) },
	hud.Of(session.FewerChannels):   func(t *testing.T) { wears(t, hud.Of(session.FewerChannels), 96) },
	hud.Of(session.BreakSensors):    breaksSensors,
	hud.Of(session.HealSensors):     healsSensors,
	hud.Of(session.DropBall):        dropsABall,
	hud.Of(session.ClearAway):       clearsAway,
	hud.Of(session.EndLead):         endsTheLead,
	hud.Of(session.TurnDown):        func(t *testing.T) { turns(t, hud.Of(session.TurnDown), 1) },
	hud.Of(session.TurnUp):          func(t *testing.T) { turns(t, hud.Of(session.TurnUp), -1) },
	hud.Of(session.NextLanguage):    anotherLanguage,
	hud.Of(session.StartGame):       startsTheGame,
	hud.ToggleCamera:                startsTheCamera,
	hud.Of(session.Earlier):         goesBack,
	hud.Of(session.Later):           goesForward,
	hud.Of(session.ToEnd):           goesOnFromThePast,
	hud.SaveMoving:                  asksForAMovingPicture,
	hud.SaveSession:                 savesThePast,
	hud.Record:                      recordsASession,
}

// Every key of the list has an effect on the whole program.
func TestEveryKeyHasAnEffect(t *testing.T) {
	testdata.Long(t)
	listed := map[hud.Action]bool{}
	for _, b := range hud.Bindings() {
		if b.Action == hud.None {
			continue
		}
		name := b.Key
		if b.Shift {
			name = "Shift+" + name
		}
		if b.Control {
			name = "Control+" + name
		}
		effect := effects[b.Action]
		switch {
		case b.Action >= hud.Of(session.Straighten):
			effect = func(t *testing.T) { bends(t, b.Action, hand.Finger(b.Action-hud.Of(session.Straighten)), -1) }
		case b.Action >= hud.Of(session.Curl):
			effect = func(t *testing.T) { bends(t, b.Action, hand.Finger(b.Action-hud.Of(session.Curl)), 1) }
		}
		require.NotNil(t, effect, name)
		listed[b.Action] = true
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			effect(t)
		})
	}
	for a := range effects {
		require.True(t, listed[a], "action %d has no key any more", a)
	}
}

func startsTheGame(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.key(hud.Of(session.StartGame))
	require.Equal(t, session.Ready, e.status().Game.Turn)
	e.key(hud.Of(session.StartGame))
	require.Equal(t, session.NoTurn, e.status().Game.Turn)
}

func breaksByHand(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.key(hud.BreakByHand)
	require.Equal(t, locale.Breaking, e.visitor.State(&mirror.Snapshot{}).Caption)
	e.pointAtGlove()
	e.button(true)
	broken := e.status().Broken
	require.Positive(t, broken)
	e.sweep(40, 0, 10)
	require.Greater(t, e.status().Broken, broken, "the pointer goes over the glove")
	e.desk.holds = map[window.Key]bool{key(t, "Shift"): true}
	e.sweep(-40, 0, 10)
	require.Less(t, e.status().Broken, broken, "shift repairs")
	require.False(t, e.status().Leading)
}

// brings is a key that brings the thing under the pointer to a temperature (°C).
func brings(t *testing.T, a hud.Action, celsius float64) {
	e := furnished(t, "cups")
	mug := e.thing("mug")
	e.point(mug.WorldFromObject.Pos)
	e.key(a)
	require.InDelta(t, celsius, mug.Temperature, 0.1)
	require.InDelta(t, 22, e.thing("table").Temperature, 1)
	// Nothing to heat is no error, and heats nothing.
	before := mug.Temperature
	e.desk.x, e.desk.y = 60, 60
	e.key(a)
	require.InDelta(t, before, mug.Temperature, 0.1)
	require.InDelta(t, 22, e.thing("table").Temperature, 1)
}

func explores(t *testing.T) {
	e := furnished(t, "samples")
	before := e.snapshot()
	e.key(hud.Explore)
	require.True(t, e.status().Exploring)
	e.wait(1.5)
	after := e.snapshot()
	require.NotEqual(t, before.Arm.Coordinates, after.Arm.Coordinates)
	require.Equal(t, locale.PhaseReaching, e.visitor.State(&after).Recognition.Doing)
	e.key(hud.Explore)
	e.wait(1.5)
	require.False(t, e.status().Exploring)
}

func pauses(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.key(hud.Of(session.Pause))
	at := e.snapshot().Time
	e.wait(0.5)
	require.Equal(t, at, e.snapshot().Time)
	e.key(hud.Of(session.Pause))
	e.wait(0.5)
	require.InDelta(t, at+0.5, e.snapshot().Time, 0.03)
}

func slowsDown(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	at := e.snapshot().Time
	e.key(hud.Of(session.SlowMotion))
	e.wait(1)
	require.InDelta(t, at+0.25, e.snapshot().Time, 0.03)
	e.key(hud.Of(session.SlowMotion))
	e.wait(0.5)
	require.InDelta(t, at+0.75, e.snapshot().Time, 0.05)
}

func steps(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.key(hud.Of(session.Pause))
	at := e.snapshot().Time
	e.key(hud.Of(session.SingleStep))
	require.InDelta(t, at+10*mirror.Period, e.snapshot().Time, 1e-9)
	e.wait(0.5)
	require.InDelta(t, at+10*mirror.Period, e.snapshot().Time, 1e-9, "it waits again")
}

func restarts(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.desk.notches = 5
	require.NoError(t, e.tick())
	e.desk.notches = 0
	e.wait(2)
	e.key(hud.Restart)
	require.Less(t, e.snapshot().Time, 0.1)
	e.wait(1)
	require.InDelta(t, scene.DefaultOrbit().Distance, e.visitor.View.Distance, 0.01)
}

// plays is a key that goes on or back in the list of gestures.
func plays(t *testing.T, a hud.Action, by int) {
	names := gesture.Names()
	e := exhibitionOf(t, session.Options{Setup: session.Setup{Gesture: names[3]}})
	e.key(a)
	e.wait(1)
	require.Equal(t, names[3+by], e.status().Gesture)
}

func anotherPerson(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.key(hud.Of(session.NextPerson))
	require.Equal(t, gesture.RandomPerson(1).Dims, e.player.Describe().Dims)
}

func anotherScene(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	require.Empty(t, e.snapshot().Things)
	e.key(hud.Of(session.NextScene))
	require.Greater(t, len(e.snapshot().Things), 30)
}

func otherSide(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	require.Equal(t, hand.Left, e.player.Describe().Robot.Side)
	e.key(hud.Of(session.OtherSide))
	require.Equal(t, hand.Right, e.player.Describe().Robot.Side, "it no longer mirrors")
}

func otherHand(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.key(hud.Of(session.OtherHand))
	require.Equal(t, hand.Left, e.player.Describe().Side)
	require.Equal(t, hand.Left, e.visitor.State(&mirror.Snapshot{}).Side)
	require.Equal(t, hand.Right, e.player.Describe().Robot.Side)
}

func anotherProfile(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.key(hud.Of(session.NextProfile))
	require.Equal(t, "piezo", e.status().Setup.Profile)
	e.wait(0.2)
	require.Len(t, e.snapshot().Glove, 192)
}

// wears is a key that takes a glove of so many channels.
func wears(t *testing.T, a hud.Action, channels int) {
	e := exhibitionOf(t, session.Options{})
	e.key(a)
	e.wait(0.2)
	require.Len(t, e.snapshot().Glove, channels)
}

func breaksSensors(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.key(hud.Of(session.BreakSensors))
	require.Equal(t, 19, e.status().Broken, "a tenth")
	e.key(hud.Of(session.BreakSensors))
	require.Equal(t, 38, e.status().Broken)
}

func healsSensors(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.key(hud.Of(session.BreakSensors))
	e.key(hud.Of(session.HealSensors))
	require.Zero(t, e.status().Broken)
}

func dropsABall(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.key(hud.Of(session.DropBall))
	things := e.snapshot().Things
	require.Len(t, things, 1)
	from := things[0].WorldFromObject.Pos.Z
	e.wait(0.1)
	require.Less(t, e.snapshot().Things[0].WorldFromObject.Pos.Z, from-0.02, "it falls")
}

func clearsAway(t *testing.T) {
	e := furnished(t, "cups")
	require.NotEmpty(t, e.snapshot().Things)
	e.key(hud.Of(session.ClearAway))
	require.Empty(t, e.snapshot().Things)
}

func endsTheLead(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.key(hud.Of(session.Curl))
	require.True(t, e.status().Leading)
	e.key(hud.Of(session.EndLead))
	require.False(t, e.status().Leading)
}

// turns is a key that turns the palm down (by 1) or up (−1) about the forearm; the
// arm does so as well, the other way about its own, as in a mirror.
func turns(t *testing.T, a hud.Action, by float64) {
	e := exhibitionOf(t, session.Options{})
	before := e.snapshot()
	for range 3 {
		e.key(a)
	}
	e.wait(1.5)
	after := e.snapshot()
	person := spatial.Difference(before.Person.WorldFromForearm, after.Person.WorldFromForearm).Ang
	require.InDelta(t, 0.45, r3.Norm(person), 0.1)
	along := before.Person.WorldFromForearm.Rotate(r3.Vec{X: 1})
	require.InDelta(t, -0.45*by, r3.Dot(person, along), 0.1, "a right hand's palm goes down against the forearm's axis")
	palm := e.player.Describe().Robot.Palm
	arm := spatial.Difference(before.Arm.WorldFromLink[palm], after.Arm.WorldFromLink[palm]).Ang
	// A rotation is an axial vector: of its mirror image in a plane x = 0 the
	// components in the plane change their signs.
	require.Less(t, r3.Norm(r3.Sub(arm, r3.Vec{X: person.X, Y: -person.Y, Z: -person.Z})), 0.2)
}

func anotherLanguage(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.key(hud.Of(session.Pause))
	before := e.panelsNow()
	e.key(hud.Of(session.NextLanguage))
	require.Equal(t, locale.Chinese, e.status().Language)
	require.NotEqual(t, before, e.panelsNow())
}

// bends is a key that curls a finger (by 1) or straightens it (−1): glove, decoder
// and arm follow.
func bends(t *testing.T, a hud.Action, f hand.Finger, by float64) {
	e := exhibitionOf(t, session.Options{Setup: session.Setup{Gesture: "rest"}})
	if by < 0 {
		for range 3 {
			e.key(hud.Of(session.Curl) + hud.Action(f))
		}
		e.wait(1)
	}
	joint := hand.FingerAngle(f, 2)
	before, tip := e.snapshot(), e.arm(f.String()+"_tip")
	e.key(a)
	e.key(a)
	e.wait(1)
	after := e.snapshot()
	require.InDelta(t, 0.4*by, after.Person.Angles[joint]-before.Person.Angles[joint], 0.05)
	require.Greater(t, by*(after.Decoded[joint]-before.Decoded[joint]), 0.15, "the glove has felt it")
	require.Greater(t, r3.Norm(r3.Sub(e.arm(f.String()+"_tip"), tip)), 0.008, "the arm has done it (m)")
}
