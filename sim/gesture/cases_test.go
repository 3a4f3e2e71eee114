package gesture_test

import (
	"math"
	"os"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/gesture/format"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// caseFile is one of the shared files that were not read right once; the test
// skips where they are not.
func caseFile(t testing.TB, name string) string {
	t.Helper()
	return testdata.Shared(t, "cases", "hands", name)
}

func openCase(t testing.TB, name string, choice gesture.Choice) gesture.Source {
	t.Helper()
	src, err := gesture.Open(caseFile(t, name), gesture.Options{Hand: choice})
	require.NoError(t, err)
	return src
}

// bones are the angles (rad) between the bones at a finger's joint j, 1 for PIP
// and 2 for DIP, as the landmarks show them.
func bones(lm *hand.Landmarks, f hand.Finger, j int) float64 {
	p := func(i int) r3.Vec { return lm[hand.Landmark(f, i)] }
	return math.Acos(min(max(r3.Cos(r3.Sub(p(j), p(j-1)), r3.Sub(p(j+1), p(j))), -1), 1))
}

// rawCase are the landmarks of every frame as the file's reader gives them.
func rawCase(t testing.TB, name string) []hand.Landmarks {
	t.Helper()
	data, err := os.ReadFile(caseFile(t, name))
	require.NoError(t, err)
	rec, err := format.Read(data, format.Options{})
	require.NoError(t, err)
	var all []hand.Landmarks
	for i := range rec.Frames {
		all = append(all, rec.Frames[i].Hands[0].Seen.Points)
	}
	return all
}

// requireBones checks that PIP (and, if asked, DIP) angles are those of the raw
// bones, on the mean over fingers and frames.
func requireBones(t *testing.T, name string, src gesture.Source, joints int, within float64) {
	t.Helper()
	raw := rawCase(t, name)
	require.Len(t, raw, src.Info().Frames)
	poses := src.Info().Decision.FPS == 0
	sum, n := 0.0, 0.0
	for i := range raw {
		now := src.Info().Duration * float64(i) / float64(max(len(raw)-1, 1))
		if poses {
			now = 1.5*float64(i) + 0.5
		}
		s := at(src, now)
		for f := hand.Index; f <= hand.Little; f++ {
			for j := 1; j <= joints; j++ {
				off := math.Abs(bones(&raw[i], f, j) - math.Abs(s.Angles[hand.FingerAngle(f, j+1)]))
				require.Less(t, off, 4*deg, "frame %d %v %d", i, f, j)
				sum, n = sum+off, n+1
			}
		}
	}
	t.Logf("%s: %.2f° from the bones", name, sum/n/deg)
	require.Less(t, sum/n, within*deg)
}

func TestCaseTwoHandsWithTodaysLabels(t *testing.T) {
	const name = "a1-camera-two-hands-tasks-labels.jsonl"
	for choice, side := range map[gesture.Choice]hand.Side{gesture.LeftHand: hand.Left, gesture.RightHand: hand.Right} {
		src := openCase(t, name, choice)
		info := src.Info()
		require.Equal(t, side, info.Side)
		require.Less(t, info.FitError, 0.006)
		require.Contains(t, info.Report, "labelled "+side.Other().String()+" but shaped as a "+side.String()+" hand")
		s := at(src, 0.05)
		for f := hand.Index; f <= hand.Little; f++ {
			require.InDelta(t, 85, s.Angles[hand.FingerAngle(f, 2)]/deg, 25, f)
		}
		require.Less(t, s.Angles[hand.ThumbIP]/deg, 40.0)
		require.Less(t, s.Angles[hand.ThumbMCP]/deg, 40.0)
	}
}

func TestCaseResultAsDumped(t *testing.T) {
	src := openCase(t, "a3-camera-tasks-result-as-dumped.json", gesture.Auto)
	require.Equal(t, hand.Left, src.Info().Side)
	require.Less(t, src.Info().FitError, 0.003)
	require.False(t, src.Info().Decision.Doubtful)
}

func TestCaseLeapPlayback(t *testing.T) {
	for _, name := range []string{"b1-leap-playback.json", "b3-leap-playback-packed.json"} {
		t.Run(name, func(t *testing.T) {
			src := openCase(t, name, gesture.Auto)
			require.Equal(t, hand.Right, src.Info().Side)
			requireBones(t, name, src, 2, 1)
			if s := at(src, 0); name[:2] == "b1" {
				require.Less(t, s.Angles[hand.IndexPIP]/deg, 20.0, "a gun's barrel")
				require.Greater(t, s.Angles[hand.RingPIP]/deg, 40.0)
			}
		})
	}
}

func TestCaseHeadsets(t *testing.T) {
	src := openCase(t, "c1-webxr-with-times.json", gesture.Auto)
	info := src.Info()
	require.InDelta(t, 1, info.Duration, 0.05)
	require.True(t, info.Position && info.Orientation)
	require.Greater(t, r3.Norm(r3.Sub(at(src, 0).WorldFromPalm.Pos, at(src, 0.5).WorldFromPalm.Pos)), 0.01, "it moves")

	require.Equal(t, hand.Left, openCase(t, "c4-iwer-action-recording.json", gesture.Auto).Info().Side)

	src = openCase(t, "c5-handy-poses.json", gesture.Auto)
	require.Equal(t, hand.Left, src.Info().Side)
	requireBones(t, "c5-handy-poses.json", src, 1, 1.5)
}

func TestCasePosesOncePerSecond(t *testing.T) {
	src := openCase(t, "d1-poses-at-1hz.jsonl", gesture.Auto)
	for k := range 7 {
		want := 1.0
		if k%2 == 1 {
			want = 106
		}
		require.InDelta(t, want, at(src, float64(k)).Angles[hand.IndexPIP]/deg, 2, "at %d s", k)
	}
}

// meanDifference is the mean difference (rad) of the finger angles of two sources.
func meanDifference(a, b gesture.Source) float64 {
	sum, n := 0.0, 0.0
	for t := 0.0; t < a.Info().Duration; t += 0.02 {
		x, y := at(a, t), at(b, t)
		for i := range hand.NumFingerAngles {
			sum, n = sum+math.Abs(x.Angles[i]-y.Angles[i]), n+1
		}
	}
	return sum / n
}

func TestCasesOfOneRecordingSpoilt(t *testing.T) {
	base := openCase(t, "e0-base.jsonl", gesture.Auto)
	require.Empty(t, base.Info().Decision.Doubts)
	tests := map[string]struct {
		frames  int
		within  float64 // degrees
		skipped int
		says    string
	}{
		"e1-null-coordinates.jsonl":        {60, 1, 0, "hidden and filled in"},
		"f1-one-stamp-in-the-future.jsonl": {60, 0.1, 0, "one wild stamp replaced"},
		"f4-milliseconds-in-t_s.jsonl":     {60, 0.1, 0, "times count ms, not s"},
		"g1-one-wild-frame.jsonl":          {59, 0.5, 1, "a bad one skipped"},
		"g2-one-nan.jsonl":                 {59, 0.5, 1, "a bad one skipped"},
		"h2-flat-2d.jsonl":                 {60, 12, 0, "read as picture landmarks"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			src := openCase(t, name, gesture.Auto)
			info := src.Info()
			require.Equal(t, test.frames, info.Frames)
			require.Equal(t, test.skipped, info.Decision.Skipped)
			require.InDelta(t, base.Info().Duration, info.Duration, 0.05)
			require.Contains(t, info.Report, test.says)
			require.Equal(t, hand.Right, info.Side)
			difference := meanDifference(base, src)
			t.Logf("%.2f°", difference/deg)
			require.Less(t, difference, test.within*deg)
		})
	}
	null := openCase(t, "e1-null-coordinates.jsonl", gesture.Auto)
	for x := 0.0; x < 2; x += 0.02 {
		a, b := at(base, x), at(null, x)
		for i := range hand.NumFingerAngles {
			require.InDelta(t, a.Angles[i]/deg, b.Angles[i]/deg, 3, "%v at %.2f s", hand.Angle(i), x)
		}
	}
}

func TestCasePictures(t *testing.T) {
	for name, doubtful := range map[string]bool{"h2-flat-2d.jsonl": true, "h4-picture-pixels.jsonl": true, "j3-mediapipe-long.csv": false} {
		info := openCase(t, name, gesture.Auto).Info()
		require.Equal(t, "picture", info.Decision.Unit, name)
		require.Equal(t, doubtful, info.Decision.Doubtful, name)
		require.Contains(t, info.Report, "depth inferred")
	}
}

// victory checks the sign: two fingers straight and two bent, of a right hand.
func victory(t *testing.T, src gesture.Source) {
	t.Helper()
	require.Equal(t, hand.Right, src.Info().Side)
	s := at(src, 0)
	for f, bent := range map[hand.Finger]bool{hand.Index: false, hand.Middle: false, hand.Ring: true, hand.Little: true} {
		bend := (s.Angles[hand.FingerAngle(f, 1)] + s.Angles[hand.FingerAngle(f, 2)]) / deg
		if bent {
			require.Greater(t, bend, 80.0, f)
		} else {
			require.Less(t, bend, 50.0, f)
		}
	}
}

func TestCaseLeftHandedAxes(t *testing.T) {
	src := openCase(t, "i1-left-handed-axes-victory.jsonl", gesture.Auto)
	victory(t, src)
	require.Equal(t, "leap reflected", src.Info().Decision.Axes)
	require.Equal(t, "label", src.Info().Decision.SideFrom)
	src = openCase(t, "i2-mrtk.json", gesture.Auto)
	victory(t, src)
	_, _, back := spatial.Axes(at(src, 0).WorldFromPalm.Rot)
	require.InDelta(t, 1, r3.Norm(back), 1e-9)

	src = openCase(t, "j1-glove-positions-cm.csv", gesture.Auto)
	require.Equal(t, hand.Left, src.Info().Side)
	require.Equal(t, "cm", src.Info().Decision.Unit)

	src = openCase(t, "j4-array-of-frames.json", gesture.Auto)
	require.Equal(t, 1, src.Info().Frames)
	require.Less(t, src.Info().FitError, 0.006)
}
