package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"testing"
	"time"

	"mirrorarm/sim/clock"
	"mirrorarm/sim/live"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// A hand before the page's camera leads the arm, as a tracker's hand does elsewhere.
func TestAHandBeforeThePage(t *testing.T) {
	content, err := os.ReadFile(testdata.Shared(t, "data", "mediapipe-camera", "hand-30fps.jsonl"))
	require.NoError(t, err)
	a, err := parse("channels=64&source=synth:rest")
	require.NoError(t, err)
	v, err := openVisit(t.Context(), a, session.Options{Synchronous: true})
	require.NoError(t, err)
	defer v.Close()
	watched := 0
	v.onCamera = func(bool) { watched++ }
	v.watch(true)
	f := &clock.Fake{}
	v.eyes = newEyes(f)
	v.Welcome(v.eyes)
	require.NoError(t, v.eyes.see(`{"type":"hello","name":"camera page","kind":"camera"}`))

	lines := bufio.NewScanner(bytes.NewReader(content))
	lines.Buffer(nil, live.MaxMessage)
	for lines.Scan() && v.eyes.frames < 120 {
		var seen struct {
			Time  float64         `json:"t_s"`
			Hands json.RawMessage `json:"hands"`
		}
		require.NoError(t, json.Unmarshal(lines.Bytes(), &seen))
		message, err := json.Marshal(map[string]any{"type": "hands", "t_ms": 1e3 * seen.Time, "size": []int{1280, 720}, "hands": seen.Hands})
		require.NoError(t, err)
		f.Pass(time.Second / 30)
		require.NoError(t, v.eyes.see(string(message)))
		require.NoError(t, v.Advance(1.0/30))
	}
	require.GreaterOrEqual(t, v.eyes.frames, 30)
	require.True(t, v.Status().Following)
	var snap mirror.Snapshot
	v.SnapshotTo(&snap)
	t.Logf("%d frames, fingertips within %.1f mm", v.eyes.frames, snap.Health.TipErrorMM)
	require.Less(t, snap.Health.TipErrorMM, 12.0) // as of the hand before the camera page

	v.watch(false)
	require.Equal(t, 2, watched)
	require.Equal(t, locale.Nothing, v.Status().Camera)
}

// What the page's worker says of its camera is on the screen; what is no message is refused.
func TestWhatThePageSaysOfItsCamera(t *testing.T) {
	e := newEyes(&clock.Fake{})
	for state, word := range cameraWords {
		require.NoError(t, e.see(`{"type":"state","state":"`+string(state)+`"}`))
		require.Equal(t, word, e.says())
		require.NotEmpty(t, locale.English.Text(word))
	}
	for _, text := range []string{"", "{}", `{"type":"state","state":"well"}`, `{"type":"hands","hands":[{}]}`} {
		require.Error(t, e.see(text), text)
	}
	_, there := e.Present(0)
	require.False(t, there)
}
