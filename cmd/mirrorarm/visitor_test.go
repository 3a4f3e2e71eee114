package main

import (
	"context"
	"testing"

	"mirrorarm/render/hud"
	"mirrorarm/render/scene"
	"mirrorarm/render/show"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/session"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// Every command of the session has a key of its own, and help says what it does.
func TestEveryKeyHasItsCommand(t *testing.T) {
	seen := map[session.Command]bool{}
	for _, b := range hud.Bindings() {
		c, ok := b.Action.Command()
		if !ok {
			continue
		}
		require.False(t, seen[c], b.Key)
		require.NotEqual(t, locale.Nothing, b.Does, b.Key)
		seen[c] = true
	}
	require.Len(t, seen, session.NumCommands)
}

// What the arm explores is told to the window as it is found.
func TestPlayerExplores(t *testing.T) {
	samples, err := world.LookupScene("samples")
	require.NoError(t, err)
	s, err := session.New(session.Options{Setup: session.Setup{Gesture: "rest", Channels: 192, Scene: samples}})
	require.NoError(t, err)
	defer s.Close()
	p := &player{Player: show.Of(context.Background(), s)}
	require.Equal(t, hud.Recognition{}, p.Status().Recognition)
	require.NoError(t, exploreMaterial(p, "glass"))
	require.NoError(t, p.Advance(0.1))
	require.True(t, p.Status().Exploring)
	doing := p.Status().Recognition
	doing.Learning = false // how materials feel is learnt beside it, for as long as the machine takes
	require.Equal(t, hud.Recognition{Doing: locale.PhaseReaching}, doing)
	require.NoError(t, p.Explore(scene.Ray{Origin: r3.Vec{Z: 3}, Direction: r3.Vec{Z: 1}}))
	require.NoError(t, p.Advance(1))
	require.False(t, p.Status().Exploring)
	require.ErrorContains(t, exploreMaterial(p, "tin"), "--explore")
}

func TestPicturesOpenPanels(t *testing.T) {
	c := shotCmd{Show: "temperature", Panels: []string{"skin"}}
	s, err := c.state()
	require.NoError(t, err)
	require.True(t, s.Warmth && s.Shows(hud.Skin))
	c.Panels = []string{"kitchen"}
	_, err = c.state()
	require.ErrorContains(t, err, `unknown panel "kitchen", want some of decoder, joints, misses, skin, timing, vibration`)
}
