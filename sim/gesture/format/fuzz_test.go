package format_test

import (
	"math"
	"os"
	"testing"
	"unsafe"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture/format"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// fuzz feeds spoilt files of some forms to the readers: an error of one line or a
// recording that holds what it must, never a panic.
func fuzz(f *testing.F, writers ...writer) {
	require.NotEmpty(f, writers)
	for _, w := range writers {
		for _, side := range []hand.Side{hand.Right, hand.Left} {
			k := synthetic(f, sampleGesture, side, 1, 3, sampleNoise)
			f.Add([]byte(w.write(f, k)))
			data, err := os.ReadFile(samplePath(side, w.name))
			require.NoError(f, err)
			f.Add(data[:min(len(data), 6000)])
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		rec, err := format.Read(data, format.Options{})
		if err != nil {
			require.NotContains(t, err.Error(), "\n")
			require.Less(t, len(err.Error()), 300)
			return
		}
		requireSound(t, rec, len(data))
	})
}

// requireSound checks what gesture relies on, and that a recording is not out of
// proportion to its file.
func requireSound(t *testing.T, rec *format.Recording, size int) {
	t.Helper()
	finite := func(p r3.Vec) bool {
		sum := math.Abs(p.X) + math.Abs(p.Y) + math.Abs(p.Z)
		return !math.IsNaN(sum) && !math.IsInf(sum, 0)
	}
	require.NotEmpty(t, rec.Format)
	require.LessOrEqual(t, len(rec.Frames), format.MaxFrames)
	require.False(t, rec.Axes.LeftHanded())
	bytes := 0
	for i := range rec.Frames {
		f := &rec.Frames[i]
		bytes += int(unsafe.Sizeof(*f)) + len(f.Bad) + len(f.Hands)*int(unsafe.Sizeof(format.Hand{}))
		require.LessOrEqual(t, len(f.Hands), format.MaxHands)
		require.False(t, math.IsInf(f.Time, 0))
		for j := range f.Hands {
			h := &f.Hands[j]
			require.True(t, h.Confidence >= 0 && h.Confidence <= 1)
			require.True(t, finite(h.Place) && finite(h.Elbow) && finite(h.Shoulder))
			for p, w := range h.Seen.Weight {
				require.True(t, w == 0 || w == 1)
				require.True(t, finite(h.Seen.Points[p]))
			}
		}
	}
	require.LessOrEqual(t, bytes, 20*size+50<<20)
}

// withNames are the writers of those names.
func withNames(t testing.TB, names ...string) []writer {
	var out []writer
	for _, w := range append(allWriters(), ownWriter()) {
		for _, n := range names {
			if w.name == n {
				out = append(out, w)
			}
		}
	}
	require.Len(t, out, len(names))
	return out
}

func FuzzNative(f *testing.F)    { fuzz(f, ownWriter()) }
func FuzzMediaPipe(f *testing.F) { fuzz(f, cameraWriters()...) }
func FuzzPicture(f *testing.F)   { fuzz(f, pictureWriters()...) }
func FuzzLeap(f *testing.F)      { fuzz(f, leapWriters()...) }
func FuzzLists(f *testing.F)     { fuzz(f, listWriters()...) }

func FuzzWebXR(f *testing.F) {
	fuzz(f, withNames(f, "webxr-objects.json", "webxr-arrays.jsonl", "webxr-matrices.json")...)
}
func FuzzActions(f *testing.F)  { fuzz(f, withNames(f, "emulator-actions.json")...) }
func FuzzUnity(f *testing.F)    { fuzz(f, withNames(f, "mrtk.json", "unity-hands.jsonl")...) }
func FuzzStreamer(f *testing.F) { fuzz(f, withNames(f, "streamer-lines.txt")...) }
func FuzzBVH(f *testing.F)      { fuzz(f, withNames(f, "skeleton.bvh")...) }
func FuzzNumpy(f *testing.F)    { fuzz(f, withNames(f, "landmarks.npy")...) }

func FuzzVisionPro(f *testing.F) {
	fuzz(f, withNames(f, "visionpro.jsonl", "visionpro-numpy.json")...)
}

func FuzzTable(f *testing.F) {
	fuzz(f, withNames(f, "named-mm.csv", "named-left-handed.csv", "glove-cm.csv", "numbered.csv")...)
}

func FuzzMarkers(f *testing.F) {
	f.Add([]byte("Frame,Time,hand_top_X,hand_top_Y,hand_top_Z\n1,0,1,2,\n"))
	fuzz(f, markerWriters()...)
}
