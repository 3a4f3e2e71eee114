package picture_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/render/picture"
	"mirrorarm/render/scene"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
)

// stepsPerFrame is the simulated time of a picture at 60 a second, in steps.
const stepsPerFrame = 16

// graspingFrom (s) is when the hand has closed on the glass.
const graspingFrom = 1.6

// BenchmarkAdaptedFrame is what the window does for a picture of 1280 × 720 while
// the mirrored hand grasps a glass: the loop's steps, the scene and its close-up,
// at the level that the governor settles on. It tells mean and 99th percentile
// since the last change of level, and that level's number, 0 for high.
func BenchmarkAdaptedFrame(b *testing.B) {
	m := grasping(b)
	p, err := picture.New(m.Describe(), picture.Options{Width: 1280, Height: 720, Level: picture.NewGovernor().Level()})
	require.NoError(b, err)
	defer p.Close()
	governor := picture.NewGovernor()
	view := scene.DefaultOrbit()
	var snap mirror.Snapshot
	steps := int(graspingFrom / mirror.Period)
	costs := make([]float64, 0, 1<<20)
	for b.Loop() {
		began := time.Now()
		for range stepsPerFrame {
			steps++
			m.Step(float64(steps) * mirror.Period)
		}
		m.SnapshotTo(&snap)
		p.Scene(&snap, view)
		p.CloseUp()
		cost := time.Since(began).Seconds()
		costs = append(costs, cost)
		if governor.Spent(cost, max(cost, 1.0/60)) {
			p.SetLevel(governor.Level())
			costs = costs[:0]
		}
	}
	if len(costs) == 0 {
		return
	}
	sum := 0.0
	for _, c := range costs {
		sum += c
	}
	slices.Sort(costs)
	b.ReportMetric(1e3*sum/float64(len(costs)), "ms/mean")
	b.ReportMetric(1e3*costs[int(math.Ceil(0.99*float64(len(costs))))-1], "ms/p99")
	b.ReportMetric(float64(governor.Level()), "level")
	b.ReportMetric(float64(len(costs)), "frames")
}

// grasping is a mirror whose hand has just closed on a glass.
func grasping(t testing.TB) *mirror.Mirror {
	furniture, err := world.LookupScene("cups")
	require.NoError(t, err)
	src, err := gesture.Synth("grasp", gesture.Options{Seed: 1})
	require.NoError(t, err)
	arm, err := robot.Bionic(retarget.Mirror.RobotSide(src.Info().Side))
	require.NoError(t, err)
	m, err := mirror.New(mirror.Config{Source: src, Robot: arm, Scene: furniture, Seed: 1})
	require.NoError(t, err)
	for i := range int(graspingFrom / mirror.Period) {
		m.Step(float64(i+1) * mirror.Period)
	}
	return m
}
