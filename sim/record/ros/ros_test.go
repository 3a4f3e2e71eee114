package ros_test

import (
	"math"
	"strings"
	"testing"

	"mirrorarm/sim/record/ros"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// One message, byte by byte after the rules of CDR: what is aligned counts from behind the
// first four bytes.
func TestAMessageByteForByte(t *testing.T) {
	m := &ros.JointState{
		Header: ros.Header{Stamp: ros.At(7_000_000_009), FrameID: "ab"},
		Name:   []string{"j", ""}, Position: []float64{1.5}, Effort: []float64{},
	}
	want := []byte{
		0, 1, 0, 0, // plain CDR, little-endian
		7, 0, 0, 0, 9, 0, 0, 0, // stamp
		3, 0, 0, 0, 'a', 'b', 0, 0, // frame, and 1 byte to 16
		2, 0, 0, 0, // two names
		2, 0, 0, 0, 'j', 0, 0, 0, // and 2 bytes to 28
		1, 0, 0, 0, 0, 0, 0, 0, // "", and 3 bytes to 36
		1, 0, 0, 0, // one position, at 40
		0, 0, 0, 0, 0, 0, 0xf8, 0x3f, // 1.5
		0, 0, 0, 0, // no velocity
		0, 0, 0, 0, // no effort
	}
	require.Equal(t, want, ros.Append(nil, m))
	behind := ros.Append([]byte("xyz"), m)
	require.Equal(t, want, behind[3:], "whatever is before it")
}

func drawTransforms(t *rapid.T) *ros.Transforms {
	m := &ros.Transforms{}
	number := rapid.Float64()
	for range rapid.IntRange(0, 5).Draw(t, "transforms") {
		m.Transforms = append(m.Transforms, ros.Transform{
			Header: ros.Header{Stamp: ros.Time{Sec: rapid.Int32().Draw(t, "s"), Nanosec: rapid.Uint32().Draw(t, "ns")}, FrameID: rapid.String().Draw(t, "frame")},
			Child:  rapid.String().Draw(t, "child"),
			Pose: ros.Pose{
				Position:    ros.Vector{X: number.Draw(t, "x"), Y: number.Draw(t, "y"), Z: number.Draw(t, "z")},
				Orientation: ros.Quaternion{X: number.Draw(t, "qx"), W: number.Draw(t, "qw")},
			},
		})
	}
	return m
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, got := drawTransforms(t), &ros.Transforms{}
		b := ros.Append(nil, m)
		require.NoError(t, ros.Read(b, got))
		require.Equal(t, len(m.Transforms), len(got.Transforms))
		require.Equal(t, b, ros.Append(nil, got))
		for n := range b { // no part of it is taken for the whole
			require.Error(t, ros.Read(b[:n], got), "%d of %d bytes", n, len(b))
		}
		require.Error(t, ros.Read(append(b, 1, 2, 3, 4), got))
	})
}

// A cloud of points comes back as it was, to its last field.
func TestACloudIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.Uint32()
		m, got := &ros.PointCloud{
			Header: ros.Header{FrameID: rapid.String().Draw(t, "frame")}, Height: number.Draw(t, "height"), Width: number.Draw(t, "width"),
			BigEndian: rapid.Bool().Draw(t, "big"), PointStep: number.Draw(t, "step"), RowStep: number.Draw(t, "row"),
			Data: rapid.SliceOfN(rapid.Byte(), 1, 50).Draw(t, "data"), Dense: rapid.Bool().Draw(t, "dense"),
		}, &ros.PointCloud{}
		for range rapid.IntRange(1, 4).Draw(t, "fields") {
			m.Field = append(m.Field, ros.PointField{Name: rapid.String().Draw(t, "name"), Offset: number.Draw(t, "offset"), Datatype: rapid.Uint8().Draw(t, "type"), Count: number.Draw(t, "count")})
		}
		b := ros.Append(nil, m)
		require.NoError(t, ros.Read(b, got))
		require.Equal(t, m, got)
		for n := range b {
			require.Error(t, ros.Read(b[:n], &ros.PointCloud{}), "%d of %d bytes", n, len(b))
		}
	})
}

func TestLengthsAreNotBelieved(t *testing.T) {
	b := ros.Append(nil, &ros.JointState{})
	b[20] = 0xff // names: 255
	err := ros.Read(append(b, make([]byte, 40)...), &ros.JointState{})
	require.ErrorContains(t, err, "bytes are left")
	require.ErrorContains(t, ros.Read([]byte{0, 0, 0, 0}, &ros.JointState{}), "want 00 01")
	require.ErrorContains(t, ros.Read(nil, &ros.JointState{}), "want 00 01")
}

// Each type that a definition names is defined in it.
func TestDefinitionsAreWhole(t *testing.T) {
	for _, m := range []ros.Message{&ros.JointState{}, &ros.Transforms{}, &ros.PointCloud{}} {
		defined := map[string]bool{}
		for _, line := range strings.Split(m.Definition(), "\n") {
			if name, ok := strings.CutPrefix(line, "MSG: "); ok {
				defined[name] = true
			}
		}
		for _, line := range strings.Split(m.Definition(), "\n") {
			kind, _, _ := strings.Cut(strings.TrimSpace(line), " ")
			kind, _, _ = strings.Cut(kind, "[")
			if strings.Contains(kind, "/") {
				require.True(t, defined[kind], "%s: %s", m.Type(), kind)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(ros.Append(nil, &ros.JointState{Name: []string{"a"}, Position: []float64{math.NaN()}}))
	f.Add(ros.Append(nil, &ros.PointCloud{Field: []ros.PointField{{Name: "x"}}, Data: []byte{1, 2}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, m := range []ros.Message{&ros.JointState{}, &ros.Transforms{}, &ros.PointCloud{}} {
			if ros.Read(b, m) != nil {
				continue
			}
			again := ros.Append(nil, m)
			require.NoError(t, ros.Read(again, m))
		}
	})
}
