package mirror

import (
	"strings"
	"testing"

	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestTheMirroredHandHoldsAGlass: in the scene "cups" the gesture "grasp" closes
// the robot's hand on the glass, whichever glove and skin are drawn: by what the
// skin measured several fingertips press it for a good while.
func TestTheMirroredHandHoldsAGlass(t *testing.T) {
	const (
		seconds = 4.0
		press   = 1.0 // N, on a fingertip
		least   = 0.5 // s, in all
	)
	scene, err := world.LookupScene("cups")
	require.NoError(t, err)
	for _, seed := range []uint64{1, 2, 3} {
		src, err := gesture.Synth("grasp", gesture.Options{Seed: 1})
		require.NoError(t, err)
		arm, err := robot.Bionic(retarget.Mirror.RobotSide(src.Info().Side))
		require.NoError(t, err)
		m, err := New(Config{Source: src, Robot: arm, Scene: scene, Seed: seed})
		require.NoError(t, err)
		var glass *world.Object
		for _, o := range m.World().Objects {
			if o.Name == "glass" {
				glass = o
			}
		}
		require.NotNil(t, glass)
		trace := NewTrace()
		held := 0.0
		for i := range int(seconds / Period) {
			m.Step(float64(i+1) * Period)
			trace.Add(m)
			if i == 0 {
				require.Zero(t, pressing(m, 0.1), "nothing touches at the start")
			}
			// The skin's view says that it is pressed, the world's what presses it.
			if pressing(m, press) >= 2 && glass.Touched.Force != (r3.Vec{}) {
				held += Period
			}
		}
		t.Logf("seed %d: held for %.2f s", seed, held)
		require.Greater(t, held, least, "seed %d", seed)
		require.Equal(t, noViolations, trace.Report(m).Limits)
	}
}

// pressing counts the fingertips that measure more than a force (N).
func pressing(m *Mirror, force float64) (n int) {
	for i, touch := range m.observer.Touches() {
		if strings.HasSuffix(m.observer.Name(i), "_distal") && touch.Normal > force {
			n++
		}
	}
	return n
}
