package live_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/live"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"
)

// heard is what a server's user was given.
type heard struct {
	mu       sync.Mutex
	packets  []live.Packet
	settings []live.Settings
	kept     bytes.Buffer
	ahead    float64 // s by which the clock was put on
}

// pass puts the server's clock on.
func (h *heard) pass(seconds float64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ahead += seconds
}

func (h *heard) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.packets)
}

func serve(t *testing.T) (*live.Server, *heard) {
	t.Helper()
	if runtime.GOOS == "js" {
		t.Skip("a program in a browser or in node's serves no sockets")
	}
	h := &heard{}
	s, err := live.Serve(h.options())
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s, h
}

func (h *heard) options() live.ServerOptions {
	began := time.Now()
	return live.ServerOptions{
		Now: func() float64 {
			h.mu.Lock()
			defer h.mu.Unlock()
			return time.Since(began).Seconds() + h.ahead
		},
		Keep: &h.kept,
		Use: func(p *live.Packet) live.Verdict {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.packets = append(h.packets, *p)
			return live.Verdict{Hand: true, Side: hand.Left, Fit: 0.003, Age: p.Came - p.Time}
		},
		Begin: func(s live.Settings) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.settings = append(h.settings, s)
		},
	}
}

func dial(t *testing.T, s *live.Server) *websocket.Conn {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	c, _, err := websocket.Dial(ctx, strings.Replace(s.URL(), "http", "ws", 1)+"hands", &websocket.DialOptions{Subprotocols: []string{live.Protocol}})
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.CloseNow() })
	return c
}

func send(t *testing.T, c *websocket.Conn, text string) {
	t.Helper()
	require.NoError(t, c.Write(context.Background(), websocket.MessageText, []byte(text)))
}

func receive(t *testing.T, c *websocket.Conn) map[string]any {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	_, data, err := c.Read(ctx)
	require.NoError(t, err)
	var m map[string]any
	require.NoError(t, json.Unmarshal(data, &m))
	return m
}

// handText is a message of one hand that was seen at a time of its tracker's.
func handText(seq int, ms float64) string { return handTextSent(seq, ms, ms+20) }

// handTextSent is one that was sent at a time of its own.
func handTextSent(seq int, ms, sent float64) string {
	h := hand.New(hand.Right, hand.Nominal())
	h.SetAngles(hand.Rest())
	var lm hand.Landmarks
	h.LandmarksTo(&lm)
	points := make([][]float64, len(lm))
	for i, p := range lm {
		points[i] = []float64{p.X, p.Y, p.Z}
	}
	text, _ := json.Marshal(points)
	return fmt.Sprintf(`{"type":"hands","seq":%d,"t_ms":%g,"sent_ms":%g,"unknown":1,"hands":[{"side":"right","landmarks_m":%s}]}`, seq, ms, sent, text)
}

func TestAnyTrackerCanFeedTheMirror(t *testing.T) {
	s, h := serve(t)
	c := dial(t, s)
	send(t, c, `{"type":"hello","protocol":"mirrorarm.hand.v1","name":"test","kind":"tracker","axes":"leap"}`)
	for i := range 5 {
		send(t, c, handTextSent(i, 1e6+float64(i)*33, 1e6+152)) // all at once
	}
	a := receive(t, c)
	require.Equal(t, "state", a["type"])
	require.Equal(t, "left", a["side"])
	require.InDelta(t, 3, a["fit_mm"], 1e-9)
	require.GreaterOrEqual(t, a["age_ms"], 19.99, "it was 20 ms old when it was sent")
	require.Eventually(t, func() bool { return h.count() == 5 }, 20*time.Second, time.Millisecond)
	h.mu.Lock()
	defer h.mu.Unlock()
	require.Equal(t, "leap", h.settings[0].Axes.Name)
	require.True(t, h.settings[0].Position && h.settings[0].Depth)
	require.InDelta(t, 0.033, h.packets[4].Time-h.packets[3].Time, 1e-6, "frames keep their intervals")
	require.Equal(t, 6, strings.Count(h.kept.String(), "\n"), "what came is kept, a line each, after the hello")
	require.True(t, h.packets[0].Hands[0].Labelled)
}

func TestBinaryMessages(t *testing.T) {
	m, err := live.ParseMessage([]byte(handText(7, 1234)))
	require.NoError(t, err)
	m.Hands[0].Landmarks[8] = nil
	data := live.AppendBinary(nil, m)
	back, err := live.ParseBinary(data)
	require.NoError(t, err)
	require.Equal(t, uint64(7), back.Sequence)
	require.Equal(t, 1234.0, *back.Captured)
	require.Equal(t, "right", back.Hands[0].Side)
	require.Nil(t, back.Hands[0].Landmarks[8])
	require.InDeltaSlice(t, m.Hands[0].Landmarks[20], back.Hands[0].Landmarks[20], 1e-7)
	_, err = live.ParseBinary(data[:len(data)-1])
	require.ErrorContains(t, err, "for 1 hands")
}

func TestWrongMessagesAreRefusedWithAReason(t *testing.T) {
	s, h := serve(t)
	c := dial(t, s)
	for text, want := range map[string]string{
		`no json`:          "not JSON",
		`{"type":"other"}`: "want hello, hands, clock or state",
		`{"type":"hands","hands":[{"landmarks_m":[[1,2,3]]}]}`:             "1 landmarks, want 21",
		`{"type":"hands","hands":[{}]}`:                                    "no landmarks_m",
		`{"type":"hands","hands":7}`:                                       "hands",
		`{"type":"hello","kind":"oracle"}`:                                 "camera or tracker",
		`{"type":"hello","axes":"sideways"}`:                               "sideways",
		`{"type":"hands","t_ms":1e99,"hands":[]}`:                          "t_ms",
		`{"type":"hello","protocol":"mirrorarm.hand.v9"}`:                  "mirrorarm.hand.v1",
		`{"type":"clock"}`:                                                 "sent_ms",
		strings.Replace(handText(1, 1), `"right"`, `"upper"`, 1):           "left or right",
		strings.Replace(handText(1, 1), `{"side"`, `{"score":2,"side"`, 1): "0 to 1",
	} {
		send(t, c, text)
		a := receive(t, c)
		require.Equal(t, "refused", a["type"], text)
		require.Contains(t, a["refused"], want)
	}
	require.Zero(t, h.count())
	send(t, c, handText(1, 1))
	require.Equal(t, "state", receive(t, c)["type"], "and the next right one is taken")
}

// One tracker leads; others wait, and are told so. The first of them leads as soon as
// the leader goes, or has been silent for less than a second.
func TestOneTrackerLeads(t *testing.T) {
	s, h := serve(t)
	first, second, third := dial(t, s), dial(t, s), dial(t, s)
	n := 0.0
	leads := func(c *websocket.Conn) bool {
		for range 4 { // one of them is answered
			n++
			send(t, c, handText(int(n), 33*n))
		}
		send(t, c, `{"type":"clock","sent_ms":0}`)
		a := receive(t, c)
		require.Equal(t, "state", a["type"])
		require.Equal(t, "clock", receive(t, c)["type"], "all was heard")
		return a["waiting"] == nil
	}
	require.True(t, leads(first))
	require.False(t, leads(second))
	require.False(t, leads(third))
	require.True(t, leads(first))
	require.False(t, leads(second))
	h.mu.Lock()
	require.Len(t, h.settings, 1)
	h.mu.Unlock()

	require.False(t, leads(third))
	require.NoError(t, first.Close(websocket.StatusNormalClosure, ""))
	require.Eventually(t, func() bool { return leads(second) }, 20*time.Second, time.Millisecond)
	require.False(t, leads(third), "the second came before")

	// The second falls silent: its connection is there, but nothing comes.
	h.pass(0.5)
	require.False(t, leads(third))
	h.pass(0.4)
	require.True(t, leads(third))
	require.False(t, leads(second), "it comes too late")
	h.mu.Lock()
	defer h.mu.Unlock()
	require.Len(t, h.settings, 3, "each leader's settings were told")
}

func TestTooManyMessages(t *testing.T) {
	s, _ := serve(t)
	c := dial(t, s)
	go func() {
		for range 4000 {
			if c.Write(context.Background(), websocket.MessageText, []byte(`{"type":"hands"}`)) != nil {
				return
			}
		}
	}()
	for {
		if _, _, err := c.Read(context.Background()); err != nil {
			require.ErrorContains(t, err, "a second")
			return
		}
	}
}

// A page of somebody else's cannot reach the server, whatever name it uses for it.
func TestForeignPagesAreRefused(t *testing.T) {
	s, _ := serve(t)
	get := func(path, host, origin string) int {
		r, err := http.NewRequest(http.MethodGet, s.URL()+path, nil)
		require.NoError(t, err)
		if host != "" {
			r.Host = host
		}
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		answer, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		defer answer.Body.Close() //nolint:errcheck // read only
		_, _ = io.Copy(io.Discard, answer.Body)
		return answer.StatusCode
	}
	require.Equal(t, http.StatusOK, get("", "", ""))
	require.Equal(t, http.StatusOK, get("page.js", "localhost:80", ""))
	require.Equal(t, http.StatusForbidden, get("", "evil.example", ""))
	require.Equal(t, http.StatusForbidden, get("hands", "", "http://evil.example"))
	require.Equal(t, http.StatusForbidden, get("hands", "", "null"))
	require.Equal(t, http.StatusNotFound, get("tracker/hand.task", "", ""))
	require.Equal(t, http.StatusNotFound, get("tracker/..%2fserver.go", "", ""))
	require.Equal(t, http.StatusNotFound, get("page.go", "", ""))
}

func FuzzParseMessage(f *testing.F) {
	f.Add([]byte(handText(1, 2)), false)
	f.Add([]byte(`{"type":"hello","kind":"camera","fov_deg":70}`), false)
	f.Add([]byte(`{"type":"clock","sent_ms":5}`), false)
	m, err := live.ParseMessage([]byte(handText(1, 2)))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(live.AppendBinary(nil, m), true)
	f.Fuzz(func(_ *testing.T, data []byte, asBinary bool) {
		parse := live.ParseMessage
		if asBinary {
			parse = live.ParseBinary
		}
		m, err := parse(data)
		if err != nil || m.Type != "hands" {
			return
		}
		feed := live.NewFeed(live.DefaultFOV)
		_ = feed.Hello(&live.Message{Kind: "camera"})
		p := feed.Packet(m, 1)
		follower := live.NewFollower(feed.Settings())
		follower.Push(&p.Frame, 1)
	})
}

// How a camera stands comes from its page alone, and goes with it; where a frame's time
// went is told as far as the tracker knows.
func TestStatesAndTimesOfACamera(t *testing.T) {
	states := make(chan live.State, 10)
	packets := make(chan live.Packet, 10)
	s, err := live.Serve(live.ServerOptions{
		Now:   func() float64 { return 50 },
		State: func(s live.State) { states <- s },
		Use:   func(p *live.Packet) live.Verdict { packets <- *p; return live.Verdict{} },
	})
	require.NoError(t, err)
	defer s.Close()
	c := dial(t, s)
	send(t, c, `{"type":"hello","kind":"camera"}`)
	send(t, c, `{"type":"state","state":"permission"}`)
	require.Equal(t, live.Permission, <-states)
	send(t, c, `{"type":"state","state":"asleep"}`)
	require.Contains(t, receive(t, c)["refused"], `state "asleep", want one of [starting`)
	send(t, c, `{"type":"hands","t_ms":1000,"got_ms":1010,"sent_ms":1045,"rtt_ms":6,"hands":[]}`)
	p := <-packets
	require.InDelta(t, 0.010, p.Camera, 1e-9)
	require.InDelta(t, 0.035, p.Tracker, 1e-9)
	require.InDelta(t, 0.003, p.Way, 1e-9)
	require.InDelta(t, 0.048, p.Came-p.Time, 1e-9)
	send(t, c, `{"type":"hands","t_ms":1100,"hands":[]}`)
	p = <-packets
	require.True(t, math.IsNaN(p.Camera) && math.IsNaN(p.Tracker) && math.IsNaN(p.Way))

	other := dial(t, s)
	send(t, other, `{"type":"hello","kind":"camera"}`)
	send(t, other, `{"type":"state","state":"hand"}`) // it waits, and is not heard
	require.Equal(t, live.Permission, <-states, "of the one that leads, since it does")
	require.NoError(t, c.CloseNow())
	require.Equal(t, live.Gone, <-states)
}

// A page that is closed and opened again leads within a second: at once, where it said
// good-bye.
func TestAPageOpenedAgainTakesOver(t *testing.T) {
	s, h := serve(t)
	first := dial(t, s)
	send(t, first, `{"type":"hello","kind":"camera"}`)
	send(t, first, `{"type":"hands","seq":1,"hands":[]}`)
	require.NotNil(t, receive(t, first))
	require.NoError(t, first.CloseNow())
	again := dial(t, s)
	send(t, again, `{"type":"hello","kind":"camera"}`)
	before, began := h.count(), time.Now()
	for seq := 2; h.count() == before; seq++ {
		send(t, again, fmt.Sprintf(`{"type":"hands","seq":%d,"hands":[]}`, seq))
		time.Sleep(20 * time.Millisecond)
		require.Less(t, time.Since(began), 20*time.Second, "on however busy a machine")
	}
	t.Logf("took over within %v", time.Since(began).Round(time.Millisecond))
}

// The address that a tracker on this machine sends to is one that it can send to, with
// a certificate and beyond loopback as well.
func TestAddressOfEveryServer(t *testing.T) {
	certificate, err := live.SelfSigned()
	require.NoError(t, err)
	for want, opt := range map[string]live.ServerOptions{
		"ws://127.0.0.1:":  {},
		"wss://127.0.0.1:": {Listen: "0.0.0.0:0", TLS: certificate, Token: "x"},
	} {
		opt.Now, opt.Use = func() float64 { return 0 }, func(*live.Packet) live.Verdict { return live.Verdict{} }
		s, err := live.Serve(opt)
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(s.Address(), want), s.Address())
		require.Contains(t, s.Address(), "/hands")
		s.Close()
	}
}
