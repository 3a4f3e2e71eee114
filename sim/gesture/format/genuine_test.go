package format_test

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/gesture/format"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// allWriters are the genuine forms of every format.
func allWriters() []writer { return append(jointWriters(), markerWriters()...) }

// jointWriters are the forms of formats that tell where joints are.
func jointWriters() []writer {
	return slices.Concat(cameraWriters(), pictureWriters(), leapWriters(), xrWriters(), listWriters(), tableWriters())
}

// read reads a written take as any command would.
func read(t testing.TB, name, content string, opt gesture.Options) gesture.Source {
	t.Helper()
	src, err := gesture.Read(name, strings.NewReader(content), opt)
	require.NoError(t, err)
	return src
}

// fit is a take that the writer can write.
func (w *writer) fit(k take) take {
	if k.poses != nil && w.series {
		k.poses = nil
		k = k.counted(1)
	}
	if w.rate > 0 {
		k = k.counted(w.rate)
	}
	if w.whole {
		k.ticks = slices.DeleteFunc(slices.Clone(k.ticks), func(at tick) bool { return !at.whole() })
		if w.rate > 0 {
			k = k.counted(w.rate)
		}
	}
	return k
}

// apart is how far (degrees, RMS over the fingers' angles and the frames) a take
// read from a form is from the same take in the program's own format, and by how
// much its PIP joints differ on average.
func apart(t testing.TB, k take, got gesture.Source) (rms, pip float64) {
	t.Helper()
	held := got.Info().Decision.FPS == 0
	k.poses = nil
	if held {
		k.poses = make([]string, len(k.ticks))
	}
	want := read(t, "own.jsonl", own(t, k), gesture.Options{})
	require.Equal(t, want.Info().Side, got.Info().Side)
	sum, n := 0.0, 0.0
	var a, b gesture.Sample
	for i := range k.ticks {
		at := k.ticks[i].t - k.ticks[0].t
		if held {
			at = 1.5*float64(i) + 0.5
		}
		want.Sample(at, &a)
		got.Sample(at, &b)
		for j := range hand.NumFingerAngles {
			d := (a.Angles[j] - b.Angles[j]) * 180 / math.Pi
			sum, n = sum+d*d, n+1
		}
		for f := hand.Index; f <= hand.Little; f++ {
			pip += math.Abs(a.Angles[hand.FingerAngle(f, 2)]-b.Angles[hand.FingerAngle(f, 2)]) * 180 / math.Pi
		}
	}
	return math.Sqrt(sum / n), pip / 4 / float64(len(k.ticks))
}

// Every real recording, rewritten into the genuine form of every format, is the
// same hand in the same postures.
func TestGenuineFormsReadAsTheOwnFormat(t *testing.T) {
	requireGenuineForms(t, 100)
}

func TestSoakGenuineFormsReadAsTheOwnFormat(t *testing.T) {
	if os.Getenv("MIRRORARM_SOAK") == "" {
		t.Skip("long: set MIRRORARM_SOAK=1, or run make soak")
	}
	requireGenuineForms(t, math.MaxInt)
}

// requireGenuineForms rewrites so many frames of the recordings.
func requireGenuineForms(t *testing.T, frames int) {
	t.Helper()
	for _, file := range []struct {
		path    string
		scale   float64 // m
		seconds float64 // of a tick of its clock
	}{
		{"leap/pinch.json", 1e-3, 1e-6},
		{"leap/confidence2.json", 1e-3, 1e-6},
		{"mediapipe-camera/hand-live-drops.jsonl", 1, 1e-3},
		{"webxr-emulator/point.json", 1, 1},
		{"webxr-quest/poses-right.json", 1e-3, 1},
		{"mediapipe-reference/hand-30fps-wrist-frame.json", 1, 1},
		{"mocap-arm/arm-hand-100hz.csv", 1e-3, 1},
	} {
		data, err := os.ReadFile(testdata.Shared(t, "data", filepath.FromSlash(file.path)))
		require.NoError(t, err)
		rec, err := format.Read(data, format.Options{})
		require.NoError(t, err)
		for _, k := range takesOf(t, rec, file.scale, file.seconds) {
			k.ticks = k.ticks[:min(len(k.ticks), frames)]
			for _, w := range jointWriters() {
				t.Run(file.path+"/"+k.side.String()+"/"+w.name, func(t *testing.T) {
					t.Parallel()
					compare(t, &w, w.fit(k))
				})
			}
		}
	}
}

// Motion capture by markers, with its columns in another order, lines that end as
// another system ends them and no more than is needed, is what it was; and what its
// reader makes of it reads the same in the program's own format.
func TestMarkersReadAsTheOwnFormat(t *testing.T) { requireMarkers(t, 400) }

func TestSoakMarkersReadAsTheOwnFormat(t *testing.T) {
	if os.Getenv("MIRRORARM_SOAK") == "" {
		t.Skip("long: set MIRRORARM_SOAK=1, or run make soak")
	}
	requireMarkers(t, math.MaxInt)
}

// requireMarkers reads so many rows of markers.
func requireMarkers(t *testing.T, rows int) {
	t.Helper()
	data, err := os.ReadFile(testdata.Shared(t, "data", "mocap-arm", "arm-hand-100hz.csv"))
	require.NoError(t, err)
	table, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	require.NoError(t, err)
	table = table[:min(len(table), rows)]
	var plain, turned strings.Builder
	for _, row := range table {
		plain.WriteString(strings.Join(row, ",") + "\n")
		var kept []string
		for i := len(row) - 1; i > 0; i-- { // without the frame's number
			if name := table[0][i]; !strings.HasPrefix(name, "pillow") && !strings.HasPrefix(name, "back") {
				kept = append(kept, row[i])
			}
		}
		turned.WriteString(strings.Join(kept, ",") + "\r\n")
	}
	rec, err := format.Read([]byte(plain.String()), format.Options{})
	require.NoError(t, err)
	takes := takesOf(t, rec, 1e-3, 1)
	require.Len(t, takes, 1)
	for _, content := range []string{plain.String(), turned.String()} {
		src := read(t, "markers.csv", content, gesture.Options{})
		require.Equal(t, "optical markers", src.Info().Decision.Format)
		require.Equal(t, len(table)-1, src.Info().Frames)
		off, _ := apart(t, takes[0], src)
		t.Logf("%.3f°; %s", off, src.Info().Report)
		require.LessOrEqual(t, off, 0.2, src.Info().Report)
	}
}

// compare writes a take, reads it, and holds it against the own format.
func compare(t *testing.T, w *writer, k take) {
	t.Helper()
	if len(k.ticks) == 0 || w.bent && !k.bent() {
		t.Skip("no frame shows what this form needs")
	}
	opt := gesture.Options{}
	if w.flat && w.side {
		// Neither a label nor depth: only the person knows.
		if opt.Hand = gesture.RightHand; k.side == hand.Left {
			opt.Hand = gesture.LeftHand
		}
	}
	src := read(t, w.name, w.write(t, k), opt)
	require.Equal(t, w.format, src.Info().Decision.Format, src.Info().Report)
	bound := 0.2
	if w.degrees > 0 {
		bound = w.degrees
	}
	off, pip := apart(t, k, src)
	t.Logf("%.3f°, PIP %.2f°; %s", off, pip, src.Info().Report)
	if w.flat {
		off = pip
	}
	require.LessOrEqual(t, off, bound, src.Info().Report)
}

// bent reports whether fingers are bent far enough to tell the hand's side: the
// tips are much nearer to the wrist than the bones are long, in half the frames.
func (k *take) bent() bool {
	n := 0
	for i := range k.ticks {
		p := &k.ticks[i].points
		reach, length := r3.Norm(r3.Sub(p[12], p[9])), 0.0
		for j := 9; j < 12; j++ {
			length += r3.Norm(r3.Sub(p[j+1], p[j]))
		}
		if reach < 0.8*length {
			n++
		}
	}
	return 2*n > len(k.ticks)
}
