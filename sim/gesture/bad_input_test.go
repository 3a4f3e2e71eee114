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

// Errors of readers come with the file's name; so do those of what follows.
func TestBadFiles(t *testing.T) {
	tests := map[string]struct{ content, want string }{
		"empty":            {"", "gesture: bad: empty, want a recording of a hand"},
		"no frames":        {nativeHeader, "gesture: bad: no frames"},
		"unknown side":     {strings.Replace(nativeHeader, "right", "middle", 1), `gesture: bad: line 1: hand "middle", want left or right`},
		"a bad frame":      {nativeHeader + nativeLine(0, points(20)), "line 2: landmarks_m: 20 landmarks, want 21"},
		"all in one place": {nativeHeader + nativeLine(0, "["+strings.Repeat("[0.1,0,0],", 20)+"[0.1,0,0]]"), "palm of size 0, want 0.03 to 0.2 m, or the same in mm, cm or inches"},
		"all zero":         {nativeHeader + nativeLine(0, "["+strings.Repeat("[0,0,0],", 20)+"[0,0,0]]"), "no frame of 1 shows a palm"},
		"hand never seen":  {nativeHeader + `{"t_s":0,"landmarks_m":null}`, "no frame of 1 shows a palm"},
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

// A cut last line is an end, and one bad frame of many is one frame less.
func TestOneBadFrameLosesOneFrame(t *testing.T) {
	good := points(21)
	file := nativeHeader
	for i := range 10 {
		file += nativeLine(0.1*float64(i), good)
	}
	whole := read(t, file).Info()
	require.Equal(t, 10, whole.Frames)
	require.Zero(t, whole.Decision.Skipped)

	cut := read(t, file+nativeLine(1, good)[:200]).Info()
	require.Equal(t, 10, cut.Frames)

	spoilt := map[string]string{
		"NaN":       strings.Replace(nativeLine(0.35, good), "0,0,0", "NaN,0,0", 1),
		"20 points": nativeLine(0.35, points(20)),
		"far off":   nativeLine(0.35, strings.ReplaceAll(good, "[-", "[-77")),
		"no JSON":   "{\"t_s\":0.35 oh\n",
	}
	for name, line := range spoilt {
		lines := strings.SplitAfter(file, "\n")
		bad := strings.Join(lines[:5], "") + line + strings.Join(lines[5:], "")
		info := read(t, bad).Info()
		require.Equal(t, 10, info.Frames, name)
		require.Equal(t, 1, info.Decision.Skipped, name)
		require.Contains(t, info.Report, "a bad one skipped (line 6: ", name)

		if name == "NaN" || name == "far off" {
			continue // several are points that were not seen, and a recentred space
		}
		_, err := gesture.Read("bad", strings.NewReader(bad+strings.Repeat(line, 3)), gesture.Options{})
		require.ErrorContains(t, err, "gesture: bad: line 6: ", name)
		require.ErrorContains(t, err, "(4 of 14 frames are bad)", name)
	}
}

func TestWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	none := filepath.Join(dir, "none.json")
	_, err := gesture.Open(none, gesture.Options{})
	require.ErrorIs(t, err, os.ErrNotExist)
	require.EqualError(t, err, "gesture: "+none+": no such file")
	_, err = gesture.Open("./none.json", gesture.Options{})
	require.EqualError(t, err, "gesture: ./none.json: no such file", "as it was given")
	_, err = gesture.Open(dir, gesture.Options{})
	require.EqualError(t, err, "gesture: "+dir+": a directory, want a file")
	if _, err := os.Stat("/dev/zero"); err == nil {
		_, err = gesture.Open("/dev/zero", gesture.Options{})
		require.EqualError(t, err, "gesture: /dev/zero: a device, want a file")
	}
	large := filepath.Join(dir, "large.json")
	file, err := os.Create(large)
	require.NoError(t, err)
	require.NoError(t, file.Truncate(3<<30)) // takes no room
	require.NoError(t, file.Close())
	_, err = gesture.Open(large, gesture.Options{})
	require.EqualError(t, err, "gesture: large.json: 3072 MB, want at most 1024 MB")
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
