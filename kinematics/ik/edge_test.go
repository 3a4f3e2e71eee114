package ik_test

import (
	"math"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/ik"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// outward is a path in a line from a bent arm out of its reach, faster than a step allows
// where the arm is nearly straight.
func outward(m *chain.Model, q0 []float64, away r3.Vec, rows int) []spatial.Pose {
	state := chain.NewState(m)
	state.SetCoordinates(q0)
	at := state.RootFromLink(tipOf(m))
	poses := make([]spatial.Pose, rows)
	for k := range poses {
		poses[k] = spatial.Pose{Rot: at.Rot, Pos: r3.Add(at.Pos, r3.Scale(float64(k+1)/float64(rows), away))}
	}
	return poses
}

// An arm whose path leaves its reach stays by it: it does not swing away for a last
// pose that another branch would still reach, and comes as close as any posture.
func TestNoSwingAtTheEdgeOfReach(t *testing.T) {
	m := iiwa(t)
	rapid.Check(t, func(t *rapid.T) {
		near := rapid.Float64Range(-0.4, 0.4)
		q0 := []float64{near.Draw(t, "turn"), 0.7 + near.Draw(t, "lean"), near.Draw(t, "roll"), -1.2, near.Draw(t, "fore"), near.Draw(t, "wrist"), near.Draw(t, "flange")}
		state := chain.NewState(m)
		state.SetCoordinates(q0)
		out := r3.Unit(r3.Sub(state.RootFromLink(tipOf(m)).Pos, r3.Vec{Z: 0.34}))
		step := rapid.SampledFrom([]float64{0.03, 0.1}).Draw(t, "step")
		work := rapid.SampledFrom([]int{0, 16}).Draw(t, "work")
		tracker, err := ik.NewTracker(m, "flange", ik.TrackSettings{MaxStep: step, SearchWork: work})
		require.NoError(t, err)
		require.NoError(t, tracker.Reset(q0))
		s, middle := newSolver(t, m, ik.Settings{MaxTries: 30})
		q, closest := make([]float64, 7), make([]float64, 7)
		var lead float64
		poses := outward(m, q0, r3.Scale(0.6, out), 200)
		for k, pose := range poses {
			track, err := tracker.Step(q, pose)
			require.NoError(t, err)
			require.False(t, track.Relocating)
			best, _ := s.Solve(closest, pose, middle)
			// What a step leaves to the next ones: the tip moves by less than this in one.
			lead = max(track.Position-best.Position, 0)
			require.Less(t, lead, 0.15, "pose %d", k)
		}
		require.Less(t, lead, 0.03)
	})
}

// Joints have speeds of their own, and a pose that they are only too slow for is late.
func TestASlowJointIsLate(t *testing.T) {
	m := iiwa(t)
	q0 := []float64{0.3, 0.7, 0.2, -1.4, 0.1, 0.9, 0.3}
	steps := []float64{0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.002}
	tracker, err := ik.NewTracker(m, "flange", ik.TrackSettings{MaxSteps: steps, SearchWork: 16})
	require.NoError(t, err)
	require.NoError(t, tracker.Reset(q0))
	state := chain.NewState(m)
	state.SetCoordinates(q0)
	at := state.RootFromLink(tipOf(m))
	q, before := append([]float64(nil), q0...), make([]float64, 7)
	late := 0
	for k := range 400 {
		turn := 0.4 * min(1, float64(k)/10)
		copy(before, q)
		track, err := tracker.Step(q, at.Mul(spatial.Pose{Rot: spatial.AxisAngle(r3.Vec{Z: 1}, turn)}))
		require.NoError(t, err)
		require.False(t, track.Relocating)
		require.False(t, track.Reached && track.Late)
		if track.Late {
			late++
		}
		for i := range q {
			require.LessOrEqual(t, math.Abs(q[i]-before[i]), steps[i]+1e-12)
		}
		if k > 300 {
			require.True(t, track.Reached)
		}
	}
	require.Greater(t, late, 5)
	require.Zero(t, tracker.Relocations())
}

// A search that is spread over Steps finds a branch as one at once does.
func TestASpreadSearchFindsABranch(t *testing.T) {
	m := iiwa(t)
	poses, q0 := widePath(m, 20000)
	whole := follow(t, m, ik.TrackSettings{}, poses, q0)
	spread := follow(t, m, ik.TrackSettings{SearchWork: 16}, poses, q0)
	require.NotZero(t, spread.relocations)
	// It takes some tens of Steps longer.
	require.LessOrEqual(t, spread.missed, whole.missed+150*(spread.relocations+1))
	none := follow(t, m, ik.TrackSettings{SearchWork: -1}, poses, q0)
	require.Zero(t, none.relocations)
}
