package gesture_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// requireSamePlay converts a recording and checks that the copy plays alike.
func requireSamePlay(t *testing.T, path string, opt gesture.Options) {
	t.Helper()
	src, err := gesture.Open(path, opt)
	require.NoError(t, err)
	var file bytes.Buffer
	info, err := gesture.Convert(&file, path, opt)
	require.NoError(t, err)
	require.Equal(t, src.Info().Report, info.Report)
	copied, err := gesture.Read("copy.jsonl", &file, gesture.Options{})
	require.NoError(t, err)
	a, b := src.Info(), copied.Info()
	require.Equal(t, a.Side, b.Side)
	require.Equal(t, [3]bool{a.Position, a.Orientation, a.Forearm}, [3]bool{b.Position, b.Orientation, b.Forearm})
	require.InDelta(t, a.Duration, b.Duration, 1e-5)
	require.InDelta(t, a.FitError, b.FitError, 1e-5)
	require.Equal(t, a.Decision.FPS == 0, b.Decision.FPS == 0)
	for k := range 200 {
		x := a.Duration * float64(k) / 199
		p, q := at(src, x), at(copied, x)
		require.Equal(t, p.State, q.State, "%g s", x)
		for i := range p.Angles {
			require.InDelta(t, p.Angles[i]/deg, q.Angles[i]/deg, 0.1, "%v at %g s", hand.Angle(i), x)
		}
		require.InDelta(t, 0, r3.Norm(r3.Sub(p.WorldFromPalm.Pos, q.WorldFromPalm.Pos)), 1e-4, "%g s", x)
		require.InDelta(t, 0, spatial.AngleBetween(p.WorldFromPalm.Rot, q.WorldFromPalm.Rot), 1e-3, "%g s", x)
	}
}

func TestConvertedRecordingsPlayAlike(t *testing.T) {
	t.Parallel()
	for _, path := range recordings(t) {
		t.Run(filepath.Base(path), func(t *testing.T) { requireSamePlay(t, path, gesture.Options{}) })
	}
}

func TestConvertedCasesPlayAlike(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(filepath.Dir(caseFile(t, "e0-base.jsonl")), "*"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) { requireSamePlay(t, path, gesture.Options{}) })
	}
	requireSamePlay(t, caseFile(t, "a1-camera-two-hands-tasks-labels.jsonl"), gesture.Options{Hand: gesture.LeftHand})
}

func TestConvertRefusesWhatOpenRefuses(t *testing.T) {
	var file bytes.Buffer
	_, err := gesture.Convert(&file, t.TempDir(), gesture.Options{})
	require.ErrorContains(t, err, "a directory, want a file")
	require.Zero(t, file.Len())
}
