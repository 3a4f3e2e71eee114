//go:build cgo || windows || js

package main

import (
	"image/gif"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mirrorarm/render/hud"
	"mirrorarm/render/show"
	"mirrorarm/render/window"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"

	"github.com/stretchr/testify/require"
)

// past is what the panels show of it.
func (e *exhibition) past() hud.Past { return e.visitor.State(&mirror.Snapshot{}).Past }

func goesBack(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.wait(3)
	now := e.snapshot().Time
	e.key(hud.Of(session.Earlier))
	require.True(t, e.past().Open)
	require.InDelta(t, now-1, e.snapshot().Time, 0.06)
	e.wait(0.5)
	require.InDelta(t, now-1, e.snapshot().Time, 0.06, "it stands, and the mirror waits")
	e.key(hud.Of(session.Earlier))
	require.InDelta(t, now-2, e.snapshot().Time, 0.06)

	// The bar, under the pointer.
	e.panelsNow()
	s := e.visitor.State(&mirror.Snapshot{})
	e.visitor.Track = e.panels.Track(&s)
	require.False(t, e.visitor.Track.Empty())
	azimuth := e.visitor.View.Azimuth
	e.desk.x, e.desk.y = e.visitor.Track.Min.X, (e.visitor.Track.Min.Y+e.visitor.Track.Max.Y)/2
	e.button(true)
	require.Zero(t, e.past().At)
	e.sweep(e.visitor.Track.Dx()/2, 90, 10)
	require.InDelta(t, e.past().Length/2, e.past().At, 0.02)
	e.button(false)
	require.InDelta(t, azimuth, e.visitor.View.Azimuth, 0.02)

	// Another key, such as one for the hand, leads back to the present.
	e.key(hud.Of(session.TurnDown))
	require.False(t, e.past().Open)
	require.InDelta(t, now, e.snapshot().Time, 0.2)
}

func goesForward(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.wait(3)
	now := e.snapshot().Time
	e.player.Seek(0)
	e.key(hud.Of(session.Later))
	require.InDelta(t, 1, e.past().At, 1e-9)
	e.key(hud.Of(session.Later))
	e.key(hud.Of(session.Later))
	e.key(hud.Of(session.Later))
	require.True(t, e.past().Open, "the end is shown first")
	e.key(hud.Of(session.Later))
	require.False(t, e.past().Open)
	e.wait(0.5)
	require.InDelta(t, now+0.5, e.snapshot().Time, 0.06)
}

func goesOnFromThePast(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.wait(1)
	now := e.snapshot().Time
	e.player.Seek(0.2)
	require.True(t, e.past().Open)
	e.key(hud.Of(session.ToEnd))
	require.False(t, e.past().Open)
	e.wait(0.5)
	require.InDelta(t, now+0.5, e.snapshot().Time, 0.06)
}

func asksForAMovingPicture(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.wait(2)
	e.key(hud.SaveMoving)
	require.True(t, e.visitor.Moving)
	take := e.player.Take()
	require.NotNil(t, take)
	now := e.snapshot().Time
	require.InDelta(t, 15*now, take.Len(), 1)
	var first, last mirror.Snapshot
	_, err := take.ShowTo(0, &first)
	require.NoError(t, err)
	_, err = take.ShowTo(take.Len()-1, &last)
	require.NoError(t, err)
	require.InDelta(t, now, last.Time-first.Time, 0.1)
	require.NoError(t, e.tick())
	require.False(t, e.visitor.Moving, "once")
	o, err := session.New(session.Options{Setup: session.Setup{Channels: 64}, Synchronous: true})
	require.NoError(t, err)
	t.Cleanup(o.Close)
	require.Nil(t, show.Of(e.t.Context(), o).Take())
}

// withFiles has an exhibition write files into a folder of its own.
func (e *exhibition) withFiles() string {
	dir := e.t.TempDir()
	flags := &parsedAs[demoCmd](e.t, "demo").mirrorFlags
	e.player.reels = &reels{a: &app{ctx: e.t.Context(), stdout: os.Stdout, stderr: os.Stderr}, flags: flags, dir: dir}
	return dir
}

// said waits until something is told of a file.
func (e *exhibition) said(after int) string {
	require.Eventually(e.t, func() bool {
		require.NoError(e.t, e.tick())
		return e.player.Status().Tellings > after
	}, 30*time.Second, 10*time.Millisecond)
	return e.player.Status().Said
}

func sessions(t *testing.T, dir string) []string {
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	return files
}

func savesThePast(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	dir := e.withFiles()
	e.wait(1.5)
	e.key(hud.SaveSession)
	require.Equal(t, locale.SavingSession, e.past().Making)
	first := e.said(0)
	e.key(hud.SaveSession)
	require.NotEqual(t, first, e.said(1))
	files := sessions(t, dir)
	require.Len(t, files, 2, "neither is written over")
	path, saved := strings.CutPrefix(first, locale.English.Text(locale.Saved)+" ")
	require.True(t, saved, first)
	v := viewed(t, path) // the other one holds what went on meanwhile
	require.InDelta(t, 1.5, v.reel.Length, 0.4)
}

func recordsASession(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	dir := e.withFiles()
	require.False(t, e.visitor.State(&mirror.Snapshot{}).Recording.On)
	e.key(hud.Record)
	e.wait(1)
	require.InDelta(t, 1, e.visitor.State(&mirror.Snapshot{}).Recording.Seconds, 0.05)
	told := e.player.Status().Tellings
	e.key(hud.Record)
	require.False(t, e.visitor.State(&mirror.Snapshot{}).Recording.On)
	require.Contains(t, e.said(told), locale.English.Text(locale.Saved))
	files := sessions(t, dir)
	require.Len(t, files, 1)
	v := viewed(t, files[0])
	require.InDelta(t, 1, v.reel.Length, 0.05)
	require.NoError(t, e.player.reels.close())
}

func viewed(t *testing.T, path string) *viewer {
	v, err := openViewer(path, locale.English, nil)
	require.NoError(t, err)
	t.Cleanup(v.close)
	return v
}

// A recorded session is looked at with the same keys and bar, and changes nothing.
func TestARecordedSessionIsShown(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "s.mcap")
	reported(t, "record", "--out", file, "--channels", "64", "--source", "synth:grasp", "--scene", "cups", "--duration", "2500ms", "--seed", "9")
	v := viewed(t, file)
	d := &desk{pressed: noKey}
	visitor, err := window.NewVisitor(v, d)
	require.NoError(t, err)
	tick := func(seconds float64) (snap mirror.Snapshot) {
		for range int(seconds/deskFrame + 0.5) {
			require.NoError(t, visitor.Tick(deskWidth, deskHeight, 1, deskFrame))
			require.NoError(t, v.Advance(deskFrame))
		}
		v.SnapshotTo(&snap)
		return snap
	}
	press := func(name string) mirror.Snapshot {
		d.pressed = key(t, name)
		s := tick(deskFrame)
		d.pressed = noKey
		return s
	}
	require.InDelta(t, 1, tick(1).Time, 0.05, "it plays")
	first := tick(0.5)
	require.Len(t, first.Things, 5)
	press("Space")
	require.InDelta(t, 1.5, tick(0.5).Time, 0.06)
	require.True(t, visitor.State(&first).Paused)
	require.InDelta(t, 0.5, press("ArrowLeft").Time, 0.06)
	require.InDelta(t, 1.5, press("ArrowRight").Time, 0.06)
	require.InDelta(t, 2.5, press("End").Time, 0.02)
	require.InDelta(t, 0, press("R").Time, 0.02)
	press("G")
	press("B")
	press("F4")
	require.Equal(t, locale.English.Text(locale.IsASession), v.Status().Said)
	press("L")
	require.Equal(t, locale.Chinese, visitor.State(&first).Language)
	v.Seek(0.5)
	half := tick(deskFrame)
	require.InDelta(t, 1.25, half.Time, 0.02)

	take := v.Take()
	require.Equal(t, 37, take.Len())
	var last mirror.Snapshot
	desc, err := take.ShowTo(36, &last)
	require.NoError(t, err)
	require.InDelta(t, 2.4, last.Time, 0.02)
	require.Equal(t, v.Describe().Robot.Side, desc.Robot.Side)

	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1)

	// What is no session, or was cut off before its first step, is told in a line.
	bad := filepath.Join(dir, "bad.mcap")
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	for _, text := range []string{"", "hello, this is no session", string(b[:900])} {
		require.NoError(t, os.WriteFile(bad, []byte(text), 0o600))
		_, err := openViewer(bad, locale.English, nil)
		require.ErrorContains(t, err, bad)
		require.NotContains(t, err.Error(), "\n")
	}
}

// A moving shot is a GIF that lasts as long as it was asked to.
func TestAMovingShot(t *testing.T) {
	out := filepath.Join(t.TempDir(), "wave.gif")
	code, stdout, errs := command(t, "shot", "--source", "synth:wave", "--channels", "64", "--size", "240x136", "--duration", "800ms", "--out", out)
	require.Zero(t, code, errs)
	require.Contains(t, stdout, "240 × 136")
	f, err := os.Open(out)
	require.NoError(t, err)
	defer f.Close() //nolint:errcheck // only read from
	g, err := gif.DecodeAll(f)
	require.NoError(t, err)
	total := 0
	for _, d := range g.Delay {
		total += d
	}
	require.Equal(t, 80, total)
	require.Greater(t, len(g.Image), 8)
	code, _, errs = command(t, "shot", "--lesson", "rotations", "--out", filepath.Join(t.TempDir(), "a.gif"))
	require.Equal(t, exitUsage, code)
	require.True(t, strings.Contains(errs, "does not move"), errs)
	code, _, errs = command(t, "shot", "--duration", "2s", "--out", filepath.Join(t.TempDir(), "a.png"))
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "it goes with shot --out FILE.gif")
}
