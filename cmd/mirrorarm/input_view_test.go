//go:build cgo || windows || js

package main

import (
	"mirrorarm/render/hud"
	"mirrorarm/render/show"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"
	"testing"

	"github.com/stretchr/testify/require"
)

// showsFigures is the key that shows everything that is measured, and takes that back.
func showsFigures(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.key(hud.Of(session.Pause))
	before, toggled := e.panelsNow(), e.visitor.Toggled
	e.key(hud.ToggleFigures)
	for _, p := range hud.Figures() {
		s := e.visitor.State(&mirror.Snapshot{})
		require.True(t, s.Shows(p), p)
	}
	require.NotEqual(t, before, e.panelsNow())
	e.key(hud.ToggleFigures)
	require.Equal(t, toggled, e.visitor.Toggled)
	require.Equal(t, before, e.panelsNow())
}

// panelShown is a key that shows a panel, or hides one that was there, and takes
// that back when it is pressed again.
func panelShown(p hud.Panel) func(*testing.T) {
	return func(t *testing.T) {
		e := exhibitionOf(t, session.Options{})
		e.key(hud.Of(session.Pause))
		var action hud.Action
		for _, b := range hud.Bindings() {
			if of, ok := hud.PanelOf(b.Action); ok && of == p {
				action = b.Action
			}
		}
		before := e.panelsNow()
		e.key(action)
		after := e.panelsNow()
		changed := 0
		for i := range before {
			if before[i] != after[i] {
				changed++
			}
		}
		require.Greater(t, changed, 5000, "bytes of the panels' picture")
		e.key(action)
		require.Equal(t, before, e.panelsNow())
	}
}

func mutes(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.key(hud.Mute)
	require.True(t, e.visitor.Muted)
	e.key(hud.Mute)
	require.False(t, e.visitor.Muted)
}

func showsTemperature(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.key(hud.ToggleSkin)
	e.key(hud.Of(session.Pause))
	before := e.panelsNow()
	e.key(hud.ToggleTemperature)
	require.True(t, e.visitor.Warmth)
	require.NotEqual(t, before, e.panelsNow())
}

func hidesAll(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.key(hud.Of(session.Pause))
	before := e.panelsNow()
	e.key(hud.ToggleAll)
	for _, v := range e.panelsNow() {
		require.Zero(t, v, "nothing is drawn over the scene")
	}
	e.key(hud.ToggleAll)
	require.Equal(t, before, e.panelsNow())
}

func showsHelp(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.key(hud.Of(session.Pause))
	before := e.panelsNow()
	e.key(hud.Help)
	require.NotEqual(t, before, e.panelsNow())
	e.key(hud.Help)
	require.Equal(t, before, e.panelsNow())
}

// That a picture is saved, the renderer changed, the screen filled and the window closed needs a display,
// and is seen in the window's own test.
func asksToSave(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.key(hud.Save)
	require.True(t, e.visitor.Save)
	require.NoError(t, e.tick())
	require.False(t, e.visitor.Save, "one picture")
}

func fillsTheScreen(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.key(hud.FullScreen)
	require.True(t, e.visitor.FullScreen)
	e.key(hud.FullScreen)
	require.False(t, e.visitor.FullScreen)
}

func quits(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.key(hud.Quit)
	require.True(t, e.visitor.Quit)
}

func opensTheWorkbench(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.key(hud.Workbench)
	require.True(t, e.visitor.Bench)
	s := e.snapshot()
	class, err := show.Workbench(e.player.Describe(), &s)
	require.NoError(t, err)
	require.Equal(t, s.Arm.Coordinates, class.Setting().Posture)
	require.NoError(t, e.tick())
	require.False(t, e.visitor.Bench, "one workbench")
}

// looksAtUsage opens the operator's panel, which takes nobody's turn and which visitors
// are not told of.
func looksAtUsage(t *testing.T) {
	e := exhibitionOf(t, session.Options{Kiosk: true})
	before := e.panelsNow()
	e.key(hud.ToggleUsage)
	require.Equal(t, session.Attract, e.status().Mode)
	require.True(t, e.visitor.Toggled[hud.Operator])
	require.NotEqual(t, before, e.panelsNow())
	for _, b := range hud.Bindings() {
		require.False(t, b.Action == hud.ToggleUsage && (b.Listed(true) || b.Listed(false)))
	}
}

// setsTheVolume is the operator's, whom no program takes for a visitor.
func setsTheVolume(t *testing.T) {
	e := exhibitionOf(t, session.Options{Kiosk: true})
	require.Equal(t, 100, e.visitor.Volume)
	e.key(hud.Louder)
	require.Equal(t, 100, e.visitor.Volume)
	for range 3 {
		e.key(hud.Softer)
	}
	require.Equal(t, 70, e.visitor.Volume)
	e.key(hud.Louder)
	require.Equal(t, 80, e.visitor.Volume)
	for range 20 {
		e.key(hud.Softer)
	}
	require.Zero(t, e.visitor.Volume)
	require.Equal(t, session.Attract, e.status().Mode)
	for _, b := range hud.Bindings() {
		require.False(t, (b.Action == hud.Louder || b.Action == hud.Softer) && (b.Listed(true) || b.Listed(false)))
	}
}

// The window tries the other renderer once for every time that it is asked to.
func asksForTheOtherRenderer(t *testing.T) {
	e := exhibitionOf(t, session.Options{Kiosk: true})
	require.False(t, e.visitor.OtherRenderer)
	e.key(hud.SwitchRenderer)
	require.True(t, e.visitor.OtherRenderer)
	require.Equal(t, session.Attract, e.status().Mode, "who only looks takes nothing over")
}
