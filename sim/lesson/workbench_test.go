package lesson_test

import (
	"math"
	"testing"

	"mirrorarm/sim/lesson"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

var everyView = []lesson.View{
	lesson.Frames, lesson.TipFrame, lesson.Columns, lesson.VelocityEllipsoid, lesson.ForceEllipsoid, lesson.GhostArms,
	lesson.GoalFrames, lesson.TransformTable, lesson.JacobianTable, lesson.DHTable, lesson.ScrewTable,
}

func newWorkbench(t require.TestingT) *lesson.Workbench {
	s, err := lesson.Shipped()
	require.NoError(t, err)
	w, err := lesson.NewWorkbench(s)
	require.NoError(t, err)
	return w
}

// wrist is where the skeleton ends.
func wrist(w *lesson.Workbench) r3.Vec {
	d := w.Draw(nil)
	return d.Lines[0].Points[len(d.Lines[0].Points)-1]
}

func TestSlidersStopAtTheirLimits(t *testing.T) {
	w := newWorkbench(t)
	for i, s := range w.Sliders() {
		for _, v := range []float64{s.Upper + 30, s.Lower - 30, (s.Lower + s.Upper) / 2} {
			require.NoError(t, w.Set(i, v))
			require.InDelta(t, min(max(v, s.Lower), s.Upper), w.Sliders()[i].Value, 1e-9)
		}
	}
	require.Error(t, w.Set(7, 0))
	require.Error(t, w.Set(0, math.NaN()))
}

// TestADraggedWristFollows: to anything in reach it comes within a tenth of a
// millimetre after a few pictures, and no joint ever leaves its limits.
func TestADraggedWristFollows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorkbench(t)
		require.NoError(t, w.Set(3, 60))
		require.NoError(t, w.Grab("palm"))
		from := wrist(w)
		angle := func(name string) float64 { return rapid.Float64Range(-0.8, 0.8).Draw(t, name) }
		r, yaw, pitch := rapid.Float64Range(0.25, 0.55).Draw(t, "reach"), angle("yaw"), angle("pitch")
		to := r3.Vec{X: r * math.Cos(yaw) * math.Cos(pitch), Y: r * math.Sin(yaw) * math.Cos(pitch), Z: r * math.Sin(pitch)}
		left := 0.0
		for k := range 60 {
			left = w.Drag(r3.Add(from, r3.Scale(min(1, float64(k)/40), r3.Sub(to, from))))
		}
		require.Less(t, left, 1e-4)
		require.InDelta(t, 0, r3.Norm(r3.Sub(wrist(w), to)), 1e-4)
		for _, s := range w.Sliders() {
			require.GreaterOrEqual(t, s.Value, s.Lower-1e-9)
			require.LessOrEqual(t, s.Value, s.Upper+1e-9)
		}
	})
}

func TestDraggedOutOfReachTheArmPoints(t *testing.T) {
	w := newWorkbench(t)
	require.NoError(t, w.Set(3, 60))
	require.NoError(t, w.Grab("palm"))
	for range 200 {
		w.Drag(r3.Vec{X: 0.8, Y: 0.1, Z: 0.2})
	}
	at := wrist(w)
	require.InDelta(t, 0.57, r3.Norm(at), 1e-3) // stretched: both bones in line
	require.Less(t, r3.Norm(r3.Cross(r3.Unit(at), r3.Unit(r3.Vec{X: 0.8, Y: 0.1, Z: 0.2}))), 0.01)
	require.Error(t, w.Grab("toe"))
	w.Release()
	require.Zero(t, w.Drag(r3.Vec{X: 0.3}))
	require.Equal(t, at, wrist(w))
}

// TestSwingKeepsTheHand: the elbow moves and the hand does not.
func TestSwingKeepsTheHand(t *testing.T) {
	w := newWorkbench(t)
	require.NoError(t, w.Set(0, 40))
	require.NoError(t, w.Set(3, 90))
	before := w.Draw(nil)
	walked, err := w.Swing(45)
	require.NoError(t, err)
	require.InDelta(t, 45, walked, 1e-9)
	after := w.Draw([]lesson.View{lesson.GhostArms})
	palm := len(before.Lines[0].Points) - 1
	require.InDelta(t, 0, r3.Norm(r3.Sub(before.Lines[0].Points[palm], after.Lines[0].Points[palm])), 1e-6)
	require.Greater(t, r3.Norm(r3.Sub(before.Lines[0].Points[1], after.Lines[0].Points[1])), 0.05)
	require.Greater(t, len(after.Lines), 1)
}

// BenchmarkWorkbenchFrame is a picture's worth of dragging: one step of the
// solver and the geometry of every view.
func BenchmarkWorkbenchFrame(b *testing.B) {
	w := newWorkbench(b)
	require.NoError(b, w.Set(3, 60))
	require.NoError(b, w.Grab("palm"))
	k := 0
	for b.Loop() {
		k++
		w.Drag(r3.Vec{X: 0.42, Y: 0.1 * math.Sin(float64(k)/20), Z: 0.1 * math.Cos(float64(k)/20)})
		w.Draw(everyView)
	}
}
