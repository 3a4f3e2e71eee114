package mirror

import (
	"math"
	"strings"
	"testing"

	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestTheMirroredHandLiftsWhatStandsThere: in every scene the gesture "grasp" closes the
// robot's hand on the thing that stands there, lifts it upright by what several fingertips
// feel, and, where it can stand, puts it down upright; whichever glove and skin are drawn.
func TestTheMirroredHandLiftsWhatStandsThere(t *testing.T) {
	for _, c := range []struct {
		scene, thing string
		turns        int // of the gesture
		seed         uint64
		rolls        bool
	}{
		{"cups", "glass", 3, 1, false}, {"cups", "glass", 1, 2, false}, {"cups", "glass", 1, 3, false},
		{"tools", "torch", 1, 1, false}, {"samples", "can", 1, 1, false}, {"balls", "juggling ball", 1, 1, true},
	} {
		g := startGrasp(t, c.scene, c.thing, c.seed)
		for turn := range c.turns {
			raised, tilt, held := g.turn()
			t.Logf("%s, seed %d, turn %d: %.0f mm up, %.0f° askew, held for %.2f s", c.scene, c.seed, turn, raised*1000, tilt*180/math.Pi, held)
			require.Greater(t, raised, 0.03, c.scene)
			require.Greater(t, held, 0.5, c.scene)
			if !c.rolls {
				require.Less(t, tilt, 15*math.Pi/180, "%s: where it is highest", c.scene)
				require.Less(t, g.tilt(), 10*math.Pi/180, "%s: put down", c.scene)
			}
		}
		require.Equal(t, noViolations, g.trace.Report(g.m).Limits)
	}
}

// grasping is a mirror that plays the gesture, and what it is to hold.
type grasping struct {
	m     *Mirror
	thing *world.Object
	trace *Trace
	step  int
}

func startGrasp(t *testing.T, scene, thing string, seed uint64) *grasping {
	placed, err := world.LookupScene(scene)
	require.NoError(t, err)
	src, err := gesture.Synth("grasp", gesture.Options{Seed: 1})
	require.NoError(t, err)
	arm, err := robot.Bionic(retarget.Mirror.RobotSide(src.Info().Side))
	require.NoError(t, err)
	m, err := New(Config{Source: src, Robot: arm, Scene: placed, Seed: seed})
	require.NoError(t, err)
	g := &grasping{m: m, trace: NewTrace()}
	for _, o := range m.World().Objects {
		if o.Name == thing {
			g.thing = o
		}
	}
	require.NotNil(t, g.thing, thing)
	return g
}

// turn plays the gesture once, and the rest after it. It gives how far the thing was
// raised (m), its tilt there (rad), and how long (s) two fingertips and more pressed it.
func (g *grasping) turn() (raised, tilt, held float64) {
	const (
		period = 6.1 // s, of gesture and rest, about
		press  = 1.0 // N, on a fingertip, as the skin measures
	)
	start := g.thing.WorldFromObject.Pos.Z
	for range int(period / Period) {
		g.step++
		g.m.Step(float64(g.step) * Period)
		g.trace.Add(g.m)
		if up := g.thing.WorldFromObject.Pos.Z - start; up > raised {
			raised, tilt = up, g.tilt()
		}
		// The skin's view says that it is pressed, the world's what presses it.
		if pressing(g.m, press) >= 2 && g.thing.Touched.Force != (r3.Vec{}) {
			held += Period
		}
	}
	return raised, tilt, held
}

// tilt is the angle (rad) between the thing's axis and the vertical.
func (g *grasping) tilt() float64 {
	return math.Acos(min(g.thing.WorldFromObject.Rotate(r3.Vec{Z: 1}).Z, 1))
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
