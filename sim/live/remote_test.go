package live_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/gesture/format"
	"mirrorarm/sim/live"
	"mirrorarm/testdata"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// enough (frames) of a recording are played.
const enough = 150

// performance is a recording that an emulated tracker sends.
type performance struct {
	rec  *format.Recording
	side hand.Side
}

// performed are a real Leap's frames or, where those are not, a sample's.
func performed(t *testing.T) *performance {
	t.Helper()
	path := testdata.Path("hands", "left-leap-playback.json.lz")
	if real := filepath.Join(testdata.Path(), "..", "..", "shared", "data", "leap", "pinch.json"); exists(real) {
		path = real
	}
	whole, err := gesture.Open(path, gesture.Options{})
	require.NoError(t, err)
	rec, err := gesture.Frames(path, gesture.Options{})
	require.NoError(t, err)
	rec.Frames = rec.Frames[:min(len(rec.Frames), enough)]
	// Where the recording does not show the wrist, it is that of the hand that fits.
	fitter := hand.NewFitter(whole.Info().Side, whole.Info().Dims)
	var fit hand.Fit
	for i := range rec.Frames {
		for j := range rec.Frames[i].Hands {
			seen := &rec.Frames[i].Hands[j].Seen
			if seen.Weight[0] == 0 {
				require.True(t, fitter.Fit(&fit, seen))
				seen.Points[0], seen.Weight[0] = fit.WorldFromPalm.Pos, 1
			}
		}
	}
	return &performance{rec, whole.Info().Side}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// audience is whom a tracker's hands are for. Its clock is set by the test: frames of
// a recording come as fast as they are heard, at the times at which they would.
type audience struct {
	mu       sync.Mutex
	now      float64
	packets  []live.Packet
	verdicts []live.Verdict
	settings []live.Settings
	said     []string
	follower *live.Follower
	kept     strings.Builder
}

func (a *audience) options() live.RemoteOptions {
	return live.RemoteOptions{
		Now:  a.clock,
		Keep: &a.kept,
		Use: func(p *live.Packet) live.Verdict {
			a.mu.Lock()
			defer a.mu.Unlock()
			v := a.follower.Push(&p.Frame, p.Came)
			a.packets, a.verdicts = append(a.packets, *p), append(a.verdicts, v)
			return v
		},
		Begin: func(s live.Settings) {
			a.mu.Lock()
			defer a.mu.Unlock()
			a.settings, a.follower = append(a.settings, s), live.NewFollower(s)
		},
		Say: func(text string) {
			a.mu.Lock()
			defer a.mu.Unlock()
			a.said = append(a.said, text)
		},
	}
}

func (a *audience) clock() float64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.now
}

func (a *audience) set(now float64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.now = now
}

func (a *audience) heard() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.packets)
}

func (a *audience) words() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return strings.Join(a.said, "\n")
}

func (a *audience) hears(t *testing.T, words string) {
	t.Helper()
	require.Eventually(t, func() bool { return strings.Contains(a.words(), words) }, 20*time.Second, time.Millisecond, words)
}

// late (s) is how old an emulated tracker's frames are when they come.
const late = 0.02

// open has the hands of a source heard.
func (a *audience) open(t *testing.T, source string) *live.Remote {
	t.Helper()
	r, err := live.Open(source, a.options())
	require.NoError(t, err)
	t.Cleanup(r.Close)
	return r
}

// play sends the recording frame by frame, each once the one before was heard, but
// for the first if its protocol completes that with the second (ahead).
func (a *audience) play(t *testing.T, p *performance, ahead int, send func(f *format.Frame)) {
	t.Helper()
	already := a.heard()
	for i := range p.rec.Frames {
		f := &p.rec.Frames[i]
		a.set(f.Time + late)
		send(f)
		want := i + 1
		if i == 0 {
			want -= ahead
		}
		require.Eventually(t, func() bool { return a.heard()-already >= want }, 20*time.Second, 50*time.Microsecond, "frame %d; said: %s", i, a.words())
	}
}

// requireLed holds what was heard to the recording: each frame's points where they
// are in the world, the frames' intervals, the side, and a fit no worse than a hand's.
func (a *audience) requireLed(t *testing.T, p *performance, timed bool) {
	t.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	require.Len(t, a.settings, 1)
	set := a.settings[0]
	require.True(t, set.Position && set.Orientation && set.Depth)
	theirs, ours := p.rec.Axes.WorldFromSource(), set.Axes.WorldFromSource()
	for i := range a.packets {
		got, want := &a.packets[i], &p.rec.Frames[i]
		require.Equal(t, timed, got.Timed)
		if timed && i > 1 { // the first of some comes with the second
			require.InDelta(t, want.Time-p.rec.Frames[i-1].Time, got.Time-a.packets[i-1].Time, 1e-5)
		}
		require.Len(t, got.Hands, len(want.Hands))
		for j := range want.Hands {
			require.Equal(t, want.Hands[j].Side, got.Hands[j].Side)
			for k := range want.Hands[j].Seen.Points {
				off := r3.Sub(spatial.Rotate(theirs, want.Hands[j].Seen.Points[k]), spatial.Rotate(ours, got.Hands[j].Seen.Points[k]))
				require.Less(t, r3.Norm(off), 2e-5, "frame %d, landmark %d", i, k)
			}
		}
		if v := a.verdicts[i]; v.Refused != "" {
			require.Less(t, i, 2, v.Refused) // as above
		} else {
			require.Less(t, v.Fit, 0.012)
		}
	}
	last := a.verdicts[len(a.verdicts)-1]
	require.True(t, last.Hand && last.Sure)
	require.Equal(t, p.side, last.Side)
}

// streamerText are a frame's lines as Hand Tracking Streamer writes them: Unity's
// axes, wrist pose and landmarks in the wrist's frame.
func streamerText(f *format.Frame, n int, headers bool) string {
	var b strings.Builder
	for i := range f.Hands {
		h := &f.Hands[i]
		side := map[hand.Side]string{hand.Left: "Left", hand.Right: "Right"}[h.Side]
		meta := ""
		if headers {
			meta = fmt.Sprintf(" | f = %d | t = %.0f", n, 1e9*f.Time)
		}
		unity := func(p r3.Vec) r3.Vec { return r3.Vec{X: p.X, Y: p.Y, Z: -p.Z} }
		wrist := unity(h.Seen.Points[0])
		turn := spatial.FromRPY(0.3, -0.7, 1.1)
		fmt.Fprintf(&b, "%s wrist%s:, %.6f, %.6f, %.6f, %.9f, %.9f, %.9f, %.9f\n", side, meta, wrist.X, wrist.Y, wrist.Z, turn.Imag, turn.Jmag, turn.Kmag, turn.Real)
		fmt.Fprintf(&b, "%s landmarks%s:", side, meta)
		for _, p := range h.Seen.Points {
			q := spatial.Rotate(quat.Conj(turn), r3.Sub(unity(p), wrist))
			fmt.Fprintf(&b, ", %.6f, %.6f, %.6f", q.X, q.Y, q.Z)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

const headLine = "Head pose:, 0.1, 1.6, 0.2, 0, 0, 0, 1\n"

func TestStreamerByUDP(t *testing.T) {
	for _, headers := range []bool{true, false} {
		t.Run(fmt.Sprint("headers ", headers), func(t *testing.T) {
			p, a := performed(t), &audience{}
			r := a.open(t, "hts://127.0.0.1:0")
			a.hears(t, "255.255.255.255")
			headset, err := net.Dial("udp", r.Listening())
			require.NoError(t, err)
			defer headset.Close() //nolint:errcheck // test
			n := 0
			a.play(t, p, 1, func(f *format.Frame) {
				for _, text := range []string{headLine, streamerText(f, n, headers), "no line of theirs"} {
					_, err := io.WriteString(headset, text)
					require.NoError(t, err)
				}
				n++
			})
			a.requireLed(t, p, headers)
		})
	}
}

func TestStreamerByTCP(t *testing.T) {
	p, a := performed(t), &audience{}
	r := a.open(t, "hts://127.0.0.1:0")
	headset, err := net.Dial("tcp", r.Listening())
	require.NoError(t, err)
	defer headset.Close() //nolint:errcheck // test
	silent, err := net.Dial("tcp", r.Listening())
	require.NoError(t, err)
	defer silent.Close() //nolint:errcheck // test
	n := 0
	a.play(t, p, 1, func(f *format.Frame) {
		text := headLine + streamerText(f, n, true)
		half := len(text) / 3
		for _, part := range []string{text[:half], text[half:]} {
			_, err := io.WriteString(headset, part)
			require.NoError(t, err)
		}
		n++
	})
	a.requireLed(t, p, true)
}

// The first machine that sends a hand is heard, until it has long been silent;
// another is not, whatever it sends.
func TestStreamerIsLockedToItsFirstSender(t *testing.T) {
	p, a := performed(t), &audience{}
	r := a.open(t, "hts://127.0.0.1:0")
	from := func(host string) net.Conn {
		at, err := net.ResolveUDPAddr("udp", r.Listening())
		require.NoError(t, err)
		c, err := net.DialUDP("udp", &net.UDPAddr{IP: net.ParseIP(host)}, at)
		if err != nil {
			t.Skip("this system has one loopback address: ", err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
	first, second := from("127.0.0.1"), from("127.0.0.2")
	say := func(c net.Conn, n int) {
		_, err := io.WriteString(c, streamerText(&p.rec.Frames[n], n, true))
		require.NoError(t, err)
	}
	_, err := io.WriteString(second, "{\"hands\":[]}\n"+headLine)
	require.NoError(t, err)
	a.set(1)
	say(first, 0)
	say(first, 1)
	require.Eventually(t, func() bool { return a.heard() == 2 }, 20*time.Second, time.Millisecond)
	for n := range 5 {
		say(second, n)
	}
	say(first, 2)
	require.Eventually(t, func() bool { return a.heard() >= 3 }, 20*time.Second, time.Millisecond)
	require.Equal(t, 3, a.heard(), "what the second sent came before")
	a.set(12)
	say(second, 3)
	say(second, 4)
	require.Eventually(t, func() bool { return a.heard() == 5 }, 20*time.Second, time.Millisecond)
}

// service emulates a Leap's: it greets with its version, and sends frames to a client
// that has asked for them.
type service struct {
	*httptest.Server
	clients chan *websocket.Conn
}

func newService(t *testing.T) *service {
	s := &service{clients: make(chan *websocket.Conn, 8)}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v6.json" {
			http.NotFound(w, r)
			return
		}
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		_ = c.Write(r.Context(), websocket.MessageText, []byte(`{"serviceVersion":"2.3.1+33747","version":6}`))
		asked := map[string]bool{}
		for range 2 {
			_, wish, err := c.Read(r.Context())
			if err != nil {
				return
			}
			asked[string(wish)] = true
		}
		if asked[`{"background":true}`] && asked[`{"focused":true}`] {
			s.clients <- c
			<-c.CloseRead(context.Background()).Done()
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// leapText is a frame of the service's, mm and µs.
func leapText(f *format.Frame) string {
	mm := func(p r3.Vec) []float64 { return []float64{1000 * p.X, 1000 * p.Y, 1000 * p.Z} }
	var hands, pointables []any
	for i := range f.Hands {
		h := &f.Hands[i]
		one := map[string]any{"id": 40 + i, "type": map[hand.Side]string{hand.Left: "left", hand.Right: "right"}[h.Side], "confidence": h.Confidence, "palmNormal": []float64{0, -1, 0}, "palmPosition": mm(h.Place)}
		if h.Seen.Weight[0] > 0 {
			one["wrist"] = mm(h.Seen.Points[0])
		}
		hands = append(hands, one)
		for finger := range hand.NumFingers {
			at := func(k int) []float64 { return mm(h.Seen.Points[hand.Landmark(hand.Finger(finger), k)]) }
			pointables = append(pointables, map[string]any{
				"id": 10*(40+i) + finger, "handId": 40 + i, "type": finger, "unknown": map[string]any{},
				"mcpPosition": at(0), "pipPosition": at(1), "dipPosition": at(2), "btipPosition": at(3),
			})
		}
	}
	text, _ := json.Marshal(map[string]any{"id": 1, "timestamp": math.Round(1e6 * f.Time), "hands": hands, "pointables": pointables})
	return string(text)
}

func TestLeapService(t *testing.T) {
	p, a := performed(t), &audience{}
	s := newService(t)
	a.open(t, strings.Replace(s.URL, "http", "leap", 1))
	client := <-s.clients
	a.play(t, p, 0, func(f *format.Frame) {
		require.NoError(t, client.Write(t.Context(), websocket.MessageText, []byte(leapText(f))))
	})
	a.requireLed(t, p, true)

	// The service begins anew: it is called again, and its hands are heard.
	require.NoError(t, client.CloseNow())
	client = <-s.clients
	f := p.rec.Frames[0]
	f.Time = 0
	a.set(20)
	before := a.heard()
	require.NoError(t, client.Write(t.Context(), websocket.MessageText, []byte(`{"timestamp":7,"pointables":[],"hands":[{"id":1,"type":"upper"}]}`)))
	a.hears(t, `type "upper", want left or right`)
	require.NoError(t, client.Write(t.Context(), websocket.MessageText, []byte(leapText(&f))))
	require.Eventually(t, func() bool { return a.heard() == before+1 }, 20*time.Second, time.Millisecond)
	a.mu.Lock()
	defer a.mu.Unlock()
	require.Empty(t, a.verdicts[before].Refused)
}

// Where nobody answers the person is told what to do, and the service that comes
// later is found.
func TestLeapServiceThatIsNotThere(t *testing.T) {
	s := newService(t)
	address := s.Listener.Addr().String()
	s.Close()
	a := &audience{}
	r, err := live.Open("leap://"+address, a.options())
	require.NoError(t, err)
	a.hears(t, "tracking WebSocket helper")
	r.Close()
	require.Equal(t, 1, strings.Count(a.words(), "\n")+1, "it is said once")
}

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
