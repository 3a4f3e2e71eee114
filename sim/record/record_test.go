package record_test

import (
	"bytes"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/record"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
)

// configOf is a small mirror in a scene.
func configOf(t testing.TB, gest, scene string) mirror.Config {
	t.Helper()
	src, err := gesture.Synth(gest, gesture.Options{Seed: 3})
	require.NoError(t, err)
	arm, err := robot.Bionic(hand.Left)
	require.NoError(t, err)
	around, err := world.LookupScene(scene)
	require.NoError(t, err)
	return mirror.Config{Source: src, Robot: arm, Scene: around, Seed: 7}
}

// recorded steps a mirror for a while and gives its file, and the trace of it.
func recorded(t testing.TB, cfg mirror.Config, steps int) ([]byte, *mirror.Mirror, mirror.Report) {
	t.Helper()
	var file bytes.Buffer
	rec, err := record.NewRecorder(&file, record.Options{Version: "v", Wait: true})
	require.NoError(t, err)
	cfg.Witness = rec.Did
	m, err := mirror.New(cfg)
	require.NoError(t, err)
	trace := mirror.NewTrace()
	for i := range steps {
		m.Step(float64(i+1) * mirror.Period)
		rec.Step(m)
		trace.Add(m)
	}
	r, err := rec.Close()
	require.NoError(t, err)
	require.EqualValues(t, steps, r.Steps)
	report := trace.Report(m)
	require.Equal(t, report.Digest, r.Digest)
	return file.Bytes(), m, report
}

func TestASessionIsHadAgain(t *testing.T) {
	for _, scene := range []string{"empty", "cups"} {
		file, _, report := recorded(t, configOf(t, "grasp", scene), 800)
		t.Logf("%s: %d bytes", scene, len(file))
		again, err := record.Replay(bytes.NewReader(file), record.ReplayOptions{Version: "v"})
		require.NoError(t, err)
		require.True(t, again.Identical, "%+v", again.FirstDifference)
		require.EqualValues(t, 800, again.Steps)
		require.Equal(t, report.Digest, again.Digest)
		require.True(t, again.Ended)
	}
}
