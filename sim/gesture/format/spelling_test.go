package format_test

import (
	"fmt"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture/format"

	"github.com/stretchr/testify/require"
)

// A point that was not seen is written in many ways, in any JSON and any table.
func TestPointsNotSeen(t *testing.T) {
	good := points(21)
	first := good[1 : strings.Index(good, "]")+1] // "[…]"
	for _, gone := range []string{
		"null", "[null,null,null]", "[NaN,NaN,NaN]", "[nan, nan, nan]", "[-nan,0.1,0.2]", "[None,None,None]", "[\"\",\"\",\"\"]",
		"[\"NaN\",\"NaN\",\"NaN\"]", "[Infinity,0,0]", "[-Infinity,0,0]", "[\"null\",\"null\",\"null\"]", "[undefined,1,2]",
	} {
		t.Run(gone, func(t *testing.T) {
			content := fmt.Sprintf(`[{"t":0,"hand":"left","points":%s},{"t":1,"hand":"left","points":%s}]`, good, strings.Replace(good, first, gone, 1))
			rec, err := format.Read([]byte(content), format.Options{})
			require.NoError(t, err)
			require.Len(t, rec.Frames, 2)
			h := rec.Frames[1].Hands[0]
			require.Zero(t, h.Seen.Weight[0])
			for i := 1; i < hand.NumLandmarks; i++ {
				require.Equal(t, 1.0, h.Seen.Weight[i])
			}
			require.Equal(t, 1.0, rec.Frames[0].Hands[0].Seen.Weight[0])
		})
	}
	good = pointsFrom(21, 1)
	for _, gone := range []string{",,", "NaN,NaN,NaN", "nan,nan,nan", "None,None,None", "NA,NA,NA", "inf,inf,inf", "0,0,0"} {
		t.Run(gone, func(t *testing.T) {
			row := table(good, "")
			cells := strings.SplitN(row, ",", 5)
			content := tableHead() + row + cells[0] + "," + gone + "," + cells[4]
			rec, err := format.Read([]byte(content), format.Options{})
			require.NoError(t, err)
			require.Zero(t, rec.Frames[1].Hands[0].Seen.Weight[0])
			require.Equal(t, 1.0, rec.Frames[1].Hands[0].Seen.Weight[1])
		})
	}
}

// The wrist of a hand that is given relative to it is the origin.
func TestTheOriginMayBeAWrist(t *testing.T) {
	relative := strings.ReplaceAll(pointsFrom(21, 0), "[0.0000,0.0000,0.0000]", "[0,0,0]")
	read := func(points string) format.Hand {
		rec, err := format.Read([]byte(`[{"points":`+points+`,"t":0},{"points":`+points+`,"t":1}]`), format.Options{})
		require.NoError(t, err)
		return rec.Frames[0].Hands[0]
	}
	require.Equal(t, 1.0, read(relative).Seen.Weight[0])
	far := "[[0,0,0]" + pointsFrom(21, 5)[strings.Index(pointsFrom(21, 5), "]")+1:]
	require.Zero(t, read(far).Seen.Weight[0], "a hand 5 m away")
}

// A hand's side is told in many ways.
func TestLabels(t *testing.T) {
	good := points(21)
	for _, frame := range []string{
		`{"hand":"Left","landmarks":%s}`, `{"handedness":"left","points":%s}`, `{"side":"L","points":%s}`, `{"chirality":"left","points":%s}`,
		`{"isLeft":true,"points":%s}`, `{"is_right":false,"points":%s}`, `{"left":{"points":%s}}`, `{"leftHandLandmarks":%s}`, `{"left_hand":%s}`,
		`{"hands":[{"label":"Left","points":%s}]}`, `{"hands":[{"type":"left","joints":%s}]}`, `{"hands":{"left":%s,"right":null}}`,
		`{"landmarks":[%s],"handedness":["Left"]}`, `{"landmarks":[%s],"handedness":[[{"categoryName":"Left","score":0.9}]]}`,
		`{"hand_landmarks":[%s],"handedness":[[{"category_name":"Left","score":0.9}]]}`, `{'left_hand': %s, 'right_hand': None}`,
	} {
		t.Run(frame, func(t *testing.T) {
			content := fmt.Sprintf(frame+"\n"+frame+"\n", good, good)
			rec, err := format.Read([]byte(content), format.Options{})
			require.NoError(t, err)
			require.Len(t, rec.Frames, 2)
			for i := range rec.Frames {
				require.Len(t, rec.Frames[i].Hands, 1)
				require.True(t, rec.Frames[i].Hands[0].Labelled)
				require.Equal(t, hand.Left, rec.Frames[i].Hands[0].Side)
			}
		})
	}
}

// A confidence below nothing is no sight.
func TestConfidence(t *testing.T) {
	good := points(21)
	for _, test := range []struct {
		score string
		hands int
		want  float64
	}{{"0.4", 1, 0.4}, {"1.0000001", 1, 1}, {"-1", 0, 0}, {"0", 1, 0}} {
		frame := fmt.Sprintf(`{"t":1,"hands":[{"label":"left","score":%s,"points":%s}]}`+"\n", test.score, good)
		rec, err := format.Read([]byte(frame+`{"t":2,"hands":[{"label":"left","score":1,"points":`+good+`}]}`), format.Options{})
		require.NoError(t, err)
		require.Len(t, rec.Frames[0].Hands, test.hands)
		if test.hands > 0 {
			require.Equal(t, test.want, rec.Frames[0].Hands[0].Confidence)
		}
	}
}

// Frames stand in documents in many ways.
func TestFramesInDocuments(t *testing.T) {
	good := points(21)
	six := func(one string) string { return strings.TrimSuffix(strings.Repeat(one+",", 6), ",") }
	frame := `{"t":1,"hand":"left","points":` + good + `}`
	for name, content := range map[string]string{
		"lines":         strings.Repeat(frame+"\n", 6),
		"pretty lines":  strings.Repeat(strings.ReplaceAll(frame, ",\"", ",\n\"")+"\n", 6),
		"a list":        "[" + six(frame) + "]",
		"frames":        `{"meta":{"fps":30},"frames":[` + six(frame) + `]}`,
		"deeper":        `{"recording":{"info":{"a":1},"data":[` + six(frame) + `]}}`,
		"by number":     `{"0":` + frame + `,"10":` + frame + `,"20":` + frame + `,"30":` + frame + `,"40":` + frame + `,"50":` + frame + `}`,
		"side by side":  `{"timestamps":[1,2,3,4,5,6],"left_hand":[` + six(good) + `]}`,
		"tracks":        `[{"name":"Left","animationData":[` + six(`{"timestamp":1,"points":`+good+`}`) + `]},{"name":"Right","animationData":[]}]`,
		"lists of all":  `[` + six(`[`+good+`]`) + `]`,
		"with a header": `{"device":"glove","version":3}` + "\n" + strings.Repeat(frame+"\n", 6),
		"a script":      "// poses\nexport const poses = [ /* six */\n" + six("// one\n"+frame+"\n") + "\n];\n",
		"comma at ends": strings.Repeat(frame+",\n", 6),
	} {
		t.Run(name, func(t *testing.T) {
			rec, err := format.Read([]byte(content), format.Options{})
			require.NoError(t, err)
			require.Len(t, rec.Frames, 6)
			for i := range rec.Frames {
				require.Empty(t, rec.Frames[i].Bad)
				require.Len(t, rec.Frames[i].Hands, 1)
				if name != "lists of all" {
					require.Equal(t, hand.Left, rec.Frames[i].Hands[0].Side)
				}
			}
		})
	}
}

// Options overrule the file.
func TestOptions(t *testing.T) {
	content := []byte(`[{"t":0,"points":` + points(21) + `},{"t":1,"points":` + points(21) + `}]`)
	plain, err := format.Read(content, format.Options{})
	require.NoError(t, err)
	require.False(t, plain.AxesStand)
	left, err := format.Read(content, format.Options{Axes: "unity"})
	require.NoError(t, err)
	require.True(t, left.AxesStand)
	require.False(t, left.Axes.LeftHanded(), "made right-handed")
	a, b := plain.Frames[0].Hands[0].Seen.Points[8], left.Frames[0].Hands[0].Seen.Points[8]
	require.Equal(t, [3]float64{a.X, a.Y, -a.Z}, [3]float64{b.X, b.Y, b.Z})
	_, err = format.Read(content, format.Options{Axes: "moon"})
	require.EqualError(t, err, `axes "moon": unknown, want one of world, camera, leap, webxr, unity, unreal, z-up, palm`)
}
