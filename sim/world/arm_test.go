package world

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// driven moves the arm's motors towards a target for some steps.
func (a *arm) driven(target []float64, steps int) {
	for range steps {
		a.motors.Step(dt, target, a.rate, a.Effort())
		a.pose()
		a.Step(dt, a.poses)
	}
}

// solids are those of the shipped robot.
func solids(t *testing.T) []skin.Capsule {
	t.Helper()
	r, err := robot.Bionic(hand.Right)
	require.NoError(t, err)
	all := make([]skin.Capsule, len(r.Shapes))
	for i, c := range r.Shapes {
		all[i] = skin.Capsule(c)
	}
	return all
}

// turning finds the arm's coordinate, and its sign, that moves a link most along a
// direction.
func (a *arm) turning(link int, way r3.Vec) (coordinate int, sign float64) {
	before, best := a.poses[link].Pos, 0.0
	for i := range 4 {
		q := make([]float64, len(a.target))
		q[i] = 0.01
		a.motors.Reset(q)
		a.pose()
		if moved := r3.Dot(r3.Sub(a.poses[link].Pos, before), way); math.Abs(moved) > math.Abs(best) {
			coordinate, sign, best = i, math.Copysign(1, moved), moved
		}
	}
	a.motors.Reset(make([]float64, len(a.target)))
	a.pose()
	return coordinate, sign
}

// TestTheArmStopsAtTheTable: told to go through it, it lies on it, no deeper than its
// pads are thick, and comes away again.
func TestTheArmStopsAtTheTable(t *testing.T) {
	a := newArm(t, 1)
	wrist, ok := a.state.Model().LinkIndex("palm")
	require.True(t, ok)
	placed(t, a.World, block("table", 0, r3.Vec{X: 0.4, Y: 0.4, Z: 0.02}), spatial.At(r3.Vec{X: 0.1, Y: -0.16, Z: 1.08}), spatial.Twist{})
	down, sign := a.turning(wrist, r3.Vec{Z: -1})
	target := make([]float64, len(a.target))
	target[down] = 0.8 * sign
	deepest := 0.0
	for range 1500 {
		a.driven(target, 1)
		for _, m := range a.AppendMeetings(nil, solids(t), a.poses, 0.01) {
			deepest = min(deepest, m.Gap)
		}
	}
	require.Greater(t, a.poses[wrist].Pos.Z, 1.1, "the arm lies on the table")
	require.Less(t, a.poses[wrist].Pos.Z, 1.16)
	require.Greater(t, deepest, -skin.PadThickness)
	for i := range a.poses {
		speed := norm(a.motion[i].Lin)
		require.Less(t, speed, 0.02, "and rests there")
	}
	target[down] = 0
	a.driven(target, 1500)
	require.InDelta(t, 1.28, a.poses[wrist].Pos.Z, 0.01)
}

// TestAnElbowPushesACupOver: what stands beside the elbow goes with it and falls.
func TestAnElbowPushesACupOver(t *testing.T) {
	a := newArm(t, 1)
	elbow, ok := a.state.Model().LinkIndex("forearm")
	require.True(t, ok)
	at := a.poses[elbow].Pos
	placed(t, a.World, block("table", 0, r3.Vec{X: 0.3, Y: 0.4, Z: 0.02}), spatial.At(r3.Vec{X: at.X, Y: at.Y + 0.3, Z: at.Z - 0.18}), spatial.Twist{})
	tall := cup(0.1)
	tall.Parts[0].Radius, tall.Parts[0].Half.Z = 0.03, 0.1
	o := placed(t, a.World, tall, spatial.At(r3.Vec{X: at.X, Y: at.Y + 0.1, Z: at.Z - 0.06}), spatial.Twist{})
	aside, sign := a.turning(elbow, r3.Vec{Y: 1})
	target := make([]float64, len(a.target))
	target[aside] = 0.6 * sign
	a.driven(target, 200)
	require.Positive(t, o.Velocity.Lin.Y, "it goes with the elbow")
	a.driven(target, 1300)
	require.Less(t, o.WorldFromObject.Rotate(r3.Vec{Z: 1}).Z, 0.5, "it fell over")
	require.Greater(t, o.WorldFromObject.Pos.Y, at.Y+0.15)
}
