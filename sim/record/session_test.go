package record_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/record"
	"mirrorarm/sim/record/mcap"
	"mirrorarm/sim/record/ros"
	"mirrorarm/sim/session"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// played is a session that is recorded from its beginning.
type played struct {
	*session.Session
	rec  *record.Recorder
	file bytes.Buffer
}

func play(t testing.TB, setup session.Setup, o record.Options) *played {
	t.Helper()
	p := &played{}
	o.Wait = true
	var err error
	p.rec, err = record.NewRecorder(&p.file, o)
	require.NoError(t, err)
	p.Session, err = session.New(session.Options{Setup: setup, Synchronous: true, Witness: p.rec.Did, OnStep: p.rec.Step})
	require.NoError(t, err)
	t.Cleanup(p.Close)
	return p
}

// again has the session again.
func (p *played) again(t testing.TB) record.Replayed {
	t.Helper()
	kept, err := p.rec.Close()
	require.NoError(t, err)
	r, err := record.Replay(bytes.NewReader(p.file.Bytes()), record.ReplayOptions{})
	require.NoError(t, err)
	require.True(t, r.Identical, "%+v", r.FirstDifference)
	require.Equal(t, kept.Steps, r.Steps)
	require.Equal(t, kept.Digest, r.Digest)
	return r
}

// anything does one thing that a visitor may do.
func (p *played) anything(t testing.TB, rng *rand.Rand) string {
	t.Helper()
	place := func() r3.Vec {
		return r3.Vec{X: 0.1 + 0.5*rng.Float64(), Y: rng.Float64() - 0.5, Z: 0.8 + 0.6*rng.Float64()}
	}
	ray := session.Ray{Origin: r3.Vec{X: -0.2, Y: -2, Z: 1.5}, Direction: r3.Sub(place(), r3.Vec{X: -0.2, Y: -2, Z: 1.5})}
	objects := len(p.Mirror().World().Objects)
	oak, err := world.LookupMaterial("oak")
	require.NoError(t, err)
	switch n := rng.IntN(16); n {
	case 0:
		_, _ = p.Put(world.Body{
			Name: "thrown ball", Mass: 0.05, Material: oak, Temperature: 40,
			Parts: []world.Part{{Form: world.Sphere, ObjectFromPart: spatial.Identity(), Radius: 0.02}},
		}, spatial.At(place()), spatial.Twist{Lin: r3.Vec{X: rng.NormFloat64(), Z: rng.Float64()}})
		return "put"
	case 1:
		p.Take(rng.IntN(objects + 1))
		return "take"
	case 2:
		_ = p.Throw(rng.IntN(objects+1), spatial.Twist{Lin: r3.Vec{X: rng.NormFloat64(), Y: rng.NormFloat64(), Z: 2 * rng.Float64()}})
		return "throw"
	case 3:
		_ = p.Heat(rng.IntN(objects+1), 10+60*rng.Float64())
		return "heat"
	case 4:
		require.NoError(t, p.Break(rng.IntN(64), taxel.Stuck, uint16(rng.IntN(4096))))
		return "break"
	case 5:
		require.NoError(t, p.BreakShare(0.3*rng.Float64(), rng.Uint64()))
		return "break a share"
	case 6:
		p.HealAll()
		return "heal"
	case 7, 8:
		_, err := p.Press(ray)
		require.NoError(t, err)
		return "press"
	case 9:
		require.NoError(t, p.DragTo(ray))
		return "drag"
	case 10:
		p.Release()
		return "release"
	case 11:
		require.NoError(t, p.Handle(gesture.GripWrist, r3.Add(gesture.DefaultWrist(), r3.Scale(0.1, place()))))
		return "lead"
	case 12:
		require.NoError(t, p.Curl(hand.Finger(rng.IntN(hand.NumFingers)), rng.Float64()-0.3))
		return "curl"
	case 13:
		_ = p.Explore(ray)
		return "explore"
	}
	commands := []session.Command{
		session.NextGesture, session.NextScene, session.DropBall, session.EndLead, session.SingleStep,
		session.SlowMotion, session.ClearAway, session.NextPerson, session.OtherSide, session.NextProfile, session.OtherHand,
	}
	c := commands[rng.IntN(len(commands))]
	_ = p.Do(c)
	return "command"
}

// A session to which two hundred things were done is the same again, whoever was led
// where and however many mirrors it took.
func TestTwoHundredEventsAreHadAgain(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	p := play(t, session.Setup{Channels: 64, Seed: 3}, record.Options{})
	done := map[string]int{}
	for range 200 {
		done[p.anything(t, rng)]++
		require.NoError(t, p.Advance(0.001*float64(rng.IntN(60))))
		require.NoError(t, p.Step(rng.IntN(30))) // be it paused
	}
	r := p.again(t)
	t.Logf("%v; %d steps of %d mirrors, %d of them by a pilot", done, r.Steps, r.Mirrors, r.Piloted)
	require.Greater(t, r.Mirrors, 3)
	require.Greater(t, r.Steps, uint64(3000))
}

// What the arm explores by itself is had again by its targets.
func TestAnExplorationIsHadAgain(t *testing.T) {
	samples, err := world.LookupScene("samples")
	require.NoError(t, err)
	p := play(t, session.Setup{Channels: 64, Seed: 3, Scene: samples, Gesture: "rest"}, record.Options{})
	require.NoError(t, p.Advance(0.2))
	require.NoError(t, p.Explore(session.Ray{Origin: r3.Vec{Z: 5}, Direction: r3.Vec{Z: 1}}))
	require.NoError(t, p.Advance(4))
	r := p.again(t)
	require.Greater(t, r.Piloted, uint64(3500))
}

// A scene may be put around later.
func TestAScenePutAroundLaterIsHadAgain(t *testing.T) {
	p := play(t, session.Setup{Channels: 64, Seed: 3, Gesture: "grasp"}, record.Options{})
	require.NoError(t, p.Advance(0.3))
	for range 3 {
		require.NoError(t, p.Do(session.NextScene))
		require.NoError(t, p.Advance(0.4))
	}
	require.Equal(t, 1, p.again(t).Mirrors)
}

// rewritten is a session's file with other messages in place of some; nil leaves one out.
func rewritten(t testing.TB, file []byte, change func(topic string, data []byte) []byte) []byte {
	t.Helper()
	r, err := mcap.NewReader(bytes.NewReader(file))
	require.NoError(t, err)
	var out bytes.Buffer
	w, err := mcap.NewWriter(&out, mcap.Options{Header: r.Header})
	require.NoError(t, err)
	schemas, channels := map[uint16]uint16{}, map[uint16]uint16{}
	for {
		op, err := r.Next()
		if errors.Is(err, io.EOF) {
			require.NoError(t, w.Close())
			return out.Bytes()
		}
		require.NoError(t, err)
		switch op {
		case mcap.OpSchema:
			for id, s := range r.Schemas {
				if schemas[id] == 0 {
					schemas[id], err = w.AddSchema(s.Name, s.Encoding, s.Data)
				}
			}
		case mcap.OpChannel:
			for id, c := range r.Channels {
				if channels[id] == 0 {
					channels[id], err = w.AddChannel(schemas[c.SchemaID], c.Topic, c.Encoding, c.Metadata)
				}
			}
		case mcap.OpAttachment:
			err = w.Attach(&r.Attachment)
		case mcap.OpMetadata:
			err = w.AddMetadata(&r.Metadata)
		case mcap.OpMessage:
			if data := change(r.Topic().Topic, r.Message.Data); data != nil {
				err = w.Write(channels[r.Message.ChannelID], r.Message.LogTime, data)
			}
		}
		require.NoError(t, err)
	}
}

// What differs is named by its first step and stage, whatever it is.
func TestTheFirstDifferenceIsNamed(t *testing.T) {
	p := play(t, session.Setup{Channels: 64, Seed: 3, Gesture: "rest"}, record.Options{Version: "one"})
	require.NoError(t, p.Advance(0.3))
	require.NoError(t, p.Do(session.DropBall))
	require.NoError(t, p.Break(7, taxel.Stuck, 4000))
	require.NoError(t, p.Advance(0.5))
	p.again(t)
	same := func(_ string, data []byte) []byte { return data }
	for _, c := range []struct {
		what   string
		change func(topic string, data []byte) []byte
		stage  string
		from   uint64
		to     uint64
	}{
		{"nothing", same, "", 0, 0},
		{"a finger bent by a degree", func(topic string, data []byte) []byte {
			var h record.Hand
			if topic != record.TopicHand || ros.Read(data, &h) != nil || h.Step < 401 {
				return data
			}
			h.Angles[hand.IndexPIP] += 0.02
			return ros.Append(nil, &h)
		}, "sense", 401, 430},
		{"a hash of the joint targets", func(topic string, data []byte) []byte {
			var s record.Step
			if topic != record.TopicSteps || ros.Read(data, &s) != nil || s.Step != 77 {
				return data
			}
			s.Stages[2]++
			return ros.Append(nil, &s)
		}, "retarget", 77, 77},
		{"a ball that was not dropped", func(topic string, data []byte) []byte {
			var e record.Event
			if topic == record.TopicEvents && ros.Read(data, &e) == nil && e.Kind == mirror.Put.String() {
				return nil
			}
			return data
		}, "body", 302, 800},
		{"a channel that did not break", func(topic string, data []byte) []byte {
			var e record.Event
			if topic == record.TopicEvents && ros.Read(data, &e) == nil && e.Kind == mirror.Fail.String() {
				return nil
			}
			return data
		}, "sense", 301, 310},
	} {
		r, err := record.Replay(bytes.NewReader(rewritten(t, p.file.Bytes(), c.change)), record.ReplayOptions{Version: "two"})
		require.NoError(t, err, c.what)
		require.Equal(t, "one", r.RecordedVersion)
		if c.stage == "" {
			require.True(t, r.Identical)
			continue
		}
		require.False(t, r.Identical, c.what)
		d := r.FirstDifference
		t.Logf("%s: %+v", c.what, d)
		if c.stage == "body" {
			require.Contains(t, []string{"body", "skin"}, d.Stage, c.what)
		} else {
			require.Equal(t, c.stage, d.Stage, c.what)
		}
		require.GreaterOrEqual(t, d.Step, c.from, c.what)
		require.LessOrEqual(t, d.Step, c.to, c.what)
		require.NotEmpty(t, d.Channel)
	}
}

// Sessions that make no sense are refused with what is wrong, and never believed.
func TestSessionsThatMakeNoSense(t *testing.T) {
	p := play(t, session.Setup{Channels: 64, Seed: 3, Gesture: "rest"}, record.Options{})
	require.NoError(t, p.Advance(0.03))
	require.NoError(t, p.Do(session.DropBall))
	require.NoError(t, p.Advance(0.03))
	p.again(t)
	for _, c := range []struct {
		topic string
		m     ros.Message
		want  string
	}{
		{topic: record.TopicSteps, m: &record.Step{}, want: "want a later time"},
		{topic: record.TopicCommands, m: &ros.JointState{}, want: "joints, want the robot's"},
		{topic: record.TopicEvents, m: &record.Event{Kind: "put", Act: "{}"}, want: "put of nothing"},
		{topic: record.TopicEvents, m: &record.Event{Kind: "dance", Act: "{}"}, want: `act "dance": unknown`},
		{topic: record.TopicEvents, m: &record.Event{Kind: "put", Act: "{"}, want: "unexpected end"},
		{topic: record.TopicEvents, m: &record.Event{Kind: "scene", Act: `{"scene":"x"}`}, want: `scene "x" is not attached`},
		{topic: record.TopicEvents, m: &record.Event{Moment: record.Moment{Mirror: 9}, Kind: "take", Act: `{}`}, want: "mirror 9 is not described"},
		{topic: record.TopicEvents, m: &record.Event{Kind: "fault", Act: `{"channel":64}`}, want: "channel 64, want 0 to 63"},
	} {
		file := rewritten(t, p.file.Bytes(), func(topic string, data []byte) []byte {
			if topic == c.topic {
				return ros.Append(nil, c.m)
			}
			return data
		})
		_, err := record.Replay(bytes.NewReader(file), record.ReplayOptions{})
		require.ErrorContains(t, err, c.want)
	}
	file := rewritten(t, p.file.Bytes(), func(string, []byte) []byte { return []byte{0, 1, 0, 0, 9} })
	_, err := record.Replay(bytes.NewReader(file), record.ReplayOptions{})
	require.Error(t, err)
}
