package main

import (
	"errors"
	"image/gif"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/render/picture"
	"mirrorarm/render/window"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"

	"github.com/stretchr/testify/require"
)

// lastSeconds are moments of a visit, as the window keeps them.
type lastSeconds struct {
	of    mirror.Description
	snaps []mirror.Snapshot
}

func (l *lastSeconds) Len() int { return len(l.snaps) }
func (l *lastSeconds) ShowTo(i int, dst *mirror.Snapshot) (*mirror.Description, error) {
	l.snaps[i].CopyTo(dst)
	return &l.of, nil
}

// visited is a visit that was so many moments of a moving picture long.
func visited(t *testing.T, moments int) *window.Visit {
	s, err := session.New(session.Options{Synchronous: true, Setup: session.Setup{Gesture: "wave", Channels: 64}})
	require.NoError(t, err)
	defer s.Close()
	l := &lastSeconds{of: s.Describe(), snaps: make([]mirror.Snapshot, moments)}
	for i := range l.snaps {
		require.NoError(t, s.Step(1000/picture.MovingRate))
		s.SnapshotTo(&l.snaps[i])
	}
	v := &window.Visit{Robot: l.of, Gesture: "wave", Last: l}
	s.SnapshotTo(&v.Snapshot)
	return v
}

// TestAVisitsFilmIsKept beside its poster, under its name, as small as it may be; one that is
// given up leaves nothing.
func TestAVisitsFilmIsKept(t *testing.T) {
	visit, dir := visited(t, picture.MovingRate), t.TempDir()
	var told []string
	p := &posters{dir: dir, tell: func(s string) { told = append(told, s) }}
	goOn := func(float64) error { return nil }
	_, err := p.print(visit)
	require.NoError(t, err)
	p.film(visit, goOn)
	require.Empty(t, told)
	files := listing(t, dir)
	require.Len(t, files, 2)
	require.Equal(t, strings.TrimSuffix(files[0], ".gif"), strings.TrimSuffix(files[1], ".png"))

	f, err := os.Open(filepath.Join(dir, files[0]))
	require.NoError(t, err)
	defer f.Close() //nolint:errcheck // only read from
	info, err := f.Stat()
	require.NoError(t, err)
	require.Less(t, info.Size(), int64(8_000_000))
	moving, err := gif.DecodeAll(f)
	require.NoError(t, err)
	require.LessOrEqual(t, moving.Config.Width, 480)
	hundredths := 0
	for _, d := range moving.Delay {
		hundredths += d
	}
	require.InDelta(t, 100, hundredths, 1)
	require.Greater(t, len(moving.Image), 10)

	stopped := errors.New("the window closes")
	p.film(visit, func(share float64) error {
		if share > 0.3 {
			return stopped
		}
		return nil
	})
	require.Equal(t, files, listing(t, dir))
	require.Empty(t, told, "nobody has done anything wrong")

	visit.Kept = ""
	p.film(visit, goOn)
	require.Equal(t, files, listing(t, dir), "no poster was kept")
}

// TestAFolderThatCannotBeWrittenIsToldOnce, however many visitors come, and again when it
// has been put right and goes wrong once more.
func TestAFolderThatCannotBeWrittenIsToldOnce(t *testing.T) {
	visit := visited(t, 2)
	var told []string
	p := &posters{tell: func(s string) { told = append(told, s) }}
	goOn := func(float64) error { return nil }
	visit3 := func() {
		for range 3 {
			img, err := p.print(visit)
			require.NoError(t, err)
			require.NotNil(t, img, "it is shown all the same")
			p.film(visit, goOn)
		}
	}
	p.dir = readOnly(t)
	visit3()
	require.Len(t, told, 1)
	require.Contains(t, told[0], "posters: cannot write into "+p.dir+": ")
	require.NotContains(t, told[0], "\n")

	gone := t.TempDir()
	p.dir = gone
	visit3()
	require.Len(t, told, 1)
	require.NoError(t, os.RemoveAll(gone))
	visit3()
	require.Len(t, told, 1, "a folder that has gone is made anew")
	require.Len(t, listing(t, gone), 6)
	require.NoError(t, os.RemoveAll(gone))
	require.NoError(t, os.WriteFile(gone, nil, 0o600))
	visit3()
	require.Len(t, told, 2)
	require.NoError(t, os.Remove(gone))
	visit3()
	require.Len(t, told, 2)

	require.NoError(t, os.RemoveAll(gone)) // between the poster and its film
	p.film(visit, goOn)
	p.film(visit, goOn)
	require.Len(t, told, 3)
}

// readOnly is a folder into which nothing can be written, even by who may do everything.
func readOnly(t *testing.T) string {
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o500)) //nolint:gosec // a folder
	t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
	f, err := os.CreateTemp(dir, "")
	if err != nil {
		return dir
	}
	require.NoError(t, f.Close())
	dir = "/proc/self"
	if _, err := os.Stat(dir); err != nil {
		t.Skip("whoever runs this may write everywhere")
	}
	return dir
}
