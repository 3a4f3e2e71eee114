//go:build cgo || windows || js

package window

import (
	"errors"
	"image"
	"testing"
	"time"

	"mirrorarm/render/picture"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
)

// visitTo lets a visitor be there for some seconds, from a time on, in so many pictures a
// second; snapshots tell their times.
func visitTo(k *Keepsake, from, seconds, rate float64, status *Status, snap *mirror.Snapshot) {
	for i := range int(seconds * rate) {
		snap.Time = from + float64(i)/rate
		k.Look(time.Duration(snap.Time*float64(time.Second)), mirror.Description{}, snap, status, true)
	}
}

// watching is a keepsake whose films are looked at instead of made.
func watching(films chan []float64, versions chan int) *Keepsake {
	return NewKeepsake(blank, func(v *Visit, _ func(float64) error) {
		var times []float64
		var snap mirror.Snapshot
		seen := map[*mirror.Description]bool{}
		for i := range v.Last.Len() {
			of, _ := v.Last.ShowTo(i, &snap)
			times, seen[of] = append(times, snap.Time), true
		}
		films <- times
		versions <- len(seen)
	})
}

// awaited is the poster that is being made, nil if it failed.
func awaited(k *Keepsake) *image.RGBA {
	img := <-k.made
	k.made = nil
	return img
}

// blank is a poster of anything.
func blank(*Visit) (*image.RGBA, error) { return image.NewRGBA(image.Rect(0, 0, 9, 16)), nil }

// TestAVisitsLastSecondsAreFilmed: six of them, as long on a screen that is slow, without
// what nobody did anything in, and not of the next visitor.
func TestAVisitsLastSecondsAreFilmed(t *testing.T) {
	films, versions := make(chan []float64, 1), make(chan int, 1)
	k := watching(films, versions)
	var status Status
	leave := func() []float64 {
		k.Gone(image.Pt(1280, 720))
		require.NotNil(t, awaited(k))
		return <-films
	}
	step := 1.0 / picture.MovingRate

	for i, rate := range []float64{60, 30, 5} {
		from := 100 * float64(i+1)
		snap := mirror.Snapshot{}
		visitTo(k, from, 20, rate, &status, &snap)
		got := leave()
		require.Equal(t, 1, <-versions)
		require.Len(t, got, 6*picture.MovingRate)
		for j, at := range got {
			require.InDelta(t, from+20-6+float64(j)*step, at, step+1/rate, "%g pictures a second", rate)
		}
		require.Eventually(t, func() bool { k.takeBack(); return k.spare != nil }, time.Second, time.Millisecond)
	}

	snap := mirror.Snapshot{}
	visitTo(k, 1000, 2, 30, &status, &snap)
	status.Version++
	visitTo(k, 1030, 2, 30, &status, &snap) // after half a minute of nothing
	got := leave()
	require.Equal(t, 2, <-versions, "each moment is of its own mirror")
	require.InDelta(t, 4*picture.MovingRate, len(got), 2)
	require.InDelta(t, 1000.0, got[0], step)
	require.InDelta(t, 1032.0, got[len(got)-1], 2*step)

	visitTo(k, 2000, 0.5, 30, &status, &snap)
	k.Gone(image.Pt(1280, 720))
	require.NotNil(t, awaited(k))
	require.Nil(t, k.filmed, "too short to show anything")
}

// TestAFilmsMemoryIsTakenOnce, and things stand still in it.
func TestAFilmsMemoryIsTakenOnce(t *testing.T) {
	body := &world.Body{Name: "cup", Temperature: 20}
	snap := mirror.Snapshot{Glove: make([]float32, 576), Things: []mirror.Thing{{Body: body}, {Body: body}}}
	f, now := newFilm(), time.Second
	look := func() {
		now += time.Second / picture.MovingRate
		snap.Time += 0.1
		f.look(now, mirror.Description{}, &snap, 1)
	}
	for range filmLength {
		look()
	}
	desc := mirror.Description{}
	require.Zero(t, testing.AllocsPerRun(100, func() {
		now += time.Second / picture.MovingRate
		snap.Time += 0.1
		f.look(now, desc, &snap, 1)
	}))
	kept := f.kept
	for range 100 { // a pause
		now += time.Second / picture.MovingRate
		f.look(now, desc, &snap, 1)
	}
	require.Equal(t, kept, f.kept, "nothing moves")
	f.settle()
	body.Temperature = 90
	var shown mirror.Snapshot
	_, err := f.ShowTo(0, &shown)
	require.NoError(t, err)
	require.InDelta(t, 20.0, shown.Things[0].Body.Temperature, 0)
	require.Same(t, shown.Things[0].Body, shown.Things[1].Body)

	memory := &f.moments[0].snap.Glove[0]
	f.rest()
	require.Zero(t, f.Len())
	require.Nil(t, f.moments[0].of)
	look()
	require.Same(t, memory, &f.moments[0].snap.Glove[0])
}

// TestWhoLeavesMeanwhileHasAPosterAtOnce, but no film; and a window that closes gives one
// up that is being made.
func TestWhoLeavesMeanwhileHasAPosterAtOnce(t *testing.T) {
	ended := make(chan error, 1)
	k := NewKeepsake(blank, func(_ *Visit, goOn func(float64) error) {
		for {
			if err := goOn(0); err != nil {
				ended <- err
				return
			}
			time.Sleep(time.Millisecond)
		}
	})
	var status Status
	var snap mirror.Snapshot
	for i := range 2 {
		visitTo(k, 100*float64(i+1), 3, 30, &status, &snap)
		k.Gone(image.Pt(1280, 720))
		require.NotNil(t, awaited(k))
	}
	require.Nil(t, k.spare)
	require.Zero(t, k.film.Len(), "what is not made is not kept")
	k.Close()
	require.ErrorIs(t, <-ended, errStopped)

	failing := NewKeepsake(func(*Visit) (*image.RGBA, error) { return nil, errors.New("full") },
		func(*Visit, func(float64) error) { t.Error("no film without a poster") })
	visitTo(failing, 100, 3, 30, &status, &snap)
	failing.Gone(image.Pt(1280, 720))
	require.Nil(t, awaited(failing))
	failing.Close()
}

// TestAHandBeforeACameraIsShownBeforeItLeaves: it is drawn back at last, and then nobody's
// for a while.
func TestAHandBeforeACameraIsShownBeforeItLeaves(t *testing.T) {
	for _, seconds := range []float64{0.5, 1.7, 30} {
		var got *Visit
		k := NewKeepsake(func(v *Visit) (*image.RGBA, error) {
			got = v
			return blank(v)
		}, nil)
		status, snap := Status{Following: true}, mirror.Snapshot{}
		visitTo(k, 100, seconds, 30, &status, &snap)
		k.Gone(image.Pt(1280, 720))
		require.NotNil(t, awaited(k))
		if seconds > 2 {
			require.InDelta(t, 100+seconds-1.5, got.Snapshot.Time, 0.6)
		} else {
			require.InDelta(t, 100, got.Snapshot.Time, 0.1)
		}
	}

	visit, snap := newDesk(t).visit, mirror.Snapshot{}
	visit.still = 60
	require.True(t, visit.Lively(&Status{Following: true}, &snap))
	snap.Person.Lost = true
	require.False(t, visit.Lively(&Status{Following: true}, &snap), "it has left")
	require.True(t, visit.Lively(&Status{Exploring: true}, &snap))
	require.False(t, visit.Lively(&Status{}, &snap))
}
