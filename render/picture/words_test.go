package picture_test

import (
	"testing"

	"mirrorarm/render/hud"
	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/picture"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/session"

	"github.com/stretchr/testify/require"
)

// Pictures of an exhibit allocate nothing while hands move: with names at them, in the opening,
// with an invitation's pointer, and in a game.
func TestExhibitedPicturesAllocateNothing(t *testing.T) {
	desc, snap := rendertest.Named("open").Mirrored(t)
	for name, state := range map[string]hud.State{
		"words":      {Exhibit: true, Caption: locale.ActMirror, Made: "open"},
		"opening":    {Exhibit: true, Caption: locale.ActMirror, Opening: session.Opening{On: true, At: 2.5}},
		"invitation": {Exhibit: true, Caption: locale.ActInvite, Invites: true},
		"broken":     {Exhibit: true, Caption: locale.ActBroken, Faults: &session.Faults{Broken: make([]bool, 576)}},
		"game":       {Exhibit: true, Game: session.Play{Turn: session.Repeat, Gesture: "open", Left: 31, Points: 400, Off: 25, Best: 900}},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := picture.New(desc, picture.Options{Width: 640, Height: 360, Workers: 1})
			require.NoError(t, err)
			defer p.Close()
			i := 0
			draw := func() {
				i++
				snap.Time += 1.0 / 60
				step := 0.02 * float64(i%2*2-1)
				snap.Person.WorldFromPalm.Pos.Z += step
				snap.Person.WorldFromForearm.Pos.Z += step
				state.Opening.At += 1.0 / 60
				state.Game.Left -= 1.0 / 60
				p.Scene(snap, p.Direct(snap, &state))
				if p.HasCloseUp(&state) {
					p.CloseUp()
				}
				p.Overlay(state, snap)
			}
			for range 8 {
				draw()
			}
			require.Zero(t, testing.AllocsPerRun(12, draw))
		})
	}
}
