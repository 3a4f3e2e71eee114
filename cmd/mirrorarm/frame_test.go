//go:build cgo || windows || js

package main

import (
	"testing"

	"mirrorarm/render/hud"
	"mirrorarm/render/picture"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/record"
	"mirrorarm/sim/session"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// A picture of an exhibit whose state is steady allocates nothing, from the device to
// the panels: whatever panels are open, in every language, while it mirrors, while it
// is touched by things, and while the arm explores. What the engine allocates to
// present it is not in this.
func TestASteadyFrameAllocatesNothing(t *testing.T) {
	testdata.Long(t)
	for _, c := range []struct {
		name      string
		languages int
		do        []hud.Action
	}{
		{"at first", 1, nil},
		{"every panel", locale.NumLanguages, []hud.Action{
			hud.ToggleSkin, hud.ToggleVibration, hud.ToggleTiming, hud.ToggleJoints, hud.ToggleDecoder, hud.ToggleMisses, hud.ToggleUsage,
		}},
		{"temperature", 1, []hud.Action{hud.ToggleSkin, hud.ToggleTemperature}},
		{"help", locale.NumLanguages, []hud.Action{hud.Help}},
		{"things", 1, []hud.Action{hud.Of(session.NextScene)}},
		{"slow motion", 1, []hud.Action{hud.Of(session.SlowMotion)}},
		{"led", 1, []hud.Action{hud.Of(session.Curl), hud.Of(session.TurnDown)}},
		{"broken", 1, []hud.Action{hud.Of(session.BreakSensors)}},
		{"exploring", locale.NumLanguages, []hud.Action{hud.Explore}},
	} {
		t.Run(c.name, func(t *testing.T) {
			// Until the past is as long as it gets, it takes memory: one case waits for that.
			remembers := c.do == nil
			e := exhibitionAs(t, session.Options{Remember: remembers})
			if remembers {
				e.wait(record.PastSeconds + 1)
			}
			// All that there is on a large screen, in fewer pixels.
			p, err := picture.New(e.player.Describe(), picture.Options{Width: deskWidth / 2, Height: deskHeight / 2, Level: picture.Floor})
			require.NoError(t, err)
			defer p.Close()
			for _, a := range c.do {
				e.key(a)
			}
			var snap mirror.Snapshot
			n := 0
			frame := func() {
				require.NoError(t, e.tick())
				e.player.SnapshotTo(&snap)
				p.ShowTemperature(e.visitor.Warmth)
				state := e.visitor.State(&snap)
				e.visitor.Direct(p.Direct(&snap, &state))
				p.Scene(&snap, e.visitor.View)
				state.Quality, state.FPS = p.Level().Text(), float64(50+n%7)
				if state.Shows(hud.CloseUp) {
					p.CloseUp()
				}
				p.Overlay(state, &snap)
				n++
			}
			for range c.languages {
				allocated := 1.0
				for second := 0; second < steadyBy && allocated > 0; second++ {
					allocated = testing.AllocsPerRun(60, frame)
				}
				require.Zero(t, allocated, "allocations in a picture")
				e.key(hud.Of(session.NextLanguage))
			}
		})
	}
}

// steadyBy is when (s) every letter must have been drawn once and every list be as
// long as it becomes.
const steadyBy = 10
