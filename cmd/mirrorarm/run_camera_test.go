package main

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/live"
	"mirrorarm/testdata"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"
)

// Without a tracker the camera is refused in a line that says what to do; without a
// password nobody of another machine is let in.
func TestCameraRefusals(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	for line, want := range map[string]string{
		"run --camera":                                            "run mirrorarm camera install",
		"run --listen 0.0.0.0:8765":                               "there is no password",
		"run --listen example.com:1":                              "there is no password",
		"run --listen 8765":                                       "want an address and a port",
		"run --listen 127.0.0.1:1e9":                              "cannot listen",
		"run --tls":                                               "want --listen",
		"run --listen 0.0.0.0:1 --tls --cert run.go":              "--cert and --key: want both",
		"run --listen 127.0.0.1:1 --cert run.go --key run.go":     "--cert: goes with --tls",
		"run --listen 0.0.0.0:1 --tls --cert run.go --key run.go": "live: certificate",
		"run --listen 127.0.0.1:1 --hands 3":                      "--hands 3: want 1 to 2",
		"run --source hts://0.0.0.0:0x1":                          "not an address",
		"run --source osc://host":                                 "osc:// is no kind of tracker, want hts://0.0.0.0:9000",
		"run --source leap://localhost --fps 30":                  "--fps",
		"shot --out x.png --source leap://localhost":              "hands that come live are for run",
		"run --camera --fov 5":                                    "--fov 5: want 20 to 150",
		"run --camera --save x.csv":                               "want a name that ends in .jsonl",
		"run --live none.jsonl":                                   "none.jsonl",
		"run --live x --delay 2s":                                 "--delay 2s: want 0s to 500ms",
		"run --live x --bones theirs":                             "known, measured",
	} {
		code, out, errs := command(t, strings.Fields(line)...)
		require.NotZero(t, code, line)
		require.Empty(t, out)
		require.Contains(t, errs, want, line)
		require.Equal(t, 1, strings.Count(errs, "\n"), errs)
	}
}

// A tracker that speaks the protocol leads the mirror from its first hand on, in
// real time, whatever else comes in between.
func TestAnyTrackerLeadsTheMirror(t *testing.T) {
	testdata.Long(t)
	var stdout bytes.Buffer
	a := &app{ctx: t.Context(), stdout: &stdout, stderr: io.Discard}
	c := &runCmd{common: common{Seed: 1, JSON: true}, mirrorFlags: mirrorFlags{
		Hand: "auto", Channels: 64, Profile: "ideal", Calibration: "reference", SkinProfile: "ideal",
		Scene: "empty", robotFlags: robotFlags{Robot: bionicRobot}, Follow: "mirror",
	}}
	c.Listen = "127.0.0.1:0"
	half := 500 * time.Millisecond
	c.Duration = &half
	cam, err := c.openCamera(a)
	require.NoError(t, err)
	defer cam.close()
	require.Nil(t, cam.page)
	ws, _, err := websocket.Dial(t.Context(), strings.Replace(cam.server.URL(), "http", "ws", 1)+"hands", &websocket.DialOptions{Subprotocols: []string{live.Protocol}})
	require.NoError(t, err)
	send := func(text string) bool { return ws.Write(t.Context(), websocket.MessageText, []byte(text)) == nil }
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		send(`{"type":"hello","kind":"tracker","axes":"leap"}`)
		send(`{"type":"hands","hands":[{"side":"third"}]}`)
		for send(leftHand()) {
			time.Sleep(20 * time.Millisecond)
		}
	}()
	require.NoError(t, c.mirror(a, cam))
	<-sent // the server has closed

	var r lived
	require.NoError(t, json.Unmarshal(stdout.Bytes(), &r))
	require.Equal(t, "left", r.Live.Side)
	require.Greater(t, r.Live.Frames, 3)
	require.Zero(t, r.Live.Refused)
	require.Less(t, *r.Live.Fit, 0.5)
	require.Nil(t, r.Live.Error, "there is nothing better to compare with")
}

// leftHand is a message of a resting hand, half a metre above a tracker.
func leftHand() string {
	h := hand.New(hand.Left, hand.Nominal())
	h.SetAngles(hand.Rest())
	var lm hand.Landmarks
	h.LandmarksTo(&lm)
	points := make([][3]float64, len(lm))
	for i, p := range lm {
		// Palm to Leap: x to the fingers is away from the person, z out of the back up.
		points[i] = [3]float64{-p.Y, 0.5 + p.Z, -p.X}
	}
	text, _ := json.Marshal(map[string]any{"type": "hands", "hands": []any{map[string]any{"side": "left", "landmarks_m": points}}})
	return string(text)
}
