package gesture_test

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/sim/gesture"

	"github.com/stretchr/testify/require"
)

// points is a JSON list of n landmarks of a plausible hand (m).
func points(n int) string {
	src, err := gesture.Synth("open", gesture.Options{})
	if err != nil {
		panic(err)
	}
	var file bytes.Buffer
	if err := gesture.Write(&file, src, 3, 3, 1); err != nil {
		panic(err)
	}
	line := strings.Split(file.String(), "\n")[1]
	list := line[strings.Index(line, "[[")+1 : strings.Index(line, "]]")+1]
	return "[" + strings.Join(strings.SplitAfterN(list, "],", n+1)[:n-1], "") + "[0,0,0]]"
}

const nativeHeader = `{"format":"mirrorarm-hand","version":1,"hand":"right","axes":"world"}` + "\n"

func nativeLine(t float64, points string) string {
	return fmt.Sprintf(`{"t_s":%g,"landmarks_m":%s}`+"\n", t, points)
}

func TestBadFiles(t *testing.T) {
	good := points(21)
	camera := func(points string) string {
		return fmt.Sprintf(`{"t_s":0,"hands":[{"label":"Left","score":1,"world":%s}]}`+"\n", points)
	}
	tests := map[string]struct{ content, want string }{
		"empty":             {"", "gesture: bad: empty, want a recording of a hand"},
		"blank":             {" \n\n", "gesture: bad: empty, want a recording of a hand"},
		"prose":             {"hello\n", "gesture: bad: line 1: neither JSON nor a table of markers (columns NAME_X, NAME_Y, NAME_Z)"},
		"binary":            {"\x00\x01\x02", "line 1: neither JSON nor a table"},
		"other JSON":        {`{"a":1}`, "line 1: unknown JSON: want a key format, hands, joints, poses or frames at the top"},
		"no frames":         {nativeHeader, "gesture: bad: no frames"},
		"truncated line":    {nativeHeader + nativeLine(0, good) + `{"t_s":0.1,"landmarks_m":[[0,`, "line 3: JSON ends too early: the line is cut off"},
		"truncated camera":  {camera(good) + camera(good)[:80], "line 2: JSON ends too early"},
		"truncated leap":    {`{"frames":[{"t_us":1,"hands":[`, "line 1: JSON ends too early: the file is cut off"},
		"NaN":               {nativeHeader + nativeLine(0, strings.Replace(good, "0,0,0", "NaN,0,0", 1)), "line 2: broken JSON: invalid character 'N'"},
		"20 landmarks":      {nativeHeader + nativeLine(0, good) + nativeLine(0.1, points(20)), "line 3: 20 landmarks, want 21"},
		"20 in a camera":    {camera(points(20)), "line 1: hand 0: world: 20 landmarks, want 21"},
		"a string":          {nativeHeader + nativeLine(0, strings.Replace(good, "0,0,0", `"far",0,0`, 1)), "line 2: landmarks_m is a string, want a number"},
		"joint is a string": {`{"joints":{"wrist":"here"}}`, "is a string, want an object"},
		"two coordinates":   {nativeHeader + nativeLine(0, strings.Replace(good, "0,0,0", "0,0", 1)), "line 2: landmark 20: 2 coordinates, want 3"},
		"beyond float":      {nativeHeader + nativeLine(0, strings.Replace(good, "0,0,0", "0,1e999,0", 1)), "line 2: "},
		"no time":           {nativeHeader + `{"landmarks_m":` + good + "}\n", "line 2: no time: want t_s"},
		"unknown key":       {nativeHeader + `{"t_s":0,"landmarks":` + good + "}\n", `line 2: broken JSON: unknown field "landmarks"`},
		"unknown side":      {strings.Replace(nativeHeader, "right", "middle", 1), `line 1: hand "middle", want left or right`},
		"unknown axes":      {strings.Replace(nativeHeader, "world", "moon", 1), `line 1: axes "moon", want world, camera, leap or palm`},
		"unknown version":   {strings.Replace(nativeHeader, ":1", ":2", 1), `line 1: version 2, want 1`},
		"two headers":       {nativeHeader + nativeHeader, "line 2: a second header"},
		"confidence":        {nativeHeader + `{"t_s":0,"confidence":2,"landmarks_m":` + good + "}\n", "line 2: confidence 2, want 0 to 1"},
		"two objects":       {nativeHeader + `{"t_s":0} {"t_s":1}`, "line 2: more than one JSON object on the line"},
		"all in one place":  {nativeHeader + nativeLine(0, "["+strings.Repeat("[0.1,0,0],", 20)+"[0.1,0,0]]"), "palm of size 0, want 0.03 to 0.2 m, or the same in mm, cm or inches"},
		"all zero":          {nativeHeader + nativeLine(0, "["+strings.Repeat("[0,0,0],", 20)+"[0,0,0]]"), "no frame of 1 shows a palm"},
		"hand never seen":   {nativeHeader + `{"t_s":0,"landmarks_m":null}`, "no frame of 1 shows a palm"},
		"huge line":         {nativeHeader + `{"t_s":0,"landmarks_m":[` + strings.Repeat(" ", 5<<20), "line 2: longer than 4 MB"},
		"camera label":      {strings.Replace(camera(good), "Left", "Up", 1), `line 1: hand 0: label "Up", want Left or Right`},
		"leap side":         {`{"frames":[{"t_us":1,"hands":[{"type":"both"}]}]}`, `line 1: frames 0: hand 0: type "both", want left or right`},
		"leap finger":       {`{"frames":[{"t_us":1,"hands":[{"type":"left"}]}]}`, `frames 0: hand 0: no finger "thumb"`},
		"leap frames":       {`{"frames":3}`, "line 1: frames: want a list"},
		"webxr joint":       {`{"poses":[{"joints_mm":{"wrist":[0,0,0]}}]}`, `poses 0: no joint "thumb-metacarpal" among 1`},
		"wrist frame":       {`{"landmarkOrder":["wrist"],"frames":[[[0,0,0]]]}`, "frames 0: 1 landmarks, want 21"},
		"marker columns":    {"Frame,Time,hand_top_X,hand_top_Y\n1,0,1,2\n", "line 1: no column hand_top_Z"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := gesture.Read("bad", strings.NewReader(test.content), gesture.Options{})
			require.ErrorContains(t, err, test.want)
			require.Contains(t, err.Error(), "gesture: bad: ")
			require.NotContains(t, err.Error(), "\n", "one line")
			require.Less(t, len(err.Error()), 200)
		})
	}
}

func TestMissingFile(t *testing.T) {
	_, err := gesture.Open(filepath.Join(t.TempDir(), "none.json"), gesture.Options{})
	require.ErrorIs(t, err, os.ErrNotExist)
	require.ErrorContains(t, err, "none.json")
	_, err = gesture.Open(t.TempDir(), gesture.Options{})
	require.Error(t, err)
}

func TestBadMarkers(t *testing.T) {
	data, err := os.ReadFile(dataFile(t, "mocap-arm/arm-hand-100hz.csv"))
	require.NoError(t, err)
	lines := strings.SplitAfter(string(data), "\n")[:60]
	spoil := func(row int, from, to string) string {
		out := append([]string(nil), lines...)
		require.Contains(t, out[row], from)
		out[row] = strings.Replace(out[row], from, to, 1)
		return strings.Join(out, "")
	}
	cell := strings.Split(lines[30], ",")[5]
	tests := map[string]struct{ content, want string }{
		"word":      {spoil(30, cell, "far"), `line 31: hand_left_X: "far", want a finite number or nothing`},
		"NaN":       {spoil(30, cell, "NaN"), `line 31: hand_left_X: "NaN", want a finite number or nothing`},
		"truncated": {strings.Join(lines[:40], "") + "41,0.39,1.0", "line 41: broken table: wrong number of fields"},
		"no time":   {spoil(30, strings.Split(lines[30], ",")[1], ""), `line 31: column Time: "", want seconds`},
		"rows":      {lines[0], "no row shows the back of the hand and all four fingers"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := gesture.Read("bad", strings.NewReader(test.content), gesture.Options{})
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestTimeThatDoesNotRiseIsEvenedOut(t *testing.T) {
	good := points(21)
	file := nativeHeader + nativeLine(0, good) + nativeLine(0.1, good) + nativeLine(0.05, good) + nativeLine(0.1, good) + nativeLine(0.15, good)
	src, err := gesture.Read("f", strings.NewReader(file), gesture.Options{})
	require.NoError(t, err)
	require.Equal(t, 5, src.Info().Frames)
	require.InDelta(t, 0.15, src.Info().Duration, 1e-12)
	require.Contains(t, src.Info().Report, "one stamp that did not rise evened out")
}

func TestWriteRefusesSenselessRanges(t *testing.T) {
	src := synth(t, "open", gesture.Options{})
	for _, r := range [][3]float64{{0, 1, 0}, {1, 0, 10}, {0, math.Inf(1), 10}, {0, 1e6, 1e3}, {math.NaN(), 1, 1}} {
		require.ErrorContains(t, gesture.Write(&bytes.Buffer{}, src, r[0], r[1], r[2]), "gesture: write: ")
	}
}

// FuzzRead feeds spoilt files to every reader: an error or a source that plays
// finite poses, never a panic.
func FuzzRead(f *testing.F) {
	good := points(21)
	f.Add([]byte(nativeHeader + nativeLine(0, good) + nativeLine(0.1, good)))
	f.Add([]byte(`{"t_s":0,"hands":[{"label":"Left","score":0.9,"image":[[0.5,0.5,0]],"world":` + good + `}]}`))
	f.Add([]byte(`{"handedness":"left","joints":{"wrist":{"position":[0,0,0]}}}`))
	f.Add([]byte(`{"poses":[{"names":["a"],"handedness":"right","joints_mm":{"wrist":[0,0,0]}}]}`))
	f.Add([]byte(`{"landmarkOrder":["wrist"],"frame_rate":30,"frames":[` + good + `]}`))
	f.Add([]byte(`{"frames":[{"t_us":1,"hands":[{"id":1,"type":"left","confidence":1,"palmPosition":[0,100,0],"wrist":null,"fingers":{"thumb":{"mcp":[0,0,0]}}}]}]}`))
	f.Add([]byte("Frame,Time,hand_top_X,hand_top_Y,hand_top_Z\n1,0,1,2,\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		src, err := gesture.Read("fuzz", bytes.NewReader(data), gesture.Options{})
		if err != nil {
			require.NotContains(t, err.Error(), "\n")
			return
		}
		for _, x := range []float64{-1, 0, 0.01, 0.07, 1, 1e9} {
			s := at(src, x)
			require.True(t, s.WorldFromPalm.IsFinite())
			require.Equal(t, s.Angles.Clamped(), s.Angles)
		}
	})
}
