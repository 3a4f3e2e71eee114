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

// The markers of a right arm, reflected and renamed, are those of a left one in
// the same posture.
func TestMirroredMarkersAreALeftArm(t *testing.T) {
	data, err := os.ReadFile(dataFile(t, "mocap-arm/arm-hand-100hz.csv"))
	require.NoError(t, err)
	rows := strings.Split(strings.TrimSpace(string(data)), "\n")[:600]
	swap := strings.NewReplacer("right_elbow", "left_elbow", "right_shoulder", "left_shoulder",
		"hand_left", "hand_right", "hand_right", "hand_left")
	header := strings.Split(rows[0], ",")
	mirrored := []string{swap.Replace(rows[0])}
	for _, row := range rows[1:] {
		cells := strings.Split(row, ",")
		for i := range cells {
			if strings.HasSuffix(header[i], "_Y") && cells[i] != "" {
				cells[i] = strings.TrimPrefix("-"+cells[i], "--")
			}
		}
		mirrored = append(mirrored, strings.Join(cells, ","))
	}
	right, left := read(t, strings.Join(rows, "\n")), read(t, strings.Join(mirrored, "\n"))
	require.Equal(t, hand.Right, right.Info().Side)
	require.Equal(t, hand.Left, left.Info().Side)
	mirror := spatial.Plane{Normal: r3.Vec{Y: 1}, Offset: gesture.DefaultShoulder().Y}
	for k := range 59 {
		a, b := at(right, float64(k)*0.1), at(left, float64(k)*0.1)
		for i := range a.Angles {
			require.InDelta(t, a.Angles[i], b.Angles[i], 0.02*deg, hand.Angle(i))
		}
		want := mirror.ReflectPose(a.WorldFromPalm)
		require.InDelta(t, 0, r3.Norm(r3.Sub(want.Pos, b.WorldFromPalm.Pos)), 1e-5)
		require.InDelta(t, 0, spatial.AngleBetween(want.Rot, b.WorldFromPalm.Rot), 1e-3)
	}
}

// file is a source written in the program's own format.
func file(t *testing.T, src gesture.Source, seconds float64) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, gesture.Write(&out, src, 0, seconds, 60))
	return out.String()
}

func TestAxesOfTheOwnFormat(t *testing.T) {
	world := file(t, synth(t, "", gesture.Options{Seed: 8}), 5)
	plain := read(t, world)
	tests := map[string]struct {
		worldFromAxes         quat.Number
		position, orientation bool
	}{
		"camera": {spatial.FromAxes(r3.Vec{Y: 1}, r3.Vec{Z: -1}, r3.Vec{X: -1}), true, true},
		"leap":   {spatial.FromAxes(r3.Vec{Y: -1}, r3.Vec{Z: 1}, r3.Vec{X: -1}), true, true},
		"palm":   {quat.Number{Real: 1}, false, false},
	}
	for axes, test := range tests {
		t.Run(axes, func(t *testing.T) {
			src := read(t, strings.Replace(world, `"axes":"world"`, `"axes":"`+axes+`"`, 1))
			require.Equal(t, test.position, src.Info().Position)
			require.Equal(t, test.orientation, src.Info().Orientation)
			a, b := at(plain, 2.5), at(src, 2.5)
			for i := range hand.WristFlexion {
				require.InDelta(t, a.Angles[i], b.Angles[i], 0.02*deg)
			}
			if test.orientation {
				turned := quat.Mul(test.worldFromAxes, a.WorldFromPalm.Rot)
				require.InDelta(t, 0, spatial.AngleBetween(turned, b.WorldFromPalm.Rot), 1e-4)
			} else {
				rest := gesture.RestingForearm(hand.Right)
				require.Equal(t, rest.Pos, b.WorldFromPalm.Pos)
				require.InDelta(t, 0, spatial.AngleBetween(rest.Rot, b.WorldFromPalm.Rot), 1e-6)
			}
		})
	}
}

// shiftLandmarks moves a frame of the own format.
func shiftLandmarks(t *testing.T, line string, by r3.Vec) string {
	t.Helper()
	var frame object
	require.NoError(t, json.Unmarshal([]byte(line), &frame))
	data, err := json.Marshal(mapPoints(frame, func(p r3.Vec) r3.Vec { return r3.Add(p, by) }))
	require.NoError(t, err)
	return string(data)
}

func TestMotionOutOfReachIsShrunk(t *testing.T) {
	near := file(t, synth(t, "", gesture.Options{Seed: 8}), 5)
	far := strings.Replace(near, `"axes":"world"`, `"axes":"leap"`, 1)
	lines := strings.Split(strings.TrimSpace(far), "\n")
	for i := range lines[1:] {
		// Swings of 70 cm to either side.
		by := r3.Vec{X: 0.7 * math.Sin(2*math.Pi*float64(i)/100)}
		lines[1+i] = shiftLandmarks(t, lines[1+i], by)
	}
	src := read(t, strings.Join(lines, "\n"))
	require.Contains(t, src.Info().Report, "wrist motion shrunk to")
	out := 0
	for k := range 300 {
		if d := r3.Norm(r3.Sub(at(src, float64(k)/60).WorldFromPalm.Pos, src.Info().Shoulder)); d < 0.15 || d > 0.565 {
			out++
		}
	}
	require.LessOrEqual(t, out, 6)
}

func TestSidesOfSeparatePoses(t *testing.T) {
	data, err := os.ReadFile(dataFile(t, "webxr-emulator/point.json"))
	require.NoError(t, err)
	untold := bytes.Replace(data, []byte(`"handedness": "left`), []byte(`"handedness": "none", "x": "`), 1)
	src, err := gesture.Read("untold", bytes.NewReader(untold), gesture.Options{})
	require.NoError(t, err)
	require.Equal(t, hand.Left, src.Info().Side, "the bent fingers tell")
}
