package gesture_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

func TestMillimetresAndMetres(t *testing.T) {
	scaled := mapPoints(leapDocument(t, "grab.json"), func(p r3.Vec) r3.Vec { return r3.Scale(1e-3, p) })
	src := open(t, scaled, gesture.Options{})
	require.Contains(t, src.Info().Report, "Leap frames, m, right hand")
	want := open(t, leapDocument(t, "grab.json"), gesture.Options{})
	require.Contains(t, want.Info().Report, "Leap frames, mm, right hand")
	require.InDelta(t, want.Info().FitError, src.Info().FitError, 1e-6)
}

func TestChoiceOfHand(t *testing.T) {
	path := dataFile(t, "leap/grab.json")
	_, err := gesture.Open(path, gesture.Options{Hand: gesture.LeftHand})
	require.EqualError(t, err, "gesture: grab.json: no left hand: it shows a right one")
	_, err = gesture.ParseChoice("both")
	require.EqualError(t, err, `gesture: hand "both": unknown, want auto, left or right`)
	for _, name := range []string{"auto", "left", "right"} {
		c, err := gesture.ParseChoice(name)
		require.NoError(t, err)
		require.Equal(t, name, c.String())
	}
}

// A camera tracker that calls every hand by the wrong side is found out by the
// way in which the fingers bend.
func TestShapeOverrulesLabels(t *testing.T) {
	data, err := os.ReadFile(dataFile(t, "mediapipe-camera/hand-30fps.jsonl"))
	require.NoError(t, err)
	wrong := strings.ReplaceAll(string(data), `"label":"Left"`, `"label":"Right"`)
	src, err := gesture.Read("wrong.jsonl", strings.NewReader(wrong), gesture.Options{})
	require.NoError(t, err)
	require.Equal(t, hand.Right, src.Info().Side)
	require.Contains(t, src.Info().Report, "labelled left but shaped as a right hand")
}

func TestFlickeringLabelsAreOneHand(t *testing.T) {
	data, err := os.ReadFile(dataFile(t, "mediapipe-camera/hand-30fps.jsonl"))
	require.NoError(t, err)
	var out bytes.Buffer
	i := 0
	for line := range bytes.Lines(data) {
		if i%3 == 0 {
			line = bytes.ReplaceAll(line, []byte(`"label":"Left"`), []byte(`"label":"Right"`))
		}
		out.Write(line)
		i++
	}
	src, err := gesture.Read("flicker.jsonl", &out, gesture.Options{})
	require.NoError(t, err)
	require.Equal(t, hand.Right, src.Info().Side)
	require.Zero(t, src.Info().Missed)
}

func TestAnImpossibleElbowIsNone(t *testing.T) {
	var file bytes.Buffer
	require.NoError(t, gesture.Write(&file, synth(t, "open", gesture.Options{}), 0, 1, 30))
	require.True(t, read(t, file.String()).Info().Forearm)
	for _, elbow := range []string{"[0,0,0]", "[1e300,0,0]", "null"} {
		lines := strings.Split(file.String(), "\n")
		head, _, _ := strings.Cut(lines[5], `"elbow_m":`)
		lines[5] = head + `"elbow_m":` + elbow + "}"
		src := read(t, strings.Join(lines, "\n"))
		require.False(t, src.Info().Forearm, elbow)
		for k := range 30 {
			s := at(src, float64(k)/30)
			require.True(t, s.WorldFromForearm.IsFinite())
			require.Equal(t, s.Angles.Clamped(), s.Angles)
			require.Zero(t, s.Angles[hand.WristFlexion])
		}
	}
}

func TestRecordedSampleAllocatesNothing(t *testing.T) {
	src, err := gesture.Open(dataFile(t, "leap/grab.json"), gesture.Options{})
	require.NoError(t, err)
	var s gesture.Sample
	x := 0.0
	require.Zero(t, testing.AllocsPerRun(200, func() {
		src.Sample(x, &s)
		x += 0.02
	}))
}
