//go:build cgo || windows || js

package window

import (
	"errors"
	"image"
	"testing"

	"mirrorarm/render/hud"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
)

// TestAVisitIsKept: a poster is made of the last moment in which a visitor did something,
// once, when he has gone, and of nothing that goes on changing.
func TestAVisitIsKept(t *testing.T) {
	var got []*Visit
	k := NewKeepsake(func(v *Visit) (*image.RGBA, error) {
		got = append(got, v)
		return blank(v)
	}, nil)
	body := &world.Body{Name: "cup", Temperature: 20}
	snap := mirror.Snapshot{Time: 1, Things: []mirror.Thing{{Body: body}}}
	status := Status{Gesture: "open", Attract: true, Language: locale.Russian}

	k.Look(0, mirror.Description{}, &snap, &status, true)
	k.Gone(image.Pt(1280, 720))
	require.Nil(t, k.made, "nobody was there")

	status.Attract = false
	k.Look(0, mirror.Description{}, &snap, &status, true)
	status.Gesture, snap.Time = "fist", 2
	status.Recognition = hud.Recognition{Name: locale.ActDuel, Share: 0.8}
	k.Look(0, mirror.Description{}, &snap, &status, true)
	status.Gesture, snap.Time = "rest", 3
	k.Look(0, mirror.Description{}, &snap, &status, false)
	k.Gone(image.Pt(1280, 720))
	body.Temperature = 90
	require.Equal(t, image.Pt(372, 662), awaited(k).Rect.Size(), "as the screen shows it")
	require.Len(t, got, 1)
	require.Equal(t, "fist", got[0].Gesture)
	require.InDelta(t, 2.0, got[0].Snapshot.Time, 0)
	require.Equal(t, locale.ActDuel, got[0].Material)
	require.Equal(t, locale.Russian, got[0].Language)
	require.InDelta(t, 20.0, got[0].Snapshot.Things[0].Body.Temperature, 0)

	k.Gone(image.Pt(1280, 720))
	require.Nil(t, k.made, "one poster a visit")

	k.print = func(*Visit) (*image.RGBA, error) { return image.NewRGBA(image.Rectangle{}), errors.New("full") }
	k.Look(0, mirror.Description{}, &snap, &status, true)
	k.Gone(image.Pt(1280, 720))
	require.Nil(t, awaited(k), "what has failed is not shown")
}

// soundOf notes what the window has heard.
type soundOf struct {
	listened, chimes int
	volume           float64
}

func (s *soundOf) Listen(*mirror.Snapshot)  { s.listened++ }
func (s *soundOf) Chime()                   { s.chimes++ }
func (s *soundOf) SetVolume(volume float64) { s.volume = volume }

// TestTheWindowIsHeard: every snapshot, one chime when a material is named, and nothing
// while it is muted.
func TestTheWindowIsHeard(t *testing.T) {
	sim, out := &fakeSimulation{}, &soundOf{}
	d := &demo{game: &game{opt: Options{Sound: out}}, sim: sim, visit: newDesk(t).visit}
	d.sound()
	sim.status.Recognition.Share = 0.7
	d.sound()
	d.sound()
	require.Equal(t, soundOf{listened: 3, chimes: 1, volume: 1}, *out)
	sim.status.Recognition.Share = 0
	d.sound()
	sim.status.Recognition.Share = 0.7
	d.visit.Muted = true
	d.sound()
	require.Equal(t, soundOf{listened: 5, chimes: 2, volume: 0}, *out)
	d.visit.Muted, d.visit.Volume = false, 30
	d.sound()
	require.InDelta(t, 0.3, out.volume, 1e-9)
	d.game.opt.Sound = nil
	d.sound()
}
