package mirror

import (
	"testing"

	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// Cups that are left alone gain no energy; a push from nowhere is seen as what it is.
func TestThingsAreWatched(t *testing.T) {
	src := synth(t, "open")
	scene, err := world.LookupScene("cups")
	require.NoError(t, err)
	arm, err := robot.Bionic(retarget.Mirror.RobotSide(src.Info().Side))
	require.NoError(t, err)
	m, err := New(Config{Source: src, Robot: arm, Follow: retarget.Mirror, Scene: scene, Seed: 1, Channels: 64})
	require.NoError(t, err)
	var watch thingsWatch
	require.Equal(t, noThings, watch.report().EnergyGainJ.Why())
	step := 0
	run := func(n int) WorldReport {
		for range n {
			step++
			m.Step(float64(step) * Period)
			watch.add(m.world)
		}
		return watch.report()
	}
	r := run(400)
	require.Less(t, r.EnergyGainJ.Float(), 1e-6)
	require.Less(t, r.PenetrationMax.Float(), 0.1)
	for i, o := range m.world.Objects {
		if o == nil || o.Fixed() {
			continue
		}
		const speed = 0.4
		require.NoError(t, m.Throw(i, spatial.Twist{Lin: r3.Vec{Z: speed}}))
		r = run(1)
		require.InEpsilon(t, o.Mass*speed*speed/2, r.EnergyGainJ.Float(), 0.02)
		require.InEpsilon(t, speed, r.SpeedMax.Float(), 0.03)
		return
	}
	require.Fail(t, "no thing moves")
}
