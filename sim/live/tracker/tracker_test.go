package tracker

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// tinyModel is a model as TensorFlow Lite's own writer lays one out, by hand: the
// root in front, then a list of two buffers, of which the second has four bytes.
func tinyModel() []byte {
	var b builder
	b.reference("root")
	b.bytes([]byte("TFL3"))
	b.table("root", 5, map[int]string{modelOperators: "operators", modelGraphs: "graphs", modelBuffers: "buffers"}, map[int]uint32{modelVersion: 3})
	b.vector("operators", nil)
	b.vector("graphs", []string{"graph"})
	b.table("graph", 1, nil, map[int]uint32{0: 77})
	b.vector("buffers", []string{"empty", "full"})
	b.table("empty", 0, nil, nil)
	b.table("full", 1, map[int]string{0: "weights"}, nil)
	b.align(16, 4)
	b.content("weights", []byte{1, 2, 3, 4})
	out, err := b.finish(nil)
	if err != nil {
		panic(err)
	}
	return out
}

// flat reads FlatBuffers as their specification says, apart from the code under
// test: a field's place is found through the table's own list.
type flat []byte

func (f flat) u32(at int) int { return int(binary.LittleEndian.Uint32(f[at:])) }

func (f flat) follow(at int) int { return at + f.u32(at) }

func (f flat) field(table, i int) int {
	list := table - int(int32(f.u32(table)))
	if 4+2*i >= int(binary.LittleEndian.Uint16(f[list:])) {
		return 0
	}
	if off := int(binary.LittleEndian.Uint16(f[list+4+2*i:])); off != 0 {
		return table + off
	}
	return 0
}

func (f flat) child(table, i int) int { return f.follow(f.field(table, i)) }

func (f flat) element(vector, i int) int { return f.follow(vector + 4 + 4*i) }

func (f flat) text(at int) string { return string(f[at+4 : at+4+f.u32(at)]) }

func TestMetadataIsAddedAndTheRestKept(t *testing.T) {
	model := tinyModel()
	out, err := WithNormalisation(model, Normalisation{Mean: 127.5, Std: 63.75})
	require.NoError(t, err)
	require.True(t, bytes.HasSuffix(out, model), "the old file is kept whole")
	f := flat(out)
	require.Equal(t, "TFL3", string(out[4:8]))
	root := f.follow(0)
	require.Equal(t, 3, f.u32(f.field(root, modelVersion)))
	require.Equal(t, 77, f.u32(f.field(f.element(f.child(root, modelGraphs), 0), 0)))

	buffers := f.child(root, modelBuffers)
	require.Equal(t, 3, f.u32(buffers))
	weights := f.child(f.element(buffers, 1), 0)
	require.Equal(t, []byte{1, 2, 3, 4}, []byte(f[weights+4:weights+8]))
	require.Zero(t, (weights+4)%16, "weights keep their alignment")

	entry := f.element(f.child(root, modelMetadata), 0)
	require.Equal(t, metadataName, f.text(f.child(entry, 0)))
	require.Equal(t, 2, f.u32(f.field(entry, 1)), "the entry names the new buffer")
	content := f.child(f.element(buffers, 2), 0)
	require.Zero(t, (content+4)%16)
	m := f[content+4 : content+4+f.u32(content)]
	require.Equal(t, "M001", string(m[4:8]))
	input := m.element(m.child(m.element(m.child(m.follow(0), 3), 0), 2), 0)
	unit := m.element(m.child(input, 4), 0)
	require.Equal(t, byte(1), m[m.field(unit, 0)], "normalisation options")
	options := m.child(unit, 1)
	for i, want := range []float32{127.5, 63.75} {
		values := m.child(options, i)
		require.Equal(t, 1, m.u32(values))
		require.Equal(t, want, math.Float32frombits(uint32(m.u32(values+4))))
	}
}

func TestATaskIsAStoredZip(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, WriteTask(&out, HandTask(), tinyModel(), tinyModel()))
	archive, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	require.NoError(t, err)
	var names []string
	for _, f := range archive.File {
		names = append(names, f.Name)
		require.Equal(t, zip.Store, f.Method)
	}
	require.Equal(t, []string{"hand_detector.tflite", "hand_landmarks_detector.tflite"}, names)
	require.ErrorContains(t, WriteTask(&out, HandTask(), tinyModel(), []byte("text")), "hand_landmarks_detector.tflite")
}

func TestUnpack(t *testing.T) {
	loader := []byte(`x=1;loadPackage({"files": [{"filename": "/a/one.tflite", "start": 2, "end": 5}, {"filename": "/a/two.tflite", "start": 5, "end": 99}]});`)
	got, err := Unpack(loader, []byte("..one."), "one.tflite")
	require.NoError(t, err)
	require.Equal(t, "one", string(got))
	_, err = Unpack(loader, []byte("..one."), "two.tflite")
	require.ErrorContains(t, err, "bytes 5 to 99 of 6")
	_, err = Unpack(loader, nil, "three.tflite")
	require.ErrorContains(t, err, "three.tflite")
	_, err = Unpack([]byte("nothing"), nil, "one.tflite")
	require.Error(t, err)
}

func FuzzWithNormalisation(f *testing.F) {
	f.Add(tinyModel())
	f.Add([]byte("12345678TFL3"))
	f.Fuzz(func(t *testing.T, model []byte) {
		out, err := WithNormalisation(model, Normalisation{Std: 1})
		if err == nil && len(out) > 8*len(model)+1024 {
			t.Fatalf("%d bytes of %d", len(out), len(model))
		}
	})
}

// Nothing installed, something damaged, something foreign: each is said, and
// nothing is installed by halves.
func TestWhatIsNotInstalledIsSaid(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tracker")
	_, err := Status(dir)
	require.ErrorIs(t, err, ErrAbsent)
	require.ErrorIs(t, Remove(dir), ErrAbsent)
	require.ErrorIs(t, Pack(dir, filepath.Join(t.TempDir(), "t.zip")), ErrAbsent)

	foreign := filepath.Join(t.TempDir(), "foreign.zip")
	require.NoError(t, os.WriteFile(foreign, []byte("no zip"), 0o644))
	require.ErrorContains(t, InstallFrom(foreign, dir), "no zip file")
	var out bytes.Buffer
	require.NoError(t, WriteTask(&out, HandTask(), tinyModel(), tinyModel()))
	require.NoError(t, os.WriteFile(foreign, out.Bytes(), 0o644))
	require.ErrorContains(t, InstallFrom(foreign, dir), "not in the archive")
	require.NoDirExists(t, dir)

	t.Setenv("PATH", t.TempDir())
	require.ErrorContains(t, Install(context.Background(), dir, func(string) {}), "npm")
	require.NoDirExists(t, dir)
}

// The whole way, through npm: what is built is what must come of it, and it
// travels.
func TestInstallPackAndCarry(t *testing.T) {
	if _, err := exec.LookPath("npm"); err != nil {
		t.Skip("npm is not installed (Debian: apt-get install npm)")
	}
	dir := filepath.Join(t.TempDir(), "tracker")
	if err := Install(context.Background(), dir, func(string) {}); err != nil {
		t.Skipf("no network for npm: %v", err)
	}
	names, err := Status(dir)
	require.NoError(t, err)
	require.Contains(t, names, "hand.task")

	packed := filepath.Join(t.TempDir(), "tracker.zip")
	require.NoError(t, Pack(dir, packed))
	other := filepath.Join(t.TempDir(), "other")
	require.NoError(t, InstallFrom(packed, other))
	_, err = Status(other)
	require.NoError(t, err)

	require.NoError(t, os.WriteFile(filepath.Join(other, "pose.task"), []byte("changed"), 0o644))
	_, err = Status(other)
	require.ErrorContains(t, err, "pose.task")
	require.NoError(t, InstallFrom(packed, other), "installing again mends it")
	require.NoError(t, Remove(other))
	require.NoDirExists(t, other)
}
