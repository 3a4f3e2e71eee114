package gesture_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// object is a JSON object that a test reads, spoils and writes again.
type object = map[string]any

func leapDocument(t testing.TB, name string) object {
	t.Helper()
	data, err := os.ReadFile(dataFile(t, "leap/"+name))
	require.NoError(t, err)
	var doc object
	require.NoError(t, json.Unmarshal(data, &doc))
	return doc
}

// hands calls use for every hand of a Leap document.
func hands(doc object, use func(frame int, h object)) {
	for i, f := range doc["frames"].([]any) {
		for _, h := range f.(object)["hands"].([]any) {
			use(i, h.(object))
		}
	}
}

func open(t testing.TB, content any, opt gesture.Options) gesture.Source {
	t.Helper()
	data, err := json.Marshal(content)
	require.NoError(t, err)
	src, err := gesture.Read("test.json", bytes.NewReader(data), opt)
	require.NoError(t, err)
	return src
}

func read(t testing.TB, content string) gesture.Source {
	t.Helper()
	src, err := gesture.Read("test", strings.NewReader(content), gesture.Options{})
	require.NoError(t, err)
	return src
}

// turn rotates every list of three numbers found in a JSON value.
func turn(value any, q quat.Number) any {
	return mapPoints(value, func(p r3.Vec) r3.Vec { return spatial.Rotate(q, p) })
}

// mapPoints maps every list of three numbers found in a JSON value.
func mapPoints(value any, to func(r3.Vec) r3.Vec) any {
	switch v := value.(type) {
	case object:
		for k := range v {
			v[k] = mapPoints(v[k], to)
		}
	case []any:
		if len(v) == 3 {
			if x, ok := v[0].(float64); ok {
				p := to(r3.Vec{X: x, Y: v[1].(float64), Z: v[2].(float64)})
				return []any{p.X, p.Y, p.Z}
			}
		}
		for i := range v {
			v[i] = mapPoints(v[i], to)
		}
	}
	return value
}

func TestTurningARecordingTurnsThePalm(t *testing.T) {
	cameraLines := func(t *testing.T, q quat.Number) []byte {
		data, err := os.ReadFile(dataFile(t, "mediapipe-camera/hand-30fps.jsonl"))
		require.NoError(t, err)
		var out bytes.Buffer
		for line := range bytes.Lines(data) {
			var frame object
			require.NoError(t, json.Unmarshal(line, &frame))
			for _, h := range frame["hands"].([]any) {
				h.(object)["world"] = turn(h.(object)["world"], q)
			}
			require.NoError(t, json.NewEncoder(&out).Encode(frame))
		}
		return out.Bytes()
	}
	leap := func(t *testing.T, q quat.Number) []byte {
		data, err := json.Marshal(turn(leapDocument(t, "grab.json"), q))
		require.NoError(t, err)
		return data
	}
	tests := map[string]struct {
		content         func(t *testing.T, q quat.Number) []byte
		worldFromSource quat.Number
	}{
		"camera": {cameraLines, spatial.FromAxes(r3.Vec{Y: 1}, r3.Vec{Z: -1}, r3.Vec{X: -1})},
		"leap":   {leap, spatial.FromAxes(r3.Vec{Y: -1}, r3.Vec{Z: 1}, r3.Vec{X: -1})},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			axis := r3.Unit(r3.Vec{X: 1, Y: 2, Z: -1})
			plain, err := gesture.Read(name, bytes.NewReader(test.content(t, quat.Number{Real: 1})), gesture.Options{})
			require.NoError(t, err)
			turned, err := gesture.Read(name, bytes.NewReader(test.content(t, spatial.AxisAngle(axis, 30*deg))), gesture.Options{})
			require.NoError(t, err)
			worldTurn := spatial.AxisAngle(spatial.Rotate(test.worldFromSource, axis), 30*deg)
			for k := range 80 {
				a, b := at(plain, float64(k)*0.03), at(turned, float64(k)*0.03)
				require.InDelta(t, 0, spatial.AngleBetween(quat.Mul(worldTurn, a.WorldFromPalm.Rot), b.WorldFromPalm.Rot), 1e-3)
				fromMean := spatial.Rotate(worldTurn, r3.Sub(a.WorldFromPalm.Pos, gesture.DefaultWrist()))
				require.InDelta(t, 0, r3.Norm(r3.Sub(r3.Add(gesture.DefaultWrist(), fromMean), b.WorldFromPalm.Pos)), 1e-4)
				for i := range a.Angles {
					require.InDelta(t, a.Angles[i], b.Angles[i], 0.5*deg)
				}
			}
		})
	}
}

// upright is where a palm stands whose fingers point up and whose inside faces
// the tracker, which is at +X of the person.
func TestTrackersAxesInTheWorld(t *testing.T) {
	src, err := gesture.Open(dataFile(t, "mediapipe-camera/hand-30fps.jsonl"), gesture.Options{})
	require.NoError(t, err)
	// In the first pictures the fingers point up and the palm looks into the camera.
	x, _, z := spatial.Axes(at(src, 0).WorldFromPalm.Rot)
	require.Greater(t, x.Z, 0.8, "fingers up")
	require.Less(t, z.X, -0.5, "the back of the hand to the person")

	src, err = gesture.Open(dataFile(t, "leap/HandSplay-110fps.json"), gesture.Options{})
	require.NoError(t, err)
	x, _, z = spatial.Axes(at(src, 0).WorldFromPalm.Rot)
	require.Greater(t, x.X, 0.5, "over a Leap fingers point away from the person")
	require.Greater(t, z.Z, 0.5, "and the back of the hand up")
}

func TestLosesAndFindsTheHand(t *testing.T) {
	doc := leapDocument(t, "confidence2.json")
	whole := open(t, leapDocument(t, "confidence2.json"), gesture.Options{Hand: gesture.RightHand})
	frames := doc["frames"].([]any)
	time := func(i int) float64 {
		return (frames[i].(object)["t_us"].(float64) - frames[0].(object)["t_us"].(float64)) * 1e-6
	}
	const from, to = 20, 60
	for i := from; i < to; i++ {
		f := frames[i].(object)
		f["hands"] = f["hands"].([]any)[:1] // only the left one
	}
	src := open(t, doc, gesture.Options{Hand: gesture.RightHand})
	require.Equal(t, hand.Right, src.Info().Side)
	require.GreaterOrEqual(t, src.Info().Missed, to-from)
	last := time(from - 1)
	require.Equal(t, gesture.OK, at(src, last-0.001).State)
	require.Equal(t, gesture.Predicted, at(src, last+0.049).State)
	require.Equal(t, gesture.Lost, at(src, last+0.051).State)
	require.Equal(t, at(src, last+0.06).Angles, at(src, time(to)-0.001).Angles, "holds while lost")
	require.Equal(t, gesture.Predicted, at(src, time(to)+0.01).State)
	back := at(src, time(to)+0.2)
	require.Equal(t, gesture.OK, back.State)
	require.InDelta(t, 0, r3.Norm(r3.Sub(back.WorldFromPalm.Pos, at(whole, time(to)+0.2).WorldFromPalm.Pos)), 0.02)
	requireSmooth(t, src)
}

func TestHandAbsentAtTheEnds(t *testing.T) {
	doc := leapDocument(t, "grab.json")
	frames := doc["frames"].([]any)
	for i := range frames {
		if i < 50 || i >= 300 {
			frames[i].(object)["hands"] = []any{}
		}
	}
	whole := open(t, leapDocument(t, "grab.json"), gesture.Options{})
	src := open(t, doc, gesture.Options{})
	require.InDelta(t, whole.Info().Duration, src.Info().Duration, 1e-9)
	require.Equal(t, gesture.Lost, at(src, 0).State)
	require.Equal(t, gesture.OK, at(src, 1).State)
	require.Equal(t, gesture.Lost, at(src, src.Info().Duration-0.01).State)
	require.Equal(t, at(src, 0).Angles, at(src, 0.3).Angles)
}

func TestFollowsOneHandByIdentity(t *testing.T) {
	spoil := map[string]func(doc object){
		"order": func(doc object) {
			for i, f := range doc["frames"].([]any) {
				if h := f.(object)["hands"].([]any); i%3 == 1 {
					h[0], h[1] = h[1], h[0]
				}
			}
		},
		"sides": func(doc object) {
			hands(doc, func(i int, h object) {
				if i > 30 && i%10 < 3 {
					h["type"] = map[string]string{"left": "right", "right": "left"}[h["type"].(string)]
				}
			})
		},
		"identities": func(doc object) {
			hands(doc, func(i int, h object) {
				if i > 100 {
					h["id"] = 247 - h["id"].(float64)
				}
			})
		},
		"sides and identities": func(doc object) {
			hands(doc, func(i int, h object) {
				if i > 100 && i < 160 {
					h["id"] = 247 - h["id"].(float64)
					h["type"] = map[string]string{"left": "right", "right": "left"}[h["type"].(string)]
				}
			})
		},
	}
	for _, choice := range []gesture.Choice{gesture.LeftHand, gesture.RightHand} {
		want := open(t, leapDocument(t, "confidence2.json"), gesture.Options{Hand: choice})
		for name, spoil := range spoil {
			t.Run(name+" "+choice.String(), func(t *testing.T) {
				doc := leapDocument(t, "confidence2.json")
				spoil(doc)
				got := open(t, doc, gesture.Options{Hand: choice})
				require.Equal(t, want.Info().Side, got.Info().Side)
				for k := range 390 {
					a, b := at(want, float64(k)*0.01), at(got, float64(k)*0.01)
					require.Equal(t, a.Angles, b.Angles, k)
					require.Equal(t, a.WorldFromPalm, b.WorldFromPalm, k)
				}
			})
		}
	}
}

func TestLowConfidenceIsNoSight(t *testing.T) {
	doc := leapDocument(t, "grab.json")
	hands(doc, func(i int, h object) {
		if i >= 100 && i < 150 {
			h["confidence"] = 0.1
			h["fingers"].(object)["index"].(object)["tip"] = []float64{0, 0, 0}
		}
	})
	src := open(t, doc, gesture.Options{})
	require.GreaterOrEqual(t, src.Info().Missed, 50)
	require.Contains(t, src.Info().Report, "50 without a trusted hand")
	requireSmooth(t, src)
}

// requireSmooth checks that neither position nor velocity jumps, at 1 kHz.
func requireSmooth(t *testing.T, src gesture.Source) {
	t.Helper()
	const dt = 1e-3
	var before, previous gesture.Sample
	src.Sample(0, &before)
	src.Sample(dt, &previous)
	for k := 2; float64(k)*dt < src.Info().Duration; k++ {
		s := at(src, float64(k)*dt)
		fastest, kink := 0.0, 0.0 // rad/s
		for i := range s.Angles {
			v1, v0 := (s.Angles[i]-previous.Angles[i])/dt, (previous.Angles[i]-before.Angles[i])/dt
			fastest, kink = max(fastest, math.Abs(v1)), max(kink, math.Abs(v1-v0))
		}
		require.Less(t, fastest, 80.0, "at %g s", s.Time)
		require.Less(t, kink, 25.0, "at %g s", s.Time)
		require.Less(t, r3.Norm(r3.Sub(s.WorldFromPalm.Pos, previous.WorldFromPalm.Pos))/dt, 4.0)
		require.Less(t, spatial.AngleBetween(s.WorldFromPalm.Rot, previous.WorldFromPalm.Rot)/dt, 40.0)
		before, previous = previous, s
	}
}

func TestRecordingsPlaySmoothly(t *testing.T) {
	for _, path := range []string{"leap/finger-tap-54fps.json", "mediapipe-camera/hand-live-drops.jsonl"} {
		t.Run(path, func(t *testing.T) {
			src, err := gesture.Open(dataFile(t, path), gesture.Options{})
			require.NoError(t, err)
			requireSmooth(t, src)
		})
	}
}

func TestPosesAreHeldForASecond(t *testing.T) {
	src, err := gesture.Open(dataFile(t, "webxr-quest/poses-right.json"), gesture.Options{})
	require.NoError(t, err)
	require.InDelta(t, 55*1.5-0.5, src.Info().Duration, 1e-9)
	for _, pose := range []int{0, 7, 54} {
		start := 1.5 * float64(pose)
		held := at(src, start+0.99)
		for i, a := range at(src, start).Angles {
			require.InDelta(t, a, held.Angles[i], 1e-12)
		}
		require.Equal(t, pose, at(src, start+0.5).Frame)
	}
	// asl s, a fist.
	for f := hand.Index; f <= hand.Little; f++ {
		require.Greater(t, at(src, 1.5*37+0.5).Angles[hand.FingerAngle(f, 2)], 60*deg, f)
	}
}

func TestMarkersPlaceTheArm(t *testing.T) {
	src, err := gesture.Open(dataFile(t, "mocap-arm/arm-hand-100hz.csv"), gesture.Options{})
	require.NoError(t, err)
	info := src.Info()
	require.True(t, info.Position && info.Orientation && info.Forearm)
	var mean r3.Vec
	for k := range 300 {
		s := at(src, float64(k)*0.1)
		mean = r3.Add(mean, r3.Scale(1.0/300, r3.Sub(s.WorldFromPalm.Pos, info.Shoulder)))
		_, _, back := spatial.Axes(s.WorldFromPalm.Rot)
		require.Greater(t, back.Z, 0.5, "it grasps with the back of the hand up")
		elbow := s.WorldFromForearm.Apply(r3.Vec{X: -0.25})
		require.Less(t, elbow.X, s.WorldFromPalm.Pos.X)
	}
	require.Greater(t, mean.X, 0.2)
	require.InDelta(t, 0, mean.Y, 0.01, "the arm heads for +X")
	require.Less(t, mean.Z, 0.0, "the hand is below the shoulder")
}

func TestOwnFormatReturnsWhatWasWritten(t *testing.T) {
	for _, choice := range []gesture.Choice{gesture.RightHand, gesture.LeftHand} {
		original := synth(t, "", gesture.Options{Seed: 4, Hand: choice})
		var file bytes.Buffer
		require.NoError(t, gesture.Write(&file, original, 0, 20, 100))
		copied, err := gesture.Read("copy.jsonl", bytes.NewReader(file.Bytes()), gesture.Options{})
		require.NoError(t, err)
		require.Equal(t, original.Info().Side, copied.Info().Side)
		require.Less(t, copied.Info().FitError, 0.001)
		worst := 0.0
		for k := range 199 {
			a, b := at(original, float64(k)*0.1), at(copied, float64(k)*0.1)
			require.InDelta(t, 0, r3.Norm(r3.Sub(a.WorldFromPalm.Pos, b.WorldFromPalm.Pos)), 2e-3)
			for f := hand.Index; f <= hand.Little; f++ {
				for i := 1; i < 3; i++ {
					worst = max(worst, math.Abs(a.Angles[hand.FingerAngle(f, i)]-b.Angles[hand.FingerAngle(f, i)]))
				}
			}
			require.InDelta(t, a.Angles[hand.WristFlexion], b.Angles[hand.WristFlexion], 3*deg)
			require.InDelta(t, a.Angles[hand.WristDeviation], b.Angles[hand.WristDeviation], 3*deg)
		}
		require.Less(t, worst, 8*deg)
	}
}
