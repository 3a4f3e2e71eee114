package live_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/gesture/format"
	"mirrorarm/sim/live"
	"mirrorarm/testdata"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"
)

// pageMessages are a camera's recording as the page sends it, with its times (s).
func pageMessages(t *testing.T) (messages []string, times []float64) {
	t.Helper()
	content, err := os.ReadFile(testdata.Shared(t, "data", "mediapipe-camera", "hand-30fps.jsonl"))
	require.NoError(t, err)
	for line := range strings.Lines(string(content)) {
		var f struct {
			Seconds float64           `json:"t_s"`
			Hands   []json.RawMessage `json:"hands"`
		}
		require.NoError(t, json.Unmarshal([]byte(line), &f))
		hands, err := json.Marshal(f.Hands)
		require.NoError(t, err)
		messages = append(messages, fmt.Sprintf(`{"type":"hands","seq":%d,"t_ms":%.3f,"sent_ms":%.3f,"rtt_ms":2,"size":[640,360],"hands":%s}`, len(messages), 1e3*f.Seconds+7e8, 1e3*f.Seconds+7e8+20, hands))
		times = append(times, f.Seconds)
	}
	return messages, times
}

// What a tracker sent, kept and played again, shows the hand that it showed live: the
// same side, and fingertips where they were.
func TestWhatIsKeptPlaysAgain(t *testing.T) {
	type said struct {
		hello    string
		messages []string
		times    []float64
	}
	for name, say := range map[string]func(t *testing.T) said{
		"camera": func(t *testing.T) said {
			messages, times := pageMessages(t)
			return said{`{"type":"hello","name":"camera page","kind":"camera"}`, messages, times}
		},
		"tracker": func(t *testing.T) said {
			p := performed(t)
			s := said{hello: `{"type":"hello","kind":"tracker","axes":"unity","name":"gloves"}`}
			for i := range p.rec.Frames {
				s.messages, s.times = append(s.messages, ourText(&p.rec.Frames[i])), append(s.times, p.rec.Frames[i].Time)
			}
			return s
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, a := say(t), &audience{}
			read, write := io.Pipe()
			opt := a.options()
			opt.Input = read
			r, err := live.Open("-", opt)
			require.NoError(t, err)
			tell := func(text string) {
				_, err := io.WriteString(write, text+"\n")
				require.NoError(t, err)
			}
			tell(s.hello)
			var shown [2][]gesture.Sample
			for i, m := range s.messages {
				now := s.times[i] + late
				a.set(now)
				tell(m)
				tell("") // the message before it has been heard once this one is taken
				tell("")
				require.Equal(t, i+1, a.heard(), a.words())
				for side := range shown {
					var sample gesture.Sample
					a.follower.Source(hand.Side(side), hand.Nominal()).Sample(now, &sample)
					shown[side] = append(shown[side], sample)
				}
			}
			require.NoError(t, write.Close())
			<-r.Ended()
			kept := filepath.Join(t.TempDir(), "kept.jsonl")
			require.NoError(t, os.WriteFile(kept, []byte(a.kept.String()), 0o600))
			whole, err := gesture.Open(kept, gesture.Options{})
			require.NoError(t, err)
			side := a.verdicts[len(a.verdicts)-1].Side
			require.Equal(t, side, whole.Info().Side)
			beside := live.NewComparison(whole)
			for i := range shown[side] {
				at := s.times[i] - s.times[0]
				beside.Saw(&a.packets[i].Frame, a.verdicts[i])
				if at > 1 || i > len(shown[side])/2 {
					beside.Add(at, &shown[side][i])
				}
			}
			t.Logf("%d moments, fingertips within %.1f mm; held %.1f mm", beside.Live().Moments(), beside.Live().MM(), beside.Hold().MM())
			require.Greater(t, beside.Live().Moments(), len(s.messages)/3)
			require.Less(t, beside.Live().MM(), 12.0)

			// Each message is there, after the hello.
			require.Equal(t, len(s.messages)+1, strings.Count(a.kept.String(), "\n"))
			frames, err := gesture.Frames(kept, gesture.Options{})
			require.NoError(t, err)
			require.Len(t, frames.Frames, len(s.messages))
		})
	}
}

// Kept messages are read as what their hello says they are.
func TestReadingKeptMessages(t *testing.T) {
	read := func(text string) (*format.Recording, error) { return format.Read([]byte(text), format.Options{}) }
	good := handText(1, 5)
	rec, err := read(`{"type":"hello","axes":"unity"}` + "\n" + good + "\n" + `{"type":"clock","sent_ms":1}` + "\n" + handText(2, 38) + "\n{\n")
	require.NoError(t, err)
	require.Equal(t, "mirrorarm messages", rec.Format)
	require.Len(t, rec.Frames, 3)
	require.Equal(t, 38.0, rec.Frames[1].Time)
	require.NotEmpty(t, rec.Frames[2].Bad)
	require.False(t, rec.Axes.LeftHanded(), "the hands are reflected with their axes")
	require.True(t, rec.Position)
	rec, err = read(`{"type":"hello","axes":"leap","position":false}` + "\n" + good + "\n" + `{"type":"hello"}` + "\n" + good)
	require.NoError(t, err)
	require.False(t, rec.Position)
	require.Len(t, rec.Frames, 1)
	require.Contains(t, rec.Notes[0], "another tracker follows at line 3")
	_, err = read(`{"type":"hello","axes":"sideways"}` + "\n" + good)
	require.ErrorContains(t, err, `line 1: axes "sideways": unknown`)
	for text, want := range map[string]string{
		strings.Replace(good, `"right"`, `"upper"`, 1):                    "left or right",
		strings.Replace(good, `{"side"`, `{"confidence":2,"side"`, 1):     "0 to 1",
		strings.Replace(good, `{"side"`, `{"elbow_m":[1],"side"`, 1):      "elbow_m",
		`{"type":"hands","hands":[{"landmarks_m":[[1,2,3]]}]}`:            "1 landmarks, want 21",
		`{"type":"hello"}` + "\n" + `{"type":"other"}`:                    "want hello, hands or clock",
		`{"type":"hello"}` + "\n" + `{"type":"hands","hands":[{"id":1}]}`: "landmarks_m: nothing",
	} {
		_, err := read(text)
		require.ErrorContains(t, err, want)
	}
}

// A tracker at an address may write its JSON over several lines; what is kept of it is
// a line a message, as a file that plays again must have it.
func TestMessagesOfSeveralLinesAreKeptAsOne(t *testing.T) {
	sent := []string{"{\n \"type\": \"hello\",\n \"kind\": \"tracker\"\n}", "{\n \"type\": \"hands\",\n \"t_ms\": 5,\n \"hands\": []\n}"}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{live.Protocol}})
		if err != nil {
			return
		}
		for _, text := range sent {
			_ = c.Write(r.Context(), websocket.MessageText, []byte(text))
		}
		<-r.Context().Done()
	}))
	defer s.Close()
	var kept strings.Builder
	heard := make(chan struct{}, 1)
	r, err := live.Open(strings.Replace(s.URL, "http", "ws", 1), live.RemoteOptions{
		Now: func() float64 { return 1 }, Keep: &kept,
		Use: func(*live.Packet) live.Verdict {
			heard <- struct{}{}
			return live.Verdict{}
		},
	})
	require.NoError(t, err)
	<-heard
	r.Close()
	lines := strings.Split(strings.TrimSpace(kept.String()), "\n")
	require.Len(t, lines, len(sent), kept.String())
	for i, line := range lines {
		require.JSONEq(t, sent[i], line)
	}
}
