package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mirrorarm/sim/gesture"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"
)

// A tracker at an address leads the mirror; what it sent is kept, and played again it
// is the same hand.
func TestATrackerAtAnAddressLeadsTheMirror(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		say := func(text string) bool { return c.Write(r.Context(), websocket.MessageText, []byte(text)) == nil }
		say(`{"type":"hello","kind":"tracker","axes":"leap"}`)
		for say(leftHand()) {
			time.Sleep(20 * time.Millisecond)
		}
	}))
	defer s.Close()
	var stdout, stderr bytes.Buffer
	a := &app{ctx: t.Context(), stdout: &stdout, stderr: &stderr}
	c := &runCmd{common: common{Seed: 1, JSON: true}, mirrorFlags: mirrorFlags{
		Hand: "auto", Channels: 64, Profile: "ideal", Calibration: "reference", SkinProfile: "ideal",
		Scene: "empty", robotFlags: robotFlags{Robot: bionicRobot}, Follow: "mirror",
	}}
	c.Source = strings.Replace(s.URL, "http", "ws", 1)
	c.Save = filepath.Join(t.TempDir(), "kept.jsonl")
	half := 500 * time.Millisecond
	c.Duration = &half
	require.NoError(t, c.Run(a))
	var r lived
	require.NoError(t, json.Unmarshal(stdout.Bytes(), &r))
	require.Equal(t, "left", r.Live.Side)
	require.Greater(t, r.Live.Frames, 3)
	require.Less(t, *r.Live.Fit, 0.5)

	src, err := gesture.Open(c.Save, gesture.Options{})
	require.NoError(t, err)
	require.Equal(t, "left", src.Info().Side.String())
	require.True(t, src.Info().Position)
}

// The phone's link is printed, with what is asked of the page, and a source that ends
// before a hand says so.
func TestPhoneLinks(t *testing.T) {
	f := listenFlags{Hands: 2}
	require.Equal(t, "https://h/?t=x&hands=2", f.asked("https://h/?t=x"))
	require.Equal(t, "http://h/?hands=2", f.asked("http://h/"))
	f.Hands = 1
	require.Equal(t, "http://h/", f.asked("http://h/"))
}
