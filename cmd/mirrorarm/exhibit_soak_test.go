//go:build linux && cgo

package main

import (
	"os"
	"runtime"
	"testing"

	"mirrorarm/render/hud"
	"mirrorarm/render/picture"
	"mirrorarm/render/window"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"

	"github.com/stretchr/testify/require"
)

// Of the soak without a window, in simulated time.
const (
	exhibitHours   = 2.0
	exhibitPicture = 0.5 // s from one picture to the next: they are as ever, but fewer
	exhibitWarm    = 4   // rounds of the crowd, until everything has been seen once
)

// Two hours of the exhibit as fast as they can be simulated, with the same crowd as in
// its window: what lives after every visit does not grow.
func TestExhibitSoak(t *testing.T) {
	if os.Getenv("MIRRORARM_SOAK") == "" {
		t.Skip("a long study: make soak")
	}
	e := exhibitionOf(t, session.Options{Kiosk: true, Setup: session.Setup{Channels: 576}})
	crowd := newCrowd(&e.desk, visitorsKeys())
	var err error
	e.visitor, err = window.NewVisitor(e.player, crowd)
	require.NoError(t, err)
	e.visitor.Kiosk, e.visitor.FullScreen = true, true
	p, err := picture.New(e.player.Describe(), picture.Options{Level: picture.Floor})
	require.NoError(t, err)
	defer p.Close()
	var snap mirror.Snapshot
	version, now, drawn := e.status().Version, 0.0, 0.0
	draw := func() {
		if v := e.status().Version; v != version {
			require.NoError(t, p.Describe(e.player.Describe()))
			version = v
		}
		e.player.SnapshotTo(&snap)
		p.ShowTemperature(e.visitor.Warmth)
		p.Scene(&snap, e.visitor.View)
		state := e.visitor.State(&snap)
		if state.Shows(hud.CloseUp) {
			p.CloseUp()
		}
		p.Overlay(state, &snap)
	}
	var settled float64
	for round := range int(exhibitHours * 3600 / crowdEvery) {
		for ; now < crowdEvery*float64(round+1); now += deskFrame {
			crowd.step(now, deskWidth, deskHeight)
			_ = e.visitor.Tick(deskWidth, deskHeight, 1, deskFrame) // a refusal is told
			require.NoError(t, e.player.Advance(deskFrame))
			if now >= drawn+exhibitPicture {
				draw()
				drawn = now
			}
		}
		live, st := liveMB(), e.status()
		t.Logf("%5.0f min  live %6.2f MB  %3d goroutines  act %d  %d inputs", now/60, live, runtime.NumGoroutine(), st.Act, crowd.acts)
		require.Equal(t, session.Attract, st.Mode)
		require.Zero(t, st.Restarts)
		switch {
		case round+1 < exhibitWarm:
		case round+1 == exhibitWarm:
			settled = live
		default:
			require.LessOrEqual(t, live, kioskGrowth*settled)
		}
	}
}

// liveMB is what lives after a forced collection.
func liveMB() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what finalizers have let go of
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / bytesPerMB
}
