//go:build linux && cgo

package main

import (
	"image"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"mirrorarm/render/hud"
	"mirrorarm/render/picture"
	"mirrorarm/render/window"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"

	"github.com/stretchr/testify/require"
)

// Of the soak without a window, in simulated time.
const (
	exhibitMinutes = 60.0
	exhibitPicture = 0.5  // s from one picture to the next: they are as ever, but fewer
	exhibitCalm    = 3.0  // s of an act, until nothing of the one before is left
	exhibitGrowth  = 1.01 // of what lives, from the second third of the time to the last
)

// soaking is an exhibit without a window, with a crowd before it that takes things home.
type soaking struct {
	*exhibition
	makings
	crowd    *crowd
	keepsake *window.Keepsake
	picture  *picture.Picture
	snap     mirror.Snapshot
	version  int     // that the picture shows
	now      float64 // s
	drawn    float64 // s
	began    float64 // s: the act
	act      int
	times    map[int]int // that each act was begun
	posters  int         // that were shown
}

func newSoaking(t *testing.T, dir string) *soaking {
	s := &soaking{makings: newMakings(), act: -1, version: -1, times: map[int]int{}}
	s.exhibition = exhibitionOf(t, session.Options{Kiosk: true, Program: session.Acts(), Setup: session.Setup{Channels: 576}})
	s.keepsake = window.NewKeepsake(s.souvenirs(dir, t.Output()))
	t.Cleanup(s.keepsake.Close)
	s.crowd = newCrowd(&s.desk, visitorsKeys())
	var err error
	s.visitor, err = window.NewVisitor(s.player, s.crowd)
	require.NoError(t, err)
	s.visitor.Kiosk, s.visitor.FullScreen = true, true
	s.picture, err = picture.New(s.player.Describe(), picture.Options{Level: picture.Floor})
	require.NoError(t, err)
	t.Cleanup(s.picture.Close)
	return s
}

// frame is one picture's time.
func (s *soaking) frame() {
	s.crowd.step(s.now, deskWidth, deskHeight)
	_ = s.visitor.Tick(deskWidth, deskHeight, 1, deskFrame) // a refusal is told
	require.NoError(s.t, s.player.Advance(deskFrame))
	if s.visitor.Rested {
		s.keepsake.Gone(image.Pt(deskWidth, deskHeight))
	}
	s.showPoster()
	if st := s.status(); st.Mode == session.Attract && st.Act != s.act {
		s.act, s.began = st.Act, s.now
		s.times[st.Act]++
	}
	status := s.player.Status()
	s.player.SnapshotTo(&s.snap)
	s.keepsake.Look(time.Duration(s.now*float64(time.Second)), s.player.Describe(), &s.snap, &status, s.visitor.Lively(&status, &s.snap))
	if s.now >= s.drawn+exhibitPicture {
		s.draw()
		s.drawn = s.now
	}
	s.now += deskFrame
}

// showPoster lets go of a poster that has been made, as the screen does.
func (s *soaking) showPoster() {
	if s.keepsake.Made() != nil {
		s.posters++
	}
}

func (s *soaking) draw() {
	if v := s.status().Version; v != s.version {
		require.NoError(s.t, s.picture.Describe(s.player.Describe()))
		s.version = v
	}
	s.picture.ShowTemperature(s.visitor.Warmth)
	s.picture.Scene(&s.snap, s.visitor.View)
	state := s.visitor.State(&s.snap)
	if state.Shows(hud.CloseUp) {
		s.picture.CloseUp()
	}
	s.picture.Overlay(state, &s.snap)
}

// settled tells whether what lives can be compared: nobody is there, nor has the act things,
// whose shapes are some megabytes, and it has gone on for a while.
func (s *soaking) settled() bool {
	st := s.status()
	return st.Mode == session.Attract && !st.Building && st.Setup.Scene == nil && st.Act == s.act && s.now > s.began+exhibitCalm
}

// round goes on until a time, and gives the least that lived when the program played: what
// is built beside the show, such as the mirror of the other side, comes and goes on top.
func (s *soaking) round(until float64) float64 {
	least, weighed := math.Inf(1), -1
	for s.now < until {
		s.frame()
		if s.act == weighed || !s.settled() {
			continue
		}
		weighed = s.act
		for s.making.Load() > 0 { // it goes on in real time
			time.Sleep(time.Millisecond)
		}
		s.showPoster()
		for range 2 { // a picture keeps the shapes of the mirror before, if that was of the other side
			require.NoError(s.t, s.picture.Describe(s.player.Describe()))
		}
		live := liveMB()
		least = min(least, live)
	}
	return least
}

// An hour of the exhibit with every act there is, as fast as it can be simulated, with
// the same crowd as in its window, and what its visitors take home: all acts come again, and
// what lives after every visit does not grow.
func TestExhibitSoak(t *testing.T) {
	if os.Getenv("MIRRORARM_SOAK") == "" {
		t.Skip("a long study: make soak")
	}
	dir := t.TempDir()
	s := newSoaking(t, dir)
	rounds := int(exhibitMinutes * 60 / crowdEvery)
	least := make([]float64, rounds)
	for round := range rounds {
		least[round] = s.round(crowdEvery * float64(round+1))
		t.Logf("%5.1f min  live %6.2f MB  %3d goroutines  %d inputs", s.now/60, least[round], runtime.NumGoroutine(), s.crowd.acts)
		require.Zero(t, s.status().Restarts)
	}
	settled, late := least[rounds/3:2*rounds/3], least[2*rounds/3:]
	t.Logf("least in the second third %.2f MB, in the last %.2f MB", slices.Min(settled), slices.Min(late))
	require.LessOrEqual(t, slices.Min(late), exhibitGrowth*slices.Min(settled))
	for i, a := range session.Acts() {
		require.GreaterOrEqual(t, s.times[i], 4, a.Name) // twice in half an hour
	}
	endings := map[string]int{}
	for _, name := range listing(t, dir) {
		endings[filepath.Ext(name)]++
		info, err := os.Stat(filepath.Join(dir, name))
		require.NoError(t, err)
		require.Less(t, info.Size(), int64(8_000_000), name)
		t.Logf("%s: %.2f MB", name, float64(info.Size())/1e6)
	}
	require.Equal(t, rounds, endings[".png"])
	require.Equal(t, rounds, endings[".gif"])
	require.Equal(t, rounds, s.posters)
}

// liveMB is what lives after a forced collection.
func liveMB() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what finalizers have let go of
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / bytesPerMB
}
