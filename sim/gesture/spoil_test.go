package gesture_test

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"mirrorarm/sim/gesture"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// slots calls use for every place in a JSON value that can be overwritten, in a
// fixed order.
func slots(value any, use func(set func(any))) {
	switch v := value.(type) {
	case object:
		var keys []string
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			use(func(x any) { v[k] = x })
			slots(v[k], use)
		}
	case []any:
		for i := range v {
			use(func(x any) { v[i] = x })
			slots(v[i], use)
		}
	}
}

// shortened are the first few frames of a recording of every JSON format.
func shortened(t *testing.T) map[string]string {
	out := map[string]string{"own": nativeHeader + nativeLine(0, points(21)) + nativeLine(0.02, points(21))}
	for _, path := range []string{"leap/finger-tap-54fps.json", "webxr-quest/poses-right.json", "webxr-emulator/pinch.json", "mediapipe-reference/hand-30fps-wrist-frame.json"} {
		data, err := os.ReadFile(dataFile(t, path))
		require.NoError(t, err)
		var doc object
		require.NoError(t, json.Unmarshal(data, &doc))
		for _, list := range []string{"frames", "poses"} {
			if l, ok := doc[list].([]any); ok {
				doc[list] = l[:3]
			}
		}
		short, err := json.Marshal(doc)
		require.NoError(t, err)
		out[path] = string(short)
	}
	data, err := os.ReadFile(dataFile(t, "mediapipe-camera/hand-30fps.jsonl"))
	require.NoError(t, err)
	out["camera"] = string(bytes.Join(bytes.SplitAfterN(data, []byte("\n"), 4)[:3], nil))
	return out
}

// One value anywhere in a good file is replaced by something else: the reader
// must refuse it in one line, or play finite postures.
func TestSpoiltValuesNeverPanic(t *testing.T) {
	t.Parallel()
	odd := []any{nil, "x", -1.0, 0.0, 1e308, -1e-308, 1e15, true, []any{}, object{}, []any{1.0, 2.0}, []any{"a", "b", "c"}, []any{1e200, 0.0, 0.0}}
	for format, content := range shortened(t) {
		t.Run(format, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				var out bytes.Buffer
				for line := range bytes.Lines([]byte(content)) {
					var doc any
					require.NoError(t, json.Unmarshal(line, &doc))
					var all []func(any)
					slots(doc, func(set func(any)) { all = append(all, set) })
					if rapid.Bool().Draw(t, "spoil") {
						at := rapid.IntRange(0, len(all)-1).Draw(t, "at")
						all[at](rapid.SampledFrom(odd).Draw(t, "by"))
					}
					require.NoError(t, json.NewEncoder(&out).Encode(doc))
				}
				src, err := gesture.Read("spoilt", &out, gesture.Options{})
				if err != nil {
					require.NotContains(t, err.Error(), "\n")
					return
				}
				for k := range 20 {
					s := at(src, float64(k)*0.1)
					require.True(t, s.WorldFromPalm.IsFinite() && s.WorldFromForearm.IsFinite())
					require.Equal(t, s.Angles.Clamped(), s.Angles)
				}
			})
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	for _, path := range []string{"mediapipe-camera/hand-30fps.jsonl", "leap/confidence2.json", "mocap-arm/arm-hand-100hz.csv"} {
		b.Run(path, func(b *testing.B) {
			file := dataFile(b, path)
			for b.Loop() {
				_, err := gesture.Open(file, gesture.Options{})
				require.NoError(b, err)
			}
		})
	}
}
