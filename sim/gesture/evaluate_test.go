package gesture_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"gonum.org/v1/gonum/stat"
)

// dataFile finds a recorded hand, or skips.
func dataFile(t testing.TB, path string) string {
	t.Helper()
	return testdata.Shared(t, "data", path)
}

// figures are what the fit of one recording is judged by.
type figures struct {
	fitErrorMM  float64
	reachable   float64                  // share of frames
	correlation [hand.NumFingers]float64 // of MCP + PIP flexion, NaN where it ranges over less than 20°
}

// flexion is MCP + PIP flexion (rad) as the landmarks themselves show it: that
// of the MCP joint about the line across the knuckles, which leaves its spread
// out, and the whole angle of the PIP joint.
func flexion(lm *hand.Landmarks, f hand.Finger, side hand.Side) float64 {
	across := r3.Unit(r3.Sub(lm[5], lm[17]))
	if side == hand.Left {
		across = r3.Scale(-1, across)
	}
	flat := func(v r3.Vec) r3.Vec { return r3.Sub(v, r3.Scale(r3.Dot(v, across), across)) }
	mcp, pip, dip := lm[hand.Landmark(f, 0)], lm[hand.Landmark(f, 1)], lm[hand.Landmark(f, 2)]
	palm, proximal, middle := flat(r3.Sub(mcp, lm[0])), r3.Sub(pip, mcp), r3.Sub(dip, pip)
	bend := math.Atan2(r3.Dot(across, r3.Cross(palm, flat(proximal))), r3.Dot(palm, flat(proximal)))
	return bend + math.Acos(min(max(r3.Cos(proximal, middle), -1), 1))
}

// rawLandmarks reads the landmarks of a recording afresh, without the readers
// under test; nil where the format has no full set of them.
func rawLandmarks(t testing.TB, path string) []hand.Landmarks {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	var out []hand.Landmarks
	add := func(points [][]float64) {
		var lm hand.Landmarks
		for i, p := range points {
			lm[i] = r3.Vec{X: p[0], Y: p[1], Z: p[2]}
		}
		out = append(out, lm)
	}
	switch filepath.Base(filepath.Dir(path)) {
	case "mediapipe-camera":
		for line := range bytes.Lines(data) {
			var f struct{ Hands []struct{ World [][]float64 } }
			require.NoError(t, json.Unmarshal(line, &f))
			add(f.Hands[0].World)
		}
	case "mediapipe-reference":
		var f struct{ Frames [][][]float64 }
		require.NoError(t, json.Unmarshal(data, &f))
		for _, points := range f.Frames {
			add(points)
		}
	case "leap":
		type finger struct{ MCP, PIP, DIP, Tip []float64 }
		var f struct {
			Frames []struct {
				Hands []struct {
					Palm    []float64 `json:"palmPosition"`
					Ahead   []float64 `json:"direction"`
					Fingers map[string]finger
				}
			}
		}
		require.NoError(t, json.Unmarshal(data, &f))
		for i := range f.Frames {
			h := &f.Frames[i].Hands[0]
			wrist := make([]float64, 3)
			for k := range wrist {
				wrist[k] = h.Palm[k] - 60*h.Ahead[k]
			}
			points := [][]float64{wrist}
			for _, name := range []string{"thumb", "index", "middle", "ring", "pinky"} {
				g := h.Fingers[name]
				points = append(points, g.MCP, g.PIP, g.DIP, g.Tip)
			}
			add(points)
		}
	case "webxr-quest":
		var f struct {
			Poses []struct {
				Joints map[string][]float64 `json:"joints_mm"`
			}
		}
		require.NoError(t, json.Unmarshal(data, &f))
		for i := range f.Poses {
			j := f.Poses[i].Joints
			points := [][]float64{j["wrist"], j["thumb-metacarpal"], j["thumb-phalanx-proximal"], j["thumb-phalanx-distal"], j["thumb-tip"]}
			for _, name := range []string{"index", "middle", "ring", "pinky"} {
				for _, joint := range []string{"phalanx-proximal", "phalanx-intermediate", "phalanx-distal", "tip"} {
					points = append(points, j[name+"-finger-"+joint])
				}
			}
			add(points)
		}
	}
	return out
}

func evaluate(t testing.TB, path string) figures {
	t.Helper()
	src, err := gesture.Open(path, gesture.Options{})
	require.NoError(t, err)
	info := src.Info()
	fig := figures{fitErrorMM: 1000 * info.FitError}
	raw := rawLandmarks(t, path)
	fitted, seen := make([][]float64, hand.NumFingers), make([][]float64, hand.NumFingers)
	var s gesture.Sample
	reached, n := 0, 0
	times := frameTimes(t, path, &info)
	for i, at := range times {
		src.Sample(at, &s)
		if s.State != gesture.OK {
			continue
		}
		n++
		if d := r3.Norm(r3.Sub(s.WorldFromPalm.Pos, info.Shoulder)); d > 0.15 && d < 0.565 {
			reached++
		}
		if i >= len(raw) {
			continue
		}
		for f := hand.Index; f <= hand.Little; f++ {
			fitted[f] = append(fitted[f], s.Angles[hand.FingerAngle(f, 1)]+s.Angles[hand.FingerAngle(f, 2)])
			seen[f] = append(seen[f], flexion(&raw[i], f, info.Side))
		}
	}
	fig.reachable = float64(reached) / float64(n)
	for f := range fig.correlation {
		fig.correlation[f] = math.NaN()
		if len(seen[f]) > 1 && slices.Max(seen[f])-slices.Min(seen[f]) > 20*math.Pi/180 {
			fig.correlation[f] = stat.Correlation(fitted[f], seen[f], nil)
		}
	}
	return fig
}

// frameTimes are the times (s) of a recording's frames.
func frameTimes(t testing.TB, path string, info *gesture.Info) []float64 {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	var times []float64
	switch filepath.Base(filepath.Dir(path)) {
	case "mediapipe-camera":
		for line := range bytes.Lines(data) {
			var f struct {
				S  float64 `json:"t_s"`
				MS float64 `json:"t_ms"`
			}
			require.NoError(t, json.Unmarshal(line, &f))
			times = append(times, f.S+f.MS/1000)
		}
	case "leap":
		var f struct {
			Frames []struct {
				T float64 `json:"t_us"`
			}
		}
		require.NoError(t, json.Unmarshal(data, &f))
		for i := range f.Frames {
			times = append(times, f.Frames[i].T*1e-6)
		}
	case "webxr-quest", "webxr-emulator":
		for i := range info.Frames {
			times = append(times, 0.5+1.5*float64(i))
		}
		return times
	default:
		for i := range info.Frames {
			times = append(times, info.Duration*float64(i)/float64(info.Frames-1))
		}
	}
	for i := len(times) - 1; i >= 0; i-- {
		times[i] -= times[0]
	}
	return times
}

func recordings(t testing.TB) []string {
	t.Helper()
	var files []string
	root := filepath.Dir(dataFile(t, "README.md"))
	for _, pattern := range []string{"*.json", "*.jsonl", "*.csv"} {
		found, err := filepath.Glob(filepath.Join(root, "*", pattern))
		require.NoError(t, err)
		files = append(files, found...)
	}
	require.NotEmpty(t, files)
	return files
}

func TestFiguresOfEveryRecording(t *testing.T) {
	for _, path := range recordings(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			fig := evaluate(t, path)
			t.Logf("fit %5.2f mm, reachable %5.1f %%, correlation %.3f", fig.fitErrorMM, 100*fig.reachable, fig.correlation[1:])
			require.LessOrEqual(t, fig.fitErrorMM, 10.0)
			require.GreaterOrEqual(t, fig.reachable, 0.9)
			for f, r := range fig.correlation {
				if !math.IsNaN(r) {
					require.GreaterOrEqual(t, r, 0.9, hand.Finger(f))
				}
			}
		})
	}
}

// The reference is another run of the same tracker over the same frames, whose
// raw landmarks' own angles agree within 0.43° on average.
func TestTwoRunsOfATrackerAgree(t *testing.T) {
	camera, err := gesture.Open(dataFile(t, "mediapipe-camera/hand-30fps.jsonl"), gesture.Options{})
	require.NoError(t, err)
	reference, err := gesture.Open(dataFile(t, "mediapipe-reference/hand-30fps-wrist-frame.json"), gesture.Options{})
	require.NoError(t, err)
	sum, n := 0.0, 0
	perAngle := hand.Angles{}
	var a, b gesture.Sample
	for i := range camera.Info().Frames {
		camera.Sample(float64(i)/30, &a)
		reference.Sample(float64(i)/30, &b)
		for j := range hand.WristFlexion {
			d := math.Abs(a.Angles[j]-b.Angles[j]) * 180 / math.Pi
			perAngle[j] += d / 621
			sum, n = sum+d, n+1
		}
	}
	t.Logf("mean difference %.3f° %.2f", sum/float64(n), perAngle)
	require.LessOrEqual(t, sum/float64(n), 0.7)
}
