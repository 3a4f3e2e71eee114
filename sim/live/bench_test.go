package live_test

import (
	"bytes"
	"os"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/live"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// BenchmarkFrame is what a camera's frame costs from its message to the hand that is
// shown: read, put where it is, measured, fitted, followed and, once, sampled.
func BenchmarkFrame(b *testing.B) {
	content, err := os.ReadFile(testdata.Shared(b, "data", "mediapipe-camera", "hand-30fps.jsonl"))
	require.NoError(b, err)
	lines := bytes.Split(bytes.TrimSpace(content), []byte("\n"))
	for i := range lines {
		lines[i] = append([]byte(`{"type":"hands",`), lines[i][1:]...)
	}
	feed := live.NewFeed(live.DefaultFOV)
	require.NoError(b, feed.Hello(&live.Message{Kind: "camera"}))
	follower := live.NewFollower(feed.Settings())
	source := follower.Source(hand.Right, hand.Nominal())
	var sample gesture.Sample
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		now := float64(i) / 30
		m, err := live.ParseMessage(lines[i%len(lines)])
		require.NoError(b, err)
		p := feed.Packet(m, now)
		follower.Push(&p.Frame, now) // a few fit no hand: that costs as much
		source.Sample(now, &sample)
		i++
	}
}
