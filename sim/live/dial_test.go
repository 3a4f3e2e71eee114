package live_test

import (
	"context"
	"encoding/json"
	"math"
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
	"gonum.org/v1/gonum/spatial/r3"
)

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
