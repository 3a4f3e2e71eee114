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

// exhibit does what the window does for a picture of 1280 × 720 while the mirrored hand
// grasps a glass: the loop's steps, the scene and its close-up.
type exhibit struct {
	mirror  *mirror.Mirror
	picture *picture.Picture
	snap    mirror.Snapshot
	steps   int
	costs   []float64 // s
}

func newExhibit(b *testing.B, l picture.Level) *exhibit {
	w := &exhibit{mirror: grasping(b), steps: int(graspingFrom / mirror.Period), costs: make([]float64, 0, 1<<20)}
	var err error
	w.picture, err = picture.New(w.mirror.Describe(), picture.Options{Width: 1280, Height: 720, Level: l})
	require.NoError(b, err)
	b.Cleanup(w.picture.Close)
	return w
}

// draw makes one picture and returns what it cost (s).
func (w *exhibit) draw() float64 {
	began := time.Now()
	for range stepsPerFrame {
		w.steps++
		w.mirror.Step(float64(w.steps) * mirror.Period)
	}
	w.mirror.SnapshotTo(&w.snap)
	w.picture.Scene(&w.snap, scene.DefaultOrbit())
	w.picture.CloseUp()
	cost := time.Since(began).Seconds()
	w.costs = append(w.costs, cost)
	return cost
}

// tell reports the costs.
func (w *exhibit) tell(b *testing.B) {
	if len(w.costs) == 0 {
		return
	}
	sum := 0.0
	for _, c := range w.costs {
		sum += c
	}
	slices.Sort(w.costs)
	b.ReportMetric(1e3*sum/float64(len(w.costs)), "ms/mean")
	b.ReportMetric(1e3*w.costs[int(math.Ceil(0.99*float64(len(w.costs))))-1], "ms/p99")
	b.ReportMetric(float64(w.picture.Level()), "level")
	b.ReportMetric(float64(len(w.costs)), "frames")
}

// BenchmarkAdaptedFrame draws at the level that the governor settles on. It tells
// mean and 99th percentile since the last change of level, and that level's number,
// 0 for high.
func BenchmarkAdaptedFrame(b *testing.B) {
	governor := picture.NewGovernor()
	w := newExhibit(b, governor.Level())
	for b.Loop() {
		cost := w.draw()
		if governor.Spent(cost, max(cost, 1.0/60)) {
			w.picture.SetLevel(governor.Level())
			w.costs = w.costs[:0]
		}
	}
	w.tell(b)
}

// BenchmarkLevelFrame draws at one level after the other.
func BenchmarkLevelFrame(b *testing.B) {
	for l := range picture.Level(picture.NumLevels) {
		b.Run(l.String(), func(b *testing.B) {
			w := newExhibit(b, l)
			for b.Loop() {
				w.draw()
			}
			w.tell(b)
		})
	}
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
