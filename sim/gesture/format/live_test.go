package format_test

import (
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture/format"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// What is sent live, message by message, gives the frames that the same lines give
// as a file.
func TestLiveReadsWhatAFileReads(t *testing.T) {
	live := withNames(t, "mediapipe-tasks.jsonl", "mediapipe-holistic.jsonl", "tfjs-hands.jsonl", "leap-service.jsonl",
		"webxr-arrays.jsonl", "unity-hands.jsonl", "visionpro.jsonl", "streamer-lines.txt", "mirrorarm.jsonl")
	for _, w := range live {
		for _, side := range []hand.Side{hand.Right, hand.Left} {
			t.Run(side.String()+"-"+w.name, func(t *testing.T) {
				content := w.write(t, synthetic(t, "point", side, 2, 10, 0.002))
				rec, err := format.Read([]byte(content), format.Options{})
				require.NoError(t, err)
				reader := format.NewLive(format.Options{})
				require.Nil(t, reader.Recording())
				var frames []format.Frame
				for line := range strings.Lines(content) {
					got, err := reader.Read([]byte(line))
					require.NoError(t, err)
					frames = append(frames, got...)
				}
				told := reader.Recording()
				require.Equal(t, rec.Format, told.Format)
				require.Equal(t, rec.Axes, told.Axes)
				require.Equal(t, rec.Clock, told.Clock)
				require.Equal(t, rec.Position, told.Position)
				require.Equal(t, rec.Orientation, told.Orientation)
				// The last of paired lines has nothing after it that would end it.
				require.GreaterOrEqual(t, len(frames), len(rec.Frames)-1)
				for i := range frames {
					want, got := rec.Frames[i], frames[i]
					require.Equal(t, want.Time, got.Time)
					require.Len(t, got.Hands, 1)
					require.Equal(t, want.Hands[0].Side, got.Hands[0].Side)
					for p := range got.Hands[0].Seen.Points {
						require.InDelta(t, 0, r3.Norm(r3.Sub(want.Hands[0].Seen.Points[p], got.Hands[0].Seen.Points[p])), 1e-12)
					}
				}
			})
		}
	}
}

func TestLiveRefusesMessages(t *testing.T) {
	read := func(messages ...string) error {
		reader := format.NewLive(format.Options{})
		for _, m := range messages {
			if _, err := reader.Read([]byte(m)); err != nil {
				return err
			}
		}
		return nil
	}
	require.NoError(t, read("", " \n", `{"landmarks":[],"worldLandmarks":[],"handedness":[]}`))
	require.EqualError(t, read("hello"), `message "hello": want JSON or a line of Hand Tracking Streamer`)
	require.EqualError(t, read(`{"a":`), "JSON ends too early: the line is cut off")
	require.EqualError(t, read(nativeHeader, `{"t_s":0,"landmarks_m":[[0,0,0]]}`), "landmarks_m: 1 landmarks, want 21")
	require.EqualError(t, read(`{"timestamp":1,"hands":[],"pointables":[]}`, `{"hands":[{}]}`), "no time: want timestamp or t_us")
	require.EqualError(t, read(nativeHeader+strings.Repeat(" ", 100)+`{"t_s":0}`), "broken JSON: more than one value in a message")
}
