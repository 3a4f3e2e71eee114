package mirror

import (
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sensors/glove"
	"mirrorarm/sim/gesture"

	"github.com/stretchr/testify/require"
)

// Were any stage a pass-through of the person's true angles, these tests would
// fail.

func synth(t testing.TB, name string) gesture.Source {
	t.Helper()
	src, err := gesture.Synth(name, gesture.Options{Seed: 3})
	require.NoError(t, err)
	return src
}

func newMirror(t testing.TB, src gesture.Source) *Mirror {
	t.Helper()
	arm, err := robot.Bionic(retarget.Mirror.RobotSide(src.Info().Side))
	require.NoError(t, err)
	m, err := New(Config{Source: src, Robot: arm, Follow: retarget.Mirror, Seed: 3})
	require.NoError(t, err)
	return m
}

func digestOf(m *Mirror, steps int) string {
	trace := NewTrace()
	for i := range steps {
		m.Step(float64(i+1) * Period)
		trace.Add(m)
	}
	return trace.Report(m).Digest
}

// liar wears the glove on a hand of its own.
type liar struct {
	Sensor
	angles hand.Angles
}

func (l liar) Sense(t float64, _ hand.Angles, frame *glove.Frame) bool {
	return l.Sensor.Sense(t, l.angles, frame)
}

func TestArmFollowsTheChannelsNotTheTruth(t *testing.T) {
	m := newMirror(t, synth(t, "open"))
	var fist hand.Angles
	for f := hand.Index; f <= hand.Little; f++ {
		fist[hand.FingerAngle(f, 1)], fist[hand.FingerAngle(f, 2)], fist[hand.FingerAngle(f, 3)] = 1.2, 1.4, 0.9
	}
	m.glove.sensor = liar{m.glove.sensor, fist}
	for i := range 1500 {
		m.Step(float64(i+1) * Period)
	}
	r := m.Record()
	for f := hand.Index; f <= hand.Little; f++ {
		a := hand.FingerAngle(f, 2)
		require.Less(t, r.Sample.Angles[a], 0.6, "the person's hand is open")
		require.InDelta(t, fist[a], r.Estimate.Angles[a], 0.15, a.String())
		require.Greater(t, r.FingerAngles[a], 1.0, "%s of the robot", a)
	}
}

// numb delivers frames whose counts are all zero.
type numb struct{ Sensor }

func (n numb) Sense(t float64, a hand.Angles, frame *glove.Frame) bool {
	fresh := n.Sensor.Sense(t, a, frame)
	clear(frame.Counts)
	return fresh
}

func TestZeroedChannelsChangeTheResult(t *testing.T) {
	const steps = 600
	feeling, unfeeling := newMirror(t, synth(t, "fist")), newMirror(t, synth(t, "fist"))
	unfeeling.glove.sensor = numb{unfeeling.glove.sensor}
	require.NotEqual(t, digestOf(feeling, steps), digestOf(unfeeling, steps))
	require.NotEqual(t, feeling.Record().Coordinates, unfeeling.Record().Coordinates)
}

func TestSameSeedAndSourceGiveTheSameDigest(t *testing.T) {
	first := digestOf(newMirror(t, synth(t, "medley")), 800)
	require.Equal(t, first, digestOf(newMirror(t, synth(t, "medley")), 800))
	require.NotEqual(t, first, digestOf(newMirror(t, synth(t, "fist")), 800), "another gesture")
}

func TestStepAllocatesNothing(t *testing.T) {
	m := newMirror(t, synth(t, "medley"))
	n := 0
	step := func() {
		n++
		m.Step(float64(n) * Period)
	}
	for range 500 {
		step()
	}
	require.Zero(t, testing.AllocsPerRun(2000, step))
}

func BenchmarkStep(b *testing.B) {
	m := newMirror(b, synth(b, "medley"))
	n := 0
	for b.Loop() {
		n++
		m.Step(float64(n) * Period)
	}
}

// BenchmarkNew is how long a mirror takes to start.
func BenchmarkNew(b *testing.B) {
	source := synth(b, "medley")
	for b.Loop() {
		newMirror(b, source)
	}
}
