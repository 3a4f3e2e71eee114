package gesture_test

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// samples are the small recordings of every format that the clone has.
func samples(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(testdata.Path("hands", "*"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return files
}

// requirePlayable checks what holds of every source that was accepted, whatever
// the file said: it is a hand of a human's size, nowhere far from where it starts,
// finite at any time; its frames' times rise, from zero to its end.
func requirePlayable(t require.TestingT, src gesture.Source) {
	info := src.Info()
	require.Positive(t, info.Frames)
	require.GreaterOrEqual(t, info.Duration, 0.0)
	require.LessOrEqual(t, info.Duration, 86400.0+400_000, "a day, or held poses")
	require.False(t, math.IsNaN(info.FitError) || info.FitError > 0.06)
	previous := -1.0
	for _, x := range gesture.KeyTimes(src) {
		require.Greater(t, x, previous, "times rise")
		require.LessOrEqual(t, x, info.Duration)
		previous = x
	}
	nominal := hand.Nominal()
	for f := range info.Dims {
		for i, length := range info.Dims[f].Length {
			ratio := length / nominal[f].Length[i]
			require.True(t, ratio > 0.3 && ratio < 2.5, "bone %d of %v: %g times the nominal one", i, hand.Finger(f), ratio)
		}
		require.Less(t, r3.Norm(info.Dims[f].Base.Pos), 0.3)
	}
	start := at(src, 0).WorldFromPalm.Pos
	times := []float64{-1, 1e9, 0.01, 0.07, 1}
	for i := range 40 {
		times = append(times, info.Duration*float64(i)/39)
	}
	for _, x := range times {
		s := at(src, x)
		require.True(t, s.WorldFromPalm.IsFinite() && s.WorldFromForearm.IsFinite(), "at %g s", x)
		require.Equal(t, s.Angles.Clamped(), s.Angles)
		require.Less(t, r3.Norm(r3.Sub(s.WorldFromPalm.Pos, start)), 3.0, "at %g s", x)
		require.True(t, s.Confidence >= 0 && s.Confidence <= 1)
	}
}

func TestSamplesAreOfTheSideTheirNamesSay(t *testing.T) {
	t.Parallel()
	for _, path := range samples(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			src, err := gesture.Open(path, gesture.Options{})
			require.NoError(t, err)
			requirePlayable(t, src)
			info := src.Info()
			if info.Decision.SideFrom != "guess" { // a picture without depths or labels
				require.True(t, strings.HasPrefix(info.Name, info.Side.String()), info.Report)
			}
			require.False(t, info.Decision.Doubtful, info.Report)
			require.Zero(t, info.Decision.Skipped)
			require.Less(t, info.FitError, 0.006)
		})
	}
}

// Bytes anywhere in a good file are replaced: it is refused in one line, or plays.
func TestSpoiltBytesAreRefusedOrPlay(t *testing.T) {
	var files [][]byte
	for i, path := range samples(t) {
		if i%5 == 0 {
			data, err := os.ReadFile(path)
			require.NoError(t, err)
			files = append(files, data)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		data := bytes.Clone(rapid.SampledFrom(files).Draw(t, "file"))
		for range rapid.IntRange(1, 6).Draw(t, "spoilt") {
			i := rapid.IntRange(0, len(data)-1).Draw(t, "at")
			data[i] = rapid.SampledFrom([]byte("0123456789-.eE,:[]{}\" \nNa\x00\xff")).Draw(t, "by")
		}
		data = data[:rapid.IntRange(len(data)/2, len(data)).Draw(t, "cut")]
		requireRefusedOrPlays(t, data)
	})
}

func requireRefusedOrPlays(t require.TestingT, data []byte) {
	src, err := gesture.Read("spoilt", bytes.NewReader(data), gesture.Options{})
	if err != nil {
		require.NotContains(t, err.Error(), "\n", "one line")
		require.Contains(t, err.Error(), "gesture: spoilt: ")
		require.Less(t, len(err.Error()), 400)
		return
	}
	requirePlayable(t, src)
}

// FuzzRead feeds spoilt files of every format through all of the reading: an error
// of one line or a source that plays, never a panic.
func FuzzRead(f *testing.F) {
	for _, path := range samples(f) {
		data, err := os.ReadFile(path)
		require.NoError(f, err)
		// Small ones, since every joint of every frame is fitted.
		if len(data) < 6<<10 {
			f.Add(data)
		}
	}
	good := points(21)
	f.Add([]byte(nativeHeader + nativeLine(0, good) + nativeLine(0.1, good)))
	f.Add([]byte(`{"t_s":0,"hands":[{"label":"Left","score":0.9,"image":[[0.5,0.5,0]],"world":` + good + `}]}`))
	f.Add([]byte("Frame,Time,hand_top_X,hand_top_Y,hand_top_Z\n1,0,1,2,\n"))
	f.Fuzz(func(t *testing.T, data []byte) { requireRefusedOrPlays(t, data) })
}
