package live_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture/format"
	"mirrorarm/sim/live"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"
)

func TestOurProtocolAsAClient(t *testing.T) {
	p, a := performed(t), &audience{}
	clients := make(chan *websocket.Conn, 1)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{live.Protocol}})
		if err == nil {
			clients <- c
			<-r.Context().Done()
		}
	}))
	defer s.Close()
	r := a.open(t, strings.Replace(s.URL, "http", "ws", 1)+"/gloves?left")
	client := <-clients
	require.Equal(t, live.Protocol, client.Subprotocol())
	say := func(text string) { require.NoError(t, client.Write(t.Context(), websocket.MessageText, []byte(text))) }
	say(`{"type":"hello","kind":"tracker","axes":"unity"}`)
	say(`{"type":"hands","hands":[{"landmarks_m":7}]}`)
	require.Equal(t, "refused", receive(t, client)["type"])
	a.play(t, p, 0, func(f *format.Frame) { say(ourText(f)) })
	a.requireLed(t, p, true)
	require.Equal(t, "state", receive(t, client)["type"], "it is answered as a server answers")
	a.mu.Lock()
	require.Equal(t, len(p.rec.Frames)+1, strings.Count(a.kept.String(), "\n"))
	a.mu.Unlock()

	// A peer that breaks the rules is let go and called again.
	say(strings.Repeat(" ", live.MaxMessage+1))
	client = <-clients
	r.Close()
}

// ourText is a frame in our protocol, in Unity's axes.
func ourText(f *format.Frame) string {
	var hands []any
	for i := range f.Hands {
		h := &f.Hands[i]
		points := make([][]float64, hand.NumLandmarks)
		for k, p := range h.Seen.Points {
			if h.Seen.Weight[k] > 0 {
				points[k] = []float64{p.X, p.Y, -p.Z}
			}
		}
		hands = append(hands, map[string]any{"side": h.Side.String(), "confidence": h.Confidence, "landmarks_m": points})
	}
	text, _ := json.Marshal(map[string]any{"type": "hands", "t_ms": 1e3*f.Time + 5e6, "hands": hands})
	return string(text)
}

// What is piped in may be of any known form.
func TestPipe(t *testing.T) {
	n := 0
	for name, form := range map[string]struct {
		ahead int
		first string
		line  func(f *format.Frame) string
	}{
		"leap":     {0, `{"serviceVersion":"2.3.1","version":6}`, func(f *format.Frame) string { return leapText(f) + "\n" }},
		"streamer": {1, "", func(f *format.Frame) string { n++; return streamerText(f, n, true) }},
		"ours":     {0, `{"type":"hello","axes":"unity","kind":"tracker"}`, func(f *format.Frame) string { return ourText(f) + "\n" }},
	} {
		t.Run(name, func(t *testing.T) {
			p, a := performed(t), &audience{}
			read, write := io.Pipe()
			opt := a.options()
			opt.Input = read
			r, err := live.Open("-", opt)
			require.NoError(t, err)
			defer r.Close()
			write.Write([]byte(form.first + "\n\n")) //nolint:errcheck // the frames tell
			a.play(t, p, form.ahead, func(f *format.Frame) {
				_, err := io.WriteString(write, form.line(f))
				require.NoError(t, err)
			})
			a.requireLed(t, p, true)
			a.set(1e4)
			_, err = io.WriteString(write, strings.Repeat("x", 3*live.MaxMessage)+"\n")
			require.NoError(t, err)
			a.hears(t, "longer than 65536 bytes")
			require.NoError(t, write.Close())
			select {
			case <-r.Ended():
			case <-time.After(20 * time.Second):
				require.Fail(t, "the pipe has ended")
			}
		})
	}
}

// More than a tracker may send in a second is left out, and said once.
func TestPipeIsHeldToARate(t *testing.T) {
	p, a := performed(t), &audience{}
	opt := a.options()
	opt.Input = strings.NewReader(strings.Repeat(leapText(&p.rec.Frames[0])+"\n", 300))
	r, err := live.Open("-", opt)
	require.NoError(t, err)
	<-r.Ended()
	require.Equal(t, 240, a.heard())
	require.Equal(t, "line 241: more than 240 messages a second", a.words())
}

func TestAddresses(t *testing.T) {
	for source, want := range map[string]string{
		"ftp://host":                "ftp:// is no kind of tracker, want hts://0.0.0.0:9000",
		"hts://":                    "no host",
		"hts://0.0.0.0:99999":       "port 99999, want 1 to 65535",
		"leap://localhost:0":        "port 0",
		"leap://localhost:6437/x":   `"/x" after the port`,
		"ws://user@host":            "no user",
		"hts://192.0.2.1:9000":      "want an address of this machine",
		"ws://ho st":                "not an address",
		"hts://no.such.invalid:900": "cannot listen",
	} {
		require.True(t, live.IsAddress(source))
		_, err := live.Open(source, live.RemoteOptions{Now: func() float64 { return 0 }})
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, "live: source ")
	}
	require.True(t, live.IsAddress("-"))
	for _, file := range []string{"synth", "synth:wave", "hand.jsonl", `C:\hands\me.jsonl`, "./-"} {
		require.False(t, live.IsAddress(file), file)
	}
}

// FuzzRemoteMessage has each protocol's messages read and followed.
func FuzzRemoteMessage(f *testing.F) {
	p := &format.Frame{Time: 1, Hands: []format.Hand{{Confidence: 1, Labelled: true}}}
	nominal := hand.New(hand.Right, hand.Nominal())
	var lm hand.Landmarks
	nominal.LandmarksTo(&lm)
	for i := range lm {
		p.Hands[0].Seen.Points[i], p.Hands[0].Seen.Weight[i] = lm[i], 1
	}
	f.Add([]byte(streamerText(p, 1, true)))
	f.Add([]byte(streamerText(p, 1, false) + headLine))
	f.Add([]byte(leapText(p) + "\n" + leapText(p)))
	f.Add([]byte(ourText(p) + "\n" + `{"type":"hello","axes":"leap"}`))
	f.Add([]byte(`{"type":"Right","landmarks":[{"x":1,"y":2,"z":3}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		a := &audience{now: 1}
		opt := a.options()
		opt.Input = strings.NewReader(string(data))
		r, err := live.Open("-", opt)
		require.NoError(t, err)
		<-r.Ended()
		for i := range a.packets {
			require.LessOrEqual(t, a.packets[i].Time, 1e16)
		}
	})
}
