package format_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture/format"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

const nativeHeader = `{"format":"mirrorarm-hand","version":1,"hand":"right","axes":"world"}` + "\n"

func nativeLine(t float64, points string) string {
	return fmt.Sprintf(`{"t_s":%g,"landmarks_m":%s}`+"\n", t, points)
}

// points is a JSON list of n landmarks of a hand at rest (m).
func points(n int) string { return pointsFrom(n, 0.1) }

// pointsFrom is points with the wrist so far from the origin.
func pointsFrom(n int, x float64) string {
	var lm hand.Landmarks
	h := hand.New(hand.Right, hand.Nominal())
	h.SetAngles(hand.Rest())
	h.LandmarksTo(&lm)
	var list []string
	for _, p := range lm[:n] {
		list = append(list, fmt.Sprintf("[%.4f,%.4f,%.4f]", p.X+x, p.Y+x, p.Z+x/2))
	}
	return "[" + strings.Join(list, ",") + "]"
}

// reject reads what cannot be read.
func reject(t *testing.T, content string) string {
	t.Helper()
	_, err := format.Read([]byte(content), format.Options{})
	require.Error(t, err)
	require.NotContains(t, err.Error(), "\n", "one line")
	require.Less(t, len(err.Error()), 180)
	return err.Error()
}

func TestUnreadable(t *testing.T) {
	tests := map[string]struct{ content, want string }{
		"empty":           {"", "empty, want a recording of a hand"},
		"blank":           {" \n\n", "empty, want a recording of a hand"},
		"prose":           {"hello\n", `line 1: "hello" is neither JSON, a table, BVH, a Leap's packed file nor .npy; else write mirrorarm-hand lines, see README`},
		"binary":          {"\x00\x01\x02", "binary of no known kind"},
		"gzip":            {"\x1f\x8b\x08\x00", "packed by gzip: unpack it first"},
		"zip":             {"PK\x03\x04", "a zip archive: unpack it first"},
		"UTF-16":          {"\xff\xfe{\x00", "text in UTF-16: save it as UTF-8"},
		"UTF-16 unmarked": {"{\x00\"\x00f\x00o\x00r\x00m\x00a\x00", "text in UTF-16: save it as UTF-8"},
		"pickle":          {"\x80\x04\x95", "a Python pickle: save it as .npy or JSON"},
		"XML":             {"<?xml version=\"1.0\"?>\n", "XML or HTML, not a recording of a hand"},
		"other JSON":      {`{"a":1}`, "line 1: no hand found: JSON of no known kind; else write mirrorarm-hand lines, see README"},
		"like MediaPipe":  {`{"worldLandmarks":[[{"x":0,"y":1,"z":2}]],"handedness":[]}`, "closest to MediaPipe results, which want 21 landmarks {x, y, z} a hand"},
		"like WebXR":      {`{"poses":[{"joints_mm":{"wrist":[0,0,0]}}]}`, "closest to WebXR joints, which want joints by WebXR's names"},
		"some of WebXR":   {`{"wrist":[0,0,0],"thumb-metacarpal":[0,0,1],"thumb-tip":[0,0,2]}`, "no whole hand found: 3 of 21 joints named, no thumb second joint"},
		"joint is text":   {`{"joints":{"wrist":"here"}}`, "closest to WebXR joints"},
		"a table":         {"a,b,c\n1,2,3\n", "line 1: a table without a hand: want columns wrist_x, index_mcp_y … or x0 to z20"},
		"markers":         {"Frame,Time,hand_top_X,hand_top_Y\n1,0,1,2\n", "line 1: no column hand_top_Z"},
		"BVH, no fingers": {"HIERARCHY\nROOT Hips\n{\nOFFSET 0 0 0\nCHANNELS 0\nEnd Site\n{\nOFFSET 0 1 0\n}\n}\nMOTION\nFrames: 1\nFrame Time: 0.1\n\n", "a skeleton (BVH) without the fingers of a hand among its 2 joints"},
		"BVH, broken":     {"HIERARCHY\nROOT Hips\n{\nOFFSET 0 zero 0\n", `line 4: "zero", want a number`},
		"array, cut off":  {"\x93NUMPY\x01\x00\x76\x00{'descr': '<f4', 'fortran_order': False, 'shape': (9, 21, 3), }" + strings.Repeat(" ", 60), "NumPy array: shape"},

		"version": {strings.Replace(nativeHeader, ":1", ":2", 1), `line 1: version 2, want 1`},
		"side":    {strings.Replace(nativeHeader, "right", "middle", 1), `line 1: hand "middle", want left or right`},
		"axes":    {strings.Replace(nativeHeader, "world", "moon", 1), `line 1: axes "moon", want world, camera, leap or palm`},
		"header":  {strings.Replace(nativeHeader, `"axes"`, `"colour":1,"axes"`, 1), `line 1: unknown key "colour", want only format, version, hand, axes`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { require.Contains(t, reject(t, test.content), test.want) })
	}
}

// One bad frame is one bad frame, with its line and the reason.
func TestBadFrames(t *testing.T) {
	good := points(21)
	camera := func(points string) string {
		return fmt.Sprintf(`{"t_s":0,"hands":[{"label":"Left","score":1,"world":%s}]}`+"\n", points)
	}
	leap := func(hand string) string { return `{"timestamp":1,"hands":[` + hand + `],"pointables":[]}` + "\n" }
	goodLeap := `{"type":"left","fingers":{"index":{"mcp":[1,1,1],"pip":[2,2,2],"dip":[3,3,3],"tip":[4,4,4]}}}`
	native := func(line string) string {
		return nativeHeader + nativeLine(0, good) + line + "\n" + nativeLine(1, good)
	}
	tests := map[string]struct {
		content string
		line    int
		want    string
	}{
		"20 landmarks":    {native(`{"t_s":0.5,"landmarks_m":` + points(20) + `}`), 3, "landmarks_m: 20 landmarks, want 21"},
		"text":            {native(`{"t_s":0.5,"landmarks_m":` + strings.Replace(good, "[0.1000", `["far"`, 1) + `}`), 3, "landmark 0: text in a list, want [x, y, z]"},
		"two coordinates": {native(`{"t_s":0.5,"landmarks_m":` + strings.Replace(points(20), "[[", `[[0,0],[`, 1) + `}`), 3, "landmark 0: 2 numbers, want [x, y, z]"},
		"beyond float":    {native(`{"t_s":0.5,"landmarks_m":[[1e999,0,0]]}`), 3, `broken JSON: "1e999" is no value`},
		"no time":         {native(`{"landmarks_m":` + good + `}`), 3, "no time: want t_s"},
		"unknown key":     {native(`{"t_s":0.5,"landmarks":` + good + `}`), 3, `unknown key "landmarks", want only t_s, name, landmarks_m, confidence, elbow_m, shoulder_m`},
		"second header":   {native(strings.TrimSpace(nativeHeader)), 3, "a second header"},
		"confidence":      {native(`{"t_s":0.5,"confidence":2,"landmarks_m":` + good + `}`), 3, "confidence 2, want 0 to 1"},
		"two values":      {native(`{"t_s":0.5} {"t_s":0.6}`), 3, "broken JSON: more than one value on the line"},
		"huge line":       {native(`{"t_s":0,"landmarks_m":[` + strings.Repeat(" ", 2<<20) + `]}`), 3, "longer than 1 MB"},
		"cut in between":  {native(`{"t_s":0.5,"landmarks_m":[[`), 3, "JSON ends too early: the line is cut off"},

		"20 in a camera": {camera(good) + camera(points(20)) + camera(good), 2, "20 landmarks, want 21"},
		"broken camera":  {camera(good) + `{"t_s":0,"hands":[}` + "\n" + camera(good), 2, "broken JSON: "},
		"leap side":      {leap(goodLeap) + leap(`{"type":"both"}`) + leap(goodLeap), 2, `hand 0: type "both", want left or right`},
		"leap fingers":   {leap(goodLeap) + leap(`{"type":"left"}`) + leap(goodLeap), 2, "hand 0: no joint of a finger"},
		"leap time":      {leap(goodLeap) + strings.Replace(leap(goodLeap), "timestamp", "time", 1) + leap(goodLeap), 2, "no time: want timestamp or t_us"},
		"table cell":     {table(good, "") + table(good, "far") + table(good, ""), 3, `column x0: "far", want a number or nothing`},
		"table width":    {table(good, "") + "1,2\n" + table(good, ""), 3, "2 cells, want 64"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			content := test.content
			if strings.HasPrefix(name, "table") {
				content = tableHead() + content
			}
			rec, err := format.Read([]byte(content), format.Options{})
			require.NoError(t, err)
			require.Len(t, rec.Frames, 3)
			for i := range rec.Frames {
				if i != 1 {
					require.Empty(t, rec.Frames[i].Bad)
					require.Len(t, rec.Frames[i].Hands, 1)
				}
			}
			require.Contains(t, rec.Frames[1].Bad, test.want)
			require.NotContains(t, rec.Frames[1].Bad, "\n")
			require.Equal(t, test.line, rec.Frames[1].Line)
		})
	}
}

// tableHead names the columns of table.
func tableHead() string {
	names := []string{"time_s"}
	for i := range hand.NumLandmarks {
		for _, axis := range "xyz" {
			names = append(names, fmt.Sprintf("%c%d", axis, i))
		}
	}
	return strings.Join(names, ",") + "\n"
}

// table is a row of the points, the first cell of which may be spoilt.
func table(points, spoilt string) string {
	row := strings.Split(strings.NewReplacer("[", "", "]", "").Replace(points), ",")
	if spoilt != "" {
		row[0] = spoilt
	}
	return "0," + strings.Join(row, ",") + "\n"
}

// A cut last line is an end.
func TestCutFilesEnd(t *testing.T) {
	good := points(21)
	line := func(i int) string {
		return fmt.Sprintf(`{"t_s":%d,"hands":[{"label":"Left","score":1,"world":%s}]}`, i, good)
	}
	list := "[" + line(0) + ",\n" + line(1) + ",\n" + line(2) + "]"
	tests := map[string]string{
		"own":       nativeHeader + nativeLine(0, good) + nativeLine(1, good) + nativeLine(2, good)[:60],
		"lines":     line(0) + "\n" + line(1) + "\n" + line(2)[:90],
		"list":      list[:len(list)-90],
		"in a list": `{"frames":` + list[:len(list)-90],
		"table":     tableHead() + table(good, "") + table(good, "") + table(good, "")[:70],
	}
	for name, content := range tests {
		t.Run(name, func(t *testing.T) {
			rec, err := format.Read([]byte(content), format.Options{})
			require.NoError(t, err)
			require.Len(t, rec.Frames, 2)
			require.Contains(t, rec.Notes, "cut off at its end")
			for i := range rec.Frames {
				require.Empty(t, rec.Frames[i].Bad)
			}
		})
	}
}

// JSON has no NaN: a frame with one is bad in our own format, unless its writer
// puts it wherever a point was not seen.
func TestNaNInTheOwnFormat(t *testing.T) {
	good := points(21)
	bad := "[[NaN,NaN,NaN]" + good[strings.Index(good, "]")+1:]
	for _, blanks := range []int{1, 4} {
		content := nativeHeader
		for i := range 10 {
			line := good
			if i%2 == 1 && i/2 < blanks {
				line = bad
			}
			content += nativeLine(float64(i), line)
		}
		rec, err := format.Read([]byte(content), format.Options{})
		require.NoError(t, err)
		require.Len(t, rec.Frames, 10)
		if blanks == 1 {
			require.Equal(t, "landmarks_m: NaN, want numbers, or null for what was not seen", rec.Frames[1].Bad)
			continue
		}
		require.Empty(t, rec.Frames[1].Bad)
		require.Zero(t, rec.Frames[1].Hands[0].Seen.Weight[0])
		require.Equal(t, 1.0, rec.Frames[1].Hands[0].Seen.Weight[1])
	}
}

func TestBadMarkers(t *testing.T) {
	data, err := os.ReadFile(testdata.Shared(t, "data", "mocap-arm", "arm-hand-100hz.csv"))
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
		"word":    {spoil(30, cell, "far"), `hand_left_X: "far", want a number or nothing`},
		"no time": {spoil(30, strings.Split(lines[30], ",")[1], ""), `column Time: "", want seconds`},
		"width":   {spoil(30, lines[30], "1,2\n"), "broken table: wrong number of fields"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			rec, err := format.Read([]byte(test.content), format.Options{})
			require.NoError(t, err)
			require.Len(t, rec.Frames, 59)
			require.Equal(t, test.want, rec.Frames[29].Bad)
			require.Equal(t, 31, rec.Frames[29].Line)
		})
	}
	rec, err := format.Read([]byte(strings.Join(lines[:40], "")+"41,0.39,1.0"), format.Options{})
	require.NoError(t, err)
	require.Len(t, rec.Frames, 39, "a cut last row is an end")
	occluded, err := format.Read([]byte(spoil(30, cell, "NaN")), format.Options{})
	require.NoError(t, err)
	require.Empty(t, occluded.Frames[29].Bad)
	require.Empty(t, occluded.Frames[29].Hands, "the back of the hand needs its three markers")
	require.Contains(t, reject(t, lines[0]), "no row shows the back of the hand and all four fingers")
}
