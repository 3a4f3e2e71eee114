package window_test

import (
	"testing"

	"mirrorarm/render/hud"
	"mirrorarm/render/scene"
	"mirrorarm/render/window"

	"github.com/stretchr/testify/require"
)

// settle lets the view come to rest.
func settle(c *window.Controls, seconds float64) {
	for range int(seconds * 60) {
		c.Apply(window.Input{}, 1.0/60)
	}
}

func press(a hud.Action) window.Input {
	var in window.Input
	in.Pressed[a] = true
	return in
}

func TestDragOrbitsAndWheelZooms(t *testing.T) {
	c := window.NewControls()
	before := c.View
	c.Apply(window.Input{DragX: -50, DragY: 20}, 1.0/60)
	settle(c, 1)
	require.InDelta(t, before.Azimuth+0.3, c.View.Azimuth, 0.01)
	require.InDelta(t, before.Elevation+0.12, c.View.Elevation, 0.01)
	c.Apply(window.Input{Wheel: 3}, 1.0/60)
	settle(c, 1)
	require.InDelta(t, before.Distance*0.729, c.View.Distance, 0.01)
	c.Apply(window.Input{Wheel: -100}, 1.0/60)
	settle(c, 2)
	require.InDelta(t, 4.0, c.View.Distance, 0.01, "the far bound")
}

func TestViewNeverJumps(t *testing.T) {
	c := window.NewControls()
	last := c.View
	for i := range 600 {
		in := window.Input{}
		if i%100 == 0 {
			in.DragX = 300
		}
		c.Apply(in, 1.0/60)
		require.InDelta(t, last.Azimuth, c.View.Azimuth, 0.35)
		last = c.View
	}
}

func TestKeys(t *testing.T) {
	c := window.NewControls()
	c.Apply(press(hud.Help), 1.0/60)
	require.True(t, c.Help)
	c.Apply(press(hud.FullScreen), 1.0/60)
	require.True(t, c.FullScreen)
	c.Apply(press(hud.ToggleTemperature), 1.0/60)
	require.True(t, c.Warmth)
	c.Apply(press(hud.BreakByHand), 1.0/60)
	require.True(t, c.Breaking)
	c.Apply(press(hud.Mute), 1.0/60)
	require.True(t, c.Muted)
	c.Tidy()
	require.True(t, c.Muted, "an operator's choice outlasts a visitor")
	c.Apply(press(hud.Mute), 1.0/60)
	require.False(t, c.Muted)
	c.Apply(window.Input{DragX: 200}, 1.0/60)
	c.Apply(press(hud.Restart), 1.0/60)
	settle(c, 1)
	require.InDelta(t, scene.DefaultOrbit().Azimuth, c.View.Azimuth, 0.01)
	c.Apply(press(hud.Quit), 1.0/60)
	require.True(t, c.Quit)
}

func TestPanelKeysToggle(t *testing.T) {
	for _, b := range hud.Bindings() {
		panel, ok := hud.PanelOf(b.Action)
		if !ok {
			continue
		}
		c := window.NewControls()
		c.Hidden = true
		c.Apply(press(b.Action), 1.0/60)
		require.True(t, c.Toggled[panel], b.Does)
		require.False(t, c.Hidden, "a panel asked for is shown")
		c.Apply(press(b.Action), 1.0/60)
		require.False(t, c.Toggled[panel], b.Does)
	}
}

func TestSaveAndHide(t *testing.T) {
	c := window.NewControls()
	c.Apply(press(hud.Save), 1.0/60)
	require.True(t, c.Save)
	c.Apply(press(hud.ToggleAll), 1.0/60)
	require.False(t, c.Save)
	require.True(t, c.Hidden)
}

func TestUntouchedViewDriftsALittle(t *testing.T) {
	c := window.NewControls()
	lo, hi := c.View.Azimuth, c.View.Azimuth
	for range 60 * 60 {
		c.Apply(window.Input{}, 1.0/60)
		lo, hi = min(lo, c.View.Azimuth), max(hi, c.View.Azimuth)
	}
	require.Greater(t, hi-lo, 0.05)
	require.Less(t, hi-lo, 0.12)
}

// The camera goes its own way until a visitor steers it, who is not fought; a reset, or a
// visitor who has gone, gives it back.
func TestADirectedCameraNeverFightsAVisitor(t *testing.T) {
	c := window.NewControls()
	goal := scene.DefaultOrbit()
	goal.Azimuth, goal.Distance = 1, 2
	run := func(in window.Input, seconds float64) {
		for range int(seconds * 60) {
			c.Direct(goal)
			c.Apply(in, 1.0/60)
			in = window.Input{}
		}
	}
	run(window.Input{}, 3)
	require.InDelta(t, 1, c.View.Azimuth, 0.05)
	require.InDelta(t, 2, c.View.Distance, 0.01)
	run(window.Input{DragX: -100}, 3)
	require.InDelta(t, 1.6, c.View.Azimuth, 0.1, "from where it was")
	goal.Azimuth = -1
	run(window.Input{}, 20)
	require.InDelta(t, 1.6, c.View.Azimuth, 0.1, "it drifts a little and stays")
	run(window.Input{}, 40)
	require.InDelta(t, -1, c.View.Azimuth, 0.1, "nobody is there any more")
	run(window.Input{Wheel: 2}, 3)
	goal.Azimuth = 0.5
	var restart window.Input
	restart.Pressed[hud.Restart] = true
	run(restart, 3)
	require.InDelta(t, 0.5, c.View.Azimuth, 0.1)
}
