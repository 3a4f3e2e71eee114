//go:build cgo || windows || js

package main

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/hud"
	"mirrorarm/render/window"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/session"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// What mouse and fingers do on the whole program, through the window's input layer.
func TestEveryPointerHasAnEffect(t *testing.T) {
	testdata.Long(t)
	for _, c := range []struct {
		name   string
		effect func(*testing.T)
	}{
		{"a mouse that only moves does nothing", idleMouse},
		{"dragging beside everything orbits", dragOrbits},
		{"the wheel zooms", wheelZooms},
		{"dragging a fingertip leads it", func(t *testing.T) { dragLeads(t, false) }},
		{"dragging the wrist leads the hand", wristLeads},
		{"dragging a thing carries it", carries},
		{"letting go in a swing throws it", throws},
		{"what is fixed is left to the camera", fixedStays},
		{"a finger on the screen leads as the mouse does", func(t *testing.T) { dragLeads(t, true) }},
		{"a finger beside everything orbits", fingerOrbits},
		{"two fingers zoom", fingersZoom},
		{"beside the glove nothing breaks", breaksNothingBeside},
		{"a key without its shift is another key", shiftMatters},
		{"an exhibit ends by its chord alone", chordEnds},
		{"an exhibit is taken over and comes back", takesOver},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.effect(t)
		})
	}
}

func idleMouse(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	before := e.visitor.View
	e.desk.x, e.desk.y = 400, 300
	e.sweep(300, 100, 10)
	after := e.visitor.View
	require.InDelta(t, before.Azimuth, after.Azimuth, 0.06, "it drifts by itself a little")
	after.Azimuth = before.Azimuth
	require.Equal(t, before, after)
	require.False(t, e.status().Leading)
	require.Equal(t, -1, e.status().Carried)
}

// empty is a place of the window where there is nothing.
const emptyX, emptyY = 640, 700

func dragOrbits(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	before := e.visitor.View
	e.desk.x, e.desk.y = emptyX, emptyY
	e.button(true)
	e.sweep(-100, -50, 10)
	e.button(false)
	e.wait(0.5)
	require.InDelta(t, before.Azimuth+0.6, e.visitor.View.Azimuth, 0.1)
	require.InDelta(t, before.Elevation-0.3, e.visitor.View.Elevation, 0.1)
	require.False(t, e.status().Leading)
}

func wheelZooms(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	before := e.visitor.View.Distance
	e.desk.notches = 2
	require.NoError(t, e.tick())
	e.desk.notches = 0
	e.wait(0.7)
	require.InDelta(t, 0.81*before, e.visitor.View.Distance, 0.01)
}

// hold begins a drag where the pointer is, by mouse or by finger, and returns what
// moves it on by pixels and what lets go.
func (e *exhibition) hold(finger bool) (move func(dx, dy int), release func()) {
	if !finger {
		e.button(true)
		return func(dx, dy int) { e.sweep(dx, dy, 20) }, func() { e.button(false) }
	}
	e.desk.fingers = []window.Pointer{{ID: 3, X: float64(e.desk.x), Y: float64(e.desk.y)}}
	require.NoError(e.t, e.tick())
	move = func(dx, dy int) {
		for range 20 {
			e.desk.fingers[0].X += float64(dx) / 20
			e.desk.fingers[0].Y += float64(dy) / 20
			require.NoError(e.t, e.tick())
		}
	}
	return move, func() {
		e.desk.fingers = nil
		require.NoError(e.t, e.tick())
	}
}

// dragLeads drags the index fingertip down: the camera stays, the glove feels it,
// and the arm's index finger goes down as well.
func dragLeads(t *testing.T, finger bool) {
	e := exhibitionOf(t, session.Options{})
	view, tip, arm := e.visitor.View.Azimuth, e.handle(gesture.Handle(hand.Index)), e.arm("index_tip")
	e.point(tip)
	move, release := e.hold(finger)
	require.True(t, e.status().Leading)
	require.Equal(t, locale.Leading, e.status().Caption)
	move(0, 45)
	release()
	e.wait(1)
	moved := r3.Sub(e.handle(gesture.Handle(hand.Index)), tip)
	require.Less(t, moved.Z, -0.03)
	require.Less(t, r3.Sub(e.arm("index_tip"), arm).Z, 0.5*moved.Z)
	require.InDelta(t, view, e.visitor.View.Azimuth, 0.1)
	require.True(t, e.status().Leading, "the hand stays where it was let go")
}

func wristLeads(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	wrist, palm := e.handle(gesture.GripWrist), e.arm("palm")
	e.point(wrist)
	move, release := e.hold(false)
	move(0, -60)
	release()
	e.wait(1)
	moved := r3.Sub(e.handle(gesture.GripWrist), wrist)
	require.Greater(t, moved.Z, 0.03)
	require.InDelta(t, moved.Z, r3.Sub(e.arm("palm"), palm).Z, 0.02)
}

func carries(t *testing.T) {
	e := furnished(t, "cups")
	mug := e.thing("mug")
	at := mug.WorldFromObject.Pos
	e.point(at)
	move, release := e.hold(false)
	require.Equal(t, locale.Carrying, e.status().Caption)
	move(0, -80)
	e.wait(0.3)
	require.Greater(t, mug.WorldFromObject.Pos.Z, at.Z+0.05)
	high := mug.WorldFromObject.Pos.Z
	release()
	e.wait(1)
	require.Less(t, mug.WorldFromObject.Pos.Z, high-0.04, "it falls")
}

func throws(t *testing.T) {
	e := furnished(t, "cups")
	mug := e.thing("mug")
	e.point(mug.WorldFromObject.Pos)
	e.button(true)
	e.sweep(0, -60, 10)
	e.sweep(60, -30, 6)
	e.button(false)
	right := e.visitor.View.Camera().Right.R3()
	require.Greater(t, r3.Dot(mug.Velocity.Lin, right), 0.3, "it flies on as it was swung (m/s)")
	at := mug.WorldFromObject.Pos
	e.wait(0.15)
	require.Greater(t, r3.Dot(r3.Sub(mug.WorldFromObject.Pos, at), right), 0.03)
}

func fixedStays(t *testing.T) {
	e := furnished(t, "cups")
	table := e.thing("table")
	at, azimuth := table.WorldFromObject, e.visitor.View.Azimuth
	e.point(r3.Add(at.Pos, r3.Vec{Z: -0.1}))
	e.button(true)
	e.sweep(-60, 0, 10)
	e.button(false)
	e.wait(0.5)
	require.Equal(t, at, table.WorldFromObject)
	require.Greater(t, e.visitor.View.Azimuth, azimuth+0.2)
}

func fingerOrbits(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	before := e.visitor.View.Azimuth
	e.desk.x, e.desk.y = emptyX, emptyY
	move, release := e.hold(true)
	move(-100, 0)
	release()
	e.wait(0.5)
	require.InDelta(t, before+0.6, e.visitor.View.Azimuth, 0.1)
}

func fingersZoom(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	before := e.visitor.View.Distance
	e.desk.fingers = []window.Pointer{{ID: 1, X: 540, Y: emptyY}, {ID: 2, X: 740, Y: emptyY}}
	require.NoError(t, e.tick())
	for range 20 {
		e.desk.fingers[0].X--
		e.desk.fingers[1].X++
		require.NoError(t, e.tick())
	}
	e.desk.fingers = nil
	e.wait(0.7)
	require.InDelta(t, before*200/240, e.visitor.View.Distance, 0.02, "farther apart is nearer")
}

func breaksNothingBeside(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	azimuth := e.visitor.View.Azimuth
	e.key(hud.BreakByHand)
	require.True(t, e.visitor.Breaking)
	e.desk.x, e.desk.y = emptyX, emptyY
	e.button(true)
	e.sweep(-60, 0, 10)
	e.button(false)
	e.wait(0.5)
	require.Zero(t, e.status().Broken)
	require.Greater(t, e.visitor.View.Azimuth, azimuth+0.2, "the camera turns")
}

// shiftMatters presses every key that has one meaning only with the wrong shift.
func shiftMatters(t *testing.T) {
	type combination struct {
		key   string
		shift bool
	}
	meant := map[combination]bool{}
	for _, b := range hud.Bindings() {
		meant[combination{b.Key, b.Shift}] = true
	}
	e := furnished(t, "samples")
	e.key(hud.Of(session.BreakSensors)) // so that there is something to repair,
	e.key(hud.Of(session.Curl))         // somebody who leads, and something to clear away
	type state struct {
		controls window.Controls
		status   session.Status
		things   int
	}
	now := func() state {
		s := state{window.Controls{}, e.status(), len(e.snapshot().Things)}
		c := e.visitor.Controls
		s.controls = window.Controls{
			Help: c.Help, FullScreen: c.FullScreen, Hidden: c.Hidden, Warmth: c.Warmth, Breaking: c.Breaking, Muted: c.Muted,
			Quit: c.Quit, Toggled: c.Toggled, Save: c.Save, Bench: c.Bench, OtherRenderer: c.OtherRenderer,
		}
		s.status.Gesture, s.status.LagMS = "", figure.Value{} // they go on by themselves
		return s
	}
	for _, b := range hud.Bindings() {
		if b.Action == hud.None || meant[combination{b.Key, !b.Shift}] {
			continue
		}
		before := now()
		e.press(key(t, b.Key), map[window.Key]bool{key(t, "Shift"): !b.Shift})
		require.Equal(t, before, now(), b.Key)
	}
}

func chordEnds(t *testing.T) {
	e := exhibitionOf(t, session.Options{Kiosk: true})
	e.key(hud.Quit)
	require.False(t, e.visitor.Quit)
	e.key(hud.Save)
	require.False(t, e.visitor.Save, "an exhibit fills no disk")
	e.key(hud.Workbench)
	require.False(t, e.visitor.Bench)
	e.key(hud.FullScreen)
	require.True(t, e.visitor.FullScreen)
	e.press(key(t, "Q"), map[window.Key]bool{key(t, "Shift"): true})
	require.False(t, e.visitor.Quit)
	e.press(key(t, "Q"), map[window.Key]bool{key(t, "Shift"): true, key(t, "Control"): true})
	require.True(t, e.visitor.Quit)
}

func takesOver(t *testing.T) {
	e := exhibitionOf(t, session.Options{Kiosk: true})
	require.Equal(t, session.Attract, e.status().Mode)
	e.desk.x, e.desk.y = emptyX, emptyY
	_, release := e.hold(true)
	release()
	require.Equal(t, session.Visitor, e.status().Mode)
	require.Equal(t, 1, e.status().Takeovers)
	e.key(hud.ToggleSkin)
	e.wait(math.Ceil(session.IdleLimit) - 1)
	require.Equal(t, session.Visitor, e.status().Mode)
	require.True(t, e.visitor.Toggled[hud.Skin])
	e.wait(2)
	require.Equal(t, session.Attract, e.status().Mode)
	require.False(t, e.visitor.Toggled[hud.Skin], "the next visitor finds everything in its place")
}
