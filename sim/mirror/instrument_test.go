package mirror

import (
	"testing"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sensors/glove"
	"mirrorarm/sim/clock"

	"github.com/stretchr/testify/require"
)

// metronome is a clock that goes on by a microsecond each time it is read.
type metronome struct{ now time.Duration }

func (c *metronome) Now() time.Duration {
	c.now += time.Microsecond
	return c.now
}

// Resolution is what tells every one of its steps.
func (c *metronome) Resolution() clock.Resolution { return 1 }

func TestHandicapSlowsOneStageAlone(t *testing.T) {
	src := synth(t, "open")
	arm, err := robot.Bionic(retarget.Mirror.RobotSide(src.Info().Side))
	require.NoError(t, err)
	cfg := Config{Source: src, Robot: arm, Seed: 3, Clock: &metronome{}}
	cfg.Handicap[StageBody] = 20
	m, err := New(cfg)
	require.NoError(t, err)
	m.Step(Period)
	d := m.Record().Duration
	require.Equal(t, time.Microsecond, d[StageRetarget])
	require.Equal(t, 21*time.Microsecond, d[StageBody])
	require.Equal(t, 25*time.Microsecond, d[StageLoop])

	plain := newMirror(t, src)
	plain.Step(Period)
	require.Equal(t, plain.Record().Coordinates, m.Record().Coordinates, "it changes times only")
}

// silent is a glove whose cable is cut.
type silent struct{}

func (silent) Sense(float64, hand.Angles, *glove.Frame) bool { return false }

func TestDisturbStandsBetweenGloveAndDecoder(t *testing.T) {
	src := synth(t, "fist")
	arm, err := robot.Bionic(retarget.Mirror.RobotSide(src.Info().Side))
	require.NoError(t, err)
	m, err := New(Config{Source: src, Robot: arm, Seed: 3, Disturb: func(Sensor) Sensor { return silent{} }})
	require.NoError(t, err)
	for i := range 500 {
		m.Step(float64(i+1) * Period)
	}
	require.Equal(t, glove.Lost, m.Record().Estimate.State)
}
