//go:build cgo || windows || js

package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/hud"
	"mirrorarm/sim/live"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"
)

// before puts a stand before an exhibition.
func (e *exhibition) before(flags cameraFlags, save string) *stand {
	c := demoCmd{cameraFlags: flags}
	c.Hand, c.Save = "auto", save
	at, err := c.newStand(&app{ctx: e.t.Context(), stdout: io.Discard, stderr: io.Discard})
	require.NoError(e.t, err)
	e.player.stand = at
	return at
}

// until lets time pass until something is so.
func (e *exhibition) until(what string, so func() bool) {
	for range 3000 {
		if so() {
			return
		}
		require.NoError(e.t, e.tick())
		time.Sleep(5 * time.Millisecond)
	}
	require.Fail(e.t, "not within the time", what)
}

// startsTheCamera is F3: it looks for visitors, and looks for them no more. With an
// address it goes on listening to it; a camera that cannot be had is told of.
func startsTheCamera(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	e.key(hud.ToggleCamera)
	require.Equal(t, locale.Nothing, e.player.Status().Camera, "there is no stand")

	at := e.before(cameraFlags{FOV: 65, listenFlags: listenFlags{Listen: "256.0.0.1:1"}}, "")
	e.key(hud.ToggleCamera)
	require.Equal(t, locale.CameraStarting, e.player.Status().Camera)
	e.until("the camera fails", func() bool { return at.problem != "" })
	require.Equal(t, locale.CameraFailed, e.player.Status().Camera)
	require.Equal(t, at.problem, e.visitor.State(&mirror.Snapshot{}).Notice)
	require.NoError(t, at.close())
}

// A tracker that --source names leads the demo, which shows the medley until then.
func TestATrackerAtAnAddressLeadsTheDemo(t *testing.T) {
	send := make(chan string)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		for text := range send {
			if c.Write(r.Context(), websocket.MessageText, []byte(text)) != nil {
				return
			}
		}
	}))
	defer s.Close()
	defer close(send)
	e := exhibitionOf(t, session.Options{})
	at := e.before(cameraFlags{FOV: 65}, "")
	at.remote = remoteSource{address: strings.Replace(s.URL, "http", "ws", 1)}
	at.open(false)
	e.until("it is called", func() bool { return at.camera != nil })
	require.Equal(t, locale.CameraListens, e.player.Status().Camera)
	require.Equal(t, at.remote.address, e.player.Status().CameraAt)
	require.False(t, e.player.Status().Following)
	send <- `{"type":"hello","kind":"tracker","axes":"leap"}`
	e.until("the left hand leads", func() bool {
		send <- leftHand()
		st := e.player.Status()
		return st.Following && st.Side == hand.Left && st.Camera == locale.CameraHand
	})
	require.NoError(t, at.close())
}

// A tracker leads the demo from its first hand on, its frames are kept, and whoever
// leaves is gone; another kind of tracker may come after it.
func TestATrackerLeadsTheDemo(t *testing.T) {
	e := exhibitionOf(t, session.Options{})
	kept := filepath.Join(t.TempDir(), "kept.jsonl")
	at := e.before(cameraFlags{FOV: 65, listenFlags: listenFlags{Listen: "127.0.0.1:0"}}, kept)
	at.open(false)
	e.until("it listens", func() bool { return at.camera != nil })
	st := e.player.Status()
	require.Equal(t, locale.CameraListens, st.Camera)
	require.Equal(t, at.camera.server.Address(), st.CameraAt)
	require.Equal(t, hand.Right, st.Side)

	for _, kind := range []string{"tracker", "camera"} {
		ws, _, err := websocket.Dial(t.Context(), at.camera.server.Address(), &websocket.DialOptions{Subprotocols: []string{live.Protocol}})
		require.NoError(t, err)
		send := func(text string) { require.NoError(t, ws.Write(t.Context(), websocket.MessageText, []byte(text))) }
		send(`{"type":"hello","kind":"` + kind + `","axes":"leap"}`)
		e.until("the left hand leads", func() bool {
			send(leftHand())
			st := e.player.Status()
			return st.Following && st.Side == hand.Left && st.Camera == locale.CameraHand
		})
		require.NoError(t, ws.CloseNow())
	}
	e.until("what it took is known", func() bool { return e.player.Status().Budget.Parts[3].Float() >= 0 })
	require.True(t, e.player.Status().Budget.Known)
	e.player.stand.camera.follower.Store(live.NewFollower(live.Settings{}))
	e.until("nobody is there", func() bool { return !e.player.Status().Following })
	require.Equal(t, hand.Right, e.player.Status().Side)
	require.NoError(t, at.close())
	text, err := os.ReadFile(kept)
	require.NoError(t, err)
	require.Contains(t, string(text), "landmarks_m")
}
